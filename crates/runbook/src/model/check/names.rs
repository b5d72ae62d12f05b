//! Everything that has a name in a runbook, to see whether what is named is there.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::check::Found;
use crate::model::condition::{Comparison, Condition, Operator};
use crate::model::fault::{Place, Problem};
use crate::model::runbook::Parts;
use crate::model::template::Template;
use crate::model::variable::{Origin, Value, Variable, VariableType};
use crate::model::word::{Name, Slug};
use crate::nearest::nearest;

pub(super) struct Names<'a> {
    pub(super) roles: BTreeSet<&'a Slug>,
    pub(super) clocks: BTreeSet<&'a Slug>,
    pub(super) steps: BTreeSet<&'a Slug>,
    pub(super) variables: BTreeMap<&'a Name, &'a Variable>,
}

impl<'a> Names<'a> {
    pub(super) fn of(parts: &'a Parts) -> Self {
        Self {
            roles: parts.roles.iter().map(|role| &role.slug).collect(),
            clocks: parts.clocks.iter().map(|clock| &clock.slug).collect(),
            steps: parts.steps().iter().map(|visit| &visit.step.slug).collect(),
            variables: parts.variables.iter().map(|variable| (&variable.name, variable)).collect(),
        }
    }

    pub(super) fn role(&self, found: &mut Found, place: impl FnOnce() -> Place, name: &Slug) {
        if !self.roles.contains(name) {
            let nearest = nearest(name.as_str(), self.roles.iter().map(|role| role.as_str()));
            found.add(place(), Problem::Role { name: name.clone(), nearest });
        }
    }

    pub(super) fn clock(&self, found: &mut Found, place: impl FnOnce() -> Place, name: &Slug) {
        if !self.clocks.contains(name) {
            let nearest = nearest(name.as_str(), self.clocks.iter().map(|clock| clock.as_str()));
            found.add(place(), Problem::Clock { name: name.clone(), nearest });
        }
    }

    pub(super) fn step(&self, found: &mut Found, place: impl FnOnce() -> Place, name: &Slug) {
        if !self.steps.contains(name) {
            let nearest = nearest(name.as_str(), self.steps.iter().map(|step| step.as_str()));
            found.add(place(), Problem::Step { name: name.clone(), nearest });
        }
    }

    pub(super) fn variable(
        &self,
        found: &mut Found,
        place: impl FnOnce() -> Place,
        name: &Name,
    ) -> Option<&'a Variable> {
        let variable = self.variables.get(name).copied();
        if variable.is_none() {
            let nearest = nearest(name.as_str(), self.variables.keys().map(|name| name.as_str()));
            found.add(place(), Problem::Variable { name: name.clone(), nearest });
        }
        variable
    }

    /// A variable that steps fill in.
    pub(super) fn record(&self, found: &mut Found, place: impl Fn() -> Place, name: &Name) -> Option<&'a Variable> {
        let variable = self.variable(found, &place, name)?;
        if !matches!(variable.origin, Origin::Record(_)) {
            found.add(place(), Problem::NotARecord(name.clone()));
            return None;
        }
        Some(variable)
    }

    /// A record that answers go into: each must be a value of its type.
    pub(super) fn answers_into<'b>(
        &self,
        found: &mut Found,
        place: impl Fn() -> Place,
        name: &Name,
        answers: impl IntoIterator<Item = &'b str>,
    ) {
        let Some(variable) = self.record(found, &place, name) else { return };
        for answer in answers {
            let Ok(value) = Value::try_from(answer.to_owned()) else { continue };
            if let Err(mismatch) = variable.kind.check(&value) {
                return found.add(place(), Problem::Value { name: name.clone(), mismatch });
            }
        }
    }

    /// A text that is not blank, with variables that are there.
    pub(super) fn template(&self, found: &mut Found, place: impl Fn() -> Place, template: &Template) {
        if template.is_blank() {
            found.add(place(), Problem::Blank);
        }
        self.places(found, place, template);
    }

    pub(super) fn places(&self, found: &mut Found, place: impl Fn() -> Place, template: &Template) {
        for name in template.variables() {
            self.variable(found, &place, name);
        }
    }

    pub(super) fn condition(&self, found: &mut Found, place: impl Fn() -> Place, condition: &Condition) {
        for Comparison { variable: name, operator, value } in condition.tests() {
            let Some(variable) = self.variable(found, &place, name) else { continue };
            let is_order = !matches!(operator, Operator::Is | Operator::IsNot);
            if is_order && !has_order(&variable.kind) {
                found.add(place(), Problem::NoOrder(name.clone()));
            } else if let Err(mismatch) = variable.kind.check(value) {
                found.add(place(), Problem::Value { name: name.clone(), mismatch });
            }
        }
    }
}

fn has_order(kind: &VariableType) -> bool {
    matches!(kind, VariableType::Integer | VariableType::Float | VariableType::Timestamp | VariableType::Date)
}
