//! Maintenance windows and suppression rules: made, extended, ended, and what becomes of the alerts that they held.

use jiff::{SignedDuration, Timestamp};

use crate::access::{self, Action, Object};
use crate::alert::Signal;
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{IntegrationId, SuppressionId};
use crate::limits::{MAINTENANCE_AHEAD_S, MAINTENANCE_S, REASON, REVIEW_S, SUPPRESSIONS};
use crate::policy::Condition;
use crate::rules::alert;
use crate::rules::configuration::{Next, check_condition, check_size, next_version};
use crate::rules::text::{check_room, check_text, invalid};
use crate::state::Stream;
use crate::suppression::{Ends, Suppression};

/// Saves one; its version and author count for nothing. What it holds back cannot be edited, only when it ends and why:
/// another scope is another suppression.
pub(crate) fn save(d: &mut Deciding<'_>, mut new: Suppression, expect: Option<u64>) -> Result<Answer, Refusal> {
    access::check(d, Action::Suppress, Object::Cell)?;
    check(d, &new)?;
    let stands = d.state.suppressions.get(&new.id);
    if stands.is_some_and(|it| it.integrations != new.integrations || it.when != new.when || it.from != new.from) {
        return Err(invalid("when", "only its end and its reason can be edited; end it and make another"));
    }
    let same = stands.is_some_and(|it| Suppression { by: it.by, version: it.version, ..new.clone() } == *it);
    match next_version(stands.map(|it| it.version), expect, same, "suppression")? {
        Next::Already(version) => Ok(Answer::Version(version)),
        Next::Save(version) => {
            if version == 1 {
                check_room("suppressions", d.state.suppressions.len(), SUPPRESSIONS)?;
            }
            check_end(d.now, &new)?;
            new.version = version;
            record_saved(d, new);
            Ok(Answer::Version(version))
        }
    }
}

/// It ends now; what it held goes its way at once.
pub(crate) fn end(d: &mut Deciding<'_>, id: SuppressionId) -> Result<Answer, Refusal> {
    access::check(d, Action::Suppress, Object::Cell)?;
    let mut it = d.state.suppressions.get(&id).cloned().ok_or(Refusal::NotFound("suppression"))?;
    if it.ends_at() > d.now {
        it.ends = match it.ends {
            Ends::Window { .. } => Ends::Window { to: d.now },
            Ends::Review { .. } => Ends::Review { by: d.now },
        };
        it.version += 1;
        record_saved(d, it);
    }
    Ok(Answer::Done)
}

fn record_saved(d: &mut Deciding<'_>, mut suppression: Suppression) {
    suppression.by = match d.context.actor {
        Actor::Person(person) => Some(person),
        Actor::System | Actor::Operator | Actor::Integration(_) => None,
    };
    d.emit(Stream::Directory, Event::SuppressionSaved { suppression }, As::default());
}

/// The suppression that holds a signal back now: the one that lasts longest, so that it is moved seldom.
pub(crate) fn of(d: &Deciding<'_>, integration: IntegrationId, signal: &Signal) -> Option<SuppressionId> {
    let all = d.state.suppressions.values().filter(|it| it.suppresses(integration, signal, d.now));
    all.max_by_key(|it| (it.ends_at(), it.id)).map(|it| it.id)
}

/// Its time is over: what it holds goes its way, so long as the log has fewer than `most` entries; the rest in the next
/// tick.
pub(crate) fn lapse(d: &mut Deciding<'_>, id: SuppressionId, most: u64) {
    if d.state.suppressions.get(&id).is_none_or(|it| it.ends_at() > d.now) {
        return;
    }
    while let Some(alert) = d.state.suppressed.get(&id).and_then(|held| held.get_min().copied()) {
        if d.state.size >= most {
            return;
        }
        alert::release(d, alert);
    }
    d.emit(Stream::Directory, Event::SuppressionEnded { suppression: id }, As::default());
}

fn check(d: &Deciding<'_>, new: &Suppression) -> Result<(), Refusal> {
    check_text("reason", &new.reason, REASON)?;
    check_size(new)?;
    check_condition("when.fields", &new.when)?;
    if new.integrations.is_empty() && new.when == Condition::default() {
        return Err(invalid("when", "name an integration or a condition: everything at once cannot be suppressed"));
    }
    match new.integrations.iter().find(|id| !d.state.integrations.contains_key(*id)) {
        Some(unknown) => Err(invalid("integrations", format!("there is no integration {unknown}"))),
        None => Ok(()),
    }
}

fn check_end(now: Timestamp, new: &Suppression) -> Result<(), Refusal> {
    let ahead = |from: Timestamp, to: Timestamp| to.duration_since(from);
    let limit = SignedDuration::from_secs;
    if new.ends_at() <= now.max(new.from) {
        return Err(invalid("ends", "it must end after it begins, and in the future"));
    }
    if ahead(now, new.from) > limit(MAINTENANCE_AHEAD_S) {
        return Err(invalid("from", format!("at most {} days ahead", MAINTENANCE_AHEAD_S / 86_400)));
    }
    match new.ends {
        Ends::Window { to } if ahead(new.from.max(now), to) > limit(MAINTENANCE_S) => Err(invalid(
            "ends.to",
            format!(
                "a window lasts at most {} days; extend it then, or make a rule to be reviewed",
                MAINTENANCE_S / 86_400
            ),
        )),
        Ends::Review { by } if ahead(now, by) > limit(REVIEW_S) => {
            Err(invalid("ends.by", format!("it is to be reviewed within {} days", REVIEW_S / 86_400)))
        }
        Ends::Window { .. } | Ends::Review { .. } => Ok(()),
    }
}

#[cfg(test)]
mod tests;
