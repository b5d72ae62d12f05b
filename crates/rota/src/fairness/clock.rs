//! What a clock shows over a stretch: pieces of one date, exact whatever the clock does in between.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

use crate::stretch::Stretch;

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// Wall time at an instant, in the seconds that UTC would show for the same date and time.
pub(super) fn wall(zone: &TimeZone, at: Timestamp) -> i64 {
    at.as_second() + i64::from(zone.to_offset(at).seconds())
}

/// Gives every piece of a stretch in which the clock goes on evenly within one date: that date, and the seconds of the
/// day it shows. An hour that is repeated is given twice, one that is skipped never: the pieces add up to the stretch.
pub(super) fn pieces(zone: &TimeZone, stretch: Stretch, mut each: impl FnMut(Date, Range<i64>)) {
    let mut from = stretch.from;
    let mut changes = zone.following(from).map(|change| change.timestamp());
    while from < stretch.to {
        let to = changes.next().map_or(stretch.to, |change| change.min(stretch.to));
        evenly(wall(zone, from), to.as_second() - from.as_second(), &mut each);
        from = to;
    }
}

/// The same for a piece in which the offset does not change: so many seconds from a wall time.
fn evenly(mut wall: i64, length: i64, each: &mut impl FnMut(Date, Range<i64>)) {
    let to = wall + length;
    while wall < to {
        // Every wall time of an instant that jiff knows is one that it can show.
        let Ok(shown) = Timestamp::from_second(wall) else { return };
        let date = Offset::UTC.to_datetime(shown).date();
        let midnight = wall - wall.rem_euclid(DAY);
        let end = to.min(midnight + DAY);
        each(date, wall - midnight..end - midnight);
        wall = end;
    }
}
