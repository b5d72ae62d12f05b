//! Overrides made ready: what they make of those whom the layers put on.

use crate::intervals::Intervals;
use crate::layer::Id;
use crate::on::On;

/// What an override does, made ready.
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
    kinds: Vec<ReadyKind>,
    when: Intervals,
}

impl Overrides {
    /// Each as from, to and what it does.
    pub(crate) fn of(list: Vec<(i64, i64, ReadyKind)>) -> Self {
        let when = Intervals::of(list.iter().map(|&(from, to, _)| (from, to)));
        Self { kinds: list.into_iter().map(|(_, _, kind)| kind).collect(), when }
    }

    /// When the overrides in force next change, after an instant.
    pub(crate) fn next_edge(&self, at: i64) -> i64 {
        self.when.next_edge(at)
    }

    pub(crate) fn at(&self, at: i64) -> InForce<'_> {
        let mut found = InForce { temporary: None, off: Vec::new(), added: Vec::new() };
        for kind in self.when.around(at).into_iter().filter_map(|place| self.kinds.get(place)) {
            match kind {
                ReadyKind::Add(member) => found.added.push(*member),
                ReadyKind::Remove(gone) => found.off.push((*gone, None)),
                ReadyKind::Replace(gone, by) => found.off.push((*gone, Some(*by))),
                ReadyKind::Temporary(members) => {
                    found = InForce { temporary: Some(members), off: Vec::new(), added: Vec::new() };
                }
            }
        }
        // Those of one member stay in the order they were made.
        found.off.sort_by_key(|(gone, _)| *gone);
        found
    }
}

/// The overrides in force.
pub(crate) struct InForce<'a> {
    /// These are on, in place of those whom the layers put on.
    pub(crate) temporary: Option<&'a [Id]>,
    /// Who is off, by member, and who is on for them.
    off: Vec<(Id, Option<Id>)>,
    added: Vec<Id>,
}

impl InForce<'_> {
    pub(crate) fn none(&self) -> bool {
        self.temporary.is_none() && self.off.is_empty() && self.added.is_empty()
    }

    /// Changes who is on.
    pub(crate) fn apply(&self, on: &mut On) {
        if !self.off.is_empty() {
            for member in on.take() {
                let off = self.off.get(self.off.partition_point(|(gone, _)| *gone < member)..).unwrap_or_default();
                let mut off = off.iter().take_while(|(gone, _)| *gone == member).peekable();
                if off.peek().is_none() {
                    on.put(member);
                }
                off.filter_map(|(_, by)| *by).for_each(|by| on.put(by));
            }
        }
        self.added.iter().for_each(|&member| on.put(member));
    }
}
