//! A report: an alert that somebody raised by hand, at the cell's threshold, and gets a receipt for.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{IntegrationId, OrganisationId, PersonId};
use crate::incident::Severity;

/// Where alerts belong that people of the cell raise on its own form. It is made with the first of them.
pub const DESK: IntegrationId = IntegrationId(Uuid::from_u128(0x0199_a000_0000_7000_8000_6465_736b_0001));

/// What somebody said when they raised an alert by hand, and how it was judged. The number to call back is in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Such as `R-2026-0001`: what the receipt is known by.
    pub reference: String,
    /// The version of the threshold that it was judged by.
    pub threshold: u64,
    /// Criteria that are met, by their ids.
    pub criteria: Vec<String>,
    /// Criteria that were said to be met and that this version does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    /// How severe that makes it; none: below the threshold, so that the source's own routing decides.
    pub severity: Option<Severity>,
    /// Member organisations that are affected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<OrganisationId>,
    /// Who raised it, where they were signed in; none: whoever holds the integration's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
}

/// What is asked, as it comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// The caller's own reference: the same again, while the alert is open, is the same report.
    pub dedup_key: String,
    /// One line.
    pub summary: String,
    /// More, if there is more.
    pub text: Option<String>,
    /// What it is about, such as a system; by default the integration's name.
    pub source: Option<String>,
    /// The criteria that are met, by their ids.
    pub criteria: Vec<String>,
    /// Member organisations that are affected.
    pub organisations: Vec<OrganisationId>,
}
