//! Walks two rotas in step: the stretches over which neither changes.

use std::sync::Arc;

use jiff::Timestamp;

use crate::compiled::Compiled;
use crate::fault::TooLong;
use crate::model::Member;
use crate::sets::{NOBODY, SetId};
use crate::sweep::{Stretch, Sweep};

/// A stretch over which the same are on in each of two rotas, in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Common {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) one: SetId,
    pub(crate) other: SetId,
}

/// Two walks over the same stretch of time. Without a second rota, nobody is on there.
pub(crate) struct Together<'a> {
    one: Walk<'a>,
    other: Option<Walk<'a>>,
}

struct Walk<'a> {
    sweep: Sweep<'a>,
    /// Where it is.
    now: Option<Stretch>,
}

impl<'a> Walk<'a> {
    fn of(rota: &'a Compiled, from: Timestamp, to: Timestamp) -> Result<Self, TooLong> {
        let mut sweep = Sweep::of(rota, from, to)?;
        let now = sweep.next()?;
        Ok(Self { sweep, now })
    }

    /// Goes on to an instant, where it is past the stretch it is in.
    fn reach(&mut self, at: i64) -> Result<(), TooLong> {
        if self.now.is_some_and(|now| now.to <= at) {
            self.now = self.sweep.next()?;
        }
        Ok(())
    }
}

impl<'a> Together<'a> {
    pub(crate) fn of(
        one: &'a Compiled,
        other: Option<&'a Compiled>,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Self, TooLong> {
        let other = other.map(|other| Walk::of(other, from, to)).transpose()?;
        Ok(Self { one: Walk::of(one, from, to)?, other })
    }

    /// The next stretch; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Common>, TooLong> {
        let Some(one) = self.one.now else { return Ok(None) };
        let other = self.other.as_ref().and_then(|walk| walk.now);
        let other = other.unwrap_or(Stretch { set: NOBODY, ..one });
        let common =
            Common { from: one.from.max(other.from), to: one.to.min(other.to), one: one.set, other: other.set };
        self.one.reach(common.to)?;
        if let Some(other) = &mut self.other {
            other.reach(common.to)?;
        }
        Ok(Some(common))
    }

    /// Who is on in the first rota.
    pub(crate) fn of_one(&self, set: SetId) -> Arc<[Member]> {
        self.one.sweep.members(set)
    }

    /// Who is on in the second.
    pub(crate) fn of_other(&self, set: SetId) -> Arc<[Member]> {
        self.other.as_ref().map(|walk| walk.sweep.members(set)).unwrap_or_default()
    }
}
