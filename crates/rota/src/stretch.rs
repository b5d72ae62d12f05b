//! A person's duty as whole stretches: shifts change whenever anybody comes on or goes off, a person's duty does not.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::{Member, Shift};

/// A stretch of time: `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stretch {
    /// From this instant.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
}

impl Stretch {
    /// How long it is, in seconds that really pass.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.to.as_second() - self.from.as_second()
    }
}

/// A shift that is empty, out of order, or puts somebody on who is on already: no such list comes from a rota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("shifts[{index}]: shifts must have a length, be in order and not overlap, and name nobody twice")]
pub struct Disorder {
    /// Which of the shifts, from 0.
    pub index: usize,
}

/// Everybody's duty in the shifts of one rota: shifts of one person that meet are one stretch.
///
/// # Errors
/// A list of shifts that no rota gives.
pub fn stretches(shifts: &[Shift]) -> Result<BTreeMap<Member, Vec<Stretch>>, Disorder> {
    let mut all: BTreeMap<Member, Vec<Stretch>> = BTreeMap::new();
    let mut reached = None;
    for (index, shift) in shifts.iter().enumerate() {
        if shift.to <= shift.from || reached.is_some_and(|reached| shift.from < reached) {
            return Err(Disorder { index });
        }
        reached = Some(shift.to);
        for member in shift.members.iter() {
            // Looked up before it is put in: most are there, and a name is not copied in vain.
            let Some(own) = all.get_mut(member) else {
                all.insert(member.clone(), vec![Stretch { from: shift.from, to: shift.to }]);
                continue;
            };
            match own.last_mut() {
                Some(last) if last.to > shift.from => return Err(Disorder { index }),
                Some(last) if last.to == shift.from => last.to = shift.to,
                Some(_) | None => own.push(Stretch { from: shift.from, to: shift.to }),
            }
        }
    }
    Ok(all)
}

/// The same time, each instant once: stretches that overlap or meet become one.
pub(crate) fn united(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_unstable();
    let mut whole: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for next in stretches {
        match whole.last_mut() {
            Some(last) if next.from <= last.to => last.to = last.to.max(next.to),
            Some(_) | None => whole.push(next),
        }
    }
    whole
}
