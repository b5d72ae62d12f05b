//! Runs: runbooks that are worked in incidents. What one looks like, and what is asked of it.

use std::collections::BTreeMap;

use ctac_domain::id::{IncidentId, PersonId, RunId};
use ctac_domain::run::{KeptRun, person_of};
use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::fact::{Evidence, SkipCode};
use ctac_runbook::run::plan::Hash;
use ctac_runbook::run::state::{Mode, RunStatus, Status};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::procedure::ProcedureAnswer;

mod command;

pub use command::{RunAct, RunCommand};

/// Begin to work a runbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartRun {
    /// Chosen by the caller, a UUID, so that a repeat is the same run; or give an `Idempotency-Key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub id: Option<RunId>,
    /// Which runbook: its id or its slug, such as `ransomware`.
    pub runbook: String,
    /// Which version; the one in force unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub version: Option<Hash>,
    /// An exercise: nothing leaves the building, and every message says so. A draft can be run so.
    #[serde(default)]
    pub exercise: bool,
    /// What the runbook's inputs are, by name.
    #[serde(default)]
    pub inputs: BTreeMap<String, String>,
    /// Of an exercise: whom it may send anything to; nobody else is.
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub players: Vec<PersonId>,
}

/// A run that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StartedRun {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: RunId,
}

/// A run, small: in a room, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: RunId,
    /// Where it is worked.
    #[schema(value_type = uuid::Uuid)]
    pub incident: IncidentId,
    /// Of which runbook.
    #[schema(value_type = String)]
    pub runbook: PlaybookId,
    /// The version that it follows now.
    #[schema(value_type = String)]
    pub version: Hash,
    /// The runbook's title.
    pub title: String,
    /// Whether it is an exercise.
    pub exercise: bool,
    /// `running`, `paused`, `finished`, `cancelled`.
    pub status: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub lead: Option<PersonId>,
    /// Steps that were done or passed over.
    pub over: usize,
    /// Steps that wait for a person.
    pub waiting: usize,
    /// Of these, how many somebody was told of that they are late.
    pub late: usize,
}

impl RunView {
    /// A run as it stands.
    #[must_use]
    pub fn of(kept: &KeptRun) -> Self {
        let run = &kept.run;
        let latest = || run.latest.values().filter_map(|id| run.instance(*id));
        let waits = |status| matches!(status, Status::Ready | Status::Unknown | Status::Judgement);
        let (status, ended_at) = match run.status {
            RunStatus::Running => ("running", None),
            RunStatus::Paused { .. } => ("paused", None),
            RunStatus::Finished { at } => ("finished", Some(at)),
            RunStatus::Cancelled { at } => ("cancelled", Some(at)),
        };
        Self {
            id: kept.id,
            incident: kept.incident,
            runbook: kept.runbook,
            version: run.version.clone(),
            title: run.closure.get(&run.version).map(|plan| plan.title.clone()).unwrap_or_default(),
            exercise: run.mode == Mode::Exercise,
            status: status.to_owned(),
            started_at: run.started_at,
            ended_at,
            lead: person_of(&run.lead),
            over: latest().filter(|it| matches!(it.status, Status::Done | Status::Skipped)).count(),
            waiting: latest().filter(|it| waits(it.status)).count(),
            late: latest().filter(|it| waits(it.status) && it.told > 0).count(),
        }
    }
}

/// A run, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunDetail {
    /// What stands in a list.
    pub run: RunView,
    /// Whom the lead was offered to, and not yet taken over by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub offered: Option<PersonId>,
    /// Another version is in force now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub newer: Option<Hash>,
    /// The version that it follows was withdrawn, or one that it calls, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
    /// What the caller may do with the run as a whole now, by the words of the commands.
    pub can: Vec<String>,
    /// Stretches of steps, as they were opened.
    pub frames: Vec<FrameView>,
    /// Every attempt at a step, as they were begun.
    pub steps: Vec<StepView>,
    /// Steps of open frames whose turn has not come.
    pub ahead: Vec<AheadView>,
    /// What was recorded.
    pub records: Vec<RecordView>,
}

/// A stretch of steps: the runbook itself, a branch, a lane, one pass, a sub-runbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FrameView {
    /// Its number.
    pub frame: u32,
    /// The step that opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<u32>,
    /// What it is, in words.
    pub title: String,
    /// Whether it is still worked.
    pub open: bool,
    /// Whether it was given up.
    pub given_up: bool,
    /// Whether it is a lane, which can be given up alone.
    pub lane: bool,
}

/// One attempt at a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepView {
    /// Its number: what commands name.
    pub instance: u32,
    /// In which frame.
    pub frame: u32,
    /// What the step is called for ever.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// The heading of its phase.
    pub phase: String,
    /// The instruction: Markdown by whoever wrote the runbook. Never to be shown as HTML without being escaped.
    pub text: String,
    /// `task`, `decision`, `approval`, `parallel`, `repeat`, `runbook`, `wait`, `note`, `automatic`.
    pub kind: String,
    /// `ready`, `open`, `waiting`, `sending`, `unknown`, `judgement`, `done`, `skipped`, `cancelled`.
    pub status: String,
    /// From 1.
    pub attempt: u32,
    /// Whose it is, by the runbook's roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Who was named for it.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub owners: Vec<PersonId>,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub claimed_by: Option<PersonId>,
    /// When it was to be begun.
    pub activated_at: Timestamp,
    /// By when it is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// That is past and it is not done.
    pub overdue: bool,
    /// When it goes on by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wakes_at: Option<Timestamp>,
    /// `early`, `added`, `inserted`, `by-hand`, `recheck`, `odd-time`.
    pub marks: Vec<String>,
    /// The answers of a decision.
    pub answers: Vec<String>,
    /// What doing it says: records, with what each must be.
    pub outputs: Vec<WantedView>,
    /// What shows that it was done.
    pub evidence: Vec<WantedView>,
    /// Of an approval: the digest of what is shown, which `approve` must give back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub digest: Option<Hash>,
    /// Of an approval: how many must agree; 0: one for each of the roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<u8>,
    /// Of an approval: who has agreed.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub votes: Vec<PersonId>,
    /// Who asked to pass over it, where another must agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub skip_asked: Option<PersonId>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<EndedView>,
    /// What can be done with it now, by the words of the commands. The rules may still refuse: by who asks, by role.
    pub can: Vec<String>,
}

/// Something that doing a step gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WantedView {
    /// What it is called.
    pub name: String,
    /// What it is, in words.
    pub label: String,
    /// The step is not done without it.
    pub required: bool,
    /// What it must be, of a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The answers that it is one of, where it is a choice.
    pub choices: Vec<ProcedureAnswer>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EndedView {
    /// Who; none: the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub by: Option<PersonId>,
    /// In which role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// When they say it happened.
    pub occurred_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// It was passed over, and why: `not-applicable`, `already-done`, `delegated`, `impossible`, `unsafe`, `superseded`,
    /// `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub skipped: Option<SkipCode>,
    /// What was found, by record.
    pub outputs: BTreeMap<String, String>,
    /// What shows it: `label` and `value`.
    #[schema(value_type = Vec<Object>)]
    pub evidence: Vec<Evidence>,
}

/// A step whose turn has not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AheadView {
    /// In which frame.
    pub frame: u32,
    /// What it is called for ever.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// What kind it is.
    pub kind: String,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// Something recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordView {
    /// Whose: the frame of the runbook or sub-runbook.
    pub scope: u32,
    /// What it is called.
    pub name: String,
    /// What it is, in words.
    pub label: String,
    /// Its value.
    pub value: String,
    /// What the value says, in words, where it is one of a few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// To which version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Migrate {
    /// The version.
    #[schema(value_type = String)]
    pub version: Hash,
}

/// What following another version does, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Migration {
    /// False: it was only thought of.
    pub done: bool,
    /// Steps that come in, by slug.
    pub added: Vec<String>,
    /// Attempts under way that go.
    pub withdrawn: Vec<u32>,
    /// Attempts that are over and whose text has changed: to be looked at again.
    pub recheck: Vec<u32>,
    /// Steps with a branch under way that the other version has no more: why it cannot be done.
    pub gone: Vec<String>,
}

/// A runbook that fits an incident and is not worked in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposedRunbook {
    /// Which.
    #[schema(value_type = String)]
    pub runbook: ctac_runbook::model::PlaybookId,
    /// What it is called in its library.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What fits, in words.
    pub why: String,
}

/// How a runbook was followed in all its runs that the caller may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunbookAdherence {
    /// Which runbook.
    #[schema(value_type = String)]
    pub runbook: ctac_runbook::model::PlaybookId,
    /// Its title.
    pub title: String,
    /// Each step: done, skipped, not applicable, how long it took to be begun and to be done, and deviations.
    #[schema(value_type = Object)]
    pub across: ctac_runbook::run::across::Across,
}

/// How a run was followed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RunAdherence {
    /// Which run.
    #[schema(value_type = uuid::Uuid)]
    pub run: RunId,
    /// Where it was worked.
    #[schema(value_type = uuid::Uuid)]
    pub incident: IncidentId,
    /// Such as `CTAC-2026-0001`.
    pub reference: String,
    /// Up to which entry of the incident.
    pub through: u64,
    /// Every attempt, what was not come to, what was undone, and figures.
    #[schema(value_type = Object)]
    pub report: ctac_runbook::run::adherence::Report,
}
