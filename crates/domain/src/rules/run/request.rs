//! What a run asks of the cell itself, and the cell does in the same decision. Asked again it does nothing twice: what
//! was begun stands in the state, and its outcome is read off there.

use std::collections::BTreeSet;
use std::sync::Arc;

use ctac_runbook::run::command::Command as Wanted;
use ctac_runbook::run::fact::By;
use ctac_runbook::run::id::EffectId;
use ctac_runbook::run::request::{Ask, Outcome, Request};
use ctac_runbook::run::state::Status;

use crate::decide::Deciding;
use crate::id::RunId;
use crate::limits::RUN_PASSES;
use crate::message::EXERCISE;
use crate::page::PageStatus;
use crate::rules::answer;
use crate::run::KeptRun;

mod call_out;
mod clock;
mod invite;
mod page;
mod severity;
mod sitrep;

pub(in crate::rules) use clock::{begin as begin_clock, undo, undone};
pub(super) use sitrep::send as send_sitrep;

/// Does what the cell can do by itself, and answers. What follows from an answer may ask again; each thing is looked at
/// once, and what is beyond [`RUN_PASSES`] is tried again later. Then pages that nobody needs any more end.
pub(super) fn act_all(d: &mut Deciding<'_>, id: RunId) {
    let mut seen = BTreeSet::new();
    while let Some(kept) = d.state.runs.get(&id).map(Arc::clone) {
        let next = kept.run.outbox.iter().find(|(effect, _)| !seen.contains(*effect));
        let Some((effect, request)) = next else { break };
        seen.insert(*effect);
        let outcome = match effect {
            // Not known to be done: so it is tried again in some seconds, with a commit of its own.
            EffectId::Act(..) if seen.len() > RUN_PASSES => Some(Outcome::Unknown),
            _ => attend(d, &kept, *effect, request),
        };
        if let Some(outcome) = outcome {
            reply(d, id, *effect, outcome);
        }
    }
    call_off(d, id);
}

/// What came of a request, once it is known; begins it if it was not.
fn attend(d: &mut Deciding<'_>, kept: &KeptRun, effect: EffectId, request: &Request) -> Option<Outcome> {
    match &request.what {
        Ask::Page { roles, people, ack_within_s, .. } => {
            let page = page::Asked { roles, people, ack_within_s: *ack_within_s };
            page::attend(d, kept, effect, &page)
        }
        Ask::Severity { severity, reason } => Some(severity::set(d, kept, severity, reason)),
        Ask::Clock { clock, organisation, stop, since } => {
            let asked = clock::Asked { slug: clock, organisation: organisation.as_deref(), since: since.as_deref() };
            if *stop { clock::stopped(d, kept, &asked) } else { clock::started(d, kept, effect, &asked) }
        }
        Ask::Sitrep { template, roles } => sitrep::attend(d, kept, effect, (template, roles)),
        Ask::Invite { organisation, .. } => invite::invite(d, kept, organisation),
        Ask::CallOut { needs, message, answer_within_s } => {
            let asked = call_out::Asked { needs, message, answer_within_s: *answer_within_s };
            call_out::attend(d, kept, effect, &asked)
        }
        Ask::Http { method, url, .. } if kept.is_exercise() => {
            Some(done(format!("{EXERCISE}: not sent: {method} {url}")))
        }
        // A node claims it and calls.
        Ask::Http { .. } => None,
    }
}

/// An answer to what stands in the outbox is never refused but for a limit, and then people act.
pub(super) fn reply(d: &mut Deciding<'_>, id: RunId, effect: EffectId, outcome: Outcome) {
    let Some(kept) = d.state.runs.get(&id).map(Arc::clone) else { return };
    let command = Wanted::Answer { effect, outcome };
    let _refused = super::decide(d, &kept, By::Engine, None, &command);
}

/// Everybody has acknowledged, or said that they come, after all, when nobody waited any more: the run takes note, once, for only the page that
/// was acknowledged last tells it.
pub(super) fn late(d: &mut Deciding<'_>, id: RunId, effect: EffectId) {
    let Some(kept) = d.state.runs.get(&id).map(Arc::clone) else { return };
    let waits = kept.run.instance(effect.instance()).is_some_and(|it| it.status.is_live());
    if !kept.run.outbox.contains_key(&effect)
        && waits
        && let Some(done @ Outcome::Done { .. }) =
            page::outcome(d, &kept, effect).or_else(|| call_out::outcome(d, &kept, effect))
        && matches!(effect, EffectId::Act(..))
    {
        reply(d, id, effect, done);
    }
}

/// Pages and call-outs of steps that are over, and of tries that were followed by another, are needed no more.
fn call_off(d: &mut Deciding<'_>, id: RunId) {
    let Some(kept) = d.state.runs.get(&id).map(Arc::clone) else { return };
    for (page, effect) in &kept.pages {
        if !is_needed(&kept, *effect) && d.state.pages.get(page).is_some_and(|it| it.is_open()) {
            answer::cancel(d, *page);
        }
    }
    for (id, effect) in &kept.call_outs {
        if !is_needed(&kept, *effect) {
            crate::rules::call_out::call_off(d, *id);
        }
    }
}

/// That a gate was overridden is told whatever became of the step; everything else so long as its step is to be done.
fn is_needed(kept: &KeptRun, effect: EffectId) -> bool {
    let Some(instance) = kept.run.instance(effect.instance()) else { return false };
    match effect {
        EffectId::Override(_) => true,
        EffectId::Overdue(..) => instance.status.is_live(),
        EffectId::Limit(..) => instance.status == Status::Judgement,
        EffectId::Act(_, tries) => instance.status.is_live() && instance.tries == tries,
    }
}

/// It was not done, and asking again would not help: a person is to see to it.
fn failed(reason: impl Into<String>) -> Option<Outcome> {
    Some(Outcome::Failed { reason: reason.into(), again: false })
}

/// It was done.
fn done(reference: impl Into<String>) -> Outcome {
    Outcome::Done { reference: reference.into(), outputs: std::collections::BTreeMap::new() }
}

/// Whether a page's people have come.
fn is_acknowledged(status: &PageStatus) -> bool {
    matches!(status, PageStatus::Acknowledged { .. })
}
