//! The rota file as it is written. The JSON Schema is made from these types and their comments, so the comments speak to
//! whoever writes a file.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use schemars::JsonSchema;

use crate::file::node::Spot;
use crate::file::schema::{Days, Every, Name, Names, OneOrMore, People};
use crate::model::{Turn, Unit};

/// A value, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) spot: Spot,
    pub(crate) place: String,
}

/// Who is on call when. Every key with its meaning: config/rotas/README.md.
#[derive(Debug, JsonSchema)]
#[schemars(title = "CTAC rota", deny_unknown_fields)]
pub(crate) struct Document {
    /// The rota's name, such as Duty responder.
    pub(crate) name: At<Name>,
    /// The IANA zone in which every time without an offset is meant, such as Europe/London.
    pub(crate) time_zone: At<Name>,
    /// What being on this rota means. Left out: other.
    pub(crate) duty: Option<Duty>,
    /// Everybody the file names.
    pub(crate) people: People,
    /// Groups of people under one name: lists of people, or of other teams.
    pub(crate) teams: Option<BTreeMap<String, Names>>,
    /// From the lowest to the highest: where a later layer has somebody on, it covers those before it.
    pub(crate) layers: Vec<LayerDocument>,
    /// Exceptions from the layers.
    pub(crate) overrides: Option<Vec<OverrideDocument>>,
    /// Who is away when: no layer puts them on then.
    pub(crate) absences: Option<Vec<AbsenceDocument>>,
}

/// What being on a rota means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum Duty {
    /// Is woken, and answers.
    Responder,
    /// Leads incidents.
    Lead,
    /// Anything else.
    #[default]
    Other,
}

/// Somebody.
#[derive(Debug, Default, JsonSchema)]
#[schemars(title = "Person", deny_unknown_fields)]
pub(crate) struct PersonDocument {
    /// What people call them. Left out: their key.
    pub(crate) name: Option<At<Name>>,
    /// The zone they live in, if it is not the rota's: their own times are shown beside the rota's.
    pub(crate) time_zone: Option<At<Name>>,
    /// Whose they are.
    pub(crate) organisation: Option<At<Name>>,
    /// What they sign in with. Left out: their key.
    pub(crate) login: Option<At<Name>>,
}

/// People who take turns.
#[derive(Debug, JsonSchema)]
#[schemars(title = "Layer", deny_unknown_fields)]
#[schemars(extend("allOf" = [
    {"oneOf": [{"required": ["rotation"]}, {"required": ["groups"]}]},
    {"oneOf": [{"required": ["every"]}, {"required": ["turn"]}]},
]))]
pub(crate) struct LayerDocument {
    /// The layer's name, for people.
    pub(crate) name: At<Name>,
    /// Who takes turns, each alone, in this order and over again. A team stands for its people one after another.
    pub(crate) rotation: Option<OneOrMore>,
    /// Who takes turns, several on together: each item is a name or a list of names. A team stands for all its people.
    pub(crate) groups: Option<Vec<OneOrMore>>,
    /// Whose turn it is at start. Left out: the first in the list.
    pub(crate) first: Option<At<Name>>,
    /// The first handoff, on the wall clock; turns are counted from here, and nobody is on before.
    pub(crate) start: At<Wall>,
    /// Nobody is on before this either, though turns are counted from start.
    pub(crate) in_force_from: Option<At<Wall>>,
    /// When the layer is over, on the wall clock. Left out: never.
    pub(crate) end: Option<At<Wall>>,
    /// How long a turn is: hour, day, week or month, or so many of them, such as 12 hours.
    pub(crate) every: Option<At<Every>>,
    /// How long a turn is, in parts.
    pub(crate) turn: Option<TurnDocument>,
    /// The layer is on only within these windows; turns go on counting outside them. Left out: always.
    pub(crate) restrictions: Option<Vec<RestrictionDocument>>,
    /// The zone of this layer's times, if it is not the rota's.
    pub(crate) time_zone: Option<At<Name>>,
    /// On together with the layer before it, rather than covering it.
    pub(crate) beside: Option<bool>,
}

/// How long a turn is.
#[derive(Debug, JsonSchema)]
#[schemars(title = "Turn", deny_unknown_fields)]
pub(crate) struct TurnDocument {
    /// Of what.
    pub(crate) unit: Unit,
    /// How many. Left out: 1.
    #[schemars(range(min = 1, max = 1000))]
    pub(crate) length: Option<u32>,
    /// For daily turns: the days that have a handoff, at the time of start. Left out: every day.
    pub(crate) handoff_days: Option<Days>,
}

impl TurnDocument {
    pub(crate) fn turn(&self) -> Turn {
        let handoff_days = self.handoff_days.as_ref().map(|days| days.0.clone()).unwrap_or_default();
        Turn { unit: self.unit, length: self.length.unwrap_or(1), handoff_days }
    }
}

/// A window of the week.
#[derive(Debug, JsonSchema)]
#[schemars(title = "Restriction", deny_unknown_fields)]
pub(crate) struct RestrictionDocument {
    /// The days on which the window begins. Left out: every day.
    pub(crate) days: Option<Days>,
    /// It begins at this time of such a day.
    pub(crate) from: At<Clock>,
    /// It ends at this time, of the next day if that is not after from. Midnight is 00:00.
    pub(crate) to: At<Clock>,
}

/// An exception from the layers: one of add, remove, replace (with) and only.
#[derive(Debug, JsonSchema)]
#[schemars(title = "Override", deny_unknown_fields)]
#[schemars(extend("oneOf" = [
    {"required": ["add"]}, {"required": ["remove"]}, {"required": ["replace", "with"]}, {"required": ["only"]},
]))]
pub(crate) struct OverrideDocument {
    /// It begins then.
    pub(crate) from: At<When>,
    /// It is over then.
    pub(crate) to: At<When>,
    /// This person is on besides.
    pub(crate) add: Option<At<Name>>,
    /// This person is off.
    pub(crate) remove: Option<At<Name>>,
    /// This person is off, and the one under with is on, wherever this one would have been.
    pub(crate) replace: Option<At<Name>>,
    /// Who is on for the person under replace.
    pub(crate) with: Option<At<Name>>,
    /// These people or teams are on and nobody else, whatever the layers say. An empty list is a gap.
    pub(crate) only: Option<Names>,
}

/// Somebody is away.
#[derive(Debug, JsonSchema)]
#[schemars(title = "Absence", deny_unknown_fields)]
pub(crate) struct AbsenceDocument {
    /// Who.
    pub(crate) person: At<Name>,
    /// Away from then.
    pub(crate) from: At<When>,
    /// Back then. A date alone is its first moment, so they are back on that day.
    pub(crate) to: At<When>,
}

/// A date and time on the wall clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wall(pub(crate) DateTime);

/// A time of day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock(pub(crate) Time);

/// When something begins or ends.
#[derive(Debug, Clone, Copy)]
pub(crate) enum When {
    /// On the wall clock of the rota's zone.
    Local(DateTime),
    /// At this instant, wherever.
    Instant(Timestamp),
}
