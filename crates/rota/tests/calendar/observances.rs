//! What a VTIMEZONE says by itself (RFC 5545 section 3.6.5), from what `calcard` parsed of it: for programs that know no
//! IANA zone, only what stands in the file.

use calcard::common::PartialDateTime;
use calcard::icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty};

/// One change of the clocks, in seconds.
#[derive(Debug, Clone, Copy)]
struct Onset {
    at: i64,
    offset: i64,
}

/// The onsets of the one VTIMEZONE of a calendar, in order.
#[derive(Debug)]
pub(crate) struct Observances(Vec<Onset>);

impl Observances {
    pub(crate) fn of(calendar: &ICalendar) -> Self {
        assert_eq!(calendar.timezones().count(), 1);
        let kinds = [ICalendarComponentType::Standard, ICalendarComponentType::Daylight];
        let stated = calendar.components.iter().filter(|component| kinds.contains(&component.component_type));
        let mut onsets: Vec<_> = stated
            .map(|component| {
                let date_time =
                    |property| component.property(property).unwrap().values[0].as_partial_date_time().unwrap().clone();
                let offset = |property| {
                    let value = date_time(property);
                    let seconds = i64::from(value.tz_hour.unwrap()) * 3_600 + i64::from(value.tz_minute.unwrap()) * 60;
                    if value.tz_minus { -seconds } else { seconds }
                };
                let wall = wall(&date_time(&ICalendarProperty::Dtstart));
                let at = wall - offset(&ICalendarProperty::Tzoffsetfrom);
                Onset { at, offset: offset(&ICalendarProperty::Tzoffsetto) }
            })
            .collect();
        onsets.sort_by_key(|onset| onset.at);
        Self(onsets)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The only instant at which this wall time is shown; fails where it is shown twice or never.
    pub(crate) fn instant(&self, wall: i64) -> i64 {
        let ends = self.0.iter().skip(1).map(|onset| onset.at).chain([i64::MAX]);
        let found: Vec<_> = self
            .0
            .iter()
            .zip(ends)
            .map(|(onset, end)| (wall - onset.offset, onset.at, end))
            .filter(|(at, from, end)| from <= at && at < end)
            .map(|(at, ..)| at)
            .collect();
        assert_eq!(found.len(), 1, "{wall} is shown at {found:?} by {self:?}");
        found[0]
    }
}

/// A date and time in the seconds that UTC would show for it.
pub(crate) fn wall(value: &PartialDateTime) -> i64 {
    let small = |part: Option<u8>| i8::try_from(part.unwrap()).unwrap();
    let date = jiff::civil::date(i16::try_from(value.year.unwrap()).unwrap(), small(value.month), small(value.day));
    let at = date.at(small(value.hour), small(value.minute), small(value.second), 0);
    at.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second()
}
