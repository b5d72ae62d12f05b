//! Lists of members, each kept once: shifts with the same people share one list, and are compared by its number.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::layer::Id;
use crate::model::Member;
use crate::on::index;

/// The number of a list.
pub(crate) type SetId = usize;

/// The list of nobody.
pub(crate) const NOBODY: SetId = 0;

/// Different lists of members, numbered from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sets {
    lists: Vec<Arc<[Member]>>,
    numbers: BTreeMap<Vec<Id>, SetId>,
}

impl Sets {
    pub(crate) fn len(&self) -> usize {
        self.lists.len()
    }

    pub(crate) fn number(&self, ids: &[Id]) -> Option<SetId> {
        self.numbers.get(ids).copied()
    }

    pub(crate) fn list(&self, set: SetId) -> Option<&Arc<[Member]>> {
        self.lists.get(set)
    }

    /// The number of a list, which is kept from now on.
    pub(crate) fn keep(&mut self, ids: &[Id], members: &[Member]) -> SetId {
        if let Some(set) = self.number(ids) {
            return set;
        }
        let set = self.lists.len();
        self.lists.push(named(ids, members).into());
        self.numbers.insert(ids.to_vec(), set);
        set
    }
}

/// Members by their numbers.
pub(crate) fn named(ids: &[Id], members: &[Member]) -> Vec<Member> {
    ids.iter().filter_map(|&id| members.get(index(id))).cloned().collect()
}
