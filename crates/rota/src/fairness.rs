//! Who bears how much of the duty, against an even share; and where it tires them (`fatigue`). It measures and flags; it
//! refuses nothing.
//!
//! # What is counted
//! * Time is the time that really passes, in seconds: a night on which the clocks change has six or eight hours.
//! * Night, weekend (Saturday and Sunday) and bank holiday are those of the person's own clock and date, wherever the
//!   rota is. The three overlap: an hour of Saturday night is in both.
//! * A person's shifts that meet are one shift: cutting one in two changes nothing.
//! * [`Load`] counts each rota by itself, so whoever is on two at once has both hours; then the hours of the people add
//!   up to the hours of the shifts. `on_duty`, rest and consecutive days count such time once.
//! * The even share of a rota is its whole load divided among all who are eligible for it, whether or not they were on,
//!   rounded down to whole units. A person's is the sum over the rotas that person is eligible for.
//!
//! ```
//! use std::collections::{BTreeMap, BTreeSet};
//!
//! use ctac_rota::Shift;
//! use ctac_rota::fairness::{Duty, Person, Rules, fairness};
//! use ctac_rota::holidays::Holidays;
//!
//! let person = |organisation: &str| Person { time_zone: "Europe/London".into(), organisation: organisation.into() };
//! let people = BTreeMap::from([("amara".into(), person("Ash")), ("bryn".into(), person("Birch"))]);
//! // A night of Saturday to Sunday on which the clocks go back: 13 hours, 8 of them from 23:00 to 06:00.
//! let shifts = [Shift {
//!     from: "2026-10-24T19:00:00Z".parse()?,
//!     to: "2026-10-25T08:00:00Z".parse()?,
//!     members: ["amara".into()].into(),
//! }];
//! let eligible: BTreeSet<_> = people.keys().cloned().collect();
//! let duty = Duty { shifts: &shifts, eligible: &eligible, pages: &BTreeMap::new(), lead: true };
//! let found = fairness(&[duty], &people, &Holidays::england_and_wales(), &Rules::default())?;
//! let amara = &found.people[0];
//! assert_eq!((amara.load.seconds, amara.load.night, amara.load.weekend), (13 * 3_600, 8 * 3_600, 13 * 3_600));
//! assert_eq!(amara.difference.seconds, 13 * 1_800);
//! assert_eq!(found.flags.len(), 1, "lead for more than eight hours");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod clock;
mod fatigue;
mod load;
mod reckon;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Time, time};
use serde::Serialize;

pub use fatigue::{Fatigue, Flag};
pub use load::Load;
pub use reckon::fairness;

use crate::holidays::Edition;
use crate::model::{Member, Shift};
use crate::stretch::Disorder;

/// What must be known of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The IANA name of the zone this person lives in.
    pub time_zone: String,
    /// The organisation this person is of.
    pub organisation: String,
}

/// One rota's duty over the stretch that is measured.
#[derive(Debug, Clone, Copy)]
pub struct Duty<'a> {
    /// Its shifts, as [`Compiled::shifts`](crate::Compiled::shifts) gives them.
    pub shifts: &'a [Shift],
    /// Among whom an even share is reckoned: all the members the rota names.
    pub eligible: &'a BTreeSet<Member>,
    /// How often each was paged for it.
    pub pages: &'a BTreeMap<Member, i64>,
    /// It is a lead's: hours at a stretch are flagged.
    pub lead: bool,
}

/// What counts as night and as too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Nights begin at this time of a person's own clock.
    pub night_from: Time,
    /// Nights end at this time, of the next day when it is not after `night_from`.
    pub night_to: Time,
    /// Less rest than this between two shifts is flagged, in seconds.
    pub rest: i64,
    /// More days of duty than this in a row are flagged.
    pub days: i64,
    /// Lead duty for longer than this at a stretch is flagged, in seconds.
    pub lead: i64,
}

impl Default for Rules {
    /// Nights from 23:00 to 06:00, 11 hours of rest (Working Time Regulations 1998, regulations 2 and 10), 7 days,
    /// 8 hours of lead.
    fn default() -> Self {
        Self { night_from: time(23, 0, 0, 0), night_to: time(6, 0, 0, 0), rest: 11 * 3_600, days: 7, lead: 8 * 3_600 }
    }
}

/// Everybody's load and every flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fairness {
    /// Everybody who is eligible or was on, in the order of the members.
    pub people: Vec<PersonShare>,
    /// Their organisations, in the order of the names.
    pub organisations: Vec<OrganisationShare>,
    /// What tires, in the order of the members and of time.
    pub flags: Vec<Flag>,
    /// The list of bank holidays that was used.
    pub holidays: Edition,
    /// Seconds of duty on dates of which that list says nothing: they are in no `holiday`.
    pub holidays_unknown: i64,
}

/// A person's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonShare {
    /// Who.
    pub member: Member,
    /// Of which organisation.
    pub organisation: String,
    /// What this person bore.
    pub load: Load,
    /// What an even share would have been.
    pub share: Load,
    /// `load` less `share`.
    pub difference: Load,
    /// Seconds on duty, those on several rotas at once counted once.
    pub on_duty: i64,
}

/// An organisation's part: the sums over its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrganisationShare {
    /// Its name.
    pub organisation: String,
    /// How many of its people are counted.
    pub people: usize,
    /// What they bore.
    pub load: Load,
    /// What their even shares would have been.
    pub share: Load,
    /// `load` less `share`.
    pub difference: Load,
}

/// Why fairness cannot be measured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmeasured {
    /// Too many of something.
    #[error("there are {found} {what}; at most {limit} are measured at once, so ask for fewer or a shorter stretch")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        found: i64,
        /// How many are allowed.
        limit: i64,
    },
    /// Somebody of whom nothing is known.
    #[error("{0:?} is on a rota but not among the people")]
    UnknownPerson(Member),
    /// A zone nobody knows.
    #[error("{member:?}: no time zone is called {time_zone:?}; use an IANA name such as Europe/London")]
    UnknownZone {
        /// Whose.
        member: Member,
        /// What it says.
        time_zone: String,
    },
    /// Shifts that no rota gives.
    #[error("rotas[{rota}].{disorder}")]
    Shifts {
        /// Which rota, from 0.
        rota: usize,
        /// Which shift.
        disorder: Disorder,
    },
}
