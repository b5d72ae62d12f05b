//! Alerts that are raised by hand, their receipts, and the threshold they are judged by.

use ctac_domain::id::{OrganisationId, PersonId, PolicyId};
use ctac_domain::incident::Severity;
use ctac_domain::threshold::Criterion;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::SeverityWord;

/// Something that the cell must hear of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// Your own reference, at most 255 characters: the same again, while it is open, is the same report. Without one, and
    /// without an `Idempotency-Key`, it is a new one.
    #[serde(default)]
    pub reference: Option<String>,
    /// What is happening: one line, at most 200 characters. It leaves the cell by no text message, call or push.
    pub summary: String,
    /// More; at most 8 KiB.
    #[serde(default)]
    pub text: Option<String>,
    /// What it is about, such as a system.
    #[serde(default)]
    pub source: Option<String>,
    /// Criteria of the threshold that are met, by their ids. None: below the threshold.
    #[serde(default)]
    pub criteria: Vec<String>,
    /// Member organisations that are affected.
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub organisations: Vec<OrganisationId>,
    /// How somebody who knows more can be called back: at most 200 characters. Kept sealed, outside the ledger.
    #[serde(default)]
    pub call_back: Option<String>,
}

/// Who of the cell has it, or is being asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedHuman {
    /// Their name.
    pub name: String,
    /// What they are in this, such as the rota they are on call in.
    pub role: String,
    /// `has-it`: they acknowledged. `paged`: they are being asked now. `deputy`: nobody is on call, and they answer for it.
    pub is: String,
}

/// What whoever raised something holds, and can read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// Such as `R-2026-0001`.
    pub reference: String,
    /// The caller's own.
    pub your_reference: String,
    /// When it came.
    pub received_at: Timestamp,
    /// The version of the threshold that it was judged by; 0 is the default set.
    pub threshold_version: u64,
    /// How severe it is; none: below the threshold.
    #[schema(value_type = Option<SeverityWord>)]
    pub severity: Option<Severity>,
    /// Why, in words.
    pub because: Vec<String>,
    /// Criteria that were named and that this version does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_criteria: Vec<String>,
    /// Member organisations that it says are affected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<String>,
    /// What the cell does now, in words.
    pub now: String,
    /// Who has it or is being asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<NamedHuman>,
    /// Rotas that should have somebody on call now, and have nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nobody_on_call: Vec<String>,
    /// Whether a number to call back is kept with it.
    pub call_back_kept: bool,
    /// A page that shows this receipt to whoever has its address. Keep it to yourself.
    pub link: String,
}

/// The alert threshold as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveThreshold {
    /// What must be raised: `{id, text, severity}`, 1 to 40.
    #[schema(value_type = Vec<Object>)]
    pub criteria: Vec<Criterion>,
    /// What else whoever raises should know; at most 8 KiB.
    pub guidance: String,
    /// By which policy people are paged where the source's own routing pages nobody.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub policy: Option<PolicyId>,
    /// Member organisations that agreed to it.
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub agreed: Vec<OrganisationId>,
    /// By whose authority, in words.
    pub authority: String,
}

/// A member organisation, for naming it in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// The alert threshold as it is, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ThresholdView {
    /// From 1; also the `ETag`. 0: the default set, which nobody has agreed to yet.
    pub version: u64,
    /// What must be raised: `{id, text, severity}`.
    #[schema(value_type = Vec<Object>)]
    pub criteria: Vec<Criterion>,
    /// What else whoever raises should know.
    pub guidance: String,
    /// By which policy people are paged where the source's own routing pages nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub policy: Option<PolicyId>,
    /// Member organisations that agreed to it.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub agreed: Vec<OrganisationId>,
    /// By whose authority, in words.
    pub authority: String,
    /// Who approved it in the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub approved_by: Option<PersonId>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<Timestamp>,
    /// The cell's members, for naming those that are affected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
}
