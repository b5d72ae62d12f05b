//! From the events of a file to what is proposed: editions of one event are sorted out, series unfolded, each set against
//! the window.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::event::{Event, Fault as EventFault, Zones, one, title, uid, understand, when};
use super::instances::{Exceptions, walls};
use super::read::{Contents, RawEvent, read};
use super::recur::Steps;
use super::value::When;
use super::{ImportRefused, PassedOver, Preview, Proposed, Unreadable, Why, Window};
use crate::fault::{Fault, Problem, TooLong};
use crate::limits::{EARLIEST, IMPORT_PASSED_OVER, IMPORT_PROPOSED, LATEST, WINDOW_DAYS};
use crate::zone::Zone;

/// Reads a calendar file: what it proposes within a window, and what of it is passed over.
///
/// # Errors
/// [`ImportRefused`]: a window or a zone that is none; a file that is no calendar, is cut, or goes past a limit, with
/// the line.
pub fn import(file: &[u8], window: &Window<'_>) -> Result<Preview, ImportRefused> {
    let zone = checked(window)?;
    let contents = read(file)?;
    let zones = Zones { rota: &zone, in_file: &contents.zones };
    let mut import = Import { window, zones, steps: Steps::new(), preview: Preview::default() };
    import.preview.passed_over.clone_from(&contents.passed_over);
    import.all(&contents)?;
    let mut preview = import.preview;
    preview.proposed.sort_by(|a, b| (a.from, a.to, &a.who, a.line).cmp(&(b.from, b.to, &b.who, b.line)));
    preview.passed_over.sort_by_key(|one| one.line);
    Ok(preview)
}

fn checked(window: &Window<'_>) -> Result<TimeZone, ImportRefused> {
    let asked = |place: &str, problem| ImportRefused::Asked(Fault { place: place.to_owned(), problem });
    Zone::named(window.time_zone).map_err(|problem| asked("time_zone", problem))?;
    if window.to <= window.from {
        return Err(asked("to", Problem::NotAfter { after: "from" }));
    }
    if window.from.as_second() < EARLIEST || window.to.as_second() > LATEST {
        return Err(asked("from", Problem::OutOfReach));
    }
    let days = window.to.duration_since(window.from).as_hours() / 24;
    if days > WINDOW_DAYS {
        return Err(ImportRefused::TooLong(TooLong::Days { days }));
    }
    TimeZone::get(window.time_zone).map_err(|_| asked("time_zone", Problem::UnknownZone(window.time_zone.to_owned())))
}

/// An event, and which it is: of which UID, and which instance of its series if it is a changed one.
struct Item<'a> {
    raw: &'a RawEvent,
    uid: Option<String>,
    instance: Option<When>,
    sequence: u64,
}

struct Import<'a> {
    window: &'a Window<'a>,
    zones: Zones<'a>,
    steps: Steps,
    preview: Preview,
}

impl Import<'_> {
    fn all(&mut self, contents: &Contents) -> Result<(), ImportRefused> {
        let mut items = Vec::new();
        // Series that cannot be taken as they stand, and the line that is the reason.
        let mut broken: BTreeMap<String, usize> = BTreeMap::new();
        for raw in &contents.events {
            match self.identify(raw) {
                Ok(item) => items.push(item),
                Err(fault) => {
                    if let (Ok(Some(uid)), true) =
                        (uid(raw), raw.properties.iter().any(|one| one.name == "RECURRENCE-ID"))
                    {
                        broken.insert(uid, fault.0);
                    }
                    self.pass_over(raw, fault)?;
                }
            }
        }
        let items = self.latest(items)?;
        let mut changed: BTreeMap<&str, Vec<&When>> = BTreeMap::new();
        for item in &items {
            if let (Some(uid), Some(instance)) = (&item.uid, &item.instance) {
                changed.entry(uid).or_default().push(instance);
            }
        }
        for item in &items {
            let of_series = item.uid.as_deref().filter(|_| item.instance.is_none());
            match of_series.and_then(|uid| broken.get(uid)) {
                Some(&line) => self.pass_over(item.raw, (item.raw.line, Why::Series { line }))?,
                None => {
                    let changed = of_series.and_then(|uid| changed.get(uid)).map_or(&[][..], Vec::as_slice);
                    self.take(item, changed)?;
                }
            }
        }
        Ok(())
    }

    fn identify<'r>(&self, raw: &'r RawEvent) -> Result<Item<'r>, EventFault> {
        let uid = uid(raw)?;
        let sequence = match one(raw, "SEQUENCE")? {
            Some(property) => property.value.trim().parse().map_err(|_| (property.number, Why::Value("SEQUENCE")))?,
            None => 0,
        };
        let Some(property) = one(raw, "RECURRENCE-ID")? else { return Ok(Item { raw, uid, instance: None, sequence }) };
        if property.says("RANGE", "THISANDFUTURE") {
            return Err((property.number, Why::Series { line: property.number }));
        }
        if uid.is_none() {
            return Err((raw.line, Why::Missing("UID")));
        }
        let instance = Some(when(property, "RECURRENCE-ID", &self.zones)?);
        Ok(Item { raw, uid, instance, sequence })
    }

    /// Of editions of one event or instance only the latest: by SEQUENCE, then by place in the file.
    fn latest<'r>(&mut self, items: Vec<Item<'r>>) -> Result<Vec<Item<'r>>, ImportRefused> {
        let mut latest: BTreeMap<(String, Option<Timestamp>), Item<'r>> = BTreeMap::new();
        let mut kept = Vec::new();
        for item in items {
            let Some(uid) = item.uid.clone() else {
                kept.push(item);
                continue;
            };
            let key = (uid, item.instance.as_ref().and_then(When::instant));
            let Some(other) = latest.remove(&key) else {
                latest.insert(key, item);
                continue;
            };
            let (older, newer) = if item.sequence < other.sequence { (item, other) } else { (other, item) };
            self.pass_over(older.raw, (older.raw.line, Why::Replaced { line: newer.raw.line }))?;
            latest.insert(key, newer);
        }
        kept.extend(latest.into_values());
        kept.sort_by_key(|item| item.raw.line);
        Ok(kept)
    }

    fn take(&mut self, item: &Item<'_>, changed: &[&When]) -> Result<(), ImportRefused> {
        let raw = item.raw;
        let status = raw.properties.iter().find(|property| property.name == "STATUS");
        if raw.cancelling || status.is_some_and(|status| status.value.trim().eq_ignore_ascii_case("CANCELLED")) {
            return self.pass_over(raw, (status.map_or(raw.line, |status| status.number), Why::Cancelled));
        }
        let event = match understand(raw, &self.zones) {
            Ok(event) => event,
            Err(fault) => return self.pass_over(raw, fault),
        };
        if item.instance.is_some() && (event.rule.is_some() || !event.more.is_empty()) {
            let why = Why::Unsupported("recurrence of a single instance".to_owned());
            return self.pass_over(raw, (raw.line, why));
        }
        if let Err(why) = event.at(event.start.wall) {
            return self.pass_over(raw, (raw.line, why));
        }
        self.propose(item, &event, &Exceptions::of(&event, changed))
    }

    fn propose(&mut self, item: &Item<'_>, event: &Event, except: &Exceptions) -> Result<(), ImportRefused> {
        let line = item.raw.line;
        let refused = |why| ImportRefused::File { line, why };
        let mut said = false;
        for wall in walls(event, self.window, &mut self.steps).map_err(refused)? {
            if except.has(wall, &event.start.zone) {
                said = true;
                continue;
            }
            let (from, to) = match event.at(wall) {
                Ok((from, to)) if to <= self.window.from || self.window.to <= from => continue,
                Ok((from, to)) if from.as_second() < EARLIEST || to.as_second() > LATEST => {
                    self.pass_over(item.raw, (line, Why::OutOfReach))?;
                    said = true;
                    continue;
                }
                Ok(both) => both,
                Err(why) => {
                    self.pass_over(item.raw, (line, why))?;
                    said = true;
                    continue;
                }
            };
            said = true;
            for who in &event.who {
                if self.preview.proposed.len() >= IMPORT_PROPOSED {
                    return Err(refused(Unreadable::TooManyProposed));
                }
                let (who, uid, summary) = (who.clone(), item.uid.clone(), event.summary.clone());
                self.preview.proposed.push(Proposed { from, to, who, uid, summary, line });
            }
        }
        if said { Ok(()) } else { self.pass_over(item.raw, (line, Why::Outside)) }
    }

    fn pass_over(&mut self, raw: &RawEvent, (line, why): EventFault) -> Result<(), ImportRefused> {
        if self.preview.passed_over.len() >= IMPORT_PASSED_OVER {
            return Err(ImportRefused::File { line, why: Unreadable::TooManyPassedOver });
        }
        self.preview.passed_over.push(PassedOver { line, what: title(raw), why });
        Ok(())
    }
}
