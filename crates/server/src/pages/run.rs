//! A run's page: what is to be done now, with a form for each thing that can be done, what comes, and what is over. And
//! the report of how it was followed, which prints.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::runs::{AheadView, Migration, RunAct, RunDetail, StartRun};
use ctac_domain::access::{Action, Object};
use ctac_domain::id::{PersonId, RunId};

use crate::answers::visible;
use crate::app::App;
use crate::caller::Caller;
use crate::json::At;
use crate::mint::fresh;
use crate::pages::form::{Fields, wrong};
use crate::pages::frame::{Frame, Part, page_with, see_other, status_of};
use crate::pages::incident::forms::Forms;
use crate::pages::incident::piece::Asks;
use crate::pages::incident::show as show_incident;
use crate::pages::people::People;
use crate::pages::post::words;
use crate::pages::prose::Block;
use crate::pages::runbooks::form_of;
use crate::pages::when::{When, when};
use crate::pages::words::Choice;
use crate::refused::Refused;
use crate::runs::detail::detail;
use crate::runs::{begin, migration, run as visible_run, work};
use step::Card;

pub(crate) mod adherence;
mod form;
mod step;

#[derive(Template)]
#[template(path = "run.html")]
struct Page {
    frame: Frame,
    problem: Option<String>,
    id: String,
    /// So that a form sent twice does its work once.
    fresh: String,
    it: RunDetail,
    status: &'static str,
    reference: String,
    incident: String,
    lead: String,
    offered: Option<String>,
    offered_to_me: bool,
    started: When,
    ended: Option<When>,
    live: Vec<Card>,
    over: Vec<Card>,
    ahead: Vec<AheadView>,
    lanes: Vec<Choice>,
    members: Vec<Choice>,
    /// What following the version in force would do.
    migration: Option<Migration>,
    codes: Vec<Choice>,
}

impl Page {
    fn can(&self, word: &str) -> bool {
        self.it.can.iter().any(|it| it == word)
    }
}

/// Why a step is passed over, as choices.
fn codes() -> Vec<Choice> {
    let codes = [
        ("not-applicable", "It does not apply here"),
        ("already-done", "It was done before"),
        ("delegated", "Somebody outside the run does it"),
        ("impossible", "It cannot be done"),
        ("unsafe", "It would do harm"),
        ("superseded", "Something else took its place"),
        ("other", "Another reason"),
    ];
    codes.map(|(value, label)| Choice { value: value.to_owned(), label: label.to_owned(), hint: "" }).into()
}

pub(crate) async fn read(State(app): State<App>, caller: Caller, At(id): At<RunId>) -> Result<Response, Refused> {
    show(&app, caller, id, None, &Fields::default(), StatusCode::OK).await
}

async fn show(
    app: &App,
    caller: Caller,
    id: RunId,
    problem: Option<String>,
    typed: &Fields,
    status: StatusCode,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    let kept = visible_run(&state, caller, id)?;
    let incident = state.incidents.get(&kept.incident).ok_or_else(Refused::not_found)?;
    let it = detail(&state, caller, &kept, app.clock.now());
    let mut ids = named_in(&it);
    ids.extend(incident.members.keys());
    let people = People::named(app, &state, ids).await;
    let title = format!("{}{}", if problem.is_some() { "Problem: " } else { "" }, it.run.title);
    let members = incident.members.keys().map(|person| Choice {
        value: person.to_string(),
        label: people.with_organisation(*person),
        hint: "",
    });
    let steer = it.can.iter().any(|it| it == "migrate");
    let migration = it.newer.as_ref().filter(|_| steer).and_then(|to| migration(&state, &kept, to));
    let (live, over) = cards(&it, &people, typed);
    let content = Page {
        frame: Frame::of(app, caller, Part::Incidents, &title).await,
        problem,
        id: id.to_string(),
        fresh: fresh(&*app.clock, &*app.random).to_string(),
        status: status_words(&it.run.status),
        reference: incident.reference.clone(),
        incident: incident.title.clone(),
        lead: it.run.lead.map_or_else(|| "nobody".to_owned(), |lead| people.with_organisation(lead)),
        offered: it.offered.map(|to| people.with_organisation(to)),
        offered_to_me: it.offered == Some(caller.person),
        started: when(it.run.started_at),
        ended: it.run.ended_at.map(when),
        live,
        over,
        ahead: it.ahead.clone(),
        lanes: lanes(&it),
        members: members.collect(),
        migration,
        codes: codes(),
        it,
    };
    Ok(page_with(status, &content))
}

fn status_words(status: &str) -> &'static str {
    match status {
        "running" => "Under way",
        "paused" => "Paused",
        "finished" => "Finished",
        _ => "Given up",
    }
}

/// Steps that are under way, in order; and those that are over, the latest first.
fn cards(it: &RunDetail, people: &People, typed: &Fields) -> (Vec<Card>, Vec<Card>) {
    let is_over = |status: &str| matches!(status, "done" | "skipped" | "cancelled");
    let (over, live): (Vec<_>, Vec<_>) = it.steps.iter().partition(|step| is_over(&step.status));
    let card = |step: &&_| Card::of(it, step, people, typed);
    (live.iter().map(card).collect(), over.iter().rev().map(card).collect())
}

fn lanes(it: &RunDetail) -> Vec<Choice> {
    let open = it.frames.iter().filter(|frame| frame.lane && frame.open);
    open.map(|it| Choice { value: it.frame.to_string(), label: it.title.clone(), hint: "" }).collect()
}

fn named_in(it: &RunDetail) -> BTreeSet<PersonId> {
    let mut ids: BTreeSet<PersonId> = it.run.lead.into_iter().chain(it.offered).collect();
    for step in &it.steps {
        ids.extend(step.owners.iter().chain(&step.votes));
        ids.extend(step.claimed_by.into_iter().chain(step.skip_asked));
        ids.extend(step.ended.as_ref().and_then(|ended| ended.by));
    }
    ids
}

pub(crate) async fn act(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RunId>,
    fields: Fields,
) -> Result<Response, Refused> {
    match done(&app, caller, id, &fields).await {
        Ok(at) => Ok(see_other(&format!("/runs/{id}{at}"))),
        Err(refused) => {
            let problem = Some(crate::pages::post::words(&refused));
            show(&app, caller, id, problem, &fields, status_of(&refused)).await
        }
    }
}

/// Does what a form says; tells where on the page to go on.
async fn done(app: &App, caller: Caller, id: RunId, fields: &Fields) -> Result<String, Refused> {
    let state = app.engine.state();
    let kept = visible_run(&state, caller, id)?;
    let it = detail(&state, caller, &kept, app.clock.now());
    let command = form::command(&it, fields)?;
    let form: uuid::Uuid = fields.word("id", "the form's own number is missing: load the page again")?;
    // One number is drawn for the page: what is done, and with which step, tells its forms apart.
    let client = format!("{form}/{}/{}", fields.text("do"), fields.text("instance"));
    let body = RunAct { id: None, role: fields.given("role"), on_behalf_of: None, command };
    work(app, caller, id, Some(client), body).await?;
    Ok("#now".to_owned())
}

/// Begins a run, from its incident's page.
pub(crate) async fn start(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<String>,
    fields: Fields,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    let incident = visible(&state, caller, &reference)?.id;
    caller.may(&state, Action::Steer, Object::Incident(incident))?;
    match started(&app, caller, &reference, &fields).await {
        Ok(run) => Ok(see_other(&format!("/runs/{run}"))),
        Err(refused) => {
            // What was typed is shown again, in the form it was typed into.
            let form = form_of(fields.text("runbook"));
            let forms = Forms::refused(fresh(&*app.clock, &*app.random), form, fields, words(&refused));
            show_incident(&app, caller, &reference, Asks::default(), forms, status_of(&refused)).await
        }
    }
}

async fn started(app: &App, caller: Caller, reference: &str, fields: &Fields) -> Result<RunId, Refused> {
    let run: RunId = fields.word("id", "the form's own number is missing: load the page again")?;
    let runbook = fields.given("runbook").ok_or_else(|| wrong("runbook", "choose one"))?;
    let inputs = fields.starting_with("input.");
    let body = StartRun {
        id: None,
        runbook,
        version: None,
        exercise: fields.text("mode") == "exercise",
        inputs,
        players: Vec::new(),
    };
    begin(app, caller, reference, run, body).await?;
    Ok(run)
}
