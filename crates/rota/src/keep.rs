//! Edits of a rota that leave on call whoever is on.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::absences::Away;
use crate::compile::compile;
use crate::compiled::Compiled;
use crate::layer::ReadyLayer;
use crate::model::{Layer, Member, OverrideKind, Rota};
use crate::on::index;
use crate::sweep::floor;

/// An edited rota in which each layer leaves its turn at an instant with the group that has it before the edit, until
/// the next handoff; from there the new order goes on. It sets [`Layer::first`], and nothing else.
///
/// Layers go by name. A group is the same where its members are, in whatever order, else where it shares the most of
/// them. Where the group whose turn it is, is away and another stands in, whoever stands in is not displaced. A group
/// that is gone is followed by the next of the old order that still stands. A layer that is new, or has not begun, or
/// has none of its groups left, is as it was edited; and so is a rota that does not compile.
#[must_use]
pub fn keep(old: &Rota, new: Rota, at: Timestamp) -> Rota {
    let mut taken = vec![false; old.layers.len()];
    let mut namesake = |name: &str| {
        let index = old.layers.iter().zip(&taken).position(|(layer, taken)| layer.name == name && !taken)?;
        taken.get_mut(index).map(|taken| *taken = true)?;
        Some(index)
    };
    let from = new.layers.iter().map(|layer| namesake(&layer.name)).collect::<Vec<_>>();
    keep_layers(old, new, &from, at)
}

/// A rota without a member, from an instant on.
///
/// They leave every layer; where it is their turn alone, the next in order takes over, and the turns go on from there.
/// A group left with nobody goes, and so does a layer. An override that would put them on goes too, or does so without
/// them. Nothing is kept of what was before: what was is in the records of what happened.
#[must_use]
pub fn without(rota: &Rota, member: &Member, at: Timestamp) -> Rota {
    let mut new = rota.clone();
    let mut from: Vec<Option<usize>> = Vec::new();
    // Whoever was beside a lowest layer of its level that goes is that level now.
    let mut headless = false;
    new.layers.clear();
    for (index, layer) in rota.layers.iter().enumerate() {
        let mut layer = layer.clone();
        for group in &mut layer.groups {
            group.retain(|one| one != member);
        }
        layer.groups.retain(|group| !group.is_empty());
        headless = if layer.beside { headless } else { false };
        if layer.groups.is_empty() {
            headless |= !layer.beside;
            continue;
        }
        layer.beside &= !std::mem::take(&mut headless);
        new.layers.push(layer);
        from.push(Some(index));
    }
    new.overrides.retain_mut(|one| match &mut one.kind {
        OverrideKind::Add { member: on } | OverrideKind::Replace { by: on, .. } => on != member,
        OverrideKind::Remove { .. } => true,
        OverrideKind::Temporary { members } => {
            let nobody = members.is_empty();
            members.retain(|one| one != member);
            nobody || !members.is_empty()
        }
    });
    keep_layers(rota, new, &from, at)
}

/// `from` names the old layer of each new one.
fn keep_layers(old: &Rota, mut new: Rota, from: &[Option<usize>], at: Timestamp) -> Rota {
    let at = floor(at);
    let mut any_first = new.clone();
    for layer in &mut any_first.layers {
        layer.first = 0;
    }
    let (Ok(was), Ok(is)) = (compile(old), compile(&any_first)) else { return new };
    let away = (was.absences.at(at), is.absences.at(at));
    let before = sides(old, &was, &away.0);
    let after = sides(&any_first, &is, &away.1);
    for ((layer, after), from) in new.layers.iter_mut().zip(after).zip(from) {
        let before = from.and_then(|from| before.get(from));
        if let Some(first) = before.and_then(|before| first(before, &after, at)) {
            layer.first = first;
        }
    }
    new
}

/// A layer before or after an edit.
struct Side<'a> {
    groups: &'a [Vec<Member>],
    ready: &'a ReadyLayer,
    members: &'a [Member],
    away: &'a Away,
}

fn sides<'a>(rota: &'a Rota, ready: &'a Compiled, away: &'a Away) -> Vec<Side<'a>> {
    let side = |(layer, ready_layer): (&'a Layer, &'a ReadyLayer)| Side {
        groups: &layer.groups,
        ready: ready_layer,
        members: &ready.members,
        away,
    };
    rota.layers.iter().zip(&ready.layers).map(side).collect()
}

/// Whose turn the first is after the edit, for the turn at an instant to stay. None where there is no turn to keep.
fn first(before: &Side<'_>, after: &Side<'_>, at: i64) -> Option<u32> {
    let holder = before.ready.group_of(before.ready.turn(at)?)?;
    let turn = after.ready.turn(at)?;
    let on = before.on(holder);
    let stand_in = before.ready.present(holder, before.away).unwrap_or(holder);
    let leaves_on = |place: &usize| on.is_empty() || !after.on(*place).is_disjoint(&on);
    let stays = [holder, stand_in].into_iter().filter_map(|group| after.place(before, group)).find(leaves_on);
    let count = before.groups.len();
    let next = || (holder..holder + count).find_map(|group| after.place(before, group % count));
    let place = i64::try_from(stays.or_else(next)?).ok()?;
    let count = i64::try_from(after.groups.len()).ok()?;
    u32::try_from((place - turn).rem_euclid(count.max(1))).ok()
}

impl<'a> Side<'a> {
    /// Who is on when a group has the turn.
    fn on(&self, group: usize) -> BTreeSet<&'a Member> {
        let group = self.ready.present(group, self.away).and_then(|group| self.ready.groups.get(group));
        let ids = group.into_iter().flat_map(|group| &group.ids).filter(|&&id| !self.away.has(id));
        ids.filter_map(|&id| self.members.get(index(id))).collect()
    }

    fn set(&self, group: usize) -> BTreeSet<&'a Member> {
        self.groups.get(group).into_iter().flatten().collect()
    }

    /// Where a group of the layer before the edit stands now.
    fn place(&self, before: &Side<'_>, group: usize) -> Option<usize> {
        let set = before.set(group);
        // Of several groups with the same members, the one that comes as late as it did among them.
        let nth = (0..group).filter(|&other| before.set(other) == set).count();
        let same: Vec<usize> = (0..self.groups.len()).filter(|&other| self.set(other) == set).collect();
        if let Some(found) = same.get(nth).or(same.last()) {
            return Some(*found);
        }
        let shared = |other: &usize| self.set(*other).intersection(&set).count();
        // The first of those that share the most.
        (0..self.groups.len()).rev().max_by_key(shared).filter(|other| shared(other) > 0)
    }
}

#[cfg(test)]
mod tests;
