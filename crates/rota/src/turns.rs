//! Which turn it is: turns are counted on the wall clock from a layer's first handoff.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::model::{Layer, Turn, Unit};
use crate::week::{DAY, mask, weekday};

/// A wall time as seconds: those UTC would show. None where jiff's years end.
pub(crate) fn wall_seconds(time: DateTime) -> Option<i64> {
    TimeZone::UTC.to_timestamp(time).ok().map(Timestamp::as_second)
}

/// A layer's turns, with their first handoff as a wall time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turns {
    pub(crate) first: i64,
    length: i64,
    pace: Pace,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Pace {
    /// Every so many seconds of the wall clock.
    Even,
    /// Every so many of these days, the first of them counted with those before it.
    Days { mask: u8, weekday: i64 },
    /// Every so many months.
    Months { first: DateTime },
}

impl Turns {
    pub(crate) fn of(layer: &Layer) -> Option<Self> {
        let first = wall_seconds(layer.start)?;
        let Turn { unit, length, ref handoff_days } = layer.turn;
        let length = i64::from(length);
        let even = |seconds| Some(Self { first, length: length * seconds, pace: Pace::Even });
        match unit {
            Unit::Hourly => even(3600),
            Unit::Daily if handoff_days.is_empty() => even(DAY),
            Unit::Daily => {
                let pace = Pace::Days { mask: mask(handoff_days), weekday: weekday(first) };
                Some(Self { first, length, pace })
            }
            Unit::Weekly => even(7 * DAY),
            Unit::Monthly => Some(Self { first, length, pace: Pace::Months { first: layer.start } }),
        }
    }

    /// How long every turn is on the wall clock, where all are as long.
    pub(crate) fn even(&self) -> Option<i64> {
        (self.pace == Pace::Even).then_some(self.length)
    }

    /// The number of the turn at a wall time not before `first`, from 0, and the wall time of the next handoff (or of
    /// an earlier moment at which to look again).
    pub(crate) fn at(&self, wall: i64) -> (i64, i64) {
        match self.pace {
            Pace::Even => {
                let turn = (wall - self.first).div_euclid(self.length);
                (turn, self.first + (turn + 1) * self.length)
            }
            Pace::Days { mask, weekday } => {
                let handed = |day: i64| mask & 1 << ((weekday + day) % 7) != 0;
                let day = (wall - self.first).div_euclid(DAY);
                let (weeks, rest) = ((day + 1) / 7, (day + 1) % 7);
                let counted =
                    weeks * i64::from(mask.count_ones()) + (0..rest).map(|day| i64::from(handed(day))).sum::<i64>();
                let next = (day + 1..day + 8).find(|&day| handed(day)).unwrap_or(day + 7);
                ((counted - 1).max(0) / self.length, self.first + next * DAY)
            }
            Pace::Months { first } => self.months(first, wall),
        }
    }

    fn months(&self, first: DateTime, wall: i64) -> (i64, i64) {
        let handoff = |turn: i64| -> i64 {
            // Always from the first, so that the 31st comes back after a short month.
            let span = Span::new().try_months(turn * self.length).ok();
            span.and_then(|span| first.checked_add(span).ok()).and_then(wall_seconds).unwrap_or(i64::MAX)
        };
        let Ok(now) = Timestamp::from_second(wall) else { return (0, i64::MAX) };
        let now = TimeZone::UTC.to_datetime(now);
        let months = |time: DateTime| i64::from(time.year()) * 12 + i64::from(time.month());
        let turn = (months(now) - months(first)).div_euclid(self.length);
        let next = handoff(turn);
        if next > wall { (turn - 1, next) } else { (turn, handoff(turn + 1)) }
    }
}
