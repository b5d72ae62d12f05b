//! Changing one's password. Whoever signed in with one that somebody else gave them is led here, and goes on from here to
//! where they were going.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use ctac_api::session::ChangePassword;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::Asked;
use crate::pages::form::{Fields, wrong};
use crate::pages::frame::{Frame, Part, page_with, see_other, status_of};
use crate::pages::sign_in::{by_way_of, local};
use crate::refused::Refused;
use crate::session::Peer;
use crate::sign_ins;

#[derive(Template)]
#[template(path = "password.html")]
struct Page {
    frame: Frame,
    problem: Option<String>,
    changed: bool,
    /// Somebody else gave them the one that they have: there is no way on but this.
    first: bool,
    username: String,
    next: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    next: Option<String>,
    changed: Option<bool>,
}

/// This page's address for somebody who is to go on to `path`.
pub(crate) fn way(path: &str) -> String {
    by_way_of("/me/password", path)
}

pub(crate) async fn read(
    State(app): State<App>,
    caller: Caller,
    Asked(query): Asked<Query>,
) -> Result<Response, Refused> {
    let next = query.next.map_or_else(String::new, |next| local(&next, ""));
    let changed = query.changed.unwrap_or_default();
    show(&app, caller, next, None, changed, StatusCode::OK).await
}

async fn show(
    app: &App,
    caller: Caller,
    next: String,
    problem: Option<String>,
    changed: bool,
    status: StatusCode,
) -> Result<Response, Refused> {
    let title = if problem.is_some() { "Problem: Change my password" } else { "Change my password" };
    let content = Page {
        frame: Frame::of(app, caller, Part::Other, title).await,
        problem,
        changed,
        first: caller.first_password,
        username: app.auth.login_of(caller.person).await?.unwrap_or_default(),
        next,
    };
    Ok(page_with(status, &content))
}

pub(crate) async fn change(
    State(app): State<App>,
    caller: Caller,
    Peer(from): Peer,
    fields: Fields,
) -> Result<Response, Refused> {
    fields.only(&["username", "current", "new", "repeat", "next"])?;
    let next = local(fields.text("next"), "");
    let given = ChangePassword { current: fields.text("current").to_owned(), new: fields.text("new").to_owned() };
    let done = if given.new == fields.text("repeat") {
        sign_ins::change(&app, caller, from, &given).await
    } else {
        Err(wrong("repeat", "it is not the same as the new one: type both again"))
    };
    match done {
        Ok(()) if !next.is_empty() => Ok(see_other(&next)),
        Ok(()) if caller.first_password => Ok(see_other(app.beginning())),
        Ok(()) => Ok(see_other("/me/password?changed=true")),
        Err(refused) => {
            let (problem, status) = (Some(refused.0.detail.clone()), status_of(&refused));
            let mut response = show(&app, caller, next, problem, false, status).await?;
            if let Some(seconds) = refused.0.retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Ok(response)
        }
    }
}
