//! Legal clocks of an incident, and situation reports that its runs drafted: what people say about them.

use ctac_domain::id::PersonId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// From when a clock counts that a run is to start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CountedFrom {
    /// RFC 3339; never in the future.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
}

/// Why a clock is stopped: one of the two at least.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockStopped {
    /// What whoever was told calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Why it need not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Why a clock should not have been started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockVoided {
    /// Never empty.
    pub reason: String,
}

/// Who answers for a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockOwner {
    /// Whom.
    #[schema(value_type = uuid::Uuid)]
    pub owner: PersonId,
}

/// A situation report as a person sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SitrepText {
    /// Never empty.
    pub text: String,
}
