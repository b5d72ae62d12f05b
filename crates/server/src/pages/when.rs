//! Times in words, as the NHS writes them, in the United Kingdom's time; the exact instant stands beside each for
//! machines and for whoever hovers.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

const ZONE: &str = "Europe/London";
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// An instant, in words and exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    /// `21 November 2026, 3:04am`.
    pub(crate) words: String,
    /// RFC 3339, in UTC.
    pub(crate) exact: String,
}

fn zone() -> TimeZone {
    TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)
}

/// An instant as a log writes it: the 24-hour clock, with seconds and zone, never to be mistaken.
pub(crate) fn logged(at: Timestamp) -> When {
    let here = at.to_zoned(zone());
    let name = if here.offset().seconds() == 0 { "GMT" } else { "BST" };
    let (hour, minute, second) = (here.hour(), here.minute(), here.second());
    When { words: format!("{}, {hour:02}:{minute:02}:{second:02} {name}", date(&here)), exact: at.to_string() }
}

fn date(here: &Zoned) -> String {
    let month = usize::try_from(here.month() - 1).ok().and_then(|index| MONTHS.get(index)).unwrap_or(&"");
    format!("{} {month} {}", here.day(), here.year())
}

/// An instant in words.
pub(crate) fn when(at: Timestamp) -> When {
    let zone = zone();
    let here = at.to_zoned(zone.clone());
    let mut words = format!("{}, {}", date(&here), clock(here.hour(), here.minute()));
    // In the hour that the clocks go back over, a time alone means two instants.
    if zone.to_ambiguous_zoned(here.datetime()).is_ambiguous() {
        words.push_str(if here.offset().seconds() == 0 { " GMT" } else { " BST" });
    }
    When { words, exact: at.to_string() }
}

fn clock(hour: i8, minute: i8) -> String {
    match (hour, minute) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        _ => {
            let half = if hour < 12 { "am" } else { "pm" };
            let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
            if minute == 0 { format!("{twelve}{half}") } else { format!("{twelve}:{minute:02}{half}") }
        }
    }
}

/// What a browser's date and time field sends: no zone, so the United Kingdom's time is meant; of an hour that comes
/// twice, the first.
pub(crate) fn from_field(text: &str) -> Option<Timestamp> {
    let civil: DateTime = text.parse().ok()?;
    let at = civil.to_zoned(zone()).ok()?.timestamp();
    Timestamp::from_microsecond(at.as_microsecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(at: &str) -> String {
        when(at.parse().unwrap()).words
    }

    #[test]
    fn times_are_written_as_people_say_them() {
        assert_eq!(words("2026-11-21T03:04:59Z"), "21 November 2026, 3:04am");
        assert_eq!(words("2026-07-01T16:30:00Z"), "1 July 2026, 5:30pm");
        assert_eq!(words("2026-06-30T23:00:00Z"), "1 July 2026, midnight");
        assert_eq!(words("2026-01-02T12:00:00Z"), "2 January 2026, midday");
        assert_eq!(words("2026-01-02T00:30:00Z"), "2 January 2026, 12:30am");
        assert_eq!(words("2026-01-02T15:00:00Z"), "2 January 2026, 3pm");
    }

    #[test]
    fn the_hour_that_comes_twice_says_which() {
        assert_eq!(words("2026-10-25T00:30:00Z"), "25 October 2026, 1:30am BST");
        assert_eq!(words("2026-10-25T01:30:00Z"), "25 October 2026, 1:30am GMT");
        assert_eq!(words("2026-10-25T02:30:00Z"), "25 October 2026, 2:30am");
    }

    #[test]
    fn a_log_has_seconds_and_a_zone() {
        let words = |at: &str| logged(at.parse().unwrap()).words;
        assert_eq!(words("2026-11-21T03:04:59Z"), "21 November 2026, 03:04:59 GMT");
        assert_eq!(words("2026-07-01T23:00:00Z"), "2 July 2026, 00:00:00 BST");
    }

    #[test]
    fn a_field_means_the_time_on_the_wall() {
        assert_eq!(from_field("2026-07-01T03:15").unwrap().to_string(), "2026-07-01T02:15:00Z");
        assert_eq!(from_field("2026-10-25T01:30").unwrap().to_string(), "2026-10-25T00:30:00Z");
        assert_eq!(from_field("tonight"), None);
        assert_eq!(from_field("2026-13-01T00:00"), None);
    }
}
