//! A run as it stands: frames that are worked through, attempts at their steps, what was recorded, what the world is
//! asked for. It is what its facts come to and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet, Vector};
use jiff::Timestamp;

use super::fact::{Evidence, Place, SkipCode, Why};
use super::id::{CommandId, EffectId, FrameId, InstanceId, Person};
use super::plan::{Def, Hash, Plan};
use super::request::Request;

/// Whether it is real.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// An incident.
    Live,
    /// An exercise: nothing leaves the building, and every message is marked.
    Exercise,
}

/// Where the run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunStatus {
    /// Steps are worked.
    Running,
    /// Nothing begins and nothing falls due.
    Paused {
        /// Since when.
        since: Timestamp,
    },
    /// Every step of the way taken is over.
    Finished {
        /// When.
        at: Timestamp,
    },
    /// It was given up.
    Cancelled {
        /// When.
        at: Timestamp,
    },
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Whether it is real.
    pub mode: Mode,
    /// Where it stands.
    pub status: RunStatus,
    /// Since when.
    pub started_at: Timestamp,
    /// Who answers for it.
    pub lead: Person,
    /// Whom it was offered to, and not yet taken over by.
    pub offered: Option<Person>,
    /// The version it follows now.
    pub version: Hash,
    /// Every plan it may come to: its own and its sub-runbooks', as pinned.
    pub closure: Arc<BTreeMap<Hash, Arc<Plan>>>,
    /// By number.
    pub frames: OrdMap<FrameId, Frame>,
    /// By number.
    pub instances: OrdMap<InstanceId, Instance>,
    /// The latest attempt at each step of each frame.
    pub latest: OrdMap<(FrameId, String), InstanceId>,
    /// What was recorded, by scope and name; absent: not known.
    pub records: OrdMap<(FrameId, String), String>,
    /// Steps that were added on the way, in the order of adding.
    pub added: Vector<Added>,
    /// What the world was asked for and has not answered.
    pub outbox: BTreeMap<EffectId, Request>,
    /// Answered commands, the latest [`crate::limits::COMMANDS`].
    pub seen: OrdSet<CommandId>,
    /// In the order they came.
    pub seen_order: Vector<CommandId>,
}

/// A stretch of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Its number.
    pub id: FrameId,
    /// The step that opened it; none: the run's own.
    pub owner: Option<InstanceId>,
    /// Which of that step's bodies it is.
    pub place: Place,
    /// The frame whose records its steps see: the run's own, or its sub-runbook's.
    pub scope: FrameId,
    /// The plan that its steps are of.
    pub plan: Hash,
    /// How deep: sub-runbooks above it.
    pub depth: u8,
    /// Whether it is still worked.
    pub open: bool,
    /// Whether it was given up, and did not come to its end.
    pub given_up: bool,
}

/// A step that was added to a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// In which frame.
    pub frame: FrameId,
    /// Before which step; none: at the end.
    pub before: Option<String>,
    /// The step.
    pub def: Arc<Def>,
}

/// What an attempt is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// A person is to act.
    Ready,
    /// Its frames are worked.
    Open,
    /// It waits for an instant: [`Instance::wake_at`].
    Waiting,
    /// The world was asked, and has not answered.
    Sending,
    /// The world was asked, and nobody knows what came of it: a person is to say.
    Unknown,
    /// Whether the loop goes on cannot be told, or it came to its limit: a person is to say.
    Judgement,
    /// Done.
    Done,
    /// Passed over, with a reason.
    Skipped,
    /// No longer to be done.
    Cancelled(Why),
}

impl Status {
    /// Whether it is over, and what follows may begin.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Skipped | Self::Cancelled(Why::Lane | Why::Superseded | Why::Run))
    }

    /// Whether somebody or something is to act on it.
    #[must_use]
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Done | Self::Skipped | Self::Cancelled(_))
    }
}

/// One attempt at a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its number.
    pub id: InstanceId,
    /// Where.
    pub frame: FrameId,
    /// Which step.
    pub slug: String,
    /// From 1.
    pub attempt: u32,
    /// What it is doing.
    pub status: Status,
    /// When it was to be begun.
    pub activated_at: Timestamp,
    /// The version it began under.
    pub version: Hash,
    /// Who was named for it.
    pub owners: Vec<Person>,
    /// Who said "I do this", and when.
    pub claimed: Option<(Person, Timestamp)>,
    /// By when.
    pub due: Option<Timestamp>,
    /// How many levels of lateness were told.
    pub told: u8,
    /// How often somebody was told that it is late.
    pub tellings: u32,
    /// A person does what was to be automatic.
    pub by_hand: bool,
    /// It was done before its turn.
    pub early: bool,
    /// It came into a run under way: by a newer version, or added.
    pub inserted: bool,
    /// What it was based on has changed: a person is to look again.
    pub recheck: bool,
    /// When it goes on by itself: the end of a wait, the next pass, the next try, the end of patience.
    pub wake_at: Option<Timestamp>,
    /// How often the world was asked.
    pub tries: u8,
    /// Passes begun.
    pub passes: u32,
    /// When the last of them began.
    pub pass_began: Option<Timestamp>,
    /// Who set it up, and may therefore not approve it.
    pub asked_by: Option<Person>,
    /// Who approved.
    pub votes: Vec<Vote>,
    /// Who asked to pass over it, where another must agree.
    pub skip_asked: Option<Person>,
    /// How it ended.
    pub ended: Option<Ended>,
}

/// Somebody's agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// Whose.
    pub person: Person,
    /// In which role.
    pub role: Option<String>,
    /// To what: the digest of what they were shown.
    pub digest: Hash,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Who; none: the engine.
    pub by: Option<Person>,
    /// In which role.
    pub role: Option<String>,
    /// When they say it happened.
    pub occurred_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What was found.
    pub outputs: BTreeMap<String, String>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// The answer, of a decision or an approval.
    pub answer: Option<String>,
    /// Why, of a decision, or why it was passed over.
    pub reason: Option<String>,
    /// It was passed over, and why.
    pub skipped: Option<SkipCode>,
    /// When it is said to have happened lies before it was to be begun, or long before it was recorded.
    pub odd_time: bool,
}

impl Run {
    /// An attempt.
    #[must_use]
    pub fn instance(&self, id: InstanceId) -> Option<&Instance> {
        self.instances.get(&id)
    }

    /// The plan that a frame's steps are of.
    #[must_use]
    pub fn plan(&self, frame: &Frame) -> Option<&Arc<Plan>> {
        self.closure.get(&frame.plan)
    }

    /// What an attempt is an attempt at.
    #[must_use]
    pub fn def(&self, instance: &Instance) -> Option<&Arc<Def>> {
        let frame = self.frames.get(&instance.frame)?;
        let of_plan = self.plan(frame)?.steps.get(&instance.slug);
        of_plan.or_else(|| self.added.iter().map(|added| &added.def).find(|def| def.slug == instance.slug))
    }

    /// The steps of a frame, in order, with those that were added.
    #[must_use]
    pub fn body(&self, frame: &Frame) -> Vec<&Arc<Def>> {
        let owner = frame.owner.and_then(|id| self.instance(id)).and_then(|owner| self.def(owner));
        let planned: &[Arc<Def>] = match (&frame.place, owner) {
            (Place::Main | Place::Child, _) => self.plan(frame).map_or(&[], |plan| plan.body.as_slice()),
            (place, Some(def)) => def.kind.body(place).unwrap_or_default(),
            (_, None) => &[],
        };
        let mut body: Vec<&Arc<Def>> = planned.iter().collect();
        for added in self.added.iter().filter(|added| added.frame == frame.id) {
            let at = added.before.as_ref().and_then(|slug| body.iter().position(|def| def.slug == *slug));
            body.insert(at.unwrap_or(body.len()), &added.def);
        }
        body
    }

    /// The latest attempt at a step of a frame.
    #[must_use]
    pub fn latest(&self, frame: FrameId, slug: &str) -> Option<&Instance> {
        self.instance(*self.latest.get(&(frame, slug.to_owned()))?)
    }

    /// The frames that an attempt opened, in order.
    pub fn opened_by(&self, owner: InstanceId) -> impl Iterator<Item = &Frame> {
        self.frames.values().filter(move |frame| frame.owner == Some(owner))
    }

    /// What was recorded under a name, in the records that a frame's steps see.
    #[must_use]
    pub fn record(&self, scope: FrameId, name: &str) -> Option<&str> {
        self.records.get(&(scope, name.to_owned())).map(String::as_str)
    }

    /// Whether commands may change it.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.status, RunStatus::Finished { .. } | RunStatus::Cancelled { .. })
    }
}
