//! A run calls people out: whoever has the roles in the cell that the runbook's roles come to is asked who can attend, and
//! the step is done when enough have said yes.

use std::collections::BTreeMap;

use ctac_runbook::run::id::EffectId;
use ctac_runbook::run::request::Outcome;

use super::{done, failed};
use crate::call_out::{Ask, CallOut, ForRun, Need, Status, Why, filled};
use crate::command::CallOutPlan;
use crate::decide::Deciding;
use crate::directory::Role;
use crate::limits::{ASK_AGAIN_S, CALL_OUT_S, RUN_ATTEND_MIN, TITLE};
use crate::policy::Target;
use crate::rules::attempt::cut;
use crate::rules::{call_out, step};
use crate::run::KeptRun;

/// What a run wants.
pub(super) struct Asked<'a> {
    pub(super) needs: &'a BTreeMap<String, u32>,
    pub(super) message: &'a str,
    pub(super) answer_within_s: u32,
}

/// Starts the call-out, if it was not; tells what came of it, once it has ended.
pub(super) fn attend(d: &mut Deciding<'_>, kept: &KeptRun, effect: EffectId, asked: &Asked<'_>) -> Option<Outcome> {
    if !kept.call_outs.values().any(|of| *of == effect) {
        let Some(by) = kept.lead() else { return failed("nobody leads this run: start a call-out by hand") };
        let plan = plan(d, kept, asked);
        let id = d.draw_id();
        if let Err(refusal) = call_out::start_for_run(d, id, (&plan, by), ForRun { run: kept.id, effect }) {
            return failed(format!("no call-out could be started: {refusal}"));
        }
    }
    let kept = d.state.runs.get(&kept.id).cloned()?;
    outcome(d, &kept, effect)
}

/// What came of the call-out of a request, so far as it is kept; none while people are asked.
pub(super) fn outcome(d: &Deciding<'_>, kept: &KeptRun, effect: EffectId) -> Option<Outcome> {
    let (id, _) = kept.call_outs.iter().find(|(_, of)| **of == effect)?;
    let Some(it) = d.state.call_outs.get(id) else { return failed("the call-out ended long ago: see the timeline") };
    match it.status {
        Status::Running => None,
        Status::Ended { why: Why::Filled, .. } => Some(done(coming(d, it))),
        Status::Ended { why: Why::TimedOut, .. } => failed(format!("too few can attend: {}", coming(d, it))),
        Status::Ended { why: Why::Stopped, .. } => failed(format!("the call-out was stopped: {}", coming(d, it))),
    }
}

/// How many of whom can attend.
fn coming(d: &Deciding<'_>, it: &CallOut) -> String {
    let needs = filled(&d.state, it).needs;
    let part = |(need, people): &(Need, Vec<_>)| format!("{} of {} {}", people.len(), need.count, words(need.role));
    needs.iter().map(part).collect::<Vec<_>>().join(", ")
}

fn plan(d: &Deciding<'_>, kept: &KeptRun, asked: &Asked<'_>) -> CallOutPlan {
    let mut needs: BTreeMap<Role, u16> = BTreeMap::new();
    for (role, count) in asked.needs {
        let need = needs.entry(role_of(role)).or_default();
        *need = need.saturating_add(u16::try_from(*count).unwrap_or(u16::MAX));
    }
    // An exercise asks its players, and nobody else.
    let ask = |role: &Role| match kept.is_exercise() {
        false => vec![Ask::Role { role: *role }],
        true => {
            let people = step::people_of(&d.state, Target::Role { role: *role }, d.now);
            people.into_iter().filter(|it| kept.may_tell(*it)).map(|person| Ask::Person { person }).collect()
        }
    };
    let for_s = asked.answer_within_s.clamp(*CALL_OUT_S.start(), *CALL_OUT_S.end());
    let again_after_s = (for_s / 3).clamp(*ASK_AGAIN_S.start(), *ASK_AGAIN_S.end());
    CallOutPlan {
        incident: Some(kept.incident),
        severity: None,
        reason: Some(cut(&asked.message.split_whitespace().collect::<Vec<_>>().join(" "), TITLE)),
        ask: needs.keys().flat_map(ask).collect(),
        needs: needs.into_iter().map(|(role, count)| Need { role, count }).collect(),
        within_min: RUN_ATTEND_MIN,
        for_s,
        again_after_s: Some(again_after_s),
        join: Some(false),
    }
}

/// What a role of a runbook is in the cell: who leads, who writes, who speaks, and everybody else responds.
fn role_of(role: &str) -> Role {
    match role {
        "incident-manager" | "incident-lead" | "incident-commander" | "duty-lead" => Role::IncidentLead,
        "loggist" | "scribe" => Role::Loggist,
        "comms-lead" | "communications" | "communications-lead" => Role::Communications,
        _ => Role::Responder,
    }
}

const fn words(role: Role) -> &'static str {
    match role {
        Role::IncidentLead => "to lead",
        Role::Loggist => "to keep the log",
        Role::Communications => "for communications",
        _ => "to respond",
    }
}
