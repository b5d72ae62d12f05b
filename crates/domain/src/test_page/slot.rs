//! When each person's monthly test is due: an hour of a working day of theirs, another person's another, each month's
//! another. It follows from the person and the month alone, so that no node need be told.

use std::sync::LazyLock;

use ctac_rota::holidays::{DateKind, Holidays};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use sha2::{Digest, Sha256};

use crate::directory::Person;
use crate::id::PersonId;
use crate::limits::{HOME_ZONE, TEST_HOURS};

/// Months looked ahead for one with a working day; the first has some.
const MONTHS: i32 = 3;

static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(Holidays::england_and_wales);

/// The zone in which a person works.
#[must_use]
pub fn zone_of(person: &Person) -> TimeZone {
    let theirs = person.preferences.time_zone.as_deref();
    theirs.into_iter().chain([HOME_ZONE]).find_map(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

/// Their first slot after an instant.
#[must_use]
pub fn after(person: PersonId, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
    let first = at.to_zoned(zone.clone()).date().first_of_month();
    let months = (0..MONTHS).filter_map(|more| first.checked_add(more.months()).ok());
    months.filter_map(|month| of_month(person, zone, month)).find(|slot| *slot > at)
}

/// Their hour of the next working day after an instant.
#[must_use]
pub fn next_working_day(person: PersonId, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
    let today = at.to_zoned(zone.clone()).date();
    // Between two working days there are never as many as fourteen others.
    let days = (0..14).filter_map(|more| today.checked_add(more.days()).ok()).filter(|day| is_working_day(*day));
    let minute = number(person, today.first_of_month()) % minutes();
    days.filter_map(|day| on(zone, day, minute)).find(|slot| *slot > at)
}

/// Whether somebody in a zone may be tested at an instant.
#[must_use]
pub fn is_working_hour(zone: &TimeZone, at: Timestamp) -> bool {
    let local = at.to_zoned(zone.clone());
    is_working_day(local.date()) && (TEST_HOURS.0..TEST_HOURS.1).contains(&local.hour())
}

/// Their slot of a month: any minute of any working day is as likely as another.
fn of_month(person: PersonId, zone: &TimeZone, month: Date) -> Option<Timestamp> {
    let days: Vec<Date> = month.series(1.day()).take_while(|day| day.month() == month.month()).collect();
    let days: Vec<Date> = days.into_iter().filter(|day| is_working_day(*day)).collect();
    let place = number(person, month) % (u64::try_from(days.len()).ok()?.max(1) * minutes());
    let day = days.get(usize::try_from(place / minutes()).ok()?)?;
    on(zone, *day, place % minutes())
}

fn on(zone: &TimeZone, day: Date, minute: u64) -> Option<Timestamp> {
    let first = day.at(TEST_HOURS.0, 0, 0, 0);
    let slot = first.checked_add(SignedDuration::from_mins(i64::try_from(minute).ok()?)).ok()?;
    slot.to_zoned(zone.clone()).ok().map(|slot| slot.timestamp())
}

/// Minutes of a day in which tests are sent.
fn minutes() -> u64 {
    u64::from((TEST_HOURS.1 - TEST_HOURS.0).unsigned_abs()) * 60
}

/// From Monday to Friday and no bank holiday of England and Wales, as far as the list goes.
fn is_working_day(day: Date) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend && !matches!(HOLIDAYS.on(day), DateKind::Holiday(_))
}

/// A number of a person's that is another in each month.
fn number(person: PersonId, month: Date) -> u64 {
    let hash = Sha256::new()
        .chain_update(b"ctac/test-page/v1")
        .chain_update(person.0.as_bytes())
        .chain_update(month.year().to_be_bytes())
        .chain_update(month.month().to_be_bytes())
        .finalize();
    u64::from_be_bytes(*hash.first_chunk::<8>().unwrap_or(&[0; 8]))
}

#[cfg(test)]
mod tests;
