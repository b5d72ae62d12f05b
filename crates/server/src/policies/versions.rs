//! What a policy has been: every version stands in its stream of the ledger, with who saved it and when.

use axum::extract::State;
use ctac_api::explain::PolicyVersion;
use ctac_api::list::List;
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Actor;
use ctac_domain::event::Event;
use ctac_domain::id::PolicyId;
use ctac_domain::state::{Recorded, Stream};

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At};
use crate::limits::POLICY_VERSIONS;
use crate::refused::Refused;

pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    At(id): At<PolicyId>,
) -> Result<Answer<List<PolicyVersion>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    if !state.policies.contains_key(&id) {
        return Err(Refused::not_found());
    }
    let stream = Stream::Policy(id);
    let after = state.head_of(&stream).saturating_sub(POLICY_VERSIONS as u64);
    let entries = app.engine.entries_of(&stream, after, POLICY_VERSIONS).await?;
    Ok(Answer(List::whole(entries.iter().rev().filter_map(|entry| version(entry)).collect())))
}

fn version(entry: &Recorded) -> Option<PolicyVersion> {
    let Event::PolicySaved { policy } = entry.event.as_deref()? else { return None };
    let by = match entry.actor {
        Actor::Person(person) => Some(person),
        Actor::System | Actor::Operator | Actor::Integration(_) => None,
    };
    Some(PolicyVersion {
        version: policy.version,
        saved_at: entry.recorded_at,
        by,
        name: policy.name.clone(),
        steps: policy.steps.clone(),
        repeats: policy.repeats,
    })
}
