//! Absences made ready: who is away at an instant.

use crate::intervals::Intervals;
use crate::layer::Id;
use crate::on::index;

/// All absences of a rota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Absences {
    members: Vec<Id>,
    when: Intervals,
}

impl Absences {
    /// Each as from, to and who.
    pub(crate) fn of(list: &[(i64, i64, Id)]) -> Self {
        let when = Intervals::of(list.iter().map(|&(from, to, _)| (from, to)));
        Self { members: list.iter().map(|&(_, _, member)| member).collect(), when }
    }

    /// When who is away may next change, after an instant.
    pub(crate) fn next_edge(&self, at: i64) -> i64 {
        self.when.next_edge(at)
    }

    pub(crate) fn at(&self, at: i64) -> Away {
        let mut who = Vec::new();
        for member in self.when.around(at).into_iter().filter_map(|place| self.members.get(place)) {
            let member = index(*member);
            if who.len() <= member {
                who.resize(member + 1, false);
            }
            if let Some(is_away) = who.get_mut(member) {
                *is_away = true;
            }
        }
        Away { who }
    }
}

/// Who is away.
pub(crate) struct Away {
    /// By member's number, up to the last who is.
    who: Vec<bool>,
}

impl Away {
    pub(crate) fn nobody(&self) -> bool {
        self.who.is_empty()
    }

    pub(crate) fn has(&self, member: Id) -> bool {
        self.who.get(index(member)).copied().unwrap_or(false)
    }
}
