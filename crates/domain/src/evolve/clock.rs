//! What becomes of an incident's clocks.

use super::timeline::change_own;
use crate::clock::{Clock, ClockStatus};
use crate::event::Event;
use crate::id::ClockId;
use crate::incident::Incident;
use crate::state::{Recorded, State};

pub(super) fn evolve(state: &mut State, recorded: &Recorded, event: &Event) {
    let at = recorded.recorded_at;
    change_own(state, recorded, |incident| match event {
        Event::ClockStarted { clock } => incident.clocks.push_back(Clock::running(clock)),
        Event::ClockStopped { clock, reference, reason } => change(incident, *clock, |it| {
            let why = reference.clone().or_else(|| reason.clone()).unwrap_or_default();
            it.status = ClockStatus::Stopped { at, why };
        }),
        Event::ClockVoided { clock, reason } => change(incident, *clock, |it| {
            it.status = ClockStatus::Voided { at, reason: reason.clone() };
        }),
        Event::ClockOwned { clock, owner } => change(incident, *clock, |it| it.owner = Some(*owner)),
        _ => {}
    });
}

fn change(incident: &mut Incident, id: ClockId, how: impl FnOnce(&mut Clock)) {
    if let Some(clock) = incident.clocks.iter_mut().find(|clock| clock.id == id) {
        how(clock);
    }
}
