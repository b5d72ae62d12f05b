//! The rota out of the document: names become members, wall times become instants.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::file::document::{AbsenceDocument, At, Document, LayerDocument, OverrideDocument, When};
use crate::file::fault::FileProblem;
use crate::file::node::Spot;
use crate::file::people::Known;
use crate::file::read::Reader;
use crate::file::schema::OneOrMore;
use crate::file::times::Edge;
use crate::limits;
use crate::model::{Absence, Layer, Member, Override, OverrideKind, Restriction, Rota, Turn};
use crate::zone::Zone;
use crate::{Problem, Unit};

/// Converts what a document says. What cannot be is left out, and the reader knows why.
pub(crate) fn rota(reader: &mut Reader, document: &Document, known: &Known) -> Option<Rota> {
    let zone = zone(reader, &document.time_zone)?;
    let layers = document.layers.iter().enumerate();
    let layers = layers.filter_map(|(index, one)| layer(reader, known, one, &format!("layers[{index}]"))).collect();
    let mut rota = Rota::new(&document.time_zone.value, layers);
    let overrides = document.overrides.iter().flatten().enumerate();
    rota.overrides = overrides
        .filter_map(|(index, one)| override_(reader, known, &zone, one, &format!("overrides[{index}]")))
        .collect();
    let absences = document.absences.iter().flatten();
    rota.absences = absences.filter_map(|one| absence(reader, known, &zone, one)).collect();
    Some(rota)
}

fn zone(reader: &mut Reader, name: &At<String>) -> Option<TimeZone> {
    if let Err(problem) = Zone::named(&name.value) {
        reader.fault(name.spot, &name.place, FileProblem::Rota(problem));
        return None;
    }
    TimeZone::get(&name.value).ok()
}

/// Of two keys exactly one must be there.
fn one_of<T>(
    reader: &mut Reader,
    (spot, place): (Spot, &str),
    (one_key, one): (&'static str, Option<T>),
    (other_key, other): (&'static str, Option<T>),
) -> Option<T> {
    match (one, other) {
        (Some(found), None) | (None, Some(found)) => Some(found),
        (Some(_), Some(_)) => {
            reader.fault(spot, place, FileProblem::Both(one_key, other_key));
            None
        }
        (None, None) => {
            reader.fault(spot, place, FileProblem::Neither(one_key, other_key));
            None
        }
    }
}

fn layer(reader: &mut Reader, known: &Known, layer: &LayerDocument, place: &str) -> Option<Layer> {
    let here = (layer.name.spot, place);
    let rotation = layer.rotation.as_ref().map(|names| alone(reader, known, names));
    let groups = layer.groups.as_ref().map(|groups| together(reader, known, groups));
    let groups = one_of(reader, here, ("rotation", rotation), ("groups", groups));
    let every = layer.every.as_ref().map(|every| every.value.0.clone());
    let turn = layer.turn.as_ref().map(crate::file::document::TurnDocument::turn);
    let turn = one_of(reader, here, ("every", every), ("turn", turn));
    let groups = groups?;
    let first = layer.first.as_ref().map_or(Some(0), |first| first_turn(reader, known, &groups, first))?;
    let restriction = |one: &crate::file::document::RestrictionDocument| Restriction {
        days: one.days.as_ref().map(|days| days.0.clone()).unwrap_or_default(),
        from: one.from.value.0,
        to: one.to.value.0,
    };
    Some(Layer {
        in_force_from: layer.in_force_from.as_ref().map(|at| at.value.0),
        end: layer.end.as_ref().map(|at| at.value.0),
        restrictions: layer.restrictions.iter().flatten().map(restriction).collect(),
        time_zone: layer.time_zone.as_ref().map(|zone| zone.value.clone()),
        beside: layer.beside.unwrap_or(false),
        first,
        ..Layer::new(&layer.name.value, groups, layer.start.value.0, turn.unwrap_or(Turn::of(1, Unit::Weekly)))
    })
}

/// Everybody takes turns alone; a team's people one after another. No more places are made than a rota may have, and
/// one: then the rota's own limit is what is said.
fn alone(reader: &mut Reader, known: &Known, names: &OneOrMore) -> Vec<Vec<Member>> {
    let mut groups = Vec::new();
    for name in &names.0 {
        groups.extend(known.members(reader, name).into_iter().map(|member| vec![member]));
        if groups.len() > limits::PLACES {
            break;
        }
    }
    groups
}

/// Each item is on together; a team with all its people.
fn together(reader: &mut Reader, known: &Known, groups: &[OneOrMore]) -> Vec<Vec<Member>> {
    let (mut made, mut places) = (Vec::new(), 0);
    for group in groups {
        made.push(several(reader, known, &group.0, limits::PLACES));
        places += made.last().map_or(0, Vec::len);
        if places > limits::PLACES {
            break;
        }
    }
    made
}

/// Those whom the names stand for, each once, and no more than one above the limit.
fn several(reader: &mut Reader, known: &Known, names: &[At<String>], limit: usize) -> Vec<Member> {
    let mut members = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if members.len() > limit {
            break;
        }
        members.extend(known.members(reader, name).into_iter().filter(|member| seen.insert(member.clone())));
    }
    members.truncate(limit + 1);
    members
}

/// The number of the first group with this person, or with this team's people.
fn first_turn(reader: &mut Reader, known: &Known, groups: &[Vec<Member>], name: &At<String>) -> Option<u32> {
    let wanted = known.members(reader, name);
    let first = wanted.first()?;
    let found = groups.iter().position(|group| group.contains(first)).and_then(|index| u32::try_from(index).ok());
    if found.is_none() {
        reader.fault(name.spot, &name.place, FileProblem::NotInLayer(name.value.clone()));
    }
    found
}

fn instant(reader: &mut Reader, zone: &TimeZone, when: &At<When>, edge: Edge) -> Option<Timestamp> {
    let found = when.value.instant(zone, edge);
    if found.is_none() {
        reader.fault(when.spot, &when.place, FileProblem::Rota(Problem::OutOfReach));
    }
    found
}

fn override_(
    reader: &mut Reader,
    known: &Known,
    zone: &TimeZone,
    one: &OverrideDocument,
    place: &str,
) -> Option<Override> {
    let from = instant(reader, zone, &one.from, Edge::Start);
    let to = instant(reader, zone, &one.to, Edge::End);
    let kind = match (&one.add, &one.remove, &one.replace, &one.with, &one.only) {
        (Some(name), None, None, None, None) => known.member(reader, name).map(|member| OverrideKind::Add { member }),
        (None, Some(name), None, None, None) => {
            known.member(reader, name).map(|member| OverrideKind::Remove { member })
        }
        (None, None, Some(name), Some(with), None) => {
            let (member, by) = (known.member(reader, name), known.member(reader, with));
            member.zip(by).map(|(member, by)| OverrideKind::Replace { member, by })
        }
        (None, None, None, None, Some(names)) => {
            let members = several(reader, known, &names.0, limits::TEMPORARY_MEMBERS);
            Some(OverrideKind::Temporary { members })
        }
        _ => {
            reader.fault(one.from.spot, place, FileProblem::Override);
            None
        }
    };
    Some(Override { from: from?, to: to?, kind: kind? })
}

fn absence(reader: &mut Reader, known: &Known, zone: &TimeZone, one: &AbsenceDocument) -> Option<Absence> {
    let member = known.member(reader, &one.person);
    let from = instant(reader, zone, &one.from, Edge::Start);
    let to = instant(reader, zone, &one.to, Edge::End);
    Some(Absence { member: member?, from: from?, to: to? })
}
