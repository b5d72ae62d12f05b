//! Typed identifiers: an id of one kind of thing cannot be passed where another is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A member organisation of the cell.
    OrganisationId,
    /// A person.
    PersonId,
    /// One way to reach a person; its address is in the vault under this id.
    ContactId,
    /// A rota.
    RotaId,
    /// A team: people who stand in a rota under one name.
    TeamId,
    /// An exception to a rota between two instants.
    OverrideId,
    /// An offer to hand a stretch of duty over.
    SwapId,
    /// A stretch in which somebody cannot be on call.
    AbsenceId,
    /// A private calendar feed; its secret is in the vault under this id.
    FeedId,
    /// An escalation policy.
    PolicyId,
    /// A source of alerts.
    IntegrationId,
    /// Something that is to be heard from regularly.
    MonitorId,
    /// A maintenance window or a suppression rule.
    SuppressionId,
    /// An alert.
    AlertId,
    /// One need for a person.
    PageId,
    /// One message to a person that needs no answer.
    NoticeId,
    /// One question to many people: who can attend, and when.
    CallOutId,
    /// One message to one address of one person.
    NotificationId,
    /// One call to one provider.
    AttemptId,
    /// An outage of a provider.
    OutageId,
    /// An incident.
    IncidentId,
    /// An action of an incident.
    ActionId,
    /// What makes a post idempotent: chosen by the client before it sends.
    ClientId,
    /// A browser's session.
    SessionId,
    /// A personal API token.
    TokenId,
    /// A running process of this service.
    NodeId,
    /// An entry of the ledger.
    EntryId,
    /// A runbook that is being worked in an incident.
    RunId,
    /// A legal deadline of an organisation in an incident.
    ClockId,
    /// A situation report.
    SitrepId,
}
