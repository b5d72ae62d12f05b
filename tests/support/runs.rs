//! Runbooks put into a cell's library, and runs of them, over HTTP.

use ctac_cli::client::Client;
use serde_json::{Value, json};

use crate::wait::until;

/// A runbook file about nothing real: `slug`, the last digits of its id (hexadecimal, 12 of them), and what follows its title.
#[must_use]
pub fn runbook(slug: &str, digits: &str, records: &str, steps: &str) -> String {
    format!(
        "---\nrunbook: {slug}\nid: playbook--5d0c6f7a-3b1e-4c52-9a41-{digits}\nstatus: draft\nowner: Head of operations\n\
         review_by: 2027-12-01\ncreated: 2026-01-12T09:00:00.000Z\nmodified: 2026-01-12T09:00:00.000Z\n\
         created_by: identity--2f6d0a4e-8a57-4f0e-9f0d-6a3f5b7c9e11\ntlp: GREEN\nroles:\n  incident-lead: Incident lead\n\
         {records}---\n\n# Follow {slug}\n\nFor tests.\n\n## Only\n\n{steps}"
    )
}

/// Puts a runbook into the library: one writes it, the other approves it.
///
/// # Panics
/// It is refused.
pub async fn adopt(writer: &Client, approver: &Client, text: &str) {
    let saved = writer.post_text("/api/v1/runbooks", "text/markdown", text.as_bytes().to_vec()).await;
    let saved = saved.unwrap_or_else(|error| panic!("not saved: {error}"));
    let word = |name: &str| saved[name].as_str().expect("text").to_owned();
    let path = format!("/api/v1/runbooks/{}/versions/{}", word("id"), word("version"));
    for (who, what) in [(writer, "submit"), (approver, "approve")] {
        let done = who.post(&format!("{path}/{what}"), &json!({})).await;
        done.unwrap_or_else(|error| panic!("{what} is refused: {error}"));
    }
}

/// Begins a run; gives its id.
///
/// # Panics
/// It is refused.
pub async fn begin(lead: &Client, incident: &str, start: &Value) -> String {
    let begun = lead.post(&format!("/api/v1/incidents/{incident}/runs"), start).await;
    let begun = begun.unwrap_or_else(|error| panic!("not begun: {error}"));
    begun["id"].as_str().expect("an id").to_owned()
}

/// A run as it stands.
///
/// # Panics
/// It cannot be read.
pub async fn read(client: &Client, run: &str) -> Value {
    client.get(&format!("/api/v1/runs/{run}")).await.unwrap_or_else(|error| panic!("not read: {error}"))
}

/// The latest attempt at a step.
///
/// # Panics
/// The run has not come to it.
#[must_use]
pub fn step<'a>(run: &'a Value, slug: &str) -> &'a Value {
    let steps = run["steps"].as_array().expect("steps");
    steps.iter().rfind(|it| it["slug"] == slug).unwrap_or_else(|| panic!("{slug} in {run}"))
}

/// The run once a step has come to `status`.
///
/// # Panics
/// It does not.
pub async fn stands(client: &Client, run: &str, slug: &str, status: &str) -> Value {
    until(&format!("{slug} is {status}"), || async {
        let whole = read(client, run).await;
        (step(&whole, slug)["status"] == status).then_some(whole)
    })
    .await
}
