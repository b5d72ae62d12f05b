//! The library of runbooks: what is in it, its versions, what changed between two, what was found in a file.

use ctac_domain::id::{OrganisationId, PersonId};
use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::plan::Hash;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A runbook of the library, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunbookSummary {
    /// The same in all its versions: `playbook--` and a UUID.
    #[schema(value_type = String)]
    pub id: PlaybookId,
    /// What it is called in addresses and on the command line, such as `ransomware`.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// Its marking (TLP 2.0).
    pub tlp: String,
    /// Who looks after it: a post, not a person.
    pub owner: String,
    /// When it is to be looked at again, `YYYY-MM-DD`.
    pub review_by: String,
    /// That day is past.
    pub overdue: bool,
    /// The version that is followed; none: no version is approved, or the one that was is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub in_force: Option<Hash>,
    /// The version that came last.
    #[schema(value_type = String)]
    pub latest: Hash,
    /// Where that one stands: `draft`, `in-review`, `approved`, `withdrawn`.
    pub standing: String,
    /// How many versions there are.
    pub versions: usize,
    /// When it is proposed, in words.
    #[serde(default)]
    pub triggers: Vec<String>,
    /// Organisations that have taken the version in force as theirs (the latest, where none is).
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub signed_off: Vec<OrganisationId>,
}

/// A runbook with its versions, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunbookView {
    /// What stands in the list.
    pub runbook: RunbookSummary,
    /// All of them.
    pub versions: Vec<RunbookVersion>,
    /// What the caller may do with runbooks: `write`, `approve`, `sign-off`. The rules may still refuse: whoever wrote a
    /// version does not approve it.
    #[serde(default)]
    pub can: Vec<String>,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunbookVersion {
    /// Its name for ever: the digest of its content, in hexadecimal.
    #[schema(value_type = String)]
    pub version: Hash,
    /// When it was written, as it says itself.
    pub modified: Timestamp,
    /// Who put it there; none: the machine's operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub saved_by: Option<PersonId>,
    /// When.
    pub saved_at: Timestamp,
    /// `draft`, `in-review`, `approved`, `withdrawn`.
    pub standing: String,
    /// Why it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it is the one that is followed.
    pub in_force: bool,
    /// Who approved it, in order.
    pub approvals: Vec<Approval>,
    /// Which organisations have taken it as theirs.
    pub sign_offs: Vec<SignOff>,
}

/// Somebody's approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Approval {
    /// Who.
    #[schema(value_type = uuid::Uuid)]
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// An organisation's agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignOff {
    /// Whose.
    #[schema(value_type = uuid::Uuid)]
    pub organisation: OrganisationId,
    /// Who said so.
    #[schema(value_type = uuid::Uuid)]
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// A version that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SavedRunbook {
    /// Of which runbook.
    #[schema(value_type = String)]
    pub id: PlaybookId,
    /// Its name for ever.
    #[schema(value_type = String)]
    pub version: Hash,
    /// False: the library had this content already, and nothing was recorded.
    pub new: bool,
    /// What was found in the text.
    pub found: FoundInRunbook,
}

/// What was found in a text that can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundInRunbook {
    /// What is not wrong and not kept, each with line and column.
    pub warnings: Vec<String>,
    /// What somebody should look at before it is approved, each with its rule.
    pub findings: Vec<String>,
    /// Of a CACAO playbook: what was changed, added or left out to make a runbook of it, each with its place.
    pub tolerated: Vec<String>,
}

/// What a check of a text says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckedRunbook {
    /// Whether it can be saved.
    pub ok: bool,
    /// What stands in the way, each with line and column where it has them.
    pub faults: Vec<RunbookFault>,
    /// What else there is to say.
    pub found: FoundInRunbook,
}

/// Something wrong in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunbookFault {
    /// From 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// From 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// What is wrong and what to do.
    pub problem: String,
}

/// Why a version is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawRunbook {
    /// At most 2,000 characters.
    pub reason: String,
}

/// What changed between two versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RunbookDiff {
    /// The older.
    #[schema(value_type = String)]
    pub from: Hash,
    /// The newer.
    #[schema(value_type = String)]
    pub to: Hash,
    /// One sentence each.
    pub words: Vec<String>,
    /// The same for machines: each has `change` and what changed.
    #[schema(value_type = Vec<Object>)]
    pub changes: Vec<serde_json::Value>,
}
