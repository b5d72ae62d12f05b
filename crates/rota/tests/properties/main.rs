//! Rules that hold for every rota, tried on random ones around the changes of the clocks of many zones.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "the helpers of a test fail as a test does")]

mod edits;
mod handoffs;
mod oracle;
mod random;

use std::collections::BTreeSet;

use ctac_rota::{Compiled, Layer, Member, Rota, compile};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use random::{Case, ZONES, case, change_days};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// Every boundary, the second before it, and every 17 minutes between.
fn samples(ready: &Compiled, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
    let mut found = Vec::new();
    let mut at = from;
    while at < to {
        found.push(at);
        at += SignedDuration::from_mins(17);
    }
    for shift in ready.shifts(from, to).unwrap() {
        found.extend([shift.from, shift.from - SECOND, shift.to - SECOND, shift.to]);
    }
    found.retain(|&at| from <= at && at < to);
    found
}

fn in_shifts(ready: &Compiled, from: Timestamp, to: Timestamp) -> impl Fn(Timestamp) -> Vec<Member> {
    let shifts = ready.shifts(from, to).unwrap();
    move |at| {
        let around = shifts.iter().find(|shift| shift.from <= at && at < shift.to);
        around.map_or_else(Vec::new, |shift| shift.members.to_vec())
    }
}

/// Shifts and gaps together cover the stretch, each instant once, and neighbours differ.
fn tile(ready: &Compiled, from: Timestamp, to: Timestamp) {
    let shifts =
        ready.shifts(from, to).unwrap().into_iter().map(|shift| (shift.from, shift.to, shift.members.to_vec()));
    let gaps = ready.gaps(from, to).unwrap().into_iter().map(|gap| (gap.from, gap.to, vec![]));
    let mut all: Vec<_> = shifts.chain(gaps).collect();
    all.sort();
    assert_eq!((all[0].0, all[all.len() - 1].1), (from, to));
    for pair in all.windows(2) {
        assert_eq!(pair[0].1, pair[1].0);
        assert_ne!(pair[0].2, pair[1].2);
    }
    assert!(all.iter().all(|one| one.0 < one.1));
}

proptest! {
    #[test]
    fn the_instant_the_stretch_and_the_oracle_agree(Case { rota, from, to } in case()) {
        let ready = compile(&rota).expect("random rotas are sound");
        tile(&ready, from, to);
        let in_shifts = in_shifts(&ready, from, to);
        let oracle = oracle::Oracle::of(&rota, from, to);
        for at in samples(&ready, from, to) {
            let on = ready.on_call(at);
            prop_assert_eq!(&on, &in_shifts(at), "the stretch, at {}", at);
            prop_assert_eq!(&on, &oracle.on_call(at), "the oracle, at {}", at);
        }
        for at in oracle.boundaries().into_iter().filter(|&at| from <= at && at < to) {
            prop_assert_eq!(ready.on_call(at), oracle.on_call(at), "a boundary of the oracle, {}", at);
        }
    }

    #[test]
    fn one_layer_without_restrictions_has_no_gap(Case { mut rota, from, to } in case()) {
        prop_assume!(!rota.layers.is_empty());
        (rota.overrides, rota.absences) = (vec![], vec![]);
        let layer = Layer { restrictions: vec![], end: None, in_force_from: None, beside: false, ..rota.layers[0].clone() };
        rota.layers = vec![layer];
        // Random layers start long before the stretch asked about.
        prop_assert_eq!(compile(&rota).unwrap().gaps(from, to).unwrap(), []);
    }

    #[test]
    fn what_is_stored_reads_back_the_same(Case { rota, .. } in case()) {
        let stored = serde_json::to_string(&rota).unwrap();
        let read: Rota = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(&read, &rota);
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), stored);
    }
}

/// Ten thousand rotas in all, in four tests that run at once: at every boundary that either answer knows, the second
/// before it, and every so often between.
fn agrees_with_the_oracle(Case { rota, from, to }: &Case) -> Result<(), TestCaseError> {
    let (from, to) = (*from, *to);
    let ready = compile(rota).unwrap();
    let oracle = oracle::Oracle::of(rota, from, to);
    let in_shifts = in_shifts(&ready, from, to);
    let mut times: BTreeSet<Timestamp> = oracle.boundaries().into_iter().flat_map(|at| [at - SECOND, at]).collect();
    times.extend(rota.overrides.iter().flat_map(|one| [one.from, one.to]));
    times.extend(rota.absences.iter().flat_map(|one| [one.from, one.to]));
    times.extend(ready.shifts(from, to).unwrap().iter().flat_map(|shift| [shift.from, shift.to - SECOND]));
    times.extend((0..24).map(|step| from + to.duration_since(from) * step / 24));
    for at in times.into_iter().filter(|&at| from <= at && at < to) {
        let on = ready.on_call(at);
        prop_assert_eq!(&on, &oracle.on_call(at), "the oracle, at {}", at);
        prop_assert_eq!(&on, &in_shifts(at), "the stretch, at {}", at);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_500))]

    #[test]
    fn ten_thousand_rotas_agree_with_the_oracle_one(case in random::short_case()) {
        agrees_with_the_oracle(&case)?;
    }

    #[test]
    fn ten_thousand_rotas_agree_with_the_oracle_two(case in random::short_case()) {
        agrees_with_the_oracle(&case)?;
    }

    #[test]
    fn ten_thousand_rotas_agree_with_the_oracle_three(case in random::short_case()) {
        agrees_with_the_oracle(&case)?;
    }

    #[test]
    fn ten_thousand_rotas_agree_with_the_oracle_four(case in random::short_case()) {
        agrees_with_the_oracle(&case)?;
    }
}

/// A window that ends and one that starts at the same wall time leave no hole, whatever the clock does there: every
/// half hour of every day on which the clocks change, in every zone.
#[test]
fn windows_that_meet_leave_no_hole_on_any_change_day() {
    for name in ZONES {
        for change in change_days(name) {
            for half_hour in 0..48_i8 {
                let meet = jiff::civil::time(half_hour / 2, half_hour % 2 * 30, 0, 0);
                let ready = compile(&random::two_windows(name, meet)).unwrap();
                let (from, to) = (change - HOUR * 30, change + HOUR * 30);
                assert_eq!(ready.gaps(from, to).unwrap(), [], "{name} at {meet} around {change}");
                assert!(ready.shifts(from, to).unwrap().len() >= 3, "{name} at {meet}: they take turns");
            }
        }
    }
}

/// The instant and the stretch agree and the stretches tile, in every zone around every change of ten years, for
/// handoffs at the very times at which clocks change; and one layer without windows has no gap there.
#[test]
fn every_change_of_ten_years_is_answered_in_one_way() {
    let (begin, end): (Timestamp, Timestamp) =
        ("2020-01-01T00:00Z".parse().unwrap(), "2030-12-31T00:00Z".parse().unwrap());
    for name in ZONES {
        for (nth, change) in change_days(name).into_iter().enumerate().filter(|(_, at)| begin <= *at && *at < end) {
            let hour = i8::try_from(nth % 4).unwrap();
            let rota = random::three_layers(name, jiff::civil::time(hour, [0, 30][nth / 4 % 2], 0, 0));
            let ready = compile(&rota).unwrap();
            let (from, to) = (change - HOUR * 26, change + HOUR * 26);
            tile(&ready, from, to);
            assert_eq!(ready.gaps(from, to).unwrap(), [], "{name} around {change}");
            let in_shifts = in_shifts(&ready, from, to);
            for at in samples(&ready, from, to) {
                assert_eq!(ready.on_call(at), in_shifts(at), "{name} at {at}");
            }
            let one = compile(&Rota { layers: rota.layers[..1].to_vec(), ..rota }).unwrap();
            assert_eq!(one.gaps(from, to).unwrap(), [], "{name} around {change}");
        }
    }
}
