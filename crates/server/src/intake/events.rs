//! PagerDuty's Events API v2: `POST /v2/enqueue`. Answers are PagerDuty's: 202, 400 (do not send again), 429 and 5xx
//! (send again), so that its clients work when one address is changed.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ctac_api::events_v2::{Event, EventAnswer, Payload};
use ctac_domain::alert::Signal;
use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::Refusal;
use ctac_domain::id::IntegrationId;
use ctac_domain::limits::{DEDUP_KEY, SUMMARY};
use ctac_domain::policy::AlertSeverity;
use ctac_engine::ExecuteError;
use serde_json::Value;

use super::{Fields, Unknown, integration, line};
use crate::app::App;
use crate::json::{Answer, parse, read};
use crate::limits;
use crate::mint;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/v2/enqueue", enqueue)
            .says("An event, as PagerDuty's Events API v2 takes it")
            .note("Unknown fields are tolerated, wrong types refused. Problems are in PagerDuty's form.")
            .takes::<Event>()
            .answers::<EventAnswer>(202, "Recorded")
            .answers::<EventAnswer>(400, "Not an event; do not send it again")
            .answers::<EventAnswer>(429, "Too many, or too much is waiting; send it again"),
    ]
}

async fn enqueue(State(app): State<App>, request: Request) -> Response {
    match take(&app, request).await {
        Ok(dedup_key) => answer(StatusCode::ACCEPTED, "success", "Event processed", Some(dedup_key), Vec::new()),
        Err(Rejected::Large) => {
            let errors = vec![format!("the event may have {} bytes at the most", limits::EVENT_BODY)];
            answer(StatusCode::PAYLOAD_TOO_LARGE, "invalid event", "Event object is too large", None, errors)
        }
        Err(Rejected::Invalid(errors)) => {
            answer(StatusCode::BAD_REQUEST, "invalid event", "Event object is invalid", None, errors)
        }
        Err(Rejected::Throttled(seconds)) => {
            let message = "Requests for this service are arriving too quickly. Please retry later.";
            wait(answer(StatusCode::TOO_MANY_REQUESTS, "throttle exceeded", message, None, Vec::new()), seconds)
        }
        Err(Rejected::Unavailable) => {
            let message = "The event could not be recorded now. Please retry later.";
            let response = answer(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message, None, Vec::new());
            wait(response, limits::RETRY_UNAVAILABLE_S)
        }
    }
}

fn answer(code: StatusCode, status: &str, message: &str, dedup_key: Option<String>, errors: Vec<String>) -> Response {
    let body = EventAnswer { status: status.to_owned(), message: message.to_owned(), dedup_key, errors };
    (code, Answer(body)).into_response()
}

pub(super) fn wait(mut response: Response, seconds: u32) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Why an event was not recorded.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Rejected {
    Large,
    Invalid(Vec<String>),
    Throttled(u32),
    Unavailable,
}

impl From<ExecuteError> for Rejected {
    fn from(error: ExecuteError) -> Self {
        match error {
            // Room may come; who is told that the event is wrong gives it up.
            ExecuteError::Refused(Refusal::Limit { .. }) => Self::Throttled(limits::RETRY_UNAVAILABLE_S),
            ExecuteError::Refused(refusal) => Self::Invalid(vec![refusal.to_string()]),
            ExecuteError::Busy => Self::Throttled(limits::RETRY_BUSY_S),
            ExecuteError::Unavailable | ExecuteError::ReadOnly | ExecuteError::Stopping => Self::Unavailable,
        }
    }
}

async fn take(app: &App, request: Request) -> Result<String, Rejected> {
    let body = read(request, limits::EVENT_BODY).await.map_err(|refused| match refused.0.status {
        413 => Rejected::Large,
        _ => Rejected::Invalid(vec![refused.0.detail]),
    })?;
    let event: Event = parse(&body).map_err(|problem| Rejected::Invalid(vec![problem.detail]))?;
    let source = sender(app, &event)?;
    app.throttles.events.check(&source).map_err(Rejected::Throttled)?;
    let drawn = || mint::fresh(&*app.clock, &*app.random).simple().to_string();
    let (dedup_key, command) = command(&event, drawn).map_err(Rejected::Invalid)?;
    app.engine.execute(Actor::Integration(source), command).await?;
    Ok(dedup_key)
}

fn sender(app: &App, event: &Event) -> Result<IntegrationId, Rejected> {
    let invalid = |why: &str| Rejected::Invalid(vec![why.to_owned()]);
    let key = event.routing_key.as_deref().filter(|key| !key.is_empty());
    let key = key.ok_or_else(|| invalid("'routing_key' is missing or blank"))?;
    integration(&app.engine, key).map_err(|unknown| match unknown {
        Unknown::Key => invalid("'routing_key' is not the key of an active integration"),
        Unknown::Stale => Rejected::Unavailable,
    })
}

/// What an event asks for, and its key.
pub(super) fn command(event: &Event, drawn: impl Fn() -> String) -> Result<(String, Command), Vec<String>> {
    let given = event.dedup_key.clone().filter(|key| !key.trim().is_empty());
    if given.as_ref().is_some_and(|key| key.chars().count() > DEDUP_KEY) {
        return Err(vec![format!("'dedup_key' may have {DEDUP_KEY} characters at the most")]);
    }
    let needed = || given.clone().ok_or_else(|| vec!["'dedup_key' is missing or blank".to_owned()]);
    match event.event_action.as_deref() {
        Some("trigger") => {
            let dedup_key = given.unwrap_or_else(drawn);
            let signal = signal(event)?;
            Ok((dedup_key.clone(), Command::RaiseAlert { dedup_key, signal }))
        }
        Some("acknowledge") => needed().map(|key| (key.clone(), Command::AcknowledgeAlert { dedup_key: key })),
        Some("resolve") => needed().map(|key| (key.clone(), Command::ResolveAlert { dedup_key: key })),
        _ => Err(vec!["'event_action' must be one of 'trigger', 'acknowledge', 'resolve'".to_owned()]),
    }
}

fn signal(event: &Event) -> Result<Signal, Vec<String>> {
    let payload = event.payload.as_ref().ok_or_else(|| vec!["'payload' is missing".to_owned()])?;
    let mut errors = Vec::new();
    let mut needed = |name: &str, value: Option<&String>| {
        let value = value.map(|value| line(value, SUMMARY)).filter(|value| !value.is_empty());
        value.unwrap_or_else(|| {
            errors.push(format!("'payload.{name}' is missing or blank"));
            String::new()
        })
    };
    let summary = needed("summary", payload.summary.as_ref());
    let source = needed("source", payload.source.as_ref());
    let severity = match payload.severity.as_deref() {
        Some("critical") => AlertSeverity::Critical,
        Some("error") => AlertSeverity::Error,
        Some("warning") => AlertSeverity::Warning,
        Some("info") => AlertSeverity::Info,
        _ => {
            errors.push("'payload.severity' must be one of 'critical', 'error', 'warning', 'info'".to_owned());
            AlertSeverity::Critical
        }
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    let occurred_at = payload.timestamp.as_deref().and_then(|text| text.parse().ok());
    let mut fields = Fields::default();
    fill(&mut fields, event, payload);
    if occurred_at.is_none() {
        fields.keep_if("timestamp", payload.timestamp.as_ref());
    }
    Ok(Signal { summary, source, severity, fields: fields.kept, occurred_at })
}

fn fill(fields: &mut Fields, event: &Event, payload: &Payload) {
    fields.keep_if("component", payload.component.as_ref());
    fields.keep_if("group", payload.group.as_ref());
    fields.keep_if("class", payload.class.as_ref());
    match &payload.custom_details {
        Some(Value::Object(details)) => {
            for (name, value) in details {
                fields.keep(&format!("details.{name}"), &text(value));
            }
        }
        Some(Value::Null) | None => {}
        Some(other) => fields.keep("details", &text(other)),
    }
    fields.keep_if("client", event.client.as_ref());
    fields.keep_if("client_url", event.client_url.as_ref());
    for (number, link) in event.links.iter().enumerate() {
        fields.keep_if(&format!("links.{number}.href"), link.href.as_ref());
        fields.keep_if(&format!("links.{number}.text"), link.text.as_ref());
    }
    for (number, image) in event.images.iter().enumerate() {
        fields.keep_if(&format!("images.{number}.src"), image.src.as_ref());
        fields.keep_if(&format!("images.{number}.alt"), image.alt.as_ref());
    }
}

pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
