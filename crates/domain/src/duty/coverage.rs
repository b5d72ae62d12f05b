//! Where a rota has nobody who can be reached in the days to come, and where all hangs on one person.

use ctac_rota::{Member, Uncovered};
use jiff::{SignedDuration, Timestamp};

use super::effective::person_of;
use super::{Coverage, CoverageGap, CoverageSingle, KeptRota, people};
use crate::limits::{COVERAGE, COVERAGE_DAYS, UNREACHABLE_NAMED};
use crate::state::State;

/// The coverage of a rota as the state has it, from an instant on and for 90 days. Looks far: not for a decision.
///
/// The end of what is looked at is the end of a day (UTC), and what was found already keeps its beginning while it lasts:
/// so the same is found all day long, by every node.
#[must_use]
pub fn coverage(state: &State, kept: &KeptRota, now: Timestamp) -> Coverage {
    let today = now.as_second() - now.as_second().rem_euclid(86_400);
    let last = Timestamp::from_second(today + (COVERAGE_DAYS + 1) * 86_400).unwrap_or(Timestamp::MAX);
    let (found, horizon) = covered(state, kept, now, last);
    let more = |count: usize| count.saturating_sub(COVERAGE) as u64;
    let (more_gaps, more_singles) = (more(found.gaps.len()), more(found.singles.len()));
    let gaps = found.gaps.iter().take(COVERAGE).map(gap).collect();
    let single =
        |it: &ctac_rota::Single| Some(CoverageSingle { from: it.from, to: it.to, person: person_of(&it.member)? });
    let singles = found.singles.iter().take(COVERAGE).filter_map(single).collect();
    let mut coverage = Coverage { horizon, gaps, singles, more_gaps, more_singles };
    if let Some(stands) = &kept.coverage {
        stitch(&mut coverage, stands);
    }
    coverage
}

/// What the rota itself says, and up to when it was looked at: half as far while that is too much to be resolved at once.
/// A rota that cannot be made ready has nobody on.
#[must_use]
pub fn covered(state: &State, kept: &KeptRota, from: Timestamp, mut to: Timestamp) -> (ctac_rota::Coverage, Timestamp) {
    let nobody = |to| ctac_rota::Coverage {
        gaps: vec![Uncovered { from, to, unreachable: [].into() }],
        ..ctac_rota::Coverage::default()
    };
    let Some(compiled) = kept.ready.compiled() else { return (nobody(to), to) };
    let deputy = kept.saved.deputy.and_then(|deputy| state.rotas.get(&deputy)).and_then(|it| it.ready.compiled());
    let reachable = |member: &Member| {
        let person = person_of(member).and_then(|id| state.people.get(&id));
        person.is_some_and(|it| it.active && it.is_reachable())
    };
    loop {
        match ctac_rota::coverage(compiled, deputy.map(AsRef::as_ref), reachable, from, to) {
            Ok(found) => return (found, to),
            Err(_) if to.duration_since(from) < SignedDuration::from_hours(1) => return (nobody(to), to),
            Err(_) => to = from.saturating_add(to.duration_since(from) / 2).unwrap_or(from),
        }
    }
}

fn gap(it: &Uncovered) -> CoverageGap {
    let named = it.unreachable.get(..UNREACHABLE_NAMED).unwrap_or(&it.unreachable);
    CoverageGap { from: it.from, to: it.to, unreachable: people(named) }
}

/// What is under way now began when it was first found, not when it was last looked at.
pub(crate) fn stitch(coverage: &mut Coverage, stands: &Coverage) {
    if let Some(first) = coverage.gaps.first_mut() {
        let same = |known: &&CoverageGap| known.from < first.from && first.from < known.to;
        first.from = stands.gaps.iter().find(same).map_or(first.from, |known| known.from);
    }
    if let Some(first) = coverage.singles.first_mut() {
        let same =
            |known: &&CoverageSingle| known.person == first.person && known.from < first.from && first.from < known.to;
        first.from = stands.singles.iter().find(same).map_or(first.from, |known| known.from);
    }
}
