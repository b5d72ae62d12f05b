//! PagerDuty's change events: `POST /v2/change/enqueue`. A change pages nobody; it is shown beside the alerts of the same
//! integration that come after it. Answers are PagerDuty's, as for events.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ctac_api::change_events::{ChangeAnswer, ChangeEvent};
use ctac_domain::change::{Change, ChangeLink};
use ctac_domain::command::{Actor, Command};
use ctac_domain::limits::SUMMARY;
use serde_json::Value;

use super::events::{Rejected, text, wait};
use super::{Unknown, clean, cut, integration, line};
use crate::app::App;
use crate::json::{Answer, parse, read};
use crate::limits;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/v2/change/enqueue", enqueue)
            .says("A change event, as PagerDuty's Events API v2 takes it")
            .note("It pages nobody. Unknown fields are tolerated, wrong types refused.")
            .takes::<ChangeEvent>()
            .answers::<ChangeAnswer>(202, "Recorded")
            .answers::<ChangeAnswer>(400, "Not a change event; do not send it again")
            .answers::<ChangeAnswer>(429, "Too many, or too much is waiting; send it again"),
    ]
}

async fn enqueue(State(app): State<App>, request: Request) -> Response {
    let unavailable = "The change could not be recorded now. Please retry later.";
    match take(&app, request).await {
        Ok(()) => answer(StatusCode::ACCEPTED, "success", "Change event processed", Vec::new()),
        Err(Rejected::Large) => answer(StatusCode::PAYLOAD_TOO_LARGE, "invalid event", "It is too large", Vec::new()),
        Err(Rejected::Invalid(errors)) => {
            answer(StatusCode::BAD_REQUEST, "invalid event", "Change event object is invalid", errors)
        }
        Err(Rejected::Throttled(seconds)) => {
            let message = "Requests for this service are arriving too quickly. Please retry later.";
            wait(answer(StatusCode::TOO_MANY_REQUESTS, "throttle exceeded", message, Vec::new()), seconds)
        }
        Err(Rejected::Unavailable) => wait(
            answer(StatusCode::SERVICE_UNAVAILABLE, "unavailable", unavailable, Vec::new()),
            limits::RETRY_UNAVAILABLE_S,
        ),
    }
}

fn answer(code: StatusCode, status: &str, message: &str, errors: Vec<String>) -> Response {
    (code, Answer(ChangeAnswer { status: status.to_owned(), message: message.to_owned(), errors })).into_response()
}

async fn take(app: &App, request: Request) -> Result<(), Rejected> {
    let body = read(request, limits::EVENT_BODY).await.map_err(|refused| match refused.0.status {
        413 => Rejected::Large,
        _ => Rejected::Invalid(vec![refused.0.detail]),
    })?;
    let event: ChangeEvent = parse(&body).map_err(|problem| Rejected::Invalid(vec![problem.detail]))?;
    let key = event.routing_key.as_deref().unwrap_or_default();
    let source = integration(&app.engine, key).map_err(|unknown| match unknown {
        Unknown::Key => Rejected::Invalid(vec!["'routing_key' is not the key of an active integration".to_owned()]),
        Unknown::Stale => Rejected::Unavailable,
    })?;
    app.throttles.events.check(&source).map_err(Rejected::Throttled)?;
    let change = change(&event).map_err(|error| Rejected::Invalid(vec![error]))?;
    app.engine.execute(Actor::Integration(source), Command::RecordChange { change }).await?;
    Ok(())
}

/// What an event says changed, cut to what is kept.
fn change(event: &ChangeEvent) -> Result<Change, String> {
    let payload = event.payload.as_ref().ok_or("'payload' is missing")?;
    let said = |value: Option<&String>| value.map(|it| line(it, SUMMARY)).filter(|it| !it.trim().is_empty());
    let summary = said(payload.summary.as_ref()).ok_or("'payload.summary' is missing or blank")?;
    let mut change = Change {
        summary,
        source: said(payload.source.as_ref()),
        at: payload.timestamp.as_deref().and_then(|at| at.parse().ok()),
        links: Vec::new(),
        details: std::collections::BTreeMap::new(),
    };
    let mut left = limits::CHANGE_DETAILS;
    let mut room = |text: &str| {
        // As stored: a character may take six bytes there.
        let bytes = text.len().saturating_mul(2).saturating_add(16);
        let fits = bytes <= left;
        left = if fits { left - bytes } else { left };
        fits
    };
    let hrefs = event.links.iter().map(|link| (link.href.as_ref(), link.text.as_ref()));
    let images = event.images.iter().map(|image| (image.href.as_ref().or(image.src.as_ref()), image.alt.as_ref()));
    for (href, words) in hrefs.chain(images).take(limits::CHANGE_LINKS) {
        let short = |text: &String| clean(cut(text, limits::FIELD_VALUE));
        let Some(href) = href.map(short).filter(|href| !href.is_empty()) else { continue };
        let words = words.map(short).filter(|text| !text.is_empty());
        if room(&href) && words.as_ref().is_none_or(|text| room(text)) {
            change.links.push(ChangeLink { href, text: words });
        }
    }
    if let Some(Value::Object(details)) = &payload.custom_details {
        for (name, value) in details.iter().take(limits::FIELDS) {
            let (name, value) = (clean(cut(name, limits::FIELD_NAME)), clean(cut(&text(value), limits::FIELD_VALUE)));
            if !value.is_empty() && room(&name) && room(&value) {
                change.details.insert(name, value);
            }
        }
    }
    Ok(change)
}
