//! The front matter's parts.

use std::collections::BTreeSet;

use crate::limits;
use crate::model::check::Found;
use crate::model::check::names::Names;
use crate::model::fault::{Place, Problem};
use crate::model::runbook::Parts;
use crate::model::trigger::Occasion;
use crate::model::word::Slug;

fn at(key: impl Into<String>) -> Place {
    Place::Front(key.into())
}

pub(super) fn check(parts: &Parts, names: &Names<'_>, found: &mut Found) {
    times(parts, found);
    lengths(parts, found);
    for (key, number) in [("priority", parts.priority), ("severity", parts.severity), ("impact", parts.impact)] {
        if let Some(number) = number {
            found.number(|| at(key), number, 1, 100);
        }
    }
    roles(parts, names, found);
    variables(parts, found);
    unique("clocks", parts.clocks.iter().map(|clock| clock.slug.as_str()), found);
    unique("retired", parts.retired.iter().map(Slug::as_str), found);
    for (index, trigger) in parts.triggers.iter().enumerate() {
        if let Some(category) = trigger.category {
            found.number(|| at(format!("triggers[{index}].category")), category, 1, 6);
        }
        found.length(|| at(format!("triggers[{index}].words")), trigger.words.len(), 0, limits::WORDS);
        let says_nothing = trigger.severity.is_none()
            && trigger.category.is_none()
            && trigger.words.is_empty()
            && trigger.pattern.is_none();
        if says_nothing && trigger.on.contains(&Occasion::Changed) {
            found.add(at(format!("triggers[{index}]")), Problem::Everything);
        }
    }
}

fn times(parts: &Parts, found: &mut Found) {
    let optional = [("valid_from", parts.valid_from), ("valid_until", parts.valid_until)];
    let times = [("created", Some(parts.created)), ("modified", Some(parts.modified))].into_iter().chain(optional);
    for (key, time) in times {
        if time.is_some_and(|time| time.subsec_nanosecond() % 1_000_000 != 0) {
            found.add(at(key), Problem::Fine);
        }
    }
    if parts.modified < parts.created {
        found.add(at("modified"), Problem::Before("created"));
    }
    if parts.valid_from.zip(parts.valid_until).is_some_and(|(from, until)| until <= from) {
        found.add(at("valid_until"), Problem::Before("valid_from"));
    }
}

fn lengths(parts: &Parts, found: &mut Found) {
    let lists = [
        ("types", parts.types.len(), 0, limits::ITEMS),
        ("activities", parts.activities.len(), 0, limits::ITEMS),
        ("labels", parts.labels.len(), 0, limits::ITEMS),
        ("sectors", parts.sectors.len(), 0, limits::ITEMS),
        ("derived_from", parts.derived_from.len(), 0, limits::ITEMS),
        ("references", parts.references.len(), 0, limits::ITEMS),
        ("to_confirm", parts.to_confirm.len(), 0, limits::ITEMS),
        ("triggers", parts.triggers.len(), 0, limits::TRIGGERS),
        ("roles", parts.roles.len(), 1, limits::ROLES),
        ("records", parts.variables.len(), 0, limits::VARIABLES),
        ("clocks", parts.clocks.len(), 0, limits::CLOCKS),
        ("retired", parts.retired.len(), 0, limits::RETIRED),
        ("phases", parts.phases.len(), 1, limits::PHASES),
    ];
    for (key, length, min, max) in lists {
        found.length(|| at(key), length, min, max);
    }
}

fn roles(parts: &Parts, names: &Names<'_>, found: &mut Found) {
    unique("roles", parts.roles.iter().map(|role| role.slug.as_str()), found);
    names.role(found, || at("lead"), &parts.lead);
    for role in &parts.roles {
        let place = || at(format!("roles.{}.deputy", role.slug));
        let mut seen = BTreeSet::from([&role.slug]);
        let mut next = role.deputy.as_ref();
        if let Some(deputy) = next {
            names.role(found, place, deputy);
        }
        while let Some(deputy) = next {
            if !seen.insert(deputy) {
                if *deputy == role.slug {
                    found.add(place(), Problem::Deputies(role.slug.clone()));
                }
                break;
            }
            next = parts.role(deputy.as_str()).and_then(|role| role.deputy.as_ref());
        }
    }
}

fn variables(parts: &Parts, found: &mut Found) {
    unique("records", parts.variables.iter().map(|variable| variable.name.as_str()), found);
    for variable in &parts.variables {
        if let Some(Err(mismatch)) = variable.origin.initial().map(|value| variable.kind.check(value)) {
            let problem = Problem::Value { name: variable.name.clone(), mismatch };
            found.add(at(format!("records.{}", variable.name)), problem);
        }
    }
}

fn unique<'a>(key: &str, names: impl IntoIterator<Item = &'a str>, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            found.add(at(format!("{key}.{name}")), Problem::Again(name.to_owned()));
        }
    }
}
