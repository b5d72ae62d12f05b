//! Call-outs: starting one, answering it, and how it stands, over the API and in the room.

use ctac_domain::call_out::{Answer, Ask, Need, Status};
use ctac_domain::directory::{Channel, Role};
use ctac_domain::id::{CallOutId, IncidentId, PersonId};
use ctac_domain::incident::Severity;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::{ChannelWord, ReachWord, RoleWord, SeverityWord};

/// A call-out as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartCallOut {
    /// Chosen by the caller, a UUID, so that a repeat is the same call-out; or give an `Idempotency-Key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub id: Option<CallOutId>,
    /// How severe, where there is no incident; an incident's is its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SeverityWord>)]
    pub severity: Option<Severity>,
    /// One line on what for; at most 200 characters. Never sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whom: `{kind: person, person}`, `{kind: team, team}`, `{kind: rota, rota}` (whoever is on call now),
    /// `{kind: role, role}`, `{kind: members}` of the incident, `{kind: responders, organisation}`. Each person is asked
    /// once; at most 300 people.
    #[schema(value_type = Vec<Object>)]
    pub ask: Vec<Ask>,
    /// What is enough: each role once, with how many. One person counts for one need. With none, it asks until its time is
    /// over.
    #[serde(default)]
    #[schema(value_type = Vec<NeedSchema>)]
    pub needs: Vec<Need>,
    /// In how many minutes they are to attend: 1 to 1440; 60 unless said.
    #[serde(default = "within")]
    pub within_min: u32,
    /// For how long it asks, in seconds: 60 to 86400; 1800 unless said.
    #[serde(default = "lasts")]
    pub for_s: u32,
    /// After how many seconds those who have not answered are asked again by their next channel, three times in all: 60 to
    /// 14400; 300 unless said; null: not again.
    #[serde(default = "again")]
    pub again_after_s: Option<u32>,
    /// Whether a yes makes its person a member of the incident. Unless said: where the caller may bring people in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join: Option<bool>,
}

/// What the default of [`StartCallOut::within_min`] is.
#[must_use]
pub const fn within() -> u32 {
    60
}

/// What the default of [`StartCallOut::for_s`] is.
#[must_use]
pub const fn lasts() -> u32 {
    1_800
}

#[expect(clippy::unnecessary_wraps, reason = "serde wants the field's type")]
const fn again() -> Option<u32> {
    Some(300)
}

/// A started call-out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallOutStarted {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: CallOutId,
}

/// Whether the caller can attend: `minutes`, or `cannot: true`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerCallOut {
    /// In how many minutes: 1 to 1440.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// They cannot.
    #[serde(default)]
    pub cannot: bool,
}

/// A call-out as the room and the API show it: no code, no address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallOutView {
    /// Its id.
    pub id: CallOutId,
    /// For which incident.
    pub incident: Option<IncidentId>,
    /// How severe.
    pub severity: Severity,
    /// What for.
    pub reason: Option<String>,
    /// Who started it.
    pub by: PersonId,
    /// Each need with who counts for it so far.
    pub needs: Vec<NeedView>,
    /// In how many minutes they are to attend.
    pub within_min: u32,
    /// When it ends by itself.
    pub until: Timestamp,
    /// When those who have not answered are asked again.
    pub again_at: Option<Timestamp>,
    /// Whether a yes makes its person a member.
    pub join: bool,
    /// Where it stands.
    pub status: Status,
    /// Everybody it asks, in its order; for somebody who may see only their own part, only they.
    pub people: Vec<CalledView>,
    /// Since when.
    pub raised_at: Timestamp,
}

/// One need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedView {
    /// Which role.
    pub role: Role,
    /// How many.
    pub count: u16,
    /// Who counts for it: at most `count` people, each for one need only.
    pub people: Vec<PersonId>,
}

/// One person whom a call-out asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalledView {
    /// Who.
    pub person: PersonId,
    /// How often they were asked.
    pub asked: u8,
    /// By which channel last.
    pub channel: Option<Channel>,
    /// Whether that may reach them.
    pub reach: Reach,
    /// What they said last.
    pub answer: Option<Answer>,
}

/// Whether a question may reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// It is on its way, or there.
    Asked,
    /// Nothing could be sent.
    Failed,
    /// They have no contact that messages arrive at, or none any more: nobody waits for them.
    Unreachable,
    /// It ended, or they answered, before anything was sent.
    NotSent,
}

/// A need, for the OpenAPI document; the values are [`Need`].
#[derive(Debug, ToSchema)]
#[schema(as = Need)]
pub struct NeedSchema {
    /// Which role.
    pub role: RoleWord,
    /// How many.
    pub count: u16,
}

/// A call-out, for the OpenAPI document; the values are [`CallOutView`].
#[derive(Debug, ToSchema)]
#[schema(as = CallOut)]
pub struct CallOutSchema {
    /// Its id.
    pub id: uuid::Uuid,
    /// For which incident.
    pub incident: Option<uuid::Uuid>,
    /// How severe.
    pub severity: SeverityWord,
    /// What for.
    pub reason: Option<String>,
    /// Who started it.
    pub by: uuid::Uuid,
    /// Each need with who counts for it so far.
    pub needs: Vec<NeedViewSchema>,
    /// In how many minutes they are to attend.
    pub within_min: u32,
    /// When it ends by itself.
    pub until: Timestamp,
    /// When those who have not answered are asked again.
    pub again_at: Option<Timestamp>,
    /// Whether a yes makes its person a member.
    pub join: bool,
    /// Where it stands: `{is: running}` or `{is: ended, why, at}`, where `why` is `filled`, `timed-out` or `stopped`.
    #[schema(value_type = Object)]
    pub status: (),
    /// Everybody it asks; for somebody who may see only their own part, only they.
    pub people: Vec<CalledSchema>,
    /// Since when.
    pub raised_at: Timestamp,
}

/// A need as it stands, for the OpenAPI document; the values are [`NeedView`].
#[derive(Debug, ToSchema)]
#[schema(as = NeedFilled)]
pub struct NeedViewSchema {
    /// Which role.
    pub role: RoleWord,
    /// How many.
    pub count: u16,
    /// Who counts for it.
    pub people: Vec<uuid::Uuid>,
}

/// One person asked, for the OpenAPI document; the values are [`CalledView`].
#[derive(Debug, ToSchema)]
#[schema(as = Called)]
pub struct CalledSchema {
    /// Who.
    pub person: uuid::Uuid,
    /// How often they were asked.
    pub asked: u8,
    /// By which channel last.
    pub channel: Option<ChannelWord>,
    /// Whether that may reach them.
    pub reach: ReachWord,
    /// What they said last: `{can: {is: yes, minutes} or {is: no}, at, how, late}`.
    #[schema(value_type = Option<Object>)]
    pub answer: (),
}
