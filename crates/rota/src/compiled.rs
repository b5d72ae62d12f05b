//! A rota made ready to answer. Who is on at an instant is decided in one place, for one instant and for a stretch.

use std::ops::Range;

use jiff::Timestamp;

use crate::absences::{Absences, Away};
use crate::fault::TooLong;
use crate::layer::{Id, Reading, ReadyLayer};
use crate::limits::{STEPS, WINDOW_DAYS};
use crate::model::{Gap, Member, Shift};
use crate::overrides::Overrides;
use crate::week::DAY;

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
}

/// A stretch over which the same are on, in seconds.
struct Stretch {
    from: i64,
    to: i64,
    /// Where in [`Stretches::ids`] those who are on stand.
    on: Range<usize>,
}

/// Stretches that follow each other, with all their members in one list: a stretch costs no allocation.
#[derive(Default)]
struct Stretches {
    list: Vec<Stretch>,
    ids: Vec<Id>,
}

impl Stretches {
    fn on(&self, stretch: &Stretch) -> &[Id] {
        self.ids.get(stretch.on.clone()).unwrap_or_default()
    }

    /// Adds a stretch, or makes the last one longer if the same are on.
    fn push(&mut self, from: i64, to: i64, on: &[Id]) {
        if let Some(last) = self.list.last_mut()
            && self.ids.get(last.on.clone()).unwrap_or_default() == on
        {
            last.to = to;
            return;
        }
        let start = self.ids.len();
        self.ids.extend_from_slice(on);
        self.list.push(Stretch { from, to, on: start..self.ids.len() });
    }
}

impl Compiled {
    /// Who is on call at an instant, each once: in the order of the layers, and in the order of the group. Empty is a
    /// gap.
    #[must_use]
    pub fn on_call(&self, at: Timestamp) -> Vec<Member> {
        let at = floor(at);
        let mut on = Vec::new();
        self.resolve(at, |_, layer| layer.read(at, 0), &self.absences.at(at), &mut on);
        self.named(&on)
    }

    /// Every shift between two instants, in order, cut to them. Stretches with nobody on are left out.
    ///
    /// # Errors
    /// Refuses a stretch that is too long to be resolved at once.
    pub fn shifts(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Shift>, TooLong> {
        let stretches = self.stretches(from, to)?;
        let with_somebody = stretches.list.iter().filter(|stretch| !stretch.on.is_empty());
        Ok(with_somebody
            .map(|stretch| {
                let (from, to) = cut(stretch, from, to);
                Shift { from, to, members: self.named(stretches.on(stretch)) }
            })
            .collect())
    }

    /// Every stretch between two instants with nobody on call, in order, cut to them.
    ///
    /// # Errors
    /// Refuses a stretch that is too long to be resolved at once.
    pub fn gaps(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Gap>, TooLong> {
        let stretches = self.stretches(from, to)?;
        let with_nobody = stretches.list.iter().filter(|stretch| stretch.on.is_empty());
        Ok(with_nobody
            .map(|stretch| {
                let (from, to) = cut(stretch, from, to);
                Gap { from, to }
            })
            .collect())
    }

    /// Who is on at an instant, given what each layer says then and who is away.
    fn resolve(&self, at: i64, mut read: impl FnMut(usize, &ReadyLayer) -> Reading, away: &Away, on: &mut Vec<Id>) {
        on.clear();
        for level in &self.levels {
            for (index, layer) in level.clone().zip(self.layers.get(level.clone()).unwrap_or_default()) {
                layer.put_on(read(index, layer), away, on);
            }
            if !on.is_empty() {
                break;
            }
        }
        self.overrides.apply(at, on);
    }

    fn stretches(&self, from: Timestamp, to: Timestamp) -> Result<Stretches, TooLong> {
        let (mut at, end) = (floor(from), ceiling(to));
        let days = (end - at) / DAY;
        if days > WINDOW_DAYS {
            return Err(TooLong::Days { days });
        }
        let unread = Reading { group: None, until: i64::MIN, hint: 0 };
        let mut readings = vec![unread; self.layers.len()];
        let mut found = Stretches::default();
        let mut on = Vec::new();
        let mut away = self.absences.at(at);
        for _ in 0..STEPS {
            if at >= end {
                return Ok(found);
            }
            if away.until <= at {
                away = self.absences.at(at);
            }
            let mut next = end.min(self.overrides.next_edge(at)).min(away.until);
            for (layer, reading) in self.layers.iter().zip(&mut readings) {
                if reading.until <= at {
                    *reading = layer.read(at, reading.hint);
                }
                next = next.min(reading.until);
            }
            self.resolve(at, |index, _| readings.get(index).copied().unwrap_or(unread), &away, &mut on);
            found.push(at, next, &on);
            at = next;
        }
        Err(TooLong::Changes)
    }

    fn named(&self, on: &[Id]) -> Vec<Member> {
        on.iter().filter_map(|&id| self.members.get(usize::try_from(id).ok()?)).cloned().collect()
    }
}

/// The second an instant is in. Every boundary is on a whole second, so nothing is lost.
fn floor(at: Timestamp) -> i64 {
    at.as_second() - i64::from(at.subsec_nanosecond() < 0)
}

fn ceiling(at: Timestamp) -> i64 {
    at.as_second() + i64::from(at.subsec_nanosecond() > 0)
}

fn cut(stretch: &Stretch, from: Timestamp, to: Timestamp) -> (Timestamp, Timestamp) {
    let instant = |second, beyond| Timestamp::from_second(second).unwrap_or(beyond);
    (instant(stretch.from, from).max(from), instant(stretch.to, to).min(to))
}

#[cfg(test)]
mod tests;
