//! What a source of alerts may say: something is wrong, it is being looked at, it is over.
//!
//! Signals with the same key of the same integration are one alert while it is open. A source speaks for its own
//! signal only: what it acknowledges or resolves stops the alert's page, never an incident's. An incident that was
//! declared needs a person, even when the machine that cried has fallen silent.

use crate::access::{self, Action, Denied, Object};
use crate::alert::{Alert, AlertStatus, Held, Signal};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{AlertId, IntegrationId, PageId};
use crate::limits;
use crate::page::{Page, PageStatus, Subject};
use crate::policy::Route;
use crate::report::Report;
use crate::rules::{answer, flap, group, page, report, route, suppression};
use crate::state::{State, Stream};

/// Something is wrong: a new alert, or one more signal of an open one.
pub(crate) fn raise(d: &mut Deciding<'_>, dedup_key: &str, signal: &Signal) -> Result<Answer, Refusal> {
    let integration = source(d)?;
    check_key(dedup_key)?;
    check_signal(signal)?;
    let open = d.state.open_alerts.get(&integration);
    if open.is_some_and(|open| open.len() >= limits::OPEN_ALERTS && !open.contains_key(dedup_key)) {
        let limit = limits::OPEN_ALERTS as u64;
        return Err(Refusal::Limit { what: "open alerts of one integration; resolve some", limit });
    }
    Ok(Answer::Alert(Some(came(d, integration, dedup_key, signal))))
}

/// As [`raise`], of a signal that has been checked or is the service's own.
pub(crate) fn came(d: &mut Deciding<'_>, integration: IntegrationId, dedup_key: &str, signal: &Signal) -> AlertId {
    came_with(d, integration, dedup_key, signal, None)
}

/// As [`came`], with what was said of it by whoever raised it by hand.
pub(crate) fn came_with(
    d: &mut Deciding<'_>,
    integration: IntegrationId,
    dedup_key: &str,
    signal: &Signal,
    report: Option<Report>,
) -> AlertId {
    if let Some(open) = d.state.open_alert(integration, dedup_key) {
        let (alert, count) = (open.id, open.count.saturating_add(1));
        let (untaken, grouped) = (open.is_untaken(), matches!(open.held, Some(Held::Group { .. })));
        let severity = Some(signal.severity).filter(|severity| *severity > open.worst);
        record(d, integration, Event::AlertRepeated { alert, count, severity }, As::default());
        if let Some(report) = report {
            record(d, integration, Event::AlertReported { alert, report }, As::default());
        }
        flap::turned(d, alert, true);
        page_again(d, alert);
        if grouped && severity.is_some() {
            // What it joined may be attended to less urgently than it is by now.
            release(d, alert);
        }
        if untaken {
            // An alert that so far was only recorded may have become worse: then somebody must hear of it.
            take_route(d, integration, alert, signal);
        }
        return alert;
    }
    let alert: AlertId = d.draw_id();
    let event = Event::AlertRaised { alert, integration, dedup_key: dedup_key.to_owned(), signal: signal.clone() };
    // A source whose clock runs ahead cannot have seen the future.
    let occurred_at = signal.occurred_at.filter(|at| *at <= d.now);
    record(d, integration, event, As { occurred_at, ..As::default() });
    if let Some(report) = report {
        record(d, integration, Event::AlertReported { alert, report }, As::default());
    }
    flap::begun(d, alert);
    take_route(d, integration, alert, signal);
    alert
}

/// Somebody looks at it already, says the source: its page needs nobody else.
pub(crate) fn acknowledge(d: &mut Deciding<'_>, dedup_key: &str) -> Result<Answer, Refusal> {
    let integration = source(d)?;
    check_key(dedup_key)?;
    let Some(alert) = d.state.open_alert(integration, dedup_key) else { return Ok(Answer::Alert(None)) };
    let (id, page) = (alert.id, alert.page);
    if alert.status == AlertStatus::Triggered {
        record(d, integration, Event::AlertAcknowledged { alert: id }, As::default());
        if let Some(page) = page {
            answer::acknowledge_for_source(d, page);
        }
        group::disband(d, id);
    }
    Ok(Answer::Alert(Some(id)))
}

/// It is over, says the source. The next signal with this key is a new alert.
pub(crate) fn resolve(d: &mut Deciding<'_>, dedup_key: &str) -> Result<Answer, Refusal> {
    let integration = source(d)?;
    check_key(dedup_key)?;
    Ok(Answer::Alert(over(d, integration, dedup_key)))
}

/// As [`resolve`], of a key that is known.
pub(crate) fn over(d: &mut Deciding<'_>, integration: IntegrationId, dedup_key: &str) -> Option<AlertId> {
    let alert = d.state.open_alert(integration, dedup_key)?;
    let (id, flaps) = (alert.id, alert.flapping.is_some());
    if flaps {
        flap::turned(d, id, false)
    } else {
        end(d, id)
    }
    Some(id)
}

/// An open alert is over: so is its page, and those that joined it go their own way.
pub(crate) fn end(d: &mut Deciding<'_>, id: AlertId) {
    let Some(it) = d.state.alerts.get(&id).filter(|it| it.status != AlertStatus::Resolved) else { return };
    let (integration, page) = (it.integration, it.page);
    record(d, integration, Event::AlertResolved { alert: id }, As::default());
    if let Some(page) = page {
        answer::cancel(d, page);
    }
    group::disband(d, id);
}

/// A person took the alert, by its page or its incident's.
pub(crate) fn taken(d: &mut Deciding<'_>, alert: AlertId) {
    let Some(it) = d.state.alerts.get(&alert).filter(|it| it.status == AlertStatus::Triggered) else { return };
    let integration = it.integration;
    record(d, integration, Event::AlertAcknowledged { alert }, As::default());
}

/// An alert that was held is so no longer: if nobody has it, it goes its way, as severe as it was at the worst.
pub(crate) fn release(d: &mut Deciding<'_>, id: AlertId) {
    let Some(it) = d.state.alerts.get(&id).filter(|it| it.held.is_some()) else { return };
    let integration = it.integration;
    record(d, integration, Event::AlertReleased { alert: id }, As::default());
    send_on(d, id);
}

/// An open alert that nobody has goes its way, as severe as it was at the worst.
pub(crate) fn send_on(d: &mut Deciding<'_>, id: AlertId) {
    if let Some(it) = d.state.alerts.get(&id).filter(|it| it.is_untaken()) {
        let (integration, signal) = (it.integration, it.at_worst());
        take_route(d, integration, id, &signal);
    }
}

/// An alert is signalled again whose page ran out of people a while ago: they are asked again, from the first step. Not
/// before the policy could have run its length again, so that a source that repeats itself every minute makes no storm.
fn page_again(d: &mut Deciding<'_>, alert: AlertId) {
    let alert = match d.state.alerts.get(&alert).and_then(|it| it.held) {
        Some(Held::Group { first }) => first,
        Some(Held::Suppression { .. } | Held::Snooze { .. }) | None => alert,
    };
    let Some(page) = d.state.alerts.get(&alert).and_then(|it| unheeded(&d.state, it)) else { return };
    let wait_s = page.policy.length_s().max(limits::PAGE_AGAIN_S);
    let since = d.now.duration_since(page.raised_at).as_secs();
    if since < wait_s {
        return;
    }
    let (id, subject, severity, policy) = (page.id, page.subject, page.severity, page.policy.clone());
    let policy = d.state.policies.get(&policy.id).cloned().unwrap_or(policy);
    answer::cancel(d, id);
    page::raise(d, subject, severity, &policy);
}

const fn is_of_incident(page: &Page) -> bool {
    matches!(page.subject, Subject::Incident { .. })
}

/// The page of an alert, or of its incident while nobody leads it, that ran out of people.
fn unheeded<'a>(state: &'a State, alert: &Alert) -> Option<&'a Page> {
    let page = match alert.incident {
        None => alert.page.filter(|_| alert.status == AlertStatus::Triggered)?,
        Some(incident) => {
            let incident = state.incidents.get(&incident).filter(|it| it.lead.is_none())?;
            // The administrators' page about it stands among them, too.
            let of_it = |id: &&PageId| state.pages.get(*id).is_some_and(|it| is_of_incident(it));
            *incident.pages.iter().rfind(of_it)?
        }
    };
    let page = state.pages.get(&page)?;
    matches!(page.status, PageStatus::Exhausted { .. }).then_some(page)
}

/// Sends an alert where its integration's rules say, unless something holds it back. What is only recorded anyway is
/// not held.
fn take_route(d: &mut Deciding<'_>, integration: IntegrationId, alert: AlertId, signal: &Signal) {
    let to = d.state.integrations.get(&integration).map_or(Route::Record, |it| it.route_of(signal).clone());
    let (to, by_hand) = report::route(&d.state, alert, to);
    if to == Route::Record {
        return;
    }
    let before = d.state.alerts.get(&alert).and_then(|it| it.held);
    // What meets the threshold is held back by nobody's maintenance, and joins nothing.
    let held = suppression::of(d, integration, signal).filter(|_| !by_hand);
    let held = held.map(|suppression| Held::Suppression { suppression });
    match held {
        Some(held) if before == Some(held) => {}
        Some(held) => record(d, integration, Event::AlertHeld { alert, held }, As::default()),
        None => {
            if before.is_some() {
                record(d, integration, Event::AlertReleased { alert }, As::default());
            }
            if by_hand || !group::join(d, (integration, alert), &to) {
                route::follow(d, (integration, alert), signal, &to);
                group::open(d, (integration, alert));
            }
        }
    }
}

/// Records something of an integration's alerts. What nobody in particular did belongs to its organisation.
pub(crate) fn record(d: &mut Deciding<'_>, integration: IntegrationId, event: Event, how: As) {
    let owner = d.state.integrations.get(&integration).map(|it| it.organisation);
    let nobodys = matches!(d.context.actor, Actor::System);
    let organisation = how.organisation.or(owner.filter(|_| nobodys));
    d.emit(Stream::Integration(integration), event, As { organisation, ..how });
}

/// The integration that speaks.
pub(crate) fn source(d: &Deciding<'_>) -> Result<IntegrationId, Refusal> {
    access::check(d, Action::Signal, Object::Cell)?;
    match d.context.actor {
        Actor::Integration(id) if d.state.integrations.get(&id).is_some_and(|it| it.active) => Ok(id),
        _ => Err(Denied::NotSignedIn.into()),
    }
}

pub(crate) fn check_key(dedup_key: &str) -> Result<(), Refusal> {
    check_text("dedup_key", dedup_key, limits::DEDUP_KEY)
}

pub(crate) fn check_signal(signal: &Signal) -> Result<(), Refusal> {
    check_text("payload.summary", &signal.summary, limits::SUMMARY)?;
    check_text("payload.source", &signal.source, limits::SUMMARY)?;
    // Measured as stored: a control character takes six bytes there.
    let stored = serde_json::to_string(&signal.fields).map_or(usize::MAX, |text| text.len());
    if stored > limits::SIGNAL_FIELDS {
        let problem = format!("{stored} bytes of fields; send at most {}", limits::SIGNAL_FIELDS);
        return Err(Refusal::Invalid { field: "payload", problem });
    }
    Ok(())
}

fn check_text(field: &'static str, text: &str, limit: usize) -> Result<(), Refusal> {
    let problem = if text.trim().is_empty() {
        "is empty; send at least one character".to_owned()
    } else if text.chars().nth(limit).is_some() {
        format!("is longer than {limit} characters; shorten it")
    } else {
        return Ok(());
    };
    Err(Refusal::Invalid { field, problem })
}

#[cfg(test)]
mod attended;
#[cfg(test)]
mod tests;
