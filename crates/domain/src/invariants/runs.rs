//! What a run asked for is being done, or waits for a person who can answer it.

use ctac_runbook::run::request::{Ask, Request};

use crate::run::KeptRun;
use crate::state::State;

/// Whether something will come of everything that a run asked. A run that is as long as a run may be waits for people.
pub(super) fn is_attended(state: &State, kept: &KeptRun) -> bool {
    let full = kept.run.instances.len() >= ctac_runbook::limits::INSTANCES;
    full || kept.run.outbox.iter().all(|(effect, request)| {
        let page = || kept.pages.iter().any(|(page, of)| of == effect && state.pages.contains_key(page));
        let sitrep = || kept.sitreps.values().any(|it| it.effect == *effect && it.sent.is_none());
        match &request.what {
            Ask::Page { .. } => page(),
            Ask::Sitrep { .. } => sitrep(),
            Ask::Clock { .. } => waits_for_its_time(state, kept, request),
            Ask::Http { .. } => kept.is_called(request),
            Ask::CallOut { .. } => {
                let of = kept.call_outs.iter().filter(|(_, of)| *of == effect).map(|(id, _)| id);
                of.filter_map(|id| state.call_outs.get(id)).any(|it| it.is_running())
            }
            Ask::Invite { .. } | Ask::Severity { .. } => false,
        }
    })
}

/// One that is to be stopped runs; one that is to be started does not, and nobody has said from when it counts.
fn waits_for_its_time(state: &State, kept: &KeptRun, request: &Request) -> bool {
    let Ask::Clock { clock, organisation, stop, since } = &request.what else { return false };
    let Some(incident) = state.incidents.get(&kept.incident) else { return false };
    let runs = incident
        .clocks
        .iter()
        .any(|it| it.is_running() && it.is_of(clock, organisation.as_deref(), kept.is_exercise()));
    if *stop { runs } else { !runs && since.is_none() }
}
