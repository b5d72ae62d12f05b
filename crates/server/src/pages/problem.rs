//! Problems, for people: what a browser is shown where a program would get JSON. Whoever is not signed in is taken to
//! the sign-in page and back; a form that was sent then is not lost, and is told so.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use ctac_api::problem::{Kind, Problem};

use crate::app::App;
use crate::pages::frame::{Frame, page_with, see_other, status_of};
use crate::pages::{password, sign_in};
use crate::refused::Refused;

/// Paths that only programs use.
const FOR_PROGRAMS: [&str; 7] = ["/api/", "/v2/", "/intake/", "/hooks/", "/problems/", "/calendar/", "/metrics"];

/// What is remembered of a request whose refusal is to be shown as a page.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    /// Where it went, when it only read.
    back: Option<String>,
    /// A link's page has no navigation: its reader may be nobody who signs in.
    signs_in: bool,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Page<'a> {
    frame: Frame,
    problem: &'a Problem,
    /// A form was sent, and nobody was signed in.
    unsent: bool,
    request: &'a str,
}

/// Whether whoever asks is a person with a browser, and what to remember of their request.
pub(crate) fn shown(request: &Request) -> Option<Shown> {
    let path = request.uri().path();
    if FOR_PROGRAMS.iter().any(|start| path.starts_with(start)) || !takes_html(request.headers()) {
        return None;
    }
    let read = matches!(*request.method(), Method::GET | Method::HEAD);
    let whole = request.uri().path_and_query().map_or("/", |it| it.as_str());
    Some(Shown { back: read.then(|| whole.to_owned()), signs_in: !path.starts_with("/a/") && !path.starts_with("/c/") })
}

fn takes_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|kinds| kinds.contains("text/html"))
}

/// The page of a problem, with everything that `response` said besides.
pub(crate) fn page_of(app: &App, shown: &Shown, response: &mut Response, problem: Problem, request: &str) {
    let made = if let (Kind::NotSignedIn, Some(back)) = (problem.kind, &shown.back) {
        see_other(&sign_in::way_back(back))
    } else if let (Kind::FirstPassword, Some(back)) = (problem.kind, &shown.back) {
        see_other(&password::way(back))
    } else {
        let mut frame = Frame::anonymous(app, &problem.title);
        frame.phone = false;
        let unsent = problem.kind == Kind::NotSignedIn && shown.signs_in;
        let refused = Refused(problem);
        page_with(status_of(&refused), &Page { frame, problem: &refused.0, unsent, request })
    };
    let (parts, body) = made.into_parts();
    *response.status_mut() = parts.status;
    *response.body_mut() = body;
    response.headers_mut().remove(header::CONTENT_LENGTH);
    for (name, value) in parts.headers.iter() {
        response.headers_mut().insert(name.clone(), HeaderValue::clone(value));
    }
}
