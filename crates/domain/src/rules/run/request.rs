//! What a run asks of the cell itself, and the cell does in the same decision.

use ctac_runbook::run::id::EffectId;
use ctac_runbook::run::request::{Ask, Outcome};

use crate::decide::Deciding;
use crate::id::RunId;
use crate::limits::RUN_PASSES;

/// Does what the cell can do by itself, and answers; what follows from the answer may ask again, so often.
pub(super) fn act_all(d: &mut Deciding<'_>, id: RunId) {
    for _ in 0..RUN_PASSES {
        let next = d.state.runs.get(&id).and_then(|kept| {
            let ours = kept.run.outbox.iter().find_map(|(effect, request)| Some((*effect, outcome(&request.what)?)));
            ours.map(|(effect, outcome)| (std::sync::Arc::clone(kept), effect, outcome))
        });
        let Some((kept, effect, outcome)) = next else { return };
        answer(d, &kept, effect, outcome);
    }
}

fn answer(d: &mut Deciding<'_>, kept: &crate::run::KeptRun, effect: EffectId, outcome: Outcome) {
    let command = ctac_runbook::run::command::Command::Answer { effect, outcome };
    // An answer to what stands in the outbox is never refused but for a limit, and then people act.
    let _refused = super::decide(d, kept, ctac_runbook::run::fact::By::Engine, None, &command);
}

fn outcome(_what: &Ask) -> Option<Outcome> {
    None
}
