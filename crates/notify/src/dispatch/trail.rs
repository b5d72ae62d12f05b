//! What one attempt went through: who was asked, what each said, and what it comes to when nobody took the message.

use ctac_domain::page::AttemptOutcome;
use tokio::time::Instant;

use crate::limits;
use crate::line::Line;

/// What was tried in one attempt, and failed.
#[derive(Default)]
pub(super) struct Trail {
    failed: Vec<(String, String)>,
    again: bool,
}

impl Trail {
    /// Whether there is time for another call; the first is always made.
    pub(super) fn begins(&self, line: &Line, begun: Instant) -> bool {
        let Some((before, _)) = self.failed.last() else { return true };
        let next = line.provider.name();
        let in_time = begun.elapsed() < limits::FAILOVER;
        if in_time {
            tracing::warn!(from = %before, to = next, "a provider did not take a message; the next is tried");
            metrics::counter!("ctac_provider_failovers_total", "to" => next).increment(1);
        }
        in_time
    }

    /// It was not called: it keeps failing, and as many calls as may are trying it.
    pub(super) fn crowded(&mut self, line: &Line) {
        let reason = "it keeps failing, and as many calls as may are trying it".to_owned();
        self.failed.push((line.provider.name().to_owned(), reason));
        self.again = true;
    }

    /// The attempt's outcome, unless the next provider is to be tried.
    pub(super) fn settled(&mut self, outcome: AttemptOutcome) -> Option<AttemptOutcome> {
        match outcome {
            AttemptOutcome::Failed { provider, reason, again } => {
                self.failed.push((provider, reason));
                self.again |= again;
                None
            }
            settled @ (AttemptOutcome::Sent { .. } | AttemptOutcome::Unknown) => Some(settled),
        }
    }

    /// Nobody took it: the last provider asked, and what each said.
    pub(super) fn failed(self) -> AttemptOutcome {
        let again = self.again;
        match <[_; 1]>::try_from(self.failed) {
            Ok([(provider, reason)]) => AttemptOutcome::Failed { provider, reason, again },
            Err(several) => {
                let said: Vec<String> = several.iter().map(|(name, reason)| format!("{name}: {reason}")).collect();
                match several.into_iter().next_back() {
                    Some((provider, _)) => AttemptOutcome::Failed { provider, reason: said.join("; "), again },
                    None => AttemptOutcome::Failed {
                        provider: "none".to_owned(),
                        reason: "no provider is configured for this kind of address".to_owned(),
                        again: false,
                    },
                }
            }
        }
    }
}
