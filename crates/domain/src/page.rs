//! Pages: one need for a person, what has been sent for it, and what must happen next.

use imbl::OrdMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::directory::Channel;
use crate::id::{AlertId, AttemptId, ContactId, IncidentId, IntegrationId, NodeId, NotificationId, PageId, PersonId};
use crate::incident::Severity;
use crate::policy::Policy;

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
    /// What they reply with; unique among that person's open notifications.
    pub code: u32,
    /// When it is to be sent, or tried again.
    pub due: Timestamp,
    /// How many calls to a provider there have been.
    pub attempts: u8,
    /// Where it stands.
    pub status: NotificationStatus,
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
    /// Where it stands.
    pub status: PageStatus,
    /// Since when.
    pub raised_at: Timestamp,
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
    },
    /// It did not, and said so.
    Failed {
        /// Which provider.
        provider: String,
        /// Why, in the field's words; holds no address.
        reason: String,
        /// Whether trying again could help.
        again: bool,
    },
    /// The lease ran out, or the answer was lost: it may have been sent.
    Unknown,
}
