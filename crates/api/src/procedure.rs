//! A version of a runbook as people read it: its steps with their words, taken apart so that a screen can lay them out.

use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::plan::Hash;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A procedure to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProcedureView {
    /// Of which runbook.
    #[schema(value_type = String)]
    pub id: PlaybookId,
    /// Which version.
    #[schema(value_type = String)]
    pub version: Hash,
    /// What it is called in addresses.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// Its marking (TLP 2.0).
    pub tlp: String,
    /// Who looks after it: a post.
    pub owner: String,
    /// When it is to be looked at again, `YYYY-MM-DD`.
    pub review_by: String,
    /// What it is for: Markdown by whoever wrote it. Never to be shown as HTML without being escaped.
    pub purpose: String,
    /// When it is proposed, in words.
    pub triggers: Vec<String>,
    /// Facts that a cell makes sure of before it adopts it.
    pub to_confirm: Vec<String>,
    /// Who does its steps.
    pub roles: Vec<ProcedureRole>,
    /// What a run is started with.
    pub inputs: Vec<ProcedureInput>,
    /// Deadlines, each in a line.
    pub clocks: Vec<String>,
    /// What it rests on, each in a line.
    pub references: Vec<String>,
    /// Its phases.
    pub phases: Vec<ProcedureText>,
    /// Its steps, in the order of work; what stands in a branch follows the step that it stands under.
    pub steps: Vec<ProcedureStep>,
}

/// A heading with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProcedureText {
    /// The heading.
    pub title: String,
    /// Markdown.
    pub text: String,
}

/// A role of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProcedureRole {
    /// What steps call it.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// What it is there for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The role that is asked where this one has nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<String>,
    /// Whether it leads.
    pub lead: bool,
}

/// Something that a run is started with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProcedureInput {
    /// Its name.
    pub name: String,
    /// What it is, in words.
    pub label: String,
    /// What its value must be, in words.
    pub expected: String,
    /// Its value where none is given; none: it must be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A step of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProcedureStep {
    /// What it is called for ever.
    pub slug: String,
    /// Its place, such as `2.3a.1`.
    pub number: String,
    /// Its heading.
    pub title: String,
    /// Its kind, as runbooks/README.md has them.
    pub kind: String,
    /// In which phase, from 0.
    pub phase: usize,
    /// The step that it stands under, and in which of that one's branches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<ProcedurePlace>,
    /// Whose it is, by the roles' slugs.
    pub role: String,
    /// Other roles that it asks something of.
    pub asks: Vec<String>,
    /// Until when, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// When it may be left out, where that is not as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip: Option<String>,
    /// What it comes to, in sentences: an approval's terms, what the service does.
    pub says: Vec<String>,
    /// The answers of a decision.
    pub answers: Vec<ProcedureAnswer>,
    /// What is written down.
    pub records: Vec<String>,
    /// What is handed in.
    pub evidence: Vec<String>,
    /// Its branches, by their heads: `When yes`, `Lane clinical`, `Each time`.
    pub branches: Vec<ProcedureText>,
    /// The instruction: Markdown.
    pub text: String,
}

/// Where a step of a branch stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProcedurePlace {
    /// The slug of the step above.
    pub step: String,
    /// Which of its branches, from 0.
    pub branch: usize,
}

/// An answer of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProcedureAnswer {
    /// What `decide` takes.
    pub answer: String,
    /// In words.
    pub words: String,
}
