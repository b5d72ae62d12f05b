//! A time zone as a calendar states it (VTIMEZONE, RFC 5545 section 3.6.5): every change of the clocks that matters, with
//! its own onset. No rule is guessed from them, so there is none to be wrong.

use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::write::{Writer, local, offset};
use crate::stretch::Stretch;

/// Observances begin here at the earliest: programs are seldom tried on older ones.
const EPOCH: &str = "19700101T000000";
const SECOND: SignedDuration = SignedDuration::from_secs(1);
/// Around the stretch: no wall time near its ends is before the first onset or past an omitted one, and a zone that has
/// both kinds of time states both.
const MARGIN: SignedDuration = SignedDuration::from_hours(24 * 366);

/// Writes the definition of a zone that holds over a stretch. Its TZID is the zone's IANA name.
pub(super) fn write(to: &mut Writer, name: &str, zone: &TimeZone, over: Stretch) {
    let (from, until) = (over.from.saturating_add(MARGIN * -1), over.to.saturating_add(MARGIN));
    let (from, until) = (from.unwrap_or(over.from), until.unwrap_or(over.to));
    to.line("BEGIN", "VTIMEZONE");
    to.line("TZID", name);
    to.line("X-LIC-LOCATION", name);
    write_first(to, zone, from);
    for change in zone.following(from).take_while(|change| change.timestamp() <= until) {
        write_change(to, zone, change.timestamp());
    }
    to.line("END", "VTIMEZONE");
}

/// What holds at an instant, from its own onset.
fn write_first(to: &mut Writer, zone: &TimeZone, at: Timestamp) {
    let last = at.saturating_add(SECOND).map(|after| zone.preceding(after).next().map(|change| change.timestamp()));
    match last {
        Ok(Some(change)) if change > Timestamp::UNIX_EPOCH => write_change(to, zone, change),
        Ok(_) | Err(_) => {
            let now = zone.to_offset_info(at);
            observance(to, now.dst().is_dst(), EPOCH, (now.offset(), now.offset()), now.abbreviation());
        }
    }
}

/// What holds from a change on. Daylight is what the clocks go forward to and standard what they go back to, also where
/// the law says it the other way about (Dublin, Casablanca): it is what programs expect of the two words.
fn write_change(to: &mut Writer, zone: &TimeZone, change: Timestamp) {
    let just_before = change.saturating_add(SECOND * -1).unwrap_or(change);
    let (before, after) = (zone.to_offset_info(just_before), zone.to_offset_info(change));
    let (was, is) = (before.dst().is_dst(), after.dst().is_dst());
    let daylight = if was == is { is } else { after.offset() > before.offset() };
    // An onset is the wall time that the clock would have shown had it not been changed.
    let onset = local(before.offset().to_datetime(change));
    observance(to, daylight, &onset, (before.offset(), after.offset()), after.abbreviation());
}

fn observance(to: &mut Writer, daylight: bool, onset: &str, (from, until): (Offset, Offset), name: &str) {
    let kind = if daylight { "DAYLIGHT" } else { "STANDARD" };
    to.line("BEGIN", kind);
    to.line("DTSTART", onset);
    to.line("TZOFFSETFROM", &offset(from));
    to.line("TZOFFSETTO", &offset(until));
    to.text("TZNAME", name);
    to.line("END", kind);
}
