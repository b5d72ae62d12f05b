//! The way into a room's WebSocket. Everything is checked before the upgrade: the protocol's version, where a browser
//! comes from, and whether the caller may enter. Then the pump has the socket.

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use ctac_api::problem::{Kind, Problem};
use ctac_api::room::PROTOCOL;
use ctac_domain::access::{Action, Object};
use ctac_engine::room::Viewer;
use serde::Deserialize;

use crate::answers::visible;
use crate::app::{App, Options};
use crate::caller::{Caller, Via};
use crate::guard::own_origin;
use crate::json::{Asked, At};
use crate::limits::RETRY_UNAVAILABLE_S;
use crate::refused::Refused;
use crate::route::Route;
use crate::socket::Upgrading;

/// What a client asks for in `Sec-WebSocket-Protocol`.
const SUBPROTOCOL: &str = "ctac.room.v1";

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/incidents/{id}/room", room)
            .says("The room, over WebSocket")
            .note("Described in `/api/v1/asyncapi.yaml`. A browser comes with its cookie, a program with a token.")
            .asks("protocol", false, "`1`, where `Sec-WebSocket-Protocol: ctac.room.v1` cannot be sent")
            .header("Sec-WebSocket-Protocol", "`ctac.room.v1`")
            .answers_nothing(101, "Upgraded"),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spoken {
    protocol: Option<u16>,
}

async fn room(
    State(app): State<App>,
    caller: Caller,
    At(named): At<String>,
    Asked(Spoken { protocol }): Asked<Spoken>,
    headers: HeaderMap,
    upgrade: Result<Upgrading, WebSocketUpgradeRejection>,
) -> Response {
    match admit(&app, caller, &named, protocol, &headers) {
        Ok(viewer) => match upgrade {
            Ok(upgrade) => open(upgrade, app, viewer),
            Err(_) => upgrade_required("This is a WebSocket; a plain request cannot enter."),
        },
        Err(refused) if refused.0.kind == Kind::ProtocolVersion => upgrade_required(&refused.0.detail),
        Err(refused) => refused.into_response(),
    }
}

fn open(upgrade: Upgrading, app: App, viewer: Viewer) -> Response {
    let Ok(place) = app.sockets.clone().try_acquire_owned() else {
        let problem =
            Problem::new(Kind::Busy, "This node has as many sockets as it takes; try again, or another node.");
        return Refused(problem.with_retry_after(RETRY_UNAVAILABLE_S)).into_response();
    };
    upgrade.open(SUBPROTOCOL, move |socket| crate::room::serve(socket, app.engine, viewer, place))
}

fn upgrade_required(detail: &str) -> Response {
    let mut response = Refused::new(Kind::ProtocolVersion, detail).into_response();
    // RFC 9110 §15.5.22: what to upgrade to.
    response.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    response
}

fn admit(
    app: &App,
    caller: Caller,
    named: &str,
    protocol: Option<u16>,
    headers: &HeaderMap,
) -> Result<Viewer, Refused> {
    spoken(protocol, headers)?;
    not_another_site(&app.options, caller, headers)?;
    let state = app.engine.state();
    let incident = visible(&state, caller, named)?.id;
    caller.may(&state, Action::ReadIncident, Object::Incident(incident))?;
    let (session, token) = match caller.via {
        Via::Session(session) => (Some(session), None),
        Via::Token(token) => (None, Some(token)),
    };
    Ok(Viewer { person: caller.person, session, token, until: caller.until })
}

fn spoken(protocol: Option<u16>, headers: &HeaderMap) -> Result<(), Refused> {
    let offered = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL);
    let mut offered = offered.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    if offered.any(|name| name.trim() == SUBPROTOCOL) || protocol == Some(PROTOCOL) {
        Ok(())
    } else {
        Err(Refused::new(
            Kind::ProtocolVersion,
            format!("This service speaks {SUBPROTOCOL}; update or reload the client."),
        ))
    }
}

/// A cookie counts only from our own pages, which say so: a browser sends it whoever opens the socket.
fn not_another_site(options: &Options, caller: Caller, headers: &HeaderMap) -> Result<(), Refused> {
    match caller.via {
        Via::Token(_) => Ok(()),
        Via::Session(_) if own_origin(options, headers) == Some(true) => Ok(()),
        Via::Session(_) => Err(Refused::new(
            Kind::CrossSite,
            "With a session's cookie the room opens only from this service's own pages; programs send a token.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use ctac_domain::id::{PersonId, SessionId, TokenId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_version_is_asked_before_anything_else() {
        let mut headers = HeaderMap::new();
        assert!(spoken(None, &headers).is_err());
        assert!(spoken(Some(2), &headers).is_err());
        assert!(spoken(Some(1), &headers).is_ok());
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("chat, ctac.room.v1"));
        assert!(spoken(None, &headers).is_ok());
        assert_eq!(upgrade_required("x").status(), 426);
    }

    #[test]
    fn a_cookie_opens_no_room_from_another_site() {
        let options = Options { origins: vec!["https://ctac.example".to_owned()], ..Options::default() };
        let person = PersonId(Uuid::nil());
        let browser = Caller { person, via: Via::Session(SessionId(Uuid::nil())), until: None, first_password: false };
        let program = Caller { person, via: Via::Token(TokenId(Uuid::nil())), until: None, first_password: false };
        let mut headers = HeaderMap::new();
        assert!(not_another_site(&options, browser, &headers).is_err(), "without an origin only a token counts");
        assert!(not_another_site(&options, program, &headers).is_ok());
        headers.insert(header::ORIGIN, HeaderValue::from_static("https://ctac.example.evil.example"));
        assert!(not_another_site(&options, browser, &headers).is_err());
        headers.insert(header::ORIGIN, HeaderValue::from_static("https://ctac.example"));
        assert!(not_another_site(&options, browser, &headers).is_ok());
    }
}
