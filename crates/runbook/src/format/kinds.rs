//! What each kind of step says of its own.

use std::collections::BTreeMap;

use crate::format::block::{escalations, item};
use crate::format::branches::Head;
use crate::format::fault::FileProblem;
use crate::format::node::{Node, Value};
use crate::format::read::{Fields, Reader, deeper};
use crate::limits;
use crate::model::{
    Action, Answers, Approval, Automatic, Branch, CallOut, ClockAction, ClockStep, Decision, Duration, Field,
    HeaderName, HeaderValue, Http, Invite, Join, JsonTemplate, Lane, Line, List, Name, Need, NotA, OnFailure, Output,
    Page, Parallel, Pass, Place, Problem, Quorum, Repeat, Sending, SetSeverity, Sitrep, Slug, StepKind, SubRunbook,
    Task, Wait, When,
};

/// Every kind of step, as it is written.
pub(super) const KINDS: &[&str] = &[
    "task", "decision", "approval", "parallel", "repeat", "runbook", "wait", "note", "page", "callout", "sitrep",
    "clock", "invite", "severity", "http",
];

/// Reads what a kind has of its own. None where something is wrong, and then the reader knows what.
pub(super) fn kind(reader: &mut Reader, name: &str, fields: &mut Fields<'_>, heads: Vec<Head>) -> Option<StepKind> {
    let mut heads = Heads::new(heads);
    let kind = match name {
        "task" => Some(StepKind::Task(Task { records: records(reader, fields) })),
        "decision" => decision(reader, fields, &mut heads).map(StepKind::Decision),
        "approval" => approval(reader, fields, &mut heads).map(StepKind::Approval),
        "parallel" => parallel(reader, fields, &mut heads).map(StepKind::Parallel),
        "repeat" => repeat(reader, fields, &mut heads).map(StepKind::Repeat),
        "runbook" => runbook(reader, fields).map(StepKind::Runbook),
        "wait" => wait(reader, fields).map(StepKind::Wait),
        "note" => Some(StepKind::Note),
        action => automatic(reader, action, fields).map(StepKind::Automatic),
    };
    heads.end(reader);
    kind
}

/// The branches of a step, until each is taken.
struct Heads {
    left: Vec<Head>,
    /// What the headings of this kind's branches say.
    expected: &'static str,
}

impl Heads {
    fn new(left: Vec<Head>) -> Self {
        Self { left, expected: "a step of this kind has no branches" }
    }

    /// The branch with this heading.
    fn take(&mut self, text: &str) -> Option<Branch> {
        let index = self.left.iter().position(|head| head.text == text)?;
        Some(self.left.remove(index).branch)
    }

    /// The branches whose headings begin with a word, with the rest of each.
    fn beginning(&mut self, word: &str) -> Vec<(String, Head)> {
        let (found, left): (Vec<Head>, Vec<Head>) =
            std::mem::take(&mut self.left).into_iter().partition(|head| head.text.starts_with(word));
        self.left = left;
        found
            .into_iter()
            .map(|head| (head.text.get(word.len()..).unwrap_or_default().trim().to_owned(), head))
            .collect()
    }

    /// Refuses what was not taken.
    fn end(self, reader: &mut Reader) {
        for Head { text, spot, .. } in self.left {
            let found = text.chars().take(limits::TITLE).collect();
            reader.fault(spot, None, FileProblem::Branch { found, expected: self.expected });
        }
    }
}

fn records(reader: &mut Reader, fields: &mut Fields<'_>) -> Vec<Field> {
    let Some(found) = fields.take(reader, "record") else { return Vec::new() };
    reader.one_or_each(found, limits::ITEMS, |reader, node, place| {
        let (record, optional) = item(reader, node, place, "name")?;
        Some(Field { record, optional })
    })
}

/// Answers with their words, in the order of the file.
pub(super) fn answers(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Answers> {
    let (node, place) = fields.required(reader, "answers")?;
    let mut answers: Vec<(Slug, Line)> = Vec::new();
    for (key, value) in reader.entries(node, &place, limits::ITEMS) {
        let name = reader.meant(&key.name, key.spot, &place);
        let words = reader.parsed(value, &deeper(&place, &key.name));
        answers.push((name?, words?));
    }
    Answers::try_from(answers).map_err(|NotA(expected)| wrong(reader, node, &place, expected)).ok()
}

fn wrong(reader: &mut Reader, node: &Node, place: &Place, expected: &'static str) {
    reader.fault(node.spot, Some(place.clone()), FileProblem::Kind { expected, found: node.value.kind() });
}

fn decision(reader: &mut Reader, fields: &mut Fields<'_>, heads: &mut Heads) -> Option<Decision> {
    heads.expected = "write When and the answers that lead into it, such as When yes, unknown";
    let record = fields.parsed(reader, "record");
    let answers = answers(reader, fields);
    let mut branches = Vec::new();
    for (said, Head { spot, branch, .. }) in heads.beginning("When ") {
        let place = fields.place.clone();
        let names: Vec<Slug> = said.split(',').filter_map(|name| reader.meant(name.trim(), spot, &place)).collect();
        if let Some(answers) = reader.listed(spot, &place, names) {
            branches.push(When { answers, branch });
        }
    }
    Some(Decision { record, answers: answers?, branches })
}

fn approval(reader: &mut Reader, fields: &mut Fields<'_>, heads: &mut Heads) -> Option<Approval> {
    heads.expected = "write When approved or When rejected, each once";
    let by = roles(reader, fields, "by");
    let needs = fields.take(reader, "needs").map(|(node, place)| match &node.value {
        Value::Text(text) if text == "each" => Some(Quorum::Each),
        Value::Number(_) => reader.count(node, &place).map(Quorum::Of),
        _ => {
            reader.kind(node, &place, "a whole number, or each");
            None
        }
    });
    let not_by = roles(reader, fields, "not_by");
    let record = fields.parsed(reader, "record");
    let expires = fields.parsed(reader, "expires");
    let (approved, rejected) = (heads.take("When approved"), heads.take("When rejected"));
    let needs = needs.unwrap_or(Some(Quorum::Of(1)))?;
    Some(Approval { by: by?, needs, not_by: not_by?, record, expires, approved, rejected })
}

/// A list of roles, perhaps of none.
fn roles<const MIN: usize>(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Option<List<Slug, MIN, { limits::ITEMS }>> {
    let found = if MIN == 0 { fields.take(reader, key) } else { fields.required(reader, key) };
    let Some((node, place)) = found else {
        return if MIN == 0 && !fields.has(key) { reader.listed(fields.spot, &fields.place, Vec::new()) } else { None };
    };
    let before = reader.faults.len();
    let names = reader.one_or_each((node, place.clone()), limits::ITEMS, Reader::parsed);
    if reader.faults.len() > before { None } else { reader.listed(node.spot, &place, names) }
}

fn parallel(reader: &mut Reader, fields: &mut Fields<'_>, heads: &mut Heads) -> Option<Parallel> {
    heads.expected = "write Lane and a slug, such as Lane isolate";
    let join = fields.take(reader, "join").map(|(node, place)| match &node.value {
        Value::Text(text) if text == "all" => Some(Join::All),
        Value::Text(text) if text == "any" => Some(Join::Any),
        Value::Number(_) => reader.count(node, &place).map(Join::Of),
        _ => {
            reader.kind(node, &place, "all, any, or how many lanes must be over");
            None
        }
    });
    let mut lanes = Vec::new();
    for (said, Head { spot, branch, .. }) in heads.beginning("Lane ") {
        let place = fields.place.clone();
        lanes.extend(reader.meant(&said, spot, &place).map(|name| Lane { name, branch }));
    }
    let lanes = reader.listed(fields.spot, &fields.place, lanes);
    Some(Parallel { lanes: lanes?, join: join.unwrap_or(Some(Join::All))? })
}

fn repeat(reader: &mut Reader, fields: &mut Fields<'_>, heads: &mut Heads) -> Option<Repeat> {
    heads.expected = "write Each time, once";
    let until = fields.needed(reader, "until");
    let every = fields.parsed(reader, "every");
    let max = fields.take(reader, "max").map(|(node, place)| reader.count(node, &place));
    let on_limit = escalations(reader, fields, "on_limit");
    let each = heads.take("Each time");
    if each.is_none() {
        reader.fault(fields.spot, Some(fields.place.clone()), FileProblem::Model(Problem::NothingRepeated));
    }
    let max = max.unwrap_or(Some(limits::PASSES))?;
    Some(Repeat { until: until?, every, max, on_limit: on_limit?, each: each? })
}

fn runbook(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<SubRunbook> {
    let playbook = fields.needed(reader, "use");
    let version = fields.take(reader, "version").and_then(|(node, place)| super::front::time(reader, node, &place));
    let pass = passes(reader, fields, "pass").into_iter().map(|(theirs, ours)| Pass { theirs, ours }).collect();
    let returns = passes(reader, fields, "return").into_iter().map(|(ours, theirs)| Pass { theirs, ours }).collect();
    Some(SubRunbook { playbook: playbook?, version, pass, returns })
}

/// Names that are the same in both, or each with the one behind it.
fn passes(reader: &mut Reader, fields: &mut Fields<'_>, key: &'static str) -> Vec<(Name, Name)> {
    let Some((node, place)) = fields.take(reader, key) else { return Vec::new() };
    if matches!(node.value, Value::List(_)) {
        let names: Vec<Name> = reader.each((node, place), limits::ITEMS, Reader::parsed);
        return names.into_iter().map(|name| (name.clone(), name)).collect();
    }
    let mut passes = Vec::new();
    for (key, value) in reader.entries(node, &place, limits::ITEMS) {
        let to = reader.meant(&key.name, key.spot, &place);
        let from = reader.parsed(value, &deeper(&place, &key.name));
        passes.extend(to.zip(from));
    }
    passes
}

fn wait(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Wait> {
    let duration: Option<Duration> = fields.parsed(reader, "for");
    let condition = fields.parsed(reader, "until");
    let give_up_after = fields.parsed(reader, "give_up_after");
    let problem = match (fields.has("for"), fields.has("until")) {
        (true, true) => FileProblem::Both("for", "until"),
        (false, false) => FileProblem::Missing("for"),
        (true, false) if fields.has("give_up_after") => FileProblem::Without("until"),
        (true, false) => return duration.map(Wait::For),
        (false, true) => return condition.map(|condition| Wait::Until { condition, give_up_after }),
    };
    reader.fault(fields.spot, Some(fields.place.clone()), problem);
    None
}

fn automatic(reader: &mut Reader, name: &str, fields: &mut Fields<'_>) -> Option<Automatic> {
    let on_failure = fields.parsed(reader, "on_failure");
    let give_up_after = fields.parsed(reader, "give_up_after");
    let action = match name {
        "page" => page(reader, fields).map(Action::Page),
        "callout" => call_out(reader, fields).map(Action::CallOut),
        "sitrep" => {
            let template = fields.needed(reader, "template");
            let who = roles(reader, fields, "who");
            template.zip(who).map(|(template, who)| Action::Sitrep(Sitrep { template, who }))
        }
        "clock" => clock(reader, fields).map(Action::Clock),
        "invite" => {
            let organisation = fields.needed(reader, "organisation");
            let message = fields.parsed(reader, "message");
            organisation.map(|organisation| Action::Invite(Invite { organisation, message }))
        }
        "severity" => {
            let severity = fields.needed(reader, "severity");
            let reason = fields.needed(reader, "reason");
            severity.zip(reason).map(|(severity, reason)| Action::SetSeverity(SetSeverity { severity, reason }))
        }
        _ => http(reader, fields).map(Action::Http),
    };
    Some(Automatic { action: action?, on_failure: on_failure.unwrap_or(OnFailure::Manual), give_up_after })
}

fn page(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Page> {
    let who = roles(reader, fields, "who");
    let message = fields.needed(reader, "message");
    let ack_within = fields.parsed(reader, "ack_within");
    Some(Page { who: who?, message: message?, ack_within })
}

fn call_out(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<CallOut> {
    let needs = fields.required(reader, "needs").and_then(|(node, place)| {
        let mut needs = Vec::new();
        for (key, value) in reader.entries(node, &place, limits::ITEMS) {
            let role = reader.meant(&key.name, key.spot, &place);
            let count = reader.count(value, &deeper(&place, &key.name));
            needs.extend(role.zip(count).map(|(role, count)| Need { role, count }));
        }
        reader.listed(node.spot, &place, needs)
    });
    let message = fields.needed(reader, "message");
    let answer_within = fields.needed(reader, "answer_within");
    Some(CallOut { needs: needs?, message: message?, answer_within: answer_within? })
}

fn clock(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<ClockStep> {
    let clock = fields.needed(reader, "clock");
    let since: Option<Name> = fields.parsed(reader, "since");
    let action = fields.required(reader, "action").and_then(|(node, place)| match reader.text(node, &place)? {
        "start" => Some(ClockAction::Start { since }),
        "stop" => Some(ClockAction::Stop),
        found => {
            let found = found.chars().take(limits::SLUG).collect();
            reader.fault(node.spot, Some(place), FileProblem::Text { expected: "start or stop", found });
            None
        }
    });
    if action == Some(ClockAction::Stop) && fields.has("since") {
        let place = deeper(&fields.place, "since");
        reader.fault(fields.spot, Some(place), FileProblem::Without("action: start"));
    }
    Some(ClockStep { clock: clock?, action: action? })
}

fn http(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Http> {
    let method = fields.needed(reader, "method");
    let url = fields.needed(reader, "url");
    let headers = headers(reader, fields);
    let body = fields.take(reader, "body").map(|(node, place)| json(reader, node, &place, 0));
    let idempotent = fields.take(reader, "idempotent").map(|(node, place)| reader.truth(node, &place));
    let retry = fields.take(reader, "retry").map(|(node, place)| reader.count(node, &place));
    let is_idempotent = idempotent.unwrap_or(Some(false));
    if is_idempotent == Some(false) && fields.has("retry") {
        let place = deeper(&fields.place, "retry");
        reader.fault(fields.spot, Some(place), FileProblem::Without("idempotent: true"));
    }
    let outputs = outputs(reader, fields);
    let retries = retry.unwrap_or(Some(0));
    let sending = if is_idempotent? { Sending::Idempotent { retries: retries? } } else { Sending::Once };
    let body = match body {
        Some(body) => Some(body?),
        None => None,
    };
    Some(Http { method: method?, url: url?, headers: headers?, body, sending, outputs: outputs? })
}

fn headers(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<BTreeMap<HeaderName, HeaderValue>> {
    let Some((node, place)) = fields.take(reader, "headers") else { return Some(BTreeMap::new()) };
    let mut headers = BTreeMap::new();
    for (key, value) in reader.entries(node, &place, limits::ITEMS) {
        let name: Option<HeaderName> = reader.meant(&key.name, key.spot, &place);
        let place = deeper(&place, &key.name);
        reader.spots.put(place.clone(), key.spot);
        let value = if matches!(value.value, Value::Map(_)) {
            let mut secret = reader.fields(value, &place)?;
            let name = secret.needed(reader, "secret");
            secret.end(reader);
            name.map(HeaderValue::Secret)
        } else {
            reader.parsed(value, &place).map(HeaderValue::Text)
        };
        headers.extend(name.zip(value));
    }
    Some(headers)
}

/// JSON written as YAML, its texts being templates.
fn json(reader: &mut Reader, node: &Node, place: &Place, depth: usize) -> Option<JsonTemplate> {
    if depth > limits::BODY_DEPTH {
        reader.fault(node.spot, Some(place.clone()), FileProblem::Model(Problem::TooDeep));
        return None;
    }
    Some(match &node.value {
        Value::Nothing => JsonTemplate::Null,
        Value::Truth(truth) => JsonTemplate::Bool(*truth),
        Value::Number(number) => JsonTemplate::Number(number.clone()),
        Value::Text(_) => JsonTemplate::Text(reader.parsed(node, place)?),
        Value::List(items) => {
            let items = items.iter().enumerate();
            let items = items.map(|(index, item)| json(reader, item, &deeper(place, &format!("[{index}]")), depth + 1));
            JsonTemplate::List(items.collect::<Option<_>>()?)
        }
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                json(reader, value, &deeper(place, &key.name), depth + 1).map(|value| (key.name.clone(), value))
            });
            JsonTemplate::Object(entries.collect::<Option<_>>()?)
        }
    })
}

fn outputs(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Vec<Output>> {
    let Some((node, place)) = fields.take(reader, "return") else { return Some(Vec::new()) };
    let mut outputs = Vec::new();
    for (key, value) in reader.entries(node, &place, limits::ITEMS) {
        let record = reader.meant(&key.name, key.spot, &place);
        let pointer = reader.parsed(value, &deeper(&place, &key.name));
        outputs.extend(record.zip(pointer).map(|(record, pointer)| Output { record, pointer }));
    }
    Some(outputs)
}
