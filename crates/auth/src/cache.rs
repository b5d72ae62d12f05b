//! What a node remembers of sessions and tokens found valid, so that not every request asks the vault.
//!
//! Bounded in number and in time; never remembers that something was *not* valid, so that made-up secrets cannot fill
//! it. A value carries when it was checked as of *before* the vault was read: a revocation that the read may have missed
//! holds [`limits::CACHE_FRESH`] later at the latest.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ctac_domain::id::PersonId;
use jiff::{SignedDuration, Timestamp};

use crate::limits;

/// What can be remembered.
pub(crate) trait Checked: Clone {
    /// Whose it is.
    fn person(&self) -> PersonId;
    /// When the vault was last asked.
    fn checked_at(&self) -> Timestamp;
    /// Whether it is still good by its own times.
    fn holds(&self, now: Timestamp) -> bool;
}

/// Values found valid, by their row in the vault.
pub(crate) struct Cache<V> {
    values: Mutex<BTreeMap<String, V>>,
}

impl<V> Default for Cache<V> {
    fn default() -> Self {
        Self { values: Mutex::default() }
    }
}

impl<V: Checked> Cache<V> {
    /// What was found valid no longer ago than `age`.
    pub(crate) fn find(&self, row: &str, now: Timestamp, age: SignedDuration) -> Option<V> {
        let value = self.lock().get(row).cloned()?;
        (value.holds(now) && within(&value, now, age)).then_some(value)
    }

    /// Remembers what was found valid.
    pub(crate) fn keep(&self, row: &str, value: &V) {
        let mut values = self.lock();
        if values.len() >= limits::CACHE_ENTRIES && !values.contains_key(row) {
            let now = value.checked_at();
            values.retain(|_, kept| within(kept, now, limits::CACHE_FRESH));
            if values.len() >= limits::CACHE_ENTRIES {
                values.pop_first();
            }
        }
        values.insert(row.to_owned(), value.clone());
    }

    /// Forgets one.
    pub(crate) fn forget(&self, row: &str) {
        self.lock().remove(row);
    }

    /// Forgets all of a person.
    pub(crate) fn forget_person(&self, person: PersonId) {
        self.lock().retain(|_, value| value.person() != person);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, V>> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether it was checked no longer than `age` before `now`. A clock that went back is no proof of freshness.
fn within(value: &impl Checked, now: Timestamp, age: SignedDuration) -> bool {
    let since = now.duration_since(value.checked_at());
    !since.is_negative() && since <= age
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::second;
    use uuid::Uuid;

    #[derive(Clone)]
    struct Value(Timestamp);
    impl Checked for Value {
        fn person(&self) -> PersonId {
            PersonId(Uuid::nil())
        }
        fn checked_at(&self) -> Timestamp {
            self.0
        }
        fn holds(&self, _now: Timestamp) -> bool {
            true
        }
    }

    #[test]
    fn fresh_for_its_time_and_never_from_the_future() {
        let cache = Cache::default();
        cache.keep("a", &Value(second(10.0)));
        assert!(cache.find("a", second(11.0), limits::CACHE_FRESH).is_some());
        assert!(cache.find("a", second(11.001), limits::CACHE_FRESH).is_none());
        assert!(cache.find("a", second(9.9), limits::CACHE_FRESH).is_none());
        assert!(cache.find("b", second(10.0), limits::CACHE_FRESH).is_none());
    }

    #[test]
    fn never_more_than_its_limit() {
        let cache = Cache::default();
        for number in 0..limits::CACHE_ENTRIES + 50 {
            cache.keep(&number.to_string(), &Value(second(0.0)));
        }
        assert_eq!(cache.lock().len(), limits::CACHE_ENTRIES);
        cache.keep("later", &Value(second(60.0)));
        assert_eq!(cache.lock().len(), 1);
    }
}
