//! Content lines on their way in: unfolded, numbered, bounded, and taken apart (RFC 5545 section 3.1).

use super::{ImportRefused, Unreadable};
use crate::limits::{IMPORT_LINE, IMPORT_OCTETS};

/// A line as it stands in the file, unfolded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawLine {
    /// The number of its first line in the file, from 1.
    pub(super) number: usize,
    pub(super) text: String,
}

/// A property: a name, its parameters and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) number: usize,
    /// In capitals.
    pub(super) name: String,
    /// Names in capitals; only the first value of each.
    parameters: Vec<(String, String)>,
    pub(super) value: String,
}

impl Property {
    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Whether a parameter has this value, however it is written.
    pub(super) fn says(&self, name: &str, value: &str) -> bool {
        self.parameter(name).is_some_and(|own| own.eq_ignore_ascii_case(value))
    }
}

/// The unfolded lines of a file; after a refusal there are no more.
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    number: usize,
    cut: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn of(file: &'a [u8]) -> Self {
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        let within = file.get(..IMPORT_OCTETS);
        Self { rest: within.unwrap_or(file), number: 0, cut: within.is_some() && file.len() > IMPORT_OCTETS }
    }

    /// The next line of the file itself, without its end.
    fn physical(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.iter().position(|&octet| octet == b'\n');
        let (line, rest) = match end {
            Some(end) => (self.rest.get(..end)?, self.rest.get(end + 1..)?),
            None => (self.rest, &[][..]),
        };
        self.rest = rest;
        self.number += 1;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }

    fn refuse(&mut self, line: usize, why: Unreadable) -> ImportRefused {
        self.rest = &[];
        self.cut = false;
        ImportRefused::File { line, why }
    }

    fn unfolded(&mut self) -> Option<Result<RawLine, ImportRefused>> {
        let first = self.physical()?;
        let number = self.number;
        let mut octets = first.to_vec();
        while matches!(self.rest.first(), Some(b' ' | b'\t')) && octets.len() <= IMPORT_LINE {
            let more = self.physical().unwrap_or_default();
            octets.extend_from_slice(more.get(1..).unwrap_or_default());
        }
        if octets.len() > IMPORT_LINE {
            return Some(Err(self.refuse(number, Unreadable::LongLine)));
        }
        // Only now: a fold may stand within a character.
        match String::from_utf8(octets) {
            Ok(text) => Some(Ok(RawLine { number, text })),
            Err(_) => Some(Err(self.refuse(number, Unreadable::Encoding))),
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<RawLine, ImportRefused>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.cut {
            // What is past the limit is not looked at; where it is can be said.
            let line = self.rest.iter().filter(|&&octet| octet == b'\n').count() + 1;
            return Some(Err(self.refuse(line, Unreadable::TooLarge)));
        }
        self.unfolded()
    }
}

/// Takes a line apart; none if it is no content line.
pub(super) fn property(line: &RawLine) -> Option<Property> {
    let text = line.text.as_str();
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let (name, mut rest) = text.split_at(text.find(|character| !is_name(character))?);
    if name.is_empty() {
        return None;
    }
    let mut parameters = Vec::new();
    while let Some(after) = rest.strip_prefix(';') {
        let (key, after) = after.split_once('=')?;
        let (value, after) = parameter_values(after)?;
        parameters.push((key.to_ascii_uppercase(), value.to_owned()));
        rest = after;
    }
    let value = rest.strip_prefix(':')?.to_owned();
    Some(Property { number: line.number, name: name.to_ascii_uppercase(), parameters, value })
}

/// The first of the values of a parameter, and what follows all of them.
fn parameter_values(text: &str) -> Option<(&str, &str)> {
    let mut first = None;
    let mut rest = text;
    loop {
        let (value, after) = if let Some(quoted) = rest.strip_prefix('"') {
            quoted.split_once('"')?
        } else {
            rest.split_at(rest.find([',', ';', ':'])?)
        };
        first = first.or(Some(value));
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None => return first.map(|first| (first, after)),
        }
    }
}
