//! The whole matrix as one readable snapshot, and what the matrix cannot show.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Action, Denied, Object, can, readable};
use crate::call_out::{CallOut, Terms};
use crate::command::Actor;
use crate::directory::Role;
use crate::id::{CallOutId, IncidentId, IntegrationId, PageId, PersonId};
use crate::incident::{Membership, RoomRole};
use crate::marking::Marking;
use crate::page::{How, Page, PageStatus, Subject};
use crate::policy::Policy;
use crate::state::State;
use crate::testing::*;
use uuid::Uuid;

const MARKINGS: [Marking; 5] = [Marking::Clear, Marking::Green, Marking::Amber, Marking::AmberStrict, Marking::Red];
const PROBE: PersonId = PersonId(Uuid::from_u128(0xB9));
const PAGE: PageId = PageId(Uuid::from_u128(0xE1));
const CALL_OUT: CallOutId = CallOutId(Uuid::from_u128(0xE2));

const ROLES: [(&str, &[Role]); 10] = [
    ("resp", &[Role::Responder]),
    ("lead", &[Role::IncidentLead]),
    ("logg", &[Role::Loggist]),
    ("comm", &[Role::Communications]),
    ("oadm", &[Role::OrganisationAdmin]),
    ("cadm", &[Role::CellAdmin]),
    ("audi", &[Role::Auditor]),
    ("obsv", &[Role::Observer]),
    ("inta", &[Role::Intake]),
    ("none", &[]),
];

/// `.` is "your roles do not allow this".
const fn cell(answer: Result<(), Denied>) -> &'static str {
    match answer {
        Ok(()) => "yes",
        Err(Denied::Role) => ".",
        Err(Denied::NotSignedIn) => "sign-in",
        Err(Denied::Organisation) => "org",
        Err(Denied::NotAMember) => "out",
        Err(Denied::ReadOnly) => "ro",
        Err(Denied::Marking) => "tlp",
        Err(Denied::Hidden) => "hid",
    }
}

/// The state with a probe of the trust who holds `roles`.
fn with_probe(state: &State, roles: &[Role]) -> State {
    let mut state = state.clone();
    let mut probe = state.people[&NURSE].clone();
    probe.id = PROBE;
    probe.roles = roles.iter().copied().collect();
    state.people.insert(PROBE, probe);
    state
}

fn with_member(state: &State, role: RoomRole, break_glass: bool) -> State {
    let mut state = state.clone();
    let incident = Arc::make_mut(state.incidents.get_mut(&INCIDENT).unwrap());
    let (from, until) = (state.recorded_at, None);
    incident.members.insert(PROBE, Membership { role, organisation: TRUST, from, until, break_glass });
    if role == RoomRole::Lead {
        incident.lead = Some(PROBE);
    }
    state
}

fn with_call_out(state: &State, incident: Option<IncidentId>, asks: PersonId) -> State {
    let mut state = state.clone();
    let terms = Terms {
        incident,
        severity: crate::incident::Severity::S1,
        reason: None,
        people: vec![asks],
        needs: vec![],
        within_min: 60,
        until: state.recorded_at,
        again_after_s: None,
        join: false,
        by: LEAD,
        run: None,
    };
    let (again_at, status, raised_at) = (None, crate::call_out::Status::Running, state.recorded_at);
    let (asked, notifications, answers) = (imbl::OrdMap::new(), imbl::OrdMap::new(), imbl::OrdMap::new());
    let (id, unreachable) = (CALL_OUT, imbl::OrdSet::new());
    let call_out = CallOut { id, terms, asked, unreachable, notifications, again_at, answers, status, raised_at };
    state.call_outs.insert(CALL_OUT, Arc::new(call_out));
    state
}

fn with_page(state: &State, subject: Subject, status: PageStatus) -> State {
    let mut state = state.clone();
    let policy = Policy { id: crate::id::PolicyId(PAGE.0), name: String::new(), steps: vec![], repeats: 0, version: 1 };
    let page = Page {
        id: PAGE,
        subject,
        severity: crate::incident::Severity::S1,
        policy,
        step: 0,
        round: 0,
        escalates_at: None,
        notifications: imbl::OrdMap::new(),
        contacts: imbl::OrdSet::new(),
        asked: imbl::Vector::new(),
        turns: imbl::OrdMap::new(),
        declined: imbl::OrdSet::new(),
        notice: None,
        status,
        raised_at: state.recorded_at,
    };
    state.pages.insert(PAGE, Arc::new(page));
    state
}

/// A table: a row for each action and object, a column for each role.
fn table(title: &str, state: &State, rows: &[(String, Action, Object)], out: &mut String) {
    let mut header = format!("{:34}", "");
    ROLES.iter().for_each(|(name, _)| write!(header, "{name:8}").unwrap());
    write!(out, "\n{title}\n{}", header.trim_end()).unwrap();
    for (row, action, object) in rows {
        let mut line = format!("{row:34}");
        for (_, roles) in ROLES {
            let state = with_probe(state, roles);
            write!(line, "{:8}", cell(can(&state, Actor::Person(PROBE), *action, *object))).unwrap();
        }
        write!(out, "\n{}", line.trim_end()).unwrap();
    }
    out.push('\n');
}

fn rows(actions: &[Action], object: Object) -> Vec<(String, Action, Object)> {
    actions.iter().map(|action| (format!("{action:?}"), *action, object)).collect()
}

const IN_THE_ROOM: [Action; 10] = [
    Action::SeeIncident,
    Action::ReadIncident,
    Action::Post,
    Action::Steer,
    Action::ManageMembers,
    Action::BreakGlass,
    Action::Export,
    Action::Erase,
    Action::CallOut,
    Action::ReadCallOut,
];

#[test]
fn the_matrix() {
    let mut out = String::new();
    let base = Cell::with_incident(Marking::Amber).state;
    table("every action, to the cell", &base, &rows(&Action::ALL, Object::Cell), &mut out);
    table("people", &base, &people_rows(), &mut out);
    for marking in MARKINGS {
        let state = Cell::with_incident(marking).state;
        let title = format!("an incident marked {}, not a member", marking.label());
        table(&title, &state, &rows(&IN_THE_ROOM, Object::Incident(INCIDENT)), &mut out);
    }
    let mut unled = base.clone();
    Arc::make_mut(unled.incidents.get_mut(&INCIDENT).unwrap()).lead = None;
    let title = "an incident marked TLP:AMBER that nobody leads, not a member";
    table(title, &unled, &rows(&IN_THE_ROOM, Object::Incident(INCIDENT)), &mut out);
    let roles = [RoomRole::Lead, RoomRole::Responder, RoomRole::Loggist, RoomRole::Communications, RoomRole::Observer];
    for role in roles {
        let title = format!("a member of an incident marked TLP:RED, as {role:?}");
        let state = with_member(&Cell::with_incident(Marking::Red).state, role, false);
        table(&title, &state, &rows(&IN_THE_ROOM, Object::Incident(INCIDENT)), &mut out);
    }
    let title = "an incident marked TLP:AMBER, having broken the glass";
    let broken = with_member(&base, RoomRole::Observer, true);
    table(title, &broken, &rows(&IN_THE_ROOM, Object::Incident(INCIDENT)), &mut out);
    entries(&mut out);
    pages(&mut out);
    call_outs(&mut out);
    others(&base, &mut out);
    insta::assert_snapshot!("matrix", out);
}

fn people_rows() -> Vec<(String, Action, Object)> {
    let rows = [
        ("ManageSelf, oneself", Action::ManageSelf, Object::Person(PROBE)),
        ("ManageSelf, a colleague", Action::ManageSelf, Object::Person(NURSE)),
        ("ReadFairness, the totals", Action::ReadFairness, Object::Cell),
        ("ReadFairness, oneself", Action::ReadFairness, Object::Person(PROBE)),
        ("ReadFairness, a colleague", Action::ReadFairness, Object::Person(NURSE)),
        ("ReadFairness, of another", Action::ReadFairness, Object::Person(CLERK)),
        ("ManagePeople, own organisation", Action::ManagePeople, Object::Organisation(TRUST)),
        ("ManagePeople, other organisation", Action::ManagePeople, Object::Organisation(COUNCIL)),
        ("ManagePeople, a colleague", Action::ManagePeople, Object::Person(NURSE)),
        ("ManagePeople, of another", Action::ManagePeople, Object::Person(CLERK)),
        ("ManagePeople, nobody", Action::ManagePeople, Object::Person(STRANGER)),
        ("GiveSignIn, a colleague", Action::GiveSignIn, Object::Person(NURSE)),
        ("GiveSignIn, a colleague who leads", Action::GiveSignIn, Object::Person(DEPUTY)),
        ("GiveSignIn, of another", Action::GiveSignIn, Object::Person(CLERK)),
    ];
    rows.map(|(row, action, object)| (row.to_owned(), action, object)).to_vec()
}

/// Entries of the trust's responder, by marking, for members of the trust, of other organisations, and for nobody.
fn entries(out: &mut String) {
    for incident in [Marking::Green, Marking::Amber] {
        let mut cell = Cell::with_incident(incident);
        let seqs = MARKINGS.map(|marking| {
            let named: &[PersonId] = if marking == Marking::Red { &[LEAD] } else { &[] };
            cell.posted(NURSE, marked_note(100 + u128::from(marking.code()), marking, named))
        });
        let name =
            |marking: Marking, seq| (marking.label().to_owned(), Action::ReadEntry, Object::Entry(INCIDENT, seq));
        let rows: Vec<_> = MARKINGS.into_iter().zip(seqs).map(|(marking, seq)| name(marking, seq)).collect();
        let label = incident.label();
        table(&format!("an entry in {label}, not a member"), &cell.state, &rows, out);
        let same = with_member(&cell.state, RoomRole::Responder, false);
        table(&format!("an entry in {label}, a member of the author's organisation"), &same, &rows, out);
        let readers = [("author", NURSE), ("named", LEAD), ("other organisation", CLERK)];
        for (reader, id) in readers {
            let answers = seqs.map(|seq| cell_of(&cell.state, id, Object::Entry(INCIDENT, seq)));
            writeln!(out, "{reader:34}{}", answers.join(" ")).unwrap();
        }
    }
}

fn cell_of(state: &State, person: PersonId, object: Object) -> &'static str {
    cell(can(state, Actor::Person(person), Action::ReadEntry, object))
}

fn pages(out: &mut String) {
    let rows = [
        ("ReadAlerts".to_owned(), Action::ReadAlerts, Object::Page(PAGE)),
        ("AnswerPage".to_owned(), Action::AnswerPage, Object::Page(PAGE)),
    ];
    let at = "2026-03-02T03:00:00Z".parse().unwrap();
    let taken = PageStatus::Acknowledged { by: Some(NURSE), how: How::Sms, at };
    let statuses = [("active", PageStatus::Active), ("exhausted", PageStatus::Exhausted { at }), ("taken", taken)];
    for (name, status) in &statuses {
        for marking in [Marking::Amber, Marking::AmberStrict] {
            let state = Cell::with_incident(marking).state;
            let state = with_page(&state, Subject::Incident { incident: INCIDENT }, status.clone());
            table(&format!("a page of an incident marked {}, {name}", marking.label()), &state, &rows, out);
        }
        let (alert, integration) = (crate::id::AlertId(PAGE.0), IntegrationId(PAGE.0));
        let state = with_page(&Cell::seeded().state, Subject::Alert { alert, integration }, status.clone());
        table(&format!("a page of an alert, {name}"), &state, &rows, out);
    }
}

/// Call-outs for an incident and for none, to whoever is asked and whoever is not.
fn call_outs(out: &mut String) {
    let rows = rows(&[Action::CallOut, Action::ReadCallOut, Action::AnswerCallOut], Object::CallOut(CALL_OUT));
    for (what, incident) in [("the cell", None), ("an incident marked TLP:AMBER", Some(INCIDENT))] {
        for (whom, asks) in [("asking others", NURSE), ("asking oneself", PROBE)] {
            let state = with_call_out(&Cell::with_incident(Marking::Amber).state, incident, asks);
            table(&format!("a call-out for {what}, {whom}"), &state, &rows, out);
        }
    }
    let state = with_call_out(&Cell::with_incident(Marking::Red).state, Some(INCIDENT), NURSE);
    let member = with_member(&state, RoomRole::Responder, false);
    table("a call-out for an incident marked TLP:RED, a member", &member, &rows, out);
}

/// Who is no person of the cell.
fn others(state: &State, out: &mut String) {
    let mut before = state.clone();
    before.people.remove(&ADMIN);
    let actors = [
        ("system", state, Actor::System),
        ("operator, before an admin", &before, Actor::Operator),
        ("operator, with an admin", state, Actor::Operator),
        ("unknown integration", state, Actor::Integration(IntegrationId(Uuid::from_u128(1)))),
        ("unknown person", state, Actor::Person(STRANGER)),
    ];
    out.push_str("\nwho is no person of the cell may\n");
    for (name, state, actor) in actors {
        let allowed = Action::ALL.into_iter().filter(|action| {
            let objects = [Object::Cell, Object::Incident(INCIDENT), Object::Entry(INCIDENT, 1), Object::Person(NURSE)];
            objects.into_iter().any(|object| can(state, actor, *action, object).is_ok())
        });
        let allowed: Vec<String> = allowed.map(|action| format!("{action:?}")).collect();
        writeln!(out, "{name:34}{}", if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(" ") })
            .unwrap();
    }
}

#[test]
fn all_lists_every_action_once() {
    let distinct: std::collections::BTreeSet<Action> = Action::ALL.into_iter().collect();
    assert_eq!(distinct.len(), Action::ALL.len());
    // The last variant's number tells how many there are.
    assert_eq!(Action::Internal as usize + 1, Action::ALL.len());
}

#[test]
fn a_membership_counts_until_its_end_and_not_at_it() {
    let mut cell = Cell::with_incident(Marking::Amber);
    cell.given(LEAD, note(1));
    let until = cell.state.recorded_at.checked_add(jiff::SignedDuration::from_secs(60)).unwrap();
    let incident = Arc::make_mut(cell.state.incidents.get_mut(&INCIDENT).unwrap());
    incident.members.get_mut(&NURSE).unwrap().until = Some(until);
    assert!(readable(&cell.state, Actor::Person(NURSE), INCIDENT, 1));
    cell.state.recorded_at = until;
    assert!(!readable(&cell.state, Actor::Person(NURSE), INCIDENT, 1));
}

#[test]
fn whoever_was_paged_for_an_incident_learns_that_it_exists_and_no_more() {
    let state = with_probe(&Cell::with_incident(Marking::Red).state, &[Role::Responder]);
    let mut state = with_page(&state, Subject::Incident { incident: INCIDENT }, PageStatus::Active);
    Arc::make_mut(state.incidents.get_mut(&INCIDENT).unwrap()).pages.push(PAGE);
    let see = |state: &State| can(state, Actor::Person(PROBE), Action::SeeIncident, Object::Incident(INCIDENT));
    assert_eq!(see(&state), Err(Denied::Hidden));
    let (id, contact) = (crate::id::NotificationId(PAGE.0), crate::id::ContactId(PAGE.0));
    let (channel, due) = (crate::directory::Channel::Sms, state.recorded_at);
    let notification = crate::page::Notification::new(id, PROBE, contact, channel, due).with_code(1234);
    state.pages.get_mut(&PAGE).map(Arc::make_mut).unwrap().notifications.insert(notification.id, notification);
    assert_eq!(see(&state), Ok(()));
    let read = can(&state, Actor::Person(PROBE), Action::ReadIncident, Object::Incident(INCIDENT));
    assert_eq!(read, Err(Denied::NotAMember));
    assert_eq!(can(&state, Actor::Person(PROBE), Action::AnswerPage, Object::Page(PAGE)), Ok(()));
}

#[test]
fn what_one_may_not_know_of_looks_like_what_is_not_there() {
    let state = Cell::with_incident(Marking::Amber).state;
    let nothing = crate::id::IncidentId(Uuid::from_u128(99));
    for action in [Action::SeeIncident, Action::ReadIncident, Action::Post, Action::Steer, Action::Export] {
        let hidden = can(&state, Actor::Person(COUNCIL_ADMIN), action, Object::Incident(INCIDENT));
        assert_eq!(hidden, can(&state, Actor::Person(COUNCIL_ADMIN), action, Object::Incident(nothing)));
        assert_eq!(hidden, Err(Denied::Hidden));
    }
}
