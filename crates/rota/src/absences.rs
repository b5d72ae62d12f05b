//! Absences made ready: who is away at an instant.

use crate::layer::Id;

/// An absence made ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReadyAbsence {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) member: Id,
}

/// All absences of a rota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Absences {
    list: Vec<ReadyAbsence>,
    /// Every instant at which one begins or ends.
    edges: Vec<i64>,
}

impl Absences {
    pub(crate) fn of(list: Vec<ReadyAbsence>) -> Self {
        let mut edges: Vec<i64> = list.iter().flat_map(|one| [one.from, one.to]).collect();
        edges.sort_unstable();
        edges.dedup();
        Self { list, edges }
    }

    pub(crate) fn at(&self, at: i64) -> Away {
        let mut away = Away { who: Vec::new(), until: i64::MAX };
        if self.list.is_empty() {
            return away;
        }
        away.until = self.edges.get(self.edges.partition_point(|&edge| edge <= at)).copied().unwrap_or(i64::MAX);
        away.who.extend(self.list.iter().filter(|one| one.from <= at && at < one.to).map(|one| one.member));
        away.who.sort_unstable();
        away
    }
}

/// Who is away.
pub(crate) struct Away {
    who: Vec<Id>,
    /// It stays so to this instant.
    pub(crate) until: i64,
}

impl Away {
    pub(crate) fn has(&self, member: Id) -> bool {
        self.who.binary_search(&member).is_ok()
    }
}
