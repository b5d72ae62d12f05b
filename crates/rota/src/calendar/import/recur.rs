//! Unfolding of a rule within a window: the wall times at which its instances start, in bounded steps.

use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};

use super::Unreadable;
use super::rule::{End, Frequency, Rule};
use crate::limits::IMPORT_STEPS;

/// What is left of the steps that a whole file may take.
#[derive(Debug)]
pub(super) struct Steps(usize);

impl Steps {
    pub(super) fn new() -> Self {
        Self(IMPORT_STEPS)
    }

    pub(super) fn take(&mut self) -> Result<(), Unreadable> {
        self.0 = self.0.checked_sub(1).ok_or(Unreadable::TooManySteps)?;
        Ok(())
    }
}

/// The dates between which instances are wanted; others may be left out, and what is past the last is not unfolded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) first: Date,
    pub(super) last: Date,
}

/// The starts of a series, in order, its own start first; those before `wanted.first` may be missing, and those that
/// `is_over` says are past its UNTIL end it.
pub(super) fn starts(
    start: DateTime,
    rule: &Rule,
    wanted: Wanted,
    steps: &mut Steps,
    is_over: impl Fn(DateTime) -> bool,
) -> Result<Vec<DateTime>, Unreadable> {
    // The start is the first instance, also where the rule would not have it (section 3.8.5.3).
    let mut found = vec![start];
    let mut left = match rule.end {
        End::Count(count) => count - 1,
        End::Never | End::Until(_) => u32::MAX,
    };
    // With a count, every instance from the first must be counted; else those before the window need not be looked at.
    let mut period = if let End::Count(_) = rule.end { 0 } else { skipped(start.date(), rule, wanted.first) };
    loop {
        steps.take()?;
        let Some(dates) = dates(start.date(), rule, period) else { return Ok(found) };
        for date in dates.days {
            steps.take()?;
            let at = date.to_datetime(start.time());
            if at <= start {
                continue;
            }
            if left == 0 || date > wanted.last || is_over(at) {
                return Ok(found);
            }
            left -= 1;
            if date >= wanted.first {
                found.push(at);
            }
        }
        if left == 0 || dates.from > wanted.last {
            return Ok(found);
        }
        period += 1;
    }
}

/// How many whole periods are surely before a date.
fn skipped(start: Date, rule: &Rule, first: Date) -> i64 {
    // A week or a month begins before the start and ends after it: two periods are kept in hand.
    let days = (first.duration_since(start).as_hours() / 24).max(0);
    let longest = i64::from(rule.interval)
        * match rule.frequency {
            Frequency::Daily => 1,
            Frequency::Weekly => 7,
            Frequency::Monthly => 31,
        };
    (days / longest - 2).max(0)
}

/// The dates of one period, in order, and its first day.
struct Dates {
    from: Date,
    days: Vec<Date>,
}

/// None past the end of the calendar.
fn dates(start: Date, rule: &Rule, period: i64) -> Option<Dates> {
    let count = i64::from(rule.interval) * period;
    let on = |date: &Date| rule.by_day.is_empty() || rule.by_day.iter().any(|(_, day)| *day == date.weekday());
    match rule.frequency {
        Frequency::Daily => {
            let date = start.checked_add(Span::new().try_days(count).ok()?).ok()?;
            Some(Dates { from: date, days: Some(date).filter(on).into_iter().collect() })
        }
        Frequency::Weekly => {
            let back = i64::from(start.weekday().since(rule.week_start));
            let from = start.checked_add(Span::new().try_days(count * 7 - back).ok()?).ok()?;
            let week = (0..7_i64).filter_map(|day| from.checked_add(day.days()).ok());
            let as_start = |date: &Date| !rule.by_day.is_empty() || date.weekday() == start.weekday();
            Some(Dates { from, days: week.filter(on).filter(as_start).collect() })
        }
        Frequency::Monthly => {
            let from = start.first_of_month().checked_add(Span::new().try_months(count).ok()?).ok()?;
            let month = (1..=from.days_in_month()).filter_map(|day| Date::new(from.year(), from.month(), day).ok());
            Some(Dates { from, days: month.filter(|date| of_month(*date, start, rule)).collect() })
        }
    }
}

/// Whether a monthly rule has this date. A month without the day of the start has none (section 3.3.10).
fn of_month(date: Date, start: Date, rule: &Rule) -> bool {
    if rule.by_day.is_empty() && rule.by_month_day.is_empty() {
        return date.day() == start.day();
    }
    let from_end = |date: Date| date.day() - date.days_in_month() - 1;
    let by_month_day = rule.by_month_day.iter().any(|&day| day == date.day() || day == from_end(date));
    let by_day = rule.by_day.iter().any(|&(nth, day)| {
        let (forth, back) = ((date.day() - 1) / 7 + 1, (from_end(date) + 1) / 7 - 1);
        day == date.weekday() && nth.is_none_or(|nth| nth == forth || nth == back)
    });
    (rule.by_month_day.is_empty() || by_month_day) && (rule.by_day.is_empty() || by_day)
}
