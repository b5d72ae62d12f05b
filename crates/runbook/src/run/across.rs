//! How a procedure was followed in all its runs: of each step what became of it, how long it took to be begun and to be
//! done, and what was done otherwise than written. So a cell sees which steps nobody ever does.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::adherence::{CameTo, Mark, Report, StepReport};
use super::fact::SkipCode;
use super::state::Run;

/// All runs of one runbook, whatever version each followed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Across {
    /// How many runs.
    pub runs: usize,
    /// How many of them are over.
    pub ended: usize,
    /// How many of those were given up.
    pub cancelled: usize,
    /// Every step, in the order of work of the newest run that has it; those that only older ones have come last.
    pub steps: Vec<StepAcross>,
}

/// One step in all runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepAcross {
    /// What it is called for ever.
    pub slug: String,
    /// Its heading, as of the newest run that has it.
    pub title: String,
    /// Attempts that were done.
    pub done: usize,
    /// Passed over, though it applied.
    pub skipped: usize,
    /// Passed over because it had no meaning there, or in a branch that was not taken.
    pub not_applicable: usize,
    /// To be done no more: undone, or in a lane or a run that was given up.
    pub withdrawn: usize,
    /// Still to be done.
    pub open: usize,
    /// Runs that did not come to it, though it applied.
    pub not_reached: usize,
    /// From when it was to be begun until somebody took it.
    pub to_start: Option<Spread>,
    /// From when it was to be begun until it is said to have been done.
    pub to_finish: Option<Spread>,
    /// Done after its time.
    pub late: usize,
    /// What was done otherwise than written, by what it was.
    pub deviations: BTreeMap<Mark, usize>,
}

/// How times lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// Of how many.
    pub count: usize,
    /// Half of them were no longer, in seconds.
    pub median_s: i64,
    /// Nine in ten were no longer.
    pub p90_s: i64,
}

impl Spread {
    /// By nearest rank: a figure is always one that was measured. None: of nothing.
    fn of(mut times: Vec<i64>) -> Option<Self> {
        times.sort_unstable();
        let rank = |percent: usize| times.get((times.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        Some(Self { count: times.len(), median_s: rank(50)?, p90_s: rank(90)? })
    }
}

#[derive(Default)]
struct Gathered {
    it: StepAcross,
    to_start: Vec<i64>,
    to_finish: Vec<i64>,
}

impl Across {
    /// Of these runs, the newest first.
    #[must_use]
    pub fn of<'a>(runs: impl IntoIterator<Item = &'a Run>) -> Self {
        let mut across = Self::default();
        let mut order: Vec<String> = Vec::new();
        let mut found: BTreeMap<String, Gathered> = BTreeMap::new();
        for run in runs {
            let report = Report::of(run, &[]);
            across.runs += 1;
            across.ended += usize::from(report.ended_at.is_some());
            across.cancelled += usize::from(report.cancelled);
            let mut step = |slug: &str, title: &str| {
                if !found.contains_key(slug) {
                    order.push(slug.to_owned());
                }
                let gathered = found.entry(slug.to_owned()).or_default();
                if gathered.it.slug.is_empty() {
                    (gathered.it.slug, gathered.it.title) = (slug.to_owned(), title.to_owned());
                }
                slug.to_owned()
            };
            let steps: Vec<(String, &StepReport)> =
                report.steps.iter().map(|it| (step(&it.slug, &it.title), it)).collect();
            let missed: Vec<(String, bool)> =
                report.not_reached.iter().map(|it| (step(&it.slug, &it.title), it.not_applicable)).collect();
            for (slug, it) in steps {
                found.entry(slug).or_default().take(it);
            }
            for (slug, not_applicable) in missed {
                let it = &mut found.entry(slug).or_default().it;
                *if not_applicable { &mut it.not_applicable } else { &mut it.not_reached } += 1;
            }
        }
        across.steps = order.iter().filter_map(|slug| found.remove(slug)).map(Gathered::whole).collect();
        across
    }
}

impl Gathered {
    fn take(&mut self, step: &StepReport) {
        let it = &mut self.it;
        let count = match (step.came_to, step.skipped) {
            (CameTo::Done, _) => &mut it.done,
            (CameTo::Skipped, Some(SkipCode::NotApplicable)) => &mut it.not_applicable,
            (CameTo::Skipped, _) => &mut it.skipped,
            (CameTo::Withdrawn, _) => &mut it.withdrawn,
            (CameTo::Open, _) => &mut it.open,
        };
        *count += 1;
        it.late += usize::from(step.late_s.is_some_and(|late_s| late_s > 0));
        for mark in &step.marks {
            *it.deviations.entry(*mark).or_default() += 1;
        }
        let since = |at: Timestamp| at.duration_since(step.activated_at).as_secs().max(0);
        self.to_start.extend(step.claimed_at.map(since));
        self.to_finish.extend(step.occurred_at.filter(|_| step.came_to == CameTo::Done).map(since));
    }

    fn whole(self) -> StepAcross {
        StepAcross { to_start: Spread::of(self.to_start), to_finish: Spread::of(self.to_finish), ..self.it }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::command::Command;
    use crate::run::testing::{Tried, decision, task};

    fn run(care: &str, after_s: i64) -> Run {
        let steps =
            vec![decision("care", vec![(&["yes"], vec![task("divert")])], &["no"]), task("write"), task("last")];
        let mut run = Tried::of(steps);
        run.decide("care", care).unwrap();
        if care == "yes" {
            let skip = Command::Skip {
                instance: run.id("divert"),
                code: SkipCode::Impossible,
                reason: "No bed is free.".to_owned(),
                answer: None,
            };
            run.by("ann", &skip).unwrap();
        }
        run.now += jiff::SignedDuration::from_secs(after_s / 2);
        let claim = Command::Claim { instance: run.id("write"), reason: None };
        run.by("ann", &claim).unwrap();
        run.now += jiff::SignedDuration::from_secs(after_s - after_s / 2);
        run.done("write").unwrap();
        run.run
    }

    #[test]
    fn each_step_is_told_over_all_runs() {
        let runs: Vec<Run> = (1..=10).map(|nth| run(if nth == 1 { "yes" } else { "no" }, 60 * nth)).collect();
        let across = Across::of(&runs);
        assert_eq!((across.runs, across.ended, across.cancelled), (10, 0, 0));
        let slugs: Vec<&str> = across.steps.iter().map(|it| it.slug.as_str()).collect();
        assert_eq!(slugs, ["care", "divert", "write", "last"]);
        let of = |slug: &str| across.steps.iter().find(|it| it.slug == slug).unwrap();
        assert_eq!((of("care").done, of("write").done, of("last").open), (10, 10, 10));
        assert_eq!((of("divert").skipped, of("divert").not_applicable, of("divert").done), (1, 9, 0));
        assert_eq!(of("write").to_finish, Some(Spread { count: 10, median_s: 300, p90_s: 540 }));
        assert_eq!(of("write").to_start, Some(Spread { count: 10, median_s: 150, p90_s: 270 }));
        assert_eq!((of("last").to_finish, of("care").to_start), (None, None));
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        assert_eq!(Across::of([]), Across::default());
        assert_eq!(Spread::of(vec![7]), Some(Spread { count: 1, median_s: 7, p90_s: 7 }));
    }
}
