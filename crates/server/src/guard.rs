//! What stands before every handler: its row in the access matrix decides whether somebody must be signed in, and a
//! browser's request from another site goes no further. A route without a row is answered 404.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use ctac_api::problem::Kind;
use ctac_domain::access::{Action, Object};

use crate::app::{App, Options};
use crate::caller::{Caller, Via, bearer, identify, identify_newcomer};
use crate::json::is_json;
use crate::matrix::Need;
use crate::refused::Refused;

/// A route's guard: the parts it needs, and the route's row.
pub(crate) type Guard = (App, Option<Need>);

/// Lets a request through to its handler, or not.
pub(crate) async fn guard(
    State((app, need)): State<Guard>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refused> {
    match need.ok_or_else(Refused::not_found)? {
        Need::Anybody => not_cross_site(&app.options, request.method(), request.headers())?,
        Need::Key => {}
        need @ (Need::Action(_) | Need::Newcomer) => {
            let caller = match need {
                Need::Newcomer => identify_newcomer(&app, request.headers()).await?,
                _ => identify(&app, request.headers()).await?,
            };
            if matches!(caller.via, Via::Session(_)) {
                not_cross_site(&app.options, request.method(), request.headers())?;
            }
            request.extensions_mut().insert(caller);
        }
        Need::Operations => {
            if app.options.proxied || !from_this_machine(&request) {
                let caller: Caller = identify(&app, request.headers()).await?;
                caller.may(&app.engine.state(), Action::ReadOperations, Object::Cell)?;
            }
        }
    }
    Ok(next.run(request).await)
}

fn from_this_machine(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    // Behind a proxy on the same machine everybody comes from here: then only a token proves anything.
    let proxied = request.headers().contains_key("x-forwarded-for") || request.headers().contains_key("forwarded");
    !proxied && peer.is_some_and(|ConnectInfo(address)| address.ip().is_loopback())
}

/// Whether a browser's `Origin` is one of ours.
pub(crate) fn own_origin(options: &Options, headers: &HeaderMap) -> Option<bool> {
    let origin = headers.get(header::ORIGIN)?;
    Some(options.origins.iter().any(|own| own.as_bytes() == origin.as_bytes()))
}

/// Refuses what another site's page made a browser send. Programs with a token are not browsers.
pub(crate) fn not_cross_site(options: &Options, method: &Method, headers: &HeaderMap) -> Result<(), Refused> {
    if method.is_safe() || bearer(headers).is_some() {
        return Ok(());
    }
    let own = match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        // Old browsers: by their Origin. With neither, only what a form of another site cannot send.
        None => own_origin(options, headers).unwrap_or_else(|| is_json(headers) || method != Method::POST),
    };
    if own {
        Ok(())
    } else {
        let detail = "A browser sent this from a page of another site, or without saying from where.";
        Err(Refused::new(Kind::CrossSite, detail))
    }
}

/// Refuses a read that another site's link made a browser send, where reading is an act: an export is recorded.
pub(crate) fn not_led_here(caller: Caller, headers: &HeaderMap) -> Result<(), Refused> {
    let led = |site: &HeaderValue| site != "same-origin" && site != "none";
    if matches!(caller.via, Via::Session(_)) && headers.get("sec-fetch-site").is_some_and(led) {
        return Err(Refused::new(
            Kind::CrossSite,
            "A page of another site led here; begin at this service's own pages.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: &Method, headers: &[(&'static str, &'static str)]) -> bool {
        let options = Options { origins: vec!["https://ctac.example".to_owned()], ..Options::default() };
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        not_cross_site(&options, method, &map).is_ok()
    }

    #[test]
    fn another_sites_page_changes_nothing() {
        assert!(!check(&Method::POST, &[("sec-fetch-site", "cross-site"), ("content-type", "application/json")]));
        assert!(!check(&Method::POST, &[("sec-fetch-site", "same-site")]));
        assert!(!check(&Method::DELETE, &[("origin", "https://evil.example")]));
        assert!(!check(&Method::POST, &[("origin", "https://ctac.example.evil.example")]));
        assert!(!check(&Method::POST, &[("origin", "null"), ("content-type", "application/json")]));
        assert!(!check(&Method::POST, &[("content-type", "application/x-www-form-urlencoded")]));
        assert!(!check(&Method::POST, &[]));
    }

    #[test]
    fn our_own_pages_and_programs_do() {
        assert!(check(&Method::POST, &[("sec-fetch-site", "same-origin"), ("content-type", "text/plain")]));
        assert!(check(&Method::POST, &[("origin", "https://ctac.example")]));
        assert!(check(&Method::POST, &[("content-type", "application/json; charset=utf-8")]));
        assert!(check(&Method::POST, &[("authorization", "Bearer ctac_x"), ("sec-fetch-site", "cross-site")]));
        assert!(check(&Method::GET, &[("sec-fetch-site", "cross-site")]));
    }
}
