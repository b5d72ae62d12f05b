//! Debian's unmodified Prometheus Alertmanager.

use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use crate::binary::installed;
use crate::http::Wire;
use crate::wait::until;

/// Its program.
pub const PROGRAM: &str = "prometheus-alertmanager";

/// A running Alertmanager whose one receiver is given. It ends when this is dropped.
#[derive(Debug)]
pub struct Alertmanager {
    _child: Child,
    wire: Wire,
}

impl Alertmanager {
    /// Starts one, and returns once it is ready. `receiver` is the YAML below `- name: cell`, indented by two.
    ///
    /// # Panics
    /// It is not installed, or does not start.
    pub async fn start(folder: &Path, receiver: &str) -> Self {
        let config = folder.join("alertmanager.yml");
        let text = format!(
            "route:\n  receiver: cell\n  group_wait: 0s\n  group_interval: 1s\n  repeat_interval: 1h\n\
             receivers:\n- name: cell\n{receiver}"
        );
        std::fs::write(&config, text).expect("its configuration can be written");
        let free = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = free.local_addr().expect("its address");
        drop(free);
        let log = std::fs::File::create(folder.join("alertmanager.log")).expect("its log can be written");
        let child = Command::new(installed(PROGRAM))
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.path={}", folder.join("alertmanager").display()))
            .arg(format!("--web.listen-address={address}"))
            .arg("--cluster.listen-address=")
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("Alertmanager can be started");
        let url = format!("http://{address}");
        let ready = ctac_cli::client::Client::at(&url, None).expect("a client");
        until("Alertmanager is ready", || async { ready.stream("/-/ready").await.ok() }).await;
        Self { _child: child, wire: Wire::to(&url) }
    }

    /// An alert fires, as Prometheus posts it; or it has ended.
    ///
    /// # Panics
    /// Alertmanager does not take it.
    pub async fn post(&self, name: &str, severity: &str, ended: bool) {
        let mut alert = json!({
            "labels": { "alertname": name, "instance": "pacs-01", "severity": severity },
            "annotations": { "summary": "Imaging archive unreachable" },
        });
        if ended {
            alert["endsAt"] = Value::String(now().to_string());
        }
        let answered = self.wire.post("/api/v2/alerts", json!([alert])).await;
        assert!(answered.status.is_success(), "{answered:?}");
    }
}

fn now() -> jiff::Timestamp {
    ctac_engine::ports::Clock::now(&ctac_engine::ports::SystemClock)
}
