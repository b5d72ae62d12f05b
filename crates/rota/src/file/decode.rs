//! The document out of the tree: every key, every kind of value, every text that must mean something.

use std::collections::BTreeMap;

use crate::file::document::{
    AbsenceDocument, At, Document, Duty, LayerDocument, OverrideDocument, PersonDocument, RestrictionDocument,
    TurnDocument,
};
use crate::file::node::{Node, Value};
use crate::file::read::{Fields, Reader};
use crate::file::schema::{Days, Every, Name, Names, OneOrMore, People};
use crate::file::times;
use crate::limits;
use crate::model::{Day, Unit};

const WALL: &str =
    "a date and time on the wall clock, such as 2026-01-05 09:00 (no offset: the layer's zone says that)";
const WHEN: &str = "a date and time such as 2026-12-25 09:00, or with an offset 2026-12-25T09:00:00Z";
const CLOCK: &str = "a time of day such as 09:00 (midnight is 00:00)";
const EVERY: &str = "a length such as week, 2 weeks, day, 12 hours or month";
const DAY: &str = "a day such as monday, or weekdays, or weekend";
const UNIT: &str = "one of hourly, daily, weekly and monthly";
const DUTY: &str = "one of responder, lead and other";

/// The whole document; none when something that must be there is not, and then the reader knows what.
pub(crate) fn document(reader: &mut Reader, root: &Node) -> Option<Document> {
    let mut fields = reader.fields(root, "")?;
    let name = required(reader, &mut fields, "name", Reader::name);
    let time_zone = required(reader, &mut fields, "time_zone", Reader::name);
    let duty = fields.take("duty").and_then(|(node, place)| reader.parsed(node, &place, DUTY, duty));
    let people = fields.required(reader, "people").map(|(node, place)| people(reader, node, &place));
    let teams = fields.take("teams").map(|(node, place)| teams(reader, node, &place));
    let layers = fields.required(reader, "layers").map(|found| each(reader, found, limits::LAYERS, layer));
    let overrides = fields.take("overrides").map(|found| each(reader, found, limits::OVERRIDES, override_));
    let absences = fields.take("absences").map(|found| each(reader, found, limits::ABSENCES, absence));
    fields.end(reader);
    let duty = duty.map(|duty| duty.value);
    Some(Document {
        name: name?,
        time_zone: time_zone?,
        duty,
        people: people?,
        teams,
        layers: layers?,
        overrides,
        absences,
    })
}

/// The value of a key that must be there.
fn required<T>(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    key: &'static str,
    read: impl FnOnce(&mut Reader, &Node, &str) -> Option<T>,
) -> Option<T> {
    let (node, place) = fields.required(reader, key)?;
    read(reader, node, &place)
}

fn optional<T>(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    key: &'static str,
    read: impl FnOnce(&mut Reader, &Node, &str) -> Option<T>,
) -> Option<T> {
    let (node, place) = fields.take(key)?;
    read(reader, node, &place)
}

/// Each item of a list. One that cannot be read is left out: the reader knows why, and nothing is made of the rest.
fn each<T>(
    reader: &mut Reader,
    (node, place): (&Node, String),
    limit: usize,
    read: impl Fn(&mut Reader, &Node, &str) -> Option<T>,
) -> Vec<T> {
    let items = reader.list(node, &place, limit).iter().enumerate();
    items.filter_map(|(index, item)| read(reader, item, &format!("{place}[{index}]"))).collect()
}

fn duty(text: &str) -> Option<Duty> {
    match text {
        "responder" => Some(Duty::Responder),
        "lead" => Some(Duty::Lead),
        "other" => Some(Duty::Other),
        _ => None,
    }
}

fn people(reader: &mut Reader, node: &Node, place: &str) -> People {
    if matches!(node.value, Value::List(_)) {
        let names = each(reader, (node, place.to_owned()), limits::PEOPLE, Reader::name);
        return People(names.into_iter().map(|name| (name, PersonDocument::default())).collect());
    }
    let mut people = Vec::new();
    for (key, value) in reader.entries(node, place, limits::PEOPLE) {
        if reader.is_name(&key.name, key.spot, place) {
            let place = format!("{place}.{}", key.name);
            let details = person(reader, value, &place);
            people.push((At { value: key.name.clone(), spot: key.spot, place }, details));
        }
    }
    People(people)
}

fn person(reader: &mut Reader, node: &Node, place: &str) -> PersonDocument {
    match &node.value {
        Value::Nothing => return PersonDocument::default(),
        Value::Text(_) => return PersonDocument { name: reader.name(node, place), ..PersonDocument::default() },
        _ => {}
    }
    let Some(mut fields) = reader.fields(node, place) else { return PersonDocument::default() };
    let mut text = |reader: &mut Reader, key| optional(reader, &mut fields, key, Reader::name);
    let person = PersonDocument {
        name: text(reader, "name"),
        time_zone: text(reader, "time_zone"),
        organisation: text(reader, "organisation"),
        login: text(reader, "login"),
    };
    fields.end(reader);
    person
}

fn teams(reader: &mut Reader, node: &Node, place: &str) -> BTreeMap<String, Names> {
    let mut teams = BTreeMap::new();
    for (key, value) in reader.entries(node, place, limits::TEAMS) {
        if reader.is_name(&key.name, key.spot, place) {
            let place = format!("{place}.{}", key.name);
            if let Some(names) = names(reader, value, &place) {
                teams.insert(key.name.clone(), names);
            }
        }
    }
    teams
}

fn names(reader: &mut Reader, node: &Node, place: &str) -> Option<Names> {
    Some(Names(each(reader, (node, place.to_owned()), limits::PEOPLE, Reader::name)))
}

fn one_or_more(reader: &mut Reader, node: &Node, place: &str) -> Option<OneOrMore> {
    let is_one = matches!(node.value, Value::Text(_));
    Some(OneOrMore(if is_one { vec![reader.name(node, place)?] } else { names(reader, node, place)?.0 }))
}

fn layer(reader: &mut Reader, node: &Node, place: &str) -> Option<LayerDocument> {
    let mut fields = reader.fields(node, place)?;
    let wall = |reader: &mut Reader, node: &Node, place: &str| reader.parsed(node, place, WALL, times::wall);
    let name = required(reader, &mut fields, "name", Reader::name);
    let rotation = optional(reader, &mut fields, "rotation", one_or_more);
    let groups = fields.take("groups").map(|found| each(reader, found, limits::PLACES, one_or_more));
    let first = optional(reader, &mut fields, "first", Reader::name);
    let start = required(reader, &mut fields, "start", wall);
    let in_force_from = optional(reader, &mut fields, "in_force_from", wall);
    let end = optional(reader, &mut fields, "end", wall);
    let every = optional(reader, &mut fields, "every", |reader, node, place| {
        reader.parsed(node, place, EVERY, |text| times::every(text).map(Every))
    });
    let turn = optional(reader, &mut fields, "turn", turn);
    let restrictions = fields.take("restrictions").map(|found| each(reader, found, limits::RESTRICTIONS, restriction));
    let time_zone = optional(reader, &mut fields, "time_zone", Reader::name);
    let beside = optional(reader, &mut fields, "beside", Reader::truth);
    fields.end(reader);
    let (name, start) = (name?, start?);
    Some(LayerDocument {
        name,
        rotation,
        groups,
        first,
        start,
        in_force_from,
        end,
        every,
        turn,
        restrictions,
        time_zone,
        beside,
    })
}

fn turn(reader: &mut Reader, node: &Node, place: &str) -> Option<TurnDocument> {
    let mut fields = reader.fields(node, place)?;
    let unit = required(reader, &mut fields, "unit", |reader, node, place| reader.parsed(node, place, UNIT, unit));
    let length = optional(reader, &mut fields, "length", Reader::count);
    let handoff_days = optional(reader, &mut fields, "handoff_days", days);
    fields.end(reader);
    Some(TurnDocument { unit: unit?.value, length, handoff_days })
}

fn unit(text: &str) -> Option<Unit> {
    match text {
        "hourly" => Some(Unit::Hourly),
        "daily" => Some(Unit::Daily),
        "weekly" => Some(Unit::Weekly),
        "monthly" => Some(Unit::Monthly),
        _ => None,
    }
}

fn restriction(reader: &mut Reader, node: &Node, place: &str) -> Option<RestrictionDocument> {
    let mut fields = reader.fields(node, place)?;
    let clock = |reader: &mut Reader, node: &Node, place: &str| reader.parsed(node, place, CLOCK, times::clock);
    let days = optional(reader, &mut fields, "days", days);
    let from = required(reader, &mut fields, "from", clock);
    let to = required(reader, &mut fields, "to", clock);
    fields.end(reader);
    Some(RestrictionDocument { days, from: from?, to: to? })
}

fn days(reader: &mut Reader, node: &Node, place: &str) -> Option<Days> {
    const LIST: usize = 7;
    let found =
        each(reader, (node, place.to_owned()), LIST, |reader, node, place| reader.parsed(node, place, DAY, day));
    let mut days: Vec<Day> = found.into_iter().flat_map(|days| days.value).copied().collect();
    days.sort_unstable();
    days.dedup();
    Some(Days(days))
}

fn day(text: &str) -> Option<&'static [Day]> {
    use Day::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    match text {
        "monday" => Some(&[Monday]),
        "tuesday" => Some(&[Tuesday]),
        "wednesday" => Some(&[Wednesday]),
        "thursday" => Some(&[Thursday]),
        "friday" => Some(&[Friday]),
        "saturday" => Some(&[Saturday]),
        "sunday" => Some(&[Sunday]),
        "weekdays" => Some(&[Monday, Tuesday, Wednesday, Thursday, Friday]),
        "weekend" => Some(&[Saturday, Sunday]),
        _ => None,
    }
}

fn override_(reader: &mut Reader, node: &Node, place: &str) -> Option<OverrideDocument> {
    let mut fields = reader.fields(node, place)?;
    let when = |reader: &mut Reader, node: &Node, place: &str| reader.parsed(node, place, WHEN, times::when);
    let from = required(reader, &mut fields, "from", when);
    let to = required(reader, &mut fields, "to", when);
    let mut name = |reader: &mut Reader, key| -> Option<At<Name>> { optional(reader, &mut fields, key, Reader::name) };
    let add = name(reader, "add");
    let remove = name(reader, "remove");
    let replace = name(reader, "replace");
    let with = name(reader, "with");
    let only = optional(reader, &mut fields, "only", names);
    fields.end(reader);
    Some(OverrideDocument { from: from?, to: to?, add, remove, replace, with, only })
}

fn absence(reader: &mut Reader, node: &Node, place: &str) -> Option<AbsenceDocument> {
    let mut fields = reader.fields(node, place)?;
    let when = |reader: &mut Reader, node: &Node, place: &str| reader.parsed(node, place, WHEN, times::when);
    let person = required(reader, &mut fields, "person", Reader::name);
    let from = required(reader, &mut fields, "from", when);
    let to = required(reader, &mut fields, "to", when);
    fields.end(reader);
    Some(AbsenceDocument { person: person?, from: from?, to: to? })
}
