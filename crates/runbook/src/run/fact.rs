//! What happened in a run: the facts that a ledger keeps. Their stored form is for ever.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::{CommandId, EffectId, FrameId, InstanceId, Person};
use super::plan::Hash;
use super::request::{Outcome, Request};
use super::state::Mode;

/// One thing that happened, with who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// When it was recorded.
    pub at: Timestamp,
    /// By whom.
    pub by: By,
    /// The command it came of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandId>,
    /// What.
    pub event: Event,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum By {
    /// Time, the world's answers, and what follows from a step by itself.
    Engine,
    /// Somebody.
    Person {
        /// Who.
        person: Person,
        /// As what they act, by the runbook's roles.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
        /// For whom, if not for themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_behalf_of: Option<Person>,
    },
}

impl By {
    /// The person, if it is one.
    #[must_use]
    pub const fn person(&self) -> Option<&Person> {
        match self {
            Self::Engine => None,
            Self::Person { person, .. } => Some(person),
        }
    }

    /// The role they act in.
    #[must_use]
    pub const fn role(&self) -> Option<&String> {
        match self {
            Self::Engine => None,
            Self::Person { role, .. } => role.as_ref(),
        }
    }
}

/// Which body of a step a frame works through. By name and not by number, so that a newer version finds it again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Place {
    /// The runbook itself.
    Main,
    /// The branch for an answer.
    Answer {
        /// Which.
        answer: String,
    },
    /// What follows an approval.
    Approved,
    /// What follows a rejection.
    Rejected,
    /// A lane.
    Lane {
        /// Its title.
        title: String,
    },
    /// One time through a loop, from 1.
    Pass {
        /// Which.
        pass: u32,
    },
    /// A sub-runbook.
    Child,
}

/// Why something is no longer to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// An earlier step was reopened; its turn comes again.
    Withdrawn,
    /// Another answer was given, or a newer version has it no more.
    Superseded,
    /// Its lane was given up, or was not needed.
    Lane,
    /// The run was given up.
    Run,
}

/// Something that shows that a step was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which of those that the step asks for, or a label of one's own.
    pub label: String,
    /// What: words, a reference number, the digest of a file.
    pub value: String,
}

/// Why a step is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipCode {
    /// It has no meaning here.
    NotApplicable,
    /// It was done before the run began.
    AlreadyDone,
    /// Somebody outside the run does it.
    Delegated,
    /// It cannot be done.
    Impossible,
    /// It would do harm.
    Unsafe,
    /// Something else took its place.
    Superseded,
    /// As the text says.
    Other,
}

/// What happened.
#[expect(missing_docs, reason = "each variant says what it is; its fields are called what they are")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// The run began.
    Started { mode: Mode, lead: Person, version: Hash, closure: Vec<Hash>, inputs: BTreeMap<String, String> },
    /// A stretch of steps is begun.
    FrameOpened {
        frame: FrameId,
        owner: InstanceId,
        place: Place,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        child: Option<Hash>,
    },
    /// Every step of it is over.
    FrameClosed { frame: FrameId },
    /// It is given up, with all that is live in it.
    FrameCancelled { frame: FrameId, why: Why, reason: String },
    /// A decision was taken again, the same: its branch goes on.
    FrameKept { frame: FrameId, owner: InstanceId },
    /// A step is to be done.
    Activated {
        instance: InstanceId,
        frame: FrameId,
        slug: String,
        attempt: u32,
        owners: Vec<Person>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Timestamp>,
        #[serde(default, skip_serializing_if = "is_false")]
        early: bool,
        #[serde(default, skip_serializing_if = "is_false")]
        inserted: bool,
    },
    /// Somebody does it.
    Claimed { instance: InstanceId },
    /// They do not after all.
    Released { instance: InstanceId },
    /// It was given to somebody.
    Assigned { instance: InstanceId, to: Person, reason: String },
    /// It is done.
    Done { instance: InstanceId, done: Done },
    /// Somebody says that it cannot be done, or went wrong.
    Failed { instance: InstanceId, reason: String },
    /// Somebody asked to pass over it; another must agree.
    SkipAsked { instance: InstanceId, code: SkipCode, reason: String },
    /// It was passed over.
    Skipped {
        instance: InstanceId,
        code: SkipCode,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<String>,
    },
    /// Somebody asked to go on without an approval; another must say the same.
    OverrideAsked { instance: InstanceId, reason: String },
    /// Somebody approved.
    Approved {
        instance: InstanceId,
        digest: Hash,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
    },
    /// They took it back.
    ApprovalWithdrawn { instance: InstanceId },
    /// Somebody does not agree; the gate stays, until enough do after all.
    Refused { instance: InstanceId, reason: String },
    /// What was approved has changed: nobody has approved it.
    ApprovalsVoid { instance: InstanceId },
    /// The answer was recorded.
    Recorded { scope: FrameId, name: String, value: String },
    /// By when is now known, or was changed.
    Retargeted { instance: InstanceId, due: Timestamp, reason: String },
    /// It is late, and somebody is told.
    Overdue { instance: InstanceId, level: u8, due: Timestamp },
    /// The world is asked.
    Requested {
        effect: EffectId,
        request: Request,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        patience_ends: Option<Timestamp>,
    },
    /// The world answered.
    Answered { effect: EffectId, outcome: Outcome },
    /// It answered when nobody waited any more.
    AnsweredLate { effect: EffectId, outcome: Outcome },
    /// It is tried again then.
    TryAgain { instance: InstanceId, at: Timestamp },
    /// A person is to do it.
    ByHand { instance: InstanceId, reason: String },
    /// Nobody knows whether it happened: a person is to say.
    OutcomeUnknown { instance: InstanceId },
    /// Somebody asks for another try.
    Retried { instance: InstanceId },
    /// No answer came in time.
    GaveUpWaiting { instance: InstanceId },
    /// The world could not do it; the run goes on without.
    WentOn { instance: InstanceId, reason: String },
    /// It waits until then.
    WaitsUntil {
        instance: InstanceId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// Whether the loop goes on is for a person to say.
    JudgementNeeded { instance: InstanceId, reason: String },
    /// They said.
    Judged { instance: InstanceId, go_on: bool, reason: String },
    /// What was done is done again: the next activation is a new attempt.
    Reopened { instance: InstanceId, reason: String, irreversible: Vec<String> },
    /// What was live is no longer to be done.
    Withdrawn { instance: InstanceId, why: Why },
    /// What it was based on has changed.
    Recheck { instance: InstanceId },
    /// Somebody looked again: it stands.
    Confirmed { instance: InstanceId },
    /// A step was added.
    StepAdded {
        frame: FrameId,
        slug: String,
        title: String,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
    },
    /// The run was offered to somebody.
    HandoverOffered { to: Person },
    /// They took it.
    HandedOver { to: Person },
    /// Nothing begins until it is resumed.
    Paused { reason: String },
    /// On it goes; what was due is due so much later.
    Resumed { later_s: i64 },
    /// It follows another version from here on.
    Migrated { version: Hash, closure: Vec<Hash> },
    /// Something worth knowing.
    Noted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instance: Option<InstanceId>,
        text: String,
    },
    /// It was given up.
    RunCancelled { reason: String },
    /// Every step of the way taken is over.
    RunFinished,
}

/// How a step was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// When it is said to have happened.
    pub occurred_at: Timestamp,
    /// What was found, by record.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<String, String>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The answer, of a decision or an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The time said is odd: before the step began, in the future (and then cut), or long ago.
    #[serde(default, skip_serializing_if = "is_false")]
    pub odd_time: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_false(it: &bool) -> bool {
    !*it
}

impl Event {
    /// What a ledger calls it.
    #[must_use]
    pub const fn stored_kind(&self) -> &'static str {
        match self {
            Self::Started { .. } => "run.started",
            Self::FrameOpened { .. } => "run.frame_opened",
            Self::FrameClosed { .. } => "run.frame_closed",
            Self::FrameCancelled { .. } => "run.frame_cancelled",
            Self::FrameKept { .. } => "run.frame_kept",
            Self::Activated { .. } => "run.activated",
            Self::Claimed { .. } => "run.claimed",
            Self::Released { .. } => "run.released",
            Self::Assigned { .. } => "run.assigned",
            Self::Done { .. } => "run.done",
            Self::Failed { .. } => "run.failed",
            Self::SkipAsked { .. } => "run.skip_asked",
            Self::Skipped { .. } => "run.skipped",
            Self::OverrideAsked { .. } => "run.override_asked",
            Self::Approved { .. } => "run.approved",
            Self::ApprovalWithdrawn { .. } => "run.approval_withdrawn",
            Self::Refused { .. } => "run.refused",
            Self::ApprovalsVoid { .. } => "run.approvals_void",
            Self::Recorded { .. } => "run.recorded",
            Self::Retargeted { .. } => "run.retargeted",
            Self::Overdue { .. } => "run.overdue",
            Self::Requested { .. } => "run.requested",
            Self::Answered { .. } => "run.answered",
            Self::AnsweredLate { .. } => "run.answered_late",
            Self::TryAgain { .. } => "run.try_again",
            Self::ByHand { .. } => "run.by_hand",
            Self::OutcomeUnknown { .. } => "run.outcome_unknown",
            Self::Retried { .. } => "run.retried",
            Self::GaveUpWaiting { .. } => "run.gave_up_waiting",
            Self::WentOn { .. } => "run.went_on",
            Self::WaitsUntil { .. } => "run.waits_until",
            Self::JudgementNeeded { .. } => "run.judgement_needed",
            Self::Judged { .. } => "run.judged",
            Self::Reopened { .. } => "run.reopened",
            Self::Withdrawn { .. } => "run.withdrawn",
            Self::Recheck { .. } => "run.recheck",
            Self::Confirmed { .. } => "run.confirmed",
            Self::StepAdded { .. } => "run.step_added",
            Self::HandoverOffered { .. } => "run.handover_offered",
            Self::HandedOver { .. } => "run.handed_over",
            Self::Paused { .. } => "run.paused",
            Self::Resumed { .. } => "run.resumed",
            Self::Migrated { .. } => "run.migrated",
            Self::Noted { .. } => "run.noted",
            Self::RunCancelled { .. } => "run.cancelled",
            Self::RunFinished => "run.finished",
        }
    }
}
