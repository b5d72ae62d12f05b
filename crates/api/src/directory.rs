//! Organisations, people, the ways to reach them, and who is on call.

use std::fmt;

use ctac_domain::directory::{Channel, Contact, NotificationRule, OrganisationKind, Role};
use ctac_domain::id::{ContactId, OrganisationId, PersonId, RotaId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::{ChannelWord, OrganisationKindWord, RoleWord, SeverityWord};

/// A member organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrganisationView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its kind.
    #[schema(value_type = OrganisationKindWord)]
    pub kind: OrganisationKind,
}

/// A new member organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganisation {
    /// Its name; at most 200 characters.
    pub name: String,
    /// Its kind.
    #[schema(value_type = OrganisationKindWord)]
    pub kind: OrganisationKind,
}

/// A person. Contacts and rules are shown to themselves; who administers them learns whether they can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonView {
    /// Their id.
    #[schema(value_type = uuid::Uuid)]
    pub id: PersonId,
    /// Their name, if the vault still holds it.
    pub name: Option<String>,
    /// Where they belong.
    #[schema(value_type = uuid::Uuid)]
    pub organisation: OrganisationId,
    /// What they are in the cell.
    #[schema(value_type = Vec<RoleWord>)]
    pub roles: Vec<Role>,
    /// False once they have left.
    pub active: bool,
    /// Whether a message can reach them: shown to themselves, to who administers them, and to who arranges duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reachable: Option<bool>,
    /// By which channels; shown to the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<ChannelWord>>)]
    pub reached_by: Option<Vec<Channel>>,
    /// When they last answered a page or a test by one of their contacts, or proved one; shown to the same. None: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proven_at: Option<Timestamp>,
    /// Whether a test was not answered since: then they are not known to be reached since `proven_at`. Shown to the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_proven: Option<bool>,
    /// Ways to reach them, in the order they chose; addresses only as hints. Shown to themselves and to nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<ContactSchema>>)]
    pub contacts: Option<Vec<Contact>>,
    /// How they are to be told; shown to themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<RuleSchema>>)]
    pub rules: Option<Vec<NotificationRule>>,
}

/// A new person.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// Where they belong.
    #[schema(value_type = uuid::Uuid)]
    pub organisation: OrganisationId,
    /// Their name; kept in the vault. At most 200 characters.
    pub name: String,
    /// What they are in the cell.
    #[schema(value_type = Vec<RoleWord>)]
    pub roles: Vec<Role>,
    /// With what name they sign in; none: they do not, they are only paged.
    #[serde(default)]
    pub username: Option<String>,
    /// Their first password, of 12 characters or more; with `username` only.
    #[serde(default)]
    pub password: Option<String>,
}

impl fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPerson")
            .field("organisation", &self.organisation)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

/// All roles a person is to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// Those not named are taken away.
    #[schema(value_type = Vec<RoleWord>)]
    pub roles: Vec<Role>,
}

/// A new way to reach a person. Nobody is paged there before its person has proved it by a code.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    /// How messages to it travel.
    #[schema(value_type = ChannelWord)]
    pub channel: Channel,
    /// A telephone number as `+44…`, an email address, or what the push service calls the device. Kept in the vault.
    pub address: String,
}

impl fmt::Debug for NewContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewContact").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// How a person is to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// All of them, in any order. Where none leads to a verified contact for a page: every one at once. Two of one
    /// channel at different delays tell twice.
    #[schema(value_type = Vec<RuleSchema>)]
    pub rules: Vec<NotificationRule>,
}

/// Why something is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Never empty; at most 2,048 bytes.
    pub reason: String,
}

/// Who is on call in one rota at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OnCall {
    /// Which rota.
    #[schema(value_type = uuid::Uuid)]
    pub rota: RotaId,
    /// Its name.
    pub name: String,
    /// The instant.
    pub at: Timestamp,
    /// Who, in order; nobody: a gap.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub people: Vec<PersonId>,
    /// Since when it is they; none: for longer than was looked back, which is 62 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Until just before when; none: for longer than was looked ahead, which is 62 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Who comes then; nobody: a gap, or nothing changes within what was looked ahead.
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub next: Vec<PersonId>,
}

/// A stretch of time and who is on call in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShiftView {
    /// From when.
    pub from: Timestamp,
    /// Until just before when.
    pub to: Timestamp,
    /// Who, in order; nobody: a gap.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub people: Vec<PersonId>,
}

/// One way to reach a person, for the OpenAPI document; the values are the rules' [`Contact`].
#[derive(Debug, ToSchema)]
#[schema(as = Contact)]
pub struct ContactSchema {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: ContactId,
    /// How messages to it travel.
    pub channel: ChannelWord,
    /// Enough to recognise it by, never enough to use it.
    pub hint: String,
    /// Whether its holder proved to be there.
    pub verified: bool,
    /// Why messages to it do not arrive: `opted-out`, `no-texts`, `bounced` or `gone`; left out while nothing speaks
    /// against it. Proving it again lifts it.
    #[schema(required = false)]
    pub flag: Option<String>,
}

/// "Tell me by this channel, so long after I was paged", for the OpenAPI document; the values are the rules'
/// [`NotificationRule`].
#[derive(Debug, ToSchema)]
#[schema(as = NotificationRule)]
pub struct RuleSchema {
    /// Every verified contact of this channel.
    pub channel: ChannelWord,
    /// In seconds.
    pub after_s: u32,
    /// For pages of these severities; none named, or left out: of every one.
    #[schema(required = false)]
    pub severities: Vec<SeverityWord>,
}
