//! Alerts and pages as they are read.

use std::collections::BTreeMap;

use ctac_domain::alert::AlertStatus;
use ctac_domain::id::{AlertId, IncidentId, IntegrationId, PageId};
use ctac_domain::policy::AlertSeverity;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::AlertStatusWord;

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: AlertId,
    /// Where it came from.
    #[schema(value_type = uuid::Uuid)]
    pub integration: IntegrationId,
    /// What makes two signals the same alert, while it is open.
    pub dedup_key: String,
    /// One line.
    pub summary: String,
    /// What it is about, such as a host.
    pub source: String,
    /// `info`, `warning`, `error` or `critical`.
    #[schema(value_type = String)]
    pub severity: AlertSeverity,
    /// Further fields by name.
    pub fields: BTreeMap<String, String>,
    /// When it happened, if the source said.
    pub occurred_at: Option<Timestamp>,
    /// Where it stands.
    #[schema(value_type = AlertStatusWord)]
    pub status: AlertStatus,
    /// How many signals it has had.
    pub count: u64,
    /// When the first came.
    pub raised_at: Timestamp,
    /// The page it raised.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub page: Option<PageId>,
    /// The incident it belongs to.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub incident: Option<IncidentId>,
}

/// What came of answering a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Answered {
    /// Which page.
    #[schema(value_type = uuid::Uuid)]
    pub page: PageId,
    /// Of an acknowledgement: whether it was the first. Later ones change nothing.
    pub first: bool,
}
