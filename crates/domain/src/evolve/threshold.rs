//! The alert threshold, whole as saved.

use std::sync::Arc;

use crate::command::Actor;
use crate::state::{Recorded, State};
use crate::threshold::{Adopted, Threshold};

pub(super) fn saved(state: &mut State, recorded: &Recorded, threshold: &Threshold) {
    let by = match recorded.actor {
        Actor::Person(person) => Some(person),
        Actor::System | Actor::Operator | Actor::Integration(_) => None,
    };
    state.threshold = Some(Arc::new(Adopted { threshold: threshold.clone(), by, at: recorded.recorded_at }));
}
