//! Whatever is asked, in whatever order, accepted or refused: replaying what was recorded gives the state again.

use std::sync::Arc;

use jiff::SignedDuration;
use proptest::prelude::*;
use uuid::Uuid;

use crate::access::{Action, Object, can, readable};
use crate::command::{Actor, Command, Post};
use crate::directory::Role;
use crate::event::Event;
use crate::id::{ActionId, PersonId, SessionId};
use crate::incident::{IncidentStatus, RoomRole, Severity};
use crate::marking::Marking;
use crate::state::{Alarm, State};
use crate::testing::*;

/// What is asked, by whom, how long after the one before. A target counts back from the timeline's last entry.
#[derive(Debug, Clone)]
struct Asked {
    by: PersonId,
    after_s: i64,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Declare(Marking),
    Post { number: u128, kind: u8, target: u64, marking: Option<Marking>, named: Vec<PersonId>, late: bool },
    Grant { person: PersonId, role: RoomRole, for_s: Option<i64> },
    Revoke(PersonId),
    BreakGlass,
    Room { joins: bool },
    Erase { seq: u64, approves: bool },
    Roles { person: PersonId, role: Role },
    Deactivate(PersonId),
    Rota { name: u8, expect: Option<u64> },
    Session,
    Export,
    Tick,
}

fn person() -> impl Strategy<Value = PersonId> {
    prop::sample::select(vec![
        LEAD,
        LEAD,
        LEAD,
        DEPUTY,
        DEPUTY,
        NURSE,
        NURSE,
        CLERK,
        AUDITOR,
        COUNCIL_ADMIN,
        ADMIN,
        STRANGER,
    ])
}

fn marking() -> impl Strategy<Value = Marking> {
    prop::sample::select(vec![Marking::Clear, Marking::Green, Marking::Amber, Marking::AmberStrict, Marking::Red])
}

fn what() -> impl Strategy<Value = What> {
    let named = prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(person(), 1..3)];
    let marking_given = prop_oneof![3 => Just(None), 1 => marking().prop_map(Some)];
    let late = prop::bool::weighted(0.1);
    let post = (0..60_u128, 0..9_u8, 0..8_u64, marking_given, named, late).prop_map(
        |(number, kind, target, marking, named, late)| What::Post { number, kind, target, marking, named, late },
    );
    let roles = vec![RoomRole::Lead, RoomRole::Responder, RoomRole::Loggist, RoomRole::Observer];
    let grant = (person(), prop::sample::select(roles), prop::option::of(-10..5_000_i64))
        .prop_map(|(person, role, for_s)| What::Grant { person, role, for_s });
    let cell_roles = vec![Role::Responder, Role::IncidentLead, Role::CellAdmin, Role::Auditor];
    prop_oneof![
        1 => marking().prop_map(What::Declare),
        20 => post,
        3 => grant,
        1 => person().prop_map(What::Revoke),
        1 => Just(What::BreakGlass),
        2 => any::<bool>().prop_map(|joins| What::Room { joins }),
        5 => (0..8_u64, any::<bool>()).prop_map(|(seq, approves)| What::Erase { seq, approves }),
        1 => (person(), prop::sample::select(cell_roles)).prop_map(|(person, role)| What::Roles { person, role }),
        1 => prop::sample::select(vec![CLERK, ADMIN, STRANGER, LEAD]).prop_map(What::Deactivate),
        1 => (0..3_u8, prop::option::of(0..4_u64)).prop_map(|(name, expect)| What::Rota { name, expect }),
        1 => Just(What::Session),
        1 => Just(What::Export),
        1 => Just(What::Tick),
    ]
}

fn asked() -> impl Strategy<Value = Asked> {
    (person(), 0..2_000_i64, what()).prop_map(|(by, after_s, what)| Asked { by, after_s, what })
}

fn post_of(cell: &Cell, kind: u8, target: u64, to: PersonId) -> Post {
    let reason = "because".to_owned();
    let seq = back(cell, target);
    let actions = || cell.state.incidents.get(&INCIDENT).into_iter().flat_map(|incident| incident.actions.keys());
    match kind {
        0 => Post::Note { text: "seen".to_owned() },
        1 => Post::Decision { decision: "isolate".to_owned(), reason },
        2 => Post::ActionSet { text: "call".to_owned(), owner: to, due: None },
        3 => Post::ActionDone { action: actions().next().copied().unwrap_or(ActionId(Uuid::nil())), outcome: None },
        4 => Post::Severity { to: if target.is_multiple_of(2) { Severity::S1 } else { Severity::S3 }, reason },
        5 => {
            let rest = [IncidentStatus::Contained, IncidentStatus::Recovering, IncidentStatus::StoodDown];
            let to = if target == 7 { IncidentStatus::Closed } else { rest[usize::try_from(target % 3).unwrap()] };
            Post::Status { to, reason }
        }
        6 => Post::Lead { to, reason: None },
        7 => Post::Correct { seq, text: None, reason },
        _ => Post::Ask { seq, reason },
    }
}

fn back(cell: &Cell, target: u64) -> u64 {
    cell.state.incidents.get(&INCIDENT).map_or(0, |incident| incident.head().saturating_sub(target))
}

/// An incident in which two can steer, so that what needs two happens.
fn working_cell(marking: Marking) -> Cell {
    let mut cell = Cell::with_incident(marking);
    cell.given(LEAD, grant(DEPUTY, RoomRole::Responder));
    cell
}

fn command(cell: &Cell, by: PersonId, what: What) -> (Actor, Command) {
    let incident = INCIDENT;
    let reason = "because".to_owned();
    let in_future = |seconds| cell.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    let command = match what {
        What::Declare(marking) => declare(INCIDENT, marking),
        What::Post { number, kind, target, marking, named, late } => Command::Post {
            incident,
            client_id: client(number),
            post: post_of(cell, kind, target, named.first().copied().unwrap_or(by)),
            marking,
            named,
            occurred_at: late.then(|| in_future(-1_000)),
            late_reason: late.then_some(reason),
        },
        What::Grant { person, role, for_s } => {
            let until = for_s.map(in_future);
            Command::GrantMembership { incident, person, role, until, reason: None }
        }
        What::Revoke(person) => Command::RevokeMembership { incident, person, reason: None },
        What::BreakGlass => Command::BreakGlass { incident, reason },
        What::Room { joins: true } => Command::JoinRoom { incident },
        What::Room { joins: false } => Command::LeaveRoom { incident },
        What::Erase { seq, approves: false } => Command::RequestErasure { incident, seq: back(cell, seq), reason },
        What::Erase { seq, approves: true } => {
            let asked = cell.state.incidents.get(&INCIDENT).and_then(|incident| incident.erasures.keys().next());
            Command::ApproveErasure { incident, seq: asked.copied().unwrap_or(seq) }
        }
        What::Roles { person, role } => Command::ChangeRoles { person, roles: vec![role] },
        What::Deactivate(person) => Command::DeactivatePerson { person, reason },
        What::Rota { name, expect } => {
            let id = crate::id::RotaId(Uuid::from_u128(1));
            save_rota(id, &format!("rota {name}"), rota(), expect)
        }
        What::Session => Command::StartSession { person: by, session: SessionId(Uuid::from_u128(1)) },
        What::Export => Command::RecordExport { incident },
        What::Tick => return (Actor::System, Command::Tick),
    };
    (Actor::Person(by), command)
}

/// What must hold whatever happened.
fn check(state: &State) {
    let mut ends = std::collections::BTreeSet::new();
    for incident in state.incidents.values() {
        let leads: Vec<PersonId> = incident
            .members
            .iter()
            .filter(|(_, member)| member.role == RoomRole::Lead)
            .map(|(person, _)| *person)
            .collect();
        assert_eq!(leads, incident.lead.into_iter().collect::<Vec<_>>(), "the lead is the member who leads");
        assert_eq!(incident.head(), state.head_of(&crate::state::Stream::Incident(incident.id)));
        assert!(incident.posts.values().all(|(author, seq)| incident.entry(*seq).unwrap().author == Some(*author)));
        for (person, membership) in &incident.members {
            ends.extend(membership.until.map(|until| (until, Alarm::MembershipEnds(incident.id, *person))));
            assert!(incident.lead != Some(*person) || membership.until.is_none(), "a lead's membership has no end");
        }
        let struck: Vec<u64> = incident.entries.iter().filter_map(|entry| entry.struck_by).collect();
        let once: std::collections::BTreeSet<u64> = struck.iter().copied().collect();
        assert_eq!(struck.len(), once.len(), "a correction strikes one entry");
    }
    let alarms: std::collections::BTreeSet<_> =
        state.alarms.iter().filter(|(_, alarm)| matches!(alarm, Alarm::MembershipEnds(..))).copied().collect();
    assert_eq!(alarms, ends, "alarms are exactly the ends of memberships");
    assert!(crate::access::cell_admins(state).any(|_| true), "somebody administers the cell");
}

/// Nobody reads what they may not see exists, and nobody but those it is for reads a RED entry.
fn check_reading(state: &State) {
    for person in [LEAD, NURSE, CLERK, DEPUTY, AUDITOR, COUNCIL_ADMIN, ADMIN] {
        let actor = Actor::Person(person);
        let sees = can(state, actor, Action::SeeIncident, Object::Incident(INCIDENT)).is_ok();
        let Some(incident) = state.incidents.get(&INCIDENT) else { return };
        for (index, entry) in incident.entries.iter().enumerate() {
            if !readable(state, actor, INCIDENT, index as u64 + 1) {
                continue;
            }
            assert!(sees, "{person} reads {index} and may not know of it");
            let is_for = entry.author == Some(person) || entry.named.contains(&person);
            assert!(entry.marking != Marking::Red || is_for, "{person} reads RED {index}");
            let member = incident.members.contains_key(&person);
            assert!(entry.marking <= Marking::Green || member, "{person} reads {index} from outside");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replay_equals_the_live_state(marking in marking(), asked in prop::collection::vec(asked(), 1..80)) {
        let mut cell = working_cell(marking);
        for Asked { by, after_s, what } in asked {
            cell.pass(after_s);
            let (actor, command) = command(&cell, by, what);
            let before = cell.clone();
            let answer = cell.when(actor, command.clone());
            if answer.is_err() {
                prop_assert_eq!(&cell.state, &before.state);
            }
            check(&cell.state);
        }
        check_reading(&cell.state);
        let replayed = cell.replayed();
        prop_assert_eq!(&replayed, &cell.state);
        prop_assert_eq!(serde_json::to_string(&replayed).unwrap(), serde_json::to_string(&cell.state).unwrap());
    }

    /// Deciding twice from the same state with the same context is the same decision: nothing is drawn or read aside.
    #[test]
    fn deciding_is_deterministic(marking in marking(), asked in prop::collection::vec(asked(), 1..20)) {
        let mut cell = working_cell(marking);
        for Asked { by, after_s, what } in asked {
            cell.pass(after_s);
            let mut other = cell.clone();
            let (actor, command) = command(&cell, by, what);
            prop_assert_eq!(cell.when(actor, command.clone()), other.when(actor, command));
            prop_assert_eq!(&cell.log, &other.log);
        }
    }
}

#[test]
fn what_is_not_known_is_passed_over() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let incident = Arc::clone(&cell.state.incidents[&INCIDENT]);
    let stranger = Event::PersonDeactivated { person: STRANGER, reason: "left".to_owned() };
    let struck = Event::Corrected { client_id: client(1), seq: u64::MAX, text: None, reason: "no".to_owned() };
    let gone = Event::ActionDone { client_id: client(2), action: ActionId(Uuid::nil()), outcome: None };
    let declared = Event::IncidentDeclared {
        incident: INCIDENT,
        reference: "CTAC-1999-0001".to_owned(),
        title: "again".to_owned(),
        severity: Severity::S4,
        marking: Marking::Clear,
        alerts: Vec::new(),
    };
    for event in [stranger, struck, gone, declared] {
        let mut entry = crate::state::Recorded::clone(cell.log.last().unwrap());
        entry.position += 1;
        entry.seq = cell.state.head_of(&entry.stream) + 1;
        entry.kind = event.kind().to_owned();
        entry.event = Some(Arc::new(event));
        super::evolve(&mut cell.state, &entry);
        cell.log.push(Arc::new(entry));
    }
    let after = &cell.state.incidents[&INCIDENT];
    assert_eq!((after.head(), &after.title), (incident.head() + 4, &incident.title));
    assert_eq!(after.members, incident.members);
    assert_eq!(cell.state.numbers.values().sum::<u32>(), 1);
}
