//! The time at which this node decides: the machine's clock, but never behind the ledger, and never standing still.
//!
//! An entry's time never runs backwards. So after a clock that was an hour ahead is put right, or behind a node whose
//! clock is ahead, the log is in the future: were its last entry's time simply held, no page would be sent and none would
//! escalate until the clock has caught up. Instead time goes on from that entry, a little slower than real time, until
//! the clock has caught up: what waits is late by a third at the most, not by an hour.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct LedgerTime {
    /// While the clock is behind: the time the log had reached, and since when.
    ahead: Option<(Timestamp, Instant)>,
}

impl LedgerTime {
    /// The time now, by a `clock` and a log whose last entry is of `recorded_at`. `at` measures what passes between.
    pub(crate) fn now(&mut self, clock: Timestamp, recorded_at: Timestamp, at: Instant) -> Timestamp {
        let reached = self.ahead.map(|(from, since)| slowed(from, at.duration_since(since)));
        match reached {
            Some(reached) if reached > clock && reached >= recorded_at => reached,
            _ if recorded_at > clock => {
                if self.ahead.is_none() {
                    let by = recorded_at.duration_since(clock).as_secs_f64();
                    tracing::warn!(
                        by_s = by,
                        "the clock is behind the ledger: one of the nodes' clocks is or was wrong"
                    );
                }
                self.ahead = Some((recorded_at, at));
                recorded_at
            }
            _ => {
                self.ahead = None;
                clock
            }
        }
    }

    /// How long until the time is `deadline`, if it is not by the clock alone.
    pub(crate) fn until(&self, deadline: Timestamp, at: Instant) -> Option<Duration> {
        let (from, since) = self.ahead?;
        let left = deadline.duration_since(slowed(from, at.duration_since(since)));
        let left = Duration::try_from(left).unwrap_or(Duration::ZERO);
        Some(left.saturating_mul(4) / 3)
    }
}

/// Three quarters of what passed later, in whole microseconds.
fn slowed(from: Timestamp, passed: Duration) -> Timestamp {
    let passed = i64::try_from((passed * 3 / 4).as_micros()).unwrap_or(i64::MAX);
    from.saturating_add(SignedDuration::from_micros(passed)).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_right_clock_is_the_time() {
        let mut ledger = LedgerTime::default();
        let (clock, begin) = (time("2026-11-21T03:00:00Z"), Instant::now());
        assert_eq!(ledger.now(clock, clock, begin), clock);
        assert_eq!(ledger.now(clock, time("2026-11-21T02:00:00Z"), begin), clock);
        assert_eq!(ledger.until(clock, begin), None);
    }

    #[test]
    fn time_goes_on_behind_a_clock_that_was_put_back_until_it_has_caught_up() {
        let mut ledger = LedgerTime::default();
        let (clock, recorded_at) = (time("2026-11-21T03:00:00Z"), time("2026-11-21T04:00:00Z"));
        let begin = Instant::now();
        let mut now = ledger.now(clock, recorded_at, begin);
        assert_eq!(now, recorded_at);
        let wait = ledger.until(recorded_at + SignedDuration::from_secs(300), begin).unwrap();
        assert_eq!(wait, Duration::from_secs(400), "five minutes are not sixty-five");
        // Four hours and a second later the clock has caught up, and nothing ran backwards or jumped.
        for second in 1..=4 * 3_600 + 1 {
            let clock = clock + SignedDuration::from_secs(second);
            let at = begin + Duration::from_secs(second.unsigned_abs());
            // Whatever is recorded carries this time, so the log follows it.
            let later = ledger.now(clock, now, at);
            assert!(later > now && later.duration_since(now) <= SignedDuration::from_secs(1), "{now} {later}");
            now = later;
        }
        assert_eq!(now, clock + SignedDuration::from_secs(4 * 3_600 + 1));
        assert_eq!(ledger.until(now, begin), None);
    }

    #[test]
    fn another_node_further_ahead_is_followed() {
        let mut ledger = LedgerTime::default();
        let (clock, begin) = (time("2026-11-21T03:00:00Z"), Instant::now());
        let second = Duration::from_secs(1);
        for (after, recorded_at) in [(0, "2026-11-21T03:00:05Z"), (1, "2026-11-21T03:00:06Z")] {
            assert_eq!(ledger.now(clock, time(recorded_at), begin + second * after), time(recorded_at));
        }
        assert_eq!(ledger.now(clock, time("2026-11-21T03:00:06Z"), begin + second * 5), time("2026-11-21T03:00:09Z"));
    }
}
