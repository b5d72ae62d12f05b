//! "If this fired now, who would be contacted, how, when": what a page would come to if nobody answered and every
//! message went out, by the very rules that page. Nothing is recorded and nobody is told.

use imbl::OrdMap;
use jiff::Timestamp;

use crate::incident::Severity;
use crate::limits;
use crate::policy::Policy;
use crate::rules::{page, step};
use crate::state::State;

pub use crate::policy::Skip;
pub use crate::rules::step::{Asked, Concern, Message, Missed, Outcome, Place, Tried};

/// A page that is only thought of.
#[derive(Debug, Clone, Copy)]
pub struct Thought<'a> {
    /// By which policy: one of the cell's, or one not yet saved.
    pub policy: &'a Policy,
    /// How severe.
    pub severity: Severity,
    /// What it is about; none: nothing in particular, so that [`crate::policy::Target::Leads`] mean nobody.
    pub concern: Option<Concern>,
    /// When it is raised. Before the last entry, the state is not what it was then: see [`explain`].
    pub at: Timestamp,
}

/// What becomes of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Where in the policy.
    pub place: Place,
    /// When it begins, or is passed over.
    pub at: Timestamp,
    /// Who is told, who is not, and why.
    pub outcome: Outcome,
    /// When the next step is looked at.
    pub until: Timestamp,
}

/// What becomes of a page that nobody answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Its steps, in the order they are looked at, round by round.
    pub steps: Vec<Explained>,
    /// When nobody is left to ask.
    pub exhausted_at: Timestamp,
    /// What becomes of the administrators' page that is raised then.
    pub administrators: Vec<Explained>,
    /// There are more messages than [`limits::EXPLAINED`]: `steps` end before the page does.
    pub cut: bool,
}

/// Explains a page, as the state stands; what changes later changes the page too, such as other pages that take a turn
/// before it. An instant before the last entry
/// counts as that entry's: no page is raised in the past.
#[must_use]
pub fn explain(state: &State, thought: &Thought<'_>) -> Explanation {
    let Thought { policy, severity, concern, at } = *thought;
    let (steps, exhausted_at, cut) = follow(state, policy, severity, concern, at.max(state.recorded_at));
    let (administrators, ..) = follow(state, &page::administrators(), severity, None, exhausted_at);
    let administrators = if cut { Vec::new() } else { administrators };
    Explanation { steps, exhausted_at, administrators, cut }
}

/// From step to step until nobody is left to ask, and when that is; or until there is too much to tell.
fn follow(
    state: &State,
    policy: &Policy,
    severity: Severity,
    concern: Option<Concern>,
    mut at: Timestamp,
) -> (Vec<Explained>, Timestamp, bool) {
    let mut turns = OrdMap::new();
    let mut steps = Vec::new();
    let mut told = 0;
    let mut place = Some(Place::FIRST);
    loop {
        let need = step::Need { policy, severity, concern, turns: &turns };
        let walked = step::walk(state, &need, place, at);
        let Some((last, outcome)) = walked.last() else { return (steps, at, false) };
        let reaches = outcome.reaches();
        let until = step::escalates_at(&need, *last, reaches, at);
        let took = taken(walked.last());
        place = last.next(policy);
        told += walked.iter().map(|(_, outcome)| lines(outcome)).sum::<usize>();
        let begins = at;
        steps.extend(walked.into_iter().map(|(place, outcome)| {
            let until = if outcome.reaches() { until } else { begins };
            Explained { place, at: begins, outcome, until }
        }));
        turns.extend(took);
        at = until;
        if !reaches {
            return (steps, at, false);
        }
        if told > limits::EXPLAINED && place.is_some() {
            return (steps, at, true);
        }
    }
}

/// Whose turn was taken at which step.
fn taken(last: Option<&(Place, Outcome)>) -> Option<(usize, usize)> {
    match last {
        Some((place, Outcome::Tried(tried))) => tried.turn.map(|turn| (place.step, turn)),
        _ => None,
    }
}

fn lines(outcome: &Outcome) -> usize {
    match outcome {
        Outcome::Skipped(_) => 1,
        Outcome::Tried(tried) => {
            tried.asked.iter().map(|asked| asked.messages.len()).sum::<usize>() + tried.missed.len()
        }
    }
}

#[cfg(test)]
mod tests;
