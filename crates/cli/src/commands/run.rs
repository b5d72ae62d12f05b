//! `ctac run`: begin a run, see where it stands, do something in it.

use ctac_api::runs::RunCommand;
use serde_json::{Map, Value, json};

use crate::args::{DoInRun, Run, StartRun};
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

mod inputs;
mod show;

/// Runs the one that was asked for.
///
/// # Errors
/// The service refused or cannot be reached.
pub async fn run(run: Run) -> Result<(), Failure> {
    match run {
        Run::Start(start) => begin(start).await,
        Run::Show { run, service } => {
            let client = Client::new(&service)?;
            let whole = client.get(&format!("/api/v1/runs/{}", super::id("run", &run)?)).await?;
            show::show(&client, &whole, &service).await
        }
        Run::Do(what) => act(what).await,
    }
}

async fn begin(start: StartRun) -> Result<(), Failure> {
    let given: Vec<String> = start.inputs.iter().map(|(name, _)| name.clone()).collect();
    let inputs: Map<String, Value> = start.inputs.into_iter().map(|(name, value)| (name, value.into())).collect();
    let body = json!({
        "id": crate::random::uuid(), "runbook": start.runbook, "version": start.version,
        "exercise": start.exercise, "inputs": inputs,
    });
    let path = format!("/api/v1/incidents/{}/runs", start.incident);
    let client = Client::new(&start.service)?;
    let answer = match client.post(&path, &body).await {
        Err(Failure::Refused(why)) => {
            let version = start.version.as_deref();
            return Err(inputs::wrong(&client, &start.runbook, version, &given).await.unwrap_or(Failure::Refused(why)));
        }
        answered => answered?,
    };
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
    let whole: Value = client.get(&format!("/api/v1/runs/{}", super::id("run", &what.run)?)).await?;
    if let Some(step) = &what.step {
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
    if let Err(error) = serde_json::from_value::<RunCommand>(Value::Object(command.clone())) {
        return Err(unreadable(&error.to_string(), &whole));
    }
    let body = json!({ "id": crate::random::uuid(), "role": what.role, "command": command });
    let whole = client.post(&format!("/api/v1/runs/{}/commands", what.run), &body).await?;
    show::show(&client, &whole, &what.service).await
}

/// What is missing or unknown in a command, by the option that gives it.
fn unreadable(error: &str, whole: &Value) -> Failure {
    let missing = error.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    Failure::Usage(match missing {
        Some("instance") => {
            let open: String = steps(whole).filter(|it| it.get("ended").is_none()).map(line).collect();
            let open = if open.is_empty() { "\n  none".to_owned() } else { open };
            format!("--step: which step? Open are:{open}")
        }
        Some("code") => format!("--set code=CODE: why it is passed over; one of {}", SKIP_CODES.join(", ")),
        Some(field) => format!("--set {field}=…: it must be given"),
        None if error.contains("`not-applicable`") => {
            format!("--set code=CODE: there is no such code; one of {}", SKIP_CODES.join(", "))
        }
        None => crate::client::plain(error),
    })
}

/// Why a step may be passed over: `SkipCode`, as it is written.
const SKIP_CODES: [&str; 7] =
    ["not-applicable", "already-done", "delegated", "impossible", "unsafe", "superseded", "other"];

fn line(it: &Value) -> String {
    let instance = it.get("instance").map(Value::to_string).unwrap_or_default();
    format!("\n  {instance}  {}  {}", out::text(it, "slug"), out::text(it, "title"))
}

/// The words of a list of words.
fn words<'a>(it: &'a Value, name: &str) -> Vec<&'a str> {
    it.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
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
    steps(whole).rev().find(is_it).ok_or_else(|| {
        let there: String = steps(whole).map(line).collect();
        Failure::Usage(format!("--step: the run has not come to {step:?}; it has come to:{there}"))
    })
}

#[cfg(test)]
mod tests {
    use ctac_runbook::run::fact::SkipCode;

    use super::*;

    #[test]
    fn what_a_command_lacks_is_told_with_what_there_is() {
        let whole = json!({ "steps": [
            { "instance": 1, "slug": "look", "title": "Look", "ended": {} },
            { "instance": 2, "slug": "isolate", "title": "Isolate" },
        ] });
        let said = |command: Value| {
            let error = serde_json::from_value::<RunCommand>(command).unwrap_err();
            unreadable(&error.to_string(), &whole).to_string()
        };
        let no_step = said(json!({ "do": "complete" }));
        assert!(no_step.contains("2  isolate  Isolate") && !no_step.contains("look"), "{no_step}");
        for code in [
            json!({ "do": "skip", "instance": 2, "reason": "x" }),
            json!({ "do": "skip", "instance": 2, "reason": "x", "code": "no" }),
        ] {
            let said = said(code);
            assert!(SKIP_CODES.iter().all(|code| said.contains(code)), "{said}");
        }
        let unknown = said(json!({ "do": "compleet" }));
        assert!(unknown.contains("compleet") && unknown.contains("complete-ahead"), "{unknown}");
    }

    #[test]
    fn the_codes_are_those_there_are() {
        for code in SKIP_CODES {
            serde_json::from_value::<SkipCode>(json!(code)).unwrap();
        }
        let unknown = serde_json::from_value::<SkipCode>(json!("no")).unwrap_err().to_string();
        assert_eq!(unknown.matches('`').count() / 2, SKIP_CODES.len() + 1, "{unknown}");
    }
}
