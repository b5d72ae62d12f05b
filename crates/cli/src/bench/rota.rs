//! `ctac bench rota`: how soon a year of shifts is there, and who is on now, each beside a naive resolver in the same
//! run that must come to the same answer.
//!
//! No server and no disk: one thread, the library alone. Rounds of the two alternate; what is printed are medians. A phase
//! during which other processes were busy is not judged.

use std::hint::black_box;
use std::time::Duration;

use clap::Args;
use ctac_rota::{Compiled, Rota};
use jiff::Timestamp;
use serde_json::json;
use tokio::time::Instant;

use super::limits;
use super::processors::Watch;
use crate::failure::Failure;
use crate::out;

mod cases;
mod naive;

use cases::Case;
use naive::Naive;

/// A year of eight layers should be there within this, in microseconds.
const YEAR_US: f64 = 100.0;
/// Who is on now should be known within this, in microseconds.
const NOW_US: f64 = 0.2;
/// Rotas that are asked who is on now.
const ROTAS: usize = 1_000;
/// How long one round of one resolver lasts at least.
const ROUND: Duration = Duration::from_millis(50);

/// How to measure.
#[derive(Debug, Args)]
pub(super) struct Settings {
    /// One line of JSON a phase.
    #[arg(long)]
    json: bool,
    /// One round of each phase.
    #[arg(long)]
    quick: bool,
    /// Rounds of each phase, interleaved; what is printed are medians.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::ROUNDS)))]
    rounds: Option<u32>,
}

/// Medians of one phase, in microseconds.
struct Line {
    label: &'static str,
    /// Shifts of the year, or rotas asked.
    n: usize,
    /// What one whole resolution takes, or one answer.
    own: f64,
    naive: f64,
    /// How many shifts, or answers, are made in that time.
    made: usize,
    wanted: Option<f64>,
    /// Whether other processes took no more than [`limits::FOREIGN`] processors meanwhile.
    quiet: bool,
}

/// Measures.
///
/// # Errors
/// The two resolvers do not agree.
pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    let rounds = settings.rounds.unwrap_or(if settings.quick { 1 } else { 9 });
    let lines = [
        year("year-8-layers", &cases::eight_layers(), rounds, Some(YEAR_US))?,
        year("year-3-layers", &cases::three_layers(), rounds, None)?,
        now(rounds)?,
    ];
    if settings.json {
        return lines.iter().try_for_each(|line| out::json(&line.json(rounds)));
    }
    out::table(
        &["PHASE", "N", "TIME US", "SHIFTS/MS", "NAIVE US", "NAIVE SHIFTS/MS", "RATIO"],
        &lines.iter().map(Line::row).collect::<Vec<_>>(),
    )?;
    out::line("")?;
    lines.iter().filter_map(Line::verdict).try_for_each(|verdict| out::line(&verdict))
}

fn ready(rota: &Rota) -> Result<Compiled, Failure> {
    ctac_rota::compile(rota)
        .map_err(|faults| Failure::NotRight(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))
}

/// A year of one rota, with the time to make it ready left out: that is done once, when it is saved.
fn year(label: &'static str, case: &Case, rounds: u32, wanted: Option<f64>) -> Result<Line, Failure> {
    let (compiled, naive) = (ready(&case.rota)?, Naive::of(&case.rota)?);
    let shifts = agreed(label, case, &compiled, &naive)?;
    let ((own, naive), quiet) = alternating(
        rounds,
        || drop(black_box(compiled.shifts(black_box(case.from), case.to))),
        || drop(black_box(naive.shifts(black_box(case.from), case.to))),
    )?;
    Ok(Line { label, n: shifts, own, naive, made: shifts, wanted, quiet })
}

/// How many shifts both resolvers find: the very same.
fn agreed(label: &str, case: &Case, compiled: &Compiled, naive: &Naive<'_>) -> Result<usize, Failure> {
    let shifts = compiled.shifts(case.from, case.to).map_err(|error| Failure::NotRight(error.to_string()))?;
    let stepped = naive.shifts(case.from, case.to);
    let same = shifts.len() == stepped.len()
        && shifts.iter().zip(&stepped).all(|(shift, step)| {
            (shift.from, shift.to) == (step.from, step.to) && shift.members.iter().eq(step.members.iter())
        });
    if same {
        return Ok(shifts.len());
    }
    Err(Failure::NotRight(format!("{label}: {} shifts, {} by minutes", shifts.len(), stepped.len())))
}

/// Who is on now, in each of many rotas in zones around the world.
fn now(rounds: u32) -> Result<Line, Failure> {
    let rotas: Vec<Rota> = (0..ROTAS).map(cases::one_of_many).collect();
    let compiled: Vec<Compiled> = rotas.iter().map(ready).collect::<Result<_, _>>()?;
    let naive: Vec<Naive<'_>> = rotas.iter().map(Naive::of).collect::<Result<_, _>>()?;
    let at: Timestamp = cases::NOW.parse().map_err(|error: jiff::Error| Failure::NotRight(error.to_string()))?;
    for (own, naive) in compiled.iter().zip(&naive) {
        if !own.on_call(at).iter().eq(naive.on_call(at)) {
            return Err(Failure::NotRight("who-now: the two resolvers do not agree".to_owned()));
        }
    }
    let ((own, stepped), quiet) = alternating(
        rounds,
        || compiled.iter().for_each(|rota| drop(black_box(rota.on_call(black_box(at))))),
        || {
            naive.iter().for_each(|rota| {
                black_box(rota.on_call(black_box(at)));
            })
        },
    )?;
    #[expect(clippy::cast_precision_loss, reason = "a thousand")]
    let each = ROTAS as f64;
    let (own, naive) = (own / each, stepped / each);
    Ok(Line { label: "who-now", n: ROTAS, own, naive, made: 1, wanted: Some(NOW_US), quiet })
}

/// The median time of each of two pieces of work, in microseconds, from rounds that alternate, and whether the machine was
/// theirs meanwhile.
fn alternating(rounds: u32, mut one: impl FnMut(), mut other: impl FnMut()) -> Result<((f64, f64), bool), Failure> {
    let watch = Watch::begin(None, &[])?;
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        ones.push(timed(&mut one));
        others.push(timed(&mut other));
    }
    let used = watch.end()?;
    Ok(((median(ones), median(others)), used.other_s <= limits::FOREIGN * used.wall_s))
}

/// What one call takes, in microseconds, over a round of them.
fn timed(work: &mut impl FnMut()) -> f64 {
    // Caches and branch predictors are warmed by one that does not count.
    work();
    let (began, mut calls) = (Instant::now(), 0_u32);
    loop {
        work();
        calls += 1;
        let passed = began.elapsed();
        if passed >= ROUND {
            return passed.as_secs_f64() * 1e6 / f64::from(calls);
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Line {
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    fn per_millisecond(&self, microseconds: f64) -> f64 {
        self.made as f64 * 1_000.0 / microseconds
    }

    fn row(&self) -> Vec<String> {
        vec![
            self.label.to_owned(),
            self.n.to_string(),
            format!("{:.3}", self.own),
            format!("{:.0}", self.per_millisecond(self.own)),
            format!("{:.3}", self.naive),
            format!("{:.0}", self.per_millisecond(self.naive)),
            format!("{:.0}", self.naive / self.own),
        ]
    }

    fn json(&self, rounds: u32) -> serde_json::Value {
        let cut = |value: f64| (value * 1_000.0).round() / 1_000.0;
        json!({
            "label": self.label, "n": self.n, "rounds": rounds, "time_us": cut(self.own),
            "shifts_per_ms": cut(self.per_millisecond(self.own)), "naive_us": cut(self.naive),
            "naive_shifts_per_ms": cut(self.per_millisecond(self.naive)), "ratio": cut(self.naive / self.own),
            "expected_us": self.wanted, "measured": self.quiet,
        })
    }

    fn verdict(&self) -> Option<String> {
        let wanted = self.wanted?;
        if !self.quiet {
            return Some(format!("{}: not measured: other processes took more than half a processor", self.label));
        }
        let holds = if self.own <= wanted { "yes" } else { "NO" };
        Some(format!("{}: time_us <= {wanted}: {holds}", self.label))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_resolvers_agree_on_every_case() {
        for mut case in [cases::eight_layers(), cases::three_layers()] {
            let (compiled, naive) = (ready(&case.rota).unwrap(), Naive::of(&case.rota).unwrap());
            // A quarter of the year, with a day on which the clocks change: stepping through all of it takes long here.
            let whole = case.to;
            case.to = case.from + jiff::SignedDuration::from_hours(24 * 91);
            let shifts = agreed("quarter", &case, &compiled, &naive).unwrap();
            assert!(shifts > 150, "{shifts}");
            if case.rota.layers.len() == 3 {
                assert_eq!(compiled.shifts(case.from, whole).unwrap().len(), 731);
            }
        }
    }

    #[test]
    fn a_line_says_time_and_shifts() {
        let line = Line { label: "x", n: 731, own: 10.0, naive: 27_000.0, made: 731, wanted: Some(5.0), quiet: true };
        assert_eq!(line.row(), ["x", "731", "10.000", "73100", "27000.000", "27", "2700"]);
        assert_eq!(line.verdict().unwrap(), "x: time_us <= 5: NO");
        assert_eq!(line.json(3)["ratio"], json!(2700.0));
        let disturbed = Line { quiet: false, ..line };
        assert!(disturbed.verdict().unwrap().contains("not measured"));
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert!((median(vec![3.0, 1.0, 100.0]) - 3.0).abs() < f64::EPSILON);
    }
}
