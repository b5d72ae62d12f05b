//! The library for people: what is there, a runbook to read, its versions, what changed, and who approves.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::runbooks::{RunbookSummary, RunbookVersion};
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::Command;
use ctac_domain::id::{IncidentId, PersonId};
use ctac_domain::library::{Shelf, Version};
use ctac_domain::proposal::proposals;
use ctac_domain::state::State as CellState;
use ctac_runbook::diff::diff;
use ctac_runbook::model::{Origin, Visit};
use ctac_runbook::run::plan::Hash;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Asked, At};
use crate::limits;
use crate::mint::fresh;
use crate::pages::form::{Fields, wrong};
use crate::pages::frame::{Frame, Part, page, page_with, see_other, status_of};
use crate::pages::people::People;
use crate::pages::prose::{Block, blocks};
use crate::pages::when::{When, date_of, when};
use crate::refused::Refused;
use crate::runbooks::change;
use crate::runbooks::shelf::{self, Named, readable, shelf, shown, today, version_in};

#[derive(Template)]
#[template(path = "runbooks.html")]
struct All {
    frame: Frame,
    runbooks: Vec<Listed>,
    /// Files of the folder that could not be taken.
    faults: Vec<(String, String)>,
}

struct Listed {
    it: RunbookSummary,
    review_by: String,
}

fn reviewed(it: &RunbookSummary) -> String {
    it.review_by.parse().map_or_else(|_| it.review_by.clone(), date_of)
}

pub(crate) async fn list(State(app): State<App>, caller: Caller) -> Result<Response, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    let today = today(&app);
    let shelves = state.library.values().filter(|it| readable(&state, caller, it).is_ok());
    let mut runbooks: Vec<Listed> =
        shelves.filter_map(|it| shelf::summary(it, today)).map(|it| Listed { review_by: reviewed(&it), it }).collect();
    runbooks.sort_by(|one, other| one.it.title.cmp(&other.it.title));
    let frame = Frame::of(&app, caller, Part::Runbooks, "Runbooks").await;
    let writes = can(&state, caller.actor(), Action::WriteRunbooks, Object::Cell).is_ok();
    let faults = if writes { app.folder.faults() } else { Vec::new() };
    Ok(page(&All { frame, runbooks, faults }))
}

#[derive(Template)]
#[template(path = "runbook.html")]
struct Page {
    frame: Frame,
    problem: Option<String>,
    it: RunbookSummary,
    /// `TLP:AMBER`.
    tlp: String,
    review_by: String,
    purpose: Vec<Block>,
    to_confirm: Vec<String>,
    /// The version that is read.
    version: String,
    steps: Vec<Step>,
    versions: Vec<VersionLine>,
    changes: Option<Changes>,
    may: May,
}

#[derive(Clone, Copy)]
struct May {
    write: bool,
    approve: bool,
    sign_off: bool,
}

/// A step as it is read.
struct Step {
    /// What stands above it, where that is another than above the one before.
    heading: Option<String>,
    title: String,
    depth: usize,
    about: String,
    text: Vec<Block>,
}

/// What changed between two versions.
struct Changes {
    from: String,
    to: String,
    words: Vec<String>,
}

/// A version in the list.
struct VersionLine {
    it: RunbookVersion,
    short: String,
    standing: &'static str,
    modified: When,
    saved: When,
    by: String,
    approvals: String,
    organisations: String,
    /// The version before it, to compare with.
    before: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    version: Option<Hash>,
    from: Option<Hash>,
    to: Option<Hash>,
}

pub(crate) async fn read(
    State(app): State<App>,
    caller: Caller,
    At(named): At<Named>,
    Asked(query): Asked<Query>,
) -> Result<Response, Refused> {
    show(&app, caller, &named, query, None, StatusCode::OK).await
}

async fn show(
    app: &App,
    caller: Caller,
    named: &Named,
    query: Query,
    problem: Option<String>,
    status: StatusCode,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    let shelf = shelf(&state, caller, named)?;
    let read = match &query.version {
        Some(version) => version_in(&shelf, version)?,
        None => shown(&shelf).ok_or_else(Refused::not_found)?,
    };
    let changes = match (&query.from, &query.to) {
        (Some(from), Some(to)) => Some(compared(version_in(&shelf, from)?, version_in(&shelf, to)?)),
        _ => None,
    };
    let view = shelf::view(&shelf, today(app)).ok_or_else(Refused::not_found)?;
    let ids: BTreeSet<PersonId> = view.versions.iter().flat_map(people_of).collect();
    let people = People::named(app, &state, ids).await;
    let title = if problem.is_some() { format!("Problem: {}", view.runbook.title) } else { view.runbook.title.clone() };
    let content = Page {
        frame: Frame::of(app, caller, Part::Runbooks, &title).await,
        problem,
        tlp: format!("TLP:{}", view.runbook.tlp),
        review_by: reviewed(&view.runbook),
        purpose: blocks(read.runbook.purpose.as_str()),
        to_confirm: read.runbook.to_confirm.iter().map(ToString::to_string).collect(),
        version: read.hash.to_string(),
        steps: steps(read),
        versions: lines(&shelf, &view.versions, &people),
        changes,
        may: may(&state, caller),
        it: view.runbook,
    };
    Ok(page_with(status, &content))
}

fn may(state: &CellState, caller: Caller) -> May {
    let may = |action, object| can(state, caller.actor(), action, object).is_ok();
    let own = state.people.get(&caller.person).map(|it| Object::Organisation(it.organisation));
    May {
        write: may(Action::WriteRunbooks, Object::Cell),
        approve: may(Action::ApproveRunbooks, Object::Cell),
        sign_off: own.is_some_and(|own| may(Action::SignOffRunbooks, own)),
    }
}

fn people_of(it: &RunbookVersion) -> Vec<PersonId> {
    let approved = it.approvals.iter().map(|it| it.by);
    approved.chain(it.sign_offs.iter().map(|it| it.by)).chain(it.saved_by).collect()
}

fn compared(older: &Version, newer: &Version) -> Changes {
    let words = diff(&older.runbook, &newer.runbook).iter().map(ToString::to_string).collect();
    Changes { from: short(&older.hash), to: short(&newer.hash), words }
}

/// Enough of a version's name to tell it from others.
fn short(hash: &Hash) -> String {
    hash.0.chars().take(12).collect()
}

fn lines(shelf: &Shelf, versions: &[RunbookVersion], people: &People) -> Vec<VersionLine> {
    let before = |at: usize| versions.get(at + 1).map(|it| it.version.to_string());
    let line = |(at, it): (usize, &RunbookVersion)| VersionLine {
        short: short(&it.version),
        standing: match it.standing.as_str() {
            "draft" => "Draft",
            "in-review" => "In review",
            "approved" => "Approved",
            _ => "Withdrawn",
        },
        modified: when(it.modified),
        saved: when(it.saved_at),
        by: it.saved_by.map_or_else(|| "the machine's operator".to_owned(), |by| people.with_organisation(by)),
        approvals: people.list(it.approvals.iter().map(|it| it.by)),
        organisations: it
            .sign_offs
            .iter()
            .map(|it| people.organisation(Some(it.organisation)))
            .collect::<Vec<_>>()
            .join(", "),
        before: before(at),
        it: it.clone(),
    };
    versions.iter().enumerate().take(shelf.versions.len()).map(line).collect()
}

fn steps(version: &Version) -> Vec<Step> {
    let mut above = String::new();
    let visits = version.runbook.steps();
    let mut step = |visit: &Visit<'_>| {
        let here = heading(visit);
        let heading = (here != above).then(|| here.clone());
        above = here;
        let it = visit.step;
        let role = it.role.as_ref().unwrap_or(&version.runbook.lead);
        let role = version.runbook.role(role.as_str()).map_or_else(|| role.to_string(), |it| it.name.to_string());
        let target = it.target.as_ref().map(|target| format!(", within {}", target.within)).unwrap_or_default();
        let evidence: Vec<String> = it.evidence.iter().map(|it| it.name.to_string()).collect();
        let evidence = if evidence.is_empty() { String::new() } else { format!(". Evidence: {}", evidence.join(", ")) };
        Step {
            heading,
            title: it.title.to_string(),
            depth: visit.path.len().min(4),
            about: format!("{}: {role}{target}{evidence}", it.kind.name()),
            text: blocks(it.text.as_str()),
        }
    };
    visits.iter().map(&mut step).collect()
}

fn heading(visit: &Visit<'_>) -> String {
    let branches = visit.path.iter().map(|(owner, head, _)| format!("{}: {head}", owner.title));
    std::iter::once(visit.phase.title.to_string()).chain(branches).collect::<Vec<_>>().join(" › ")
}

pub(crate) async fn act(
    State(app): State<App>,
    caller: Caller,
    At(named): At<Named>,
    fields: Fields,
) -> Result<Response, Refused> {
    shelf(&app.engine.state(), caller, &named)?;
    match done(&app, caller, &named, &fields).await {
        Ok(()) => Ok(see_other(&format!("/runbooks/{}#versions", named.0))),
        Err(refused) => {
            let problem = Some(refused.0.detail.clone());
            show(&app, caller, &named, Query::default(), problem, status_of(&refused)).await
        }
    }
}

async fn done(app: &App, caller: Caller, named: &Named, fields: &Fields) -> Result<(), Refused> {
    fields.only(&["do", "version", "reason"])?;
    let version = Hash(fields.text("version").to_owned());
    let what = fields.text("do").to_owned();
    let reason = fields.text("reason").trim().to_owned();
    if !["submit", "approve", "withdraw", "sign-off"].contains(&what.as_str()) {
        return Err(wrong("do", "this is none of the page's buttons"));
    }
    change(app, caller, named, &version, |it, runbook| {
        let version = it.hash.clone();
        match what.as_str() {
            "submit" => Command::SubmitRunbook { runbook, version },
            "approve" => Command::ApproveRunbook { runbook, version },
            "sign-off" => Command::SignOffRunbook { runbook, version },
            _ => Command::WithdrawRunbook { runbook, version, reason },
        }
    })
    .await
}

/// A runbook that can be started now, with what its form asks.
pub(crate) struct Startable {
    pub(crate) id: String,
    pub(crate) slug: String,
    pub(crate) title: String,
    /// So that the form sent twice begins one run.
    pub(crate) fresh: String,
    /// Inputs: name and label.
    pub(crate) inputs: Vec<(String, String)>,
    /// Why it is proposed, where it is.
    pub(crate) why: Option<String>,
}

/// What the form that starts a runbook is called.
pub(crate) fn form_of(runbook: &str) -> String {
    format!("run:{runbook}")
}

impl Startable {
    /// What its form is called.
    pub(crate) fn form(&self) -> String {
        form_of(&self.id)
    }
}

/// Runbooks that can be started in an incident now: first those that are proposed for it, then the others, by their titles.
pub(crate) fn startable(app: &App, state: &CellState, caller: Caller, incident: IncidentId) -> Vec<Startable> {
    let proposed = proposals(state, incident);
    let shelves = state.library.values().filter(|it| readable(state, caller, it).is_ok());
    let one = |version: &Version| {
        let inputs = version.runbook.variables.iter().filter(|it| matches!(it.origin, Origin::Input(_)));
        Startable {
            id: version.runbook.id.to_string(),
            slug: version.runbook.slug.to_string(),
            title: version.runbook.title.to_string(),
            fresh: fresh(&*app.clock, &*app.random).to_string(),
            inputs: inputs.map(|it| (it.name.to_string(), it.label.to_string())).collect(),
            why: proposed.iter().find(|it| it.runbook == version.runbook.id).map(|it| it.why.clone()),
        }
    };
    let mut found: Vec<Startable> = shelves.filter_map(|it| it.current()).map(one).take(limits::PAGE_CHOICES).collect();
    found.sort_by(|one, other| (one.why.is_none(), &one.title).cmp(&(other.why.is_none(), &other.title)));
    found
}
