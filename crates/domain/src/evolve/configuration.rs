//! Policies and integrations, each whole as saved.

use crate::event::Event;
use crate::policy::Integration;
use crate::state::State;

pub(super) fn happened(state: &mut State, event: &Event) {
    match event {
        Event::PolicySaved { policy } => {
            state.policies.insert(policy.id, policy.clone());
        }
        Event::IntegrationSaved { integration } => integration_saved(state, integration),
        _ => {}
    }
}

/// The index of keys follows the integration: a replaced key opens nothing any more.
fn integration_saved(state: &mut State, integration: &Integration) {
    if let Some(before) = state.integrations.get(&integration.id) {
        state.keys.remove(&before.key);
    }
    state.keys.insert(integration.key.clone(), integration.id);
    state.integrations.insert(integration.id, integration.clone());
}
