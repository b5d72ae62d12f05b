//! Incidents: declaring, listing, the timeline over plain HTTP, members, erasures.

use ctac_domain::command::Post;
use ctac_domain::id::{AlertId, ClientId, IncidentId, PersonId, PolicyId};
use ctac_domain::incident::{Category, IncidentStatus, RoomRole, Severity};
use ctac_domain::marking::Marking;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::{CertaintyWord, IncidentStatusWord, LevelWord, MarkingWord, RoomRoleWord, SeverityWord};

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Declare {
    /// Chosen by the caller, a UUID, so that a repeat is the same incident; or give an `Idempotency-Key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub id: Option<IncidentId>,
    /// One line; at most 200 characters.
    pub title: String,
    /// How severe.
    #[schema(value_type = SeverityWord)]
    pub severity: Severity,
    /// How marked; AMBER unless said.
    #[serde(default)]
    #[schema(value_type = MarkingWord)]
    pub marking: Marking,
    /// The alert it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub alert: Option<AlertId>,
    /// Page by this escalation policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub policy: Option<PolicyId>,
}

/// A declared incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Declared {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: IncidentId,
    /// Such as `CTAC-2026-0001`.
    pub reference: String,
}

/// A category of the NCSC's.
#[derive(Debug, ToSchema)]
#[schema(as = Category)]
pub struct CategorySchema {
    /// Which, C1 the worst.
    pub level: LevelWord,
    /// Who says so.
    pub certainty: CertaintyWord,
}

/// An incident in a list: what whoever may know of it may know, and the title if they may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IncidentSummary {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: IncidentId,
    /// Such as `CTAC-2026-0001`.
    pub reference: String,
    /// How severe.
    #[schema(value_type = SeverityWord)]
    pub severity: Severity,
    /// Its category of the NCSC's, once it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<CategorySchema>)]
    pub category: Option<Category>,
    /// Where it stands.
    #[schema(value_type = IncidentStatusWord)]
    pub status: IncidentStatus,
    /// Its marking.
    #[schema(value_type = MarkingWord)]
    pub marking: Marking,
    /// Since when.
    pub declared_at: Timestamp,
    /// Whether the caller may read its timeline.
    pub readable: bool,
    /// One line; only if the caller may read the timeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who runs it; only if the caller may read the timeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub lead: Option<PersonId>,
    /// Its last entry; only if the caller may read the timeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<u64>,
}

/// A post: what the room's `post` frame holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEntry {
    /// Chosen by the client, a UUID, so that a repeat is recorded once; or give an `Idempotency-Key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub client_id: Option<ClientId>,
    /// Such as `entry.note`; see the AsyncAPI document for all and for their bodies.
    pub kind: String,
    /// What the kind says.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
    /// None: as the incident is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<MarkingWord>)]
    pub marking: Option<Marking>,
    /// Whom a RED entry is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub named: Vec<PersonId>,
    /// When it happened, if not now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Timestamp>,
    /// Why it is entered more than five minutes late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<String>,
}

impl NewEntry {
    /// The post that `kind` and `body` say.
    ///
    /// # Errors
    /// There is no such kind, or its body is another. The message says which.
    pub fn post(&self) -> Result<Post, serde_json::Error> {
        serde_json::from_value(serde_json::json!({ "kind": self.kind, "body": self.body }))
    }
}

/// An entry's number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Posted {
    /// What made the post idempotent.
    #[schema(value_type = uuid::Uuid)]
    pub client_id: ClientId,
    /// From 1, gapless.
    pub seq: u64,
}

/// Somebody's place in an incident, as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// What they are there.
    #[schema(value_type = RoomRoleWord)]
    pub role: RoomRole,
    /// Until when; none: until it is revoked.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// An erasure that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    /// Which entry.
    pub seq: u64,
    /// Why. Never empty.
    pub reason: String,
}

/// A piece of a timeline, as one caller may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Timeline<F> {
    /// The room's `entry` and `withheld` frames, by ascending `seq`, without a gap.
    pub entries: Vec<F>,
    /// The last entry there is; ask again with `after` as the last `seq` received.
    pub head: u64,
}

/// A frame of the room, for the OpenAPI document; `asyncapi.yaml` describes all of it.
#[derive(Debug, ToSchema)]
#[schema(as = Frame)]
pub struct FrameSchema {
    /// `entry` or `withheld`.
    pub r#type: String,
    /// Its number.
    pub seq: u64,
}
