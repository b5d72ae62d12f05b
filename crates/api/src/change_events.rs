//! PagerDuty's change events as they are sent to `/v2/change/enqueue`. As with events, everything is optional here and
//! unknown fields are tolerated; what is missing is said by the intake.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::events_v2::{Image, Link};

/// A change event.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ChangeEvent {
    /// The integration's key: 32 characters.
    pub routing_key: Option<String>,
    /// What changed; required.
    pub payload: Option<ChangePayload>,
    /// Links.
    pub links: Vec<Link>,
    /// Pictures; only their links are kept.
    pub images: Vec<Image>,
}

impl fmt::Debug for ChangeEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeEvent").finish_non_exhaustive()
    }
}

/// What changed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ChangePayload {
    /// One line; required. What is beyond 1,024 characters is cut.
    pub summary: Option<String>,
    /// Where it happened.
    pub source: Option<String>,
    /// ISO 8601.
    pub timestamp: Option<String>,
    /// Anything else.
    #[schema(value_type = Option<Object>)]
    pub custom_details: Option<serde_json::Value>,
}

/// The answer, in PagerDuty's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangeAnswer {
    /// `success`, or what is wrong in a word.
    pub status: String,
    /// In words.
    pub message: String,
    /// What is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
}

/// A change that came before an alert of the same integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangeView {
    /// When.
    pub at: Timestamp,
    /// How many seconds before the alert was raised.
    pub before_s: i64,
    /// The same in words, such as `changed 12 minutes before`.
    pub before: String,
    /// One line.
    pub summary: String,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}
