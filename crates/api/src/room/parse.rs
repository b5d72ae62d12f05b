//! Reading frames. By hand where serde's internally tagged enums cannot: they neither refuse unknown fields beside a
//! flattened post nor keep raw JSON as it came.

use ctac_domain::command::Post;
use ctac_domain::id::{ClientId, IncidentId, OrganisationId, PersonId};
use ctac_domain::marking::Marking;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::{ClientFrame, EntryFrame, FrameError, Present, RotaOnCall, ServerFrame, You};

/// Which frame it is.
#[derive(Deserialize)]
struct Tag {
    r#type: String,
}

/// Each strict frame has its tag as a field, so that every other unknown one is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hello {
    #[serde(rename = "type")]
    _type: IgnoredAny,
    protocol: u16,
    incident: IncidentId,
    #[serde(default)]
    after: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Posting<'a> {
    #[serde(rename = "type")]
    _type: IgnoredAny,
    client_id: ClientId,
    kind: &'a str,
    #[serde(borrow)]
    body: &'a RawValue,
    #[serde(default)]
    marking: Option<Marking>,
    #[serde(default)]
    named: Vec<PersonId>,
    #[serde(default)]
    occurred_at: Option<Timestamp>,
    #[serde(default)]
    late_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    #[serde(rename = "type")]
    _type: IgnoredAny,
    seq: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Doing {
    #[serde(rename = "type")]
    _type: IgnoredAny,
    doing: String,
}

impl ClientFrame {
    /// Reads a client's frame strictly. The caller bounds its size.
    ///
    /// # Errors
    /// See [`FrameError`].
    pub fn parse(text: &str) -> Result<Self, FrameError> {
        let Tag { r#type } = serde_json::from_str(text)?;
        Ok(match r#type.as_str() {
            "hello" => {
                let Hello { protocol, incident, after, .. } = serde_json::from_str(text)?;
                Self::Hello { protocol, incident, after }
            }
            "post" => {
                let frame: Posting<'_> = serde_json::from_str(text)?;
                let Posting { client_id, marking, named, occurred_at, late_reason, .. } = frame;
                let post = post(frame.kind, frame.body)?;
                Self::Post { client_id, post, marking, named, occurred_at, late_reason }
            }
            "seen" => Self::Seen { seq: serde_json::from_str::<Seen>(text)?.seq },
            "presence" => Self::Presence { doing: serde_json::from_str::<Doing>(text)?.doing },
            _ => return Err(FrameError::Type(r#type)),
        })
    }
}

/// Reads a post from its kind and its body.
///
/// # Errors
/// The kind is not one that people post, or the body is not what it says.
pub(super) fn post(kind: &str, body: &RawValue) -> Result<Post, serde_json::Error> {
    #[derive(serde::Serialize)]
    struct Parts<'a> {
        kind: &'a str,
        body: &'a RawValue,
    }
    serde_json::from_str(&serde_json::to_string(&Parts { kind, body })?)
}

#[derive(Deserialize)]
struct Welcome {
    you: You,
    head: u64,
    state: Box<RawValue>,
}

#[derive(Deserialize)]
struct Withheld {
    seq: u64,
    organisation: Option<OrganisationId>,
    marking: Marking,
    recorded_at: Timestamp,
    commitment: String,
}

#[derive(Deserialize)]
struct Posted {
    client_id: ClientId,
    seq: u64,
}

#[derive(Deserialize)]
struct Refused {
    client_id: ClientId,
    problem: Box<RawValue>,
}

#[derive(Deserialize)]
struct People {
    people: Vec<Present>,
}

#[derive(Deserialize)]
struct OnCall {
    rotas: Vec<RotaOnCall>,
}

#[derive(Deserialize)]
struct Beat {
    head: u64,
    #[serde(default)]
    checkpoint: Option<String>,
}

#[derive(Deserialize)]
struct Bye {
    reason: String,
}

impl ServerFrame {
    /// Reads a server's frame.
    ///
    /// # Errors
    /// See [`FrameError`].
    pub fn parse(text: &str) -> Result<Self, FrameError> {
        let Tag { r#type } = serde_json::from_str(text)?;
        Ok(match r#type.as_str() {
            "welcome" => {
                let Welcome { you, head, state } = serde_json::from_str(text)?;
                Self::Welcome { you, head, state }
            }
            "entry" => Self::Entry(Box::new(serde_json::from_str::<EntryFrame>(text)?)),
            "withheld" => {
                let Withheld { seq, organisation, marking, recorded_at, commitment } = serde_json::from_str(text)?;
                Self::Withheld { seq, organisation, marking, recorded_at, commitment }
            }
            "posted" => {
                let Posted { client_id, seq } = serde_json::from_str(text)?;
                Self::Posted { client_id, seq }
            }
            "refused" => {
                let Refused { client_id, problem } = serde_json::from_str(text)?;
                Self::Refused { client_id, problem }
            }
            "presence" => Self::Presence { people: serde_json::from_str::<People>(text)?.people },
            "on-call" => Self::OnCall { rotas: serde_json::from_str::<OnCall>(text)?.rotas },
            "beat" => {
                let Beat { head, checkpoint } = serde_json::from_str(text)?;
                Self::Beat { head, checkpoint }
            }
            "bye" => Self::Bye { reason: serde_json::from_str::<Bye>(text)?.reason },
            _ => return Err(FrameError::Type(r#type)),
        })
    }
}
