//! Somebody left: whatever of the duty was theirs goes on without them, by rule and never in silence.

use ctac_rota::{Member, OverrideKind, Rota};

use super::exception::author;
use super::swap_notice;
use crate::decide::{As, Deciding};
use crate::directory::Team;
use crate::duty::{CellOverride, KeptRota};
use crate::event::Event;
use crate::id::{AbsenceId, FeedId, PersonId, RotaId, SwapId};
use crate::policy::CellRota;
use crate::state::Stream;

/// Why an exception goes or changes.
const LEFT: &str = "they left the cell";

/// Their offers and absences end, their feeds are revoked, and teams, exceptions and rotas are saved without them.
/// Never refused: not for a rota that has a fault either, theirs or another.
pub(crate) fn end_duty_of(d: &mut Deciding<'_>, person: PersonId) {
    end_swaps(d, person);
    let now = d.now;
    let absences = d.state.absences.values().filter(|one| one.person == person && one.to > now);
    let absences: Vec<AbsenceId> = absences.map(|one| one.id).collect();
    for absence in absences {
        d.emit(Stream::Directory, Event::AbsenceRemoved { absence }, As::default());
    }
    let feeds: Vec<FeedId> = d.state.feeds.values().filter(|one| one.person == person).map(|one| one.id).collect();
    for feed in feeds {
        d.emit(Stream::Access, Event::FeedRevoked { feed }, As::default());
    }
    let teams = d.state.teams.values().filter(|team| team.members.contains(&person)).cloned();
    let teams: Vec<Team> = teams.collect();
    for mut team in teams {
        team.members.retain(|member| *member != person);
        team.version += 1;
        d.emit(Stream::Directory, Event::TeamSaved { team }, As::default());
    }
    let rotas: Vec<RotaId> = d.state.rotas.keys().copied().collect();
    for rota in rotas {
        save_without(d, rota, person);
    }
}

/// What they offered is withdrawn; what was offered to them cannot be taken any more.
fn end_swaps(d: &mut Deciding<'_>, person: PersonId) {
    let open = d.state.swaps.values().filter(|swap| swap.is_open());
    let theirs = open.filter(|swap| swap.from_person == person || swap.to_person == Some(person));
    let theirs: Vec<(RotaId, SwapId, bool)> =
        theirs.map(|swap| (swap.rota, swap.id, swap.from_person == person)).collect();
    for (rota, swap, offered) in theirs {
        let event = if offered { Event::SwapWithdrawn { swap } } else { Event::SwapLapsed { swap } };
        d.emit(Stream::Rota(rota), event, As::default());
        if !offered {
            swap_notice::answered(d, swap);
        }
    }
}

/// A rota without somebody: first its exceptions, then its layers, where the next in order takes over.
fn save_without(d: &mut Deciding<'_>, id: RotaId, person: PersonId) {
    let Some(kept) = d.state.rotas.get(&id).filter(|kept| kept.retired.is_none()).cloned() else { return };
    let member = Member(person.to_string());
    end_exceptions(d, &kept, &member);
    if kept.saved.rota.layers.iter().flat_map(|layer| layer.groups.iter().flatten()).any(|one| *one == member) {
        let rota = without(&kept, &member, d.now);
        let rota = CellRota { rota, version: kept.saved.version + 1, ..kept.saved.clone() };
        d.emit(Stream::Rota(id), Event::RotaSaved { rota }, As::default());
    }
}

/// The rota as saved, without somebody. Whoever stands in for somebody absent at that instant goes on doing so.
fn without(kept: &KeptRota, member: &Member, at: jiff::Timestamp) -> Rota {
    let mut rota = kept.saved.rota.clone();
    let absences = std::mem::replace(&mut rota.absences, kept.ready.rota().absences.clone());
    Rota { absences, ..ctac_rota::without(&rota, member, at) }
}

/// Exceptions that would put them on do so no more. One that put on others too stays for those.
fn end_exceptions(d: &mut Deciding<'_>, kept: &KeptRota, member: &Member) {
    let theirs: Vec<CellOverride> =
        kept.overrides_from(d.now).filter(|one| puts_on(&one.kind, member)).cloned().collect();
    for one in theirs {
        if let OverrideKind::Temporary { members } = &one.kind
            && members.len() > 1
        {
            let members = members.iter().filter(|other| *other != member).cloned().collect();
            let second = jiff::Timestamp::from_second(d.now.as_second()).unwrap_or(d.now);
            let (id, from) = (d.draw_id(), one.from.max(second));
            let kind = OverrideKind::Temporary { members };
            let r#override = CellOverride { id, from, kind, by: author(d), ..one.clone() };
            let event = Event::RotaOverrideAdded { rota: kept.id(), r#override, instead_of: Some(one.id) };
            d.emit(Stream::Rota(kept.id()), event, As::default());
        }
        let event = Event::RotaOverrideRemoved { rota: kept.id(), r#override: one.id, reason: LEFT.to_owned() };
        d.emit(Stream::Rota(kept.id()), event, As::default());
    }
}

/// Whether an exception puts somebody on.
pub(crate) fn puts_on(kind: &OverrideKind, member: &Member) -> bool {
    match kind {
        OverrideKind::Add { member: on } | OverrideKind::Replace { by: on, .. } => on == member,
        OverrideKind::Remove { .. } => false,
        OverrideKind::Temporary { members } => members.contains(member),
    }
}

#[cfg(test)]
mod tests;
