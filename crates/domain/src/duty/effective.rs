//! The rota in force: as saved, with teams as their people, and with every exception that is not over.

use std::collections::BTreeSet;

use ctac_rota::{Absence, Layer, Member, Override, OverrideKind, Rota, limits};
use jiff::Timestamp;

use super::{CellOverride, KeptRota};
use crate::id::{PersonId, TeamId};
use crate::state::State;

/// How a team is written in a rota.
const TEAM: &str = "team/";

/// A team's name in a rota.
#[must_use]
pub fn team_member(team: TeamId) -> Member {
    Member(format!("{TEAM}{team}"))
}

/// The team that a member stands for, if it is written as one is.
pub(crate) fn team_of(member: &Member) -> Option<TeamId> {
    member.0.strip_prefix(TEAM).and_then(|id| id.parse().ok())
}

/// The person that a member is.
pub(crate) fn person_of(member: &Member) -> Option<PersonId> {
    member.0.parse().ok()
}

/// The rota in force from its mark on.
///
/// Whoever has left, and a team in which nobody is, counts as absent for good: the next in order stands in, and the
/// turns of all others stay as they are.
#[must_use]
pub fn effective(state: &State, kept: &KeptRota) -> Rota {
    let mut rota = kept.saved.rota.clone();
    for group in rota.layers.iter_mut().flat_map(|layer: &mut Layer| &mut layer.groups) {
        *group = group.iter().flat_map(|member| expanded(state, member)).collect();
    }
    rota.overrides.retain(|one| one.to > kept.mark);
    rota.overrides.extend(kept.overrides_from(kept.mark).map(CellOverride::as_rota));
    rota.overrides.retain_mut(|one| keeps_somebody(state, &mut one.kind));
    rota.absences = all_absences(state, kept);
    if rota.absences.len() > limits::ABSENCES {
        // Somebody who leaves makes one more. What is furthest off is passed over: a rota that holds too much would have
        // nobody on at all.
        rota.absences.sort_by_key(|one| one.from);
        rota.absences.truncate(limits::ABSENCES);
    }
    rota
}

/// Every absence that counts in a rota, however many they are.
pub(crate) fn all_absences(state: &State, kept: &KeptRota) -> Vec<Absence> {
    let groups = kept.saved.rota.layers.iter().flat_map(|layer| &layer.groups);
    let members: Vec<Member> = groups.flatten().flat_map(|member| expanded(state, member)).collect();
    let named: BTreeSet<&Member> = members.iter().collect();
    let of_saved = kept.saved.rota.absences.iter().filter(|one| one.to > kept.mark).cloned();
    let for_good = named.iter().filter(|member| !is_here(state, member)).map(|member| for_good(member));
    let mut absences: Vec<Absence> = of_saved.chain(for_good).collect();
    let of_people = state.absences.values().filter(|one| one.to > kept.mark);
    absences.extend(of_people.filter_map(|one| {
        let member = Member(one.person.to_string());
        named.contains(&member).then_some(Absence { member, from: one.from, to: one.to })
    }));
    absences
}

/// A team as its people; one in which nobody is, as itself.
fn expanded(state: &State, member: &Member) -> Vec<Member> {
    match team_of(member).and_then(|team| state.teams.get(&team)) {
        Some(team) if !team.members.is_empty() => team.members.iter().map(|id| Member(id.to_string())).collect(),
        _ => vec![member.clone()],
    }
}

/// Whether a member is a person of the cell who has not left.
fn is_here(state: &State, member: &Member) -> bool {
    person_of(member).and_then(|id| state.people.get(&id)).is_some_and(|person| person.active)
}

fn for_good(member: &Member) -> Absence {
    let end = Timestamp::from_second(limits::LATEST - 1).unwrap_or(Timestamp::MAX);
    Absence { member: member.clone(), from: Timestamp::UNIX_EPOCH, to: end }
}

/// An override that puts on somebody who left does not: it goes, and whoever it took off is on.
fn keeps_somebody(state: &State, kind: &mut OverrideKind) -> bool {
    match kind {
        OverrideKind::Add { member } | OverrideKind::Replace { by: member, .. } => is_here(state, member),
        OverrideKind::Remove { .. } => true,
        OverrideKind::Temporary { members } => {
            let nobody_meant = members.is_empty();
            members.retain(|member| is_here(state, member));
            nobody_meant || !members.is_empty()
        }
    }
}

impl CellOverride {
    /// As the rota takes it.
    fn as_rota(&self) -> Override {
        Override { from: self.from, to: self.to, kind: self.kind.clone() }
    }
}

impl KeptRota {
    /// Whether the rota in force names somebody, also by a team or in an exception.
    pub(crate) fn names(&self, person: PersonId) -> bool {
        self.ready.people().contains(&person)
    }

    /// Whether a team stands in it.
    pub(crate) fn names_team(&self, team: TeamId) -> bool {
        let team = team_member(team);
        self.saved.rota.layers.iter().flat_map(|layer| layer.groups.iter().flatten()).any(|member| *member == team)
    }
}
