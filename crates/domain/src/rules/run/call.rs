//! Calls of interfaces that runs want: claimed by a node before it calls, with a lease; what came of one is an answer of
//! the run.
//!
//! A call whose node died may have gone through. The run knows which may be made again, under the same key; of any other
//! a person says whether it happened.

use ctac_runbook::limits::VALUE;
use ctac_runbook::run::id::InstanceId;
use ctac_runbook::run::request::Outcome;

use super::request;
use crate::access::{self, Action, Object};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::due;
use crate::event::Event;
use crate::id::{NodeId, RunId};
use crate::limits::{CLAIMS, REASON, TITLE};
use crate::rules::attempt::{cut, lease};
use crate::state::Stream;

/// A node claims calls that are wanted, so that no other node makes them while the lease runs.
pub(crate) fn claim(d: &mut Deciding<'_>, node: NodeId, limit: usize, lease_s: u32) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    let lease_until = lease(d, lease_s)?;
    let due: Vec<_> = due::calls(&d.state, d.now).take(limit.min(CLAIMS)).collect();
    for (run, instance) in due {
        let Some(kept) = d.state.runs.get(&run) else { continue };
        let Some((effect, _)) = kept.call_of(instance) else { continue };
        let stream = Stream::Incident(kept.incident);
        let how = As { actor: Some(Actor::System), ..super::open(d, kept.incident) };
        d.emit(stream, Event::RunCallStarted { run, effect, node, lease_until }, how);
    }
    Ok(Answer::Done)
}

/// A call's lease ran out: nobody knows what came of it.
pub(crate) fn lose(d: &mut Deciding<'_>, run: RunId, instance: InstanceId) {
    let calling = d.state.runs.get(&run).and_then(|kept| kept.calls.get(&instance).copied());
    if let Some(calling) = calling {
        request::reply(d, run, calling.effect, Outcome::Unknown);
        request::act_all(d, run);
    }
}

/// An outcome with the world's words cut, and without values that no record holds. To refuse it would be to forget what
/// happened.
pub(super) fn bounded(outcome: &Outcome) -> Outcome {
    match outcome {
        Outcome::Done { reference, outputs } => {
            let short = outputs.iter().filter(|(_, value)| value.chars().count() <= VALUE);
            let outputs = short.map(|(name, value)| (name.clone(), value.clone())).collect();
            Outcome::Done { reference: cut(reference, TITLE), outputs }
        }
        Outcome::Failed { reason, again } => Outcome::Failed { reason: cut(reason, REASON), again: *again },
        Outcome::Unknown => Outcome::Unknown,
    }
}
