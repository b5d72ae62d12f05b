//! The components of a file: its events with those of their properties that matter, and what its time zones are called.

use std::collections::BTreeMap;

use super::line::{Lines, Property, RawLine, property};
use super::value::shortened;
use super::{ImportRefused, PassedOver, Unreadable, Why};
use crate::limits::{IMPORT_DEPTH, IMPORT_EVENTS, IMPORT_PASSED_OVER};

/// The properties of an event that are kept. All others are not looked at.
const KEPT: [&str; 14] = [
    "ATTENDEE",
    "DTEND",
    "DTSTART",
    "DURATION",
    "EXDATE",
    "EXRULE",
    "ORGANIZER",
    "RDATE",
    "RECURRENCE-ID",
    "RRULE",
    "SEQUENCE",
    "STATUS",
    "SUMMARY",
    "UID",
];

/// An event as the file has it.
#[derive(Debug)]
pub(super) struct RawEvent {
    /// The line on which it begins.
    pub(super) line: usize,
    pub(super) properties: Vec<Property>,
    /// The whole calendar is a message that cancels.
    pub(super) cancelling: bool,
}

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) events: Vec<RawEvent>,
    /// What time zones of the file are said to be, by their TZID.
    pub(super) zones: BTreeMap<String, String>,
    pub(super) passed_over: Vec<PassedOver>,
}

/// Reads a whole file, or refuses it at a line.
pub(super) fn read(file: &[u8]) -> Result<Contents, ImportRefused> {
    let mut reader = Reader::default();
    for line in Lines::of(file) {
        let line = line?;
        let number = line.number;
        reader.take(&line).map_err(|why| ImportRefused::File { line: number, why })?;
    }
    if let Some((line, what)) = reader.open.pop() {
        return Err(ImportRefused::File { line, why: Unreadable::Cut { what } });
    }
    if reader.calendars == 0 {
        return Err(ImportRefused::File { line: 1, why: Unreadable::NotACalendar });
    }
    Ok(reader.contents)
}

#[derive(Default)]
struct Reader {
    contents: Contents,
    /// What was begun and on which line, the outermost first.
    open: Vec<(usize, String)>,
    calendars: usize,
    cancelling: bool,
    /// TZID and X-LIC-LOCATION of the zone that is open.
    zone: (Option<String>, Option<String>),
}

impl Reader {
    fn take(&mut self, line: &RawLine) -> Result<(), Unreadable> {
        if line.text.trim().is_empty() {
            return Ok(());
        }
        let Some(property) = property(line) else {
            return if self.open.is_empty() {
                Err(Unreadable::NotACalendar)
            } else {
                self.pass_over(line, Why::NotALine)
            };
        };
        match property.name.as_str() {
            "BEGIN" => self.begin(line, &component(&property)),
            "END" => self.end(&component(&property)),
            _ if self.open.is_empty() => Err(Unreadable::NotACalendar),
            _ => {
                self.keep(property);
                Ok(())
            }
        }
    }

    fn begin(&mut self, line: &RawLine, what: &str) -> Result<(), Unreadable> {
        if self.open.is_empty() {
            if what != "VCALENDAR" {
                return Err(Unreadable::NotACalendar);
            }
            self.calendars += 1;
            self.cancelling = false;
        }
        if self.open.len() >= IMPORT_DEPTH {
            return Err(Unreadable::TooDeep);
        }
        if self.open.len() == 1 {
            match what {
                "VEVENT" if self.contents.events.len() >= IMPORT_EVENTS => return Err(Unreadable::TooManyEvents),
                "VEVENT" => self.contents.events.push(RawEvent {
                    line: line.number,
                    properties: Vec::new(),
                    cancelling: self.cancelling,
                }),
                "VTIMEZONE" => self.zone = (None, None),
                _ => self.pass_over(line, Why::NotAnEvent)?,
            }
        }
        self.open.push((line.number, shortened(what)));
        Ok(())
    }

    fn end(&mut self, what: &str) -> Result<(), Unreadable> {
        let found = shortened(what);
        if self.open.last().is_none_or(|(_, open)| *open != found) {
            return Err(Unreadable::WrongEnd { found });
        }
        self.open.pop();
        if what == "VTIMEZONE"
            && self.open.len() == 1
            && let (Some(name), Some(location)) = std::mem::take(&mut self.zone)
        {
            self.contents.zones.insert(name, location);
        }
        Ok(())
    }

    /// Keeps what matters of a property, by the component it is directly in.
    fn keep(&mut self, property: Property) {
        let within = self.open.last().map_or("", |(_, what)| what.as_str());
        match (self.open.len(), within, property.name.as_str()) {
            (1, _, "METHOD") => self.cancelling = property.value.trim().eq_ignore_ascii_case("CANCEL"),
            (2, "VTIMEZONE", "TZID") => self.zone.0 = Some(property.value),
            (2, "VTIMEZONE", "X-LIC-LOCATION") => self.zone.1 = Some(property.value),
            (2, "VEVENT", name) if KEPT.contains(&name) => {
                if let Some(event) = self.contents.events.last_mut() {
                    event.properties.push(property);
                }
            }
            _ => {}
        }
    }

    fn pass_over(&mut self, line: &RawLine, why: Why) -> Result<(), Unreadable> {
        if self.contents.passed_over.len() >= IMPORT_PASSED_OVER {
            return Err(Unreadable::TooManyPassedOver);
        }
        self.contents.passed_over.push(PassedOver { line: line.number, what: shortened(&line.text), why });
        Ok(())
    }
}

fn component(property: &Property) -> String {
    property.value.trim().to_ascii_uppercase()
}
