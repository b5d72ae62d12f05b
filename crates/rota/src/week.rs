//! The windows of the week in which a layer is on.

use jiff::Timestamp;

use crate::fault::Problem;
use crate::limits::RESTRICTIONS;
use crate::model::{Day, Restriction};
use crate::zone::{Wall, Zone};

pub(crate) const DAY: i64 = 86_400;
const WEEK: i64 = 7 * DAY;
/// Wall time 0 is a Thursday; weeks begin on Monday.
const MONDAY: i64 = -3 * DAY;

/// The days named, as a mask with Monday in bit 0; all of them when none is.
pub(crate) fn mask(days: &[Day]) -> u8 {
    if days.is_empty() { 0x7f } else { days.iter().fold(0, |mask, &day| mask | 1 << (day as u8)) }
}

/// The day of the week of a wall time, Monday 0.
pub(crate) fn weekday(wall: i64) -> i64 {
    (wall - MONDAY).rem_euclid(WEEK) / DAY
}

/// Whether an instant is within these windows of the week, in a zone: what they mean for a layer, for whoever has hours
/// and no rota. None named: always. Nothing is within any window where no rota reaches.
///
/// # Errors
/// The zone, a time or the number of windows is not what a rota may have.
pub fn is_within(time_zone: &str, windows: &[Restriction], at: Timestamp) -> Result<bool, Problem> {
    let zone = Zone::named(time_zone)?;
    if windows.len() > RESTRICTIONS {
        return Err(Problem::TooMany { found: windows.len(), limit: RESTRICTIONS });
    }
    if let Some(found) = windows.iter().map(|one| one.days.len()).find(|days| *days > 7) {
        return Err(Problem::TooMany { found, limit: 7 });
    }
    if windows.iter().flat_map(|one| [one.from, one.to]).any(|time| time.subsec_nanosecond() != 0) {
        return Err(Problem::Fraction);
    }
    let at = at.as_second();
    let wall = zone.span(at, 0).map(|(_, span)| span.wall(at));
    Ok(wall.is_some_and(|wall| matches!(Week::of(windows).at(wall, &mut { Mark::NONE }), Gate::Open(_))))
}

/// Whether a window is open, and until when at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// Open until the clock is for good past this wall time.
    Open(i64),
    /// Closed until the clock first reaches this wall time.
    Closed(i64),
}

/// The windows of a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Week {
    /// One window without end.
    Always,
    /// Windows as seconds from Monday 00:00: sorted by start, with room between them also round the end of the week,
    /// each starting within the week, at least one.
    Windows(Vec<(i64, i64)>),
}

impl Week {
    pub(crate) fn of(restrictions: &[Restriction]) -> Self {
        if restrictions.is_empty() {
            return Self::Always;
        }
        let mut windows = Vec::new();
        for restriction in restrictions {
            let seconds = |time: jiff::civil::Time| {
                i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
            };
            let (from, to) = (seconds(restriction.from), seconds(restriction.to));
            let to = if to > from { to } else { to + DAY };
            let days = mask(&restriction.days);
            let named = (0..7).filter(|day| days & 1 << day != 0);
            windows.extend(named.map(|day| (day * DAY + from, day * DAY + to)));
        }
        windows.sort_unstable();
        Self::merged(windows)
    }

    /// Joins windows that touch or overlap. The two sides of a touching boundary overlap where the clock shows it
    /// twice, so joining them loses nothing.
    fn merged(sorted: Vec<(i64, i64)>) -> Self {
        let mut windows: Vec<(i64, i64)> = Vec::with_capacity(sorted.len());
        for (from, to) in sorted {
            match windows.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => windows.push((from, to)),
            }
        }
        // The last may reach into the next week's first ones.
        let mut reach = windows.last().map_or(0, |last| last.1);
        let taken = windows.iter().take_while(|(from, to)| {
            let joins = from + WEEK <= reach;
            if joins {
                reach = reach.max(to + WEEK);
            }
            joins
        });
        let taken = taken.count();
        if taken == windows.len() {
            return Self::Always;
        }
        windows.drain(..taken);
        if let Some(last) = windows.last_mut() {
            last.1 = reach;
        }
        Self::Windows(windows)
    }

    /// The latest window that has begun decides: they are in order, so it is also the latest to end. `mark` is where
    /// one looked before, at no later a wall time.
    pub(crate) fn at(&self, wall: Wall, mark: &mut Mark) -> Gate {
        let Self::Windows(windows) = self else { return Gate::Open(i64::MAX) };
        if wall.reached >= mark.opens {
            if wall.reached < mark.opens.saturating_add(WEEK) {
                mark.step(windows, wall.reached);
            } else {
                *mark = Mark::of(windows, wall.reached);
            }
        }
        if mark.closes > wall.ahead { Gate::Open(mark.closes) } else { Gate::Closed(mark.opens) }
    }
}

/// A place among the windows of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// When the latest window that has begun ends.
    closes: i64,
    /// When the next one begins, and which it is in its week.
    opens: i64,
    next: usize,
    /// When that week begins.
    monday: i64,
}

impl Mark {
    /// Before one has looked.
    pub(crate) const NONE: Self = Self { closes: i64::MIN, opens: i64::MIN, next: 0, monday: i64::MIN };

    fn of(windows: &[(i64, i64)], reached: i64) -> Self {
        let monday = reached - (reached - MONDAY).rem_euclid(WEEK);
        let begun = windows.partition_point(|(from, _)| monday + from <= reached);
        let closes = match begun.checked_sub(1) {
            Some(index) => windows.get(index).map(|window| monday + window.1),
            None => windows.last().map(|window| monday - WEEK + window.1),
        };
        let mut mark = Self { closes: closes.unwrap_or(i64::MIN), opens: i64::MAX, next: begun, monday };
        mark.ahead(windows);
        mark
    }

    /// Sets `opens`, in the next week where this one has no more windows.
    fn ahead(&mut self, windows: &[(i64, i64)]) {
        if self.next >= windows.len() {
            (self.next, self.monday) = (0, self.monday + WEEK);
        }
        self.opens = windows.get(self.next).map_or(i64::MAX, |window| self.monday + window.0);
    }

    fn step(&mut self, windows: &[(i64, i64)], reached: i64) {
        while self.opens <= reached {
            self.closes = windows.get(self.next).map_or(i64::MIN, |window| self.monday + window.1);
            self.next += 1;
            self.ahead(windows);
        }
    }
}

#[cfg(test)]
mod tests;
