//! An alert is put off: its page ends, and if it is still open at the time, it pages again from its first step.

use jiff::{SignedDuration, Timestamp};

use crate::access::{self, Action, Denied, Object};
use crate::alert::{Alert, AlertStatus, Held};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{AlertId, PageId};
use crate::incident::Severity;
use crate::limits::SNOOZE_S;
use crate::page::Subject;
use crate::policy::Policy;
use crate::rules::text::invalid;
use crate::rules::{alert, answer, page, suppression};

/// Puts an alert off. Only one that pages by itself can be: an incident needs a person.
pub(crate) fn snooze(d: &mut Deciding<'_>, id: AlertId, until: Timestamp) -> Result<Answer, Refusal> {
    let it = d.state.alerts.get(&id).ok_or(Refusal::NotFound("alert"))?;
    let page = page_of(it);
    access::check(d, Action::Snooze, page.map_or(Object::Cell, Object::Page))?;
    let Actor::Person(person) = d.context.actor else { return Err(Denied::NotSignedIn.into()) };
    let why_not = match it {
        it if it.status == AlertStatus::Resolved => Some("this alert is over"),
        it if it.incident.is_some() => Some("this alert belongs to an incident, which needs a person"),
        _ if page.is_none() => Some("nobody is paged for this alert, so there is nothing to put off"),
        _ => None,
    };
    if let Some(why_not) = why_not {
        return Err(Refusal::Conflict(why_not.to_owned()));
    }
    if until <= d.now || until.duration_since(d.now) > SignedDuration::from_secs(SNOOZE_S) {
        return Err(invalid("until", format!("in the future, and at most {} hours ahead", SNOOZE_S / 3_600)));
    }
    let (integration, held) = (it.integration, Held::Snooze { until, person, page });
    if it.held != Some(held) {
        alert::record(d, integration, Event::AlertHeld { alert: id, held }, As::default());
        page.into_iter().for_each(|page| answer::cancel(d, page));
    }
    Ok(Answer::Done)
}

/// The page that it has, or had before it was put off.
pub(super) const fn page_of(it: &Alert) -> Option<PageId> {
    match it.held {
        Some(Held::Snooze { page, .. }) => page,
        _ => it.page,
    }
}

/// The time is up: unless somebody has taken it since, it pages again, or is held by whatever suppresses it now.
pub(crate) fn wake(d: &mut Deciding<'_>, id: AlertId) {
    let Some(it) = d.state.alerts.get(&id) else { return };
    let Some(Held::Snooze { until, page, .. }) = it.held.filter(|_| it.status != AlertStatus::Resolved) else { return };
    if until > d.now {
        return;
    }
    let (integration, signal) = (it.integration, it.at_worst());
    let before = page.and_then(|page| d.state.pages.get(&page)).map(|page| (page.policy.clone(), page.severity));
    alert::record(d, integration, Event::AlertReleased { alert: id }, As::default());
    let untaken = d.state.alerts.get(&id).is_some_and(|it| it.is_untaken());
    match before {
        Some(before) if untaken && suppression::of(d, integration, &signal).is_none() => {
            let policy = policy_now(d, &before);
            page::raise(d, Subject::Alert { alert: id, integration }, before.1, &policy);
        }
        _ => alert::send_on(d, id),
    }
}

/// The policy as it stands now, or as it was.
fn policy_now(d: &Deciding<'_>, (before, _): &(Policy, Severity)) -> Policy {
    d.state.policies.get(&before.id).unwrap_or(before).clone()
}

#[cfg(test)]
mod tests;
