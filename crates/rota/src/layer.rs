//! A layer made ready: whom it has on at an instant, and until when at least.

use std::sync::Arc;

use crate::limits::EARLIEST;
use crate::turns::Turns;
use crate::week::{Gate, Week};
use crate::zone::Zone;

/// A member's number in the compiled rota.
pub(crate) type Id = u16;

/// A layer made ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadyLayer {
    pub(crate) zone: Arc<Zone>,
    pub(crate) turns: Turns,
    pub(crate) week: Week,
    /// In force from this wall time.
    pub(crate) from: i64,
    /// In force to this wall time.
    pub(crate) to: i64,
    /// At least one, each with at least one member, each member once.
    pub(crate) groups: Vec<Vec<Id>>,
    pub(crate) beside: bool,
}

/// What a layer says at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The group that is on.
    pub(crate) group: Option<usize>,
    /// It stays so at least to this instant.
    pub(crate) until: i64,
    /// Where in the zone's table it was; where to look first the next time.
    pub(crate) hint: usize,
}

impl ReadyLayer {
    pub(crate) fn read(&self, at: i64, hint: usize) -> Reading {
        let Some((hint, span)) = self.zone.span(at, hint) else {
            let until = if at < EARLIEST { EARLIEST } else { i64::MAX };
            return Reading { group: None, until, hint };
        };
        let wall = span.wall(at);
        let off_until = |start| Reading { group: None, until: span.until(at, start, i64::MAX), hint };
        if wall.ahead >= self.to {
            return Reading { group: None, until: i64::MAX, hint };
        }
        if wall.reached < self.from {
            return off_until(self.from);
        }
        match self.week.at(wall) {
            Gate::Closed(opens) => off_until(opens),
            Gate::Open(closes) => {
                let (turn, handoff) = self.turns.at(wall.reached);
                let count = i64::try_from(self.groups.len()).unwrap_or(i64::MAX);
                let group = usize::try_from(turn.rem_euclid(count.max(1))).ok();
                Reading { group, until: span.until(at, handoff, closes.min(self.to)), hint }
            }
        }
    }

    pub(crate) fn group(&self, reading: Reading) -> &[Id] {
        reading.group.and_then(|group| self.groups.get(group)).map_or(&[], Vec::as_slice)
    }
}
