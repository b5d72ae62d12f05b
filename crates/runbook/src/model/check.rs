//! Whether the parts of a runbook fit together.

mod front;
mod kind;
mod names;
mod steps;

use crate::limits;
use crate::model::fault::{Fault, Place, Problem};
use crate::model::list::WrongLength;
use crate::model::runbook::Parts;

use names::Names;

/// Everything that does not fit, the front matter's first.
pub(crate) fn check(parts: &Parts) -> Vec<Fault> {
    let mut found = Found::default();
    let names = Names::of(parts);
    front::check(parts, &names, &mut found);
    steps::check(parts, &names, &mut found);
    found.faults
}

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Found {
    faults: Vec<Fault>,
}

impl Found {
    pub(crate) fn add(&mut self, place: Place, problem: Problem) {
        if self.faults.len() < limits::FAULTS {
            self.faults.push(Fault { place, problem });
        }
    }

    pub(crate) fn length(&mut self, place: impl FnOnce() -> Place, found: usize, min: usize, max: usize) {
        if !(min..=max).contains(&found) {
            self.add(place(), Problem::Length(WrongLength { found, min, max }));
        }
    }

    pub(crate) fn number(&mut self, place: impl FnOnce() -> Place, found: impl Into<u64>, min: u64, max: u64) {
        let found = found.into();
        if !(min..=max).contains(&found) {
            self.add(place(), Problem::Number { found, min, max });
        }
    }
}
