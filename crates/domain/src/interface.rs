//! Calls of other people's interfaces by HTTP, as a run wants them: what is called, with what, and what is taken out of
//! the answer. Secrets are named here and are never seen.

use std::collections::BTreeMap;

pub use ctac_runbook::run::id::EffectId;
use ctac_runbook::run::request::Ask;
pub use ctac_runbook::run::request::{Header, Outcome};

use crate::id::{NodeId, RunId};
use crate::state::State;

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The same for every try of one step: whoever is called tells by it that it is the same.
    pub key: String,
    /// In capitals.
    pub method: String,
    /// Whole, every value in it percent-encoded.
    pub url: String,
    /// By name, in lower case.
    pub headers: BTreeMap<String, Header>,
    /// JSON.
    pub body: Option<String>,
    /// Where in the answer is what goes into which record: JSON Pointers.
    pub outputs: BTreeMap<String, String>,
}

impl State {
    /// The call that a node has claimed, so long as somebody waits for it.
    #[must_use]
    pub fn claimed_call(&self, run: RunId, effect: EffectId, node: NodeId) -> Option<Call> {
        let kept = self.runs.get(&run)?;
        let calling = kept.calls.get(&effect.instance())?;
        let (of, request) = kept.call_of(effect.instance())?;
        let Ask::Http { method, url, headers, body, outputs } = request.what.clone() else { return None };
        let claimed = calling.effect == effect && calling.node == node && of == effect;
        let key = format!("{run}-{}", effect.instance().0);
        claimed.then_some(Call { key, method, url, headers, body, outputs })
    }
}
