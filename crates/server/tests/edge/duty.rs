//! Rotas over the wire: what is saved and previewed, who is on when, exceptions, feeds, calendar files, and the pages.

mod access;
mod exceptions;
mod feeds;
mod import;
mod pages;
mod rotas;

use axum::http::Method;
use ctac_engine::ports::{Clock as _, SystemClock};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::cell::{ADMIN, Came, Cell, LEAD, RESPONDER, id};

/// So many days from now, on a whole second.
pub(crate) fn in_days(days: i64) -> String {
    let at = SystemClock.now() + SignedDuration::from_hours(24 * days);
    Timestamp::from_second(at.as_second()).unwrap().to_string()
}

/// A rota in which these people take turns of a day each, from nine to nine; the first of them is on now, whatever day it is.
pub(crate) fn daily(people: &[u128]) -> Value {
    let groups: Vec<_> = people.iter().map(|person| [id(*person)]).collect();
    let london = jiff::tz::TimeZone::get("Europe/London").unwrap();
    let today = (SystemClock.now() - SignedDuration::from_hours(9)).to_zoned(london).date();
    json!({ "time_zone": "Europe/London", "layers": [{ "name": "all", "groups": groups,
        "start": today.at(9, 0, 0, 0).to_string(), "turn": { "unit": "daily", "length": 1 } }] })
}

/// A rota of lead and responder, saved; its path.
pub(crate) async fn saved(cell: &Cell) -> String {
    let admin = cell.token(ADMIN).await;
    let body = json!({ "name": "Duty", "duty": "responder", "rota": daily(&[LEAD, RESPONDER]) });
    let made = cell.post("/api/v1/rotas", &admin, body).await.must(201).json();
    format!("/api/v1/rotas/{}", made["id"].as_str().unwrap())
}

pub(crate) async fn put(cell: &Cell, path: &str, token: &str, tag: &str, body: Value) -> Came {
    cell.call(Method::PUT, path, Some(token), Some(body), &[("if-match", tag)]).await
}

pub(crate) async fn delete(cell: &Cell, path: &str, token: &str) -> Came {
    cell.call(Method::DELETE, path, Some(token), None, &[]).await
}

/// What stands of rotas and exceptions: what the service finds by itself and records is none of it.
pub(crate) fn standing(cell: &Cell) -> String {
    let state = cell.app.engine.state();
    let rotas: Vec<_> = state.rotas.values().map(|kept| (&kept.saved, &kept.overrides, &kept.note)).collect();
    format!("{rotas:?} {:?} {:?} {:?} {:?}", state.swaps, state.absences, state.teams, state.feeds)
}
