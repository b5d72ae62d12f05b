//! The room's frames: one JSON object each, tagged by `type`. Described for others in `asyncapi.yaml`.

use ctac_domain::command::Post;
use ctac_domain::id::{ClientId, IncidentId, OrganisationId, PersonId, RotaId};
use ctac_domain::marking::Marking;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

mod parse;
#[cfg(test)]
mod tests;

/// The protocol's version, checked before the upgrade: a client that asks for another is answered 426.
pub const PROTOCOL: u16 = 1;

/// The protocol as an AsyncAPI 3 document.
pub const ASYNCAPI: &str = include_str!("../asyncapi.yaml");

/// A frame that is none of this protocol.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Not JSON, or a field is missing, unknown or of the wrong type.
    #[error("the frame cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// Another `type`.
    #[error("there is no frame of type {0:?}")]
    Type(String),
}

/// What a client sends. Unknown fields and unknown types are refused, naming them ([`ClientFrame::parse`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ClientFrame {
    /// First: who wants what from where on. Anything before it closes the connection.
    Hello {
        /// [`PROTOCOL`].
        protocol: u16,
        /// Which room.
        incident: IncidentId,
        /// The last entry the client has; 0 for all.
        after: u64,
    },
    /// Write to the timeline. Sent again with the same `client_id`, it is answered again and recorded once.
    Post {
        /// Chosen by the client, a UUID.
        client_id: ClientId,
        /// `kind` and `body`.
        #[serde(flatten)]
        post: Post,
        /// None: as the incident is.
        #[serde(skip_serializing_if = "Option::is_none")]
        marking: Option<Marking>,
        /// Whom a RED entry is for.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        named: Vec<PersonId>,
        /// When it happened, if not now.
        #[serde(skip_serializing_if = "Option::is_none")]
        occurred_at: Option<Timestamp>,
        /// Why it is entered more than five minutes late.
        #[serde(skip_serializing_if = "Option::is_none")]
        late_reason: Option<String>,
    },
    /// The client has shown entries up to here to its person.
    Seen {
        /// The entry.
        seq: u64,
    },
    /// What its person is doing. Lossy, never recorded.
    Presence {
        /// Such as `reading` or `writing`; at most 32 characters.
        doing: String,
    },
}

/// What the server sends. `entry`, `withheld` are serialised once for all who get the same and shared as bytes. Clients
/// read it with [`ServerFrame::parse`], which passes over fields it does not know: a later server may send more.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ServerFrame {
    /// Answers `hello`. Entries after `after` follow, then live ones, each once, in order.
    Welcome {
        /// Who the client is here.
        you: You,
        /// The last entry there is now.
        head: u64,
        /// The incident as the client may see it, up to `head`: `changed` of entries up to `head` is to be passed over, for
        /// it may be older.
        state: Box<serde_json::value::RawValue>,
    },
    /// An entry the client may read.
    Entry(Box<EntryFrame>),
    /// An entry it may not: its place, and whom to ask.
    Withheld {
        /// Its number.
        seq: u64,
        /// Whose it is.
        organisation: Option<OrganisationId>,
        /// How it is marked.
        marking: Marking,
        /// When it was recorded.
        recorded_at: Timestamp,
        /// The leaf's hash in the ledger, hex: what proves later that the stub stood for this entry.
        commitment: String,
    },
    /// The client's post is recorded.
    Posted {
        /// The post.
        client_id: ClientId,
        /// The entry it became.
        seq: u64,
    },
    /// The client's post is not recorded, and why.
    Refused {
        /// The post.
        client_id: ClientId,
        /// An RFC 9457 problem.
        problem: Box<serde_json::value::RawValue>,
    },
    /// Who is here. Lossy.
    Presence {
        /// Everybody in the room.
        people: Vec<Present>,
    },
    /// Who is on call now, in every rota; sent the instant it changes. No entry, so without a `seq`. Lossy: only the
    /// latest matters.
    OnCall {
        /// Every rota in use.
        rotas: Vec<RotaOnCall>,
    },
    /// Still there, and where the timeline stands: a client behind `head` knows that it is.
    Beat {
        /// The last entry.
        head: u64,
        /// The latest signed checkpoint, when there is a newer one than the client was last sent.
        #[serde(skip_serializing_if = "Option::is_none")]
        checkpoint: Option<String>,
    },
    /// The connection ends.
    Bye {
        /// Why: `revoked`, `signed-out`, `slow`, `restart`, `protocol`, `idle`.
        reason: String,
    },
}

/// Who the client is in the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct You {
    /// Their person.
    pub person: PersonId,
    /// Their organisation.
    pub organisation: OrganisationId,
    /// Whether they may write.
    pub may_post: bool,
}

/// Somebody in the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Who.
    pub person: PersonId,
    /// The last entry they have seen.
    pub seen: u64,
    /// What they are doing.
    pub doing: String,
}

/// Who is on call in one rota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotaOnCall {
    /// Which.
    pub rota: RotaId,
    /// Its name.
    pub name: String,
    /// Who, in the rota's order; nobody in a gap.
    pub people: Vec<PersonId>,
    /// When that changes next; none where no change is in sight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// A full entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EntryFrame {
    /// Which incident.
    pub incident: IncidentId,
    /// Its number there.
    pub seq: u64,
    /// Its place in the whole log.
    pub position: u64,
    /// Its kind, such as `entry.note`.
    pub kind: String,
    /// `person:ID`, `integration:ID`, `system`.
    pub actor: String,
    /// Whose it is.
    pub organisation: Option<OrganisationId>,
    /// How it is marked.
    pub marking: Marking,
    /// Whom it names, if RED.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<PersonId>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// When it happened, if that was another time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Timestamp>,
    /// The event's body as stored, without reply codes; none once erased.
    pub body: Option<Box<serde_json::value::RawValue>>,
    /// The leaf's hash in the ledger, hex.
    pub commitment: String,
    /// The entities it changed, whole, as they stood after it, or as they stand by the time it is sent: so that no client
    /// needs a second copy of the rules.
    pub changed: Vec<Entity>,
}

/// An entity of the room, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entity", rename_all = "kebab-case")]
pub enum Entity {
    /// The incident's own fields.
    Incident(IncidentView),
    /// A member, or that there is none any more.
    Member {
        /// Who.
        person: PersonId,
        /// None: no longer.
        membership: Option<ctac_domain::incident::Membership>,
    },
    /// An action.
    Action(ctac_domain::incident::Action),
    /// A page of the incident.
    Page(PageView),
    /// A run of a runbook, small; whole at `/api/v1/runs/{id}`.
    Run(crate::runs::RunView),
    /// A call-out of the incident.
    #[serde(rename = "call_out")]
    CallOut(crate::call_outs::CallOutView),
    /// An entry was struck through or erased.
    Marked {
        /// Which.
        seq: u64,
        /// By which entry it was struck.
        struck_by: Option<u64>,
        /// Whether its text is gone.
        erased: bool,
    },
}

/// An incident's own fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentView {
    /// Its id.
    pub id: IncidentId,
    /// Such as `CTAC-2026-0001`.
    pub reference: String,
    /// One line.
    pub title: String,
    /// How severe.
    pub severity: ctac_domain::incident::Severity,
    /// Its category of the NCSC's, once it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<ctac_domain::incident::Category>,
    /// Where it stands.
    pub status: ctac_domain::incident::IncidentStatus,
    /// Its marking.
    pub marking: Marking,
    /// Who runs it.
    pub lead: Option<PersonId>,
    /// Since when.
    pub declared_at: Timestamp,
    /// Its last entry.
    pub head: u64,
}

/// A page as the room and the API show it: no code, no address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageView {
    /// Its id.
    pub id: ctac_domain::id::PageId,
    /// Why.
    pub subject: ctac_domain::page::Subject,
    /// How severe.
    pub severity: ctac_domain::incident::Severity,
    /// Where it stands.
    pub status: ctac_domain::page::PageStatus,
    /// Which step is under way, from 0.
    pub step: usize,
    /// Which time through, from 0.
    pub round: u8,
    /// When the next step starts.
    pub escalates_at: Option<Timestamp>,
    /// Who has been told, in which way, and what came of it.
    pub notifications: Vec<NotificationView>,
    /// Since when.
    pub raised_at: Timestamp,
}

/// One notification of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationView {
    /// Its id.
    pub id: ctac_domain::id::NotificationId,
    /// To whom.
    pub person: PersonId,
    /// How.
    pub channel: ctac_domain::directory::Channel,
    /// When it was or will be sent.
    pub due: Timestamp,
    /// `due`, `claimed`, `sent`, `failed`, `cancelled`.
    pub status: String,
}

/// What `welcome.state` holds, as the client may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomState {
    /// The incident's own fields.
    pub incident: IncidentView,
    /// Its members.
    pub members: std::collections::BTreeMap<PersonId, ctac_domain::incident::Membership>,
    /// Its actions.
    pub actions: Vec<ctac_domain::incident::Action>,
    /// Its pages.
    pub pages: Vec<PageView>,
    /// Its runs of runbooks, small.
    #[serde(default)]
    pub runs: Vec<crate::runs::RunView>,
    /// Its call-outs: those that run, and the latest that ended.
    #[serde(default)]
    pub call_outs: Vec<crate::call_outs::CallOutView>,
    /// Entries struck through or erased.
    pub marked: Vec<Entity>,
    /// Who is on call now, in every rota.
    pub on_call: Vec<RotaOnCall>,
}
