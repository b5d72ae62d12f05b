//! Where a run stands, for a terminal: what is to be done with all that doing it needs, what is over, and what comes,
//! numbered as `ctac runbook preview` numbers it.

use serde_json::Value;

use crate::args::Service;
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// Prints the run.
///
/// # Errors
/// The service cannot be reached, or the terminal not be written.
pub(super) async fn show(client: &Client, whole: &Value, service: &Service) -> Result<(), Failure> {
    if service.json {
        return out::json(whole);
    }
    let of = whole.get("run").unwrap_or(whole);
    let read = procedure(client, out::text(of, "runbook"), out::text(of, "version")).await?;
    out::line(&format!("{}: {}", out::text(of, "title"), out::text(of, "status")))?;
    let rows: Vec<_> = super::steps(whole).map(|it| row(it, &read)).collect();
    out::table(&["STEP", "NUMBER", "SLUG", "STATUS", "DUE", "ROLE", "TITLE", "CAN"], &rows)?;
    for it in super::steps(whole).filter(|it| !super::words(it, "can").is_empty() && it.get("ended").is_none()) {
        let title = format!("\nTo be done: {} {}", number(it, &read), out::text(it, "title"));
        piece(&title, None, out::text(it, "text"), &wanted(it))?;
    }
    for ahead in list(whole, "ahead") {
        let step = step(&read, out::text(ahead, "slug"));
        let due = step.map(|step| out::text(step, "within")).filter(|within| !within.is_empty());
        let mut title = format!("\nComes: {} {}", number(ahead, &read), out::text(ahead, "title"));
        let role = out::text(ahead, "role");
        if !role.is_empty() {
            title = format!("{title} ({role})");
        }
        let asked = step.map(asked).unwrap_or_default();
        piece(&title, due, step.map(|step| out::text(step, "text")).unwrap_or_default(), &asked)?;
    }
    Ok(())
}

/// The runbook as people read it; nothing where the reader may not.
pub(super) async fn procedure(client: &Client, runbook: &str, version: &str) -> Result<Value, Failure> {
    match client.get(&format!("/api/v1/runbooks/{runbook}/versions/{version}/procedure")).await {
        Err(Failure::Refused(_)) => Ok(Value::Null),
        answered => answered,
    }
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn step<'a>(read: &'a Value, slug: &str) -> Option<&'a Value> {
    list(read, "steps").find(|step| out::text(step, "slug") == slug)
}

fn number<'a>(it: &Value, read: &'a Value) -> &'a str {
    step(read, out::text(it, "slug")).map(|step| out::text(step, "number")).unwrap_or_default()
}

fn row(it: &Value, read: &Value) -> Vec<String> {
    let late = if it.get("overdue") == Some(&Value::Bool(true)) { ", overdue" } else { "" };
    let due = if out::text(it, "due").is_empty() { String::new() } else { out::instant(it, "due") };
    vec![
        it.get("instance").map(Value::to_string).unwrap_or_default(),
        number(it, read).to_owned(),
        out::text(it, "slug").to_owned(),
        format!("{}{late}", out::text(it, "status")),
        due,
        out::text(it, "role").to_owned(),
        out::text(it, "title").to_owned(),
        super::words(it, "can").join(" "),
    ]
}

/// What doing a step gives, as the options that give it.
fn wanted(it: &Value) -> Vec<String> {
    let answers: Vec<&str> = super::words(it, "answers");
    let answers = (!answers.is_empty()).then(|| format!("answer: --set answer={}", answers.join("|")));
    let one = |kind: &str, of: &Value| {
        let must = if of.get("required") == Some(&Value::Bool(true)) { "needed" } else { "if there is" };
        format!("{must}: --{kind} \"{}=…\" ({})", out::text(of, "name"), out::text(of, "label"))
    };
    let outputs = list(it, "outputs").map(|of| one("output", of));
    let evidence = list(it, "evidence").map(|of| one("evidence", of));
    answers.into_iter().chain(outputs).chain(evidence).collect()
}

/// The same of a step that comes, in the runbook's own words.
fn asked(step: &Value) -> Vec<String> {
    let said = super::words(step, "says").into_iter().map(str::to_owned);
    let answers =
        list(step, "answers").map(|it| format!("answer {}: {}", out::text(it, "answer"), out::text(it, "words")));
    let records = super::words(step, "records").into_iter().map(|it| format!("records {it}"));
    let evidence = super::words(step, "evidence").into_iter().map(|it| format!("evidence {it}"));
    said.chain(answers).chain(records).chain(evidence).collect()
}

fn piece(title: &str, within: Option<&str>, text: &str, parts: &[String]) -> Result<(), Failure> {
    let within = within.map(|within| format!(", {within}")).unwrap_or_default();
    out::line(&format!("{title}{within}"))?;
    text.trim().lines().try_for_each(|line| out::line(format!("  {line}").trim_end()))?;
    parts.iter().try_for_each(|part| out::line(&format!("  - {part}")))
}
