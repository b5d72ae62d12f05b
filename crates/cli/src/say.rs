//! Room frames in words, one line each, for a terminal.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::out;

/// Names of people and organisations by id.
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
    let label = format!("TLP:{}", marking.to_uppercase().replace("-STRICT", "+STRICT"));
    match out::text(frame, "type") {
        "withheld" => {
            let whose = named(names, out::text(frame, "organisation"));
            Some(format!("#{seq:<4} {at}  {label}  withheld by {whose}; ask the originator"))
        }
        "entry" => {
            let actor = out::text(frame, "actor");
            let who = actor.split_once(':').map_or_else(|| actor.to_owned(), |(_, id)| named(names, id));
            let kind = out::text(frame, "kind");
            let body = frame.get("body").map(|body| content(kind, body, names)).unwrap_or_default();
            let late = match frame.get("occurred_at").and_then(Value::as_str) {
                Some(_) => format!(" (happened {})", out::instant(frame, "occurred_at")),
                None => String::new(),
            };
            Some(format!("#{seq:<4} {at}  {label}  {who}: {kind}{late} {body}").trim_end().to_owned())
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
        "membership.granted" | "membership.revoked" | "room.joined" | "room.left" => named(names, text("person")),
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
        "call_out.ended" => text("why").to_owned(),
        "entry.corrected" => {
            let seq = body.get("seq").and_then(Value::as_u64).unwrap_or_default();
            format!("strikes #{seq}: {} — because {}", text("text"), text("reason"))
        }
        _ => String::new(),
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
}
