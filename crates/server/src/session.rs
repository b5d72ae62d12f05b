//! Signing in and out, one's sessions, and who one is.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ctac_api::list::List;
use ctac_api::problem::Kind;
use ctac_api::session::{Me, SessionView, SignIn};
use ctac_domain::access::Denied;
use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::Refusal;
use ctac_domain::id::SessionId;
use ctac_engine::ExecuteError;

use crate::answers::wrong_credentials;
use crate::app::App;
use crate::caller::{Caller, Via, set_cookie};
use crate::json::{Answer, At, Json};
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/session", sign_in)
            .says("Sign in")
            .note(
                "Sets the session's cookie. The answer is the same for an unknown name and a wrong password. With a first \
                 password, nothing but changing it and signing out is open to the session: see `/problems/first-password`.",
            )
            .takes::<SignIn>()
            .answers::<Me>(200, "Signed in"),
        Route::delete("/api/v1/session", sign_out).says("Sign out").answers_nothing(204, "Signed out"),
        Route::get("/api/v1/sessions", list).says("One's sessions").lists::<SessionView>("Those that hold"),
        Route::delete("/api/v1/sessions/{id}", end)
            .says("End one of one's sessions: its sockets close")
            .answers_nothing(204, "It has ended"),
        Route::get("/api/v1/me", me).says("Who one is").answers::<Me>(200, "The caller"),
    ]
}

/// The address a request comes from, where whoever serves the edge says.
pub(crate) struct Peer(pub(crate) Option<IpAddr>);

impl FromRequestParts<App> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip())))
    }
}

async fn sign_in(State(app): State<App>, Peer(from): Peer, Json(body): Json<SignIn>) -> Result<Response, Refused> {
    let (cookie, caller) = begin(&app, from, &body).await?;
    let me = describe(&app, caller).await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::SET_COOKIE, cookie);
    Ok((headers, Answer(me)).into_response())
}

/// Proves who somebody is and begins their session: the `Set-Cookie` value, and who it is.
///
/// # Errors
/// Too many attempts, wrong name or password, or it cannot be done now.
pub(crate) async fn begin(app: &App, from: Option<IpAddr>, given: &SignIn) -> Result<(HeaderValue, Caller), Refused> {
    app.throttles.sign_in(&given.username, from)?;
    let now = app.clock.now();
    let signed_in = app.auth.sign_in(&given.username, &given.password, now).await?;
    let (person, session) = (signed_in.person, signed_in.session);
    let command = Command::StartSession { person, session };
    if let Err(error) = app.engine.execute(Actor::Person(person), command).await {
        app.auth.end_session(person, session).await?;
        return Err(match error {
            // Somebody who has left is answered like somebody who was never here.
            ExecuteError::Refused(Refusal::Denied(Denied::NotSignedIn)) => wrong_credentials(),
            other => other.into(),
        });
    }
    let lives_s = signed_in.expires_at.duration_since(now).as_secs();
    let cookie = HeaderValue::from_str(&set_cookie(app.options.tls, &signed_in.secret.expose(), lives_s))
        .map_err(|_| Refused::new(Kind::Internal, "The session's cookie cannot be written."))?;
    let (until, first_password) = (Some(signed_in.expires_at), signed_in.first_password);
    Ok((cookie, Caller { person, via: Via::Session(session), until, first_password }))
}

async fn sign_out(State(app): State<App>, caller: Caller) -> Result<Response, Refused> {
    let Via::Session(session) = caller.via else {
        return Err(Refused::new(Kind::Conflict, "You came with a token, which has no session; revoke it instead."));
    };
    finish(&app, caller, session).await?;
    let gone = HeaderValue::from_str(&set_cookie(app.options.tls, "", 0)).ok();
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().extend(gone.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<SessionView>>, Refused> {
    let sessions = app.auth.sessions(caller.person, app.clock.now()).await?;
    let view = |session: ctac_auth::session::Session| SessionView {
        id: session.id,
        started_at: session.started_at,
        seen_at: session.seen_at,
        ends_at: session.ends_at,
        this: caller.via == Via::Session(session.id),
    };
    Ok(Answer(List::whole(sessions.into_iter().map(view).collect())))
}

async fn end(State(app): State<App>, caller: Caller, At(session): At<SessionId>) -> Result<StatusCode, Refused> {
    finish(&app, caller, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn finish(app: &App, caller: Caller, session: SessionId) -> Result<(), Refused> {
    if !app.auth.end_session(caller.person, session).await? {
        return Err(Refused::not_found());
    }
    // Here its sockets close whatever becomes of the entry, which is what closes them on every other node.
    app.engine.close_connections(caller.person, session.0);
    app.engine.execute(caller.actor(), Command::EndSession { person: caller.person, session }).await?;
    Ok(())
}

async fn me(State(app): State<App>, caller: Caller) -> Result<Answer<Me>, Refused> {
    describe(&app, caller).await.map(Answer)
}

async fn describe(app: &App, caller: Caller) -> Result<Me, Refused> {
    let state = app.engine.state();
    let person = state.people.get(&caller.person).ok_or_else(Refused::not_found)?;
    // A name is for show: that it cannot be read now is no reason to answer nothing.
    let name = app.auth.name(caller.person).await.unwrap_or_default();
    Ok(Me {
        person: person.id,
        name,
        organisation: person.organisation,
        roles: person.roles.iter().copied().collect(),
        contacts: person.in_order().cloned().collect(),
        rules: person.rules.clone(),
        session: match caller.via {
            Via::Session(session) => Some(session),
            Via::Token(_) => None,
        },
        first_password: caller.first_password,
    })
}
