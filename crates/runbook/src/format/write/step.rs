//! A step's block, written.

use crate::format::write::front::{answers, time};
use crate::format::write::yaml::{Entries, Out, json, map, number, put, put_texts, text, texts};
use crate::limits;
use crate::model::{
    Action, Approval, Automatic, Base, ClockAction, Decision, Escalation, HeaderValue, Http, Join, Name, OnFailure,
    Parallel, Quorum, Repeat, Sending, Skip, Standing, Step, StepKind, SubRunbook, Wait,
};

pub(super) fn entries(step: &Step) -> Entries {
    let mut entries = Entries::new();
    let out = &mut entries;
    let kind = step.kind.name();
    put(out, "kind", (kind != "task").then(|| text(kind)));
    put(out, "role", step.role.as_ref().map(text));
    put(out, "organisation", step.organisation.as_ref().map(text));
    own(out, &step.kind);
    let below =
        step.kind.branches().into_iter().filter_map(|(head, branch)| Some((head, text(&branch.name.as_ref()?.slug))));
    let below: Vec<(String, Out)> = below.collect();
    put(out, "branches", (!below.is_empty()).then_some(Out::Map(below)));
    put(
        out,
        "evidence",
        (!step.evidence.is_empty()).then(|| {
            Out::List(step.evidence.iter().map(|evidence| item("name", &evidence.name, evidence.optional)).collect())
        }),
    );
    if let Some(target) = &step.target {
        out.push(("within", text(target.within)));
        put(out, "from", base(&target.from));
        put(out, "standing", (target.standing != Standing::Default).then(|| text(target.standing)));
        put(out, "on_overdue", escalations(&target.on_overdue));
    }
    match &step.skip {
        Skip::Reason => {}
        Skip::Never => out.push(("skip", text("never"))),
        Skip::Approval(role) => out.push(("skip", text(format!("approval:{role}")))),
    }
    if let StepKind::Automatic(Automatic { on_failure, give_up_after, .. }) = &step.kind {
        put(out, "on_failure", (*on_failure != OnFailure::Manual).then(|| text(on_failure)));
        put(out, "give_up_after", give_up_after.map(text));
    }
    entries
}

/// A text, or where it is optional a map that says so.
fn item(key: &'static str, value: impl std::fmt::Display, optional: bool) -> Out {
    if optional { map(vec![(key, text(value)), ("optional", Out::Plain("true".to_owned()))]) } else { text(value) }
}

fn base(base: &Base) -> Option<Out> {
    Some(text(match base {
        Base::Activation => return None,
        Base::RunStart => "run-start".to_owned(),
        Base::Declared => "declared".to_owned(),
        Base::Step(slug) => format!("step:{slug}"),
        Base::Clock(slug) => format!("clock:{slug}"),
    }))
}

fn escalations(levels: &[Escalation]) -> Option<Out> {
    let mut written: Vec<Out> = levels
        .iter()
        .map(|level| {
            let mut entries: Entries = vec![("page", text(&level.page))];
            put(&mut entries, "after", level.after.map(text));
            map(entries)
        })
        .collect();
    match levels {
        [] => None,
        [_] => written.pop(),
        _ => Some(Out::List(written)),
    }
}

/// What each kind says of its own.
fn own(out: &mut Entries, kind: &StepKind) {
    match kind {
        StepKind::Task(task) => {
            let records: Vec<Out> =
                task.records.iter().map(|field| item("name", &field.record, field.optional)).collect();
            put(
                out,
                "record",
                match <[Out; 1]>::try_from(records) {
                    Ok([one]) => Some(one),
                    Err(records) => (!records.is_empty()).then_some(Out::List(records)),
                },
            );
        }
        StepKind::Decision(Decision { record, answers: found, branches: _ }) => {
            put(out, "record", record.as_ref().map(text));
            out.push(("answers", answers(found)));
        }
        StepKind::Approval(approval) => self::approval(out, approval),
        StepKind::Parallel(Parallel { join, lanes: _ }) => match join {
            Join::All => out.push(("join", text("all"))),
            Join::Any => out.push(("join", text("any"))),
            Join::Of(count) => out.push(("join", number(count))),
        },
        StepKind::Repeat(Repeat { until, every, max, on_limit, each: _ }) => {
            out.push(("until", text(until)));
            put(out, "every", every.map(text));
            put(out, "max", (*max != limits::PASSES).then(|| number(max)));
            put(out, "on_limit", escalations(on_limit));
        }
        StepKind::Runbook(sub) => self::runbook(out, sub),
        StepKind::Wait(Wait::For(duration)) => out.push(("for", text(duration))),
        StepKind::Wait(Wait::Until { condition, give_up_after }) => {
            out.push(("until", text(condition)));
            put(out, "give_up_after", give_up_after.map(text));
        }
        StepKind::Note => {}
        StepKind::Automatic(automatic) => action(out, &automatic.action),
    }
}

fn approval(out: &mut Entries, approval: &Approval) {
    put_texts(out, "by", &approval.by);
    match approval.needs {
        Quorum::Of(1) => {}
        Quorum::Of(count) => out.push(("needs", number(count))),
        Quorum::Each => out.push(("needs", text("each"))),
    }
    put_texts(out, "not_by", &approval.not_by);
    put(out, "record", approval.record.as_ref().map(text));
    put(out, "expires", approval.expires.map(text));
}

fn runbook(out: &mut Entries, sub: &SubRunbook) {
    out.push(("use", text(sub.playbook)));
    put(out, "version", sub.version.map(|at| text(time(at))));
    put(out, "pass", passes(sub.pass.iter().map(|pass| (&pass.theirs, &pass.ours)).collect()));
    put(out, "return", passes(sub.returns.iter().map(|pass| (&pass.ours, &pass.theirs)).collect()));
}

fn passes(passes: Vec<(&Name, &Name)>) -> Option<Out> {
    if passes.is_empty() {
        return None;
    }
    if passes.iter().all(|(to, from)| to == from) {
        return Some(texts(passes.into_iter().map(|(to, _)| to)));
    }
    Some(Out::Map(passes.into_iter().map(|(to, from)| (to.to_string(), text(from))).collect()))
}

fn action(out: &mut Entries, action: &Action) {
    match action {
        Action::Page(page) => {
            out.push(("who", texts(&page.who)));
            out.push(("message", text(&page.message)));
            put(out, "ack_within", page.ack_within.map(text));
        }
        Action::CallOut(call_out) => {
            let needs = call_out.needs.iter().map(|need| (need.role.to_string(), number(need.count)));
            out.push(("needs", Out::Map(needs.collect())));
            out.push(("message", text(&call_out.message)));
            out.push(("answer_within", text(call_out.answer_within)));
        }
        Action::Sitrep(sitrep) => {
            out.push(("template", text(&sitrep.template)));
            put_texts(out, "who", &sitrep.who);
        }
        Action::Clock(step) => {
            out.push(("clock", text(&step.clock)));
            match &step.action {
                ClockAction::Start { since } => {
                    out.push(("action", text("start")));
                    put(out, "since", since.as_ref().map(text));
                }
                ClockAction::Stop => out.push(("action", text("stop"))),
            }
        }
        Action::Invite(invite) => {
            out.push(("organisation", text(&invite.organisation)));
            put(out, "message", invite.message.as_ref().map(text));
        }
        Action::SetSeverity(set) => {
            out.push(("severity", text(set.severity)));
            out.push(("reason", text(&set.reason)));
        }
        Action::Http(http) => self::http(out, http),
    }
}

fn http(out: &mut Entries, http: &Http) {
    out.push(("method", text(http.method)));
    out.push(("url", text(&http.url)));
    let headers: Vec<(String, Out)> = http
        .headers
        .iter()
        .map(|(name, value)| {
            let value = match value {
                HeaderValue::Text(template) => text(template),
                HeaderValue::Secret(secret) => map(vec![("secret", text(secret))]),
            };
            (name.to_string(), value)
        })
        .collect();
    put(out, "headers", (!headers.is_empty()).then_some(Out::Map(headers)));
    put(out, "body", http.body.as_ref().map(json));
    if let Sending::Idempotent { retries } = http.sending {
        out.push(("idempotent", Out::Plain("true".to_owned())));
        put(out, "retry", (retries > 0).then(|| number(retries)));
    }
    let outputs: Vec<(String, Out)> =
        http.outputs.iter().map(|output| (output.record.to_string(), text(&output.pointer))).collect();
    put(out, "return", (!outputs.is_empty()).then_some(Out::Map(outputs)));
}
