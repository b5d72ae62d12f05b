//! Times in words, as the NHS writes them: in the United Kingdom's time, or where a rota has another, in the rota's. The
//! exact instant stands beside each for machines and for whoever hovers.

use jiff::civil::{Date, DateTime};
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

impl When {
    /// Its words behind a beginning's: the day is not said twice.
    pub(crate) fn after(&self, beginning: impl AsRef<str>) -> &str {
        let day = beginning.as_ref().split_once(", ").map(|(day, _)| day);
        let time = day.and_then(|day| self.words.strip_prefix(day)).and_then(|rest| rest.strip_prefix(", "));
        time.unwrap_or(&self.words)
    }
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The United Kingdom's time.
pub(crate) fn home() -> TimeZone {
    TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)
}

/// `FROM/TO` for a form to send back, on whole seconds as exceptions must be: what is under way begins at a fraction of one.
pub(crate) fn stretch(from: Timestamp, to: Timestamp) -> String {
    let second = |at: Timestamp| Timestamp::from_second(at.as_second()).unwrap_or(at);
    format!("{}/{}", second(from), second(to))
}

/// An instant as a log writes it: the 24-hour clock, with seconds and zone, never to be mistaken.
pub(crate) fn logged(at: Timestamp) -> When {
    let here = at.to_zoned(home());
    let name = if here.offset().seconds() == 0 { "GMT" } else { "BST" };
    let (hour, minute, second) = (here.hour(), here.minute(), here.second());
    When { words: format!("{}, {hour:02}:{minute:02}:{second:02} {name}", date(&here)), exact: at.to_string() }
}

fn date(here: &Zoned) -> String {
    date_of(here.date())
}

fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default()
}

/// `Saturday 21 November`.
pub(crate) fn day(date: Date) -> String {
    let index = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
    format!("{} {} {}", DAYS.get(index).copied().unwrap_or_default(), date.day(), month(date))
}

/// An instant in words.
pub(crate) fn when(at: Timestamp) -> When {
    when_in(at, &home())
}

/// An instant in words, on the clocks of a zone.
pub(crate) fn when_in(at: Timestamp, zone: &TimeZone) -> When {
    let here = at.to_zoned(zone.clone());
    When { words: format!("{}, {}", date(&here), time_of(&here)), exact: at.to_string() }
}

/// `Saturday 21 November, 3:04am`: for what is near. Which midnight is meant is said.
pub(crate) fn soon_in(at: Timestamp, zone: &TimeZone) -> When {
    let here = at.to_zoned(zone.clone());
    let day = day(here.date());
    let words = if here.hour() == 0 && here.minute() == 0 {
        format!("the start of {day}")
    } else {
        format!("{day}, {}", time_of(&here))
    };
    When { words, exact: at.to_string() }
}

/// `21 November 2026`.
pub(crate) fn date_of(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `3:04am`, and which of the two where the clocks go back over it.
pub(crate) fn time_of(here: &Zoned) -> String {
    let mut words = clock(here.hour(), here.minute());
    // In the hour that the clocks go back over, a time alone means two instants.
    if here.time_zone().to_ambiguous_zoned(here.datetime()).is_ambiguous() {
        words.push_str(&here.strftime(" %Z").to_string());
    }
    words
}

pub(crate) fn clock(hour: i8, minute: i8) -> String {
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

/// What a browser's date and time field sends: no zone, so it is the form's that is meant; of an hour that comes twice,
/// the first.
pub(crate) fn from_field_in(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let civil: DateTime = text.parse().ok()?;
    let at = civil.to_zoned(zone.clone()).ok()?.timestamp();
    Timestamp::from_microsecond(at.as_microsecond()).ok()
}

/// An instant as such a field shows it.
pub(crate) fn to_field_in(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(at: &str) -> String {
        when(at.parse().unwrap()).words
    }

    fn at_home(text: &str) -> Option<Timestamp> {
        from_field_in(text, &home())
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
        assert_eq!(at_home("2026-07-01T03:15").unwrap().to_string(), "2026-07-01T02:15:00Z");
        assert_eq!(at_home("2026-10-25T01:30").unwrap().to_string(), "2026-10-25T00:30:00Z");
        assert_eq!(at_home("tonight"), None);
        assert_eq!(at_home("2026-13-01T00:00"), None);
        let zone = TimeZone::get("America/New_York").unwrap();
        let at = from_field_in("2026-07-01T03:15", &zone).unwrap();
        assert_eq!(
            (at.to_string().as_str(), to_field_in(at, &zone).as_str()),
            ("2026-07-01T07:15:00Z", "2026-07-01T03:15")
        );
    }

    #[test]
    fn elsewhere_is_on_the_clocks_there() {
        let zone = TimeZone::get("America/New_York").unwrap();
        assert_eq!(when_in("2026-07-01T12:00:00Z".parse().unwrap(), &zone).words, "1 July 2026, 8am");
        assert_eq!(soon_in("2026-11-01T05:30:00Z".parse().unwrap(), &zone).words, "Sunday 1 November, 1:30am EDT");
        assert_eq!(soon_in("2026-11-02T05:00:00Z".parse().unwrap(), &zone).words, "the start of Monday 2 November");
    }

    #[test]
    fn an_end_on_the_same_day_is_its_time_alone() {
        let zone = home();
        let said = |from: &str, to: &str| {
            let (from, to) = (soon_in(from.parse().unwrap(), &zone), soon_in(to.parse().unwrap(), &zone));
            format!("{} to {}", from.words, to.after(&from.words))
        };
        assert_eq!(said("2026-11-22T03:00:00Z", "2026-11-22T04:00:00Z"), "Sunday 22 November, 3am to 4am");
        assert_eq!(
            said("2026-11-22T03:00:00Z", "2026-11-23T04:00:00Z"),
            "Sunday 22 November, 3am to Monday 23 November, 4am"
        );
        assert_eq!(
            said("2026-11-22T00:00:00Z", "2026-11-22T04:00:00Z"),
            "the start of Sunday 22 November to Sunday 22 November, 4am"
        );
        assert_eq!(
            said("2026-11-22T04:00:00Z", "2026-11-23T00:00:00Z"),
            "Sunday 22 November, 4am to the start of Monday 23 November"
        );
    }
}
