//! What can be asked of a run, each by its word in `do`.

use std::collections::BTreeMap;

use ctac_domain::id::PersonId;
use ctac_domain::run::named;
use ctac_runbook::run::command::{Command, Which};
use ctac_runbook::run::fact::{Evidence, SkipCode};
use ctac_runbook::run::id::{FrameId, InstanceId};
use ctac_runbook::run::plan::Hash;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A command with who it is for, and its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunAct {
    /// Chosen by the client, at most 100 printable characters: the same one again does nothing. Or give an
    /// `Idempotency-Key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// As what one acts, by the runbook's roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// For whom, if not for oneself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub on_behalf_of: Option<PersonId>,
    /// What.
    pub command: RunCommand,
}

/// What is wanted of a run. `instance` and `frame` are numbers of the run's steps and frames.
#[expect(missing_docs, reason = "each variant says what it is; its fields are called what they are")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RunCommand {
    /// "I do this." Of a step that somebody else does: with why.
    Claim {
        instance: u32,
        #[serde(default)]
        reason: Option<String>,
    },
    /// "I do not after all."
    Release { instance: u32 },
    /// "You do this."
    Assign {
        instance: u32,
        #[schema(value_type = uuid::Uuid)]
        to: PersonId,
        reason: String,
    },
    /// "It is done."
    Complete {
        instance: u32,
        #[serde(default)]
        occurred_at: Option<Timestamp>,
        #[serde(default)]
        outputs: BTreeMap<String, String>,
        #[serde(default)]
        #[schema(value_type = Vec<Object>)]
        evidence: Vec<Evidence>,
        #[serde(default)]
        note: Option<String>,
    },
    /// "It is done", before its turn.
    CompleteAhead {
        frame: u32,
        slug: String,
        #[serde(default)]
        occurred_at: Option<Timestamp>,
        #[serde(default)]
        outputs: BTreeMap<String, String>,
        #[serde(default)]
        #[schema(value_type = Vec<Object>)]
        evidence: Vec<Evidence>,
        #[serde(default)]
        note: Option<String>,
    },
    /// "It cannot be done, or went wrong."
    Fail { instance: u32, reason: String },
    /// The answer to a decision.
    Decide {
        instance: u32,
        answer: String,
        #[serde(default)]
        reason: Option<String>,
        #[serde(default)]
        occurred_at: Option<Timestamp>,
    },
    /// "I agree", to what has this digest.
    Approve {
        instance: u32,
        #[schema(value_type = String)]
        digest: Hash,
    },
    /// "I do not agree."
    Reject { instance: u32, reason: String },
    /// "I no longer agree."
    WithdrawApproval { instance: u32 },
    /// "This approval cannot be waited for." A second person must say the same.
    Override { instance: u32, reason: String },
    /// "This is passed over." A decision is answered all the same.
    Skip {
        instance: u32,
        #[schema(value_type = String)]
        code: SkipCode,
        #[serde(default)]
        reason: String,
        #[serde(default)]
        answer: Option<String>,
    },
    /// Ask the world again.
    Retry { instance: u32 },
    /// A person does what was to be automatic.
    DoByHand { instance: u32, reason: String },
    /// Whether a loop goes on.
    Judge { instance: u32, go_on: bool, reason: String },
    /// Do again what was done or passed over.
    Reopen { instance: u32, reason: String },
    /// What was based on a reopened answer stands.
    Confirm { instance: u32 },
    /// Another time target.
    Retarget { instance: u32, due: Timestamp, reason: String },
    /// One more step.
    AddStep {
        frame: u32,
        title: String,
        #[serde(default)]
        text: String,
        #[serde(default)]
        role: Option<String>,
        #[serde(default)]
        before: Option<String>,
    },
    /// "Will you lead?"
    OfferHandover {
        #[schema(value_type = uuid::Uuid)]
        to: PersonId,
    },
    /// "I lead now."
    TakeOver {},
    /// Nothing begins until it is resumed.
    Pause { reason: String },
    /// On it goes.
    Resume {},
    /// Follow another version from here on.
    Migrate {
        #[schema(value_type = String)]
        version: Hash,
    },
    /// Give up a lane.
    CancelLane { frame: u32, reason: String },
    /// Give up the run.
    CancelRun { reason: String },
    /// Something worth knowing.
    Note {
        #[serde(default)]
        instance: Option<u32>,
        text: String,
    },
}

impl From<RunCommand> for Command {
    fn from(wanted: RunCommand) -> Self {
        let at = InstanceId;
        match wanted {
            RunCommand::Claim { instance, reason } => Self::Claim { instance: at(instance), reason },
            RunCommand::Release { instance } => Self::Release { instance: at(instance) },
            RunCommand::Assign { instance, to, reason } => {
                Self::Assign { instance: at(instance), to: named(to), reason }
            }
            RunCommand::Complete { instance, occurred_at, outputs, evidence, note } => {
                Self::Complete { which: Which::Now(at(instance)), occurred_at, outputs, evidence, note }
            }
            RunCommand::CompleteAhead { frame, slug, occurred_at, outputs, evidence, note } => {
                Self::Complete { which: Which::Ahead(FrameId(frame), slug), occurred_at, outputs, evidence, note }
            }
            RunCommand::Fail { instance, reason } => Self::Fail { instance: at(instance), reason },
            RunCommand::Decide { instance, answer, reason, occurred_at } => {
                Self::Decide { instance: at(instance), answer, reason, occurred_at }
            }
            RunCommand::Approve { instance, digest } => Self::Approve { instance: at(instance), digest },
            RunCommand::Reject { instance, reason } => Self::Reject { instance: at(instance), reason },
            RunCommand::WithdrawApproval { instance } => Self::WithdrawApproval { instance: at(instance) },
            RunCommand::Override { instance, reason } => Self::Override { instance: at(instance), reason },
            RunCommand::Skip { instance, code, reason, answer } => {
                Self::Skip { instance: at(instance), code, reason, answer }
            }
            RunCommand::Retry { instance } => Self::Retry { instance: at(instance) },
            RunCommand::DoByHand { instance, reason } => Self::DoByHand { instance: at(instance), reason },
            RunCommand::Judge { instance, go_on, reason } => Self::Judge { instance: at(instance), go_on, reason },
            RunCommand::Reopen { instance, reason } => Self::Reopen { instance: at(instance), reason },
            RunCommand::Confirm { instance } => Self::Confirm { instance: at(instance) },
            RunCommand::Retarget { instance, due, reason } => Self::Retarget { instance: at(instance), due, reason },
            RunCommand::AddStep { frame, title, text, role, before } => {
                Self::AddStep { frame: FrameId(frame), title, text, role, before }
            }
            RunCommand::OfferHandover { to } => Self::OfferHandover { to: named(to) },
            RunCommand::TakeOver {} => Self::TakeOver,
            RunCommand::Pause { reason } => Self::Pause { reason },
            RunCommand::Resume {} => Self::Resume,
            RunCommand::Migrate { version } => Self::Migrate { version },
            RunCommand::CancelLane { frame, reason } => Self::CancelLane { frame: FrameId(frame), reason },
            RunCommand::CancelRun { reason } => Self::CancelRun { reason },
            RunCommand::Note { instance, text } => Self::Note { instance: instance.map(InstanceId), text },
        }
    }
}
