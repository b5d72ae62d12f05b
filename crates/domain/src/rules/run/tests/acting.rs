//! Runbooks of the given steps, begun in the little cell's incident: what tests of acting steps are told with.

use std::collections::BTreeMap;

use ctac_runbook::run::command::Command as Wanted;
use ctac_runbook::run::id::InstanceId;
use ctac_runbook::run::state::{Instance, Mode, Status};
use uuid::Uuid;

use super::{RUN, named, save};
use crate::command::{Actor, Command};
use crate::directory::{Channel, Contact};
use crate::id::{ContactId, PersonId};
use crate::incident::RoomRole;
use crate::marking::Marking;
use crate::testing::{CLERK, Cell, INCIDENT, LEAD, NURSE, grant};

const HEAD: &str = r#"---
runbook: acting
id: playbook--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c10
status: draft
owner: Head of operations
review_by: 2026-12-01
created: 2026-01-12T09:00:00.000Z
modified: 2026-01-12T09:00:00.000Z
created_by: identity--2f6d0a4e-8a57-4f0e-9f0d-6a3f5b7c9e11
tlp: GREEN
types: [mitigation]
activities: [eliminate-risk]
severity: 90
lead: incident-manager
roles:
  incident-manager: {name: Incident manager, kind: individual}
  comms-lead: {name: Communications lead, kind: individual}
  exec: {name: Executive on call, kind: individual}
inputs:
  org: {type: string, label: Affected organisation}
clocks:
  ico-72h: {name: Breach of personal data to the ICO, within: 72h, from: FROM, standing: required, source: UK GDPR Article 33}
---

# An acting procedure

For tests.

## Only

"#;

/// The text of a runbook with these steps; its clock counts from `from`.
pub(super) fn source(from: &str, steps: &str) -> String {
    format!("{}{steps}", HEAD.replace("FROM", from))
}

/// A cell in whose incident that runbook is run; everybody of it can be reached, and the clerk speaks for it.
#[track_caller]
pub(super) fn begun(source: &str, mode: Mode, players: &[PersonId]) -> Cell {
    let mut cell = ready(source);
    start(&mut cell, source, mode, players);
    cell
}

/// As [`begun`], before the run begins.
#[track_caller]
pub(super) fn ready(source: &str) -> Cell {
    let mut cell = Cell::with_incident(Marking::Amber);
    for (nth, person) in [LEAD, NURSE, CLERK].into_iter().enumerate() {
        reachable(&mut cell, person, nth as u128);
    }
    cell.given(LEAD, grant(CLERK, RoomRole::Communications));
    cell.given(NURSE, save(source));
    let (runbook, version) = named(source);
    cell.given(NURSE, Command::SubmitRunbook { runbook, version: version.clone() });
    cell.given(LEAD, Command::ApproveRunbook { runbook, version });
    cell
}

#[track_caller]
pub(super) fn start(cell: &mut Cell, source: &str, mode: Mode, players: &[PersonId]) {
    let runbook = named(source).0;
    let inputs = BTreeMap::from([("org".to_owned(), "Northmoor Council".to_owned())]);
    let (incident, version, players) = (INCIDENT, None, players.to_vec());
    cell.given(LEAD, Command::StartRun { run: RUN, incident, runbook, version, mode, inputs, players });
}

pub(super) fn reachable(cell: &mut Cell, person: PersonId, nth: u128) {
    let id = ContactId(Uuid::from_u128(0xE0 + nth));
    let contact = Contact { id, channel: Channel::Sms, hint: "••• 123".to_owned(), verified: true, flag: None };
    cell.given(Actor::System, Command::AddContact { person, contact });
}

/// The latest attempt at a step.
#[track_caller]
pub(super) fn step<'a>(cell: &'a Cell, slug: &str) -> &'a Instance {
    let run = &cell.state.runs[&RUN].run;
    run.instances.values().filter(|it| it.slug == slug).max_by_key(|it| it.id).unwrap()
}

#[track_caller]
pub(super) fn status(cell: &Cell, slug: &str) -> Status {
    step(cell, slug).status
}

/// Somebody does something in the run.
pub(super) fn act(command: Wanted) -> Command {
    Command::Run { run: RUN, id: None, role: None, on_behalf_of: None, command: Box::new(command) }
}

pub(super) fn complete_now(cell: &Cell, slug: &str) -> Wanted {
    let which = ctac_runbook::run::command::Which::Now(step(cell, slug).id);
    Wanted::Complete { which, occurred_at: None, outputs: BTreeMap::new(), evidence: Vec::new(), note: None }
}

pub(super) fn skip(instance: InstanceId) -> Wanted {
    let code = ctac_runbook::run::fact::SkipCode::Other;
    Wanted::Skip { instance, code, reason: "not now".to_owned(), answer: None }
}

/// Whatever happened, the ledger alone gives the same, nothing that must hold is broken, and no message is for nobody.
#[track_caller]
pub(super) fn holds(cell: &Cell) {
    assert_eq!(crate::invariants::check(&cell.state), []);
    assert_eq!(cell.replayed(), cell.state);
}
