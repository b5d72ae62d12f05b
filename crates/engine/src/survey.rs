//! A look at a whole ledger without running it, for `ctac doctor`: every entry checked against its leaf, the tree
//! against the head, the log against what was published, the state against its invariants.

use std::sync::Arc;

use ctac_domain::invariants;
use ctac_domain::state::State;
use ctac_ledger::store::Store;

use crate::decision_loop::within;
use crate::effects::Effects;
use crate::replay::replay;
use crate::restore::{self, Verdict};
use crate::{Options, StartError, limits, start};

/// What was found.
pub struct Survey {
    /// The state that the entries give.
    pub state: State,
    /// How the log contradicts a checkpoint that was published; none when it continues them all.
    pub contradiction: Option<String>,
    /// Invariants of the state that do not hold.
    pub violations: Vec<String>,
}

/// Reads everything; writes nothing.
///
/// # Errors
/// The ledger cannot be read, or an entry does not fit its leaf or its place.
pub async fn survey(options: &Options, store: &Arc<dyn Store>, signing_seed: &[u8; 32]) -> Result<Survey, StartError> {
    let kept = within(limits::READ, store.latest_checkpoint()).await?.map(|kept| kept.note);
    let checkpoints: Vec<String> = start::published_note(options)?.into_iter().chain(kept).collect();
    let replayed = replay(store, &mut Effects::new(1)).await?;
    let origin = restore::origin(options, &replayed)?;
    let contradiction = match restore::judge(&checkpoints, &replayed, &origin, signing_seed) {
        Verdict::Continues => None,
        Verdict::Contradicts { why, .. } => Some(why),
    };
    let violations = invariants::check(&replayed.state).iter().map(ToString::to_string).collect();
    Ok(Survey { state: replayed.state, contradiction, violations })
}
