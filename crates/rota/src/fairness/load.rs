//! The load of one person: what was borne, in seconds and counts.

use std::ops::Range;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Rules;
use super::clock::{DAY, pieces};
use crate::holidays::{DateKind, Holidays};
use crate::stretch::Stretch;

/// What somebody bears; of a difference, each may be negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Seconds on call.
    pub seconds: i64,
    /// Of these, at night.
    pub night: i64,
    /// Of these, on Saturdays and Sundays.
    pub weekend: i64,
    /// Of these, on bank holidays.
    pub holiday: i64,
    /// Shifts: stretches without a break.
    pub shifts: i64,
    /// Pages.
    pub pages: i64,
}

impl Load {
    fn each(self, other: Self, with: impl Fn(i64, i64) -> i64) -> Self {
        Self {
            seconds: with(self.seconds, other.seconds),
            night: with(self.night, other.night),
            weekend: with(self.weekend, other.weekend),
            holiday: with(self.holiday, other.holiday),
            shifts: with(self.shifts, other.shifts),
            pages: with(self.pages, other.pages),
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        self.each(other, i64::saturating_add)
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.each(other, i64::saturating_sub)
    }

    /// An even share of it among so many, rounded down; nothing where there is nobody to share it.
    pub(super) fn shared(self, among: usize) -> Self {
        let among = i64::try_from(among).unwrap_or(i64::MAX);
        self.each(self, |value, _| value.checked_div(among).unwrap_or_default())
    }
}

/// The load of these stretches on the clock of this zone, and for how many of its seconds no holidays are known.
pub(super) fn measure(on: &[Stretch], pages: i64, zone: &TimeZone, holidays: &Holidays, rules: &Rules) -> (Load, i64) {
    let shifts = i64::try_from(on.len()).unwrap_or(i64::MAX);
    let mut load = Load { shifts, pages, ..Load::default() };
    let mut unknown = 0;
    for &stretch in on {
        pieces(zone, stretch, |date, shown| {
            let seconds = shown.end - shown.start;
            load.seconds += seconds;
            load.night += night(&shown, rules);
            if weekend(date) {
                load.weekend += seconds;
            }
            match holidays.on(date) {
                DateKind::Holiday(_) => load.holiday += seconds,
                DateKind::Ordinary => {}
                DateKind::Unknown => unknown += seconds,
            }
        });
    }
    (load, unknown)
}

fn weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// How much of a piece of a day is night.
fn night(shown: &Range<i64>, rules: &Rules) -> i64 {
    let second = |time: Time| i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    let (from, to) = (second(rules.night_from), second(rules.night_to));
    let common = |from: i64, to: i64| (shown.end.min(to) - shown.start.max(from)).max(0);
    if from < to { common(from, to) } else { common(0, to) + common(from, DAY) }
}
