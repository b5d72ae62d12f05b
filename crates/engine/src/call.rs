//! Calls of interfaces that runs want: read off what was just committed, made the moment it is durable, each under its
//! lease. What came of one goes back into the loop as the world's answer to the run.

use std::sync::Arc;

use ctac_domain::command::Command;
use ctac_domain::event::Event;
use ctac_domain::id::RunId;
use ctac_domain::interface::{self, EffectId, Outcome};
use ctac_domain::state::State;
use jiff::Timestamp;

use crate::effects::{Permit, in_time, offer};
use crate::shared::Shared;

/// One call, as claimed.
pub(crate) struct Call {
    run: RunId,
    effect: EffectId,
    lease_until: Timestamp,
    call: interface::Call,
}

impl Call {
    /// The call that an entry says this node makes; none if it says none, or nobody waits for it any more.
    pub(crate) fn of(shared: &Shared, state: &State, event: &Event) -> Option<Self> {
        let Event::RunCallStarted { run, effect, node, lease_until } = event else { return None };
        let call = state.claimed_call(*run, *effect, *node).filter(|_| *node == shared.options.node)?;
        Some(Self { run: *run, effect: *effect, lease_until: *lease_until, call })
    }

    /// Makes the call and records what came of it. `_permit` is held until then.
    pub(crate) async fn make(self, shared: Arc<Shared>, _permit: Permit) {
        let called = shared.ports.interfaces.call(&self.call);
        let outcome = in_time(&shared, self.lease_until, called).await.unwrap_or(Outcome::Unknown);
        let command = Command::AnswerRun { run: self.run, effect: self.effect, outcome };
        offer(&shared, &self.run, &command).await;
    }
}
