//! One event of a file, understood: its times, its length, who, and how it recurs.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::line::Property;
use super::read::RawEvent;
use super::rule::{Rule, read as read_rule};
use super::value::{Length, When, Written, date_or_time, duration, instant, shortened, text};
use super::zones::named;
use super::{Who, Why};
use crate::limits::{IMPORT_MAIL, IMPORT_UID, NAME};

/// What its times are read with.
pub(super) struct Zones<'a> {
    pub(super) rota: &'a TimeZone,
    pub(super) in_file: &'a BTreeMap<String, String>,
}

/// An event.
pub(super) struct Event {
    pub(super) start: When,
    pub(super) length: Length,
    /// Never empty.
    pub(super) who: Vec<Who>,
    pub(super) summary: String,
    pub(super) rule: Option<Rule>,
    pub(super) more: Vec<When>,
    pub(super) except: Vec<When>,
}

/// Why not, and the line that is the reason.
pub(super) type Fault = (usize, Why);

/// The only property of this name, if there is one.
pub(super) fn one<'a>(raw: &'a RawEvent, name: &'static str) -> Result<Option<&'a Property>, Fault> {
    let mut all = raw.properties.iter().filter(|property| property.name == name);
    let first = all.next();
    all.next().map_or(Ok(first), |second| Err((second.number, Why::Twice(name))))
}

/// The UID of an event, if it has one.
pub(super) fn uid(raw: &RawEvent) -> Result<Option<String>, Fault> {
    let Some(property) = one(raw, "UID")? else { return Ok(None) };
    if property.value.len() > IMPORT_UID {
        return Err((property.number, Why::TooLong("UID")));
    }
    Ok(Some(text(&property.value)).filter(|uid| !uid.is_empty()))
}

/// What to call an event where it is passed over.
pub(super) fn title(raw: &RawEvent) -> String {
    let summary = raw.properties.iter().find(|property| property.name == "SUMMARY");
    summary.map_or_else(|| "VEVENT".to_owned(), |property| shortened(&text(&property.value)))
}

/// A date or a time in its zone.
pub(super) fn when(property: &Property, name: &'static str, zones: &Zones<'_>) -> Result<When, Fault> {
    value_of(property, &property.value, name, zones)
}

fn value_of(property: &Property, value: &str, name: &'static str, zones: &Zones<'_>) -> Result<When, Fault> {
    let fault = |why| (property.number, why);
    let (wall, zone, whole_day) = match date_or_time(value).ok_or_else(|| fault(Why::Value(name)))? {
        // Where a date is a time of day to begin at, it is that of the rota.
        Written::Date(date) => (date.at(0, 0, 0, 0), zones.rota.clone(), true),
        Written::Utc(wall) => (wall, TimeZone::UTC, false),
        Written::Local(wall) => {
            let zone = match property.parameter("TZID") {
                None => zones.rota.clone(),
                Some(tzid) => named(tzid, zones.in_file).ok_or_else(|| fault(Why::UnknownZone(shortened(tzid))))?,
            };
            (wall, zone, false)
        }
    };
    Ok(When { wall, zone, whole_day })
}

/// Understands an event.
pub(super) fn understand(raw: &RawEvent, zones: &Zones<'_>) -> Result<Event, Fault> {
    let start = one(raw, "DTSTART")?.ok_or((raw.line, Why::Missing("DTSTART")))?;
    let start = when(start, "DTSTART", zones)?;
    let length = length(raw, &start, zones)?;
    if let Some(property) = one(raw, "EXRULE")? {
        return Err((property.number, Why::Unsupported("EXRULE".to_owned())));
    }
    let rule = match one(raw, "RRULE")? {
        Some(property) => Some(read_rule(&property.value).map_err(|why| (property.number, why))?),
        None => None,
    };
    let summary = raw.properties.iter().find(|property| property.name == "SUMMARY");
    let summary = summary.map(|property| text(&property.value)).unwrap_or_default();
    let who = who(raw, &summary)?;
    let (more, except) = (list(raw, "RDATE", zones)?, list(raw, "EXDATE", zones)?);
    Ok(Event { start, length, who, summary: shortened(&summary), rule, more, except })
}

/// How long it is. An instance of a series ends at the wall time at which the first one does, as calendar programs show
/// it; the letter of section 3.8.5.3, the same number of hours, would end a night early or late when clocks change.
fn length(raw: &RawEvent, start: &When, zones: &Zones<'_>) -> Result<Length, Fault> {
    let none = SignedDuration::ZERO;
    match (one(raw, "DTEND")?, one(raw, "DURATION")?) {
        (Some(_), Some(property)) => Err((property.number, Why::Unsupported("DURATION beside DTEND".to_owned()))),
        (None, Some(property)) => duration(&property.value).ok_or((property.number, Why::Value("DURATION"))),
        (None, None) if start.whole_day => Ok(Length { wall: SignedDuration::from_hours(24), passing: none }),
        (None, None) => Err((raw.line, Why::NoLength)),
        (Some(property), None) => {
            let end = when(property, "DTEND", zones)?;
            if end.zone == start.zone {
                return Ok(Length { wall: end.wall.duration_since(start.wall), passing: none });
            }
            let instants = start.instant().zip(end.instant());
            let (from, to) = instants.ok_or((property.number, Why::OutOfReach))?;
            Ok(Length { wall: none, passing: to.duration_since(from) })
        }
    }
}

/// Every value of a property that may have several and stand several times.
fn list(raw: &RawEvent, name: &'static str, zones: &Zones<'_>) -> Result<Vec<When>, Fault> {
    let mut all = Vec::new();
    for property in raw.properties.iter().filter(|property| property.name == name) {
        if property.says("VALUE", "PERIOD") {
            return Err((property.number, Why::Unsupported(format!("{name};VALUE=PERIOD"))));
        }
        for value in property.value.split(',') {
            all.push(value_of(property, value, name, zones)?);
        }
    }
    Ok(all)
}

/// Whom it names.
fn who(raw: &RawEvent, summary: &str) -> Result<Vec<Who>, Fault> {
    let attendees: Vec<_> = raw.properties.iter().filter(|property| property.name == "ATTENDEE").collect();
    let (away, asked): (Vec<_>, Vec<_>) = attendees
        .into_iter()
        .filter(|property| is_person(property))
        .partition(|property| property.says("PARTSTAT", "DECLINED") || property.says("PARTSTAT", "DELEGATED"));
    let mut who: Vec<_> = asked.iter().filter_map(|property| person(property)).collect();
    who.sort();
    who.dedup();
    if let (true, Some(declined)) = (asked.is_empty(), away.first()) {
        return Err((declined.number, Why::Declined));
    }
    if who.is_empty() {
        who.extend(one(raw, "ORGANIZER")?.and_then(person));
    }
    if who.is_empty() {
        if summary.is_empty() {
            return Err((raw.line, Why::Nobody));
        }
        if summary.chars().nth(NAME).is_some() {
            return Err((raw.line, Why::TooLong("SUMMARY, which must be a name where there is no attendee,")));
        }
        who.push(Who::Name(summary.to_owned()));
    }
    Ok(who)
}

/// Not a room, a thing, or somebody who is only told.
fn is_person(property: &Property) -> bool {
    let thing = ["ROOM", "RESOURCE"].iter().any(|kind| property.says("CUTYPE", kind));
    !thing && !property.says("ROLE", "NON-PARTICIPANT")
}

fn person(property: &Property) -> Option<Who> {
    let value = property.value.trim();
    let after_scheme = value.split_at_checked(7).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("mailto:"));
    let mail = after_scheme.map(|(_, mail)| mail).or(property.parameter("EMAIL")).map(str::trim);
    let is_mail = |mail: &&str| {
        mail.len() <= IMPORT_MAIL
            && mail.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
            && !mail.chars().any(|character| character.is_whitespace() || character.is_control())
    };
    if let Some(mail) = mail.filter(is_mail) {
        return Some(Who::Mail(mail.to_owned()));
    }
    let name = property.parameter("CN").map(text).filter(|name| !name.is_empty() && name.chars().nth(NAME).is_none());
    name.map(Who::Name)
}

impl Event {
    /// From and to of an instance that starts at this wall time of the event's zone.
    pub(super) fn at(&self, wall: jiff::civil::DateTime) -> Result<(jiff::Timestamp, jiff::Timestamp), Why> {
        let from = instant(wall, &self.start.zone);
        let end = wall.checked_add(self.length.wall).ok().and_then(|end| instant(end, &self.start.zone));
        let to = end.and_then(|end| end.checked_add(self.length.passing).ok());
        let (from, to) = from.zip(to).ok_or(Why::OutOfReach)?;
        if to <= from { Err(Why::NoLength) } else { Ok((from, to)) }
    }
}
