//! "If this fired now, who would be contacted, how, when": what is asked, and what is answered. And the versions that a
//! policy has had.

use ctac_domain::directory::Channel;
use ctac_domain::id::{ContactId, IntegrationId, PersonId, PolicyId};
use ctac_domain::incident::Severity;
use ctac_domain::policy::Step;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::{ChannelWord, SeverityWord};

/// A page that is only thought of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Explain {
    /// How severe it is.
    #[schema(value_type = SeverityWord)]
    pub severity: Severity,
    /// When it is raised; now unless said. Never in the past.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// The incident it is about, by id or reference: whose leads a step may mean. One that the caller may enter.
    #[serde(default)]
    pub incident: Option<String>,
    /// Or the integration whose alert it is about.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub integration: Option<IntegrationId>,
}

/// What becomes of such a page if nobody answers and every message goes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExplainedPage {
    /// By which policy.
    #[schema(value_type = uuid::Uuid)]
    pub policy: PolicyId,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u64,
    /// How severe the page is.
    #[schema(value_type = SeverityWord)]
    pub severity: Severity,
    /// When it is raised.
    pub at: Timestamp,
    /// Its steps, in the order they are looked at, round by round.
    pub steps: Vec<ExplainedStep>,
    /// When nobody is left to ask, and the cell's administrators are paged.
    pub exhausted_at: Timestamp,
    /// What becomes of the administrators' page.
    pub administrators: Vec<ExplainedStep>,
    /// There is more than one answer tells: `steps` end before the page does, and `exhausted_at` is when they do.
    pub cut: bool,
}

/// What becomes of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExplainedStep {
    /// Which step, from 0.
    pub step: usize,
    /// Which time through the policy, from 0.
    pub round: u8,
    /// When it begins, or is passed over.
    pub at: Timestamp,
    /// When the next step is looked at.
    pub until: Timestamp,
    /// Why it is passed over, if it is; then it asks nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
    /// Who is told, by what, when.
    pub asked: Vec<ExplainedPerson>,
    /// Who is meant and not told.
    pub unreachable: Vec<ExplainedMiss>,
    /// What means nobody now, and why, one sentence each.
    pub nobody: Vec<String>,
}

/// Somebody who is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExplainedPerson {
    /// Who.
    #[schema(value_type = uuid::Uuid)]
    pub person: PersonId,
    /// Why they.
    pub because: String,
    /// Each message, in time's order.
    pub messages: Vec<ExplainedMessage>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExplainedMessage {
    /// When it is sent.
    pub at: Timestamp,
    /// How it travels.
    #[schema(value_type = ChannelWord)]
    pub channel: Channel,
    /// To which contact; shown to its person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub contact: Option<ContactId>,
    /// Enough to recognise it by; shown to the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// Somebody who is meant and not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExplainedMiss {
    /// Who.
    #[schema(value_type = uuid::Uuid)]
    pub person: PersonId,
    /// Why they are meant.
    pub because: String,
    /// Why they are not told.
    pub why: String,
}

/// One version that a policy has had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyVersion {
    /// Which, from 1.
    pub version: u64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// Who saved it; none: whoever set the cell up.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub by: Option<PersonId>,
    /// Its name.
    pub name: String,
    /// Its steps, in order.
    #[schema(value_type = Vec<Object>)]
    pub steps: Vec<Step>,
    /// How often the whole is gone through again.
    pub repeats: u8,
}
