//! `ctac bench runbook`: runs of the ransomware procedure from beginning to end, every command decided, beside a floor in
//! the same rounds: the same facts applied, and nothing decided.
//!
//! No server and no disk: one thread, the library alone. What is printed are medians over rounds.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use ctac_runbook::run::apply::Closure;
use ctac_runbook::run::fact::Fact;
use ctac_runbook::run::state::Run;
use serde_json::json;
use tokio::time::Instant;

use crate::failure::Failure;
use crate::out;

mod cast;

/// How to measure.
#[derive(Debug, Args)]
pub(super) struct Settings {
    /// One line of JSON.
    #[arg(long)]
    json: bool,
    /// Runs in all.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    runs: u32,
    /// Rounds that the runs are shared out to; what is printed are medians.
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: u32,
}

/// One round.
struct Round {
    /// Steps that were done or passed over, in a second.
    own: f64,
    /// The same, of the floor.
    floor: f64,
}

/// Measures.
///
/// # Errors
/// The procedure cannot be read, or a run does not come to its end, or the floor comes to another one.
pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    let cast = cast::Cast::new()?;
    let first = cast.whole()?;
    let (steps, facts) = (first.steps, first.facts.len());
    let each = settings.runs.div_ceil(settings.rounds);
    let mut rounds = Vec::new();
    for _ in 0..settings.rounds {
        let began = Instant::now();
        for _ in 0..each {
            black_box(cast.whole()?);
        }
        let own = per_second(steps, each, began.elapsed());
        let began = Instant::now();
        for _ in 0..each {
            let again = applied(&first.facts, cast.closure())?;
            if again.instances.len() != first.run.instances.len() {
                return Err(Failure::Usage("the facts came to another run".to_owned()));
            }
            black_box(again);
        }
        rounds.push(Round { own, floor: per_second(steps, each, began.elapsed()) });
    }
    let own = median(rounds.iter().map(|it| it.own).collect());
    let floor = median(rounds.iter().map(|it| it.floor).collect());
    let ratio = if own > 0.0 { floor / own } else { 0.0 };
    if settings.json {
        return out::json(&json!({
            "phase": "runbook", "runs": each * settings.rounds, "steps": steps, "facts": facts,
            "steps_per_second": own.round(), "floor_steps_per_second": floor.round(), "ratio": ratio,
            "optimised": !cfg!(debug_assertions),
        }));
    }
    if cfg!(debug_assertions) {
        out::line("This build is not optimised: only the ratio says something.")?;
    }
    out::line(&format!(
        "{} runs of {steps} steps ({facts} facts): {own:.0} steps/s; facts applied only: {floor:.0} steps/s; {ratio:.2} times",
        each * settings.rounds
    ))
}

/// The run that facts come to.
fn applied(facts: &[Fact], closure: &Closure) -> Result<Run, Failure> {
    let bad = || Failure::Usage("the facts begin no run".to_owned());
    let (first, rest) = facts.split_first().ok_or_else(bad)?;
    let mut run = Run::begin(first, Arc::clone(closure)).ok_or_else(bad)?;
    for fact in rest {
        run.apply(fact, None);
    }
    Ok(run)
}

fn per_second(steps: usize, runs: u32, took: Duration) -> f64 {
    let steps = u32::try_from(steps).unwrap_or(u32::MAX);
    f64::from(steps) * f64::from(runs) / took.as_secs_f64().max(f64::MIN_POSITIVE)
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// What a run is given at first.
fn inputs() -> BTreeMap<String, String> {
    let inputs = [
        ("org", "Exampleton General Hospitals"),
        ("incident_id", "CTAC-2026-0001"),
        ("aware_at", "2026-01-12T09:00:00Z"),
    ];
    inputs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

#[cfg(test)]
mod tests {
    use super::{applied, cast::Cast};

    #[test]
    fn a_run_comes_to_its_end_and_its_facts_to_the_same() {
        let cast = Cast::new().unwrap();
        let whole = cast.whole().unwrap();
        assert!(whole.run.is_over() && whole.steps > 10);
        assert_eq!(applied(&whole.facts, cast.closure()).unwrap(), whole.run);
    }
}
