//! A person says that an alert is over. A report at the cell's desk has no source that ever would, and of others a source
//! may have gone for good: what stays open for ever hides what is new, and fills the room that there is for alerts.

use crate::access::{self, Action, Denied, Object};
use crate::alert::{Alert, AlertStatus};
use crate::command::Actor;
use crate::decide::{Answer, Deciding, Refusal};
use crate::id::AlertId;
use crate::rules::{alert, snooze};

/// Closes an alert. It takes no page away: whoever is sought for it is sought until somebody has it, and then it can be
/// closed. The next signal with its key is a new alert.
pub(crate) fn close(d: &mut Deciding<'_>, id: AlertId) -> Result<Answer, Refusal> {
    let it = d.state.alerts.get(&id).ok_or(Refusal::NotFound("alert"))?;
    let page = snooze::page_of(it);
    access::check(d, Action::Snooze, page.map_or(Object::Cell, Object::Page))?;
    if let Some(incident) = it.incident {
        access::check(d, Action::ReadAlerts, Object::Incident(incident))?;
    }
    let Actor::Person(_) = d.context.actor else { return Err(Denied::NotSignedIn.into()) };
    if it.status == AlertStatus::Resolved {
        return Ok(Answer::Done);
    }
    let sought = it.page.and_then(|page| d.state.pages.get(&page)).is_some_and(|page| page.is_active());
    let why_not = if sought {
        Some("people are being paged for this alert: take its page first, and then close it")
    } else if is_of_silent_monitor(d, it) {
        Some("its monitor is still silent: put the alert off, or remove the monitor if nothing is to be heard from it")
    } else {
        None
    };
    if let Some(why_not) = why_not {
        return Err(Refusal::Conflict(why_not.to_owned()));
    }
    alert::end(d, id);
    Ok(Answer::Done)
}

/// Silence is signalled once: closed, it would be silence that nobody hears of.
fn is_of_silent_monitor(d: &Deciding<'_>, it: &Alert) -> bool {
    let mut monitors = d.state.monitors.values().filter(|kept| kept.silent_since.is_some());
    monitors.any(|kept| kept.saved.integration == it.integration && kept.saved.dedup_key() == it.dedup_key)
}

#[cfg(test)]
mod tests;
