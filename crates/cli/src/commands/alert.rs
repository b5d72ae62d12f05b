//! `ctac alert`: a signal as an integration sends it, by the PagerDuty Events API v2; an alert raised by hand, and its
//! receipt.

use serde_json::{Value, json};

use crate::args::Alert;
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// Sends, raises or reads, and prints what came back.
///
/// # Errors
/// The service refused it or cannot be reached.
pub async fn run(alert: Alert) -> Result<(), Failure> {
    match alert {
        Alert::Send { summary, key, action, severity, source, dedup_key, service } => {
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
        Alert::Raise { summary, criteria, organisations, text, call_back, reference, service } => {
            let client = Client::new(&service)?;
            let body = json!({
                "summary": summary,
                "criteria": criteria,
                "organisations": affected(&client, organisations).await?,
                "text": text,
                "call_back": call_back,
                "reference": reference,
            });
            let receipt = client.post("/api/v1/raise", &body).await?;
            if service.json { out::json(&receipt) } else { print(&receipt) }
        }
        Alert::Receipt { reference, service } => {
            let receipt: Value = Client::new(&service)?.get(&format!("/api/v1/raise/{reference}")).await?;
            if service.json { out::json(&receipt) } else { print(&receipt) }
        }
    }
}

/// The ids of organisations that were given by name or id.
async fn affected(client: &Client, given: Vec<String>) -> Result<Vec<String>, Failure> {
    if given.is_empty() {
        return Ok(given);
    }
    let threshold: Value = client.get("/api/v1/threshold").await?;
    let members = threshold.get("members").and_then(Value::as_array).cloned().unwrap_or_default();
    let find = |name: &String| {
        let is = |it: &&Value| out::text(it, "id") == name || out::text(it, "name").eq_ignore_ascii_case(name);
        let names = || members.iter().map(|it| out::text(it, "name")).collect::<Vec<_>>().join(", ");
        let found = members.iter().find(is).map(|it| out::text(it, "id").to_owned());
        found.ok_or_else(|| Failure::Usage(format!("--affects {name}: no member organisation; they are: {}", names())))
    };
    given.iter().map(find).collect()
}

fn print(receipt: &Value) -> Result<(), Failure> {
    let severity = match out::text(receipt, "severity") {
        "" => "below the threshold",
        severity => severity,
    };
    let version = receipt.get("threshold_version").and_then(Value::as_u64).unwrap_or_default();
    out::line(&format!("{}  {severity}, by version {version} of the threshold", out::text(receipt, "reference")))?;
    for because in receipt.get("because").and_then(Value::as_array).into_iter().flatten() {
        out::line(&format!("  because {}", because.as_str().unwrap_or_default()))?;
    }
    out::line(out::text(receipt, "now"))?;
    if let Some(person) = receipt.get("person") {
        out::line(&format!(
            "{}: {}, {}",
            out::text(person, "is"),
            out::text(person, "name"),
            out::text(person, "role")
        ))?;
    }
    out::line(&format!("Your reference: {}", out::text(receipt, "your_reference")))?;
    out::line(&format!("Receipt: {}", out::text(receipt, "link")))
}
