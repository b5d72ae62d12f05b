//! Rate limits by key: sign-ins by account and by address, events by integration, alerts raised by hand by person, reads of
//! calendar feeds, texts and wrong reply codes by number. In memory and per node: they slow guessing and storms down, they are not accounting.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ctac_api::problem::{Kind, Problem};
use ctac_domain::id::{FeedId, IntegrationId, PersonId};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use tokio::time::Instant;

use crate::limits;
use crate::refused::Refused;

/// After so many checks, keys that have been idle are forgotten if there are too many.
const SWEEP_EVERY: u32 = 1_024;

/// A limit a minute for each key, with the whole minute's worth as burst.
pub struct PerMinute<K: Hash + Eq + Clone> {
    limiter: Option<DefaultKeyedRateLimiter<K>>,
    clock: DefaultClock,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> PerMinute<K> {
    /// At most `per_minute`; 0: no limit.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        let limiter = NonZeroU32::new(per_minute).map(|limit| RateLimiter::hashmap(Quota::per_minute(limit)));
        Self { limiter, clock: DefaultClock::default(), checks: AtomicU32::new(0) }
    }

    /// Counts one for `key`.
    ///
    /// # Errors
    /// In how many seconds there is room again, at least 1.
    pub fn check(&self, key: &K) -> Result<(), u32> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.checks.fetch_add(1, Ordering::Relaxed).is_multiple_of(SWEEP_EVERY) && limiter.len() > limits::REMEMBERED
        {
            limiter.retain_recent();
        }
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
        })
    }
}

/// Requests under way by address. Without a limit of its own one machine that sends slowly, and needs no account for
/// that, would take all the room that alerts and answers to pages need.
#[derive(Default)]
pub struct UnderWay(Mutex<BTreeMap<IpAddr, usize>>);

/// One of them, until it is answered.
pub struct Entered {
    under_way: Arc<UnderWay>,
    from: Option<IpAddr>,
}

impl UnderWay {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets one more in, unless its address has as many as it may. Without an address nothing is counted.
    pub fn enter(self: &Arc<Self>, from: Option<IpAddr>) -> Option<Entered> {
        self.enter_of(from, limits::REQUESTS_OF_ADDRESS)
    }

    /// As [`Self::enter`], where an address may have so many.
    pub fn enter_of(self: &Arc<Self>, from: Option<IpAddr>, most: usize) -> Option<Entered> {
        let from = from.map(network);
        if let Some(from) = from {
            let mut counted = self.lock();
            let count = counted.entry(from).or_default();
            if *count >= most {
                return None;
            }
            *count += 1;
        }
        Some(Entered { under_way: Arc::clone(self), from })
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let Some(from) = self.from else { return };
        let mut counted = self.under_way.lock();
        if let Some(count) = counted.get_mut(&from) {
            *count -= 1;
            if *count == 0 {
                counted.remove(&from);
            }
        }
    }
}

/// So many in an hour of each number that texts come from. Counted where it happens, so that what is right, and what
/// nobody in the cell sent, is not.
pub struct Hourly {
    most: u32,
    counted: Mutex<BTreeMap<String, (u32, Instant)>>,
}

impl Hourly {
    const WINDOW: Duration = Duration::from_secs(60 * 60);

    /// At most so many.
    #[must_use]
    pub const fn new(most: u32) -> Self {
        Self { most, counted: Mutex::new(BTreeMap::new()) }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, (u32, Instant)>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this number has had as many as it may, for a while.
    #[must_use]
    pub fn is_over(&self, number: &str) -> bool {
        let counted = self.lock().get(number).copied();
        counted.is_some_and(|(count, since)| count >= self.most && since.elapsed() < Self::WINDOW)
    }

    /// Counts one. Numbers that nobody in the cell has are not to be counted: there are too many.
    pub fn count(&self, number: &str) {
        let mut counted = self.lock();
        counted.retain(|_, (_, since)| since.elapsed() < Self::WINDOW);
        if counted.contains_key(number) || counted.len() < limits::REMEMBERED {
            let (count, _) = counted.entry(number.to_owned()).or_insert_with(|| (0, Instant::now()));
            *count = count.saturating_add(1);
        }
    }
}

/// Every throttle of the edge.
pub struct Throttles {
    /// Sign-ins by account, from wherever.
    pub account: PerMinute<String>,
    /// Sign-ins by account from one address: guessing is slowed, and nobody elsewhere is locked out by it.
    pub guesser: PerMinute<(String, Option<IpAddr>)>,
    /// Sign-ins by address.
    pub address: PerMinute<IpAddr>,
    /// Events by integration.
    pub events: PerMinute<IntegrationId>,
    /// Reads of one calendar feed.
    pub feed: PerMinute<FeedId>,
    /// Reads of calendar feeds by address: made-up addresses of feeds are counted too.
    pub feed_address: PerMinute<IpAddr>,
    /// Requests under way.
    pub under_way: Arc<UnderWay>,
    /// Wrong reply codes in text messages. What is right is not counted: a storm is answered a code at a time.
    pub wrong_codes: Hourly,
    /// Text messages that came in.
    pub texts: Hourly,
    /// Of those, wishes to be sent texts again.
    pub starts: Hourly,
    /// Answers to text messages that meant something.
    pub answers: Hourly,
    /// Answers to those that meant nothing.
    pub idle_answers: Hourly,
    /// Alerts raised by hand, by person.
    pub raises: PerMinute<PersonId>,
}

impl Throttles {
    /// Those of a node, with so many events a minute for each integration (0: no limit).
    #[must_use]
    pub fn new(events_per_minute: u32) -> Self {
        Self {
            account: PerMinute::new(limits::SIGN_INS_OF_ACCOUNT),
            guesser: PerMinute::new(limits::SIGN_INS_OF_GUESSER),
            address: PerMinute::new(limits::SIGN_INS_OF_ADDRESS),
            events: PerMinute::new(events_per_minute),
            feed: PerMinute::new(limits::FEED_READS),
            feed_address: PerMinute::new(limits::FEED_READS_OF_ADDRESS),
            under_way: Arc::default(),
            wrong_codes: Hourly::new(limits::WRONG_CODES),
            texts: Hourly::new(limits::TEXTS_OF_NUMBER),
            starts: Hourly::new(limits::STARTS_OF_NUMBER),
            answers: Hourly::new(limits::ANSWERS_TO_NUMBER),
            idle_answers: Hourly::new(limits::IDLE_ANSWERS_TO_NUMBER),
            raises: PerMinute::new(limits::RAISES_OF_PERSON),
        }
    }

    /// Counts a read of a calendar feed, whether there is such a feed or not.
    ///
    /// # Errors
    /// In how many seconds there is room again.
    pub fn feed_reader(&self, from: Option<IpAddr>) -> Result<(), u32> {
        from.map(network).map_or(Ok(()), |address| self.feed_address.check(&address))
    }

    /// Counts a sign-in attempt. The same answer whether there is such an account or not.
    ///
    /// # Errors
    /// Too many of this account or from this address.
    pub fn sign_in(&self, username: &str, from: Option<IpAddr>) -> Result<(), Refused> {
        let from = from.map(network);
        let by_address = from.map_or(Ok(()), |address| self.address.check(&address));
        // A name longer than any can be is counted by its beginning: the key stays small.
        let account: String = username.chars().take(100).flat_map(char::to_lowercase).collect();
        let guesser = (account, from);
        let checked =
            by_address.and_then(|()| self.guesser.check(&guesser)).and_then(|()| self.account.check(&guesser.0));
        checked.map_err(|seconds| {
            let unit = if seconds == 1 { "second" } else { "seconds" };
            let detail = format!("Too many attempts with a password: wait {seconds} {unit} before the next.");
            Refused(Problem::new(Kind::TooManyRequests, detail).with_retry_after(seconds))
        })
    }
}

/// What counts as one address: of IPv6 the network, for whoever has one has all of its addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_many_addresses_is_one_guesser() {
        let throttles = Throttles::new(0);
        let from = |n: u16| Some(IpAddr::from([0x2001, 0xdb8, 0, 7, 0, 0, 0, n]));
        for n in 0..u16::try_from(limits::SIGN_INS_OF_GUESSER).unwrap() {
            assert!(throttles.sign_in("mel.ward", from(n)).is_ok());
        }
        assert!(throttles.sign_in("mel.ward", from(4_711)).is_err());
        assert!(throttles.sign_in("mel.ward", Some(IpAddr::from([0x2001, 0xdb8, 0, 8, 0, 0, 0, 1]))).is_ok());
        assert_eq!(network("::ffff:192.0.2.7".parse().unwrap()), IpAddr::from([192, 0, 2, 7]));
    }

    #[test]
    fn an_account_must_wait_after_its_attempts_however_it_is_written() {
        let throttles = Throttles::new(0);
        for _ in 0..limits::SIGN_INS_OF_GUESSER {
            assert!(throttles.sign_in("mel.ward", None).is_ok());
        }
        let refused = throttles.sign_in("Mel.Ward", None).unwrap_err();
        assert_eq!(refused.0.kind, Kind::TooManyRequests);
        let seconds = refused.0.retry_after.unwrap();
        assert!((1..=61).contains(&seconds) && refused.0.detail.contains(&format!("wait {seconds} second")));
        assert!(throttles.sign_in("somebody.else", None).is_ok());
        assert!(throttles.sign_in("mel.ward", Some(IpAddr::from([192, 0, 2, 7]))).is_ok(), "not locked out elsewhere");
    }

    #[test]
    fn one_address_leaves_room_for_others() {
        let under_way = Arc::<UnderWay>::default();
        let from = |n: u16| Some(IpAddr::from([0x2001, 0xdb8, 0, 7, 0, 0, 0, n]));
        let all: Vec<_> = (0..limits::REQUESTS_OF_ADDRESS).map(|_| under_way.enter(from(1)).unwrap()).collect();
        assert!(under_way.enter(from(2)).is_none(), "the same network");
        assert!(under_way.enter(Some(IpAddr::from([192, 0, 2, 7]))).is_some() && under_way.enter(None).is_some());
        drop(all);
        let few: Vec<_> = (0..3).filter_map(|_| under_way.enter_of(from(1), 2)).collect();
        assert_eq!(few.len(), 2);
        drop(few);
        assert!(under_way.enter(from(2)).is_some() && under_way.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_number_did_counts_for_an_hour() {
        let wrong = Hourly::new(limits::WRONG_CODES);
        for _ in 0..limits::WRONG_CODES {
            assert!(!wrong.is_over("+447700900123"));
            wrong.count("+447700900123");
        }
        assert!(wrong.is_over("+447700900123") && !wrong.is_over("+447700900124"));
        tokio::time::advance(Hourly::WINDOW).await;
        assert!(!wrong.is_over("+447700900123"));
        wrong.count("+447700900124");
        assert_eq!(wrong.lock().len(), 1, "those long over are forgotten");
    }

    #[test]
    fn no_limit_is_no_limit() {
        let none: PerMinute<u8> = PerMinute::new(0);
        assert!((0..100_000).all(|_| none.check(&1).is_ok()));
    }
}
