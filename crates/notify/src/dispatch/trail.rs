//! What one attempt went through: who was asked, what each said, and what it comes to when nobody took the message.

use ctac_domain::page::{AttemptOutcome, Refused};
use tokio::time::Instant;

use crate::limits;
use crate::line::Line;

/// What was tried in one attempt, and failed.
#[derive(Default)]
pub(super) struct Trail {
    failed: Vec<Refused>,
    again: bool,
}

impl Trail {
    /// Whether there is time for another call; the first is always made.
    pub(super) fn begins(&self, line: &Line, begun: Instant) -> bool {
        let Some(before) = self.failed.last() else { return true };
        let next = line.provider.name();
        let in_time = begun.elapsed() < limits::FAILOVER;
        if in_time {
            tracing::warn!(from = %before.provider, to = next, "a provider did not take a message; the next is tried");
            metrics::counter!("ctac_provider_failovers_total", "to" => next).increment(1);
        }
        in_time
    }

    /// It was not called: it keeps failing, and as many calls as may are trying it.
    pub(super) fn crowded(&mut self, line: &Line) {
        let reason = "it keeps failing, and as many calls as may are trying it".to_owned();
        self.failed.push(Refused { provider: line.provider.name().to_owned(), reason, flag: None });
        self.again = true;
    }

    /// It was not called: it has as many calls under way as it may.
    pub(super) fn full(&mut self, line: &Line) {
        let reason = "it has as many calls under way as it may".to_owned();
        self.failed.push(Refused { provider: line.provider.name().to_owned(), reason, flag: None });
        self.again = true;
    }

    /// The attempt's outcome, unless the next provider is to be tried.
    pub(super) fn settled(&mut self, outcome: AttemptOutcome) -> Option<AttemptOutcome> {
        match outcome {
            AttemptOutcome::Failed { provider, reason, again, flag } => {
                self.failed.push(Refused { provider, reason, flag });
                self.again |= again;
                None
            }
            AttemptOutcome::Sent { provider, reference, reports, .. } => {
                let after = std::mem::take(&mut self.failed);
                Some(AttemptOutcome::Sent { provider, reference, after, reports })
            }
            AttemptOutcome::Unknown => Some(AttemptOutcome::Unknown),
        }
    }

    /// Nobody took it: the last provider asked, what each said, and what any of them said of the address.
    pub(super) fn failed(self) -> AttemptOutcome {
        let again = self.again;
        let flag = self.failed.iter().find_map(|refused| refused.flag);
        match <[_; 1]>::try_from(self.failed) {
            Ok([Refused { provider, reason, .. }]) => AttemptOutcome::Failed { provider, reason, again, flag },
            Err(several) => {
                let said: Vec<String> = several.iter().map(|it| format!("{}: {}", it.provider, it.reason)).collect();
                match several.into_iter().next_back() {
                    Some(Refused { provider, .. }) => {
                        AttemptOutcome::Failed { provider, reason: said.join("; "), again, flag }
                    }
                    None => AttemptOutcome::failed("none", "no provider is configured for this kind of address", false),
                }
            }
        }
    }
}
