//! A rota made ready to answer. Who is on at an instant is decided in one place, for one instant and for a stretch.

use std::ops::Range;

use jiff::Timestamp;

use crate::absences::{Absences, Away};
use crate::fault::TooLong;
use crate::layer::{Reading, ReadyLayer};
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
    /// From the lowest.
    pub(crate) layers: Vec<ReadyLayer>,
    /// Runs of layers that are on together, from the highest.
    pub(crate) levels: Vec<Range<usize>>,
    pub(crate) overrides: Overrides,
    pub(crate) absences: Absences,
    /// Nobody, and every group.
    pub(crate) sets: Sets,
}

impl Compiled {
    /// Who is on call at an instant, each once: in the order of the layers, and in the order of the group. Empty is a
    /// gap.
    #[must_use]
    pub fn on_call(&self, at: Timestamp) -> Vec<Member> {
        let at = floor(at);
        let mut on = On::default();
        let exceptions = (&self.absences.at(at), &self.overrides.at(at));
        let known = self.resolve(|_, layer| layer.read(at, 0), exceptions, &mut on);
        let known = known.map(|set| self.sets.list(set).map_or_else(Vec::new, |list| list.to_vec()));
        known.unwrap_or_else(|| named(on.list(), &self.members))
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

    /// Who is on at an instant, given what each layer says then, who is away and which overrides are in force: the
    /// number of a list that is kept, or else gathered in `on`.
    pub(crate) fn resolve(
        &self,
        mut read: impl FnMut(usize, &ReadyLayer) -> Reading,
        (away, overrides): (&Away, &InForce<'_>),
        on: &mut On,
    ) -> Option<SetId> {
        let plain = away.nobody() && overrides.none();
        on.clear();
        if let Some(members) = overrides.temporary {
            members.iter().for_each(|&member| on.put(member));
        } else {
            for level in &self.levels {
                let layers = self.layers.get(level.clone()).unwrap_or_default();
                if let ([layer], true) = (layers, plain) {
                    if let Some(group) = layer.group(read(level.start, layer)) {
                        return Some(group.set);
                    }
                    continue;
                }
                for (index, layer) in level.clone().zip(layers) {
                    layer.put_on(read(index, layer), away, on);
                }
                if !on.is_empty() {
                    break;
                }
            }
        }
        overrides.apply(on);
        on.is_empty().then_some(NOBODY)
    }
}

#[cfg(test)]
mod tests;
