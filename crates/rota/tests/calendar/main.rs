//! Calendars as others read them: every feed is parsed by `calcard`, code and zone data that are not ours.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "the helpers of a test fail as a test does")]

mod feeds;
mod imports;
mod observances;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Clocks that change at midnight, by half an hour, the other way about in law, by a whole day, for a month, not at all.
const ZONES: [&str; 22] = [
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Havana",
    "America/Sao_Paulo",
    "America/Asuncion",
    "America/Nuuk",
    "Atlantic/Azores",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
];

/// Every change of a zone's clocks in some years; one plain day where there is none.
fn changes(name: &str, from: i16, to: i16) -> Vec<Timestamp> {
    let instant = |year: i16| jiff::civil::date(year, 1, 1).to_zoned(TimeZone::UTC).unwrap().timestamp();
    let zone = TimeZone::get(name).unwrap();
    let all = zone.following(instant(from)).map(|change| change.timestamp());
    let found: Vec<_> = all.take_while(|at| *at < instant(to)).collect();
    if found.is_empty() { vec!["2026-06-01T00:00:00Z".parse().unwrap()] } else { found }
}
