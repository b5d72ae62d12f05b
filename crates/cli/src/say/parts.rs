//! The parts of an entry's body that a person wants to see: known by their fields' names, which mean the same in every
//! kind.

use serde_json::Value;

use super::{Names, named};
use crate::out;

/// What a body says, in the order that people ask it: about what, who, what came of it, why, until when.
pub(super) fn parts(body: &Value, names: &Names) -> Vec<String> {
    // A run's facts and a call-out's terms stand one level deeper.
    let of = body
        .pointer("/fact/event")
        .or_else(|| body.get("terms"))
        .or_else(|| body.get("clock").filter(|it| it.is_object()));
    let of = of.unwrap_or(body);
    let done = of.get("done").unwrap_or(&Value::Null);
    let mut parts = Vec::new();
    parts.extend(step(body, of, names));
    parts.extend(about(body, of, names));
    parts.extend(people(of, names));
    parts.extend(outcome(of));
    for it in [of, done] {
        parts.extend(answers(it));
    }
    for it in [of, done] {
        parts.extend(word(it, "reason").map(|why| format!("because {why}")));
    }
    parts.extend(times(of));
    parts.retain(|part| !part.is_empty());
    parts
}

fn word<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn list<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    of.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// A run's step, by its heading where that is known.
fn step(body: &Value, of: &Value, names: &Names) -> Option<String> {
    let run = word(body, "run")?;
    let effect = of.get("effect").or_else(|| body.get("effect"));
    let acted = effect.and_then(Value::as_object).and_then(|it| it.values().next());
    let acted = acted.and_then(|it| it.get(0).or(Some(it))).and_then(Value::as_u64);
    let instance = of.get("instance").and_then(Value::as_u64).or(acted);
    Some(match instance {
        Some(number) => {
            let known = names.get(&super::step_key(run, number)).map(String::as_str).filter(|title| !title.is_empty());
            known.or_else(|| word(of, "slug")).map_or_else(|| format!("step {number}"), str::to_owned)
        }
        None => {
            let frame = of.get("frame").and_then(Value::as_u64).and_then(|it| names.get(&super::frame_key(run, it)));
            frame.filter(|title| !title.is_empty()).or_else(|| names.get(run)).cloned().unwrap_or_default()
        }
    })
    .filter(|text| !text.is_empty())
}

/// What it is about.
fn about(body: &Value, of: &Value, names: &Names) -> Vec<String> {
    let mut parts = Vec::new();
    for name in ["reference", "severity", "title", "name", "text", "decision", "role", "provider", "message"] {
        parts.extend(word(of, name).map(str::to_owned));
    }
    parts.extend(of.pointer("/policy/name").and_then(Value::as_str).map(|name| format!("by the policy {name}")));
    if let (None, Some(step)) = (word(body, "run"), of.get("step").and_then(Value::as_u64)) {
        parts.push(format!("step {}", step.saturating_add(1)));
    }
    parts.extend(of.pointer("/about/kind").and_then(Value::as_str).map(|kind| kind.replace('-', " ")));
    for name in ["alert", "clock", "notification"] {
        parts.extend(word(of, name).and_then(|id| names.get(id)).cloned());
    }
    let borne = list(of, "notifications").filter_map(|it| word(it, "notification")).filter_map(|id| names.get(id));
    parts.extend(borne.cloned());
    parts.extend(of.pointer("/request/what").map(asked));
    for name in ["seq", "through"] {
        parts.extend(of.get(name).and_then(Value::as_u64).map(|seq| format!("#{seq}")));
    }
    parts
}

/// What a runbook asks for: the kind of it, and its own words.
fn asked(what: &Value) -> String {
    let words = ["is", "clock", "template", "organisation", "severity", "method", "url", "message"];
    words.iter().filter_map(|name| word(what, name)).collect::<Vec<_>>().join(" ")
}

/// Who is meant, and who is not reached.
fn people(of: &Value, names: &Names) -> Vec<String> {
    let mut parts = Vec::new();
    for name in ["person", "by", "owner", "lead", "to"] {
        parts.extend(word(of, name).and_then(|id| names.get(id)).map(|who| match name {
            "to" => format!("to {who}"),
            "lead" => format!("led by {who}"),
            _ => who.clone(),
        }));
    }
    let mut asked: Vec<String> =
        list(of, "notifications").filter_map(|it| word(it, "person")).map(|id| named(names, id)).collect();
    asked.extend(
        ["people", "players"]
            .iter()
            .flat_map(|name| list(of, name))
            .filter_map(Value::as_str)
            .map(|id| named(names, id)),
    );
    asked.sort();
    asked.dedup();
    if !asked.is_empty() {
        parts.push(asked.join(", "));
    }
    let missed: Vec<String> = list(of, "unreachable").filter_map(Value::as_str).map(|id| named(names, id)).collect();
    if !missed.is_empty() {
        parts.push(format!("CANNOT BE REACHED: {}", missed.join(", ")));
    }
    let approvers: Vec<String> = list(of, "approvers").filter_map(Value::as_str).map(|id| named(names, id)).collect();
    if !approvers.is_empty() {
        parts.push(format!("approved by {}", approvers.join(", ")));
    }
    parts
}

/// What came of a call.
fn outcome(of: &Value) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(word(of, "outcome").map(str::to_owned));
    for it in ["outcome", "delivery"].iter().filter_map(|name| of.get(name)) {
        parts.extend(word(it, "is").map(|is| match is {
            "unknown" => "sent or not: no answer came".to_owned(),
            "failed" => "FAILED".to_owned(),
            other => other.to_owned(),
        }));
        parts.extend(word(it, "provider").map(|name| format!("by {name}")));
        parts.extend(word(it, "reason").map(|why| format!("because {why}")));
        parts.extend(word(it, "reference").map(|name| format!("reference {name}")));
    }
    parts
}

/// What was said and found, and what shows it.
fn answers(of: &Value) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(word(of, "answer").map(|answer| format!("answer {answer}")));
    parts.extend(word(of, "code").map(|code| format!("code {code}")));
    parts.extend(word(of, "how").map(|how| format!("({how})")));
    parts.extend(word(of, "why").map(|why| why.replace('-', " ")));
    parts.extend(word(of, "value").map(str::to_owned));
    for (name, value) in of.get("outputs").and_then(Value::as_object).into_iter().flatten() {
        parts.push(format!("{name}: {}", value.as_str().unwrap_or_default()));
    }
    let shown =
        list(of, "evidence").map(|it| format!("evidence {}: {}", out::text(it, "label"), out::text(it, "value")));
    parts.extend(shown);
    parts
}

fn times(of: &Value) -> Vec<String> {
    let named = [
        ("due", "by"),
        ("until", "until"),
        ("deadline", "runs out"),
        ("escalates_at", "next step"),
        ("again_at", "again"),
        ("at", "at"),
    ];
    named
        .iter()
        .filter(|(name, _)| word(of, name).is_some())
        .map(|(name, what)| format!("{what} {}", out::instant(of, name)))
        .collect()
}
