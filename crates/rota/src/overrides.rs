//! Overrides made ready: what they make of those whom the layers put on.

use crate::layer::Id;

/// An override made ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadyOverride {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) kind: ReadyKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReadyKind {
    Add(Id),
    Remove(Id),
    Replace(Id, Id),
    Temporary(Vec<Id>),
}

/// All overrides of a rota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Overrides {
    /// In the order they were made.
    list: Vec<ReadyOverride>,
    /// Their numbers by `from`, each with the latest `to` of those up to it: where that is past, so are they all.
    by_from: Vec<(usize, i64)>,
    /// Every instant at which one begins or ends.
    edges: Vec<i64>,
}

impl Overrides {
    pub(crate) fn of(list: Vec<ReadyOverride>) -> Self {
        let mut edges: Vec<i64> = list.iter().flat_map(|one| [one.from, one.to]).collect();
        edges.sort_unstable();
        edges.dedup();
        let mut order: Vec<(i64, usize, i64)> =
            list.iter().enumerate().map(|(at, one)| (one.from, at, one.to)).collect();
        order.sort_unstable();
        let mut latest = i64::MIN;
        let by_from = order
            .into_iter()
            .map(|(_, index, to)| {
                latest = latest.max(to);
                (index, latest)
            })
            .collect();
        Self { list, by_from, edges }
    }

    /// The next instant after this one at which an override begins or ends.
    pub(crate) fn next_edge(&self, at: i64) -> i64 {
        self.edges.get(self.edges.partition_point(|&edge| edge <= at)).copied().unwrap_or(i64::MAX)
    }

    fn in_force(&self, at: i64) -> Vec<usize> {
        let begun = self.by_from.partition_point(|&(index, _)| self.list.get(index).is_some_and(|one| one.from <= at));
        let begun = self.by_from.get(..begun).unwrap_or_default();
        let not_past = begun.iter().rev().take_while(|(_, latest)| *latest > at);
        let mut found: Vec<usize> = not_past
            .map(|&(index, _)| index)
            .filter(|&index| self.list.get(index).is_some_and(|one| one.to > at))
            .collect();
        found.sort_unstable();
        found
    }

    /// Changes who is on.
    pub(crate) fn apply(&self, at: i64, on: &mut Vec<Id>) {
        if self.list.is_empty() {
            return;
        }
        let kinds: Vec<&ReadyKind> =
            self.in_force(at).into_iter().filter_map(|index| self.list.get(index)).map(|one| &one.kind).collect();
        if kinds.is_empty() {
            return;
        }
        let temporary = kinds.iter().rposition(|kind| matches!(kind, ReadyKind::Temporary(_)));
        if let Some(ReadyKind::Temporary(members)) = temporary.and_then(|at| kinds.get(at)) {
            on.clone_from(members);
        }
        let after = kinds.get(temporary.map_or(0, |at| at + 1)..).unwrap_or_default();
        if after.is_empty() {
            return;
        }
        for member in std::mem::take(on) {
            let mut stays = true;
            for kind in after {
                match kind {
                    ReadyKind::Remove(gone) if *gone == member => stays = false,
                    ReadyKind::Replace(gone, by) if *gone == member => {
                        stays = false;
                        put(on, *by);
                    }
                    _ => {}
                }
            }
            if stays {
                put(on, member);
            }
        }
        for kind in after {
            if let ReadyKind::Add(member) = kind {
                put(on, *member);
            }
        }
    }
}

/// Adds a member who is not there yet.
pub(crate) fn put(on: &mut Vec<Id>, member: Id) {
    if !on.contains(&member) {
        on.push(member);
    }
}
