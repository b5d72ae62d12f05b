//! Whom of those who said yes counts for which need.

use uuid::Uuid;

use super::*;
use crate::call_out::{Answer, Status, Terms};
use crate::directory::Role;
use crate::id::CallOutId;
use crate::incident::Severity;
use crate::page::How;
use crate::rules::story::somebody;

fn person(nth: u128) -> PersonId {
    PersonId(Uuid::from_u128(nth))
}

/// People 1, 2, … with these roles, who all said that they can attend in so many minutes.
fn with(needs: &[(Role, u16)], people: &[(&[Role], u32)]) -> Filled {
    let at = "2026-03-01T03:00:00Z".parse().unwrap();
    let mut state = State::default();
    let mut answers = imbl::OrdMap::new();
    for (nth, (roles, minutes)) in (1..).zip(people) {
        let mut it = somebody(person(nth), Role::Observer, &[]);
        it.roles = roles.iter().copied().collect();
        state.people.insert(person(nth), it);
        let can = Can::Yes { minutes: *minutes };
        answers.insert(person(nth), Answer { can, at, how: How::Sms, late: false });
    }
    let needs = needs.iter().map(|(role, count)| Need { role: *role, count: *count }).collect();
    let terms = Terms {
        incident: None,
        severity: Severity::S1,
        reason: None,
        people: answers.keys().copied().collect(),
        needs,
        within_min: 60,
        until: at,
        again_after_s: None,
        join: false,
        by: person(1),
        run: None,
    };
    let (asked, unreachable, notifications) = (imbl::OrdMap::new(), imbl::OrdSet::new(), imbl::OrdMap::new());
    let (id, status, again_at) = (CallOutId(Uuid::from_u128(1)), Status::Running, None);
    filled(&state, &CallOut { id, terms, asked, unreachable, notifications, again_at, answers, status, raised_at: at })
}

fn names(filled: &Filled) -> Vec<Vec<u128>> {
    filled.needs.iter().map(|(_, people)| people.iter().map(|it| it.0.as_u128()).collect()).collect()
}

const BOTH: &[Role] = &[Role::Responder, Role::IncidentLead];
const RESPONDS: &[Role] = &[Role::Responder];

#[test]
fn one_person_with_two_roles_counts_once_and_where_they_are_needed() {
    let needs = [(Role::Responder, 1), (Role::IncidentLead, 1)];
    let alone = with(&needs, &[(BOTH, 10)]);
    assert!(!alone.is_complete());
    let two = with(&needs, &[(BOTH, 10), (RESPONDS, 20)]);
    assert_eq!((names(&two), two.is_complete()), (vec![vec![2], vec![1]], true), "moved on to lead");
}

#[test]
fn whoever_is_there_first_counts_and_too_late_does_not() {
    let found = with(&[(Role::Responder, 2)], &[(RESPONDS, 50), (RESPONDS, 61), (RESPONDS, 10), (RESPONDS, 30)]);
    assert_eq!(names(&found), [[3, 4]]);
    assert!(found.is_complete());
    assert_eq!(found.need_of(person(3)).map(|need| need.role), Some(Role::Responder));
    assert_eq!(found.need_of(person(1)), None);
}

#[test]
fn without_a_need_it_is_never_filled() {
    assert!(!with(&[], &[(RESPONDS, 10)]).is_complete());
}
