//! Handoffs: whoever comes on call and whoever goes off is told, at the moments they chose.

use jiff::Timestamp;

use crate::decide::Deciding;
use crate::duty::KeptRota;
use crate::id::RotaId;
use crate::limits;
use crate::notice::About;
use crate::rules::{notice, step};
use crate::told::Way;
use crate::told::handoffs::{self, Due};

/// Tells everybody who is to be told now. A handoff that an edit has brought near is told at once. Where there are very
/// many, the rest comes in the next tick, which is due at once.
pub(crate) fn tell(d: &mut Deciding<'_>, rota: RotaId) {
    let Some(kept) = d.state.rotas.get(&rota).cloned() else { return };
    let due = handoffs::due(&d.state, &kept, d.now);
    for one in due.into_iter().take(limits::TOLD_AT_ONCE) {
        let (about, until) = said(&kept, &one);
        notice::raise(d, one.handoff.person, about, until);
    }
}

/// What a handoff's notice says, and until when it is of use: of a shift, while it lasts; of its end, while it is news.
fn said(kept: &KeptRota, due: &Due) -> (About, Timestamp) {
    let (rota, ahead_s, at) = (kept.id(), due.ahead_s, due.handoff.at);
    match due.handoff.way {
        Way::On => {
            let to = handoffs::stays_until(kept, due.handoff.person, at);
            (About::ComesOn { rota, from: at, to, ahead_s }, to.unwrap_or(step::later(at, limits::NOTICE_S)))
        }
        Way::Off => {
            let late_s = u32::try_from(limits::HANDOFF_LATE_S).unwrap_or(limits::NOTICE_S);
            (About::GoesOff { rota, at, ahead_s }, step::later(at, late_s))
        }
    }
}

#[cfg(test)]
mod tests;
