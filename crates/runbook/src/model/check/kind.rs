//! What each kind of step has of its own.

use std::collections::BTreeSet;

use crate::limits;
use crate::model::action::{Action, Automatic, ClockAction};
use crate::model::check::Found;
use crate::model::check::names::Names;
use crate::model::check::steps::escalations;
use crate::model::control::{Approval, Decision, Join, Parallel, Quorum, Repeat, SubRunbook, Wait};
use crate::model::fault::{Place, Problem};
use crate::model::http::{HeaderValue, Http, Method, Sending};
use crate::model::runbook::Parts;
use crate::model::step::{Step, StepKind};
use crate::model::template::JsonTemplate;
use crate::model::variable::VariableType;
use crate::model::word::Slug;

/// Where in a step something is.
type At<'a> = &'a dyn Fn(&str) -> Place;

pub(super) fn check(parts: &Parts, step: &Step, names: &Names<'_>, found: &mut Found) {
    let at: At<'_> = &|key| Place::Step(step.slug.clone(), key.to_owned());
    match &step.kind {
        StepKind::Task(task) => {
            found.length(|| at("record"), task.records.len(), 0, limits::ITEMS);
            let mut seen = BTreeSet::new();
            for field in &task.records {
                names.record(found, || at("record"), &field.record);
                if !seen.insert(&field.record) {
                    found.add(at("record"), Problem::Again(field.record.to_string()));
                }
            }
        }
        StepKind::Decision(decision) => self::decision(decision, names, at, found),
        StepKind::Approval(approval) => self::approval(approval, names, at, found),
        StepKind::Parallel(parallel) => self::parallel(parallel, at, found),
        StepKind::Repeat(repeat) => self::repeat(repeat, names, at, found),
        StepKind::Runbook(sub) => self::runbook(parts, sub, names, at, found),
        StepKind::Wait(Wait::For(_)) | StepKind::Note => {}
        StepKind::Wait(Wait::Until { condition, .. }) => names.condition(found, || at("until"), condition),
        StepKind::Automatic(Automatic { action, .. }) => self::action(action, names, at, found),
    }
}

fn decision(decision: &Decision, names: &Names<'_>, at: At<'_>, found: &mut Found) {
    if let Some(record) = &decision.record {
        let answers = decision.answers.iter().map(|(name, _)| name.as_str());
        names.answers_into(found, || at("record"), record, answers);
    }
    let mut seen = BTreeSet::new();
    for answer in decision.branches.iter().flat_map(|when| &when.answers) {
        if decision.answers.get(answer.as_str()).is_none() {
            found.add(at("answers"), Problem::Answer(answer.clone()));
        }
        if !seen.insert(answer) {
            found.add(at("answers"), Problem::AnswerTwice(answer.clone()));
        }
    }
}

fn approval(approval: &Approval, names: &Names<'_>, at: At<'_>, found: &mut Found) {
    for (key, roles) in [("by", &approval.by), ("not_by", &approval.not_by)] {
        for role in roles {
            names.role(found, || at(key), role);
        }
    }
    match approval.needs {
        Quorum::Of(count) => found.number(|| at("needs"), count, 1, limits::APPROVALS.into()),
        Quorum::Each => found.length(|| at("by"), approval.by.len(), 1, limits::APPROVALS.into()),
    }
    if let Some(record) = &approval.record {
        names.answers_into(found, || at("record"), record, ["approved", "rejected"]);
    }
}

fn parallel(parallel: &Parallel, at: At<'_>, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for lane in &parallel.lanes {
        if !seen.insert(&lane.name) {
            found.add(at(""), Problem::Again(format!("the lane {}", lane.name)));
        }
    }
    if let Join::Of(count) = parallel.join {
        let lanes = u64::try_from(parallel.lanes.len()).unwrap_or(u64::MAX);
        found.number(|| at("join"), count, 1, lanes);
    }
}

fn repeat(repeat: &Repeat, names: &Names<'_>, at: At<'_>, found: &mut Found) {
    names.condition(found, || at("until"), &repeat.until);
    found.number(|| at("max"), repeat.max, 1, limits::MOST_PASSES.into());
    escalations(&repeat.on_limit, &|| at("on_limit"), names, found);
    if repeat.each.steps.is_empty() {
        found.add(at(""), Problem::NothingRepeated);
    }
}

fn runbook(parts: &Parts, sub: &SubRunbook, names: &Names<'_>, at: At<'_>, found: &mut Found) {
    if sub.playbook == parts.id {
        found.add(at("use"), Problem::Recursion);
    }
    for (key, passes) in [("pass", &sub.pass), ("return", &sub.returns)] {
        found.length(|| at(key), passes.len(), 0, limits::ITEMS);
        let mut seen = BTreeSet::new();
        for pass in passes {
            // What is handed over is named there once; what comes back goes into one record once.
            let name = if key == "pass" { &pass.theirs } else { &pass.ours };
            if !seen.insert(name) {
                found.add(at(key), Problem::Again(name.to_string()));
            }
            if key == "pass" {
                names.variable(found, || at(key), &pass.ours);
            } else {
                names.record(found, || at(key), &pass.ours);
            }
        }
    }
}

fn action(action: &Action, names: &Names<'_>, at: At<'_>, found: &mut Found) {
    let roles = |found: &mut Found, key: &str, roles: &[Slug]| {
        for role in roles {
            names.role(found, || at(key), role);
        }
    };
    match action {
        Action::Page(page) => {
            roles(found, "who", &page.who);
            names.template(found, || at("message"), &page.message);
        }
        Action::CallOut(call_out) => {
            for need in &call_out.needs {
                names.role(found, || at("needs"), &need.role);
                found.number(|| at("needs"), need.count, 1, 50);
            }
            names.template(found, || at("message"), &call_out.message);
        }
        Action::Sitrep(sitrep) => roles(found, "who", &sitrep.who),
        Action::Clock(step) => {
            names.clock(found, || at("clock"), &step.clock);
            if let ClockAction::Start { since: Some(record) } = &step.action {
                since(record, names, at, found);
            }
        }
        Action::Invite(invite) => {
            names.template(found, || at("organisation"), &invite.organisation);
            if let Some(message) = &invite.message {
                names.template(found, || at("message"), message);
            }
        }
        Action::SetSeverity(set) => names.template(found, || at("reason"), &set.reason),
        Action::Http(http) => self::http(http, names, at, found),
    }
}

/// A clock counts from an instant.
fn since(name: &crate::model::word::Name, names: &Names<'_>, at: At<'_>, found: &mut Found) {
    let Some(variable) = names.variable(found, || at("since"), name) else { return };
    if variable.kind != VariableType::Timestamp {
        let problem =
            Problem::VariableType { name: name.clone(), expected: "a timestamp", found: variable.kind.name() };
        found.add(at("since"), problem);
    }
}

fn http(http: &Http, names: &Names<'_>, at: At<'_>, found: &mut Found) {
    names.places(found, || at("url"), http.url.path());
    found.length(|| at("headers"), http.headers.len(), 0, limits::ITEMS);
    for (name, value) in &http.headers {
        let place = || at(&format!("headers.{name}"));
        if let HeaderValue::Text(template) = value {
            if name.is_secret() {
                found.add(place(), Problem::Secret);
            }
            names.template(found, place, template);
        }
    }
    if let Some(body) = &http.body {
        if matches!(http.method, Method::Get | Method::Delete) {
            found.add(at("body"), Problem::Body);
        }
        if *body == JsonTemplate::Null {
            found.add(at("body"), Problem::Blank);
        }
        for template in body.templates() {
            names.places(found, || at("body"), template);
        }
    }
    if let Sending::Idempotent { retries } = http.sending {
        found.number(|| at("retry"), retries, 0, limits::RETRIES.into());
    }
    found.length(|| at("return"), http.outputs.len(), 0, limits::ITEMS);
    let mut seen = BTreeSet::new();
    for output in &http.outputs {
        names.record(found, || at("return"), &output.record);
        if !seen.insert(&output.record) {
            found.add(at("return"), Problem::Again(output.record.to_string()));
        }
    }
}
