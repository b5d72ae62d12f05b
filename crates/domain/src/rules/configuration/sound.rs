//! What a policy and an integration must be before they are saved.

use std::collections::BTreeSet;

use ctac_rota::Problem;

use crate::decide::Refusal;
use crate::handling::Grouping;
use crate::id::PolicyId;
use crate::limits::{
    CONDITIONS, GROUP_FIELDS, GROUP_WINDOW_S, MAPPED, REPEATS, ROUTING_RULES, SAVED, STEPS, TARGETS, TEMPLATE, WAIT_S,
};
use crate::mapping::Mapping;
use crate::policy::{Condition, Hours, Integration, KeyHash, Policy, Route, RoutingRule, Step, Target};
use crate::rules::text::invalid;
use crate::state::State;

/// As stored it must fit an entry.
pub(in crate::rules) fn check_size(saved: &impl serde::Serialize) -> Result<(), Refusal> {
    let bytes = serde_json::to_vec(saved).map_or(usize::MAX, |bytes| bytes.len());
    if bytes > SAVED { Err(Refusal::Limit { what: "bytes in all", limit: SAVED as u64 }) } else { Ok(()) }
}

pub(super) fn check_policy(state: &State, policy: &Policy) -> Result<(), Refusal> {
    if policy.steps.is_empty() {
        return Err(invalid("steps", "a policy needs at least one step"));
    }
    if policy.steps.len() > STEPS {
        return Err(Refusal::Limit { what: "steps of a policy", limit: STEPS as u64 });
    }
    if policy.repeats > REPEATS {
        return Err(invalid("repeats", format!("at most {REPEATS}")));
    }
    policy.steps.iter().try_for_each(|step| check_step(state, step))
}

fn check_step(state: &State, step: &Step) -> Result<(), Refusal> {
    if step.wait_s == 0 || step.wait_s > WAIT_S {
        return Err(invalid("steps.wait_s", format!("from 1 to {WAIT_S} seconds")));
    }
    if step.targets.is_empty() {
        return Err(invalid("steps.targets", "a step needs somebody to page"));
    }
    if step.targets.len() > TARGETS {
        return Err(Refusal::Limit { what: "targets of a step", limit: TARGETS as u64 });
    }
    if step.targets.iter().collect::<BTreeSet<_>>().len() < step.targets.len() {
        return Err(invalid("steps.targets", "the same target stands there twice"));
    }
    step.hours.as_ref().map_or(Ok(()), check_hours)?;
    step.targets.iter().try_for_each(|target| match target {
        Target::Person { person } if !state.people.get(person).is_some_and(|person| person.active) => {
            Err(invalid("steps.targets.person", format!("there is no active person {person}")))
        }
        Target::Rota { rota } | Target::Deputy { rota }
            if state.rotas.get(rota).is_none_or(|kept| kept.retired.is_some()) =>
        {
            Err(invalid("steps.targets.rota", format!("there is no rota {rota}")))
        }
        Target::Deputy { rota } if state.rotas.get(rota).is_none_or(|kept| kept.saved.deputy.is_none()) => {
            Err(invalid("steps.targets.rota", format!("the rota {rota} has no deputy; name one there first")))
        }
        Target::Team { team } if !state.teams.contains_key(team) => {
            Err(invalid("steps.targets.team", format!("there is no team {team}")))
        }
        Target::Person { .. }
        | Target::Rota { .. }
        | Target::Deputy { .. }
        | Target::Team { .. }
        | Target::Role { .. }
        | Target::Leads => Ok(()),
    })
}

/// Windows without end would make the hours outside them none at all, and the step one that never asks.
fn check_hours(hours: &Hours) -> Result<(), Refusal> {
    if hours.windows.is_empty() {
        return Err(invalid("steps.hours.windows", "name at least one window of the week, or leave the hours out"));
    }
    let checked = ctac_rota::is_within(&hours.time_zone, &hours.windows, jiff::Timestamp::UNIX_EPOCH);
    checked.map(drop).map_err(|problem| {
        let field = match problem {
            Problem::UnknownZone(_) | Problem::ZoneSpelling(_) => "steps.hours.time_zone",
            _ => "steps.hours.windows",
        };
        invalid(field, problem.to_string())
    })
}

pub(super) fn check_integration(state: &State, integration: &Integration) -> Result<(), Refusal> {
    if !state.organisations.contains_key(&integration.organisation) {
        return Err(invalid("organisation", format!("there is no organisation {}", integration.organisation)));
    }
    check_key(&integration.key)?;
    if state.keys.get(&integration.key).is_some_and(|holder| *holder != integration.id) {
        return Err(Refusal::Conflict("another integration has this key".to_owned()));
    }
    if integration.rules.len() > ROUTING_RULES {
        return Err(Refusal::Limit { what: "routing rules of an integration", limit: ROUTING_RULES as u64 });
    }
    integration.rules.iter().try_for_each(|rule| check_rule(state, rule))?;
    check_grouping(integration.handling.group.as_ref())?;
    integration.handling.mapping.as_ref().map_or(Ok(()), check_mapping)?;
    check_route(state, "otherwise", &integration.otherwise)
}

fn check_mapping(mapping: &Mapping) -> Result<(), Refusal> {
    if mapping.templates().any(|template| template.0.len() > TEMPLATE) {
        return Err(invalid("mapping", format!("a template has at most {TEMPLATE} bytes")));
    }
    let words = mapping.over.as_ref().map_or(0, |over| over.is.len());
    if mapping.fields.len().max(mapping.severities.len()).max(words) > MAPPED {
        return Err(invalid("mapping", format!("at most {MAPPED} fields, and as many words")));
    }
    if [&mapping.summary, &mapping.source].into_iter().any(|template| template.0.trim().is_empty()) {
        return Err(invalid("mapping", "say what the summary and the source are"));
    }
    mapping.fields.keys().try_for_each(|name| check_name("mapping.fields", name))
}

fn check_grouping(group: Option<&Grouping>) -> Result<(), Refusal> {
    let Some(group) = group else { return Ok(()) };
    if group.by.is_empty() || group.by.len() > GROUP_FIELDS {
        return Err(invalid("group.by", format!("from 1 to {GROUP_FIELDS} fields")));
    }
    if !GROUP_WINDOW_S.contains(&group.window_s) {
        let (least, most) = (GROUP_WINDOW_S.start(), GROUP_WINDOW_S.end());
        return Err(invalid("group.window_s", format!("from {least} to {most} seconds")));
    }
    group.by.iter().try_for_each(|name| check_name("group.by", name))
}

fn check_key(key: &KeyHash) -> Result<(), Refusal> {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if key.0.len() == 64 && key.0.bytes().all(hex) {
        return Ok(());
    }
    Err(invalid("key", "the key's SHA-256 as 64 lower-case hex digits"))
}

fn check_rule(state: &State, rule: &RoutingRule) -> Result<(), Refusal> {
    check_condition("rules.when.fields", &rule.when)?;
    check_route(state, "rules.then", &rule.then)
}

/// Rules ask after fields that there are, and after no more than they may.
pub(in crate::rules) fn check_condition(field: &'static str, when: &Condition) -> Result<(), Refusal> {
    if when.fields.len() > CONDITIONS {
        return Err(Refusal::Limit { what: "conditions of one rule", limit: CONDITIONS as u64 });
    }
    when.fields.keys().try_for_each(|name| check_name(field, name))
}

/// The name of a field of a signal that rules may ask after.
pub(in crate::rules) fn check_name(field: &'static str, name: &str) -> Result<(), Refusal> {
    let plain = matches!(name, "source" | "component" | "group" | "class");
    if plain || name.strip_prefix("details.").is_some_and(|rest| !rest.is_empty()) {
        return Ok(());
    }
    Err(invalid(field, format!("{name:?} is not source, component, group, class or details.NAME")))
}

fn check_route(state: &State, field: &'static str, route: &Route) -> Result<(), Refusal> {
    let known = |policy: &PolicyId| state.policies.contains_key(policy);
    match route {
        Route::Page { policy, .. } | Route::Declare { policy, .. } if !known(policy) => {
            Err(invalid(field, format!("there is no policy {policy}")))
        }
        Route::Record | Route::Page { .. } | Route::Declare { .. } => Ok(()),
    }
}
