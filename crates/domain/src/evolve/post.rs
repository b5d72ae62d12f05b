//! What posts change beside the timeline: actions, and which entries are struck through.

use super::timeline::change_own;
use crate::event::Event;
use crate::incident::{Action, Incident};
use crate::state::{Recorded, State};

pub(super) fn happened(state: &mut State, recorded: &Recorded, event: &Event) {
    change_own(state, recorded, |incident| match event {
        Event::ActionSet { action, text, owner, due, .. } => {
            let (text, seq) = (text.clone(), recorded.seq);
            let action = Action { id: *action, seq, text, owner: *owner, due: *due, done: false };
            incident.actions.insert(action.id, action);
        }
        Event::ActionDone { action, .. } => {
            if let Some(action) = incident.actions.get_mut(action) {
                action.done = true;
            }
        }
        Event::Corrected { seq, .. } => strike(incident, *seq, recorded.seq),
        _ => {}
    });
}

/// Strikes an entry through.
pub(super) fn strike(incident: &mut Incident, seq: u64, by: u64) {
    let index = seq.checked_sub(1).and_then(|index| usize::try_from(index).ok());
    if let Some(entry) = index.and_then(|index| incident.entries.get_mut(index)) {
        entry.struck_by = Some(by);
    }
}
