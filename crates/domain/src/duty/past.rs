//! Who was on call: what an edit leaves behind it does not change any more.

use ctac_rota::{Gap, TooLong, limits::WINDOW_DAYS};
use jiff::{SignedDuration, Timestamp};

use super::ready::{between, join};
use super::{DutyShift, KeptRota};
use crate::id::PersonId;
use crate::limits::{PAST_DAYS, PAST_SHIFTS};

impl KeptRota {
    /// Who is on call at an instant: before the mark from what was, after it from the rota in force.
    #[must_use]
    pub fn on_call(&self, at: Timestamp) -> Vec<PersonId> {
        if at >= self.mark {
            return self.ready.on_call(at);
        }
        let found = self.past.binary_search_by(|shift| {
            if shift.to <= at {
                std::cmp::Ordering::Less
            } else if shift.from > at {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Equal
            }
        });
        found.ok().and_then(|index| self.past.get(index)).map(|shift| shift.people.clone()).unwrap_or_default()
    }

    /// Every shift between two instants, in order, cut to them: as [`Self::on_call`] at each of them.
    ///
    /// # Errors
    /// Refuses a stretch that is too long to be resolved at once.
    pub fn shifts(&self, from: Timestamp, to: Timestamp) -> Result<Vec<DutyShift>, TooLong> {
        let days = to.duration_since(from).as_hours() / 24;
        if days > WINDOW_DAYS {
            return Err(TooLong::Days { days });
        }
        let mut shifts = Vec::new();
        for shift in self.past.iter().filter(|shift| shift.to > from && shift.from < to) {
            let cut = DutyShift { from: shift.from.max(from), to: shift.to.min(to), people: shift.people.clone() };
            join(&mut shifts, cut);
        }
        if to > self.mark {
            for shift in self.ready.shifts(from.max(self.mark), to)? {
                join(&mut shifts, shift);
            }
        }
        Ok(shifts)
    }

    /// Every stretch between two instants with nobody on call, so far as the past is known.
    ///
    /// # Errors
    /// See [`Self::shifts`].
    pub fn gaps(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Gap>, TooLong> {
        let from = from.max(self.known_from);
        Ok(if from < to { between(&self.shifts(from, to)?, from, to) } else { Vec::new() })
    }

    /// What the rota said up to an instant becomes the past, and does not change any more.
    pub(crate) fn close(&mut self, at: Timestamp) {
        if at <= self.mark {
            return;
        }
        let oldest = at.saturating_sub(SignedDuration::from_hours(24 * PAST_DAYS)).unwrap_or(self.mark);
        let (from, shifts) = self.latest(self.mark.max(oldest), at);
        if from > self.mark {
            self.past.clear();
            self.known_from = from;
        }
        for shift in shifts {
            match self.past.back_mut() {
                Some(last) if last.to == shift.from && last.people == shift.people => last.to = shift.to,
                _ => self.past.push_back(shift),
            }
        }
        while self.past.len() > PAST_SHIFTS || self.past.front().is_some_and(|shift| shift.to <= oldest) {
            let Some(gone) = self.past.pop_front() else { break };
            self.known_from = self.known_from.max(gone.to);
        }
        self.mark = at;
    }

    /// The shifts up to an instant, from as far back as can be resolved at once.
    fn latest(&self, mut from: Timestamp, to: Timestamp) -> (Timestamp, Vec<DutyShift>) {
        loop {
            match self.ready.shifts(from, to) {
                Ok(shifts) => return (from, shifts),
                Err(_) if from >= to => return (to, Vec::new()),
                Err(_) => from = to.saturating_sub(to.duration_since(from) / 2).unwrap_or(to),
            }
        }
    }
}
