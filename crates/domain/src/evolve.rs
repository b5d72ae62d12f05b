//! The one way the state changes: [`evolve`] takes an entry into it. Total: it cannot refuse and cannot fail.

use crate::state::{Recorded, State};

/// Takes one entry into the state. Entries come in the order of their positions, each once.
pub fn evolve(state: &mut State, recorded: &Recorded) {
    state.size = recorded.position + 1;
    state.recorded_at = recorded.recorded_at;
    state.streams.insert(recorded.stream.to_string(), recorded.seq);
}
