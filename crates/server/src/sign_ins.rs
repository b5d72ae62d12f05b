//! Passwords: changing one's own, and giving somebody whom one administers a sign-in or a new first password.
//!
//! What can be refused is refused before the ledger says that it was done; the vault is written last. Where that fails, the
//! entry stands for an attempt, and the password that stood still does.

use std::net::IpAddr;

use axum::extract::State;
use axum::http::StatusCode;
use ctac_api::session::{ChangePassword, GiveSignIn, SignInView};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::id::{PersonId, SessionId};

use crate::app::App;
use crate::caller::{Caller, Via};
use crate::json::{Answer, At, Json};
use crate::refused::Refused;
use crate::route::Route;
use crate::session::Peer;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::put("/api/v1/me/password", change_own)
            .says("Change one's password")
            .note(
                "All other sessions of the person end; this one and API tokens go on. Wrong passwords count as attempts to \
                 sign in.",
            )
            .takes::<ChangePassword>()
            .answers_nothing(204, "Changed"),
        Route::get("/api/v1/people/{id}/sign-in", read)
            .says("How somebody whom one administers signs in")
            .answers::<SignInView>(200, "As it is now"),
        Route::put("/api/v1/people/{id}/sign-in", give_them)
            .says("Give somebody a sign-in, or a new first password")
            .note(
                "All sessions of the person end. They are asked for a password of their own when they next sign in, before \
                 anything else. An organisation's administrator gives none to who is cell-admin, auditor or incident-lead.",
            )
            .takes::<GiveSignIn>()
            .answers::<SignInView>(200, "Given"),
    ]
}

async fn change_own(
    State(app): State<App>,
    caller: Caller,
    Peer(from): Peer,
    Json(body): Json<ChangePassword>,
) -> Result<StatusCode, Refused> {
    change(&app, caller, from, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes the caller's own password, and ends all their sessions but this one.
pub(crate) async fn change(
    app: &App,
    caller: Caller,
    from: Option<IpAddr>,
    given: &ChangePassword,
) -> Result<(), Refused> {
    let person = caller.person;
    // Whoever sits down at an open browser must not guess faster than whoever stands at the door.
    let name = app.auth.login_of(person).await?.unwrap_or_else(|| person.to_string());
    app.throttles.sign_in(&name, from)?;
    let new = app.auth.own_password(person, &given.current, &given.new).await?;
    app.engine.execute(caller.actor(), Command::ChangePassword { person }).await?;
    let kept = match caller.via {
        Via::Session(session) => Some(session),
        Via::Token(_) => None,
    };
    let ended = app.auth.replace_password(person, new, kept).await?;
    close(app, caller, person, ended).await
}

async fn read(State(app): State<App>, caller: Caller, At(person): At<PersonId>) -> Result<Answer<SignInView>, Refused> {
    caller.may(&app.engine.state(), Action::GiveSignIn, Object::Person(person))?;
    view(&app, person).await.map(Answer)
}

async fn view(app: &App, person: PersonId) -> Result<SignInView, Refused> {
    let username = app.auth.login_of(person).await?;
    Ok(SignInView { username, first_password: app.auth.has_first_password(person).await? })
}

async fn give_them(
    State(app): State<App>,
    caller: Caller,
    At(person): At<PersonId>,
    Json(body): Json<GiveSignIn>,
) -> Result<Answer<SignInView>, Refused> {
    // Asked before the vault is; the rules ask again.
    caller.may(&app.engine.state(), Action::GiveSignIn, Object::Person(person))?;
    app.auth.may_have_login(person, &body.username).await?;
    let new = app.auth.first_password(&body.username, &body.password).await?;
    app.engine.execute(caller.actor(), Command::GiveSignIn { person }).await?;
    app.auth.put_login(person, &body.username).await?;
    let ended = app.auth.replace_password(person, new, None).await?;
    close(&app, caller, person, ended).await?;
    view(&app, person).await.map(Answer)
}

/// Closes the sockets of sessions that ended, as [`crate::session::finish`] does: here at once, and on every other node
/// when the entry reaches it.
async fn close(app: &App, caller: Caller, person: PersonId, ended: Vec<SessionId>) -> Result<(), Refused> {
    for session in &ended {
        app.engine.close_connections(person, session.0);
    }
    for session in ended {
        app.engine.execute(caller.actor(), Command::EndSession { person, session }).await?;
    }
    Ok(())
}
