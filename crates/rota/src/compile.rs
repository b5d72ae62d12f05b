//! Checks a rota, names every fault with its place, and makes it ready to answer.

use std::ops::Range;
use std::sync::Arc;

use crate::absences::Absences;
use crate::check::Check;
use crate::compiled::Compiled;
use crate::fault::{Fault, Problem};
use crate::layer::{Group, Id, ReadyLayer};
use crate::limits;
use crate::model::{Absence, Layer, Member, Override, OverrideKind, Rota, Turn, Unit};
use crate::overrides::{Overrides, ReadyKind};
use crate::turns::Turns;
use crate::week::Week;
use crate::zone::Zone;

/// Checks a rota and makes it ready to answer.
///
/// # Errors
/// Every fault found, each with its place. What comes after a list that is too long is not looked at.
pub fn compile(rota: &Rota) -> Result<Compiled, Vec<Fault>> {
    let mut check = Check::new();
    let zone = check.zone("time_zone", &rota.time_zone);
    if check.sizes(rota) {
        let layers: Vec<_> =
            rota.layers.iter().enumerate().map(|(index, layer)| check.layer(index, layer, zone.as_ref())).collect();
        let overrides: Vec<_> =
            rota.overrides.iter().enumerate().map(|(index, one)| check.override_(index, one)).collect();
        let absences: Vec<_> = rota.absences.iter().enumerate().map(|(index, one)| check.absence(index, one)).collect();
        if check.faults.is_empty() {
            let layers: Vec<ReadyLayer> = layers.into_iter().flatten().collect();
            let levels = levels(&layers);
            let overrides = Overrides::of(overrides.into_iter().flatten().collect());
            let absences = Absences::of(&absences.into_iter().flatten().collect::<Vec<_>>());
            return Ok(Compiled { members: check.members, layers, levels, overrides, absences, sets: check.sets });
        }
    }
    Err(check.faults)
}

/// Runs of layers that are on together, from the highest.
fn levels(layers: &[ReadyLayer]) -> Vec<Range<usize>> {
    let mut levels: Vec<Range<usize>> = Vec::new();
    for (index, layer) in layers.iter().enumerate() {
        match levels.last_mut() {
            Some(level) if layer.beside => level.end = index + 1,
            _ => levels.push(index..index + 1),
        }
    }
    levels.reverse();
    levels
}

impl Check {
    fn layer(&mut self, index: usize, layer: &Layer, zone: Option<&Arc<Zone>>) -> Option<ReadyLayer> {
        let place = |field: &str| format!("layers[{index}].{field}");
        self.name(&place("name"), &layer.name);
        let zone = match &layer.time_zone {
            Some(name) => self.zone(place("time_zone"), name),
            None => zone.cloned(),
        };
        let groups = self.groups(&place("groups"), &layer.groups);
        self.turn(&place("turn"), &layer.turn);
        let first = usize::try_from(layer.first).unwrap_or(usize::MAX);
        if first >= groups.len().max(1) {
            self.fault(place("first"), Problem::NoSuchGroup { found: layer.first, groups: groups.len() });
        }
        for (number, one) in layer.restrictions.iter().enumerate() {
            for (field, time) in [("from", one.from), ("to", one.to)] {
                if time.subsec_nanosecond() != 0 {
                    self.fault(place(&format!("restrictions[{number}].{field}")), Problem::Fraction);
                }
            }
        }
        if layer.beside && index == 0 {
            self.fault(place("beside"), Problem::BesideNothing);
        }
        let start = self.wall(place("start"), layer.start);
        let in_force = layer.in_force_from.map(|time| self.wall(place("in_force_from"), time));
        let end = layer.end.map(|time| self.wall(place("end"), time));
        if layer.in_force_from.is_some_and(|from| from < layer.start) {
            self.fault(place("in_force_from"), Problem::BeforeStart);
        }
        if layer.end.is_some_and(|end| end <= layer.start) {
            self.fault(place("end"), Problem::NotAfter { after: "start" });
        } else if layer.end.zip(layer.in_force_from).is_some_and(|(end, from)| end <= from) {
            self.fault(place("end"), Problem::NotAfter { after: "in_force_from" });
        }
        start?;
        if !self.faults.is_empty() {
            return None;
        }
        let turns = Turns::of(layer)?;
        let from = turns.first.max(in_force.flatten().unwrap_or(i64::MIN));
        let to = end.flatten().unwrap_or(i64::MAX);
        let week = Week::of(&layer.restrictions);
        Some(ReadyLayer { zone: zone?, turns, week, from, to, groups, first, beside: layer.beside })
    }

    fn groups(&mut self, place: &str, groups: &[Vec<Member>]) -> Vec<Group> {
        if groups.is_empty() {
            self.fault(place, Problem::Nobody);
        }
        let mut ready = Vec::with_capacity(groups.len());
        for (index, group) in groups.iter().enumerate() {
            let place = format!("{place}[{index}]");
            if group.is_empty() {
                self.fault(place.as_str(), Problem::Nobody);
            }
            let ids = self.members(&place, group);
            let set = self.sets.keep(&ids, &self.members);
            ready.push(Group { ids, set });
        }
        ready
    }

    fn turn(&mut self, place: &str, turn: &Turn) {
        if !(1..=limits::TURN_LENGTH).contains(&turn.length) {
            self.fault(format!("{place}.length"), Problem::TurnLength { found: turn.length });
        }
        if turn.unit != Unit::Daily && !turn.handoff_days.is_empty() {
            self.fault(format!("{place}.handoff_days"), Problem::HandoffDays);
        }
    }

    fn override_(&mut self, index: usize, one: &Override) -> Option<(i64, i64, ReadyKind)> {
        let place = |field: &str| format!("overrides[{index}].{field}");
        let from = self.instant(place("from"), one.from);
        let to = self.instant(place("to"), one.to);
        if one.to <= one.from {
            self.fault(place("to"), Problem::NotAfter { after: "from" });
        }
        let kind = match &one.kind {
            OverrideKind::Add { member } => ReadyKind::Add(self.member(&place("kind.member"), member)),
            OverrideKind::Remove { member } => ReadyKind::Remove(self.member(&place("kind.member"), member)),
            OverrideKind::Replace { member, by } => {
                ReadyKind::Replace(self.member(&place("kind.member"), member), self.member(&place("kind.by"), by))
            }
            OverrideKind::Temporary { members } => ReadyKind::Temporary(self.members(&place("kind.members"), members)),
        };
        Some((from?, to?, kind))
    }

    fn absence(&mut self, index: usize, one: &Absence) -> Option<(i64, i64, Id)> {
        let place = |field: &str| format!("absences[{index}].{field}");
        let from = self.instant(place("from"), one.from);
        let to = self.instant(place("to"), one.to);
        if one.to <= one.from {
            self.fault(place("to"), Problem::NotAfter { after: "from" });
        }
        let member = self.member(&place("member"), &one.member);
        Some((from?, to?, member))
    }
}

#[cfg(test)]
mod tests;
