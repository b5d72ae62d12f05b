//! PagerDuty's Events API v2 as it is sent to `/v2/enqueue`.
//!
//! Everything is optional here and unknown fields are tolerated, as PagerDuty does: what is missing is said in
//! PagerDuty's own words by the intake. A wrong type is refused.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An event.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Event {
    /// The integration's key: 32 characters.
    pub routing_key: Option<String>,
    /// `trigger`, `acknowledge` or `resolve`.
    pub event_action: Option<String>,
    /// What makes two events the same alert; at most 255 characters. A trigger without one is always a new alert.
    pub dedup_key: Option<String>,
    /// What happened; required to trigger.
    pub payload: Option<Payload>,
    /// Pictures.
    pub images: Vec<Image>,
    /// Links.
    pub links: Vec<Link>,
    /// Which program sends it.
    pub client: Option<String>,
    /// Where that program is.
    pub client_url: Option<String>,
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("event_action", &self.event_action)
            .field("dedup_key", &self.dedup_key)
            .finish_non_exhaustive()
    }
}

/// What happened.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Payload {
    /// One line. What is beyond 1,024 characters is cut: a page is better than a perfect summary.
    pub summary: Option<String>,
    /// What it is about, such as a host.
    pub source: Option<String>,
    /// `critical`, `error`, `warning` or `info`.
    pub severity: Option<String>,
    /// ISO 8601. What cannot be read is kept as text.
    pub timestamp: Option<String>,
    /// The part of the source.
    pub component: Option<String>,
    /// A logical group.
    pub group: Option<String>,
    /// What class of event.
    pub class: Option<String>,
    /// Anything else; each top-level member becomes a field `details.NAME`.
    #[schema(value_type = Option<Object>)]
    pub custom_details: Option<serde_json::Value>,
}

/// A picture.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Image {
    /// Where it is.
    pub src: Option<String>,
    /// Where it leads.
    pub href: Option<String>,
    /// What it shows.
    pub alt: Option<String>,
}

/// A link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Link {
    /// Where it leads.
    pub href: Option<String>,
    /// What it says.
    pub text: Option<String>,
}

/// The answer to an event, in PagerDuty's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventAnswer {
    /// `success`, `invalid event`, `throttle exceeded` or `unavailable`.
    pub status: String,
    /// In words.
    pub message: String,
    /// The alert's key, given or drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dedup_key: Option<String>,
    /// What is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
}
