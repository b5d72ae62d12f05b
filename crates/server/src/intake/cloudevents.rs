//! CloudEvents 1.0 over HTTP: `POST /intake/cloudevents/{key}`, in the structured mode (`application/cloudevents+json`)
//! and the binary mode (`ce-` headers, the data in the body). Batches are not taken: 415.
//!
//! With a mapping, its pointers go into the event's JSON form: `{/type}`, `{/subject}`, `{/data/host}`. Without one the
//! event's `source` and `subject` say what it is about, and an event that is sent again, which has the same `source` and
//! `id`, is the same alert.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use ctac_api::problem::{Kind, Problem};
use ctac_domain::command::{Actor, Command};
use ctac_domain::limits::{DEDUP_KEY, SUMMARY};
use ctac_domain::mapping::Mapping;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{known, line, mapped, room_for};
use crate::app::App;
use crate::integrations::hex;
use crate::json::{At, parse, read};
use crate::limits;
use crate::refused::Refused;
use crate::route::Route;

/// Attributes that every event has (CloudEvents 1.0, §3.1).
const REQUIRED: [&str; 4] = ["specversion", "id", "source", "type"];

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/intake/cloudevents/{key}", take)
            .says("A CloudEvent, version 1.0, structured or binary")
            .note("Read by the integration's `mapping` where it has one. Batches are not taken.")
            .takes_text("application/cloudevents+json")
            .answers_nothing(202, "It is recorded"),
    ]
}

async fn take(State(app): State<App>, At(key): At<String>, request: Request) -> Result<StatusCode, Refused> {
    let source = known(&app, &key)?;
    let headers = request.headers().clone();
    let body = read(request, limits::EVENT_BODY).await?;
    let event = event(&headers, &body)?;
    check(&event).map_err(|problem| Refused(*problem))?;
    room_for(&app, source, 1)?;
    let command = {
        let state = app.engine.state();
        command(state.integrations.get(&source).and_then(|it| it.handling.mapping.as_ref()), &event)
    };
    app.engine.execute(Actor::Integration(source), command).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The event in its JSON form, in whichever mode it came.
fn event(headers: &HeaderMap, body: &[u8]) -> Result<Value, Refused> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_lowercase();
    if kind == "application/cloudevents+json" {
        return parse(body).map_err(|problem| Refused(*problem));
    }
    if kind.starts_with("application/cloudevents") || !headers.contains_key("ce-specversion") {
        let detail = "Send one event as `application/cloudevents+json`, or with `ce-` headers.";
        return Err(Refused::new(Kind::UnsupportedMediaType, detail));
    }
    let attributes = headers.iter().filter_map(|(name, value)| {
        let name = name.as_str().strip_prefix("ce-")?;
        Some((name.to_owned(), Value::String(decoded(value.as_bytes()))))
    });
    let mut event: Map<String, Value> = attributes.collect();
    let is_json = kind == "application/json" || kind.ends_with("+json");
    if is_json && !body.is_empty() {
        event.insert("data".to_owned(), parse(body).map_err(|problem| Refused(*problem))?);
    } else if !body.is_empty() {
        event.insert("data".to_owned(), Value::String(String::from_utf8_lossy(body).into_owned()));
    }
    Ok(Value::Object(event))
}

/// A header's value: percent-encoded where it is not printable ASCII (HTTP binding §3.1.3.2).
fn decoded(value: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        if let Some(byte) = hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            bytes.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What every event has.
pub(super) fn check(event: &Value) -> Result<(), Box<Problem>> {
    let wrong = |field: &str, problem: String| {
        Box::new(Problem::new(Kind::InvalidBody, format!("{field}: {problem}.")).with_field(field, problem))
    };
    for name in REQUIRED {
        match event.get(name).and_then(Value::as_str).map(str::trim) {
            Some(text) if name == "specversion" && !text.starts_with("1.") => {
                return Err(wrong(name, format!("this takes version 1.0, not {text:?}")));
            }
            Some(text) if !text.is_empty() => {}
            _ => return Err(wrong(name, "every CloudEvent has this attribute".to_owned())),
        }
    }
    Ok(())
}

/// What an event asks for.
pub(super) fn command(mapping: Option<&Mapping>, event: &Value) -> Command {
    if mapping.is_some() {
        return mapped::command(mapping, event);
    }
    let attribute = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let data = event.get("data").cloned().unwrap_or(Value::Null);
    let mut command = mapped::command(None, &data);
    if let Command::RaiseAlert { dedup_key, signal } = &mut command {
        *dedup_key = key(attribute("source"), attribute("id"));
        let about = [attribute("subject"), attribute("source")].into_iter().find(|it| !it.trim().is_empty());
        signal.source = line(about.unwrap_or("unknown"), SUMMARY);
        let says_nothing = !data.is_object() || signal.summary.starts_with("an alert that says nothing");
        if says_nothing {
            signal.summary = line(&format!("{} of {}", attribute("type"), signal.source), SUMMARY);
        }
        signal.fields.insert("class".to_owned(), line(attribute("type"), limits::FIELD_NAME));
        signal.occurred_at = attribute("time").parse().ok();
    }
    command
}

/// `source` and `id` together are what makes an event one (CloudEvents 1.0, §3.1.1).
fn key(source: &str, id: &str) -> String {
    let plain = line(&format!("{source}#{id}"), DEDUP_KEY + 1);
    if plain.chars().count() <= DEDUP_KEY { plain } else { hex(&Sha256::digest(format!("{source}#{id}").as_bytes())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_values_are_percent_decoded() {
        assert_eq!(decoded(b"Euro%20%E2%82%AC%20%F0%9F%98%80 100%"), "Euro \u{20ac} \u{1f600} 100%");
        assert_eq!(decoded(b"%zz%2"), "%zz%2");
    }

    #[test]
    fn a_long_key_is_a_digest_of_all_of_it() {
        assert_eq!(key("/a", "1"), "/a#1");
        let long = "x".repeat(300);
        assert_eq!(key(&long, "1").len(), 64);
        assert_ne!(key(&long, "1"), key(&long, "2"));
    }
}
