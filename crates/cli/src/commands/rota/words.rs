//! Times and lengths in words that can be read aloud.

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(super) use crate::out::moment;

/// `Mon 09:00`, for a second clock beside the first.
pub(super) fn short(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %H:%M").to_string()
}

/// The wall time with its offset, for programs.
pub(super) fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `167 h`, `11 h 30 min`, `45 min`, `20 s`: hours are not folded into days, since a day need not have 24.
pub(super) fn length(from: Timestamp, to: Timestamp) -> String {
    seconds(to.as_second().saturating_sub(from.as_second()))
}

/// So many seconds in words.
pub(super) fn seconds(seconds: i64) -> String {
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let said: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, unit)| format!("{number} {unit}")).collect();
    if said.is_empty() { "0 s".to_owned() } else { said.join(" ") }
}

/// `1 gap`, `2 gaps`.
pub(super) fn count(number: usize, of: &str) -> String {
    format!("{number} {of}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_counted_and_offsets_are_said() {
        let zone = TimeZone::get("Europe/London").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(moment(at("2026-03-30T08:00:00Z"), &zone), "Mon 2026-03-30 09:00 +01:00");
        assert_eq!(moment(at("2026-01-05T09:00:30Z"), &zone), "Mon 2026-01-05 09:00:30 +00:00");
        assert_eq!(length(at("2026-03-23T09:00:00Z"), at("2026-03-30T08:00:00Z")), "167 h");
        assert_eq!(seconds(41_430), "11 h 30 min 30 s");
        assert_eq!(seconds(0), "0 s");
    }
}
