//! Declaring an incident. Its id is drawn when the form is shown, so that sending it twice declares one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::decide::Answer as Decided;
use ctac_domain::id::IncidentId;
use ctac_domain::marking::Marking;
use ctac_domain::state::State as CellState;

use crate::answers::unexpected;
use crate::app::App;
use crate::caller::Caller;
use crate::limits;
use crate::mint::fresh;
use crate::pages::form::Fields;
use crate::pages::frame::{Frame, Part, page, page_with, see_other, status_of};
use crate::pages::words::{self, Choice};
use crate::refused::Refused;

#[derive(Template)]
#[template(path = "declare.html")]
struct Page {
    frame: Frame,
    problem: Option<String>,
    incident: String,
    typed: Fields,
    severities: Vec<Choice>,
    markings: Vec<Choice>,
    policies: Vec<Choice>,
}

fn policies(state: &CellState) -> Vec<Choice> {
    let policies = state.policies.values().take(limits::PAGE_CHOICES);
    policies.map(|it| Choice { value: it.id.to_string(), label: it.name.clone(), hint: "" }).collect()
}

impl Page {
    async fn new(app: &App, caller: Caller, title: &str, incident: String, typed: Fields) -> Self {
        Self {
            frame: Frame::of(app, caller, Part::Incidents, title).await,
            problem: None,
            incident,
            typed,
            severities: words::severities(),
            markings: words::incident_markings(),
            policies: policies(&app.engine.state()),
        }
    }

    /// Whether a choice is the one that was made, or the default.
    fn chosen(&self, name: &str, value: impl AsRef<str>, default: bool) -> bool {
        let value = value.as_ref();
        if self.typed.text(name).is_empty() { default } else { self.typed.text(name) == value }
    }
}

pub(crate) async fn read(State(app): State<App>, caller: Caller) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::Declare, Object::Cell)?;
    let incident = fresh(&*app.clock, &*app.random).to_string();
    Ok(page(&Page::new(&app, caller, "Declare an incident", incident, Fields::default()).await))
}

pub(crate) async fn declare(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::Declare, Object::Cell)?;
    let refused = match declared(&app, caller, &fields).await {
        Ok(reference) => return Ok(see_other(&format!("/incidents/{reference}"))),
        Err(refused) => refused,
    };
    // A form without a usable id gets one, so that sending it again is no dead end.
    let incident = fields.text("incident").parse::<IncidentId>();
    let incident = incident.unwrap_or_else(|_| IncidentId(fresh(&*app.clock, &*app.random)));
    let mut again = Page::new(&app, caller, "Problem: Declare an incident", incident.to_string(), fields).await;
    again.problem = Some(refused.0.detail.clone());
    Ok(page_with(status_of(&refused), &again))
}

async fn declared(app: &App, caller: Caller, fields: &Fields) -> Result<String, Refused> {
    fields.only(&["incident", "title", "severity", "marking", "policy"])?;
    let command = Command::Declare {
        incident: fields.word("incident", "the form's own number is missing: load the page again")?,
        title: fields.text("title").trim().to_owned(),
        severity: fields.word("severity", "choose a severity")?,
        marking: fields.maybe("marking")?.unwrap_or(Marking::Amber),
        alert: None,
        policy: fields.maybe("policy")?,
    };
    let done = app.engine.execute(caller.actor(), command).await?;
    match done.answer {
        Decided::Incident { reference, .. } => Ok(reference),
        other => Err(unexpected(&other)),
    }
}
