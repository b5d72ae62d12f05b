//! Room frames in words, one line each, for a terminal.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::out;

mod kinds;
mod parts;

pub use kinds::label;

/// What is called how, by id: people and organisations; of what has been read, messages, alerts, runs and their steps.
pub type Names = BTreeMap<String, String>;

fn named(names: &Names, id: &str) -> String {
    names.get(id).cloned().unwrap_or_else(|| id.to_owned())
}

/// An `entry` or `withheld` frame in words; none for other frames.
#[must_use]
pub fn entry(frame: &Value, names: &Names) -> Option<String> {
    let seq = frame.get("seq").and_then(Value::as_u64)?;
    let at = out::instant(frame, "recorded_at");
    let marking = out::text(frame, "marking");
    let tlp = format!("TLP:{}", marking.to_uppercase().replace("-STRICT", "+STRICT"));
    match out::text(frame, "type") {
        "withheld" => {
            let whose = named(names, out::text(frame, "organisation"));
            Some(format!("#{seq:<4} {at}  {tlp}  withheld by {whose}; ask the originator"))
        }
        "entry" => {
            let actor = out::text(frame, "actor");
            let who = actor.split_once(':').map_or_else(|| actor.to_owned(), |(_, id)| named(names, id));
            let kind = out::text(frame, "kind");
            let body = frame.get("body").filter(|body| !body.is_null());
            let body = body.map_or_else(|| "(erased)".to_owned(), |body| content(kind, body, names));
            let label = kinds::label(kind).unwrap_or(kind);
            let late = match frame.get("occurred_at").and_then(Value::as_str) {
                Some(_) => format!(" (happened {})", out::instant(frame, "occurred_at")),
                None => String::new(),
            };
            let joint = if body.is_empty() { "" } else { ": " };
            Some(format!("#{seq:<4} {at}  {tlp}  {who}: {label}{late}{joint}{body}"))
        }
        _ => None,
    }
}

/// The parts of a body that a person wants to see.
fn content(kind: &str, body: &Value, names: &Names) -> String {
    let text = |name: &str| out::text(body, name);
    match kind {
        "entry.note" => text("text").to_owned(),
        "entry.decision" => format!("{} — because {}", text("decision"), text("reason")),
        "action.set" => format!("{} — owner {}", text("text"), named(names, text("owner"))),
        "incident.declared" => format!("{} {}: {}", text("reference"), text("severity"), text("title")),
        "incident.severity_changed" | "incident.status_changed" => {
            format!("{} → {} — because {}", text("from"), text("to"), text("reason"))
        }
        "incident.category_changed" => {
            let of = |name: &str| body.get(name).map(|it| out::text(it, "level").to_owned()).unwrap_or_default();
            let certainty = body.get("to").map(|to| out::text(to, "certainty")).unwrap_or_default();
            format!("{} → {} ({certainty}) — because {}", of("from"), of("to"), text("reason"))
        }
        "incident.lead_changed" => format!("→ {}", named(names, text("to"))),
        "membership.granted" if body.get("break_glass") == Some(&Value::Bool(true)) => {
            format!("{} broke the glass — because {}", named(names, text("person")), text("reason"))
        }
        "page.acknowledged" if text("by").is_empty() => "by the source".to_owned(),
        "page.acknowledged" => format!("by {} ({})", named(names, text("by")), text("how")),
        "call_out.answered" => {
            let can = body.get("can").unwrap_or(&Value::Null);
            let says = match can.get("minutes").and_then(Value::as_u64) {
                Some(minutes) => format!("can attend in {minutes} minutes"),
                None => "cannot attend".to_owned(),
            };
            let late = if body.get("late").and_then(Value::as_bool) == Some(true) { ", offered late" } else { "" };
            format!("{} {says} ({}{late})", named(names, text("person")), text("how"))
        }
        "call_out.ended" => text("why").replace('-', " "),
        "entry.corrected" => {
            let seq = body.get("seq").and_then(Value::as_u64).unwrap_or_default();
            format!("strikes #{seq}: {} — because {}", text("text"), text("reason"))
        }
        _ => parts::parts(body, names).join(" · "),
    }
}

/// Under which name a run's step is kept.
fn step_key(run: &str, instance: u64) -> String {
    format!("{run}/{instance}")
}

/// Under which name a run's stretch of steps is kept.
fn frame_key(run: &str, frame: u64) -> String {
    format!("{run}/frame {frame}")
}

/// Keeps what an entry tells of messages: later ones name only their ids.
pub fn remember(frame: &Value, names: &mut Names) {
    let Some(body) = frame.get("body") else { return };
    for it in body.get("notifications").and_then(Value::as_array).into_iter().flatten() {
        let (id, person) = (out::text(it, "id"), out::text(it, "person"));
        if !id.is_empty() && !person.is_empty() {
            let said = format!("{} to {}", channel(out::text(it, "channel")), named(names, person));
            names.insert(id.to_owned(), said);
        }
    }
    if let Some(clock) = body.get("clock").filter(|clock| clock.is_object()) {
        names.insert(out::text(clock, "id").to_owned(), out::text(clock, "name").to_owned());
    }
}

/// What of an entry is still to be looked up: a run whose step is not known yet, an alert. Where, its id, and under which
/// name it will be known.
#[must_use]
pub fn wanting(frame: &Value, names: &Names) -> Option<(&'static str, String, String)> {
    let body = frame.get("body")?;
    let (run, alert) = (out::text(body, "run"), out::text(body, "alert"));
    let instance = body.pointer("/fact/event/instance").and_then(Value::as_u64);
    let frame = body.pointer("/fact/event/frame").and_then(Value::as_u64);
    let key = match (instance, frame) {
        (Some(instance), _) => step_key(run, instance),
        (None, Some(frame)) => frame_key(run, frame),
        (None, None) => run.to_owned(),
    };
    if !run.is_empty() && !names.contains_key(&key) {
        return Some(("runs", run.to_owned(), key));
    }
    (!alert.is_empty() && !names.contains_key(alert)).then(|| ("alerts", alert.to_owned(), alert.to_owned()))
}

/// Keeps what was looked up of a run or an alert.
pub fn learn(found: &Value, names: &mut Names) {
    if let Some(run) = found.get("run") {
        let id = out::text(run, "id");
        names.insert(id.to_owned(), out::text(run, "title").to_owned());
        for step in found.get("steps").and_then(Value::as_array).into_iter().flatten() {
            let instance = step.get("instance").and_then(Value::as_u64).unwrap_or_default();
            names.insert(step_key(id, instance), out::text(step, "title").to_owned());
        }
        for frame in found.get("frames").and_then(Value::as_array).into_iter().flatten() {
            let number = frame.get("frame").and_then(Value::as_u64).unwrap_or_default();
            names.insert(frame_key(id, number), out::text(frame, "title").to_owned());
        }
    } else {
        names.insert(out::text(found, "id").to_owned(), out::text(found, "summary").to_owned());
    }
}

/// A channel in words.
#[must_use]
pub fn channel(channel: &str) -> &str {
    match channel {
        "sms" => "text message",
        "voice" => "call",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_withheld_entry_names_whom_to_ask() {
        let frame = json!({"type": "withheld", "seq": 7, "organisation": "o1", "marking": "red",
                           "recorded_at": "2026-11-21T03:00:00Z", "commitment": "00"});
        let names = Names::from([("o1".to_owned(), "Westvale Council".to_owned())]);
        let said = entry(&frame, &names).unwrap();
        assert!(said.contains("#7") && said.contains("TLP:RED") && said.contains("Westvale Council"), "{said}");
    }

    #[test]
    fn strict_is_written_as_the_standard_does() {
        let frame =
            json!({"type": "withheld", "seq": 1, "marking": "amber-strict", "recorded_at": "", "commitment": ""});
        assert!(entry(&frame, &Names::new()).unwrap().contains("TLP:AMBER+STRICT"));
    }

    fn line(kind: &str, body: &Value, names: &Names) -> String {
        let frame = json!({ "type": "entry", "seq": 1, "actor": "system", "marking": "amber", "kind": kind,
                            "recorded_at": "2026-11-21T03:00:00Z", "body": body });
        entry(&frame, names).unwrap()
    }

    #[test]
    fn steps_messages_and_answers_are_said_by_name() {
        let mut names = Names::from([("p".to_owned(), "Dahlia Example".to_owned())]);
        let asked = json!({ "step": 0, "notifications": [{ "id": "n", "person": "p", "channel": "sms" }] });
        remember(&json!({ "body": asked }), &mut names);
        assert!(line("page.step_started", &asked, &names).ends_with("paging step: step 1 · Dahlia Example"));
        let finished =
            json!({ "notification": "n", "outcome": { "is": "failed", "provider": "twilio", "reason": "busy" } });
        let said = line("page.attempt_finished", &finished, &names);
        assert!(
            said.ends_with("message: text message to Dahlia Example · FAILED · by twilio · because busy"),
            "{said}"
        );
        let done = json!({ "run": "r", "fact": { "event": { "kind": "done", "instance": 4, "done": {
            "answer": "yes", "evidence": [{ "label": "Screenshot", "value": "file 7" }], "outputs": { "scope": "two sites" } } } } });
        let frame = json!({ "body": done });
        assert_eq!(wanting(&frame, &names), Some(("runs", "r".to_owned(), "r/4".to_owned())));
        learn(
            &json!({ "run": { "id": "r", "title": "Ransomware" }, "steps": [{ "instance": 4, "title": "Isolate" }] }),
            &mut names,
        );
        assert_eq!(wanting(&frame, &names), None);
        let said = line("run.done", &done, &names);
        assert!(
            said.ends_with("step done: Isolate · answer yes · scope: two sites · evidence Screenshot: file 7"),
            "{said}"
        );
    }
}
