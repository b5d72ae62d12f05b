//! What pages' entries change. Alarms and reply codes follow each change here, one notification at a time: a page may
//! have thousands.

use std::sync::Arc;

use jiff::Timestamp;

use crate::attempt::Bearer;
use crate::event::Event;
use crate::evolve::attempt::change;
use crate::evolve::{lane, run, test_page, told};
use crate::id::{NotificationId, PageId, PersonId};
use crate::lane::Class;
use crate::page::{Notification, NotificationStatus, Page, PageStatus, Subject};
use crate::state::State;

pub(super) mod over;

/// Takes one entry of a page into the state.
pub(super) fn evolve(state: &mut State, at: Timestamp, event: &Event) {
    match event {
        Event::PageRaised { page, subject, severity, policy } => {
            let page = Page {
                id: *page,
                subject: *subject,
                severity: *severity,
                policy: policy.clone(),
                step: 0,
                round: 0,
                // Until its first step starts, in the same commit: so there is never an active page without a deadline.
                escalates_at: Some(at),
                notifications: imbl::OrdMap::new(),
                contacts: imbl::OrdSet::new(),
                asked: imbl::Vector::new(),
                turns: imbl::OrdMap::new(),
                declined: imbl::OrdSet::new(),
                notice: None,
                status: PageStatus::Active,
                raised_at: at,
            };
            raised(state, page);
        }
        Event::PageStepStarted { page, step, round, notifications, escalates_at, turn, .. } => {
            step_started(state, *page, (*step, *round), notifications, *escalates_at);
            turn.iter().for_each(|turn| took_turn(state, *page, *step, *turn));
        }
        Event::PageAcknowledged { page, by, how } => {
            over::end(state, *page, PageStatus::Acknowledged { by: *by, how: *how, at });
            test_page::answered(state, *page, *by, *how, at);
            by.iter().for_each(|by| answered(state, *by));
        }
        Event::PageDeclined { page, by } => declined(state, *page, *by),
        Event::PageExhausted { page } => {
            over::end(state, *page, PageStatus::Exhausted { at });
            test_page::exhausted(state, *page);
        }
        Event::PageCancelled { page } => over::end(state, *page, PageStatus::Cancelled { at }),
        _ => {}
    }
}

fn raised(state: &mut State, page: Page) {
    match page.subject {
        Subject::Alert { alert, .. } => {
            if let Some(alert) = state.alerts.get_mut(&alert).map(Arc::make_mut) {
                alert.page = Some(page.id);
            }
        }
        // The incident's own list of its pages follows its timeline; a gap's, what was told of its rota; a test's, its
        // person.
        Subject::Incident { .. } | Subject::Gap { .. } | Subject::Test { .. } => {}
        Subject::Run { run, effect } => run::paged(state, run, page.id, effect),
        Subject::Exhausted { page: about } => {
            if let Some(about) = state.pages.get_mut(&about).map(Arc::make_mut) {
                about.notice = Some(page.id);
            }
        }
    }
    state.alarms.extend(page.escalation());
    let (id, subject, at) = (page.id, page.subject, page.raised_at);
    state.pages.insert(id, Arc::new(page));
    if let Subject::Gap { rota, .. } = subject {
        told::paged(state, rota, id, at);
    }
    test_page::raised(state, id, subject, at);
}

fn step_started(
    state: &mut State,
    id: PageId,
    (step, round): (usize, u8),
    notifications: &[Notification],
    escalates_at: Timestamp,
) {
    let Some(page) = state.pages.get_mut(&id).map(Arc::make_mut) else { return };
    if let Some(alarm) = page.escalation() {
        state.alarms.remove(&alarm);
    }
    if (page.step, page.round) != (step, round) {
        page.asked.clear();
        page.declined.clear();
    }
    (page.step, page.round) = (step, round);
    page.escalates_at = Some(escalates_at);
    state.alarms.extend(page.escalation());
    for notification in notifications {
        page.asked.push_back(notification.id);
        page.contacts.insert(notification.contact);
        page.notifications.insert(notification.id, notification.clone());
        if let Some(code) = notification.code {
            let codes = state.codes.entry(notification.person).or_default();
            codes.insert(code, imbl::OrdSet::unit((Bearer::Page(id), notification.id)));
        }
    }
    if let Some(place) = state.place(Bearer::Page(id)) {
        notifications.iter().for_each(|it| lane::enter(state, place, it));
    }
}

/// A page's first time at a step moves the turn on for the next page; its later times are its own affair.
fn took_turn(state: &mut State, id: PageId, step: usize, turn: usize) {
    let Some(page) = state.pages.get_mut(&id).map(Arc::make_mut) else { return };
    if page.turns.insert(step, turn).is_none() {
        state.turns.entry(page.policy.id).or_default().insert(step, turn);
    }
}

/// Somebody answers: they are awake, and what comes next for them need not wait.
fn answered(state: &mut State, by: PersonId) {
    let contacts = state.people.get(&by).map(|person| person.contacts.keys().copied().collect::<Vec<_>>());
    for contact in contacts.unwrap_or_default() {
        if state.lanes.contains_key(&contact) {
            lane::change(state, contact, |lane| lane.reopen(Class::Page, |_| true));
        }
    }
}

/// What is not yet sent to somebody who cannot come is not sent, and what was need not be called off.
fn declined(state: &mut State, id: PageId, by: PersonId) {
    let Some(page) = state.pages.get_mut(&id).map(Arc::make_mut) else { return };
    page.declined.insert(by);
    let theirs = page.notifications.iter().filter(|(_, it)| it.person == by);
    let theirs: Vec<(NotificationId, bool)> =
        theirs.map(|(id, it)| (*id, it.status == NotificationStatus::Due)).collect();
    for (notification, due) in theirs {
        if due {
            over::free(state, Bearer::Page(id), notification);
        }
        change(state, Bearer::Page(id), notification, |it| {
            it.heard = false;
            it.trace.withdrawn = true;
            if due {
                it.status = NotificationStatus::Cancelled;
            }
        });
    }
}
