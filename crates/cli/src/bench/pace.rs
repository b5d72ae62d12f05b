//! When what is to be sent: an open loop's clock, on a thread of its own, exact to some tens of microseconds where the
//! runtime's timers are exact to a millisecond.

use std::sync::LazyLock;
use std::time::Duration;

use tokio::time::Instant;

use crate::failure::Failure;

/// What instants are counted from, so that one fits into a message.
static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Nanoseconds since this process began to measure.
pub(super) fn nanoseconds(at: Instant) -> u64 {
    u64::try_from(at.saturating_duration_since(*BEGAN).as_nanos()).unwrap_or(u64::MAX)
}

/// Nanoseconds since something was meant to be sent.
pub(super) fn since(intended: u64) -> u64 {
    nanoseconds(Instant::now()).saturating_sub(intended)
}

/// How many there will be at `rate` a second for so long.
pub(super) fn count(rate: u32, during: Duration) -> u64 {
    let count = u128::from(rate) * during.as_millis() / 1_000;
    u64::try_from(count).unwrap_or(u64::MAX).max(1)
}

/// Calls `send(number, intended)` for each of `count` at `rate` a second, late ones at once, until one cannot be sent.
///
/// # Errors
/// The thread ended badly.
pub(super) async fn paced(
    rate: u32,
    count: u64,
    mut send: impl FnMut(u64, u64) -> bool + Send + 'static,
) -> Result<(), Failure> {
    // Before anything is meant to be sent, instants are counted from somewhere.
    LazyLock::force(&BEGAN);
    let pacing = tokio::task::spawn_blocking(move || {
        let began = Instant::now() + Duration::from_millis(20);
        for number in 0..count {
            let at = began + Duration::from_nanos(number * 1_000_000_000 / u64::from(rate.max(1)));
            let early = at.saturating_duration_since(Instant::now());
            if !early.is_zero() {
                std::thread::sleep(early);
            }
            if !send(number, nanoseconds(at)) {
                return;
            }
        }
    });
    pacing.await.map_err(|error| Failure::Io(format!("the clock of the load ended badly: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_is_sent_once_and_never_early() {
        let (sender, receiver) = std::sync::mpsc::sync_channel(64);
        paced(2_000, 40, move |number, intended| sender.send((number, intended, nanoseconds(Instant::now()))).is_ok())
            .await
            .unwrap();
        let sent: Vec<_> = receiver.iter().collect();
        assert!(sent.iter().map(|(number, ..)| *number).eq(0..40));
        assert!(sent.iter().all(|(_, intended, at)| at >= intended));
        assert!(sent.windows(2).all(|pair| pair[1].1 - pair[0].1 == 500_000));
    }

    #[test]
    fn a_rate_for_a_while_is_a_count() {
        assert_eq!(count(100, Duration::from_millis(2_500)), 250);
        assert_eq!(count(10, Duration::ZERO), 1);
    }
}
