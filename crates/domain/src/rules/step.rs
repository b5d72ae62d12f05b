//! One step of a page's policy begins: who is asked now, by which messages, with which reply codes.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::decide::Deciding;
use crate::directory::Person;
use crate::event::Event;
use crate::id::{ContactId, PageId, PersonId};
use crate::limits;
use crate::on_call::on_call;
use crate::page::{Notification, NotificationStatus};
use crate::policy::{Policy, Target};
use crate::rules::page;
use crate::state::State;

/// A place in a policy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Which step, from 0.
    pub(crate) step: usize,
    /// Which time through, from 0.
    pub(crate) round: u8,
}

impl Place {
    /// The place after this one; none after the last.
    pub(crate) fn next(self, policy: &Policy) -> Option<Self> {
        if self.step + 1 < policy.steps.len() {
            Some(Self { step: self.step + 1, round: self.round })
        } else if self.round < policy.repeats {
            Some(Self { step: 0, round: self.round + 1 })
        } else {
            None
        }
    }
}

/// Starts a step, and tells whether it reaches anybody. One that does not is recorded all the same: a gap.
pub(crate) fn start(d: &mut Deciding<'_>, page: PageId, place: Place) -> bool {
    let step = d.state.pages.get(&page).and_then(|it| it.policy.steps.get(place.step));
    let Some((targets, wait_s)) = step.map(|step| (step.targets.clone(), step.wait_s.max(1))) else { return false };
    let people = people(&d.state, &targets, d.now);
    let mut notifications = Vec::new();
    let mut unreachable = Vec::new();
    for (nth, person) in people.into_iter().enumerate() {
        let messages = if nth < limits::STEP_PEOPLE { messages(d, person) } else { Vec::new() };
        if messages.is_empty() {
            unreachable.push(person);
        }
        notifications.extend(messages);
    }
    let reached = !notifications.is_empty();
    let escalates_at = if reached { later(d.now, wait_s) } else { d.now };
    let mut notifications = notifications.chunks(limits::NOTIFICATIONS_PER_ENTRY);
    let mut unreachable = unreachable.chunks(limits::UNREACHABLE_PER_ENTRY);
    let (mut asked, mut missed) = (notifications.next(), unreachable.next());
    loop {
        let event = Event::PageStepStarted {
            page,
            step: place.step,
            round: place.round,
            notifications: asked.unwrap_or_default().to_vec(),
            unreachable: missed.unwrap_or_default().to_vec(),
            escalates_at,
        };
        page::record(d, page, event);
        (asked, missed) = (notifications.next(), unreachable.next());
        if asked.is_none() && missed.is_none() {
            return reached;
        }
    }
}

/// An instant some seconds later.
pub(crate) fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}

/// Whom the targets mean now: each active person once, in the targets' order.
fn people(state: &State, targets: &[Target], now: Timestamp) -> Vec<PersonId> {
    let mut seen = BTreeSet::new();
    let mut people = Vec::new();
    for target in targets {
        let meant = match target {
            Target::Person { person } => vec![*person],
            Target::Rota { rota } => on_call(state, *rota, now),
            Target::Team { team } => state.teams.get(team).map(|team| team.members.clone()).unwrap_or_default(),
            Target::Role { role } => {
                state.people.values().filter(|person| person.roles.contains(role)).map(|person| person.id).collect()
            }
        };
        let active = |id: &PersonId| state.people.get(id).is_some_and(|person| person.active);
        people.extend(meant.into_iter().filter(|id| active(id) && seen.insert(*id)));
    }
    people
}

/// The messages that one person is to have, in time's order; none if they cannot be reached.
fn messages(d: &mut Deciding<'_>, person: PersonId) -> Vec<Notification> {
    let now = d.now;
    let plan = d.state.people.get(&person).map(|it| plan(it, now)).unwrap_or_default();
    let channels = |state: &State, contact: &ContactId| {
        state.people.get(&person).and_then(|it| it.contacts.get(contact)).map(|it| it.channel)
    };
    let mut drawn = BTreeSet::new();
    let mut messages = Vec::new();
    for (due, contact) in plan {
        let Some(channel) = channels(&d.state, &contact) else { continue };
        let code = draw_code(d, person, &drawn);
        drawn.insert(code);
        let id = d.draw_id();
        messages.push(Notification {
            id,
            person,
            contact,
            channel,
            code: Some(code),
            due,
            attempts: 0,
            status: NotificationStatus::Due,
        });
    }
    messages
}

/// Which verified contact when, by the person's rules. Where those lead to none, every verified contact at once: a
/// rule for a telephone that is gone must not keep somebody from being told.
fn plan(person: &Person, now: Timestamp) -> BTreeSet<(Timestamp, ContactId)> {
    let verified = || person.contacts.values().filter(|contact| contact.verified);
    let mut plan: BTreeSet<(Timestamp, ContactId)> = BTreeSet::new();
    for rule in &person.rules {
        let contacts = verified().filter(|contact| contact.channel == rule.channel);
        plan.extend(contacts.map(|contact| (later(now, rule.after_s), contact.id)));
    }
    if plan.is_empty() {
        plan.extend(verified().map(|contact| (now, contact.id)));
    }
    plan
}

/// A reply code that is free among this person's: four digits, more once so many are open that a mistyped one would
/// often be another's. Looks at one more number than are taken, so that one of them is free.
fn draw_code(d: &mut Deciding<'_>, person: PersonId, drawn: &BTreeSet<u32>) -> u32 {
    let number = d.draw_number();
    let taken = d.state.codes.get(&person);
    let open = taken.map_or(0, imbl::OrdMap::len) + drawn.len();
    let (first, count) = if open <= limits::FOUR_DIGIT_CODES {
        (1_000, 9_000)
    } else if open <= limits::SIX_DIGIT_CODES {
        (100_000, 900_000)
    } else {
        (100_000_000, 900_000_000)
    };
    let free = |code: &u32| !drawn.contains(code) && !taken.is_some_and(|taken| taken.contains_key(code));
    let start = number % count;
    let tries = u32::try_from(open).unwrap_or(u32::MAX - 1);
    (0..=tries).map(|nth| first + (start + nth % count) % count).find(free).unwrap_or(first)
}

#[cfg(test)]
mod tests;
