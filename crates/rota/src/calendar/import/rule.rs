//! A recurrence rule as it is written (RRULE, RFC 5545 section 3.3.10), as far as it is supported.

use jiff::civil::Weekday;

use super::Why;
use super::value::{Written, date_or_time, shortened};
use crate::limits::IMPORT_INTERVAL;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frequency {
    Daily,
    Weekly,
    Monthly,
}

/// A rule that can be unfolded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) frequency: Frequency,
    /// At least 1.
    pub(super) interval: u32,
    pub(super) end: End,
    /// On these days; with a number, the so-manyth of the month, from its end if negative. None: as the start.
    pub(super) by_day: Vec<(Option<i8>, Weekday)>,
    /// On these days of the month, from its end if negative.
    pub(super) by_month_day: Vec<i8>,
    pub(super) week_start: Weekday,
}

/// When a series is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Never,
    Count(u32),
    Until(Written),
}

const UNREADABLE: Why = Why::Value("RRULE");

/// Reads a rule. What is not supported is said by name: half a rule would put the wrong people on.
pub(super) fn read(text: &str) -> Result<Rule, Why> {
    let mut frequency = None;
    let mut rule = Rule {
        frequency: Frequency::Daily,
        interval: 1,
        end: End::Never,
        by_day: Vec::new(),
        by_month_day: Vec::new(),
        week_start: Weekday::Monday,
    };
    for part in text.trim().trim_end_matches(';').split(';') {
        let (name, value) = part.split_once('=').ok_or(UNREADABLE)?;
        let value = value.trim().to_ascii_uppercase();
        match name.trim().to_ascii_uppercase().as_str() {
            "FREQ" => frequency = Some(read_frequency(&value)?),
            "INTERVAL" => rule.interval = read_interval(&value)?,
            "COUNT" if rule.end == End::Never => rule.end = End::Count(positive(&value)?),
            "UNTIL" if rule.end == End::Never => rule.end = End::Until(date_or_time(&value).ok_or(UNREADABLE)?),
            "BYDAY" => rule.by_day = value.split(',').map(read_day).collect::<Option<_>>().ok_or(UNREADABLE)?,
            "BYMONTHDAY" => {
                rule.by_month_day = value.split(',').map(read_month_day).collect::<Option<_>>().ok_or(UNREADABLE)?;
            }
            "WKST" => rule.week_start = weekday(&value).ok_or(UNREADABLE)?,
            // One end excludes the other (section 3.3.10).
            "COUNT" | "UNTIL" => return Err(UNREADABLE),
            other => return Err(Why::Unsupported(format!("{} in RRULE", shortened(other)))),
        }
    }
    rule.frequency = frequency.ok_or(UNREADABLE)?;
    if rule.by_day.len() > 60 || rule.by_month_day.len() > 62 {
        return Err(Why::TooLong("RRULE"));
    }
    let monthly = rule.frequency == Frequency::Monthly;
    if !monthly && rule.by_day.iter().any(|(nth, _)| nth.is_some()) {
        return Err(UNREADABLE);
    }
    if !monthly && !rule.by_month_day.is_empty() {
        return Err(Why::Unsupported("BYMONTHDAY in a daily or weekly RRULE".to_owned()));
    }
    Ok(rule)
}

fn read_frequency(value: &str) -> Result<Frequency, Why> {
    match value {
        "DAILY" => Ok(Frequency::Daily),
        "WEEKLY" => Ok(Frequency::Weekly),
        "MONTHLY" => Ok(Frequency::Monthly),
        "SECONDLY" | "MINUTELY" | "HOURLY" | "YEARLY" => Err(Why::Unsupported(format!("FREQ={value}"))),
        _ => Err(UNREADABLE),
    }
}

fn read_interval(value: &str) -> Result<u32, Why> {
    let interval = positive(value)?;
    if interval > IMPORT_INTERVAL { Err(Why::Unsupported("so long an INTERVAL".to_owned())) } else { Ok(interval) }
}

fn positive(value: &str) -> Result<u32, Why> {
    value.parse().ok().filter(|&number| number > 0).ok_or(UNREADABLE)
}

fn read_day(text: &str) -> Option<(Option<i8>, Weekday)> {
    let text = text.trim();
    let (number, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let nth = if number.is_empty() {
        None
    } else {
        Some(number.parse().ok().filter(|nth: &i8| (1..=5).contains(&nth.unsigned_abs()))?)
    };
    weekday(day).map(|day| (nth, day))
}

/// By its two letters.
fn weekday(text: &str) -> Option<Weekday> {
    match text {
        "MO" => Some(Weekday::Monday),
        "TU" => Some(Weekday::Tuesday),
        "WE" => Some(Weekday::Wednesday),
        "TH" => Some(Weekday::Thursday),
        "FR" => Some(Weekday::Friday),
        "SA" => Some(Weekday::Saturday),
        "SU" => Some(Weekday::Sunday),
        _ => None,
    }
}

fn read_month_day(text: &str) -> Option<i8> {
    text.trim().parse().ok().filter(|day: &i8| (1..=31).contains(&day.unsigned_abs()))
}
