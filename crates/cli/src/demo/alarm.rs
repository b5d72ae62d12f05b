//! Ways to fire the story's alert: the documented event itself, or a real Alertmanager that knows nothing of us but a
//! changed address.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

use crate::client::Client;
use crate::demo::story::Alarm;
use crate::failure::Failure;

/// The alarm that was asked for.
///
/// # Errors
/// The Alertmanager's folder cannot be written.
pub fn choose(alertmanager: Option<&Path>, url: &str, key: &str, folder: &Path) -> Result<Box<dyn Alarm>, Failure> {
    match alertmanager {
        Some(program) => Ok(Box::new(Alertmanager::prepare(program, url, key, folder)?)),
        None => Ok(Box::new(Event { client: Client::at(url, None)?, key: key.to_owned() })),
    }
}

/// PagerDuty Events API v2, by hand.
#[derive(Debug)]
struct Event {
    client: Client,
    key: String,
}

impl Event {
    async fn send(&self, action: &str) -> Result<(), Failure> {
        let event = json!({
            "routing_key": self.key, "event_action": action, "dedup_key": "imaging-archive",
            "payload": { "summary": "Imaging archive unreachable", "source": "pacs-01", "severity": "critical" },
        });
        self.client.post("/v2/enqueue", &event).await.map(|_| ())
    }
}

#[async_trait]
impl Alarm for Event {
    async fn fire(&self) -> Result<(), Failure> {
        self.send("trigger").await
    }

    async fn resolve(&self) -> Result<(), Failure> {
        self.send("resolve").await
    }
}

/// An unmodified Prometheus Alertmanager, started for the story and ended with it.
#[derive(Debug)]
pub struct Alertmanager {
    program: PathBuf,
    folder: PathBuf,
    address: String,
    child: Mutex<Option<Child>>,
}

impl Alertmanager {
    /// Writes its configuration: `pagerduty_configs.url` points at the service, nothing else is special.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn prepare(program: &Path, url: &str, key: &str, folder: &Path) -> Result<Self, Failure> {
        let folder = folder.join("alertmanager");
        crate::service::make_folder(&folder)?;
        let config = format!(
            "route:\n  receiver: cell\n  group_wait: 0s\n  group_interval: 1s\n  repeat_interval: 1h\n\
             receivers:\n- name: cell\n  pagerduty_configs:\n  - routing_key: {key}\n    url: {url}/v2/enqueue\n    \
             severity: critical\n    send_resolved: true\n"
        );
        let path = folder.join("alertmanager.yml");
        std::fs::write(&path, config).map_err(|error| Failure::io(&path, &error))?;
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let address = free.map_err(|error| Failure::Io(format!("no free port: {error}")))?.to_string();
        Ok(Self { program: program.to_owned(), folder, address, child: Mutex::new(None) })
    }

    /// Starts it, and returns once it says that it is ready.
    async fn start(&self) -> Result<(), Failure> {
        let mut child = self.child.lock().await;
        if child.is_some() {
            return Ok(());
        }
        let log = self.folder.join("alertmanager.log");
        let log = std::fs::File::create(&log).map_err(|error| Failure::io(&log, &error))?;
        let started = Command::new(&self.program)
            .arg(format!("--config.file={}", self.folder.join("alertmanager.yml").display()))
            .arg(format!("--storage.path={}", self.folder.display()))
            .arg(format!("--web.listen-address={}", self.address))
            .arg("--cluster.listen-address=")
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn();
        *child = Some(started.map_err(|error| Failure::io(&self.program, &error))?);
        drop(child);
        self.ready().await
    }

    async fn ready(&self) -> Result<(), Failure> {
        /// Attempts, a tenth of a second apart: it tells no other way that it is ready.
        const ATTEMPTS: u32 = 300;
        let client = self.client()?;
        for _ in 0..ATTEMPTS {
            if client.stream("/-/ready").await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        Err(Failure::Unavailable(format!("{} did not become ready", self.program.display())))
    }

    fn client(&self) -> Result<Client, Failure> {
        Client::at(&format!("http://{}", self.address), None)
    }

    /// Posts the alert as Prometheus does; an `endsAt` that has passed resolves it.
    async fn post(&self, ended: bool) -> Result<(), Failure> {
        let mut alert = json!({
            "labels": { "alertname": "ImagingArchiveUnreachable", "instance": "pacs-01", "severity": "critical" },
            "annotations": { "summary": "Imaging archive unreachable" },
        });
        if let (true, Some(fields)) = (ended, alert.as_object_mut()) {
            let now = ctac_engine::ports::Clock::now(&ctac_engine::ports::SystemClock);
            fields.insert("endsAt".to_owned(), Value::String(now.to_string()));
        }
        let response = self.client()?.post_any("/api/v2/alerts", &json!([alert])).await?;
        drop(response);
        Ok(())
    }
}

#[async_trait]
impl Alarm for Alertmanager {
    async fn fire(&self) -> Result<(), Failure> {
        self.start().await?;
        self.post(false).await
    }

    async fn resolve(&self) -> Result<(), Failure> {
        self.post(true).await
    }
}
