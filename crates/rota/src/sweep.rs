//! Walks a rota from one instant to another, from change to change.

use std::sync::Arc;

use jiff::Timestamp;

use crate::compiled::{Compiled, Exceptions};
use crate::fault::TooLong;
use crate::layer::{Reading, ReadyLayer};
use crate::limits::{EXTRA_PLACES, STEPS, WINDOW_DAYS};
use crate::model::Member;
use crate::on::On;
use crate::sets::{SetId, Sets};
use crate::week::DAY;

/// A stretch over which the same are on, in seconds; its neighbours have others on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// Who, for [`Sweep::members`].
    pub(crate) set: SetId,
}

/// A walk under way.
pub(crate) struct Sweep<'a> {
    rota: &'a Compiled,
    /// Where it is.
    at: i64,
    /// Who is on there, and until when at least.
    set: SetId,
    until: i64,
    end: i64,
    /// How many changes may still be looked at.
    steps: usize,
    /// What each layer last said. It stands until its time is up; the layers that are covered are not asked again.
    readings: Vec<Reading>,
    exceptions: Exceptions<'a>,
    /// They stay so to this instant.
    exceptions_until: i64,
    on: On,
    /// Lists that no group is, and how many members they may still have.
    extra: Sets,
    places: usize,
}

impl<'a> Sweep<'a> {
    pub(crate) fn of(rota: &'a Compiled, from: Timestamp, to: Timestamp) -> Result<Self, TooLong> {
        let (at, end) = (floor(from), ceiling(to));
        let days = (end - at) / DAY;
        if days > WINDOW_DAYS {
            return Err(TooLong::Days { days });
        }
        let mut sweep = Self {
            rota,
            at,
            set: 0,
            until: at,
            end,
            steps: STEPS,
            readings: vec![Reading::NONE; rota.layers().count()],
            exceptions: Exceptions::at(rota, at),
            exceptions_until: Exceptions::until(rota, at),
            on: On::default(),
            extra: Sets::default(),
            places: EXTRA_PLACES,
        };
        if at < end {
            sweep.look()?;
        }
        Ok(sweep)
    }

    /// The next stretch; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Stretch>, TooLong> {
        if self.at >= self.end {
            return Ok(None);
        }
        let (from, set) = (self.at, self.set);
        while self.set == set {
            self.at = self.until;
            if self.at >= self.end {
                break;
            }
            self.look()?;
        }
        Ok(Some(Stretch { from, to: self.at, set }))
    }

    /// The members of a stretch of this walk.
    pub(crate) fn members(&self, set: SetId) -> Arc<[Member]> {
        let known = self.rota.sets.list(set).or_else(|| self.extra.list(set.checked_sub(self.rota.sets.len())?));
        known.cloned().unwrap_or_default()
    }

    /// Who is on where it is now.
    fn look(&mut self) -> Result<(), TooLong> {
        self.steps = self.steps.checked_sub(1).ok_or(TooLong::Changes)?;
        let at = self.at;
        if self.exceptions_until <= at {
            self.exceptions = Exceptions::at(self.rota, at);
            self.exceptions_until = Exceptions::until(self.rota, at);
        }
        let mut until = self.end.min(self.exceptions_until);
        // The layers are asked in one order always.
        let mut readings = self.readings.iter_mut();
        let read = |layer: &ReadyLayer| {
            let reading = readings.next()?;
            if reading.until <= at {
                layer.read(at, reading);
            }
            until = until.min(reading.until);
            reading.group
        };
        let known = self.rota.resolve(read, &self.exceptions, &mut self.on);
        self.until = until;
        self.set = match known {
            Some(set) => set,
            None => self.extra()?,
        };
        Ok(())
    }

    /// The number of the list of those who are on.
    fn extra(&mut self) -> Result<SetId, TooLong> {
        let ids = self.on.list();
        if let Some(set) = self.rota.sets.number(ids) {
            return Ok(set);
        }
        let extra = match self.extra.number(ids) {
            Some(set) => set,
            None => {
                self.places = self.places.checked_sub(ids.len()).ok_or(TooLong::Places)?;
                self.extra.keep(ids, &self.rota.members)
            }
        };
        Ok(self.rota.sets.len() + extra)
    }
}

/// The second an instant is in. Every boundary is on a whole second, so nothing is lost.
pub(crate) fn floor(at: Timestamp) -> i64 {
    at.as_second() - i64::from(at.subsec_nanosecond() < 0)
}

fn ceiling(at: Timestamp) -> i64 {
    at.as_second() + i64::from(at.subsec_nanosecond() > 0)
}

/// A stretch of whole seconds, cut to what was asked about.
#[inline]
pub(crate) fn cut(from: i64, to: i64, asked: (Timestamp, Timestamp)) -> (Timestamp, Timestamp) {
    let instant = |second, edge: Timestamp, at_edge: bool| match Timestamp::from_second(second) {
        Ok(instant) if !at_edge => instant,
        _ => edge,
    };
    (instant(from, asked.0, from == floor(asked.0)), instant(to, asked.1, to == ceiling(asked.1)))
}
