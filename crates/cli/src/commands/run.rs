//! `ctac run`: begin a run, see where it stands, do something in it.

use serde_json::{Map, Value, json};

use crate::args::{DoInRun, Run, Service, StartRun};
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// Runs the one that was asked for.
///
/// # Errors
/// The service refused or cannot be reached.
pub async fn run(run: Run) -> Result<(), Failure> {
    match run {
        Run::Start(start) => begin(start).await,
        Run::Show { run, service } => {
            let whole = Client::new(&service)?.get(&format!("/api/v1/runs/{run}")).await?;
            show(&whole, &service)
        }
        Run::Do(what) => act(what).await,
    }
}

async fn begin(start: StartRun) -> Result<(), Failure> {
    let inputs: Map<String, Value> = start.inputs.into_iter().map(|(name, value)| (name, value.into())).collect();
    let body = json!({
        "id": crate::random::uuid(), "runbook": start.runbook, "version": start.version,
        "exercise": start.exercise, "inputs": inputs,
    });
    let path = format!("/api/v1/incidents/{}/runs", start.incident);
    let answer = Client::new(&start.service)?.post(&path, &body).await?;
    if start.service.json { out::json(&answer) } else { out::line(out::text(&answer, "id")) }
}

async fn act(what: DoInRun) -> Result<(), Failure> {
    let client = Client::new(&what.service)?;
    let mut command: Map<String, Value> = what.fields.into_iter().map(|(name, value)| (name, value.into())).collect();
    command.insert("do".to_owned(), what.what.clone().into());
    for word in ["go_on", "frame"] {
        // These are no texts on the wire.
        if let Some(value) = command.get_mut(word)
            && let Some(read) = value.as_str().and_then(|text| serde_json::from_str(text).ok())
        {
            *value = read;
        }
    }
    if let Some(step) = &what.step {
        let whole: Value = client.get(&format!("/api/v1/runs/{}", what.run)).await?;
        let found = found(&whole, step)?;
        command.insert("instance".to_owned(), found.get("instance").cloned().unwrap_or_default());
        if what.what == "approve" && !command.contains_key("digest") {
            command.insert("digest".to_owned(), found.get("digest").cloned().unwrap_or_default());
        }
    }
    if what.what.starts_with("complete") {
        let outputs: Map<String, Value> = what.outputs.into_iter().map(|(name, value)| (name, value.into())).collect();
        let evidence = what.evidence.into_iter().map(|(label, value)| json!({ "label": label, "value": value }));
        command.insert("outputs".to_owned(), outputs.into());
        command.insert("evidence".to_owned(), evidence.collect());
    }
    let body = json!({ "id": crate::random::uuid(), "role": what.role, "command": command });
    let whole = client.post(&format!("/api/v1/runs/{}/commands", what.run), &body).await?;
    show(&whole, &what.service)
}

fn steps(whole: &Value) -> impl DoubleEndedIterator<Item = &Value> {
    whole.get("steps").and_then(Value::as_array).into_iter().flatten()
}

/// The latest attempt at a step, by number or slug.
fn found<'a>(whole: &'a Value, step: &str) -> Result<&'a Value, Failure> {
    let number: Option<u64> = step.parse().ok();
    let is_it = |it: &&Value| {
        it.get("slug").and_then(Value::as_str) == Some(step)
            || (number.is_some() && it.get("instance").and_then(Value::as_u64) == number)
    };
    steps(whole).rev().find(is_it).ok_or_else(|| Failure::Usage(format!("--step: the run has not come to {step:?}")))
}

fn show(whole: &Value, service: &Service) -> Result<(), Failure> {
    if service.json {
        return out::json(whole);
    }
    let of = whole.get("run").unwrap_or(whole);
    out::line(&format!("{}: {}", out::text(of, "title"), out::text(of, "status")))?;
    let number = |it: &Value, name: &str| it.get(name).map(Value::to_string).unwrap_or_default();
    let row = |it: &Value| {
        let words: Vec<&str> =
            it.get("can").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let late = if it.get("overdue") == Some(&Value::Bool(true)) { ", overdue" } else { "" };
        vec![
            number(it, "instance"),
            out::text(it, "slug").to_owned(),
            format!("{}{late}", out::text(it, "status")),
            out::text(it, "title").to_owned(),
            words.join(" "),
        ]
    };
    let rows: Vec<_> = steps(whole).map(row).collect();
    out::table(&["STEP", "SLUG", "STATUS", "TITLE", "CAN"], &rows)
}
