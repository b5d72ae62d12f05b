//! Raising by hand: the threshold's criteria to tick, who is affected, what is happening, whom to call back. Its reference
//! is drawn when the form is shown, so that sending it twice raises one.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ctac_api::raise::Raise;
use ctac_domain::access::{Action, Object};
use ctac_domain::state::State as CellState;

use crate::app::App;
use crate::caller::Caller;
use crate::limits;
use crate::mint::fresh;
use crate::pages::form::Fields;
use crate::pages::frame::{Frame, Part, page, page_with, see_other, status_of};
use crate::pages::words;
use crate::raise::raised;
use crate::refused::Refused;

#[derive(Template)]
#[template(path = "raise.html")]
struct Page {
    frame: Frame,
    problem: Option<String>,
    reference: String,
    typed: Fields,
    version: u64,
    guidance: String,
    criteria: Vec<Ticked>,
    organisations: Vec<(String, String)>,
}

/// One criterion.
struct Ticked {
    id: String,
    text: String,
    severity: &'static str,
    severity_class: &'static str,
}

impl Page {
    async fn new(app: &App, caller: Caller, title: &str, reference: String, typed: Fields) -> Self {
        let state = app.engine.state();
        let threshold = state.threshold_now();
        let criteria = threshold.criteria.iter().map(|it| Ticked {
            id: it.id.clone(),
            text: it.text.clone(),
            severity: words::severity(it.severity),
            severity_class: words::severity_class(it.severity),
        });
        Self {
            frame: Frame::of(app, caller, Part::Now, title).await,
            problem: None,
            reference,
            typed,
            version: threshold.version,
            guidance: threshold.guidance.clone(),
            criteria: criteria.collect(),
            organisations: organisations(&state),
        }
    }

    fn ticked(&self, name: &str, value: impl AsRef<str>) -> bool {
        self.typed.has(name, value.as_ref())
    }
}

fn organisations(state: &CellState) -> Vec<(String, String)> {
    let all = state.organisations.values().take(limits::PAGE_CHOICES);
    let mut all: Vec<_> = all.map(|it| (it.id.to_string(), it.name.clone())).collect();
    all.sort_by(|(_, one), (_, other)| one.cmp(other));
    all
}

fn drawn(app: &App) -> String {
    fresh(&*app.clock, &*app.random).simple().to_string()
}

pub(crate) async fn read(State(app): State<App>, caller: Caller) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::Declare, Object::Cell)?;
    Ok(page(&Page::new(&app, caller, "Raise an alert", drawn(&app), Fields::default()).await))
}

pub(crate) async fn raise(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::Declare, Object::Cell)?;
    let refused = match asked(&fields) {
        Ok(body) => match raised(&app, caller.actor(), body).await {
            Ok(alert) => return Ok(see_other(&format!("/r/{}", app.auth.receipt_token(alert)))),
            Err(refused) => refused,
        },
        Err(refused) => refused,
    };
    let reference = fields.given("reference").unwrap_or_else(|| drawn(&app));
    let mut again = Page::new(&app, caller, "Problem: Raise an alert", reference, fields).await;
    again.problem = Some(refused.0.detail.clone());
    Ok(page_with(status_of(&refused), &again))
}

fn asked(fields: &Fields) -> Result<Raise, Refused> {
    fields.only(&["reference", "criteria", "organisations", "summary", "text", "call_back"])?;
    let criteria: BTreeSet<String> = fields.several("criteria")?.into_iter().collect();
    Ok(Raise {
        reference: fields.given("reference"),
        summary: fields.text("summary").trim().to_owned(),
        text: fields.given("text"),
        source: None,
        criteria: criteria.into_iter().collect(),
        organisations: fields.several("organisations")?,
        call_back: fields.given("call_back"),
    })
}
