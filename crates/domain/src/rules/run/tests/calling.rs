//! Runbooks that call each other, and versions that are not to be taken: what is refused, and by which name.

use std::collections::BTreeMap;

use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::plan::Hash;
use ctac_runbook::run::state::{Mode, RunStatus};

use super::acting::{holds, reachable, source, step};
use super::{RUN, complete, named, save};
use crate::command::Command;
use crate::marking::Marking;
use crate::testing::{Cell, INCIDENT, LEAD, NURSE};

const PARENT: &str = "playbook--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c10";
const CHILD: &str = "playbook--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c11";

/// The acting procedure, with a task and then a call of the other.
fn parent() -> String {
    source(
        "start",
        &format!(
            "### First {{#first}}\n\n### Call it {{#call}}\n\n```step\nkind: runbook\nuse: {CHILD}\npass: [org]\n```\n"
        ),
    )
}

/// The other, with these steps.
fn child(modified: &str, steps: &str) -> String {
    let ours = |id: &str| format!("\nid: {id}\n");
    let text =
        source("start", steps).replace(&ours(PARENT), &ours(CHILD)).replace("runbook: acting", "runbook: called");
    text.replace("# An acting procedure", "# A called procedure")
        .replace("modified: 2026-01-12", &format!("modified: {modified}"))
}

fn ids(text: &str) -> (PlaybookId, Hash) {
    named(text)
}

/// Puts it in review; gives the command that approves it.
#[track_caller]
fn reviewed(cell: &mut Cell, text: &str) -> Command {
    let (runbook, version) = ids(text);
    cell.given(NURSE, save(text));
    cell.given(NURSE, Command::SubmitRunbook { runbook, version: version.clone() });
    Command::ApproveRunbook { runbook, version }
}

fn cell() -> Cell {
    let mut cell = Cell::with_incident(Marking::Amber);
    reachable(&mut cell, LEAD, 0);
    cell
}

fn start() -> Command {
    let inputs = BTreeMap::from([("org".to_owned(), "Northmoor Council".to_owned())]);
    let runbook = ids(&parent()).0;
    Command::StartRun {
        run: RUN,
        incident: INCIDENT,
        runbook,
        version: None,
        mode: Mode::Live,
        inputs,
        players: vec![],
    }
}

#[test]
fn a_run_whose_sub_runbook_is_missing_is_refused_by_its_name() {
    let mut cell = cell();
    let approve = reviewed(&mut cell, &parent());
    cell.given(LEAD, approve);
    let said = cell.refused(LEAD, start());
    for part in ["An acting procedure", "call", CHILD, "approve it first"] {
        assert!(said.contains(part), "{part:?} in {said}");
    }
    let approve = reviewed(&mut cell, &child("2026-01-12", "### Inside {#inside}\n"));
    assert!(cell.refused(LEAD, start()).contains(CHILD), "in review is not approved");
    cell.given(LEAD, approve);
    cell.given(LEAD, start());
    holds(&cell);
}

#[test]
fn a_sub_runbook_withdrawn_on_the_way_is_worked_as_it_was_pinned() {
    let mut cell = cell();
    let inner = child("2026-01-12", "### Inside {#inside}\n");
    for text in [&inner, &parent()] {
        let approve = reviewed(&mut cell, text);
        cell.given(LEAD, approve);
    }
    cell.given(LEAD, start());
    let (runbook, version) = ids(&inner);
    let reason = "The number is wrong.".to_owned();
    cell.given(LEAD, Command::WithdrawRunbook { runbook, version: version.clone(), reason });
    let first = complete(&cell, "first");
    cell.given(LEAD, first);
    let frame = step(&cell, "inside").frame;
    let kept = &cell.state.runs[&RUN];
    assert_eq!(kept.run.plan(&kept.run.frames[&frame]).map(|plan| &plan.hash), Some(&version), "the pinned one");
    let inside = complete(&cell, "inside");
    cell.given(LEAD, inside);
    assert!(matches!(cell.state.runs[&RUN].run.status, RunStatus::Finished { .. }));
    holds(&cell);
}

#[test]
fn a_circle_is_refused_when_it_is_approved_whichever_edit_closes_it() {
    let mut cell = cell();
    let harmless = child("2026-01-12", "### Inside {#inside}\n");
    for text in [&harmless, &parent()] {
        let approve = reviewed(&mut cell, text);
        cell.given(LEAD, approve);
    }
    let back = format!("### Back {{#back}}\n\n```step\nkind: runbook\nuse: {PARENT}\npass: [org]\n```\n");
    let approve = reviewed(&mut cell, &child("2026-02-12", &back));
    let said = cell.refused(LEAD, approve);
    assert!(said.contains("leads back to this one"), "{said}");
    let (runbook, version) = ids(&harmless);
    assert_eq!(cell.state.library[&runbook].in_force, Some(version), "what was followed is followed");
    cell.given(LEAD, start());
    holds(&cell);
}

#[test]
fn two_contents_of_one_instant_are_not_two_versions() {
    let mut cell = cell();
    let (one, other) = (child("2026-01-12", "### One {#one}\n"), child("2026-01-12", "### Other {#one}\n"));
    cell.given(NURSE, save(&one));
    let said = cell.refused(NURSE, save(&other));
    assert!(said.contains("a later one"), "{said}");
    assert_eq!(cell.state.library[&ids(&one).0].versions.len(), 1);
    cell.given(NURSE, save(&one));
    let later = child("2026-01-13", "### Other {#one}\n");
    cell.given(NURSE, save(&later));
    assert_eq!(cell.state.library[&ids(&one).0].versions.len(), 2);
}
