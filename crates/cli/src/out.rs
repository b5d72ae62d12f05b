//! What commands print: JSON for programs, lines for people. A closed pipe ends the command in silence.

use std::io::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::failure::Failure;

/// Prints one line.
///
/// # Errors
/// The terminal or pipe cannot be written.
pub fn line(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|error| Failure::output(&error))
}

/// Prints JSON, one value a line.
///
/// # Errors
/// As [`line`].
pub fn json(value: &Value) -> Result<(), Failure> {
    line(&value.to_string())
}

/// Text of a field, for people: empty when it is not there.
#[must_use]
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or("")
}

/// An instant for people: 24-hour, with seconds and zone, in UTC; a log must never be ambiguous.
#[must_use]
pub fn instant(value: &Value, name: &str) -> String {
    text(value, name)
        .parse::<Timestamp>()
        .map_or_else(|_| text(value, name).to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%SZ").to_string())
}

/// An instant for people in the time of a place: `Mon 2026-03-30 09:00 +01:00`, with seconds only where there are some.
#[must_use]
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned(zone.clone());
    let form = if zoned.second() == 0 { "%a %Y-%m-%d %H:%M %:z" } else { "%a %Y-%m-%d %H:%M:%S %:z" };
    zoned.strftime(form).to_string()
}

/// Rows under headings, each column as wide as its widest cell.
///
/// # Errors
/// As [`line`].
pub fn table(headings: &[&str], rows: &[Vec<String>]) -> Result<(), Failure> {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(headings.get(column).map(|heading| heading.chars().count())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let show = |cells: &[String]| {
        let padded: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        line(padded.join("  ").trim_end())
    };
    show(&headings.iter().map(|heading| (*heading).to_owned()).collect::<Vec<_>>())?;
    rows.iter().try_for_each(|row| show(row))
}
