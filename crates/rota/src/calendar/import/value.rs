//! Values on their way in: dates, times, durations, text (RFC 5545 section 3.3).

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::limits::NAME;

/// A date or a time in a zone; UTC is one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct When {
    pub(super) wall: DateTime,
    pub(super) zone: TimeZone,
    /// A whole day: a date without a time.
    pub(super) whole_day: bool,
}

impl When {
    /// The instant it means. One that the clock shows twice is the first, one that it skips is reckoned with the offset
    /// before the gap (section 3.3.5): so every calendar program reads the file, and so does this.
    pub(super) fn instant(&self) -> Option<Timestamp> {
        instant(self.wall, &self.zone)
    }
}

/// The instant a wall time means in a zone.
pub(super) fn instant(wall: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(wall).compatible().ok()
}

/// A date or a time as it is written, before its zone is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Date(Date),
    Utc(DateTime),
    Local(DateTime),
}

/// Reads `20260330`, `20260330T090000` or `20260330T080000Z`.
pub(super) fn date_or_time(text: &str) -> Option<Written> {
    let text = text.trim();
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (read_date(date)?, time),
        None => return read_date(text).map(Written::Date),
    };
    let (time, utc) = match time.strip_suffix(['Z', 'z']) {
        Some(time) => (time, true),
        None => (time, false),
    };
    let [hour, minute, second] = [two(time, 0)?, two(time, 2)?, two(time, 4)?];
    if time.len() != 6 {
        return None;
    }
    // A leap second is the one before it: no clock of a rota has it.
    let time = Time::new(hour, minute, if second == 60 { 59 } else { second }, 0).ok()?;
    let wall = date.to_datetime(time);
    Some(if utc { Written::Utc(wall) } else { Written::Local(wall) })
}

fn read_date(text: &str) -> Option<Date> {
    if text.len() != 8 {
        return None;
    }
    let year = i16::from(two(text, 0)?) * 100 + i16::from(two(text, 2)?);
    Date::new(year, two(text, 4)?, two(text, 6)?).ok()
}

/// Two digits.
fn two(text: &str, at: usize) -> Option<i8> {
    let digits = text.get(at..at + 2)?;
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// How long an event is: what is added to its wall time, then what is added to the instant (section 3.3.6: weeks and
/// days are those of the calendar, hours really pass).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) wall: SignedDuration,
    pub(super) passing: SignedDuration,
}

/// Reads `P1W`, `P2D`, `PT12H30M`, `P1DT2H`; none if it is negative.
pub(super) fn duration(text: &str) -> Option<Length> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text).strip_prefix('P')?;
    let (days, time) = text.split_once('T').map_or((text, None), |(days, time)| (days, Some(time)));
    if days.is_empty() && time.is_none_or(str::is_empty) {
        return None;
    }
    let wall = units(days, &[('W', 604_800), ('D', 86_400)])?;
    let passing = units(time.unwrap_or_default(), &[('H', 3_600), ('M', 60), ('S', 1)])?;
    Some(Length { wall: SignedDuration::from_secs(wall), passing: SignedDuration::from_secs(passing) })
}

/// Adds up numbers with their units, which stand in this order, each at most once.
fn units(mut text: &str, mut known: &[(char, i64)]) -> Option<i64> {
    let mut sum = 0_i64;
    while !text.is_empty() {
        let (number, rest) = text.split_at(text.find(|character: char| !character.is_ascii_digit())?);
        let unit = rest.chars().next()?;
        let index = known.iter().position(|(name, _)| *name == unit)?;
        let (_, seconds) = known.get(index)?;
        sum = sum.checked_add(number.parse::<i64>().ok()?.checked_mul(*seconds)?)?;
        // Longer than any rota reaches is no duration of a duty, and keeps what is reckoned with it small.
        if sum > 200 * 366 * 86_400 {
            return None;
        }
        known = known.get(index + 1..)?;
        text = rest.get(unit.len_utf8()..)?;
    }
    Some(sum)
}

/// Text as it was meant, with what could spoil a line or a screen as spaces.
pub(super) fn text(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        plain.push(match character {
            '\\' => match characters.next() {
                Some('n' | 'N') | None => ' ',
                Some(escaped) => escaped,
            },
            _ if character.is_control() => ' ',
            _ => character,
        });
    }
    plain.trim().to_owned()
}

/// No more than a name's characters of it.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(NAME).map(|character| if character.is_control() { ' ' } else { character }).collect()
}
