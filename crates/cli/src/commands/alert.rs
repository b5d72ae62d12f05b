//! `ctac alert`: a signal as an integration sends it, by the PagerDuty Events API v2; an alert raised by hand, and its
//! receipt.

use ctac_runbook::nearest::nearest;
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
            let organisations = at_threshold(&client, &criteria, organisations).await?;
            let body = json!({
                "summary": summary,
                "criteria": criteria,
                "organisations": organisations,
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

/// Whatever is given by name, held against the threshold that stands; the organisations by their ids.
///
/// The service takes a criterion that it does not know, for nothing that is raised is lost. Here somebody is still at the
/// keyboard: a slip must not make it the severity of nothing being met.
async fn at_threshold(client: &Client, criteria: &[String], given: Vec<String>) -> Result<Vec<String>, Failure> {
    if criteria.is_empty() && given.is_empty() {
        return Ok(given);
    }
    let threshold: Value = client.get("/api/v1/threshold").await?;
    known(criteria, &threshold)?;
    affected(&threshold, &given)
}

/// Every criterion is one that there is.
fn known(criteria: &[String], threshold: &Value) -> Result<(), Failure> {
    let all = threshold.get("criteria").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let ids = || all.iter().map(|it| out::text(it, "id"));
    let Some(unknown) = criteria.iter().find(|id| !ids().any(|there| there == *id)) else { return Ok(()) };
    let nearest = nearest(unknown, ids()).map(|it| format!(" Did you mean {it}?")).unwrap_or_default();
    let line = |it: &Value| {
        format!("\n  {}  {:<14} {}", out::text(it, "severity"), out::text(it, "id"), out::text(it, "text"))
    };
    let there: String = all.iter().map(line).collect();
    Err(Failure::Usage(format!("--criterion {unknown}: the threshold has none of this name.{nearest} It has:{there}")))
}

/// The ids of organisations that were given by name or id.
fn affected(threshold: &Value, given: &[String]) -> Result<Vec<String>, Failure> {
    let members = threshold.get("members").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_criterion_is_told_with_what_there_is() {
        let threshold = json!({ "criteria": [
            { "id": "ransomware", "severity": "S1", "text": "Files are encrypted." },
            { "id": "supplier", "severity": "S2", "text": "A supplier is affected." },
        ] });
        assert!(known(&["ransomware".to_owned()], &threshold).is_ok() && known(&[], &threshold).is_ok());
        let refused = known(&["supplier".to_owned(), "ransomwear".to_owned()], &threshold).unwrap_err();
        assert!(matches!(refused, Failure::Usage(_)));
        let said = refused.to_string();
        assert!(said.contains("--criterion ransomwear") && said.contains("Did you mean ransomware?"), "{said}");
        assert!(said.contains("S2  supplier") && said.contains("Files are encrypted."), "{said}");
    }
}
