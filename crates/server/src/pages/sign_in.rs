//! Signing in and out. The same words for an unknown name and a wrong password; back to where one came from, and only
//! to a page of ours.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use ctac_api::problem::Kind;
use ctac_api::session::SignIn;
use serde::Deserialize;

use crate::app::App;
use crate::caller::{Caller, Via, set_cookie};
use crate::json::Asked;
use crate::limits;
use crate::pages::form::Fields;
use crate::pages::frame::{Frame, page, page_with, see_other, status_of};
use crate::pages::password;
use crate::refused::Refused;
use crate::session::{self, Peer};

/// The one page with a script, and its own file: it forgets what the application kept on this device for whoever was signed in.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    frame: Frame,
    problem: Option<String>,
    username: String,
    next: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    next: Option<String>,
}

/// The sign-in page's address for somebody who is to come back to `path`.
pub(crate) fn way_back(path: &str) -> String {
    by_way_of("/sign-in", path)
}

/// The address of a page that goes on to `path` when it is done with.
pub(crate) fn by_way_of(page: &str, path: &str) -> String {
    if path == "/" {
        return page.to_owned();
    }
    let mut address = format!("{page}?next=");
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                address.push(char::from(byte))
            }
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address
}

/// A path of ours, or where everybody begins: never another site, however it is written.
pub(crate) fn local(next: &str, beginning: &str) -> String {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= limits::WAY_BACK
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours { next.to_owned() } else { beginning.to_owned() }
}

pub(crate) async fn read(State(app): State<App>, Asked(query): Asked<Query>) -> Response {
    let next = local(query.next.as_deref().unwrap_or_default(), app.beginning());
    let frame = Frame::anonymous(&app, "Sign in");
    forgetting(&app, page(&Page { frame, problem: None, username: String::new(), next }))
}

/// Lets the page run the script that it names where there is an application.
fn forgetting(app: &App, mut page: Response) -> Response {
    if app.application.is_some() {
        page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    }
    page
}

pub(crate) async fn sign_in(State(app): State<App>, Peer(from): Peer, fields: Fields) -> Result<Response, Refused> {
    fields.only(&["username", "password", "next"])?;
    let next = local(fields.text("next"), app.beginning());
    let username = fields.text("username").trim().to_owned();
    let given = SignIn { username: username.clone(), password: fields.text("password").to_owned() };
    match session::begin(&app, from, &given).await {
        Ok((cookie, caller)) => {
            let mut response = see_other(&if caller.first_password { password::way(&next) } else { next });
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(refused) => {
            let problem = match refused.0.kind {
                Kind::WrongCredentials => "There is nobody with this name and this password.".to_owned(),
                _ => refused.0.detail.clone(),
            };
            let frame = Frame::anonymous(&app, "Problem: Sign in");
            let shown = page_with(status_of(&refused), &Page { frame, problem: Some(problem), username, next });
            let mut response = forgetting(&app, shown);
            if let Some(seconds) = refused.0.retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Ok(response)
        }
    }
}

pub(crate) async fn sign_out(State(app): State<App>, caller: Caller) -> Result<Response, Refused> {
    if let Via::Session(session) = caller.via {
        session::finish(&app, caller, session).await?;
    }
    let mut response = see_other("/sign-in");
    let gone = HeaderValue::from_str(&set_cookie(app.options.tls, "", 0)).ok();
    response.headers_mut().extend(gone.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_pages_of_ours_only() {
        for path in ["/", "/incidents/CTAC-2026-0001?order=oldest&before=7", "/a/x.y"] {
            assert_eq!(local(path, "/app/"), path);
        }
        let strange =
            ["", "//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "/a b", "/\n", "x"];
        for path in strange {
            assert_eq!(local(path, "/app/"), "/app/", "{path:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(limits::WAY_BACK)), "/"), "/");
    }

    #[test]
    fn the_way_back_is_one_parameter() {
        assert_eq!(way_back("/incidents/X?a=1&b=2#c"), "/sign-in?next=/incidents/X%3Fa%3D1%26b%3D2%23c");
        assert_eq!(way_back("/"), "/sign-in");
    }
}
