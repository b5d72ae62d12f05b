//! A feed: duty as a calendar to subscribe to (RFC 5545; RFC 7986 for its name and how often to look again).

use std::num::NonZeroU32;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::time_zone;
use super::write::{Writer, local, utc};
use crate::fault::{Fault, Problem};
use crate::limits::{EARLIEST, FEED_EVENTS, FEED_TEXT, LATEST, NAME};
use crate::model::Member;
use crate::stretch::Stretch;
use crate::zone::Zone;

/// Who made the calendar (section 3.7.3).
const PRODUCT: &str = "-//CTAC//ctac-rota//EN";

/// A calendar to subscribe to. It has no METHOD: nobody is invited to anything.
#[derive(Debug, Clone)]
pub struct Feed<'a> {
    /// Its name, for people.
    pub name: &'a str,
    /// The IANA name of the zone in which its times are written.
    pub time_zone: &'a str,
    /// When what is in it was last changed: DTSTAMP. With the same it is the same text, for whoever asks again.
    pub made: Timestamp,
    /// After how many minutes a program should look again. Some look when they please.
    pub refresh: NonZeroU32,
    /// What is in it.
    pub events: &'a [Event],
}

/// One stretch of one person's duty, from [`stretches`](crate::stretches).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The id of the rota.
    pub rota: String,
    /// Who is on.
    pub member: Member,
    /// When. A program knows the event again by the rota, the person and `from`; so resolve from an instant before the
    /// earliest stretch that is wanted, lest the first be cut at another place on each day.
    pub on: Stretch,
    /// What a calendar shows in its grid.
    pub summary: String,
    /// What it shows when it is opened; may be empty.
    pub description: String,
    /// How often the rota was changed: an event that a program has already is taken again when this is higher.
    pub sequence: u32,
}

/// The text of a feed: UTF-8, lines of at most 75 octets, ended by CRLF.
///
/// A time that the clock shows twice is written in UTC, with the whole event, so that no program can take it for the
/// other one. Duty is shown as free time: being on call does not fill a day.
///
/// # Errors
/// A zone nobody knows, an event that ends before it begins or that no rota reaches, a name or a text that is missing or
/// too long, too many events.
pub fn feed(feed: &Feed<'_>) -> Result<String, Fault> {
    check(feed)?;
    let unknown = |problem| Fault { place: "time_zone".to_owned(), problem };
    Zone::named(feed.time_zone).map_err(unknown)?;
    let zone = TimeZone::get(feed.time_zone).map_err(|_| unknown(Problem::UnknownZone(feed.time_zone.to_owned())))?;
    let first = feed.events.iter().map(|event| event.on.from).min().unwrap_or(feed.made);
    let last = feed.events.iter().map(|event| event.on.to).max().unwrap_or(feed.made);

    let mut out = Writer::default();
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", PRODUCT);
    out.line("CALSCALE", "GREGORIAN");
    out.text("NAME", feed.name);
    out.text("X-WR-CALNAME", feed.name);
    let refresh = format!("PT{}M", feed.refresh);
    out.line("REFRESH-INTERVAL;VALUE=DURATION", &refresh);
    out.line("X-PUBLISHED-TTL", &refresh);
    time_zone::write(&mut out, feed.time_zone, &zone, Stretch { from: first, to: last });
    for event in feed.events {
        write(&mut out, event, feed, &zone);
    }
    out.line("END", "VCALENDAR");
    Ok(out.finish())
}

fn write(out: &mut Writer, event: &Event, feed: &Feed<'_>, zone: &TimeZone) {
    out.line("BEGIN", "VEVENT");
    out.line("UID", &uid(event));
    out.line("DTSTAMP", &utc(feed.made));
    out.line("SEQUENCE", &event.sequence.to_string());
    let Stretch { from, to } = event.on;
    if once(zone, from) && once(zone, to) && feed.time_zone != "UTC" && feed.time_zone != "Etc/UTC" {
        out.line(&format!("DTSTART;TZID={}", feed.time_zone), &local(zone.to_datetime(from)));
        out.line(&format!("DTEND;TZID={}", feed.time_zone), &local(zone.to_datetime(to)));
    } else {
        out.line("DTSTART", &utc(from));
        out.line("DTEND", &utc(to));
    }
    out.text("SUMMARY", &event.summary);
    if !event.description.is_empty() {
        out.text("DESCRIPTION", &event.description);
    }
    out.line("STATUS", "CONFIRMED");
    out.line("TRANSP", "TRANSPARENT");
    out.line("END", "VEVENT");
}

/// Whether the clock shows the wall time of an instant only once.
fn once(zone: &TimeZone, at: Timestamp) -> bool {
    !zone.to_ambiguous_timestamp(zone.to_datetime(at)).is_ambiguous()
}

/// The same for the same duty in every edition of the feed, and no other's: what stands between the dots has none.
fn uid(event: &Event) -> String {
    let mut uid = utc(event.on.from);
    for part in [&event.rota, &event.member.0] {
        uid.push('.');
        for byte in part.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => uid.push(char::from(byte)),
                _ => uid.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    uid + "@ctac"
}

fn check(feed: &Feed<'_>) -> Result<(), Fault> {
    let fault = |place: &str, problem| Err(Fault { place: place.to_owned(), problem });
    if feed.events.len() > FEED_EVENTS {
        return fault("events", Problem::TooMany { found: feed.events.len(), limit: FEED_EVENTS });
    }
    named("name", feed.name)?;
    for (index, event) in feed.events.iter().enumerate() {
        let place = |field: &str| format!("events[{index}].{field}");
        named(&place("rota"), &event.rota)?;
        named(&place("member"), &event.member.0)?;
        named(&place("summary"), &event.summary)?;
        short(&place("description"), &event.description, FEED_TEXT)?;
        if event.on.to <= event.on.from {
            return fault(&place("on.to"), Problem::NotAfter { after: "from" });
        }
        if event.on.from.as_second() < EARLIEST || event.on.to.as_second() > LATEST {
            return fault(&place("on"), Problem::OutOfReach);
        }
        if event.on.from.subsec_nanosecond() != 0 || event.on.to.subsec_nanosecond() != 0 {
            return fault(&place("on"), Problem::Fraction);
        }
    }
    Ok(())
}

fn named(place: &str, name: &str) -> Result<(), Fault> {
    if name.is_empty() {
        return Err(Fault { place: place.to_owned(), problem: Problem::Empty });
    }
    short(place, name, NAME)
}

fn short(place: &str, text: &str, limit: usize) -> Result<(), Fault> {
    if text.len() <= limit || text.chars().nth(limit).is_none() {
        return Ok(());
    }
    Err(Fault { place: place.to_owned(), problem: Problem::TooLong { found: text.chars().count(), limit } })
}
