//! Shifts as a calendar shows them: day by day on the clocks of the rota's zone, each stretch with its hours, and beside
//! them the reader's own clocks where those differ.

use ctac_domain::duty::DutyShift;
use ctac_domain::id::PersonId;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::pages::people::People;
use crate::pages::when::{day, time_of};

/// From when to when, and who; nobody: a gap.
pub(crate) type Stretch = (Timestamp, Timestamp, Vec<PersonId>);

/// Shifts, and between them the gaps, from one instant to another.
pub(crate) fn filled(shifts: Vec<DutyShift>, from: Timestamp, to: Timestamp) -> Vec<Stretch> {
    let mut whole = Vec::with_capacity(shifts.len() * 2 + 1);
    let mut at = from;
    for shift in shifts {
        if at < shift.from {
            whole.push((at, shift.from, Vec::new()));
        }
        at = shift.to;
        whole.push((shift.from, shift.to, shift.people));
    }
    if at < to {
        whole.push((at, to, Vec::new()));
    }
    whole
}

/// One day of a calendar.
pub(crate) struct Day {
    /// `Saturday 21 November`.
    pub(crate) label: String,
    /// `2026-11-21`.
    pub(crate) exact: String,
    pub(crate) today: bool,
    /// The bank holiday it is.
    pub(crate) holiday: Option<String>,
    pub(crate) parts: Vec<Part>,
}

/// What is the same over a part of a day.
pub(crate) struct Part {
    /// `all day`, `until 9am`, `9am to 5pm`, `from 5pm`.
    pub(crate) hours: String,
    /// The same on the reader's clocks, where they differ.
    pub(crate) yours: Option<String>,
    /// Nobody: a gap.
    pub(crate) people: Vec<On>,
    pub(crate) now: bool,
}

/// Somebody on call.
pub(crate) struct On {
    pub(crate) name: String,
    pub(crate) you: bool,
}

/// Whose calendar it is, and for whom.
pub(crate) struct Calendar<'a> {
    pub(crate) people: &'a People,
    pub(crate) reader: PersonId,
    /// The rota's.
    pub(crate) zone: TimeZone,
    /// The reader's, where it is another.
    pub(crate) own: Option<TimeZone>,
    pub(crate) now: Timestamp,
    /// The bank holiday that a date is.
    pub(crate) holiday: &'a dyn Fn(Date) -> Option<String>,
}

impl Calendar<'_> {
    /// So many days from the one that is today. `shifts` are in order and do not overlap.
    pub(crate) fn days(&self, count: usize, shifts: &[Stretch]) -> Vec<Day> {
        let today = self.now.to_zoned(self.zone.clone()).date();
        let dates = std::iter::successors(Some(today), |date| date.tomorrow().ok()).take(count);
        dates.filter_map(|date| self.day(date, today, shifts)).collect()
    }

    fn day(&self, date: Date, today: Date, shifts: &[Stretch]) -> Option<Day> {
        let from = date.to_zoned(self.zone.clone()).ok()?;
        let to = date.tomorrow().ok()?.to_zoned(self.zone.clone()).ok()?;
        // What is over today is not shown: it may be from before the rota was there.
        let after = from.timestamp().max(self.now);
        let within = shifts.iter().filter(|(begins, ends, _)| *begins < to.timestamp() && *ends > after);
        Some(Day {
            label: day(date),
            exact: date.to_string(),
            today: date == today,
            holiday: (self.holiday)(date),
            parts: within.map(|stretch| self.part(stretch, &from, &to)).collect(),
        })
    }

    fn part(&self, (begins, ends, ids): &Stretch, from: &Zoned, to: &Zoned) -> Part {
        let cut = (*begins.max(&from.timestamp()), *ends.min(&to.timestamp()));
        let on = |id: &PersonId| On { name: self.people.name(*id), you: *id == self.reader };
        Part {
            hours: hours(cut, from, to),
            yours: self.own.as_ref().map(|zone| {
                let clock = |at: Timestamp| time_of(&at.to_zoned(zone.clone()));
                format!("{} to {}", clock(cut.0), clock(cut.1))
            }),
            people: ids.iter().map(on).collect(),
            now: (cut.0..cut.1).contains(&self.now),
        }
    }
}

fn hours((begins, ends): (Timestamp, Timestamp), from: &Zoned, to: &Zoned) -> String {
    let clock = |at: Timestamp| time_of(&at.to_zoned(from.time_zone().clone()));
    match (begins <= from.timestamp(), ends >= to.timestamp()) {
        (true, true) => "all day".to_owned(),
        (true, false) => format!("until {}", clock(ends)),
        (false, true) => format!("from {}", clock(begins)),
        (false, false) => format!("{} to {}", clock(begins), clock(ends)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_the_clocks_go_back_has_its_hours_told_apart() {
        let zone = TimeZone::get("Europe/London").unwrap();
        let date = jiff::civil::date(2026, 10, 25);
        let (from, to) = (date.to_zoned(zone.clone()).unwrap(), date.tomorrow().unwrap().to_zoned(zone).unwrap());
        let of = |a: &str, b: &str| hours((at(a), at(b)), &from, &to);
        assert_eq!(of("2026-10-20T00:00:00Z", "2026-10-30T00:00:00Z"), "all day");
        assert_eq!(of("2026-10-20T00:00:00Z", "2026-10-25T00:30:00Z"), "until 1:30am BST");
        assert_eq!(of("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"), "1:30am BST to 1:30am GMT");
        assert_eq!(of("2026-10-25T09:00:00Z", "2026-10-26T00:00:00Z"), "from 9am");
    }
}
