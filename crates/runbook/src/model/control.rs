//! Steps that lead the run: decisions, approvals, lanes, repeats, other runbooks, waits.

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::model::condition::Condition;
use crate::model::duration::Duration;
use crate::model::id::PlaybookId;
use crate::model::list::{List, OneOrMore};
use crate::model::step::Step;
use crate::model::target::Escalation;
use crate::model::text::Text;
use crate::model::variable::Answers;
use crate::model::word::{Name, Slug, Title};

/// Steps that are worked in order, then the run goes on behind the step that has the branch.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Branch {
    /// Its own name where it stands below, under a heading of its own; none where it stands under its step.
    pub name: Option<BranchName>,
    /// What is said before its steps.
    pub text: Text,
    /// The steps; none where the answer alone is the branch.
    pub steps: Vec<Step>,
}

/// What a branch is called that stands under a heading of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchName {
    /// For ever.
    pub slug: Slug,
    /// Its heading.
    pub title: Title,
}

/// A question with answers that a person chooses from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The record the answer goes into; none where no other step asks for it.
    pub record: Option<Name>,
    /// What may be answered.
    pub answers: Answers,
    /// What follows. An answer that no branch is for goes straight on.
    pub branches: Vec<When>,
}

/// A branch, and the answers that lead into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// The answers. No other branch of the decision has them.
    pub answers: OneOrMore<Slug>,
    /// The steps.
    pub branch: Branch,
}

/// A gate: the run goes on when enough people have approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The roles whose people may approve; none: the step's role.
    pub by: List<Slug, 0, { limits::ITEMS }>,
    /// How many must.
    pub needs: Quorum,
    /// Roles whose people may not, whatever other role they have.
    pub not_by: List<Slug, 0, { limits::ITEMS }>,
    /// The record that `approved` or `rejected` goes into; none where no other step asks for it.
    pub record: Option<Name>,
    /// An approval holds for so long; none: for the run.
    pub expires: Option<Duration>,
    /// What follows an approval, before the run goes on.
    pub approved: Option<Branch>,
    /// What follows a rejection, before the run goes on. None: the run waits at the gate until it is approved after all.
    pub rejected: Option<Branch>,
}

/// How many people must approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quorum {
    /// So many different people, from 1 to 10.
    Of(u8),
    /// One of each role that may approve, all different people.
    Each,
}

/// Branches that are worked at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parallel {
    /// The lanes.
    pub lanes: List<Lane, 2, { limits::LANES }>,
    /// When the run goes on.
    pub join: Join,
}

/// One of the branches that are worked at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// What it is called; no other lane of the step is called so.
    pub name: Slug,
    /// The steps.
    pub branch: Branch,
}

/// When lanes are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// When all are over.
    All,
    /// When one is over; the others are then called off.
    Any,
    /// When so many are over; the others are then called off.
    Of(u8),
}

/// Steps that are worked again until something holds, which is asked before each pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// When it ends. What is not known is not yet so before the first pass; later a person decides.
    pub until: Condition,
    /// How long after the beginning of a pass the next one begins; none: at once.
    pub every: Option<Duration>,
    /// Passes at most; at least one.
    pub max: u16,
    /// Who is paged when that many were not enough. A person then says whether to go on.
    pub on_limit: List<Escalation, 0, { limits::ESCALATIONS }>,
    /// One pass.
    pub each: Branch,
}

/// Another runbook, worked within this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubRunbook {
    /// Which.
    pub playbook: PlaybookId,
    /// Which version, by its `modified`; none: the one that is approved when the run starts.
    pub version: Option<jiff::Timestamp>,
    /// What it is started with.
    pub pass: Vec<Pass>,
    /// What is taken over when it is over.
    pub returns: Vec<Pass>,
}

/// A variable of the other runbook and one of this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// What it is called there.
    pub theirs: Name,
    /// What it is called here.
    pub ours: Name,
}

/// The run waits. A person may end the wait, with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// So long.
    For(Duration),
    /// Until something holds; after so long it becomes a person's task.
    Until {
        /// What must hold.
        condition: Condition,
        /// How long is waited for it.
        give_up_after: Option<Duration>,
    },
}

impl Decision {
    /// The branch that an answer leads into; none where the run goes straight on.
    #[must_use]
    pub fn branch(&self, answer: &str) -> Option<&Branch> {
        let when = self.branches.iter().find(|when| when.answers.iter().any(|name| name.as_str() == answer))?;
        Some(&when.branch)
    }
}
