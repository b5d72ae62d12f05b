//! The providers' health, from how delivery counts it to how the engine tells it: ages become instants.

use std::time::Duration;

use ctac_engine::ports::{Calls, Clock, ProviderHealth, SystemClock};
use ctac_notify::dispatch::Notify;
use jiff::{SignedDuration, Timestamp};

/// How each provider has been doing on this node.
pub(crate) fn of(notify: &Notify) -> Vec<ProviderHealth> {
    let now = SystemClock.now();
    let at = |ago: Option<Duration>| ago.map(|ago| before(now, ago));
    let all = notify.health().into_iter().map(|(health, channels)| ProviderHealth {
        provider: health.provider.to_owned(),
        channels,
        aside_since: at(health.aside_for),
        failures_in_a_row: health.failures_in_a_row,
        last_sent_at: at(health.sent_ago),
        last_failed_at: at(health.failed_ago),
        last_failure: health.tally.last_failure,
        hour: Calls { sent: health.hour.sent, failed: health.hour.failed, unknown: health.hour.unknown },
        all: Calls { sent: health.tally.sent, failed: health.tally.failed, unknown: health.tally.unknown },
    });
    all.collect()
}

/// To the second: an age is measured anew each time, and the same instant must not dance.
fn before(now: Timestamp, ago: Duration) -> Timestamp {
    let ago = SignedDuration::try_from(ago).unwrap_or(SignedDuration::ZERO);
    let at = now.saturating_sub(ago).unwrap_or(now);
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
