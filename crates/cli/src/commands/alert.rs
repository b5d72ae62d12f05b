//! `ctac alert send`: a signal as an integration sends it, by the PagerDuty Events API v2.

use serde_json::json;

use crate::args::Alert;
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// Sends it and prints its deduplication key.
///
/// # Errors
/// The service refused it or cannot be reached.
pub async fn run(alert: Alert) -> Result<(), Failure> {
    let Alert::Send { summary, key, action, severity, source, dedup_key, service } = alert;
    let client = Client::new(&service)?;
    let event = json!({
        "routing_key": key,
        "event_action": action,
        "dedup_key": dedup_key,
        "payload": { "summary": summary, "source": source, "severity": severity },
    });
    let answer = client.post("/v2/enqueue", &event).await?;
    if service.json { out::json(&answer) } else { out::line(out::text(&answer, "dedup_key")) }
}
