//! What somebody, or time, wants of a run.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::fact::{By, Evidence, SkipCode};
use super::id::{CommandId, EffectId, FrameId, InstanceId, Person};
use super::plan::{Hash, Plan};
use super::request::Outcome;

/// A command with who asks, and when.
pub struct Asked<'a> {
    /// So that the same one twice does nothing.
    pub id: Option<CommandId>,
    /// Who.
    pub by: By,
    /// Now.
    pub now: Timestamp,
    /// What is known outside the run.
    pub world: &'a dyn World,
}

/// What is known outside the run, at one instant. Answers must depend on nothing else.
pub trait World {
    /// Who holds a role of the runbook now, the first first; empty: nobody.
    fn holders(&self, role: &str) -> Vec<Person>;
    /// Whether somebody may be given steps.
    fn is_active(&self, person: &Person) -> bool;
    /// When the incident was declared; none: there is none.
    fn declared_at(&self) -> Option<Timestamp>;
    /// When a clock of the incident was started, if it runs.
    fn clock_started(&self, clock: &str) -> Option<Timestamp>;
    /// Clocks of the incident that run and have no owner.
    fn clocks_without_owner(&self) -> Vec<String>;
    /// A version of a runbook, and of every runbook it may come to.
    fn closure(&self, version: &Hash) -> Option<Arc<BTreeMap<Hash, Arc<Plan>>>>;
}

/// Where a step is to be completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// An attempt that is under way.
    Now(InstanceId),
    /// A step whose turn has not come.
    Ahead(FrameId, String),
}

/// What is wanted.
#[expect(missing_docs, reason = "each variant says what it is; its fields are called what they are")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// "I do this." Of a step that somebody else does: with why.
    Claim { instance: InstanceId, reason: Option<String> },
    /// "I do not after all."
    Release { instance: InstanceId },
    /// "You do this."
    Assign { instance: InstanceId, to: Person, reason: String },
    /// "It is done."
    Complete {
        which: Which,
        /// When, as the person says; none: now.
        occurred_at: Option<Timestamp>,
        outputs: BTreeMap<String, String>,
        evidence: Vec<Evidence>,
        note: Option<String>,
    },
    /// "It cannot be done, or went wrong." A person is to see to it.
    Fail { instance: InstanceId, reason: String },
    /// The answer to a decision.
    Decide { instance: InstanceId, answer: String, reason: Option<String>, occurred_at: Option<Timestamp> },
    /// "I agree", to what has this digest.
    Approve { instance: InstanceId, digest: Hash },
    /// "I do not agree."
    Reject { instance: InstanceId, reason: String },
    /// "I no longer agree", before enough do.
    WithdrawApproval { instance: InstanceId },
    /// "This approval cannot be waited for." A second person must say the same.
    Override { instance: InstanceId, reason: String },
    /// "This is passed over." A decision is answered all the same.
    Skip { instance: InstanceId, code: SkipCode, reason: String, answer: Option<String> },
    /// Ask the world again.
    Retry { instance: InstanceId },
    /// A person does what was to be automatic.
    DoByHand { instance: InstanceId, reason: String },
    /// Whether a loop goes on.
    Judge { instance: InstanceId, go_on: bool, reason: String },
    /// Do again what was done or passed over.
    Reopen { instance: InstanceId, reason: String },
    /// What was based on a reopened answer stands.
    Confirm { instance: InstanceId },
    /// Another time target.
    Retarget { instance: InstanceId, due: Timestamp, reason: String },
    /// One more step.
    AddStep { frame: FrameId, title: String, text: String, role: Option<String>, before: Option<String> },
    /// "Will you lead?"
    OfferHandover { to: Person },
    /// "I lead now."
    TakeOver,
    /// Nothing begins until it is resumed.
    Pause { reason: String },
    /// On it goes.
    Resume,
    /// Follow another version from here on.
    Migrate { version: Hash },
    /// Give up a lane.
    CancelLane { frame: FrameId, reason: String },
    /// Give up the run.
    CancelRun { reason: String },
    /// Something worth knowing.
    Note { instance: Option<InstanceId>, text: String },
    /// What the world answered. Of the engine only.
    Answer { effect: EffectId, outcome: Outcome },
    /// Time has passed. Of the engine only.
    Tick,
}
