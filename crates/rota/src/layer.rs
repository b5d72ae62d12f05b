//! A layer made ready: whom it has on at an instant, and until when at least.

use std::sync::Arc;

use crate::absences::Away;
use crate::limits::EARLIEST;
use crate::on::On;
use crate::sets::SetId;
use crate::turns::Turns;
use crate::week::{Gate, Mark, Week};
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

/// What a layer says at an instant, and where it looked: where to look first at a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The group that is on.
    pub(crate) group: Option<usize>,
    /// It stays so at least to this instant.
    pub(crate) until: i64,
    /// Where in the zone's table it was.
    span: usize,
    window: Mark,
    /// Whose turn it was when last asked, and the wall time to which it lasts.
    turn: (usize, i64),
}

impl Reading {
    /// Before the layer was asked.
    pub(crate) const NONE: Self =
        Self { group: None, until: i64::MIN, span: 0, window: Mark::NONE, turn: (0, i64::MIN) };
}

impl ReadyLayer {
    /// Reads on, at an instant that is no earlier than that of the reading before.
    pub(crate) fn read(&self, at: i64, reading: &mut Reading) {
        reading.group = None;
        let Some((index, span)) = self.zone.span(at, reading.span) else {
            reading.until = if at < EARLIEST { EARLIEST } else { i64::MAX };
            return;
        };
        reading.span = index;
        let wall = span.wall(at);
        reading.until = if wall.ahead >= self.to {
            i64::MAX
        } else if wall.reached < self.from {
            span.until(at, self.from, i64::MAX)
        } else {
            match self.week.at(wall, &mut reading.window) {
                Gate::Closed(opens) => span.until(at, opens, i64::MAX),
                Gate::Open(closes) => {
                    self.turn_at(wall.reached, &mut reading.turn);
                    reading.group = Some(reading.turn.0);
                    span.until(at, reading.turn.1, closes.min(self.to))
                }
            }
        }
    }

    /// The group that is on at an instant.
    pub(crate) fn at(&self, at: i64) -> Option<usize> {
        let mut reading = Reading::NONE;
        self.read(at, &mut reading);
        reading.group
    }

    /// The group whose turn it is, and to what wall time; from what was so at an earlier one.
    fn turn_at(&self, reached: i64, turn: &mut (usize, i64)) {
        let (group, ends) = *turn;
        if reached < ends {
            return;
        }
        let next = self.turns.even().map(|length| ends.saturating_add(length));
        *turn = match next.filter(|&next| reached < next) {
            Some(next) if group + 1 < self.groups.len() => (group + 1, next),
            Some(next) => (0, next),
            None => {
                let (turn, ends) = self.turns.at(reached);
                (self.group_of(turn), ends)
            }
        }
    }

    /// The group whose turn it is.
    pub(crate) fn group_of(&self, turn: i64) -> usize {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let group = (turn + number(self.first)).rem_euclid(number(self.groups.len()).max(1));
        usize::try_from(group).unwrap_or(0)
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
    pub(crate) fn put_on(&self, group: usize, away: &Away, on: &mut On) {
        let group = if away.nobody() { Some(group) } else { self.present(group, away) };
        let members = group.and_then(|group| self.groups.get(group)).into_iter().flat_map(|group| &group.ids);
        members.filter(|&&member| !away.has(member)).for_each(|&member| on.put(member));
    }
}
