//! A run, whole, as its caller may see it.

use ctac_api::procedure::ProcedureAnswer;
use ctac_api::runs::{AheadView, EndedView, FrameView, RecordView, RunDetail, RunView, StepView, WantedView};
use ctac_domain::access::{Action, Object, can};
use ctac_domain::id::PersonId;
use ctac_domain::library::Standing;
use ctac_domain::run::{KeptRun, person_of, version_of};
use ctac_domain::state::State;
use ctac_runbook::model::{Quorum, VariableType};
use ctac_runbook::run::fact::Place;
use ctac_runbook::run::id::{FrameId, Person};
use ctac_runbook::run::plan::{Def, Kind, RecordDef, Wanted};
use ctac_runbook::run::shown;
use ctac_runbook::run::state::{Ended, Frame, Instance, Run, Status};
use jiff::Timestamp;

use super::possible::{May, of_run, of_step};
use crate::caller::Caller;

/// See the module.
pub(crate) fn detail(state: &State, caller: Caller, kept: &KeptRun, now: Timestamp) -> RunDetail {
    let may = |action| can(state, caller.actor(), action, Object::Incident(kept.incident)).is_ok();
    let may = May { post: may(Action::Post), steer: may(Action::Steer) };
    let run = &kept.run;
    let in_force = state.library.get(&kept.runbook).and_then(|shelf| shelf.in_force.clone());
    // Of what it calls too: the run goes on with what it began with, and says so.
    let versions = std::iter::once(&run.version).chain(run.closure.keys().filter(|hash| **hash != run.version));
    let withdrawn = versions.filter_map(|hash| version_of(state, hash)).find_map(|it| match &it.standing {
        Standing::Withdrawn { reason, .. } if it.hash == run.version => Some(reason.clone()),
        Standing::Withdrawn { reason, .. } => Some(format!("{}, which it calls: {reason}", it.runbook.title)),
        Standing::Draft | Standing::InReview { .. } | Standing::Approved { .. } => None,
    });
    RunDetail {
        run: RunView::of(kept),
        offered: run.offered.as_ref().and_then(person_of),
        newer: in_force.filter(|hash| *hash != run.version && !run.is_over()),
        withdrawn,
        can: of_run(run, may),
        frames: run.frames.values().map(|it| frame(run, it)).collect(),
        steps: run.instances.values().filter_map(|it| step(run, it, now, may)).collect(),
        ahead: run.frames.values().filter(|it| it.open).flat_map(|it| ahead(run, it)).collect(),
        records: run.records.iter().map(|((scope, name), value)| record(run, *scope, name, value)).collect(),
    }
}

/// What a stretch of steps is, in words.
pub(crate) fn stretch(run: &Run, it: &Frame) -> String {
    let owner = it.owner.and_then(|id| run.instance(id)).and_then(|owner| run.def(owner));
    let of = owner.map(|def| def.title.as_str()).unwrap_or_default();
    match &it.place {
        Place::Main | Place::Child => run.plan(it).map(|plan| plan.title.clone()).unwrap_or_default(),
        Place::Answer { answer } => format!("{of}: {answer}"),
        Place::Approved => format!("{of}: approved"),
        Place::Rejected => format!("{of}: rejected"),
        Place::Lane { title } => format!("{of}: {title}"),
        Place::Pass { pass } => format!("{of}: time {pass}"),
    }
}

fn frame(run: &Run, it: &Frame) -> FrameView {
    FrameView {
        frame: it.id.0,
        owner: it.owner.map(|id| id.0),
        title: stretch(run, it),
        open: it.open,
        given_up: it.given_up,
        lane: matches!(it.place, Place::Lane { .. }),
    }
}

/// Steps of a frame that were not begun.
fn ahead(run: &Run, it: &Frame) -> Vec<AheadView> {
    let begun = |def: &Def| run.latest(it.id, &def.slug).is_some_and(|it| it.status.is_live() || it.status.is_over());
    let defs = run.body(it).into_iter().filter(|def| !begun(def));
    let view = |def: &std::sync::Arc<Def>| AheadView {
        frame: it.id.0,
        slug: def.slug.clone(),
        title: def.title.clone(),
        kind: kind(&def.kind).to_owned(),
        role: def.role.clone(),
    };
    defs.map(view).collect()
}

/// A kind's word.
pub(crate) const fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Task => "task",
        Kind::Decision { .. } => "decision",
        Kind::Approval { .. } => "approval",
        Kind::Parallel { .. } => "parallel",
        Kind::Repeat { .. } => "repeat",
        Kind::Child { .. } => "runbook",
        Kind::Wait(_) => "wait",
        Kind::Note => "note",
        Kind::Act(_) => "automatic",
    }
}

const fn status(status: Status) -> &'static str {
    match status {
        Status::Ready => "ready",
        Status::Open => "open",
        Status::Waiting => "waiting",
        Status::Sending => "sending",
        Status::Unknown => "unknown",
        Status::Judgement => "judgement",
        Status::Done => "done",
        Status::Skipped => "skipped",
        Status::Cancelled(_) => "cancelled",
    }
}

fn people(people: impl IntoIterator<Item = Person>) -> Vec<PersonId> {
    people.into_iter().filter_map(|it| person_of(&it)).collect()
}

fn step(run: &Run, it: &Instance, now: Timestamp, may: May) -> Option<StepView> {
    let def = run.def(it)?;
    let (answers, needs) = match &def.kind {
        Kind::Decision { answers, .. } => (answers.clone(), None),
        Kind::Approval { needs: Quorum::Of(count), .. } => (Vec::new(), Some(*count)),
        Kind::Approval { needs: Quorum::Each, .. } => (Vec::new(), Some(0)),
        _ => (Vec::new(), None),
    };
    let live = it.status.is_live();
    Some(StepView {
        instance: it.id.0,
        frame: it.frame.0,
        slug: it.slug.clone(),
        title: def.title.clone(),
        phase: def.phase.clone(),
        text: def.text.clone(),
        kind: kind(&def.kind).to_owned(),
        status: status(it.status).to_owned(),
        attempt: it.attempt,
        role: def.role.clone(),
        owners: people(it.owners.iter().cloned()),
        claimed_by: it.claimed.as_ref().and_then(|(who, _)| person_of(who)),
        activated_at: it.activated_at,
        due: it.due,
        overdue: live && it.due.is_some_and(|due| due < now),
        wakes_at: it.wake_at.filter(|_| live),
        marks: marks(it),
        answers,
        outputs: def.outputs.iter().map(|wanted| output(run, it, wanted)).collect(),
        evidence: def
            .evidence
            .iter()
            .map(|it| WantedView {
                name: it.name.clone(),
                label: it.name.clone(),
                required: it.required,
                kind: None,
                choices: Vec::new(),
            })
            .collect(),
        digest: (live && needs.is_some()).then(|| shown(run, it)),
        needs,
        votes: people(it.votes.iter().map(|vote| vote.person.clone())),
        skip_asked: it.skip_asked.as_ref().and_then(person_of),
        ended: it.ended.as_ref().map(ended),
        can: of_step(run, it, def, may),
    })
}

fn marks(it: &Instance) -> Vec<String> {
    let marks = [
        (it.early, "early"),
        (it.slug.starts_with("added."), "added"),
        (it.inserted, "inserted"),
        (it.by_hand, "by-hand"),
        (it.recheck, "recheck"),
        (it.ended.as_ref().is_some_and(|ended| ended.odd_time), "odd-time"),
    ];
    marks.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word.to_owned()).collect()
}

fn output(run: &Run, it: &Instance, wanted: &Wanted) -> WantedView {
    let record = declared(run, it.frame, &wanted.name);
    WantedView {
        name: wanted.name.clone(),
        label: record.map_or_else(|| wanted.name.clone(), |record| record.label.clone()),
        required: wanted.required,
        kind: record.map(|record| record.kind.expected()),
        choices: record.map(|record| choices(&record.kind)).unwrap_or_default(),
    }
}

fn record(run: &Run, scope: FrameId, name: &str, value: &str) -> RecordView {
    let of = declared(run, scope, name);
    RecordView {
        scope: scope.0,
        name: name.to_owned(),
        label: of.map_or_else(|| name.to_owned(), |of| of.label.clone()),
        value: value.to_owned(),
        words: of.and_then(|of| of.words(value)).map(str::to_owned),
    }
}

/// A record as the runbook declares it that a frame belongs to.
fn declared<'a>(run: &'a Run, frame: FrameId, name: &str) -> Option<&'a RecordDef> {
    run.plan(run.frames.get(&frame)?)?.records.get(name)
}

/// The answers that a value is one of.
fn choices(kind: &VariableType) -> Vec<ProcedureAnswer> {
    let VariableType::Choice(answers) = kind else { return Vec::new() };
    answers
        .iter()
        .map(|(answer, words)| ProcedureAnswer { answer: answer.to_string(), words: words.to_string() })
        .collect()
}

fn ended(it: &Ended) -> EndedView {
    EndedView {
        by: it.by.as_ref().and_then(person_of),
        role: it.role.clone(),
        occurred_at: it.occurred_at,
        recorded_at: it.recorded_at,
        answer: it.answer.clone(),
        reason: it.reason.clone(),
        skipped: it.skipped,
        outputs: it.outputs.clone(),
        evidence: it.evidence.clone(),
    }
}
