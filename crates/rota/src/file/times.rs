//! Times as people write them, and which instant a wall time is.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::file::document::{Clock, Wall, When};
use crate::model::{Turn, Unit};

/// Which end of a stretch a time is: it matters where the clock shows a time twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its first occurrence.
    Start,
    /// Its last occurrence.
    End,
}

/// The instant of a wall time: by the library's rules, the first instant after the gap where the clock skips it, and of
/// two occurrences the first as a start and the last as an end.
///
/// None outside jiff's years.
#[must_use]
pub fn instant(zone: &TimeZone, time: DateTime, edge: Edge) -> Option<Timestamp> {
    let at = |offset: jiff::tz::Offset| offset.to_timestamp(time).ok();
    match zone.to_ambiguous_timestamp(time).offset() {
        AmbiguousOffset::Unambiguous { offset } => at(offset),
        // Read with the offset after the gap, a skipped time lies before it: the next change is the gap's end.
        AmbiguousOffset::Gap { after, .. } => zone.following(at(after)?).next().map(|change| change.timestamp()),
        AmbiguousOffset::Fold { before, .. } if edge == Edge::Start => at(before),
        AmbiguousOffset::Fold { after, .. } => at(after),
    }
}

/// An instant in RFC 3339, or a wall time of this zone: `2026-12-25T09:00:00Z`, `2026-12-25 09:00`, `2026-12-25`.
/// None for anything else.
#[must_use]
pub fn moment(text: &str, zone: &TimeZone, edge: Edge) -> Option<Timestamp> {
    match when(text)? {
        When::Local(time) => instant(zone, time, edge),
        When::Instant(at) => Some(at),
    }
}

impl When {
    pub(crate) fn instant(self, zone: &TimeZone, edge: Edge) -> Option<Timestamp> {
        match self {
            Self::Local(time) => instant(zone, time, edge),
            Self::Instant(at) => Some(at),
        }
    }
}

pub(crate) fn when(text: &str) -> Option<When> {
    if let Some(wall) = wall(text) {
        return Some(When::Local(wall.0));
    }
    let (_, time) = text.split_once(['T', ' '])?;
    // Z, or an offset as +01:00. A date's hyphens are before the time.
    let offset = time.ends_with('Z') || time.contains(['+', '-']);
    // `2026-12-25 09:00[Europe/Paris]` and what else jiff reads is not the format.
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"-+: TZ.".contains(&byte));
    (offset && plain).then(|| text.parse().ok().map(When::Instant)).flatten()
}

/// `2026-01-05 09:00`, `2026-01-05T09:00:00`, `2026-01-05`.
pub(crate) fn wall(text: &str) -> Option<Wall> {
    let Some((date, time)) = text.split_once(['T', ' ']) else {
        return self::date(text).map(|date| Wall(date.at(0, 0, 0, 0)));
    };
    Some(Wall(self::date(date)?.to_datetime(clock(time)?.0)))
}

fn date(text: &str) -> Option<Date> {
    digits(text, "0000-00-00").then(|| text.parse().ok()).flatten()
}

/// `09:00`, `09:00:30`.
pub(crate) fn clock(text: &str) -> Option<Clock> {
    let form = digits(text, "00:00") || digits(text, "00:00:00");
    // jiff reads the sixtieth second of a minute as the one before it; no clock of a rota has one.
    let time: Time = (form && !text.ends_with(":60")).then(|| text.parse().ok()).flatten()?;
    Some(Clock(time))
}

/// Whether a text has digits where the form has 0, and is the form elsewhere.
fn digits(text: &str, form: &str) -> bool {
    let fits = |(found, form): (u8, u8)| if form == b'0' { found.is_ascii_digit() } else { found == form };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}

/// `week`, `2 weeks`, `12 hours`.
pub(crate) fn every(text: &str) -> Option<Turn> {
    let (length, unit) = match text.split_once(' ') {
        Some((number, unit)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            (number.parse().ok()?, unit.trim_start())
        }
        Some(_) => return None,
        None => (1, text),
    };
    let unit = match unit {
        "hour" | "hours" => Unit::Hourly,
        "day" | "days" => Unit::Daily,
        "week" | "weeks" => Unit::Weekly,
        "month" | "months" => Unit::Monthly,
        _ => return None,
    };
    Some(Turn::of(length, unit))
}
