//! L07, L08, L09, L21: keys, UUIDs, instants.

use std::collections::BTreeMap;

use crate::cacao::ident::{has_milliseconds, kind, uuid, uuid_version};
use crate::cacao::is_timestamp;
use crate::cacao::lint::report::{Report, Rule, at, step_path};
use crate::cacao::wire::Playbook;

pub(crate) fn check(report: &mut Report, playbook: &Playbook) {
    keys(report, playbook);
    unique(report, playbook);
    instants(report, playbook);
    validity(report, playbook);
}

/// L07, and the versions of L08.
fn keys(report: &mut Report, playbook: &Playbook) {
    for (id, step) in &playbook.workflow {
        let path = step_path(id, "");
        let expected = step.kind.map_or("", crate::cacao::StepType::as_str);
        prefix(report, &path, id, expected);
        match uuid_version(id) {
            Some('4') => {}
            Some(other) => report.ours(Rule::L08, &path, format!("a step's UUID is of version 4, this is {other}")),
            None => report.error(Rule::L08, &path, "this is no identifier such as `action--UUID`"),
        }
    }
    let text = |kind: &Option<String>| kind.clone().unwrap_or_default();
    for (id, one) in &playbook.agents {
        prefix(report, &at("agent_definitions", id, ""), id, &text(&one.kind));
    }
    for (id, one) in &playbook.targets {
        prefix(report, &at("target_definitions", id, ""), id, &text(&one.kind));
    }
    for (id, one) in &playbook.authentication_info {
        prefix(report, &at("authentication_info_definitions", id, ""), id, &text(&one.kind));
    }
    for (id, one) in &playbook.extension_definitions {
        prefix(report, &at("extension_definitions", id, ""), id, &text(&one.kind));
    }
    for (id, one) in &playbook.marking_definitions {
        let path = at("data_marking_definitions", id, "");
        prefix(report, &path, id, &text(&one.kind));
        if one.id.as_ref().is_some_and(|inner| inner != id) {
            report.error(Rule::L07, &path, "its `id` is not the key it stands under");
        }
    }
    if playbook.id.as_deref().is_some_and(|id| kind(id) != "playbook") {
        report.error(Rule::L07, "/id", "the id of a playbook begins with `playbook--`");
    }
}

fn prefix(report: &mut Report, path: &str, id: &str, expected: &str) {
    if !expected.is_empty() && kind(id) != expected {
        report.error(Rule::L07, path, format!("the key says `{}`, the type is `{expected}`", kind(id)));
    }
}

/// L08: one UUID, one object, whatever its type.
fn unique(report: &mut Report, playbook: &Playbook) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut all: Vec<(String, &str)> = playbook.id.iter().map(|id| ("/id".to_owned(), id.as_str())).collect();
    all.extend(playbook.workflow.keys().map(|id| (step_path(id, ""), id.as_str())));
    all.extend(playbook.agents.keys().map(|id| (at("agent_definitions", id, ""), id.as_str())));
    let targets = playbook.targets.keys().filter(|id| !playbook.agents.contains_key(*id));
    all.extend(targets.map(|id| (at("target_definitions", id, ""), id.as_str())));
    let info = playbook.authentication_info.keys();
    all.extend(info.map(|id| (at("authentication_info_definitions", id, ""), id.as_str())));
    all.extend(playbook.marking_definitions.keys().map(|id| (at("data_marking_definitions", id, ""), id.as_str())));
    all.extend(playbook.extension_definitions.keys().map(|id| (at("extension_definitions", id, ""), id.as_str())));
    for (path, id) in all {
        if let Some(first) = seen.insert(uuid(id), id) {
            report.error(Rule::L08, &path, format!("its UUID is that of `{first}` too"));
        }
    }
}

/// L09.
fn instants(report: &mut Report, playbook: &Playbook) {
    for (path, text) in [("/created", &playbook.created), ("/modified", &playbook.modified)] {
        if text.as_deref().is_some_and(|text| !is_timestamp(text)) {
            report.error(Rule::L09, path, "an instant is written 2026-01-12T09:00:00.000Z");
        } else if text.as_deref().is_some_and(|text| !has_milliseconds(text)) {
            report.ours(Rule::L09, path, "exactly three decimals are needed, as in 2026-01-12T09:00:00.000Z");
        }
    }
    let order = instant(playbook.created.as_ref()).zip(instant(playbook.modified.as_ref()));
    if order.is_some_and(|(created, modified)| modified < created) {
        report.error(Rule::L09, "/modified", "it was changed before it was made");
    }
    let mut others =
        vec![("/valid_from".to_owned(), &playbook.valid_from), ("/valid_until".to_owned(), &playbook.valid_until)];
    for (id, marking) in &playbook.marking_definitions {
        for (key, text) in
            [("created", &marking.created), ("valid_from", &marking.valid_from), ("valid_until", &marking.valid_until)]
        {
            others.push((at("data_marking_definitions", id, key), text));
        }
    }
    for (path, _) in others.into_iter().filter(|(_, text)| text.as_deref().is_some_and(|text| !is_timestamp(text))) {
        report.error(Rule::L09, &path, "an instant is written 2026-01-12T09:00:00.000Z");
    }
}

/// L21. A revoked playbook's validity is ignored (section 3.1).
fn validity(report: &mut Report, playbook: &Playbook) {
    if playbook.revoked == Some(true) {
        report.warning(Rule::L21, "/revoked", "this playbook is revoked: do not start it");
        return;
    }
    let both = instant(playbook.valid_from.as_ref()).zip(instant(playbook.valid_until.as_ref()));
    if both.is_some_and(|(from, until)| until <= from) {
        report.error(Rule::L21, "/valid_until", "it ends to be valid before it begins");
    }
}

fn instant(text: Option<&String>) -> Option<jiff::Timestamp> {
    text.and_then(|text| text.parse().ok())
}
