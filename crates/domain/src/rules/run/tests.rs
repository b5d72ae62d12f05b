//! Runbooks in the library, and runs of them in an incident.

use std::collections::BTreeMap;

use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::command::{Command as Wanted, Which};
use ctac_runbook::run::plan::Hash;
use ctac_runbook::run::state::{Mode, RunStatus};
use uuid::Uuid;

use crate::command::Command;
use crate::event::Event;
use crate::id::RunId;
use crate::library::{Unreadable, Written};
use crate::limits::RUNBOOK_BYTES;
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

/// What a text says, and which version it is.
fn named(text: &str) -> (PlaybookId, Hash) {
    let written = Written::read(text).unwrap();
    (written.runbook().id, written.version().clone())
}

fn save(text: &str) -> Command {
    Command::SaveRunbook { written: Written::read(text).unwrap() }
}

fn ids() -> (PlaybookId, Hash) {
    named(SOURCE)
}

fn saved() -> Cell {
    let mut cell = Cell::with_incident(Marking::Amber);
    cell.given(NURSE, save(SOURCE));
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
    cell.given(LEAD, save(SOURCE));
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
fn a_text_with_faults_or_without_end_never_comes_before_the_rules() {
    let broken = SOURCE.replace("kind: decision", "kind: magic");
    let said = Written::read(&broken).unwrap_err().to_string();
    assert!(said.contains("magic") && said.contains("line "), "{said}");
    let long = format!("{SOURCE}{}", "word ".repeat(RUNBOOK_BYTES / 5));
    assert_eq!(Written::read(&long), Err(Unreadable::TooLong));
}

#[test]
fn what_is_kept_is_what_was_read_and_it_is_called_by_its_content() {
    let mut cell = Cell::with_incident(Marking::Amber);
    cell.given(NURSE, save(SOURCE));
    let event = &cell.log.last().unwrap().event;
    let kept = &cell.state.library[&ids().0].versions[&ids().1];
    assert_eq!((&*kept.source, named(&kept.source).1), (SOURCE, kept.hash.clone()));
    // Another node, or this one tomorrow, has the entry's text only.
    let stored = event.as_ref().unwrap().encode().unwrap();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&stored).unwrap()["source"], SOURCE);
    let again = Event::decode("runbook.saved", Event::SCHEMA, &stored).unwrap();
    let Event::RunbookSaved { source, version } = again else { panic!("another kind") };
    assert_eq!((source.runbook(), &version), (Some(&kept.runbook), &kept.hash));
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
