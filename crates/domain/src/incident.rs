//! Incidents: the room's members, marking, severity, status, lead, actions, and the index of its timeline.
//!
//! Texts of entries are in the ledger alone; here is what the rules need to know of them.

use imbl::{OrdMap, OrdSet, Vector};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::id::{ActionId, AlertId, ClientId, IncidentId, OrganisationId, PageId, PersonId};
use crate::marking::Marking;

/// How severe an incident is, S1 the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Care is or will be harmed; several organisations.
    S1,
    /// A service that care depends on is lost or at risk.
    S2,
    /// Contained to one organisation, no harm to care.
    S3,
    /// To be watched.
    S4,
}

/// A category of the NCSC's, C1 the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// A national cyber emergency.
    C1,
    /// A highly significant incident.
    C2,
    /// A significant incident.
    C3,
    /// A substantial incident.
    C4,
    /// A moderate incident.
    C5,
    /// A localised incident.
    C6,
}

impl Level {
    /// Its number, 1 the worst.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::C1 => 1,
            Self::C2 => 2,
            Self::C3 => 3,
            Self::C4 => 4,
            Self::C5 => 5,
            Self::C6 => 6,
        }
    }
}

/// Whether a category is the cell's own guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The cell takes it to be this.
    Indicative,
    /// The NCSC has said so.
    Confirmed,
}

/// An incident's category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Which.
    pub level: Level,
    /// Who says so.
    pub certainty: Certainty,
}

/// Where an incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncidentStatus {
    /// Under way.
    Open,
    /// It spreads no further.
    Contained,
    /// Services are being brought back.
    Recovering,
    /// The cell has stood down.
    StoodDown,
    /// Over. The timeline takes corrections and late entries only.
    Closed,
}

/// What a member is in the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoomRole {
    /// Runs it.
    Lead,
    /// Works in it.
    Responder,
    /// Writes the log for others.
    Loggist,
    /// Speaks for it.
    Communications,
    /// Reads only.
    Observer,
}

/// Somebody's place in an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// What they are there.
    pub role: RoomRole,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// Since when.
    pub from: Timestamp,
    /// Until when, if it is bounded.
    pub until: Option<Timestamp>,
    /// Whether it was taken by break-glass.
    pub break_glass: bool,
}

/// An action: somebody is to do something by a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// The entry that set it; who may read that may read this.
    pub seq: u64,
    /// What is to be done.
    pub text: String,
    /// By whom.
    pub owner: PersonId,
    /// By when.
    pub due: Option<Timestamp>,
    /// Whether it is done.
    pub done: bool,
}

/// What the rules know of one entry of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryIndex {
    /// Its place in the whole log.
    pub position: u64,
    /// Its kind, such as `entry.note`.
    pub kind: String,
    /// Its marking.
    pub marking: Marking,
    /// Its author, when a person.
    pub author: Option<PersonId>,
    /// The author's organisation.
    pub organisation: Option<OrganisationId>,
    /// Whom a RED entry names.
    pub named: Vec<PersonId>,
    /// The entry that struck it through.
    pub struck_by: Option<u64>,
    /// Whether its text was lawfully erased.
    pub erased: bool,
}

/// An incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// Such as `CTAC-2026-0001`.
    pub reference: String,
    /// One line; at most 200 characters.
    pub title: String,
    /// How severe.
    pub severity: Severity,
    /// Its category, once somebody has given it one.
    pub category: Option<Category>,
    /// Where it stands.
    pub status: IncidentStatus,
    /// A ceiling on who learns that it exists.
    pub marking: Marking,
    /// Whose entry declared it.
    pub organisation: Option<OrganisationId>,
    /// Who runs it, once somebody does.
    pub lead: Option<PersonId>,
    /// When it was declared.
    pub declared_at: Timestamp,
    /// Who is in it. One whose `until` has passed is no member, though they stand here until the next tick.
    pub members: OrdMap<PersonId, Membership>,
    /// Who has the room open, as far as the record says: `room.joined` without `room.left`.
    pub present: OrdSet<PersonId>,
    /// Its actions.
    pub actions: OrdMap<ActionId, Action>,
    /// Its entries: entry `seq` is at `seq - 1`.
    pub entries: Vector<EntryIndex>,
    /// What makes posts idempotent: which entry a client's post became.
    pub posts: OrdMap<ClientId, (PersonId, u64)>,
    /// The alerts it came from.
    pub alerts: Vec<AlertId>,
    /// Its pages.
    pub pages: Vec<PageId>,
    /// Erasures asked for, by seq: who asked, and why.
    pub erasures: OrdMap<u64, (PersonId, String)>,
    /// Its clocks, in the order they were started, also those that are over.
    pub clocks: Vector<Clock>,
}

/// The year that an incident declared at an instant is counted in: UTC's, so that every node counts alike.
pub(crate) fn year_of(at: Timestamp) -> i16 {
    at.to_zoned(TimeZone::UTC).year()
}

impl Membership {
    /// Whether it counts at an instant.
    #[must_use]
    pub fn counts_at(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at < until)
    }

    /// Whether it writes, rather than only reads.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.role != RoomRole::Observer && !self.break_glass
    }
}

impl Incident {
    /// Somebody's membership, if it counts at an instant.
    #[must_use]
    pub fn member_at(&self, person: PersonId, at: Timestamp) -> Option<&Membership> {
        self.members.get(&person).filter(|membership| membership.counts_at(at))
    }

    /// What is known of entry `seq`, from 1.
    #[must_use]
    pub fn entry(&self, seq: u64) -> Option<&EntryIndex> {
        self.entries.get(usize::try_from(seq.checked_sub(1)?).ok()?)
    }

    /// The last entry's number.
    #[must_use]
    pub fn head(&self) -> u64 {
        self.entries.len() as u64
    }

    /// How an entry stands that every member must be able to read, such as a change of severity: as the incident is
    /// marked, but never kept from some of its members.
    #[must_use]
    pub fn open_marking(&self) -> Marking {
        self.marking.min(Marking::Amber)
    }
}
