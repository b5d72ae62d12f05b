//! Call-outs: a whole list of people is asked who can attend, and in how many minutes, until enough of each role have
//! said yes. Sent as pages are (see [`crate::attempt`]), after them and before notices.

use ctac_runbook::run::id::EffectId;
use imbl::{OrdMap, OrdSet};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::directory::Role;
use crate::id::{CallOutId, IncidentId, NotificationId, OrganisationId, PersonId, RotaId, RunId, TeamId};
use crate::incident::Severity;
use crate::limits;
use crate::page::{How, Notification, NotificationStatus};
use crate::state::{Alarm, State, Stream};

mod filled;

pub use filled::{Filled, filled};

/// Who is to be asked, as whoever starts a call-out names them. Each person is asked once, however often they are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ask {
    /// One person.
    Person {
        /// Who.
        person: PersonId,
    },
    /// A team, in its order.
    Team {
        /// Which.
        team: TeamId,
    },
    /// Whoever is on call in a rota when the call-out starts.
    Rota {
        /// Which.
        rota: RotaId,
    },
    /// Everybody with a role in the cell.
    Role {
        /// Which.
        role: Role,
    },
    /// Everybody who works in the incident; those who only read there are not meant.
    Members,
    /// The responders of one organisation.
    Responders {
        /// Which.
        organisation: OrganisationId,
    },
}

/// So many people who hold a role in the cell. One person counts for one need only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Which role.
    pub role: Role,
    /// How many, at least 1.
    pub count: u16,
}

/// What somebody says to a call-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Can {
    /// They can attend.
    Yes {
        /// In so many minutes from their answer.
        minutes: u32,
    },
    /// They cannot.
    No,
}

/// Somebody's answer; a later one takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What they said.
    pub can: Can,
    /// When.
    pub at: Timestamp,
    /// How.
    pub how: How,
    /// Whether the call-out had ended: it is shown, as offered late, and counts for no need.
    pub late: bool,
}

/// Why a call-out ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Enough of each role have said yes.
    Filled,
    /// Its time was over.
    TimedOut,
    /// A person stopped it.
    Stopped,
}

/// Where a call-out stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Status {
    /// People are being asked.
    Running,
    /// Nobody more is asked. An answer is still recorded, as offered late.
    Ended {
        /// Why.
        why: Why,
        /// When.
        at: Timestamp,
    },
}

/// What is asked of whom: all of a call-out that does not change while it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The incident it is for; none where the cell is convened without one.
    pub incident: Option<IncidentId>,
    /// How severe: what people are told beside a reference.
    pub severity: Severity,
    /// One line on what for; for the cell's own pages, never sent.
    pub reason: Option<String>,
    /// Whom it asks, each once, in the order they were named.
    pub people: Vec<PersonId>,
    /// What is enough. With no need it asks until its time is over.
    pub needs: Vec<Need>,
    /// Only who can attend within so many minutes counts for a need; a yes without minutes means this.
    pub within_min: u32,
    /// When it ends by itself.
    pub until: Timestamp,
    /// Who has not answered is asked again after so many seconds; none: not again.
    pub again_after_s: Option<u32>,
    /// Whether a yes makes its person a member of the incident.
    pub join: bool,
    /// Who started it.
    pub by: PersonId,
    /// The run of a runbook that asked for it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<ForRun>,
}

/// What a run asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForRun {
    /// Which run.
    pub run: RunId,
    /// What of it.
    pub effect: EffectId,
}

/// One call-out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallOut {
    /// Its id.
    pub id: CallOutId,
    /// What is asked of whom.
    pub terms: Terms,
    /// How often each person was asked; 0: there was no way to reach them.
    pub asked: OrdMap<PersonId, u8>,
    /// Whom nothing reaches, or nothing any more: nobody waits for them.
    #[serde(default, skip_serializing_if = "OrdSet::is_empty")]
    pub unreachable: OrdSet<PersonId>,
    /// Everything sent or to be sent.
    pub notifications: OrdMap<NotificationId, Notification>,
    /// When those who have not answered are asked again. None once it ended.
    pub again_at: Option<Timestamp>,
    /// What people said, the latest of each.
    pub answers: OrdMap<PersonId, Answer>,
    /// Where it stands.
    pub status: Status,
    /// Since when.
    pub raised_at: Timestamp,
}

impl CallOut {
    /// Whether people are being asked.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self.status, Status::Running)
    }

    /// Whether an answer is still taken: while it runs, and for a day after, as offered late.
    #[must_use]
    pub fn takes_answers_at(&self, at: Timestamp) -> bool {
        match self.status {
            Status::Running => true,
            Status::Ended { at: ended, .. } => {
                at.duration_since(ended) < SignedDuration::from_secs(limits::CALL_OUT_LATE_S)
            }
        }
    }

    /// Whether it asks somebody.
    #[must_use]
    pub fn asks(&self, person: PersonId) -> bool {
        self.terms.people.contains(&person)
    }

    /// When it ends, and when it asks again, by itself.
    pub fn alarms(&self) -> impl Iterator<Item = (Timestamp, Alarm)> {
        let ends = self.is_running().then_some((self.terms.until, Alarm::CallOutEnds(self.id)));
        let again = self.asks_again_at().map(|at| (at, Alarm::AskAgain(self.id)));
        ends.into_iter().chain(again)
    }

    /// When those who have not answered are asked again, if anybody is.
    #[must_use]
    pub fn asks_again_at(&self) -> Option<Timestamp> {
        self.again_at.filter(|_| self.is_running() && self.to_ask_again().next().is_some())
    }

    /// Who has not answered and may be asked once more.
    pub fn to_ask_again(&self) -> impl Iterator<Item = PersonId> {
        let open = |(person, times): &(&PersonId, &u8)| {
            let answered = self.answers.contains_key(*person);
            (1..limits::CALL_OUT_TIMES).contains(*times) && !answered && !self.unreachable.contains(*person)
        };
        self.asked.iter().filter(open).map(|(person, _)| *person)
    }

    /// What one person was or is to be sent, oldest first.
    pub fn notifications_of(&self, person: PersonId) -> impl Iterator<Item = &Notification> {
        self.notifications.values().filter(move |it| it.person == person)
    }

    /// Whether a message may have reached them.
    #[must_use]
    pub fn was_told(&self, person: PersonId) -> bool {
        let told = |it: &Notification| match it.status {
            NotificationStatus::Sent { .. } | NotificationStatus::Claimed { .. } => true,
            NotificationStatus::Due | NotificationStatus::Failed | NotificationStatus::Cancelled => it.attempts > 0,
        };
        self.notifications_of(person).any(told)
    }

    /// Where its entries belong.
    #[must_use]
    pub fn stream(&self) -> Stream {
        self.terms.incident.map_or(Stream::CallOut(self.id), Stream::Incident)
    }
}

impl State {
    /// Where the entries of a call-out belong.
    #[must_use]
    pub fn stream_of_call_out(&self, id: CallOutId) -> Option<Stream> {
        self.call_outs.get(&id).map(|it| it.stream())
    }

    /// An incident's call-outs that the state still keeps, oldest first.
    pub fn call_outs_of(&self, incident: IncidentId) -> impl Iterator<Item = &CallOut> {
        let theirs = move |it: &&CallOut| it.terms.incident == Some(incident);
        self.call_outs.values().map(AsRef::as_ref).filter(theirs)
    }
}
