//! The cell's directory: organisations, people, their roles and the ways to reach them.
//!
//! No name of a person and no address is here: those are in the vault, erasable, under the ids that stand here.

use std::collections::{BTreeMap, BTreeSet};

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::id::{ContactId, OrganisationId, PersonId, TeamId};
use crate::severities::Severities;
use crate::state::State;

/// What kind of organisation it is; regulators and clocks follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationKind {
    /// An NHS integrated care board.
    IntegratedCareBoard,
    /// An NHS acute trust.
    AcuteTrust,
    /// An NHS ambulance trust.
    AmbulanceTrust,
    /// A local authority.
    Council,
    /// A hospice, most often a charity.
    Hospice,
    /// A supplier, such as a managed service provider.
    Supplier,
    /// Any other member.
    Other,
}

/// A member organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name; organisations are not people and are named in the ledger.
    pub name: String,
    /// Its kind.
    pub kind: OrganisationKind,
}

/// A role in the cell. What each may do is in `access`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Is paged and works incidents.
    Responder,
    /// May lead an incident.
    IncidentLead,
    /// Keeps the log for the lead.
    Loggist,
    /// Speaks for the cell.
    Communications,
    /// Administers the people of one organisation.
    OrganisationAdmin,
    /// Administers the cell: organisations, rotas, policies, integrations. Does not read incidents.
    CellAdmin,
    /// Reads what it may of every ledger stream; changes nothing.
    Auditor,
    /// Reads what members of the cell may; changes nothing.
    Observer,
    /// Raises alerts by hand for another body (a service desk, an operations centre).
    Intake,
}

impl Role {
    /// Those whose reach is the whole cell: only its administrators give and take them, or give a sign-in to who holds one.
    pub const OF_THE_CELL: [Self; 3] = [Self::CellAdmin, Self::Auditor, Self::IncidentLead];
}

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A text message.
    Sms,
    /// A telephone call.
    Voice,
    /// A push notification.
    Push,
    /// An email.
    Email,
}

/// One way to reach a person. The address itself is in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id, and the vault's key of its address.
    pub id: ContactId,
    /// How messages to it travel.
    pub channel: Channel,
    /// Enough to recognise it by, never enough to use it: `07•• ••• 123`.
    pub hint: String,
    /// Whether its holder proved to be there. Only verified contacts are paged.
    pub verified: bool,
    /// Why messages to it do not arrive; none while nothing speaks against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<Flag>,
}

/// Why messages to an address do not arrive: what its holder chose, or what a provider said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// Its holder texted STOP: no text reaches them until they text START.
    OptedOut,
    /// It takes no texts: a landline, or a network that has none. Calls may work.
    NoTexts,
    /// The address or number does not exist, or permanently refuses.
    Bounced,
    /// A push subscription that is dead.
    Gone,
}

impl Flag {
    /// Whether it says something of a contact of this channel: what is said of texts says nothing of calls to the number.
    #[must_use]
    pub const fn concerns(self, channel: Channel) -> bool {
        match self {
            Self::OptedOut | Self::NoTexts => matches!(channel, Channel::Sms),
            Self::Bounced | Self::Gone => true,
        }
    }
}

impl Contact {
    /// Whether pages and notices go there: its holder proved to be there, and nothing was learnt since that speaks
    /// against it. The one question that the rules, coverage and explanations ask.
    #[must_use]
    pub const fn is_usable(&self) -> bool {
        self.verified && self.flag.is_none()
    }

    /// Whether a page goes there when its person has nothing usable: providers err, and a call that fails costs the step
    /// seconds. Never to whoever wants no texts.
    #[must_use]
    pub const fn is_last_resort(&self) -> bool {
        self.verified && !matches!(self.flag, Some(Flag::OptedOut))
    }
}

/// "Tell me by this channel, so long after I was paged." Each rule that is for the page's severity is followed: two of
/// one channel at different delays tell twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotificationRule {
    /// Which contacts: every usable one of this channel.
    pub channel: Channel,
    /// How long after the page came to this person, in seconds.
    pub after_s: u32,
    /// For pages of these severities.
    #[serde(default, skip_serializing_if = "Severities::is_all")]
    pub severities: Severities,
}

impl NotificationRule {
    /// For pages of every severity.
    #[must_use]
    pub const fn new(channel: Channel, after_s: u32) -> Self {
        Self { channel, after_s, severities: Severities::ALL }
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Where they belong.
    pub organisation: OrganisationId,
    /// What they are in the cell.
    pub roles: OrdSet<Role>,
    /// Ways to reach them.
    pub contacts: OrdMap<ContactId, Contact>,
    /// When to use which. Where none leads to a usable contact for a page: every usable contact at once.
    pub rules: Vec<NotificationRule>,
    /// The order in which they want contacts of one channel tried; empty while they chose none, and then all of one
    /// channel are told at once. See [`Person::in_order`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<ContactId>,
    /// What they chose for notices that can wait.
    #[serde(default, skip_serializing_if = "Preferences::is_default")]
    pub preferences: Preferences,
    /// False once they have left: they keep their history, and can do nothing.
    pub active: bool,
}

impl Person {
    /// Whether a message can reach them: they have a usable contact.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        self.contacts.values().any(Contact::is_usable)
    }

    /// Their contacts in the order they chose; those that it does not name come last, oldest first.
    pub fn in_order(&self) -> impl Iterator<Item = &Contact> {
        let named = self.order.iter().filter_map(|id| self.contacts.get(id));
        named.chain(self.contacts.values().filter(|contact| !self.order.contains(&contact.id)))
    }

    /// The channels by which a message can reach them, each once.
    #[must_use]
    pub fn reached_by(&self) -> BTreeSet<Channel> {
        self.contacts.values().filter(|contact| contact.is_usable()).map(|contact| contact.channel).collect()
    }
}

impl State {
    /// Contacts whose holders proved to be there, flagged ones among them, each with its person.
    #[must_use]
    pub fn proved_contacts(&self) -> BTreeMap<ContactId, PersonId> {
        let proved = |person: &Person| {
            let contacts = person.contacts.values().filter(|contact| contact.verified);
            contacts.map(|contact| (contact.id, person.id)).collect::<Vec<_>>()
        };
        self.people.values().flat_map(proved).collect()
    }
}

/// What a person chose for notices that wake nobody: handoffs, swaps, gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// The IANA name of the zone in which times are shown to them; none: the rota's.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// So many seconds before a handoff of theirs they are told; 0 is at it. At most
    /// [`crate::limits::HANDOFF_NOTICES`], each at most [`crate::limits::HANDOFF_NOTICE_S`].
    #[serde(default = "Preferences::handoff_notices")]
    pub handoff_notices: Vec<u32>,
    /// By which channel; none: as pages come.
    #[serde(default)]
    pub notice_channel: Option<Channel>,
}

impl Preferences {
    /// A day before, and at the handoff.
    fn handoff_notices() -> Vec<u32> {
        vec![86_400, 0]
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Self { time_zone: None, handoff_notices: Self::handoff_notices(), notice_channel: None }
    }
}

/// People who stand in a rota under one name: there, `team/ID` means all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Who is in it, in order, each once.
    pub members: Vec<PersonId>,
    /// From 1, one more with each edit: the `ETag`.
    pub version: u64,
}
