//! `ctac incident`: declare, list, show, and follow live.

use serde_json::{Value, json};

use crate::args::{Incident, Service};
use crate::client::Client;
use crate::failure::Failure;
use crate::{out, say};

/// Entries of one request.
const PAGE: usize = 256;

/// Runs the one that was asked for.
///
/// # Errors
/// The service refused or cannot be reached.
pub async fn run(incident: Incident) -> Result<(), Failure> {
    match incident {
        Incident::Declare { title, severity, marking, policy, service } => {
            let id = crate::random::uuid();
            let client = Client::new(&service)?;
            let policy = match policy {
                Some(id) if super::id("policy", &id).is_ok() => Some(id),
                Some(named) => Some(super::page::found(&super::items(&client, "/api/v1/policies").await?, &named)?),
                None => None,
            };
            let body = json!({ "id": id, "title": title, "severity": severity, "marking": marking, "policy": policy });
            let answer = client.post("/api/v1/incidents", &body).await?;
            if service.json { out::json(&answer) } else { out::line(out::text(&answer, "reference")) }
        }
        Incident::List { service } => list(&service).await,
        Incident::Show { reference, service } => show(&reference, &service).await,
        Incident::Category { reference, level, confirmed, reason, service } => {
            let certainty = if confirmed { "confirmed" } else { "indicative" };
            let to = json!({ "level": level, "certainty": certainty });
            let kind = "incident.category_changed";
            let client_id = crate::random::uuid();
            let post = json!({ "client_id": client_id, "kind": kind, "body": { "to": to, "reason": reason } });
            let path = format!("/api/v1/incidents/{reference}/entries");
            let answer: Value = Client::new(&service)?.post(&path, &post).await?;
            let seq = answer.get("seq").and_then(Value::as_u64).unwrap_or_default();
            if service.json { out::json(&answer) } else { out::line(&format!("entry {seq}")) }
        }
        Incident::CallOut { reference, plan, service } => {
            super::call_out::start(&format!("/api/v1/incidents/{reference}/call-outs"), &plan, None, &service).await
        }
        Incident::Tail { reference, after, count, service } => {
            super::tail::tail(&Client::new(&service)?, &reference, after, count, service.json).await
        }
    }
}

async fn list(service: &Service) -> Result<(), Failure> {
    let incidents = super::items(&Client::new(service)?, "/api/v1/incidents").await?;
    if service.json {
        return incidents.iter().try_for_each(out::json);
    }
    let cell = |incident: &Value, name| out::text(incident, name).to_owned();
    let row = |incident: &Value| {
        let title = incident.get("title").and_then(Value::as_str).unwrap_or("(you are not a member)");
        vec![
            cell(incident, "reference"),
            cell(incident, "severity"),
            cell(incident, "status"),
            out::instant(incident, "declared_at"),
            title.to_owned(),
        ]
    };
    let rows: Vec<_> = incidents.iter().map(row).collect();
    out::table(&["REFERENCE", "SEVERITY", "STATUS", "DECLARED", "TITLE"], &rows)
}

async fn show(reference: &str, service: &Service) -> Result<(), Failure> {
    let client = Client::new(service)?;
    let incident: Value = client.get(&format!("/api/v1/incidents/{reference}")).await?;
    let mut names = super::names(&client).await?;
    if service.json {
        out::json(&incident)?;
    } else {
        let of = incident.get("incident").unwrap_or(&incident);
        let part = |name| out::text(of, name);
        out::line(&format!("{} {} {}: {}", part("reference"), part("severity"), part("status"), part("title")))?;
    }
    let mut after = 0;
    loop {
        let path = format!("/api/v1/incidents/{reference}/entries?after={after}&limit={PAGE}");
        let page: Value = client.get(&path).await?;
        let entries = page.get("entries").and_then(Value::as_array).cloned().unwrap_or_default();
        let Some(last) = entries.last().and_then(|entry| entry.get("seq")).and_then(Value::as_u64) else {
            return Ok(());
        };
        for entry in &entries {
            if service.json {
                out::json(entry)?;
                continue;
            }
            super::look_up(&client, entry, &mut names).await?;
            if let Some(line) = say::entry(entry, &names) {
                out::line(&line)?;
            }
        }
        after = last;
    }
}
