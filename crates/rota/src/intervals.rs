//! Which of many stretches an instant is in, without looking at all of them.

/// Stretches of time, by their place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Intervals {
    /// By `from`.
    list: Vec<Interval>,
    /// Every instant at which one begins or ends.
    edges: Vec<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Interval {
    from: i64,
    to: i64,
    /// The latest `to` of this one and those before it: where that is past, so are they all.
    latest: i64,
    place: usize,
}

impl Intervals {
    pub(crate) fn of(stretches: impl Iterator<Item = (i64, i64)>) -> Self {
        let one = |(place, (from, to))| Interval { from, to, latest: to, place };
        let mut list: Vec<Interval> = stretches.enumerate().map(one).collect();
        let mut edges: Vec<i64> = list.iter().flat_map(|one| [one.from, one.to]).collect();
        edges.sort_unstable();
        edges.dedup();
        list.sort_unstable_by_key(|one| (one.from, one.place));
        let mut latest = i64::MIN;
        for one in &mut list {
            latest = latest.max(one.to);
            one.latest = latest;
        }
        Self { list, edges }
    }

    /// The places of those an instant is in, in order.
    pub(crate) fn around(&self, at: i64) -> Vec<usize> {
        let begun = self.list.get(..self.list.partition_point(|one| one.from <= at)).unwrap_or_default();
        if begun.last().is_none_or(|last| last.latest <= at) {
            return Vec::new();
        }
        let not_past = begun.iter().rev().take_while(|one| one.latest > at);
        let mut found: Vec<usize> = not_past.filter(|one| one.to > at).map(|one| one.place).collect();
        found.sort_unstable();
        found
    }

    /// The next instant after this one at which one begins or ends.
    pub(crate) fn next_edge(&self, at: i64) -> i64 {
        self.edges.get(self.edges.partition_point(|&edge| edge <= at)).copied().unwrap_or(i64::MAX)
    }
}
