//! How a procedure was followed: every step with who, when and how late, what was decided and undone, and figures that
//! tell a cell where its procedure and its practice differ. From a run and its facts, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fact::{Event, Evidence, Fact, Place, SkipCode, Why};
use super::id::{InstanceId, Person};
use super::plan::{Def, Hash};
use super::state::{Frame, Instance, Mode, Run, RunStatus, Status};

/// How one run went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The runbook's title.
    pub title: String,
    /// The version that it follows now, by the digest of its content.
    pub version: Hash,
    /// Whether it is real.
    pub mode: Mode,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; none: it goes on.
    pub ended_at: Option<Timestamp>,
    /// Whether it was given up.
    pub cancelled: bool,
    /// Every attempt, in the order in which they began.
    pub steps: Vec<StepReport>,
    /// Steps that no attempt was made at, with why.
    pub not_reached: Vec<NotReached>,
    /// What was done with the run as a whole, and what was undone.
    pub turns: Vec<Turn>,
    /// In figures.
    pub figures: Figures,
}

/// One attempt at a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepReport {
    /// Which attempt.
    pub instance: InstanceId,
    /// What the step is called for ever.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// The heading of its phase.
    pub phase: String,
    /// In which branch, lane, pass and sub-runbook, the outermost first.
    pub within: Vec<String>,
    /// What became of it.
    pub came_to: CameTo,
    /// From 1.
    pub attempt: u32,
    /// Whose it is, by the runbook's roles.
    pub role: Option<String>,
    /// The version it was done under.
    pub version: Hash,
    /// When it was to be begun.
    pub activated_at: Timestamp,
    /// When somebody took it.
    pub claimed_at: Option<Timestamp>,
    /// When it is said to have happened.
    pub occurred_at: Option<Timestamp>,
    /// When that was recorded.
    pub recorded_at: Option<Timestamp>,
    /// Who did it; none: the engine.
    pub by: Option<Person>,
    /// In which role.
    pub acted_as: Option<String>,
    /// By when it was to be done.
    pub due: Option<Timestamp>,
    /// How many seconds late it was; negative: before its time.
    pub late_s: Option<i64>,
    /// The answer, of a decision or an approval.
    pub answer: Option<String>,
    /// Why, in words.
    pub reason: Option<String>,
    /// Why it was passed over.
    pub skipped: Option<SkipCode>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// How often the world was asked.
    pub tries: u8,
    /// What is worth a look.
    pub marks: BTreeSet<Mark>,
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CameTo {
    /// It was done.
    Done,
    /// It was passed over.
    Skipped,
    /// It was to be done no more.
    Withdrawn,
    /// It is still to be done.
    Open,
}

/// What is worth a look in an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Done before its turn.
    Early,
    /// Added on the way.
    Added,
    /// Came by a newer version, or again.
    Inserted,
    /// Done by a person where the engine was to.
    ByHand,
    /// What it was based on has changed since, and nobody has looked again.
    Recheck,
    /// The time said is odd.
    OddTime,
}

/// A step that was not come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotReached {
    /// Which.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// Whether it lies in a branch that was not taken: then it did not apply.
    pub not_applicable: bool,
}

/// Something done with the run, not with one step of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// When.
    pub at: Timestamp,
    /// By whom; none: the engine.
    pub by: Option<Person>,
    /// What, in words.
    pub what: String,
}

/// A run in figures. Steps are counted once, by their latest attempt in each branch, lane and pass.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Steps of the versions followed, whether they applied or not.
    pub all: usize,
    /// Those of the way taken.
    pub applicable: usize,
    /// Done.
    pub done: usize,
    /// Passed over with a reason.
    pub skipped: usize,
    /// Of those that had a time target and are done: how many were.
    pub on_time: usize,
    /// How many had one.
    pub timed: usize,
    /// Half of all that were taken were taken in so many seconds.
    pub median_to_claim_s: Option<i64>,
    /// Targets missed, by role.
    pub late_by_role: BTreeMap<String, usize>,
    /// Attempts that were undone.
    pub reopened: usize,
    /// Decisions that were taken again, otherwise.
    pub reversed: usize,
}

impl Report {
    /// Of a run and everything that happened in it, in order.
    #[must_use]
    pub fn of(run: &Run, facts: &[Fact]) -> Self {
        let steps: Vec<StepReport> = run.instances.values().map(|it| step(run, it)).collect();
        let not_reached = not_reached(run);
        let (ended_at, cancelled) = match run.status {
            RunStatus::Finished { at } => (Some(at), false),
            RunStatus::Cancelled { at } => (Some(at), true),
            RunStatus::Running | RunStatus::Paused { .. } => (None, false),
        };
        Self {
            title: run.closure.get(&run.version).map(|plan| plan.title.clone()).unwrap_or_default(),
            version: run.version.clone(),
            mode: run.mode,
            started_at: run.started_at,
            ended_at,
            cancelled,
            figures: figures(run, &steps, &not_reached, facts),
            steps,
            not_reached,
            turns: facts.iter().filter_map(turn).collect(),
        }
    }
}

fn step(run: &Run, it: &Instance) -> StepReport {
    let def = run.def(it);
    let ended = it.ended.as_ref();
    let marks = [
        (it.early, Mark::Early),
        (it.slug.starts_with("added."), Mark::Added),
        (it.inserted, Mark::Inserted),
        (it.by_hand, Mark::ByHand),
        (it.recheck, Mark::Recheck),
        (ended.is_some_and(|ended| ended.odd_time), Mark::OddTime),
    ];
    StepReport {
        instance: it.id,
        slug: it.slug.clone(),
        title: def.map(|def| def.title.clone()).unwrap_or_default(),
        phase: def.map(|def| def.phase.clone()).unwrap_or_default(),
        within: within(run, it),
        came_to: match it.status {
            Status::Done => CameTo::Done,
            Status::Skipped => CameTo::Skipped,
            Status::Cancelled(_) => CameTo::Withdrawn,
            _ => CameTo::Open,
        },
        attempt: it.attempt,
        role: def.and_then(|def| def.role.clone()),
        version: it.version.clone(),
        activated_at: it.activated_at,
        claimed_at: it.claimed.as_ref().map(|(_, at)| *at),
        occurred_at: ended.map(|ended| ended.occurred_at),
        recorded_at: ended.map(|ended| ended.recorded_at),
        by: ended.and_then(|ended| ended.by.clone()),
        acted_as: ended.and_then(|ended| ended.role.clone()),
        due: it.due,
        late_s: ended.zip(it.due).map(|(ended, due)| ended.occurred_at.duration_since(due).as_secs()),
        answer: ended.and_then(|ended| ended.answer.clone()),
        reason: ended.and_then(|ended| ended.reason.clone()),
        skipped: ended.and_then(|ended| ended.skipped),
        evidence: ended.map(|ended| ended.evidence.clone()).unwrap_or_default(),
        tries: it.tries,
        marks: marks.into_iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark).collect(),
    }
}

/// Where a step lies, the outermost first. Bounded by how deep frames can lie.
fn within(run: &Run, it: &Instance) -> Vec<String> {
    let mut path = Vec::new();
    let mut frame: Option<&Frame> = run.frames.get(&it.frame);
    while let Some(owner) = frame.and_then(|frame| frame.owner).and_then(|id| run.instance(id)) {
        let title = run.def(owner).map(|def| def.title.clone()).unwrap_or_default();
        let place = match frame.map(|frame| &frame.place) {
            Some(Place::Answer { answer }) => format!("{title}: {answer}"),
            Some(Place::Approved) => format!("{title}: approved"),
            Some(Place::Rejected) => format!("{title}: rejected"),
            Some(Place::Lane { title: lane }) => format!("{title}: lane {lane}"),
            Some(Place::Pass { pass }) => format!("{title}: time {pass}"),
            Some(Place::Main | Place::Child) | None => title,
        };
        path.push(place);
        frame = run.frames.get(&owner.frame);
    }
    path.reverse();
    path
}

fn not_reached(run: &Run) -> Vec<NotReached> {
    let begun: BTreeSet<&str> = run.instances.values().map(|it| it.slug.as_str()).collect();
    let Some(plan) = run.closure.get(&run.version) else { return Vec::new() };
    let outer: BTreeSet<&str> = plan.body.iter().map(|def| def.slug.as_str()).collect();
    let waits = open_bodies(run);
    let missed = plan.steps.values().filter(|def| !begun.contains(def.slug.as_str()));
    let report = |def: &std::sync::Arc<Def>| NotReached {
        slug: def.slug.clone(),
        title: def.title.clone(),
        not_applicable: !outer.contains(def.slug.as_str()) && !waits.contains(&def.slug),
    };
    missed.map(report).collect()
}

/// Steps of frames that were opened: those of the way taken, come to or not.
fn open_bodies(run: &Run) -> BTreeSet<String> {
    let frames = run.frames.values().filter(|frame| !frame.given_up);
    frames.flat_map(|frame| run.body(frame)).map(|def| def.slug.clone()).collect()
}

fn figures(run: &Run, steps: &[StepReport], not_reached: &[NotReached], facts: &[Fact]) -> Figures {
    let latest: BTreeSet<InstanceId> = run.latest.values().copied().collect();
    let counted: Vec<&StepReport> = steps.iter().filter(|it| latest.contains(&it.instance)).collect();
    let timed: Vec<&&StepReport> = counted.iter().filter(|it| it.late_s.is_some()).collect();
    let late = timed.iter().filter(|it| it.late_s.is_some_and(|late_s| late_s > 0));
    let mut late_by_role = BTreeMap::new();
    for it in late.clone() {
        *late_by_role.entry(it.role.clone().unwrap_or_default()).or_insert(0) += 1;
    }
    let mut to_claim: Vec<i64> =
        counted.iter().filter_map(|it| Some(it.claimed_at?.duration_since(it.activated_at).as_secs())).collect();
    to_claim.sort_unstable();
    let withdrawn = counted.iter().filter(|it| it.came_to == CameTo::Withdrawn).count();
    let applies = not_reached.iter().filter(|it| !it.not_applicable).count();
    Figures {
        all: counted.len() + not_reached.len(),
        applicable: counted.len() - withdrawn + applies,
        done: counted.iter().filter(|it| it.came_to == CameTo::Done).count(),
        skipped: counted.iter().filter(|it| it.came_to == CameTo::Skipped).count(),
        on_time: timed.len() - late.count(),
        timed: timed.len(),
        median_to_claim_s: to_claim.get(to_claim.len() / 2).copied(),
        late_by_role,
        reopened: facts.iter().filter(|fact| matches!(fact.event, Event::Reopened { .. })).count(),
        reversed: facts
            .iter()
            .filter(|fact| matches!(fact.event, Event::FrameCancelled { why: Why::Superseded, .. }))
            .count(),
    }
}

/// What a fact says of the run as a whole, in words; none: it is about one step, and stands there.
fn turn(fact: &Fact) -> Option<Turn> {
    let what = match &fact.event {
        Event::Started { mode: Mode::Live, .. } => "The run began.".to_owned(),
        Event::Started { mode: Mode::Exercise, .. } => "The run began, as an exercise.".to_owned(),
        Event::Reopened { reason, irreversible, .. } if irreversible.is_empty() => {
            format!("A step was reopened: {reason}")
        }
        Event::Reopened { reason, irreversible, .. } => {
            format!("A step was reopened: {reason} What cannot be called back: {}.", irreversible.join(", "))
        }
        Event::FrameCancelled { reason, .. } => format!("A branch or lane was given up: {reason}"),
        Event::HandoverOffered { .. } => "The lead was offered.".to_owned(),
        Event::HandedOver { .. } => "The lead was taken over.".to_owned(),
        Event::Paused { reason } => format!("The run was paused: {reason}"),
        Event::Resumed { .. } => "The run went on.".to_owned(),
        Event::Migrated { version, .. } => format!("The run follows another version from here on: {version}."),
        Event::Judged { go_on: true, reason, .. } => format!("A loop was to go on: {reason}"),
        Event::Judged { go_on: false, reason, .. } => format!("A loop was ended: {reason}"),
        Event::OverrideAsked { reason, .. } => format!("An approval was to be overridden: {reason}"),
        Event::RunCancelled { reason } => format!("The run was given up: {reason}"),
        Event::RunFinished => "Every step of the way taken is over.".to_owned(),
        Event::Noted { text, .. } => text.clone(),
        _ => return None,
    };
    Some(Turn { at: fact.at, by: fact.by.person().cloned(), what })
}
