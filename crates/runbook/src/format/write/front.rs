//! The front matter, written.

use jiff::Timestamp;

use crate::format::write::yaml::{Entries, Out, map, number, put, put_texts, text, texts};
use crate::model::{
    Answers, Clock, ClockBasis, Occasion, Origin, Reference, Role, RoleKind, Runbook, Standing, Trigger, Value,
    Variable, VariableType,
};

pub(super) fn entries(runbook: &Runbook) -> Entries {
    let mut entries: Entries = vec![
        ("runbook", text(&runbook.slug)),
        ("id", text(runbook.id)),
        ("status", text(runbook.status)),
        ("owner", text(&runbook.owner)),
        ("review_by", text(runbook.review_by)),
        ("created", text(time(runbook.created))),
        ("modified", text(time(runbook.modified))),
        ("created_by", text(runbook.created_by)),
        ("tlp", text(runbook.tlp)),
    ];
    let out = &mut entries;
    put_texts(out, "types", &runbook.types);
    put_texts(out, "activities", &runbook.activities);
    put(out, "priority", runbook.priority.map(number));
    put(out, "severity", runbook.severity.map(number));
    put(out, "impact", runbook.impact.map(number));
    put_texts(out, "labels", &runbook.labels);
    put_texts(out, "sectors", &runbook.sectors);
    put(out, "valid_from", runbook.valid_from.map(|at| text(time(at))));
    put(out, "valid_until", runbook.valid_until.map(|at| text(time(at))));
    put_texts(out, "derived_from", &runbook.derived_from);
    put(out, "references", lines(&runbook.references, reference));
    put(out, "triggers", lines(&runbook.triggers, trigger));
    put(out, "roles", keys(&runbook.roles, |found| (found.slug.to_string(), role(found))));
    let is_first = runbook.roles.first().is_some_and(|role| role.slug == runbook.lead);
    put(out, "lead", (!is_first).then(|| text(&runbook.lead)));
    for (key, wanted) in [("inputs", 0), ("records", 1), ("constants", 2)] {
        let found: Vec<&Variable> = runbook.variables.iter().filter(|found| group(found) == wanted).collect();
        put(out, key, keys(&found, |found| (found.name.to_string(), variable(found))));
    }
    put(out, "clocks", keys(&runbook.clocks, |found| (found.slug.to_string(), clock(found))));
    put(out, "to_confirm", lines(&runbook.to_confirm, |fact| text(fact)));
    put_texts(out, "retired", &runbook.retired);
    entries
}

/// An instant with three digits of a second's fraction, as CACAO wants it.
pub(super) fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}

fn lines<T>(items: &[T], write: impl Fn(&T) -> Out) -> Option<Out> {
    (!items.is_empty()).then(|| Out::Lines(items.iter().map(write).collect()))
}

fn keys<T>(items: &[T], write: impl Fn(&T) -> (String, Out)) -> Option<Out> {
    (!items.is_empty()).then(|| Out::Keys(items.iter().map(write).collect()))
}

fn reference(reference: &Reference) -> Out {
    let mut entries: Entries = vec![("name", text(&reference.name))];
    put(&mut entries, "description", reference.description.as_ref().map(text));
    put(&mut entries, "source", reference.source.as_ref().map(text));
    put(&mut entries, "url", reference.url.as_ref().map(text));
    put(&mut entries, "external_id", reference.external_id.as_ref().map(text));
    map(entries)
}

fn trigger(trigger: &Trigger) -> Out {
    let mut entries = Entries::new();
    let is_default = *trigger.on == [Occasion::Declared, Occasion::Changed];
    put(&mut entries, "on", (!is_default).then(|| texts(&trigger.on)));
    put(&mut entries, "severity", trigger.severity.map(text));
    put(&mut entries, "category", trigger.category.map(number));
    put_texts(&mut entries, "words", &trigger.words);
    put(&mut entries, "pattern", trigger.pattern.as_ref().map(|pattern| text(pattern.as_str())));
    map(entries)
}

fn role(role: &Role) -> Out {
    if role.kind == RoleKind::Individual && role.about.is_none() && role.deputy.is_none() {
        return text(&role.name);
    }
    let mut entries: Entries = vec![("name", text(&role.name))];
    put(&mut entries, "kind", (role.kind != RoleKind::Individual).then(|| text(role.kind)));
    put(&mut entries, "about", role.about.as_ref().map(text));
    put(&mut entries, "deputy", role.deputy.as_ref().map(text));
    map(entries)
}

/// Which of the three groups a variable is in.
fn group(variable: &Variable) -> u8 {
    match variable.origin {
        Origin::Input(_) => 0,
        Origin::Record(_) => 1,
        Origin::Constant(_) => 2,
    }
}

fn variable(variable: &Variable) -> Out {
    let value = variable.origin.initial();
    if variable.kind == VariableType::String(None) && value.is_none() {
        return text(&variable.label);
    }
    let mut entries: Entries = vec![("label", text(&variable.label))];
    let name = variable.kind.name();
    put(&mut entries, "type", (!matches!(variable.kind, VariableType::String(_))).then(|| text(name)));
    match &variable.kind {
        VariableType::String(Some(pattern)) => entries.push(("pattern", text(pattern.as_str()))),
        VariableType::Choice(found) => entries.push(("answers", answers(found))),
        VariableType::String(None)
        | VariableType::Bool
        | VariableType::Integer
        | VariableType::Float
        | VariableType::Timestamp
        | VariableType::Date
        | VariableType::Uri
        | VariableType::Uuid
        | VariableType::Ipv4Addr
        | VariableType::Ipv6Addr
        | VariableType::MacAddr
        | VariableType::Md5Hash
        | VariableType::Sha256Hash
        | VariableType::Hash
        | VariableType::Hexstring => {}
    }
    put(&mut entries, "value", value.map(|value| scalar(&variable.kind, value)));
    map(entries)
}

/// A number as a number where YAML can say it so that the same text comes back, else as text.
fn scalar(kind: &VariableType, value: &Value) -> Out {
    match kind {
        VariableType::Integer | VariableType::Bool => number(value),
        _ => text(value),
    }
}

pub(super) fn answers(answers: &Answers) -> Out {
    Out::Map(answers.iter().map(|(name, words)| (name.to_string(), text(words))).collect())
}

fn clock(clock: &Clock) -> Out {
    let mut entries: Entries = vec![("name", text(&clock.name)), ("within", text(clock.within))];
    put(&mut entries, "from", (clock.from != ClockBasis::Awareness).then(|| text(clock.from)));
    put(&mut entries, "standing", (clock.standing != Standing::Default).then(|| text(clock.standing)));
    put(&mut entries, "source", clock.source.as_ref().map(text));
    map(entries)
}
