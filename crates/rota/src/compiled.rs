//! A rota made ready to answer. Who is on at an instant is decided in one place, for one instant and for a stretch.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::absences::{Absences, Away};
use crate::fault::TooLong;
use crate::layer::ReadyLayer;
use crate::model::{Gap, Member, Shift};
use crate::on::On;
use crate::overrides::{InForce, Overrides};
use crate::sets::{NOBODY, SetId, Sets, named};
use crate::sweep::{Sweep, cut, floor};

/// A rota that was checked and made ready by [`compile`](crate::compile).
///
/// All its answers come from one resolver: the members at an instant are those of the shift around it, always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    pub(crate) members: Vec<Member>,
    /// Layers that are on together, from the highest such level; in each, in their order.
    pub(crate) levels: Vec<Vec<ReadyLayer>>,
    pub(crate) overrides: Overrides,
    pub(crate) absences: Absences,
    /// Nobody, and every group.
    pub(crate) sets: Sets,
}

impl Compiled {
    /// Who is on call at an instant, each once: in the order of the layers, and in the order of the group. Empty is a
    /// gap. Lent where it is one group as it stands in the rota, or nobody: then nothing is copied.
    #[must_use]
    pub fn on_call(&self, at: Timestamp) -> Cow<'_, [Member]> {
        let at = floor(at);
        let mut on = On::default();
        match self.resolve(|layer| layer.at(at), &Exceptions::at(self, at), &mut on) {
            Some(set) => Cow::Borrowed(self.sets.list(set).map_or(&[], |list| list)),
            None => Cow::Owned(named(on.list(), &self.members)),
        }
    }

    /// Every shift between two instants, in order, cut to them. Stretches with nobody on are left out.
    ///
    /// # Errors
    /// Refuses a stretch that is too long to be resolved at once.
    pub fn shifts(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Shift>, TooLong> {
        let mut sweep = Sweep::of(self, from, to)?;
        let mut found = Vec::new();
        while let Some(stretch) = sweep.next()? {
            if stretch.set != NOBODY {
                let (from, to) = cut(stretch.from, stretch.to, (from, to));
                found.push(Shift { from, to, members: sweep.members(stretch.set) });
            }
        }
        Ok(found)
    }

    /// Every stretch between two instants with nobody on call, in order, cut to them.
    ///
    /// # Errors
    /// Refuses a stretch that is too long to be resolved at once.
    pub fn gaps(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Gap>, TooLong> {
        let mut sweep = Sweep::of(self, from, to)?;
        let mut found = Vec::new();
        while let Some(stretch) = sweep.next()? {
            if stretch.set == NOBODY {
                let (from, to) = cut(stretch.from, stretch.to, (from, to));
                found.push(Gap { from, to });
            }
        }
        Ok(found)
    }

    /// The first instant after `after` and before `until` at which others are on call than just before it (or the same
    /// in another order); none if there is no such instant.
    ///
    /// # Errors
    /// Refuses a stretch that is too long to be resolved at once.
    pub fn next_change(&self, after: Timestamp, until: Timestamp) -> Result<Option<Timestamp>, TooLong> {
        let mut sweep = Sweep::of(self, after, until)?;
        let now = sweep.next()?;
        let change = now.and_then(|now| Timestamp::from_second(now.to).ok());
        Ok(change.filter(|&change| change < until))
    }

    /// All layers, in the order of the rota.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &ReadyLayer> {
        self.levels.iter().rev().flatten()
    }

    /// Whom the layers and the exceptions put on: the number of a list that is kept, or else gathered in `on`.
    /// `read` says which group of a layer is on; it is asked layer after layer, for no more of them than decide.
    #[inline]
    pub(crate) fn resolve(
        &self,
        mut read: impl FnMut(&ReadyLayer) -> Option<usize>,
        exceptions: &Exceptions<'_>,
        on: &mut On,
    ) -> Option<SetId> {
        if exceptions.none {
            for level in &self.levels {
                if let [layer] = level.as_slice() {
                    if let Some(group) = read(layer).and_then(|group| layer.groups.get(group)) {
                        return Some(group.set);
                    }
                } else if self.put_on(level, &mut read, exceptions, on) {
                    return None;
                }
            }
            return Some(NOBODY);
        }
        // Here, not only where a level is asked: a rota may have no layers left.
        on.clear();
        if let Some(members) = exceptions.overrides.temporary {
            members.iter().for_each(|&member| on.put(member));
        } else {
            let _ = self.levels.iter().any(|level| self.put_on(level, &mut read, exceptions, on));
        }
        exceptions.overrides.apply(on);
        on.is_empty().then_some(NOBODY)
    }

    /// Gathers those whom a level puts on, and says whether there is anybody.
    fn put_on(
        &self,
        level: &[ReadyLayer],
        read: &mut impl FnMut(&ReadyLayer) -> Option<usize>,
        exceptions: &Exceptions<'_>,
        on: &mut On,
    ) -> bool {
        on.clear();
        for layer in level {
            if let Some(group) = read(layer) {
                layer.put_on(group, &exceptions.away, on);
            }
        }
        !on.is_empty()
    }
}

/// What stands out of the turns at an instant.
pub(crate) struct Exceptions<'a> {
    pub(crate) away: Away,
    pub(crate) overrides: InForce<'a>,
    /// Nobody is away and no override is in force.
    none: bool,
}

impl<'a> Exceptions<'a> {
    pub(crate) fn at(rota: &'a Compiled, at: i64) -> Self {
        let (away, overrides) = (rota.absences.at(at), rota.overrides.at(at));
        let none = away.nobody() && overrides.none();
        Self { away, overrides, none }
    }

    /// To what instant they stay as they are at this one.
    pub(crate) fn until(rota: &Compiled, at: i64) -> i64 {
        rota.absences.next_edge(at).min(rota.overrides.next_edge(at))
    }
}

#[cfg(test)]
mod tests;
