//! Content lines on their way out: folding, escaping, and the forms of values (RFC 5545 sections 3.1 and 3.3).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Octets of a line without its line break (section 3.1).
const LINE_OCTETS: usize = 75;

/// A calendar being written.
#[derive(Debug, Default)]
pub(super) struct Writer(String);

impl Writer {
    /// One line, folded: `name` with its parameters, and a value in its final form. No character is cut in two.
    pub(super) fn line(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for character in name.chars().chain([':']).chain(value.chars()) {
            if octets + character.len_utf8() > LINE_OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// One line whose value is text.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.line(name, &escaped(value));
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// Text as a value (section 3.3.11). Line breaks of every kind are one; other control characters, which no calendar may
/// contain, are spaces.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\r' => {
                characters.next_if_eq(&'\n');
                escaped.push_str("\\n");
            }
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push('\t'),
            _ if character.is_control() => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// An instant in UTC: `20260330T080000Z`.
pub(super) fn utc(at: Timestamp) -> String {
    format!("{}Z", local(Offset::UTC.to_datetime(at)))
}

/// A wall time: `20260330T090000`.
pub(super) fn local(wall: DateTime) -> String {
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}",
        wall.year(),
        wall.month(),
        wall.day(),
        wall.hour(),
        wall.minute(),
        wall.second()
    )
}

/// An offset from UTC: `+0100`, with seconds only where it has any.
pub(super) fn offset(offset: Offset) -> String {
    let (sign, all) = (if offset.seconds() < 0 { '-' } else { '+' }, offset.seconds().unsigned_abs());
    let (hours, minutes, seconds) = (all / 3_600, all / 60 % 60, all % 60);
    let rest = if seconds == 0 { String::new() } else { format!("{seconds:02}") };
    format!("{sign}{hours:02}{minutes:02}{rest}")
}

#[cfg(test)]
mod tests {
    use jiff::tz::Offset;
    use proptest::prelude::*;

    use super::{Writer, escaped, offset};

    #[test]
    fn text_is_escaped_as_the_standard_says() {
        assert_eq!(escaped("a\\b;c,d:\"e\"\nf\r\ng\rh\ti\u{7}j"), "a\\\\b\\;c\\,d:\"e\"\\nf\\ng\\nh\ti j");
    }

    #[test]
    fn offsets_have_seconds_only_where_they_have_any() {
        let of = |seconds| offset(Offset::from_seconds(seconds).unwrap());
        assert_eq!([of(0), of(37_800), of(-12_600), of(-2_670)], ["+0000", "+1030", "-0330", "-004430"]);
    }

    proptest! {
        #[test]
        fn lines_are_folded_between_characters_and_unfold_to_themselves(value in "[a-zé漢🚨 ]{0,300}") {
            let mut writer = Writer::default();
            writer.line("SUMMARY", &value);
            let text = writer.finish();
            prop_assert!(text.ends_with("\r\n"));
            for line in text.split_terminator("\r\n") {
                prop_assert!(line.len() <= 75, "{}", line.len());
            }
            prop_assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{value}\r\n"));
        }
    }
}
