//! What pages' entries change. Alarms and reply codes follow each change here, one notification at a time: a page may
//! have thousands.

use std::sync::Arc;

use jiff::Timestamp;

use crate::attempt::Bearer;
use crate::event::Event;
use crate::evolve::attempt::change;
use crate::evolve::told;
use crate::id::{NotificationId, PageId, PersonId};
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
        }
        Event::PageDeclined { page, by } => declined(state, *page, *by),
        Event::PageExhausted { page } => over::end(state, *page, PageStatus::Exhausted { at }),
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
        // The incident's own list of its pages follows its timeline; a gap's, what was told of its rota.
        Subject::Incident { .. } | Subject::Gap { .. } => {}
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
        page.notifications.insert(notification.id, notification.clone());
        state.alarms.extend(page.alarm_of(notification));
        if let Some(code) = notification.code {
            state.codes.entry(notification.person).or_default().insert(code, (Bearer::Page(id), notification.id));
        }
    }
}

/// A page's first time at a step moves the turn on for the next page; its later times are its own affair.
fn took_turn(state: &mut State, id: PageId, step: usize, turn: usize) {
    let Some(page) = state.pages.get_mut(&id).map(Arc::make_mut) else { return };
    if page.turns.insert(step, turn).is_none() {
        state.turns.entry(page.policy.id).or_default().insert(step, turn);
    }
}

/// What is not yet sent to somebody who cannot come is not sent.
fn declined(state: &mut State, id: PageId, by: PersonId) {
    let Some(page) = state.pages.get_mut(&id).map(Arc::make_mut) else { return };
    page.declined.insert(by);
    let theirs: Vec<(NotificationId, Option<u32>)> = page
        .notifications
        .values()
        .filter(|notification| notification.person == by && notification.status == NotificationStatus::Due)
        .map(|notification| (notification.id, notification.code))
        .collect();
    for (notification, code) in theirs {
        change(state, Bearer::Page(id), notification, |it| it.status = NotificationStatus::Cancelled);
        code.into_iter().for_each(|code| over::free(state, by, code));
    }
}
