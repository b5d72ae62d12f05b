//! What a calendar program reads: a feed by its secret address, which is all the proof there is. A wrong address, a
//! revoked one, one of somebody who left and one of a retired rota are answered alike.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ctac_api::problem::{Kind, Problem};
use ctac_auth::feed::Feed as Held;
use ctac_domain::state::State as CellState;
use ctac_rota::calendar::{Feed, feed};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::json::At;
use crate::limits;
use crate::refused::Refused;
use crate::resolve::resolved;
use crate::session::Peer;

mod events;

const REFRESH: NonZeroU32 = match NonZeroU32::new(limits::FEED_REFRESH_MIN) {
    Some(minutes) => minutes,
    None => NonZeroU32::MIN,
};

pub(super) async fn read(
    State(app): State<App>,
    Peer(from): Peer,
    token: Result<At<String>, Refused>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let slower = |seconds| {
        let detail = "This feed is read too often; calendar programs look once an hour.";
        Refused(Problem::new(Kind::TooManyRequests, detail).with_retry_after(seconds))
    };
    app.throttles.feed_reader(from).map_err(slower)?;
    let Ok(At(token)) = token else { return Err(Refused::not_found()) };
    let held = app.auth.feed(&token).await?.ok_or_else(Refused::not_found)?;
    let state = app.engine.state();
    if !in_force(&state, &held) {
        return Err(Refused::not_found());
    }
    app.throttles.feed.check(&held.id).map_err(slower)?;
    let text = text(&app, state, held).await?;
    Ok(answer(text, &headers))
}

/// Whether a feed still shows something: recorded, its person here, its rota in use.
fn in_force(state: &CellState, held: &Held) -> bool {
    let recorded = state.feeds.get(&held.id).is_some_and(|feed| feed.person == held.person && feed.rota == held.rota);
    let here = state.people.get(&held.person).is_some_and(|person| person.active);
    let used = held.rota.is_none_or(|rota| state.rotas.get(&rota).is_some_and(|kept| kept.retired.is_none()));
    recorded && here && used
}

/// The feed's text, and what tells whether it is the same as another time: all but the instant it was made at.
struct Text {
    body: String,
    tag: String,
}

async fn text(app: &App, state: Arc<CellState>, held: Held) -> Result<Text, Refused> {
    let names = match held.rota {
        Some(_) => app.auth.names(&state.people.keys().copied().collect::<Vec<_>>()).await.unwrap_or_default(),
        None => std::collections::BTreeMap::new(),
    };
    let now = app.clock.now();
    resolved(app, held.person, move || {
        let events = events::of(&state, &held, &names, now)?;
        let (name, zone) = events::titled(&state, &held);
        let write = |made: Timestamp| {
            let whole = Feed { name: &name, time_zone: &zone, made, refresh: REFRESH, events: &events };
            feed(&whole).map_err(|fault| {
                tracing::error!(feed = %held.id, %fault, "a calendar feed cannot be written");
                Refused::new(Kind::Internal, "This feed could not be written; it has been logged.")
            })
        };
        let digest = Sha256::digest(write(Timestamp::UNIX_EPOCH)?.as_bytes());
        let tag = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Ok(Text { body: write(now)?, tag })
    })
    .await
}

fn answer(Text { body, tag }: Text, headers: &HeaderMap) -> Response {
    // Weak: two that are the same differ in the instant they were made at.
    let tag = format!("W/\"{tag}\"");
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let same = known.flat_map(|value| value.split(',')).any(|one| matches!(one.trim(), "*") || one.trim() == tag);
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"))];
        (kind, body).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.extend(HeaderValue::from_str(&tag).ok().map(|tag| (header::ETAG, tag)));
    response
}
