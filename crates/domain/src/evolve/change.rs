//! Changes: the latest of each integration.

use std::sync::Arc;

use crate::change::{Change, KeptChange};
use crate::id::IntegrationId;
use crate::limits;
use crate::state::{Recorded, State};

pub(super) fn recorded(state: &mut State, recorded: &Recorded, integration: IntegrationId, change: &Change) {
    let at = change.at.unwrap_or(recorded.recorded_at).min(recorded.recorded_at);
    let kept = state.changes.entry(integration).or_default();
    kept.push_back(Arc::new(KeptChange { change: change.clone(), at }));
    if kept.len() > limits::CHANGES {
        kept.pop_front();
    }
}
