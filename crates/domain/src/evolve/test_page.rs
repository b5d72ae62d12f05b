//! What test pages change: when each person was last proved to be reached, and when their next monthly test is due.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::{PageId, PersonId};
use crate::limits;
use crate::page::{How, Subject, TestAsked};
use crate::state::State;
use crate::test_page::{LastTest, Proof, slot};

/// Takes one entry about monthly tests into the state.
pub(super) fn evolve(state: &mut State, at: Timestamp, event: &Event) {
    match event {
        Event::MonthlyTestSet { monthly } => {
            state.monthly_test = *monthly;
            let people: Vec<PersonId> = state.people.keys().copied().collect();
            people.into_iter().for_each(|person| plan(state, person, at));
        }
        Event::TestPutOff { person, until, .. } => change(state, *person, |proof| proof.due = Some(*until)),
        _ => {}
    }
}

/// Something of a person changed: they are to be tested, or not any more.
pub(super) fn plan(state: &mut State, id: PersonId, at: Timestamp) {
    let Some(person) = state.people.get(&id) else { return };
    let wanted = state.monthly_test.on && person.active && !person.contacts.is_empty();
    let due = state.proofs.get(&id).and_then(|proof| proof.due);
    if wanted && due.is_none() {
        let due = slot::after(id, &slot::zone_of(person), at);
        change(state, id, |proof| proof.due = due);
    } else if !wanted && due.is_some() {
        change(state, id, |proof| proof.due = None);
    }
}

/// Their zone changed: so did the hour.
pub(super) fn plan_anew(state: &mut State, id: PersonId, at: Timestamp) {
    if state.proofs.get(&id).is_some_and(|proof| proof.due.is_some()) {
        change(state, id, |proof| proof.due = None);
        plan(state, id, at);
    }
}

/// A page was raised; if it is a test, it is its person's last.
pub(super) fn raised(state: &mut State, page: PageId, subject: Subject, at: Timestamp) {
    let Subject::Test { person, asked } = subject else { return };
    let monthly = asked == TestAsked::Monthly;
    let zone = state.people.get(&person).map(slot::zone_of);
    let next = zone.and_then(|zone| slot::after(person, &zone, at));
    change(state, person, |proof| {
        proof.last = Some(LastTest { page, asked, at, answered: None });
        if monthly {
            proof.due = next;
        } else {
            proof.asked.push_back(at);
            if proof.asked.len() > limits::TESTS {
                proof.asked.pop_front();
            }
        }
    });
}

/// Somebody took a page. By one of their contacts they proved to be reached; signed in they did not, but a test of theirs
/// is answered all the same.
pub(super) fn answered(state: &mut State, page: PageId, by: Option<PersonId>, how: How, at: Timestamp) {
    let Some(by) = by else { return };
    if matches!(how, How::Sms | How::Dtmf | How::Link) {
        proved(state, by, at);
    }
    over(state, page, true);
}

/// Nobody took a page.
pub(super) fn exhausted(state: &mut State, page: PageId) {
    over(state, page, false);
}

/// Somebody was reached.
pub(super) fn proved(state: &mut State, person: PersonId, at: Timestamp) {
    change(state, person, |proof| {
        proof.proven_at = Some(at);
        proof.unanswered = 0;
    });
}

fn over(state: &mut State, page: PageId, yes: bool) {
    let Some(Subject::Test { person, .. }) = state.pages.get(&page).map(|it| it.subject) else { return };
    change(state, person, |proof| {
        if let Some(last) = proof.last.as_mut().filter(|last| last.page == page && last.answered.is_none()) {
            last.answered = Some(yes);
            // One that was answered signed in leaves what was known of their contacts as it was.
            proof.unanswered = proof.unanswered.saturating_add(u32::from(!yes));
        }
    });
}

/// Changes what is known of a person, and with it moves their alarm.
fn change(state: &mut State, person: PersonId, how: impl FnOnce(&mut Proof)) {
    let mut proof = state.proofs.get(&person).cloned().unwrap_or_default();
    if let Some(alarm) = proof.alarm(person) {
        state.alarms.remove(&alarm);
    }
    how(&mut proof);
    state.alarms.extend(proof.alarm(person));
    state.proofs.insert(person, proof);
}
