//! Runbooks in the library, and runs of them in an incident.

use std::collections::BTreeMap;
use std::sync::Arc;

use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::command::{Command as Wanted, Which};
use ctac_runbook::run::plan::Hash;
use ctac_runbook::run::state::{Mode, RunStatus};
use uuid::Uuid;

use crate::command::Command;
use crate::id::RunId;
use crate::library;
use crate::marking::Marking;
use crate::testing::{ADMIN, AUDITOR, CLERK, Cell, DEPUTY, INCIDENT, LEAD, NURSE};

mod acting;
mod bounds;
mod calling;
mod calling_out;
mod choosing;
mod clocks;
mod deputies;
mod interfaces;
mod paging;
mod reporting;

const RUN: RunId = RunId(Uuid::from_u128(0xD1));

const SOURCE: &str = include_str!("tests/small.md");

fn ids() -> (PlaybookId, Hash) {
    let (runbook, hash) = library::read(SOURCE).unwrap();
    (runbook.id, hash)
}

fn saved() -> Cell {
    let mut cell = Cell::with_incident(Marking::Amber);
    cell.given(NURSE, Command::SaveRunbook { source: Arc::from(SOURCE) });
    cell
}

fn approved() -> Cell {
    let mut cell = saved();
    let (runbook, version) = ids();
    cell.given(NURSE, Command::SubmitRunbook { runbook, version: version.clone() });
    cell.given(LEAD, Command::ApproveRunbook { runbook, version });
    cell
}

fn start(mode: Mode) -> Command {
    let inputs = BTreeMap::from([("org".to_owned(), "Northmoor Hospitals".to_owned())]);
    Command::StartRun { run: RUN, incident: INCIDENT, runbook: ids().0, version: None, mode, inputs, players: vec![] }
}

fn complete(cell: &Cell, slug: &str) -> Command {
    let run = &cell.state.runs[&RUN].run;
    let instance = run.instances.values().filter(|it| it.slug == slug).map(|it| it.id).max().unwrap();
    let which = Which::Now(instance);
    let command =
        Wanted::Complete { which, occurred_at: None, outputs: BTreeMap::new(), evidence: Vec::new(), note: None };
    Command::Run { run: RUN, id: None, role: None, on_behalf_of: None, command: Box::new(command) }
}

#[test]
fn whoever_wrote_a_version_does_not_approve_it() {
    let mut cell = Cell::with_incident(Marking::Amber);
    cell.given(LEAD, Command::SaveRunbook { source: Arc::from(SOURCE) });
    let (runbook, version) = ids();
    let approve = Command::ApproveRunbook { runbook, version: version.clone() };
    assert!(cell.refused(DEPUTY, approve.clone()).contains("submit it first"));
    cell.given(LEAD, Command::SubmitRunbook { runbook, version: version.clone() });
    assert!(cell.refused(LEAD, approve.clone()).contains("wrote"));
    cell.refused(NURSE, approve.clone());
    cell.given(DEPUTY, approve);
    assert_eq!(cell.state.library[&runbook].in_force, Some(version));
}

#[test]
fn a_text_with_faults_is_refused_and_leaves_the_library_as_it_was() {
    let mut cell = saved();
    let before = cell.state.library.clone();
    let broken = SOURCE.replace("kind: decision", "kind: magic");
    let said = cell.refused(NURSE, Command::SaveRunbook { source: Arc::from(broken) });
    assert!(said.contains("magic") || said.contains("kind"), "{said}");
    assert_eq!(cell.state.library, before);
}

#[test]
fn only_what_is_approved_is_run_and_a_draft_as_an_exercise() {
    let mut cell = saved();
    assert!(cell.refused(LEAD, start(Mode::Live)).contains("approved"));
    let (runbook, version) = ids();
    let draft = |mode| Command::StartRun {
        run: RUN,
        incident: INCIDENT,
        runbook,
        version: Some(version.clone()),
        mode,
        inputs: BTreeMap::from([("org".to_owned(), "x".to_owned())]),
        players: vec![],
    };
    assert!(cell.refused(LEAD, draft(Mode::Live)).contains("exercise"));
    cell.given(LEAD, draft(Mode::Exercise));
}

#[test]
fn members_work_a_run_and_every_fact_is_an_entry_of_the_incident() {
    let mut cell = approved();
    cell.refused(NURSE, start(Mode::Live));
    let before = cell.state.incidents[&INCIDENT].head();
    cell.given(LEAD, start(Mode::Live));
    cell.given(LEAD, start(Mode::Live));
    assert_eq!(cell.state.runs.len(), 1, "the same call twice");
    let work = complete(&cell, "open-log");
    cell.refused(AUDITOR, work.clone());
    cell.refused(ADMIN, work.clone());
    cell.given(CLERK, work);
    let kinds: Vec<String> = cell.state.incidents[&INCIDENT]
        .entries
        .iter()
        .skip(usize::try_from(before).unwrap())
        .map(|it| it.kind.clone())
        .collect();
    assert_eq!(kinds, ["run.started", "run.activated", "run.done", "run.activated"]);
    assert!(matches!(cell.state.runs[&RUN].run.status, RunStatus::Running));
}

#[test]
fn a_run_is_the_same_from_the_ledger_alone() {
    let mut cell = approved();
    cell.given(LEAD, start(Mode::Live));
    let work = complete(&cell, "open-log");
    cell.given(NURSE, work);
    let mut state = crate::state::State::default();
    for recorded in &cell.log {
        let event = recorded.event.as_deref().unwrap();
        let body = event.encode().unwrap();
        assert_eq!(&crate::event::Event::decode(event.kind(), crate::event::Event::SCHEMA, &body).unwrap(), event);
        crate::evolve::evolve(&mut state, recorded);
    }
    assert_eq!(state, cell.state);
}
