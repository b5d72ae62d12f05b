//! A layer made ready: whom it has on at an instant, and until when at least.

use std::sync::Arc;

use crate::absences::Away;
use crate::limits::EARLIEST;
use crate::on::On;
use crate::sets::SetId;
use crate::turns::Turns;
use crate::week::{Gate, Week};
use crate::zone::Zone;

/// A member's number in the compiled rota.
pub(crate) type Id = u32;

/// Members that are on together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// At least one, each once.
    pub(crate) ids: Vec<Id>,
    /// The number of this list.
    pub(crate) set: SetId,
}

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
    /// At least one.
    pub(crate) groups: Vec<Group>,
    /// Which of them has turn 0.
    pub(crate) first: usize,
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

impl Reading {
    /// Before the layer was asked.
    pub(crate) const NONE: Self = Self { group: None, until: i64::MIN, hint: 0 };
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
                Reading { group: self.group_of(turn), until: span.until(at, handoff, closes.min(self.to)), hint }
            }
        }
    }

    /// The group whose turn it is.
    pub(crate) fn group_of(&self, turn: i64) -> Option<usize> {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        usize::try_from((turn + number(self.first)).rem_euclid(number(self.groups.len()).max(1))).ok()
    }

    /// The group that is on.
    pub(crate) fn group(&self, reading: Reading) -> Option<&Group> {
        self.groups.get(reading.group?)
    }

    /// The number of the turn at an instant, whatever the windows are. None before the first.
    pub(crate) fn turn(&self, at: i64) -> Option<i64> {
        let (_, span) = self.zone.span(at, 0)?;
        let reached = span.wall(at).reached;
        (reached >= self.turns.first).then(|| self.turns.at(reached).0)
    }

    /// The group that is on when one has the turn: that, or the next that has somebody who is not away.
    pub(crate) fn present(&self, group: usize, away: &Away) -> Option<usize> {
        let here = |group: &usize| {
            self.groups.get(*group).is_some_and(|group| group.ids.iter().any(|&member| !away.has(member)))
        };
        (group..self.groups.len()).chain(0..group).find(here)
    }

    /// Those it has on who are not away.
    pub(crate) fn put_on(&self, reading: Reading, away: &Away, on: &mut On) {
        let group = reading.group.and_then(|group| self.present(group, away));
        let members = group.and_then(|group| self.groups.get(group)).into_iter().flat_map(|group| &group.ids);
        members.filter(|&&member| !away.has(member)).for_each(|&member| on.put(member));
    }
}
