//! What came of the calls of the last hour, minute by minute: how a provider is doing, not how it did since the start.

use std::collections::VecDeque;
use std::time::Duration;

use ctac_domain::page::AttemptOutcome;
use tokio::time::Instant;

/// One bucket's length, and how many there are: an hour.
const MINUTE: Duration = Duration::from_secs(60);
const MINUTES: usize = 60;

/// Calls by what came of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// It took the message.
    pub sent: u64,
    /// It did not, and said so.
    pub failed: u64,
    /// Nobody knows.
    pub unknown: u64,
}

impl Count {
    const fn add(&mut self, outcome: &AttemptOutcome) {
        match outcome {
            AttemptOutcome::Sent { .. } => self.sent += 1,
            AttemptOutcome::Failed { .. } => self.failed += 1,
            AttemptOutcome::Unknown => self.unknown += 1,
        }
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    minutes: VecDeque<(Instant, Count)>,
    pub(crate) last_sent: Option<Instant>,
    pub(crate) last_failed: Option<Instant>,
}

impl Recent {
    pub(crate) fn count(&mut self, outcome: &AttemptOutcome) {
        let now = Instant::now();
        match outcome {
            AttemptOutcome::Sent { .. } => self.last_sent = Some(now),
            AttemptOutcome::Failed { .. } | AttemptOutcome::Unknown => self.last_failed = Some(now),
        }
        if self.minutes.back().is_none_or(|(begun, _)| now.duration_since(*begun) >= MINUTE) {
            self.minutes.push_back((now, Count::default()));
            if self.minutes.len() > MINUTES {
                self.minutes.pop_front();
            }
        }
        if let Some((_, count)) = self.minutes.back_mut() {
            count.add(outcome);
        }
    }

    /// The last hour's.
    pub(crate) fn hour(&self) -> Count {
        let lately = self.minutes.iter().filter(|(begun, _)| begun.elapsed() < MINUTE * 60);
        lately.fold(Count::default(), |sum, (_, it)| Count {
            sent: sum.sent + it.sent,
            failed: sum.failed + it.failed,
            unknown: sum.unknown + it.unknown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_hour_later_it_is_forgotten() {
        let mut recent = Recent::default();
        for _ in 0..200 {
            recent.count(&AttemptOutcome::Unknown);
            tokio::time::advance(Duration::from_secs(30)).await;
        }
        let sent = AttemptOutcome::sent("", "");
        recent.count(&sent);
        assert!(recent.minutes.len() <= MINUTES && recent.last_sent.is_some());
        let hour = recent.hour();
        assert!(hour.sent == 1 && (100..=120).contains(&hour.unknown), "{hour:?}");
        tokio::time::advance(MINUTE * 61).await;
        assert_eq!(recent.hour(), Count::default());
    }
}
