//! Those who are on at an instant, as they are gathered: each once, in the order in which they came.

use crate::layer::Id;

/// Those who are on, each once.
#[derive(Default)]
pub(crate) struct On {
    list: Vec<Id>,
    /// By member's number, once the list is too long to be looked through.
    marks: Vec<bool>,
}

/// A list no longer than this is looked through.
const SHORT: usize = 16;

impl On {
    pub(crate) fn list(&self) -> &[Id] {
        &self.list
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        for &member in &self.list {
            if let Some(mark) = self.marks.get_mut(index(member)) {
                *mark = false;
            }
        }
        self.list.clear();
    }

    /// Leaves it empty.
    pub(crate) fn take(&mut self) -> Vec<Id> {
        let list = self.list.clone();
        self.clear();
        list
    }

    /// Adds a member who is not there yet.
    pub(crate) fn put(&mut self, member: Id) {
        if self.list.len() < SHORT {
            if !self.list.contains(&member) {
                self.list.push(member);
            }
            return;
        }
        if self.list.len() == SHORT {
            for at in 0..SHORT {
                self.list.get(at).copied().into_iter().for_each(|member| {
                    self.mark(member);
                });
            }
        }
        if self.mark(member) {
            self.list.push(member);
        }
    }

    /// Whether it was not marked before.
    fn mark(&mut self, member: Id) -> bool {
        if self.marks.len() <= index(member) {
            self.marks.resize(index(member) + 1, false);
        }
        self.marks.get_mut(index(member)).is_some_and(|mark| !std::mem::replace(mark, true))
    }
}

/// A member's number as a place in a list.
pub(crate) fn index(member: Id) -> usize {
    usize::try_from(member).unwrap_or(usize::MAX)
}
