//! Alerts as they come in, over real sockets: who sends them does not use our router by hand.

use axum::http::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::cell::{ADMIN, Cell, LEAD, TRUST, id};

mod changes;
mod groups;
mod monitors;
mod snooze;
mod sources;
mod suppressions;

/// A cell that listens, with an administrator, a policy that pages the lead, and an integration.
pub(crate) struct Listening {
    pub(crate) cell: Cell,
    pub(crate) address: std::net::SocketAddr,
    pub(crate) admin: String,
    pub(crate) lead: String,
    pub(crate) policy: String,
    pub(crate) integration: String,
    pub(crate) key: String,
}

/// What came back over the wire.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Heard {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Listening {
    /// Its integration pages for whatever comes.
    pub(crate) async fn new(kind: &str) -> Self {
        Self::with(kind, json!({})).await
    }

    /// As [`Self::new`], with more said of the integration.
    pub(crate) async fn with(kind: &str, more: Value) -> Self {
        let cell = Cell::new().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = cell.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let (admin, lead) = (cell.token(ADMIN).await, cell.token(LEAD).await);
        let steps = json!([{ "targets": [{ "kind": "person", "person": id(LEAD) }], "wait_s": 300 }]);
        let policy = cell.post("/api/v1/policies", &admin, json!({ "name": "Nights", "steps": steps })).await;
        let policy = policy.must(201).json()["id"].as_str().unwrap().to_owned();
        let mut integration = json!({
            "name": "Monitoring", "organisation": id(TRUST), "kind": kind,
            "otherwise": { "do": "page", "policy": policy, "severity": "S2" },
        });
        integration.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = cell.post("/api/v1/integrations", &admin, integration).await.must(201).json();
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        Self { address, admin, lead, policy, integration: text("id"), key: text("key"), cell }
    }

    /// Sends a request as bytes over a connection of its own.
    pub(crate) async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Heard {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: cell\r\nconnection: close\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut came = Vec::new();
        stream.read_to_end(&mut came).await.unwrap();
        let came = String::from_utf8_lossy(&came).into_owned();
        let (head, body) = came.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Heard { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    /// Sends JSON.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Heard {
        self.send(Method::POST, path, &[("content-type", "application/json")], &body.to_string()).await
    }

    /// All alerts, newest first.
    pub(crate) async fn alerts(&self) -> Vec<Value> {
        let listed = self.cell.get("/api/v1/alerts", &self.lead).await.must(200).json();
        listed["items"].as_array().unwrap().clone()
    }
}
