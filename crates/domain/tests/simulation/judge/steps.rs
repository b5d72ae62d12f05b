//! Which step comes next, and whom it means: the judge's own reading of a policy.

use std::collections::BTreeMap;

use ctac_domain::id::PersonId;
use ctac_domain::incident::Severity;
use ctac_domain::on_call::on_call;
use ctac_domain::policy::{Policy, Step, Target};
use ctac_domain::state::State;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::cell;

/// Whether a step is passed over. The story's hours are one window of every day, in UTC.
fn skipped(step: &Step, severity: Severity, at: Timestamp) -> bool {
    let named: Vec<Severity> = step.severities.named().collect();
    let closed = step.hours.as_ref().is_some_and(|hours| {
        let now = at.to_zoned(TimeZone::UTC).time();
        hours.outside == hours.windows.iter().any(|window| window.from <= now && now < window.to)
    });
    closed || !(named.is_empty() || named.contains(&severity))
}

/// The step that must begin next, if any is left.
pub(super) fn expected(
    policy: &Policy,
    severity: Severity,
    place: Option<(usize, u8)>,
    at: Timestamp,
) -> Option<(usize, u8)> {
    let mut at_last = place;
    for _ in &policy.steps {
        let next = match at_last {
            None => (0, 0),
            Some((step, round)) if step + 1 < policy.steps.len() => (step + 1, round),
            Some((_, round)) if round < policy.repeats => (0, round + 1),
            Some(_) => return None,
        };
        if !skipped(policy.steps.get(next.0)?, severity, at) {
            return Some(next);
        }
        at_last = Some(next);
    }
    None
}

/// How many steps are for such a page now.
pub(super) fn open(policy: &Policy, severity: Severity, at: Timestamp) -> usize {
    policy.steps.iter().filter(|step| !skipped(step, severity, at)).count()
}

/// What a step means.
#[derive(Default)]
pub(super) struct Meant {
    /// Whom.
    pub(super) people: Vec<PersonId>,
    /// Whoever it takes to be on call, for each rota it asks.
    pub(super) on_duty: Vec<Vec<PersonId>>,
    /// Whose turn it is, where it asks in turn.
    pub(super) turn: Option<usize>,
}

/// Whose turn it was last at each step: of the page's own times there, and of the pages that came first.
#[derive(Default)]
pub(super) struct Turns {
    all: BTreeMap<usize, usize>,
}

impl Turns {
    /// What a step means now.
    pub(super) fn meant(
        &mut self,
        state: &State,
        (step, nth): (&Step, usize),
        own: &mut BTreeMap<usize, usize>,
        at: Timestamp,
    ) -> Meant {
        let mut meant = Meant::default();
        if !step.in_turn {
            step.targets.iter().for_each(|target| meant.add(state, target, at));
            return meant;
        }
        let count = step.targets.len();
        let first = own.get(&nth).or_else(|| self.all.get(&nth)).map_or(0, |last| last + 1);
        for turn in (first..first + count).map(|turn| turn % count) {
            meant.add(state, &step.targets[turn], at);
            if meant.people.iter().any(|person| *person != cell::person(5)) {
                if own.insert(nth, turn).is_none() {
                    self.all.insert(nth, turn);
                }
                meant.turn = Some(turn);
                break;
            }
        }
        meant
    }
}

impl Meant {
    fn add(&mut self, state: &State, target: &Target, at: Timestamp) {
        let people = people(state, target, at);
        if matches!(target, Target::Rota { .. }) {
            self.on_duty.push(people.clone());
        }
        self.people.extend(people);
    }
}

fn people(state: &State, target: &Target, at: Timestamp) -> Vec<PersonId> {
    match target {
        Target::Person { person } => vec![*person],
        Target::Role { role } => state.people.values().filter(|it| it.roles.contains(role)).map(|it| it.id).collect(),
        Target::Rota { .. } => on_call(state, cell::ROTA, at),
        // None is in the story.
        Target::Team { .. } | Target::Deputy { .. } | Target::Leads => Vec::new(),
    }
}
