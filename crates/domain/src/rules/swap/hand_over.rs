//! A stretch of duty goes from one person to another: whatever puts the one on within it puts the other on.

use ctac_rota::{Member, OverrideKind};

use crate::decide::{As, Deciding};
use crate::duty::CellOverride;
use crate::event::Event;
use crate::id::{OverrideId, PersonId, RotaId, SwapId};
use crate::rules::exception::author;
use crate::rules::leave::puts_on;
use crate::state::Stream;
use crate::swap::Stretch;

/// Why the exceptions of a swap stand there.
const REASON: &str = "a swap";

/// A stretch that somebody took.
pub(super) struct Taken {
    pub(super) swap: SwapId,
    pub(super) rota: RotaId,
    pub(super) from: PersonId,
    pub(super) to: PersonId,
    pub(super) stretch: Stretch,
}

/// Exceptions speak of those whom the layers put on, never of each other. So an exception that put the one on is cut
/// at the stretch's ends, and within it names the other; and for whatever the layers say one is replaced by the other.
pub(super) fn hand_over(d: &mut Deciding<'_>, taken: &Taken) {
    let (from, to) = (Member(taken.from.to_string()), Member(taken.to.to_string()));
    let Some(kept) = d.state.rotas.get(&taken.rota).cloned() else { return };
    let theirs = kept.overrides.iter().filter(|one| puts_on(&one.kind, &from));
    let theirs: Vec<CellOverride> = theirs.filter(|one| one.stretch().overlaps(taken.stretch)).cloned().collect();
    for one in theirs {
        cut(d, taken, &one, instead(&one.kind, &from, &to));
    }
    let kind = OverrideKind::Replace { member: from, by: to };
    let new = part(d, &of_swap(d, taken), taken.stretch, kind);
    add(d, taken.rota, new, None);
}

/// Puts the parts of an exception in its place: as it was before and after the stretch, and changed within it.
fn cut(d: &mut Deciding<'_>, taken: &Taken, one: &CellOverride, within: Option<OverrideKind>) {
    let rests: Vec<Stretch> = one.stretch().without(taken.stretch).collect();
    for rest in rests {
        let new = part(d, one, rest, one.kind.clone());
        add(d, taken.rota, new, Some(one.id));
    }
    if let Some(kind) = within {
        let both = Stretch { from: one.from.max(taken.stretch.from), to: one.to.min(taken.stretch.to) };
        let new = part(d, &of_swap(d, taken), both, kind);
        add(d, taken.rota, new, Some(one.id));
    }
    let event = Event::RotaOverrideRemoved { rota: taken.rota, r#override: one.id, reason: REASON.to_owned() };
    d.emit(Stream::Rota(taken.rota), event, As::default());
}

/// What an exception does once it names the other; none where that is nothing.
fn instead(kind: &OverrideKind, from: &Member, to: &Member) -> Option<OverrideKind> {
    match kind {
        OverrideKind::Add { .. } => Some(OverrideKind::Add { member: to.clone() }),
        // Somebody takes back what they had given away.
        OverrideKind::Replace { member, .. } if member == to => None,
        OverrideKind::Replace { member, .. } => Some(OverrideKind::Replace { member: member.clone(), by: to.clone() }),
        OverrideKind::Remove { .. } => None,
        OverrideKind::Temporary { members } => {
            let named = members.iter().map(|one| if one == from { to.clone() } else { one.clone() });
            Some(OverrideKind::Temporary { members: named.collect() })
        }
    }
}

/// An exception of the swap itself; its stretch and kind are still to be said.
fn of_swap(d: &Deciding<'_>, taken: &Taken) -> CellOverride {
    CellOverride {
        id: OverrideId(taken.swap.0),
        from: taken.stretch.from,
        to: taken.stretch.to,
        kind: OverrideKind::Temporary { members: Vec::new() },
        reason: REASON.to_owned(),
        by: author(d),
        swap: Some(taken.swap),
    }
}

fn part(d: &mut Deciding<'_>, one: &CellOverride, stretch: Stretch, kind: OverrideKind) -> CellOverride {
    CellOverride { id: d.draw_id(), from: stretch.from, to: stretch.to, kind, ..one.clone() }
}

fn add(d: &mut Deciding<'_>, rota: RotaId, r#override: CellOverride, instead_of: Option<OverrideId>) {
    d.emit(Stream::Rota(rota), Event::RotaOverrideAdded { rota, r#override, instead_of }, As::default());
}
