//! Swaps: what is on offer, with when it lapses, and the latest that are over.

use crate::event::Event;
use crate::id::SwapId;
use crate::limits::ENDED_SWAPS;
use crate::state::{Recorded, State};
use crate::swap::{Swap, SwapStatus};

pub(super) fn happened(state: &mut State, recorded: &Recorded, event: &Event) {
    let at = recorded.recorded_at;
    match event {
        Event::SwapOffered { swap, .. } => {
            state.alarms.extend(swap.alarm());
            state.swaps.insert(swap.id, swap.clone());
        }
        Event::SwapAccepted { swap, by, took } => end(state, *swap, |swap| {
            (swap.from, swap.to) = (took.from, took.to);
            swap.status = SwapStatus::Accepted { by: *by, at };
        }),
        Event::SwapDeclined { swap, by } => end(state, *swap, |swap| {
            swap.status = SwapStatus::Declined { by: *by, at };
        }),
        Event::SwapWithdrawn { swap } => over(state, *swap, SwapStatus::Withdrawn { at }),
        Event::SwapLapsed { swap } => over(state, *swap, SwapStatus::Lapsed { at }),
        _ => {}
    }
}

fn over(state: &mut State, id: SwapId, status: SwapStatus) {
    end(state, id, |swap| swap.status = status);
}

/// It is over: its alarm goes, and it stays among the latest.
fn end(state: &mut State, id: SwapId, how: impl FnOnce(&mut Swap)) {
    let Some(swap) = state.swaps.get_mut(&id).filter(|swap| swap.is_open()) else { return };
    let alarm = swap.alarm();
    how(swap);
    if let Some(alarm) = alarm {
        state.alarms.remove(&alarm);
    }
    state.ended_swaps.push_back(id);
    if state.ended_swaps.len() > ENDED_SWAPS
        && let Some(oldest) = state.ended_swaps.pop_front()
    {
        state.swaps.remove(&oldest);
    }
}
