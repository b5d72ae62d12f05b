//! A timeline over plain HTTP, for networks that break WebSockets: the room's frames by the same cursor, as a page, a
//! long poll or an event stream; and posting.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use ctac_api::incidents::{FrameSchema, NewEntry, Posted, Timeline};
use ctac_api::problem::{Kind, Problem};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::decide::Answer as Decided;
use ctac_domain::id::IncidentId;
use ctac_domain::state::{State as CellState, Stream};
use serde::Deserialize;

use crate::answers::{made, unexpected, visible};
use crate::app::App;
use crate::caller::{Caller, identify};
use crate::json::{Asked, At, Json};
use crate::limits;
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

mod follow;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/incidents/{id}/entries", entries)
            .says("A timeline from an entry on, as its caller may see it")
            .note(
                "The room's `entry` and `withheld` frames, described in `/api/v1/asyncapi.yaml`. With \
                 `Accept: text/event-stream` they come as they are recorded, each with its number as event id.",
            )
            .asks("after", false, "The last entry one has; 0 unless said")
            .asks("limit", false, "1 to 256; 256 unless said")
            .asks("wait", false, "Seconds to wait for something new, at most 30; 0 unless said")
            .header("Last-Event-ID", "Of an event stream: the last entry one has")
            .mentions::<FrameSchema>()
            .answers::<Timeline<FrameSchema>>(200, "In order, without a gap"),
        Route::post("/api/v1/incidents/{id}/entries", post)
            .says("Write to the timeline")
            .note("What the room's `post` frame does. A repeat with the same `client_id` or key is recorded once.")
            .idempotent()
            .takes::<NewEntry>()
            .answers::<Posted>(201, "Recorded"),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct From {
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
    #[serde(default)]
    wait: u64,
}

async fn entries(
    State(app): State<App>,
    caller: Caller,
    At(named): At<String>,
    Asked(from): Asked<From>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let incident = enter(&app.engine.state(), caller, &named)?;
    let limit = from.limit.unwrap_or(limits::ENTRIES);
    if !(1..=limits::ENTRIES).contains(&limit) {
        return Err(Refused::parameter("limit", format!("must lie between 1 and {}", limits::ENTRIES)));
    }
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/event-stream") {
        let after = last_event(&headers)?.unwrap_or(from.after);
        return follow::stream(app, caller, incident, after, headers);
    }
    if from.wait > limits::LONG_POLL.as_secs() {
        return Err(Refused::parameter("wait", format!("at most {} seconds", limits::LONG_POLL.as_secs())));
    }
    if from.wait > 0 && app.engine.state().head_of(&Stream::Incident(incident)) <= from.after {
        let _room = app.followers.try_acquire().map_err(|_| full())?;
        let wait = std::time::Duration::from_secs(from.wait);
        // Either way the answer is what there is: nothing new is an answer too.
        let _ = tokio::time::timeout(wait, app.engine.wait_beyond(incident, from.after)).await;
        // Who was signed out meanwhile, or taken out, is answered as such: what came since is not for them.
        identify(&app, &headers).await?;
        enter(&app.engine.state(), caller, &named)?;
    }
    page(&app, caller, incident, from.after, limit).await
}

/// The incident, if the caller may enter its room.
fn enter(state: &CellState, caller: Caller, named: &str) -> Result<IncidentId, Refused> {
    let id = visible(state, caller, named)?.id;
    caller.may(state, Action::ReadIncident, Object::Incident(id))?;
    Ok(id)
}

fn full() -> Refused {
    let problem = Problem::new(Kind::Busy, "This node has as many followers as it takes; try again, or another node.");
    Refused(problem.with_retry_after(limits::RETRY_UNAVAILABLE_S))
}

fn last_event(headers: &HeaderMap) -> Result<Option<u64>, Refused> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| Refused::parameter("Last-Event-ID", "must be the number of an entry"))
}

async fn page(app: &App, caller: Caller, incident: IncidentId, after: u64, limit: usize) -> Result<Response, Refused> {
    let frames = app.engine.frames(caller.actor(), incident, after).await?;
    let head = app.engine.state().head_of(&Stream::Incident(incident));
    // The frames are JSON already, and shared: they are put together as they are.
    let mut body = br#"{"entries":["#.to_vec();
    for (at, frame) in frames.iter().take(limit).enumerate() {
        if at > 0 {
            body.push(b',');
        }
        body.extend_from_slice(&frame.json);
    }
    body.extend_from_slice(format!(r#"],"head":{head}}}"#).as_bytes());
    Ok(([(header::CONTENT_TYPE, "application/json")], Body::from(body)).into_response())
}

async fn post(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    At(named): At<String>,
    Json(body): Json<NewEntry>,
) -> Result<Response, Refused> {
    let incident = visible(&app.engine.state(), caller, &named)?.id;
    let post = body.post().map_err(|error| {
        let problem = Problem::new(Kind::InvalidBody, format!("kind and body: {error}."));
        Refused(problem.with_field("body", error.to_string()))
    })?;
    let client_id = body.client_id.unwrap_or_else(|| mint.id("entry"));
    let command = Command::Post {
        incident,
        client_id,
        post,
        marking: body.marking,
        named: body.named,
        occurred_at: body.occurred_at,
        late_reason: body.late_reason,
    };
    let done = app.engine.execute(caller.actor(), command).await?;
    match done.answer {
        Decided::Entry { seq } => {
            let before = seq.saturating_sub(1);
            let location = format!("/api/v1/incidents/{incident}/entries?after={before}&limit=1");
            Ok(made(&location, Posted { client_id, seq }))
        }
        other => Err(unexpected(&other)),
    }
}
