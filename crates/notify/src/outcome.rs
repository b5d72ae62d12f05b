//! A call as the ledger records it.

use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;

use crate::client::Called;
use crate::limits;

/// Nothing was sent.
pub(crate) fn failed(provider: &str, reason: &str, again: bool) -> AttemptOutcome {
    AttemptOutcome::failed(provider, reason, again)
}

/// It was taken. A provider that names what it took badly, or not at all, has it under the attempt's own name.
pub(crate) fn sent(provider: &str, attempt: AttemptId, reference: Option<&str>) -> AttemptOutcome {
    let usable = |text: &&str| {
        (1..=limits::REFERENCE_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let reference = reference.filter(usable).map_or_else(|| attempt.to_string(), str::to_owned);
    AttemptOutcome::sent(provider, reference)
}

/// A call of a provider whose status says all.
pub(crate) fn of(provider: &str, attempt: AttemptId, called: Called) -> AttemptOutcome {
    match called {
        Called::Taken(_) => sent(provider, attempt, None),
        Called::Not { reason, again } => failed(provider, &reason, again),
        Called::Unknown => AttemptOutcome::Unknown,
    }
}
