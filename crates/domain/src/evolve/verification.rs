//! What codes change: the last that was sent to each contact, how many were, and that a contact is proved.

use jiff::{SignedDuration, Timestamp};

use crate::event::Event;
use crate::evolve::test_page;
use crate::id::{ContactId, NoticeId, NotificationId, PersonId};
use crate::limits;
use crate::state::State;
use crate::verification::Verification;

/// Takes one entry about a code that was typed into the state.
pub(super) fn evolve(state: &mut State, at: Timestamp, event: &Event) {
    match event {
        Event::ContactVerified { person, contact, .. } => {
            let its = state.people.get_mut(person).and_then(|it| it.contacts.get_mut(contact));
            if let Some(its) = its {
                (its.verified, its.flag) = (true, None);
            }
            state.verifications.remove(contact);
            test_page::proved(state, *person, at);
        }
        Event::ContactVerificationFailed { contact, notification, .. } => {
            let sent = state.verifications.get_mut(contact).filter(|it| it.notification == *notification);
            if let Some(sent) = sent {
                sent.wrong = sent.wrong.saturating_add(1);
            }
        }
        _ => {}
    }
}

/// A code is being sent.
pub(super) fn sent(
    state: &mut State,
    at: Timestamp,
    (person, contact): (PersonId, ContactId),
    (notice, notification): (NoticeId, NotificationId),
) {
    state.verifications.insert(contact, Verification { person, notice, notification, sent_at: at, wrong: 0 });
    let since = at.saturating_sub(SignedDuration::from_secs(limits::VERIFICATIONS_S)).unwrap_or(Timestamp::MIN);
    let mut sent = state.codes_sent.get(&person).cloned().unwrap_or_default();
    while sent.front().is_some_and(|(first, _)| *first <= since) || sent.len() >= limits::VERIFICATIONS {
        sent.pop_front();
    }
    sent.push_back((at, contact));
    state.codes_sent.insert(person, sent);
}
