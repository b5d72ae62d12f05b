//! The front matter.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::format::fault::FileProblem;
use crate::format::kinds::answers;
use crate::format::node::{Node, Value as Yaml};
use crate::format::read::{Fields, Reader, deeper};
use crate::limits;
use crate::model::{
    Clock, ClockBasis, Line, Occasion, OneOrMore, Origin, Parts, Pattern, Place, Reference, Role, RoleKind, Slug,
    Standing, Status, Text, Title, Trigger, Value, Variable, VariableType,
};

/// Reads the front matter into parts that have no title, purpose and phases yet.
pub(super) fn front(reader: &mut Reader, root: &Node) -> Option<Parts> {
    let fields = &mut reader.fields(root, &Place::Front(String::new()))?;
    let slug = fields.needed(reader, "runbook");
    let id = fields.needed(reader, "id");
    let status: Option<Status> = fields.needed(reader, "status");
    let owner = fields.needed(reader, "owner");
    let review_by = fields.required(reader, "review_by").and_then(|(node, place)| date(reader, node, &place));
    let created = fields.required(reader, "created").and_then(|(node, place)| time(reader, node, &place));
    let modified = fields.required(reader, "modified").and_then(|(node, place)| time(reader, node, &place));
    let created_by = fields.needed(reader, "created_by");
    let tlp = fields.needed(reader, "tlp");
    let types = fields.several(reader, "types", limits::ITEMS);
    let activities = fields.several(reader, "activities", limits::ITEMS);
    let (priority, severity, impact) =
        (number(reader, fields, "priority"), number(reader, fields, "severity"), number(reader, fields, "impact"));
    let labels = fields.several(reader, "labels", limits::ITEMS);
    let sectors = fields.several(reader, "sectors", limits::ITEMS);
    let valid_from = fields.take(reader, "valid_from").and_then(|(node, place)| time(reader, node, &place));
    let valid_until = fields.take(reader, "valid_until").and_then(|(node, place)| time(reader, node, &place));
    let derived_from = fields.several(reader, "derived_from", limits::ITEMS);
    let references = each(reader, fields, "references", limits::ITEMS, reference);
    let triggers = each(reader, fields, "triggers", limits::TRIGGERS, trigger);
    let roles = mapped(reader, fields, "roles", limits::ROLES, role);
    let lead = fields.parsed(reader, "lead").or_else(|| roles.first().map(|role: &Role| role.slug.clone()));
    let variables = variables(reader, fields);
    let clocks = mapped(reader, fields, "clocks", limits::CLOCKS, clock);
    let to_confirm = fields.several(reader, "to_confirm", limits::ITEMS);
    let retired = fields.several(reader, "retired", limits::RETIRED);
    if roles.is_empty() && !fields.has("roles") {
        reader.fault(fields.spot, Some(fields.place.clone()), FileProblem::Missing("roles"));
    }
    fields.end(reader);
    Some(Parts {
        slug: slug?,
        id: id?,
        title: "Untitled".parse::<Title>().ok()?,
        status: status?,
        owner: owner?,
        review_by: review_by?,
        created: created?,
        modified: modified?,
        created_by: created_by?,
        tlp: tlp?,
        types,
        activities,
        priority,
        severity,
        impact,
        labels,
        sectors,
        valid_from,
        valid_until,
        derived_from,
        references,
        triggers,
        roles,
        lead: lead?,
        variables,
        clocks,
        to_confirm,
        retired,
        purpose: Text::default(),
        phases: Vec::new(),
    })
}

fn number(reader: &mut Reader, fields: &mut Fields<'_>, key: &'static str) -> Option<u8> {
    let (node, place) = fields.take(reader, key)?;
    reader.count(node, &place)
}

fn each<T>(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    key: &'static str,
    max: usize,
    read: impl Fn(&mut Reader, &Node, &Place) -> Option<T>,
) -> Vec<T> {
    let Some(found) = fields.take(reader, key) else { return Vec::new() };
    reader.each(found, max, |reader, node, place| {
        reader.spots.put(place.clone(), node.spot);
        read(reader, node, place)
    })
}

/// The values of a map, each made with its key.
fn mapped<K: std::str::FromStr<Err = crate::model::NotA>, T>(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    key: &'static str,
    max: usize,
    read: impl Fn(&mut Reader, K, &Node, &Place) -> Option<T>,
) -> Vec<T> {
    let Some((node, place)) = fields.take(reader, key) else { return Vec::new() };
    let mut found = Vec::new();
    for (key, value) in reader.entries(node, &place, max) {
        let name = reader.meant(&key.name, key.spot, &place);
        let place = deeper(&place, &key.name);
        reader.spots.put(place.clone(), key.spot);
        found.extend(name.and_then(|name| read(reader, name, value, &place)));
    }
    found
}

const DATE: &str = "a day such as 2026-12-01";
const TIME: &str = "an instant in UTC such as 2026-01-12T09:00:00.000Z";

fn date(reader: &mut Reader, node: &Node, place: &Place) -> Option<Date> {
    let text = reader.text(node, place)?;
    let date = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
    if date.is_none() {
        refuse(reader, node, place, DATE, text);
    }
    date
}

/// An instant: RFC 3339, in UTC, at most three digits of a second's fraction.
pub(super) fn time(reader: &mut Reader, node: &Node, place: &Place) -> Option<Timestamp> {
    let text = reader.text(node, place)?;
    let shape = text.len() <= 24 && text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
    let time = shape.then(|| text.parse::<Timestamp>().ok()).flatten();
    if time.is_none() {
        refuse(reader, node, place, TIME, text);
    }
    time
}

fn refuse(reader: &mut Reader, node: &Node, place: &Place, expected: &'static str, found: &str) {
    let found = found.chars().take(limits::SLUG).collect();
    reader.fault(node.spot, Some(place.clone()), FileProblem::Text { expected, found });
}

fn reference(reader: &mut Reader, node: &Node, place: &Place) -> Option<Reference> {
    let mut fields = reader.fields(node, place)?;
    let name = fields.needed(reader, "name");
    let mut line = |reader: &mut Reader, key| -> Option<Line> { fields.parsed(reader, key) };
    let description = line(reader, "description");
    let source = line(reader, "source");
    let url = line(reader, "url");
    let external_id = line(reader, "external_id");
    fields.end(reader);
    Some(Reference { name: name?, description, source, url, external_id })
}

fn trigger(reader: &mut Reader, node: &Node, place: &Place) -> Option<Trigger> {
    let mut fields = reader.fields(node, place)?;
    let on = match fields.take(reader, "on") {
        None => vec![Occasion::Declared, Occasion::Changed],
        Some(found) => reader.one_or_each(found, limits::ITEMS, Reader::parsed),
    };
    let on = OneOrMore::try_from(on).ok();
    let severity = fields.parsed(reader, "severity");
    let category = number(reader, &mut fields, "category");
    let words = fields.several(reader, "words", limits::WORDS);
    let pattern = fields.parsed(reader, "pattern");
    fields.end(reader);
    Some(Trigger { on: on?, severity, category, words, pattern })
}

fn role(reader: &mut Reader, slug: Slug, node: &Node, place: &Place) -> Option<Role> {
    if !matches!(node.value, Yaml::Map(_)) {
        let name = reader.parsed(node, place)?;
        return Some(Role { slug, name, kind: RoleKind::Individual, about: None, deputy: None });
    }
    let mut fields = reader.fields(node, place)?;
    let name = fields.needed(reader, "name");
    let kind: Option<RoleKind> = fields.parsed(reader, "kind");
    let about = fields.parsed(reader, "about");
    let deputy = fields.parsed(reader, "deputy");
    fields.end(reader);
    Some(Role { slug, name: name?, kind: kind.unwrap_or(RoleKind::Individual), about, deputy })
}

fn clock(reader: &mut Reader, slug: Slug, node: &Node, place: &Place) -> Option<Clock> {
    let mut fields = reader.fields(node, place)?;
    let name = fields.needed(reader, "name");
    let within = fields.needed(reader, "within");
    let from: Option<ClockBasis> = fields.parsed(reader, "from");
    let standing: Option<Standing> = fields.parsed(reader, "standing");
    let source = fields.parsed(reader, "source");
    fields.end(reader);
    let (from, standing) = (from.unwrap_or(ClockBasis::Awareness), standing.unwrap_or(Standing::Default));
    Some(Clock { slug, name: name?, within: within?, from, standing, source })
}

/// Where the values of a group of variables come from.
#[derive(Clone, Copy)]
enum Source {
    Inputs,
    Records,
    Constants,
}

fn variables(reader: &mut Reader, fields: &mut Fields<'_>) -> Vec<Variable> {
    let mut all = Vec::new();
    for (key, source) in [("inputs", Source::Inputs), ("records", Source::Records), ("constants", Source::Constants)] {
        all.extend(mapped(reader, fields, key, limits::VARIABLES, |reader, name, node, place| {
            // Where a fault of the whole is shown: under the one key that all variables have there.
            let spot = reader.spots.find(place);
            if let Some(spot) = spot {
                reader.spots.put(Place::Front(format!("records.{name}")), spot);
            }
            variable(reader, name, node, place, source)
        }));
    }
    all
}

fn variable(
    reader: &mut Reader,
    name: crate::model::Name,
    node: &Node,
    place: &Place,
    source: Source,
) -> Option<Variable> {
    if !matches!(node.value, Yaml::Map(_)) && !matches!(source, Source::Constants) {
        let label = reader.parsed(node, place)?;
        let origin = if matches!(source, Source::Inputs) { Origin::Input(None) } else { Origin::Record(None) };
        return Some(Variable { name, label, kind: VariableType::String(None), origin });
    }
    let mut fields = reader.fields(node, place)?;
    let label = fields.needed(reader, "label");
    let kind = variable_type(reader, &mut fields);
    let value = match source {
        Source::Constants => fields.required(reader, "value"),
        Source::Inputs | Source::Records => fields.take(reader, "value"),
    };
    let value = value.and_then(|(node, place)| scalar(reader, node, &place));
    fields.end(reader);
    let origin = match source {
        Source::Inputs => Origin::Input(value),
        Source::Records => Origin::Record(value),
        Source::Constants => Origin::Constant(value?),
    };
    Some(Variable { name, label: label?, kind: kind?, origin })
}

/// A value as text, as its variable's type writes it.
fn scalar(reader: &mut Reader, node: &Node, place: &Place) -> Option<Value> {
    let text = match &node.value {
        Yaml::Text(text) => text.clone(),
        Yaml::Truth(truth) => truth.to_string(),
        Yaml::Number(number) => number.to_string(),
        Yaml::Nothing | Yaml::List(_) | Yaml::Map(_) => {
            reader.kind(node, place, "one value");
            return None;
        }
    };
    reader.meant(&text, node.spot, place)
}

const TYPES: &str = "one of string, choice, bool, integer, float, timestamp, date, uri, uuid, ipv4-addr, ipv6-addr, mac-addr, \
     md5-hash, sha256-hash, hash, hexstring";

fn variable_type(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<VariableType> {
    let found = fields.take(reader, "type");
    let name = match &found {
        None if fields.has("type") => return None,
        None => "string",
        Some((node, place)) => reader.text(node, place)?,
    };
    Some(match name {
        "string" => {
            let pattern = fields.parsed::<Pattern>(reader, "pattern");
            if pattern.is_none() && fields.has("pattern") {
                return None;
            }
            VariableType::String(pattern)
        }
        "choice" => VariableType::Choice(answers(reader, fields)?),
        "bool" => VariableType::Bool,
        "integer" => VariableType::Integer,
        "float" => VariableType::Float,
        "timestamp" => VariableType::Timestamp,
        "date" => VariableType::Date,
        "uri" => VariableType::Uri,
        "uuid" => VariableType::Uuid,
        "ipv4-addr" => VariableType::Ipv4Addr,
        "ipv6-addr" => VariableType::Ipv6Addr,
        "mac-addr" => VariableType::MacAddr,
        "md5-hash" => VariableType::Md5Hash,
        "sha256-hash" => VariableType::Sha256Hash,
        "hash" => VariableType::Hash,
        "hexstring" => VariableType::Hexstring,
        other => {
            let (node, place) = found?;
            refuse(reader, node, &place, TYPES, other);
            return None;
        }
    })
}
