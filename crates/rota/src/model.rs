//! A rota as it is written and stored. Its JSON stands in the ledger for ever: a field may be added with a default that
//! means what its absence meant; none may change its meaning.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use serde::{Deserialize, Serialize};

/// Whoever can be on call: a name, an id, whatever the owner of the rota uses. Never looked into here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Member(pub String);

impl From<&str> for Member {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl std::fmt::Display for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who is on call when. [`compile`](crate::compile) checks it and makes it answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rota {
    /// The IANA name of the zone in which its times are meant, such as `Europe/London`, spelt as IANA spells it.
    pub time_zone: String,
    /// From the lowest to the highest: where a later one in this list has somebody on, it covers those before it.
    /// A stretch that no layer covers is a gap. None at all is a gap for ever.
    pub layers: Vec<Layer>,
    /// Exceptions, in the order they were made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    /// When members are away; no layer puts them on then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absences: Vec<Absence>,
}

impl Rota {
    /// A rota of these layers, without exceptions.
    #[must_use]
    pub fn new(time_zone: &str, layers: Vec<Layer>) -> Self {
        Self { time_zone: time_zone.to_owned(), layers, overrides: Vec::new(), absences: Vec::new() }
    }

    /// Every member it names anywhere, each once, in order: for an owner who must know them all.
    #[must_use]
    pub fn members(&self) -> BTreeSet<&Member> {
        let in_layers = self.layers.iter().flat_map(|layer| layer.groups.iter().flatten());
        let in_overrides = self.overrides.iter().flat_map(|one| match &one.kind {
            OverrideKind::Add { member } | OverrideKind::Remove { member } => vec![member],
            OverrideKind::Replace { member, by } => vec![member, by],
            OverrideKind::Temporary { members } => members.iter().collect(),
        });
        let absent = self.absences.iter().map(|one| &one.member);
        in_layers.chain(in_overrides).chain(absent).collect()
    }
}

/// Groups that take turns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Its name, for people.
    pub name: String,
    /// Who takes turns, in this order, and over again. Those in one group are on together.
    pub groups: Vec<Vec<Member>>,
    /// The first handoff, on the wall clock: from then the group at `first` is on, and the turns are counted from here.
    /// Nobody is on before it.
    pub start: DateTime,
    /// If given, nobody is on before this either, though the turns are still counted from `start`: a layer that takes
    /// over in the middle of a turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_from: Option<DateTime>,
    /// When it is over, on the wall clock; a turn under way is cut. None: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<DateTime>,
    /// How long a turn is.
    pub turn: Turn,
    /// Which group, counted from 0, has the first turn; those after it follow.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub first: u32,
    /// It is on only within these windows; the turns go on counting outside them. None: always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<Restriction>,
    /// The zone of this layer's times, where it is not the rota's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// On together with the layer before it, rather than covering it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beside: bool,
}

impl Layer {
    /// A layer without end, restrictions or a zone of its own, that covers those before it.
    #[must_use]
    pub fn new(name: &str, groups: Vec<Vec<Member>>, start: DateTime, turn: Turn) -> Self {
        Self {
            name: name.to_owned(),
            groups,
            start,
            in_force_from: None,
            end: None,
            turn,
            first: 0,
            restrictions: Vec::new(),
            time_zone: None,
            beside: false,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(first: &u32) -> bool {
    *first == 0
}

/// How long a turn is: so many hours, days, weeks or months of the wall clock and the calendar, whatever the clocks do
/// in between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// Of what.
    pub unit: Unit,
    /// How many; at least 1, at most [`TURN_LENGTH`](crate::limits::TURN_LENGTH).
    pub length: u32,
    /// For daily turns: the days at whose time of `start` there is a handoff, and which are counted. A turn that begins
    /// on the last of them before a weekend lasts over it; the first turn begins at `start` even where that is none of
    /// them. None named: every day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handoff_days: Vec<Day>,
}

impl Turn {
    /// Turns of so many units.
    #[must_use]
    pub fn of(length: u32, unit: Unit) -> Self {
        Self { unit, length, handoff_days: Vec::new() }
    }
}

/// What a turn's length counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Hours of the wall clock: when an hour is skipped or repeated, one turn is shorter or longer.
    Hourly,
    /// Days of the calendar.
    Daily,
    /// Weeks of the calendar.
    Weekly,
    /// Months of the calendar, from the day of `start`, or from the last day of a month that is too short to have it.
    Monthly,
}

/// A window of the week in which a layer is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restriction {
    /// On which days it begins. None named: every day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Day>,
    /// From this time of such a day.
    pub from: Time,
    /// To this time of the same day, or of the next when it is not after `from`: 20:00 to 08:00 is a night, 00:00 to
    /// 00:00 a whole day.
    pub to: Time,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Day {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

/// An exception between two instants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// From this instant, on a whole second.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it; on a whole second.
    pub to: Timestamp,
    /// What it does.
    pub kind: OverrideKind,
}

/// What an override does while it is in force.
///
/// All that are in force at once speak of those whom the layers (or a temporary override) put on, never of each other,
/// so their order does not matter and they do not chain: with A on, "B for A" and "C for B" together give B. Whoever
/// an override brings on is on, even where another takes the same person off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub enum OverrideKind {
    /// Somebody is on besides.
    Add {
        /// Who.
        member: Member,
    },
    /// Somebody is off.
    Remove {
        /// Who.
        member: Member,
    },
    /// Somebody is on for somebody else, wherever that one would have been.
    Replace {
        /// Who is off.
        member: Member,
        /// Who is on.
        by: Member,
    },
    /// These are on and nobody else, whatever the layers and the overrides before this one in the list say.
    Temporary {
        /// Who; nobody is allowed, and is a gap.
        members: Vec<Member>,
    },
}

/// A member is away between two instants.
///
/// Whoever is away is put on by no layer. The others of the group are on without them; where a group has nobody left,
/// the next one in order that has somebody stands in, and the turns go on counting as they were. An override that
/// names somebody who is away puts them on all the same: somebody decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// Who.
    pub member: Member,
    /// From this instant, on a whole second.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it; on a whole second.
    pub to: Timestamp,
}

/// A stretch over which the same members are on call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// From this instant.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
    /// Who, each once: in the order of the layers, and in the order of the group. Never empty. Shifts of the same
    /// members share the list.
    pub members: Arc<[Member]>,
}

/// A stretch over which nobody is on call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// From this instant.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
}
