//! Maintenance windows and suppression rules.

use ctac_domain::id::{IntegrationId, PersonId, SuppressionId};
use ctac_domain::policy::Condition;
use ctac_domain::suppression::Ends;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A maintenance window or a suppression rule as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveSuppression {
    /// From when; now unless said. It cannot be edited.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// To when: `{is: window, to}`, at most a week after it begins, or `{is: review, by}`, at most 92 days ahead. What
    /// nobody reviewed by then suppresses nothing any more.
    #[schema(value_type = Object)]
    pub ends: Ends,
    /// Of which integrations; none: of all, and then `when` must say of what. It cannot be edited.
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub integrations: Vec<IntegrationId>,
    /// Of which alerts, as a routing rule says it: `{severity_at_least, fields}`. It cannot be edited.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub when: Condition,
    /// Why; at most 2 KiB.
    pub reason: String,
}

/// A maintenance window or a suppression rule as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SuppressionView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: SuppressionId,
    /// From when.
    pub from: Timestamp,
    /// To when.
    #[schema(value_type = Object)]
    pub ends: Ends,
    /// Of which integrations; none: of all.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub integrations: Vec<IntegrationId>,
    /// Of which alerts.
    #[schema(value_type = Object)]
    pub when: Condition,
    /// Why.
    pub reason: String,
    /// Who made it, or last changed its end.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub by: Option<PersonId>,
    /// How many open alerts it holds now.
    pub holds: u64,
    /// From 1, one more with each edit; also the `ETag`.
    pub version: u64,
}
