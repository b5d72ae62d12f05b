//! JSON read by an integration's mapping. What a mapping does not find is made up for: too loud is better than lost.

use ctac_domain::alert::Signal;
use ctac_domain::command::Command;
use ctac_domain::limits::{DEDUP_KEY, SUMMARY};
use ctac_domain::mapping::{Mapping, Part, Template};
use ctac_domain::policy::AlertSeverity;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::alertmanager::severity as usual;
use super::{Fields, line};
use crate::integrations::hex;

/// Where an alert's summary usually stands.
const SUMMARIES: [&str; 6] = ["/summary", "/title", "/message", "/description", "/text", "/name"];
/// Where it usually stands what an alert is about.
const SOURCES: [&str; 4] = ["/source", "/host", "/hostname", "/instance"];

/// What the JSON that came asks for.
pub(crate) fn command(mapping: Option<&Mapping>, came: &Value) -> Command {
    let dedup_key = mapping.map(|mapping| render(&mapping.dedup_key, came)).unwrap_or_default();
    let dedup_key =
        Some(line(&dedup_key, DEDUP_KEY)).filter(|key| !key.trim().is_empty()).unwrap_or_else(|| digest(came));
    let over = mapping.and_then(|mapping| mapping.over.as_ref()).is_some_and(|over| {
        let said = render(&over.of, came);
        over.is.iter().any(|word| word.to_lowercase() == said.trim().to_lowercase())
    });
    if over {
        Command::ResolveAlert { dedup_key }
    } else {
        Command::RaiseAlert { dedup_key, signal: signal(mapping, came) }
    }
}

fn signal(mapping: Option<&Mapping>, came: &Value) -> Signal {
    let rendered = |template: Option<&Template>| template.map(|it| render(it, came)).unwrap_or_default();
    // As it will be kept: what is left of mere control characters is nothing.
    let kept = |text: &str| Some(line(text, SUMMARY)).filter(|text| !text.trim().is_empty());
    let first = |mapped: String, usual: &[&str], otherwise: &str| {
        let found = || usual.iter().find_map(|place| kept(&at(came, place)));
        kept(&mapped).or_else(found).unwrap_or_else(|| otherwise.to_owned())
    };
    let summary = first(rendered(mapping.map(|it| &it.summary)), &SUMMARIES, "an alert that says nothing of itself");
    let source = first(rendered(mapping.map(|it| &it.source)), &SOURCES, "unknown");
    let severity = match mapping.and_then(|it| it.severity.as_ref()) {
        Some(template) => severity(mapping, &render(template, came)),
        None => severity(mapping, &at(came, "/severity")),
    };
    let mut fields = Fields::default();
    for (name, template) in mapping.iter().flat_map(|it| &it.fields) {
        fields.keep(name, &render(template, came));
    }
    if let (None, Value::Object(all)) = (mapping, came) {
        all.iter().for_each(|(name, value)| fields.keep(&format!("details.{name}"), &text(value)));
    }
    Signal { summary, source, severity, fields: fields.kept, occurred_at: None }
}

/// The sender's own words first, then those that people usually write.
fn severity(mapping: Option<&Mapping>, word: &str) -> AlertSeverity {
    let word = word.trim().to_lowercase();
    let own = mapping.and_then(|it| it.severities.get(&word));
    match word.as_str() {
        _ if own.is_some() => own.copied().unwrap_or(AlertSeverity::Error),
        "error" => AlertSeverity::Error,
        _ => usual(Some(&word)),
    }
}

fn render(template: &Template, came: &Value) -> String {
    let part = |part: Part<'_>| match part {
        Part::Text(text) => text.to_owned(),
        Part::Place(place) => at(came, place),
    };
    template.parts().map(part).collect()
}

fn at(came: &Value, pointer: &str) -> String {
    came.pointer(pointer).map(text).unwrap_or_default()
}

/// A value in words: nothing for null, other than text as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// What came, as a key: the same again is the same alert. Objects are in the order of their names.
pub(crate) fn digest(came: &Value) -> String {
    hex(&Sha256::digest(came.to_string().as_bytes()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn mapping() -> Mapping {
        serde_json::from_value(json!({
            "summary": "{/check/name} on {/host}", "source": "{/host}", "dedup_key": "{/host}/{/check/id}",
            "severity": "{/level}", "severities": { "red": "critical", "amber": "warning" },
            "over": { "of": "{/state}", "is": ["OK", "closed"] },
            "fields": { "component": "{/check/name}", "details.tags": "{/tags}", "details.first": "{/tags/0}" },
        }))
        .unwrap()
    }

    fn raised(command: Command) -> (String, Signal) {
        match command {
            Command::RaiseAlert { dedup_key, signal } => (dedup_key, signal),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_part_is_where_the_mapping_says() {
        let came = json!({
            "host": "db-1", "check": { "id": 7, "name": "Disk" }, "level": "RED", "state": "alert",
            "tags": ["a", "b"], "unknown": null,
        });
        let (key, signal) = raised(command(Some(&mapping()), &came));
        assert_eq!((key.as_str(), signal.summary.as_str(), signal.source.as_str()), ("db-1/7", "Disk on db-1", "db-1"));
        assert_eq!(signal.severity, AlertSeverity::Critical);
        assert_eq!(signal.fields["details.tags"], r#"["a","b"]"#);
        assert_eq!((&*signal.fields["details.first"], &*signal.fields["component"]), ("a", "Disk"));
        let mut over = came;
        over["state"] = json!("ok");
        assert_eq!(command(Some(&mapping()), &over), Command::ResolveAlert { dedup_key: "db-1/7".to_owned() });
    }

    #[test]
    fn control_characters_say_nothing() {
        let (_, signal) =
            raised(command(None, &json!({ "title": "\u{7f}", "message": "Door open", "host": "\u{7f}" })));
        assert_eq!((signal.summary.as_str(), signal.source.as_str()), ("Door open", "unknown"));
    }

    #[test]
    fn what_is_not_there_is_made_up_for() {
        let (key, signal) = raised(command(Some(&mapping()), &json!({})));
        assert_eq!((key.as_str(), signal.summary.as_str()), ("/", "on"));
        assert_eq!((signal.source.as_str(), signal.severity), ("unknown", AlertSeverity::Error));
        let came = json!({ "title": "Door open", "host": "plant", "severity": "warn", "zone": 4 });
        let (key, signal) = raised(command(None, &came));
        assert_eq!((signal.summary.as_str(), signal.source.as_str()), ("Door open", "plant"));
        assert_eq!((signal.severity, &*signal.fields["details.zone"]), (AlertSeverity::Warning, "4"));
        assert_eq!(raised(command(None, &came)).0, key, "the same again is the same alert");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_an_alert_that_the_rules_take(text in ".{0,60}", places in "[{}/a-z~0]{0,30}") {
            let template = Template(places);
            let mapping = Mapping { summary: template.clone(), dedup_key: template, ..mapping() };
            let (key, signal) = raised(command(Some(&mapping), &json!({ "a": text, "b": [text, {}], "host": text })));
            prop_assert!(!key.trim().is_empty() && key.chars().count() <= DEDUP_KEY);
            prop_assert!(!signal.summary.trim().is_empty() && !signal.source.trim().is_empty());
        }
    }
}
