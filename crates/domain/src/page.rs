//! Pages: one need for a person, what has been sent for it, and what must happen next.

use ctac_runbook::run::id::EffectId;
use imbl::{OrdMap, OrdSet, Vector};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::delivery::Trace;
pub use crate::delivery::{Delivery, Refused};
use crate::directory::{Channel, Flag};
use crate::id::{
    AlertId, AttemptId, ContactId, IncidentId, IntegrationId, NodeId, NotificationId, PageId, PersonId, RotaId, RunId,
};
use crate::incident::Severity;
use crate::limits;
use crate::policy::Policy;
use crate::state::Alarm;

/// Why somebody is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Subject {
    /// An alert that is no incident (yet).
    Alert {
        /// Which.
        alert: AlertId,
        /// Where it came from.
        integration: IntegrationId,
    },
    /// An incident.
    Incident {
        /// Which.
        incident: IncidentId,
    },
    /// Another page ran out of people: the cell's administrators must act.
    Exhausted {
        /// Which.
        page: PageId,
    },
    /// Nobody who can be reached is, or will soon be, on call: the cell's administrators must act. Acknowledging it does
    /// not close the gap.
    Gap {
        /// In which rota.
        rota: RotaId,
        /// When the gap begins.
        from: Timestamp,
    },
    /// Whether one person can be reached: nobody else is ever asked, and it ends unanswered or answered.
    Test {
        /// Whose contacts are tried.
        person: PersonId,
        /// Who wanted it.
        asked: TestAsked,
    },
    /// A run of a runbook needs somebody: of a role, or whoever does a step that is late. The incident's, as its run is.
    Run {
        /// Which run.
        run: RunId,
        /// What it asked for.
        effect: EffectId,
    },
}

/// Who wanted a test page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestAsked {
    /// The person themselves.
    Oneself,
    /// Whoever administers them.
    Administrator,
    /// The cell's monthly test.
    Monthly,
}

impl Subject {
    /// Whether it is a test of one person's contacts.
    #[must_use]
    pub const fn is_test(&self) -> bool {
        matches!(self, Self::Test { .. })
    }
}

/// Where a page stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum PageStatus {
    /// Somebody is being sought.
    Active,
    /// Somebody has it.
    Acknowledged {
        /// Who; none when the source itself acknowledged.
        by: Option<PersonId>,
        /// How.
        how: How,
        /// When.
        at: Timestamp,
    },
    /// Nobody is left to ask.
    Exhausted {
        /// Since when.
        at: Timestamp,
    },
    /// The need went away.
    Cancelled {
        /// When.
        at: Timestamp,
    },
}

/// How somebody acknowledged. Only an explicit act does: never a delivery, an answered call or a previewed link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The reply code, by text message.
    Sms,
    /// A digit in the call.
    Dtmf,
    /// The button of the one-time link's page.
    Link,
    /// Signed in: page, app or API.
    Api,
    /// By the source of the alert (Events API `acknowledge`).
    Source,
}

/// Where one notification stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum NotificationStatus {
    /// To be sent at `due`.
    Due,
    /// A node is calling the provider. When the lease runs out the outcome is unknown, and it is due again.
    Claimed {
        /// The call.
        attempt: AttemptId,
        /// By whom.
        node: NodeId,
        /// Until when.
        lease_until: Timestamp,
    },
    /// The provider took it.
    Sent {
        /// The call that did.
        attempt: AttemptId,
    },
    /// It could not be sent, and will not be tried again.
    Failed,
    /// No longer needed.
    Cancelled,
}

/// One message to one address of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// To whom.
    pub person: PersonId,
    /// Where to.
    pub contact: ContactId,
    /// How.
    pub channel: Channel,
    /// What they reply with; unique among that person's open notifications. None where no reply is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// When it is to be sent, or tried again.
    pub due: Timestamp,
    /// How many calls to a provider there have been.
    pub attempts: u8,
    /// Where it stands.
    pub status: NotificationStatus,
    /// What its provider said afterwards, of the call that took it furthest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// How its calls went.
    #[serde(default, skip_serializing_if = "Trace::is_empty")]
    pub trace: Trace,
    /// The first that this contact is sent for an incident or a group of alerts: it is never held for others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// It went through, or may have, and its person has not said since that they cannot come: they may be awake.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub heard: bool,
    /// What led messages that carried it: their reply codes answer for this one, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub led_by: Vec<Led>,
}

/// What led a message that carried others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Led {
    /// The notification.
    pub notification: NotificationId,
    /// Its reply code.
    pub code: u32,
}

impl Notification {
    /// One that is to be sent, and that no call was made for.
    #[must_use]
    pub fn new(id: NotificationId, person: PersonId, contact: ContactId, channel: Channel, due: Timestamp) -> Self {
        Self {
            id,
            person,
            contact,
            channel,
            code: None,
            due,
            attempts: 0,
            status: NotificationStatus::Due,
            delivery: None,
            trace: Trace::default(),
            urgent: false,
            heard: false,
            led_by: Vec::new(),
        }
    }

    /// With what they reply by.
    #[must_use]
    pub fn with_code(self, code: u32) -> Self {
        Self { code: Some(code), ..self }
    }

    /// The codes that it is answered by: its own, and those of what led messages that carried it.
    pub fn codes(&self) -> impl Iterator<Item = u32> + '_ {
        self.code.into_iter().chain(self.led_by.iter().map(|led| led.code))
    }

    /// Whether it was sent, or may well be soon. One that failed so often that this is doubtful is tried again, but
    /// nobody waits for it.
    #[must_use]
    pub const fn is_on_its_way(&self) -> bool {
        match self.status {
            NotificationStatus::Sent { .. } => true,
            NotificationStatus::Due => self.attempts < limits::ATTEMPTS && !self.trace.in_vain,
            NotificationStatus::Claimed { .. } => self.attempts <= limits::ATTEMPTS && !self.trace.in_vain,
            NotificationStatus::Failed | NotificationStatus::Cancelled => false,
        }
    }
}

/// One need for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its id.
    pub id: PageId,
    /// Why.
    pub subject: Subject,
    /// How severe.
    pub severity: Severity,
    /// Who hears of it, in which order: the policy as it stood when the page was raised.
    pub policy: Policy,
    /// Which step is under way, from 0.
    pub step: usize,
    /// Which time through the policy, from 0.
    pub round: u8,
    /// When nobody has acknowledged by then, the next step starts. Some while the page is active: invariant 8.
    pub escalates_at: Option<Timestamp>,
    /// Everything sent or to be sent, of all steps.
    pub notifications: OrdMap<NotificationId, Notification>,
    /// Every contact that they went or will go to.
    pub contacts: OrdSet<ContactId>,
    /// Which of them belong to the step under way.
    pub asked: Vector<NotificationId>,
    /// Whose turn it was last, at each step that asks its targets in turn.
    pub turns: OrdMap<usize, usize>,
    /// Who said during the step under way that they cannot.
    pub declined: OrdSet<PersonId>,
    /// The administrators' page, once this one was exhausted.
    pub notice: Option<PageId>,
    /// Where it stands.
    pub status: PageStatus,
    /// Since when.
    pub raised_at: Timestamp,
}

impl Page {
    /// Whether somebody may still take it: while a person is sought, and after nobody was left to ask. Its messages
    /// go on until then, and its reply codes work.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        match self.status {
            PageStatus::Active => true,
            // Nobody is needed by a test: one that was not answered in time was not answered.
            PageStatus::Exhausted { .. } => !self.subject.is_test(),
            PageStatus::Acknowledged { .. } | PageStatus::Cancelled { .. } => false,
        }
    }

    /// Whether a person is being sought.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        matches!(self.status, PageStatus::Active)
    }

    /// Until when somebody is being sought at the latest: all waits that are left, of this round and of those to come.
    #[must_use]
    pub fn sought_until(&self) -> Option<Timestamp> {
        let waits = |from: usize| self.policy.steps.iter().skip(from).map(|step| i64::from(step.wait_s)).sum::<i64>();
        let rounds = i64::from(self.policy.repeats.saturating_sub(self.round));
        let left = waits(self.step.saturating_add(1)).saturating_add(waits(0).saturating_mul(rounds));
        self.escalates_at.and_then(|at| at.checked_add(SignedDuration::from_secs(left)).ok())
    }

    /// When this page goes on by itself.
    #[must_use]
    pub fn escalation(&self) -> Option<(Timestamp, Alarm)> {
        self.escalates_at.map(|at| (at, Alarm::Escalate(self.id)))
    }

    /// Whether a notification's reply code works: even of one that seems to have failed, for it may have arrived.
    #[must_use]
    pub fn takes_code(&self, notification: &Notification) -> bool {
        self.is_open() && notification.status != NotificationStatus::Cancelled
    }

    /// Whether a person was asked, and not by the step under way.
    #[must_use]
    pub fn has_gone_on_from(&self, person: PersonId) -> bool {
        let theirs = |notification: &Notification| notification.person == person;
        let mut asked_now = self.asked.iter().filter_map(|id| self.notifications.get(id));
        !asked_now.any(theirs) && self.notifications.values().any(theirs)
    }

    /// Whether nobody asked in the step under way can still answer: each declined, or could not be reached, so far.
    #[must_use]
    pub fn nobody_left(&self) -> bool {
        let mut asked = self.asked.iter().filter_map(|id| self.notifications.get(id));
        asked.all(|notification| self.declined.contains(&notification.person) || !notification.is_on_its_way())
    }
}

/// What came of one call to a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum AttemptOutcome {
    /// The provider took it.
    Sent {
        /// Which provider.
        provider: String,
        /// What the provider calls it.
        reference: String,
        /// Those who were asked before it in the same attempt.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        after: Vec<Refused>,
        /// Whether it says afterwards what became of the message, or can be asked.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        reports: bool,
    },
    /// It did not, and said so.
    Failed {
        /// Which provider.
        provider: String,
        /// Why, in the field's words; holds no address.
        reason: String,
        /// Whether trying again could help.
        again: bool,
        /// What it says of the address, beyond this message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        flag: Option<Flag>,
    },
    /// The lease ran out, or the answer was lost: it may have been sent.
    Unknown,
}

impl AttemptOutcome {
    /// Taken by the first that was asked, which says no more of it.
    #[must_use]
    pub fn sent(provider: impl Into<String>, reference: impl Into<String>) -> Self {
        Self::Sent { provider: provider.into(), reference: reference.into(), after: Vec::new(), reports: false }
    }

    /// Not taken, which says nothing of the address.
    #[must_use]
    pub fn failed(provider: impl Into<String>, reason: impl Into<String>, again: bool) -> Self {
        Self::Failed { provider: provider.into(), reason: reason.into(), again, flag: None }
    }
}
