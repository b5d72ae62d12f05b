//! Latencies counted in buckets that are at most 0.8 % wide: bounded memory, no sorting, written from many tasks.

use std::sync::atomic::{AtomicU64, Ordering};

/// Buckets of each power of two, as a power of two.
const FINE: u32 = 7;
const BUCKETS: usize = (64 - FINE as usize + 1) << FINE;

/// See the module. Values are nanoseconds.
pub(super) struct Quantiles {
    buckets: Vec<AtomicU64>,
    most: AtomicU64,
}

impl Default for Quantiles {
    fn default() -> Self {
        Self { buckets: (0..BUCKETS).map(|_| AtomicU64::new(0)).collect(), most: AtomicU64::new(0) }
    }
}

/// A summary in microseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Summary {
    pub(super) p50: f64,
    pub(super) p99: f64,
    pub(super) p999: f64,
    pub(super) max: f64,
}

impl Quantiles {
    pub(super) fn record(&self, nanoseconds: u64) {
        if let Some(bucket) = self.buckets.get(place(nanoseconds)) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        if nanoseconds > self.most.load(Ordering::Relaxed) {
            self.most.fetch_max(nanoseconds, Ordering::Relaxed);
        }
    }

    /// Takes in what another has counted, and empties it.
    pub(super) fn take(&self, other: &Self) {
        for (own, others) in self.buckets.iter().zip(&other.buckets) {
            own.fetch_add(others.swap(0, Ordering::Relaxed), Ordering::Relaxed);
        }
        self.most.fetch_max(other.most.swap(0, Ordering::Relaxed), Ordering::Relaxed);
    }

    pub(super) fn summary(&self) -> Option<Summary> {
        let counted: u64 = self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed)).sum();
        let most = self.most.load(Ordering::Relaxed);
        // At least so many of a thousand lie at or below.
        let at = |of_1000: u64| {
            let wanted = (counted * of_1000).div_ceil(1_000).max(1);
            let mut below = 0;
            let found = self.buckets.iter().position(|bucket| {
                below += bucket.load(Ordering::Relaxed);
                below >= wanted
            });
            microseconds(found.map_or(most, |place| highest(place).min(most)))
        };
        (counted > 0).then(|| Summary { p50: at(500), p99: at(990), p999: at(999), max: microseconds(most) })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a latency: 52 bits of nanoseconds are 52 days")]
fn microseconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1_000.0
}

fn place(value: u64) -> usize {
    let shift = (u64::BITS - 1).saturating_sub(FINE).saturating_sub(value.leading_zeros());
    let group = usize::try_from(if value >> FINE == 0 { 0 } else { shift + 1 }).unwrap_or(0);
    let fine = usize::try_from((value >> shift) & ((1 << FINE) - 1)).unwrap_or(0);
    (group << FINE) + fine
}

/// The highest value that lies in a bucket.
fn highest(place: usize) -> u64 {
    let (group, fine) = (place >> FINE, (place & ((1 << FINE) - 1)) as u64);
    match group.checked_sub(1) {
        None => fine,
        Some(shift) => (((1 << FINE) + fine + 1) << shift) - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_narrow_and_buckets_join() {
        for value in (0..5_000_u64).chain([1 << 20, (1 << 33) + 12_345, 9_999_999_999]) {
            let highest = highest(place(value));
            assert!(highest >= value && highest - value <= value / 128, "{value} {highest}");
        }
        assert!((0..100_000_u64).all(|value| place(value + 1) - place(value) <= 1));
    }

    #[test]
    fn a_thousand_values_are_summed_up() {
        let quantiles = Quantiles::default();
        assert_eq!(quantiles.summary(), None);
        let shard = Quantiles::default();
        (1..=1_000_u64).for_each(|value| shard.record(value * 1_000));
        quantiles.take(&shard);
        assert_eq!(shard.summary(), None);
        let Summary { p50, p99, p999, max } = quantiles.summary().unwrap();
        let near = |seen: f64, expected: f64| (expected..=expected * 1.01).contains(&seen);
        assert!(near(p50, 500.0) && near(p99, 990.0) && near(p999, 999.0), "{p50} {p99} {p999}");
        assert!(near(max, 1_000.0));
    }
}
