//! The instances of an event: where they start, and which of them the file takes away again.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::event::Event;
use super::recur::{Steps, Wanted, starts};
use super::rule::{End, Rule};
use super::value::{When, Written, instant};
use super::{Unreadable, Window};

/// The wall times at which an event starts, those that can matter to the window among them, each once.
pub(super) fn walls(event: &Event, window: &Window<'_>, steps: &mut Steps) -> Result<BTreeSet<DateTime>, Unreadable> {
    let (zone, start) = (&event.start.zone, event.start.wall);
    let mut walls = BTreeSet::from([start]);
    for more in &event.more {
        steps.take()?;
        let same = more.zone == *zone;
        walls.extend(if same { Some(more.wall) } else { more.instant().map(|at| zone.to_datetime(at)) });
    }
    if let Some(rule) = &event.rule {
        let length = (event.length.wall.as_hours() + event.length.passing.as_hours()) / 24 + 3;
        let date = |at| zone.to_datetime(at).date();
        let wanted = Wanted {
            first: date(window.from).saturating_sub(length.days()),
            last: date(window.to).saturating_add(2.days()),
        };
        walls.extend(starts(start, rule, wanted, steps, |at| is_over(at, rule, zone))?);
    }
    Ok(walls)
}

/// Whether an instance is past the UNTIL of its series.
fn is_over(at: DateTime, rule: &Rule, zone: &TimeZone) -> bool {
    match rule.end {
        End::Never | End::Count(_) => false,
        End::Until(Written::Date(last)) => at.date() > last,
        End::Until(Written::Local(last)) => at > last,
        End::Until(Written::Utc(last)) => instant(at, zone) > instant(last, &TimeZone::UTC),
    }
}

/// The instances of a series that it does not have: those of EXDATE, and those that stand elsewhere in the file.
pub(super) struct Exceptions {
    instants: BTreeSet<Timestamp>,
    days: BTreeSet<Date>,
}

impl Exceptions {
    pub(super) fn of(event: &Event, changed: &[&When]) -> Self {
        let all = || event.except.iter().chain(changed.iter().copied());
        let instants = all().filter(|when| !when.whole_day).filter_map(When::instant).collect();
        let days = all().filter(|when| when.whole_day).map(|when| when.wall.date()).collect();
        Self { instants, days }
    }

    pub(super) fn has(&self, wall: DateTime, zone: &TimeZone) -> bool {
        self.days.contains(&wall.date()) || instant(wall, zone).is_some_and(|at| self.instants.contains(&at))
    }
}
