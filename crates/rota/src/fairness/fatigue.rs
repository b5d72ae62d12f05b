//! What tires: too little rest, too many days in a row, lead duty for too long. Flagged, never forbidden.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::Rules;
use super::clock::{DAY, wall};
use crate::model::Member;
use crate::stretch::Stretch;

/// A stretch of somebody's time that breaks a rule of rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flag {
    /// Whose.
    pub member: Member,
    /// From this instant.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
    /// Which rule, and what was measured.
    pub fatigue: Fatigue,
}

/// The rule that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fatigue {
    /// Between two shifts, of whichever rotas, there is less rest than [`Rules::rest`].
    ShortRest {
        /// So much, in seconds.
        seconds: i64,
    },
    /// More days of duty in a row than [`Rules::days`]. A day is 24 hours of the person's own clock, counted from the
    /// time of day at which the run began: a week from Monday 09:00 to Monday 09:00 is seven, and so are seven nights.
    /// The run is over when such a day passes without duty.
    ManyDays {
        /// So many.
        days: i64,
    },
    /// Lead duty at a stretch for longer than [`Rules::lead`], all the lead rotas of a person taken together.
    LongLead {
        /// So long, in seconds.
        seconds: i64,
    },
}

/// Adds the flags of one person, in order of time: `on` is all duty and `lead` that of leads, each instant once.
pub(super) fn flags(
    member: &Member,
    zone: &TimeZone,
    on: &[Stretch],
    lead: &[Stretch],
    rules: &Rules,
    flags: &mut Vec<Flag>,
) {
    let mut own: Vec<(Stretch, Fatigue)> = Vec::new();
    let rests = on.iter().zip(on.iter().skip(1)).map(|(before, after)| Stretch { from: before.to, to: after.from });
    own.extend(
        rests
            .map(|rest| (rest, rest.seconds()))
            .filter(|&(_, seconds)| seconds < rules.rest)
            .map(|(rest, seconds)| (rest, Fatigue::ShortRest { seconds })),
    );
    own.extend(runs(zone, on).filter(|run| run.1 > rules.days).map(|(run, days)| (run, Fatigue::ManyDays { days })));
    own.extend(
        lead.iter()
            .map(|&stretch| (stretch, stretch.seconds()))
            .filter(|&(_, seconds)| seconds > rules.lead)
            .map(|(stretch, seconds)| (stretch, Fatigue::LongLead { seconds })),
    );
    own.sort_by_key(|(stretch, _)| *stretch);
    flags.extend(own.into_iter().map(|(Stretch { from, to }, fatigue)| Flag {
        member: member.clone(),
        from,
        to,
        fatigue,
    }));
}

/// Days of duty in a row: from the beginning of the first to the end of the last, and how many.
fn runs(zone: &TimeZone, on: &[Stretch]) -> impl Iterator<Item = (Stretch, i64)> {
    let mut runs: Vec<(Stretch, i64)> = Vec::new();
    let mut began = 0;
    for &stretch in on {
        let (first, last) = (wall(zone, stretch.from), wall(zone, stretch.to) - 1);
        match runs.last_mut() {
            Some((run, days)) if (first - began).div_euclid(DAY) <= *days => {
                run.to = stretch.to;
                *days = (*days).max((last - began).div_euclid(DAY) + 1);
            }
            Some(_) | None => {
                began = first;
                runs.push((stretch, (last - began).div_euclid(DAY) + 1));
            }
        }
    }
    runs.into_iter()
}
