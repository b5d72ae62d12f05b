//! What every page has around its content: the stylesheet, who is signed in, where one can go, and the simulator's
//! banner. And how a page leaves: as HTML that loads nothing but its own stylesheet.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ctac_api::problem::Kind;
use ctac_domain::access::roles_of;
use ctac_domain::directory::Role;
use ctac_domain::state::State;

use crate::app::App;
use crate::caller::Caller;
use crate::pages::assets;
use crate::pages::when::{When, when};
use crate::refused::Refused;

const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Which part of the service a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Now,
    Incidents,
    Runbooks,
    OnCall,
    Duty,
    Contacts,
    People,
    Simulator,
    /// None that the navigation names.
    Other,
}

/// Who is signed in, for the header.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub(crate) name: String,
    pub(crate) organisation: String,
    /// Whether they administer people.
    pub(crate) administers: bool,
}

/// What every page has around its content.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) title: String,
    pub(crate) part: Part,
    pub(crate) css: &'static str,
    /// The web application is there to be opened.
    pub(crate) application: bool,
    /// Messages go to the built-in phone.
    pub(crate) simulator: bool,
    /// And it can be looked at here.
    pub(crate) phone: bool,
    pub(crate) who: Option<Who>,
    /// The ledger cannot be reached: what is shown is of then.
    pub(crate) stale: Option<When>,
    /// The zone of the page's times; empty: the United Kingdom's.
    pub(crate) zone: String,
}

impl Frame {
    /// For whoever is not signed in.
    pub(crate) fn anonymous(app: &App, title: &str) -> Self {
        let freshness = app.engine.freshness();
        Self {
            stale: (!freshness.reachable).then(|| when(freshness.caught_up_at)),
            title: title.to_owned(),
            part: Part::Other,
            css: assets::path(),
            simulator: app.options.simulator,
            application: app.application.is_some(),
            phone: app.phone.is_some(),
            who: None,
            zone: String::new(),
        }
    }

    /// For whoever called.
    pub(crate) async fn of(app: &App, caller: Caller, part: Part, title: &str) -> Self {
        let who = who(app, &app.engine.state(), caller).await;
        Self { part, who: Some(who), ..Self::anonymous(app, title) }
    }

    /// Whether the page belongs to the part that the navigation names so.
    pub(crate) fn is(&self, part: &str) -> bool {
        match self.part {
            Part::Now => part == "now",
            Part::Incidents => part == "incidents",
            Part::Runbooks => part == "runbooks",
            Part::OnCall => part == "on-call",
            Part::Duty => part == "duty",
            Part::Contacts => part == "contacts",
            Part::People => part == "people",
            Part::Simulator => part == "simulator",
            Part::Other => false,
        }
    }
}

async fn who(app: &App, state: &State, caller: Caller) -> Who {
    // A name is for show: that it cannot be read now is no reason to answer nothing.
    let name = app.auth.name(caller.person).await.unwrap_or_default();
    let organisation =
        state.people.get(&caller.person).and_then(|person| state.organisations.get(&person.organisation));
    Who {
        name: name.unwrap_or_else(|| "Signed in".to_owned()),
        organisation: organisation.map(|organisation| organisation.name.clone()).unwrap_or_default(),
        administers: roles_of(state, caller.actor())
            .is_some_and(|roles| roles.iter().any(|role| matches!(role, Role::CellAdmin | Role::OrganisationAdmin))),
    }
}

/// A page, 200.
pub(crate) fn page(content: &impl Template) -> Response {
    page_with(StatusCode::OK, content)
}

/// A page with a status of its own.
pub(crate) fn page_with(status: StatusCode, content: &impl Template) -> Response {
    let Ok(html) = content.render() else {
        return Refused::new(Kind::Internal, "This page could not be written.").into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // With `no-referrer`, browsers that know no `Sec-Fetch-Site` would send our own forms with `Origin: null`.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    (status, headers.map(|(name, value)| (name, HeaderValue::from_static(value))), html).into_response()
}

/// 303: what a form that did its work answers, so that loading again repeats nothing.
pub(crate) fn see_other(path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(value) => (StatusCode::SEE_OTHER, [(header::LOCATION, value)]).into_response(),
        Err(_) => Refused::new(Kind::Internal, "This page's address cannot be written.").into_response(),
    }
}

/// The status a refusal is shown with.
pub(crate) fn status_of(refused: &Refused) -> StatusCode {
    StatusCode::from_u16(refused.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
