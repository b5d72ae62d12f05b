//! A rota made ready to answer, and what it was made from.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use ctac_rota::{Compiled, Gap, Member, Rota, TooLong};
use jiff::{SignedDuration, Timestamp};

use super::DutyShift;
use super::effective::person_of;
use crate::id::PersonId;
use crate::limits::HANDOFF_DAYS;

/// A rota made ready. Two are the same when they are made from the same.
#[derive(Clone)]
pub struct Ready {
    of: Arc<Rota>,
    compiled: Option<Arc<Compiled>>,
    people: Arc<BTreeSet<PersonId>>,
}

impl Ready {
    /// Made from a rota. One with a fault has nobody on: the rules let none be saved, but its zone may not be known
    /// any more.
    #[must_use]
    pub fn of(rota: Rota) -> Self {
        let compiled = ctac_rota::compile(&rota).ok().map(Arc::new);
        let people = rota.members().into_iter().filter_map(person_of).collect();
        Self { of: Arc::new(rota), compiled, people: Arc::new(people) }
    }

    /// What it was made from.
    #[must_use]
    pub fn rota(&self) -> &Rota {
        &self.of
    }

    /// Everybody whom it names: in its layers, in an exception, or as absent.
    #[must_use]
    pub fn people(&self) -> &BTreeSet<PersonId> {
        &self.people
    }

    /// Whether it is another's very copy: nothing was made ready since.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.of, &other.of)
    }

    /// As compiled; none if the rota has a fault.
    #[must_use]
    pub fn compiled(&self) -> Option<&Arc<Compiled>> {
        self.compiled.as_ref()
    }

    /// Who is on at an instant.
    #[must_use]
    pub fn on_call(&self, at: Timestamp) -> Vec<PersonId> {
        self.compiled.as_ref().map(|compiled| people(&compiled.on_call(at))).unwrap_or_default()
    }

    /// Every shift between two instants, in order, cut to them.
    ///
    /// # Errors
    /// Refuses a stretch that is too long.
    pub fn shifts(&self, from: Timestamp, to: Timestamp) -> Result<Vec<DutyShift>, TooLong> {
        let Some(compiled) = self.compiled.as_ref() else { return Ok(Vec::new()) };
        let mut shifts = Vec::new();
        for shift in compiled.shifts(from, to)? {
            join(&mut shifts, DutyShift { from: shift.from, to: shift.to, people: people(&shift.members) });
        }
        Ok(shifts)
    }

    /// When to look again at who is on: the next change after an instant, or where there is none within
    /// [`HANDOFF_DAYS`], then. Where too much happens to look so far, sooner.
    #[must_use]
    pub fn next_look(&self, after: Timestamp) -> Timestamp {
        let mut ahead = SignedDuration::from_hours(24 * HANDOFF_DAYS);
        loop {
            let until = after.saturating_add(ahead).unwrap_or(Timestamp::MAX);
            let found = self.compiled.as_ref().map_or(Ok(None), |compiled| compiled.next_change(after, until));
            match found {
                Ok(change) => return change.unwrap_or(until),
                Err(_) if ahead > SignedDuration::from_hours(1) => ahead /= 2,
                Err(_) => return until,
            }
        }
    }
}

/// The people among members.
#[must_use]
pub fn people(members: &[Member]) -> Vec<PersonId> {
    members.iter().filter_map(person_of).collect()
}

/// Adds a shift at the end, or makes the last one longer if the same are on. One with nobody on is left out.
pub(super) fn join(shifts: &mut Vec<DutyShift>, shift: DutyShift) {
    match shifts.last_mut() {
        _ if shift.people.is_empty() || shift.from >= shift.to => {}
        Some(last) if last.to == shift.from && last.people == shift.people => last.to = shift.to,
        _ => shifts.push(shift),
    }
}

/// Every stretch between two instants that no shift covers.
pub(super) fn between(shifts: &[DutyShift], from: Timestamp, to: Timestamp) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut at = from;
    for shift in shifts {
        if at < shift.from {
            gaps.push(Gap { from: at, to: shift.from });
        }
        at = at.max(shift.to);
    }
    if at < to {
        gaps.push(Gap { from: at, to });
    }
    gaps
}

impl Default for Ready {
    /// Nobody, ever.
    fn default() -> Self {
        let of = Arc::new(Rota::new("UTC", Vec::new()));
        Self { of, compiled: None, people: Arc::default() }
    }
}

impl PartialEq for Ready {
    fn eq(&self, other: &Self) -> bool {
        self.of == other.of
    }
}

impl Eq for Ready {}

impl fmt::Debug for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ready").field(&self.of).finish()
    }
}
