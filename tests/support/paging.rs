//! Alerts that page, and the pages they become.

use ctac_cli::client::Client;
use serde_json::{Value, json};

use crate::wait::until;

/// Raises an alert, as an integration does.
///
/// # Panics
/// It is not taken.
pub async fn raise(anyone: &Client, key: &str, dedup_key: &str) {
    let event = json!({
        "routing_key": key, "event_action": "trigger", "dedup_key": dedup_key,
        "payload": { "summary": "Imaging archive unreachable", "source": "pacs-01", "severity": "critical" },
    });
    anyone.post("/v2/enqueue", &event).await.unwrap_or_else(|error| panic!("not taken: {error}"));
}

/// A page as it stands.
///
/// # Panics
/// The reader may not see it.
pub async fn page(reader: &Client, id: &str) -> Value {
    reader.get(&format!("/api/v1/pages/{id}")).await.unwrap_or_else(|error| panic!("page {id}: {error}"))
}

/// A page, once this holds of it.
pub async fn page_once(reader: &Client, id: &str, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
    until(what, || async { Some(page(reader, id).await).filter(&holds) }).await
}

/// A policy with these steps, gone through once, and an integration that pages by it; gives its key. `administrator`
/// administers the cell.
///
/// # Panics
/// It is refused.
pub async fn integration(administrator: &Client, steps: Value) -> String {
    let refused = |error| panic!("refused: {error}");
    let policy = json!({ "name": "Short", "steps": steps, "repeats": 0 });
    let policy = administrator.post("/api/v1/policies", &policy).await.unwrap_or_else(refused);
    let organisations: Value = administrator.get("/api/v1/organisations").await.unwrap_or_else(refused);
    let integration = json!({
        "name": "Short", "organisation": organisations["items"][0]["id"], "kind": "events-v2",
        "otherwise": { "do": "page", "policy": policy["id"], "severity": "S2" },
    });
    let made = administrator.post("/api/v1/integrations", &integration).await.unwrap_or_else(refused);
    made["key"].as_str().expect("a key").to_owned()
}
