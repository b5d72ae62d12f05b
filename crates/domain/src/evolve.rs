//! The one way the state changes: [`evolve`] takes an entry into it. Total: it cannot refuse and cannot fail.

use crate::event::Event;
use crate::state::{Recorded, State};

mod alert;
mod page;

/// Takes one entry into the state. Entries come in the order of their positions, each once.
pub fn evolve(state: &mut State, recorded: &Recorded) {
    state.size = recorded.position + 1;
    state.recorded_at = recorded.recorded_at;
    state.streams.insert(recorded.stream.to_string(), recorded.seq);
    let Some(event) = recorded.event.as_deref() else { return };
    match event {
        // alerts, pages
        Event::AlertRaised { .. }
        | Event::AlertRepeated { .. }
        | Event::AlertAcknowledged { .. }
        | Event::AlertResolved { .. }
        | Event::AlertLinked { .. } => alert::evolve(state, recorded, event),
        Event::PageRaised { .. }
        | Event::PageStepStarted { .. }
        | Event::PageAttemptStarted { .. }
        | Event::PageAttemptFinished { .. }
        | Event::PageAcknowledged { .. }
        | Event::PageDeclined { .. }
        | Event::PageExhausted { .. }
        | Event::PageCancelled { .. } => page::evolve(state, recorded.recorded_at, event),
        _ => {}
    }
}
