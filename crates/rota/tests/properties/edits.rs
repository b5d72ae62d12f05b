//! Rules of edits, changes and coverage that hold for every rota.

use std::collections::BTreeSet;

use ctac_rota::{Compiled, Layer, Member, Rota, changes, compile, coverage, keep, without};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::random::{Case, case};
use crate::{SECOND, samples};

fn set(members: &[Member]) -> BTreeSet<&Member> {
    members.iter().collect()
}

/// A rota, and the same with the groups of each layer in another order; an instant.
fn reordered() -> impl Strategy<Value = (Rota, Rota, Timestamp, Timestamp)> {
    (case(), any::<[u8; 5]>(), 0..190_i64).prop_map(|(Case { rota, from, to }, keys, hours)| {
        let mut new = rota.clone();
        for layer in &mut new.layers {
            let mut groups: Vec<_> = keys.iter().zip(std::mem::take(&mut layer.groups)).collect();
            groups.sort_by_key(|(key, _)| **key);
            layer.groups = groups.into_iter().map(|(_, group)| group).collect();
        }
        (rota, new, from + SignedDuration::from_hours(hours), to)
    })
}

fn on_at(rota: &Rota, at: Timestamp) -> Vec<Member> {
    compile(rota).unwrap().on_call(at).into_owned()
}

/// The same turns, with a name of its own for every group: each handoff shows.
fn by_group(rota: &Rota) -> Rota {
    let mut rota = Rota { overrides: vec![], absences: vec![], ..rota.clone() };
    for (layer, place) in rota.layers.iter_mut().zip(0..) {
        for (group, turn) in layer.groups.iter_mut().zip(0..) {
            *group = vec![format!("{place} {turn}").as_str().into()];
        }
    }
    rota
}

fn all_changes(ready: &Compiled, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
    let mut found = vec![];
    let mut after = from;
    while let Some(change) = ready.next_change(after, to).unwrap() {
        found.push(change);
        after = change;
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn another_order_leaves_on_whoever_is_on_until_the_next_handoff((old, new, at, to) in reordered()) {
        let (mut old, mut new) = (old, new);
        (old.absences, new.absences) = (vec![], vec![]);
        let kept = keep(&old, new.clone(), at);
        let ready = (compile(&old).unwrap(), compile(&kept).unwrap());
        let until = compile(&by_group(&old)).unwrap().next_change(at, to).unwrap().unwrap_or(to);
        for at in [at, at + SECOND, until - SECOND].into_iter().filter(|now| at <= *now && *now < until) {
            let on = (ready.0.on_call(at), ready.1.on_call(at));
            prop_assert_eq!(set(&on.0), set(&on.1), "at {}", at);
        }
        let firsts_aside = |rota: &Rota| {
            let layers = rota.layers.iter().map(|layer| Layer { first: 0, ..layer.clone() }).collect();
            Rota { layers, ..rota.clone() }
        };
        prop_assert_eq!(firsts_aside(&kept), firsts_aside(&new), "nothing else is touched");
    }

    #[test]
    fn another_order_takes_off_nobody_who_stands_in((old, new, at, _) in reordered()) {
        let (mut old, mut new) = (old, new);
        (old.overrides, new.overrides) = (vec![], vec![]);
        let (was, is) = (on_at(&old, at), on_at(&keep(&old, new, at), at));
        prop_assert_eq!(was.is_empty(), is.is_empty());
        prop_assert!(was.is_empty() || !set(&was).is_disjoint(&set(&is)), "{:?} {:?}", was, is);
    }

    #[test]
    fn who_goes_is_never_on_again_and_leaves_no_hole(Case { rota, from, to } in case(), hours in 0..190_i64, who in 0..5_usize) {
        let gone: Member = ["a", "b", "c", "d", "e"][who].into();
        let at = from + SignedDuration::from_hours(hours);
        let new = without(&rota, &gone, at);
        let ready = compile(&new).expect("what is left is sound");
        for shift in ready.shifts(from, to).unwrap() {
            prop_assert!(!shift.members.contains(&gone), "{shift:?}");
        }
        let plain = Rota { overrides: vec![], absences: vec![], ..rota };
        let others = |layer: &Layer| layer.groups.iter().flatten().any(|member| *member != gone);
        if plain.layers.iter().all(others) {
            prop_assert_eq!(on_at(&plain, at).is_empty(), on_at(&without(&plain, &gone, at), at).is_empty());
        }
    }

    #[test]
    fn the_next_in_order_follows_whoever_goes(Case { rota, from, .. } in case(), count in 1..6_usize, hours in 0..190_i64) {
        prop_assume!(!rota.layers.is_empty());
        let at = from + SignedDuration::from_hours(hours);
        let groups = (0..count).map(|one| vec![one.to_string().as_str().into()]).collect();
        let layer = Layer { groups, first: 0, beside: false, ..rota.layers[0].clone() };
        let rota = Rota { layers: vec![layer], overrides: vec![], absences: vec![], ..rota };
        let on = on_at(&rota, at);
        if let [on] = on.as_slice() {
            let turn: usize = on.0.parse().unwrap();
            let next: Vec<Member> = vec![((turn + 1) % count).to_string().as_str().into()];
            let found = on_at(&without(&rota, on, at), at);
            prop_assert_eq!(found, if count == 1 { vec![] } else { next });
        }
    }

    #[test]
    fn changes_are_the_difference_at_every_minute_tried((old, new, from, to) in reordered()) {
        let (before, after) = (compile(&old).unwrap(), compile(&Rota { absences: vec![], ..new }).unwrap());
        let found = changes(&before, &after, from, to).unwrap();
        for at in samples(&before, from, to).into_iter().chain(samples(&after, from, to)) {
            let (was, is) = (before.on_call(at).into_owned(), after.on_call(at).into_owned());
            let change = found.iter().find(|one| one.from <= at && at < one.to);
            prop_assert_eq!(change.is_some(), set(&was) != set(&is), "at {}", at);
            if let Some(change) = change {
                prop_assert_eq!((change.was.to_vec(), change.is.to_vec()), (was, is), "at {}", at);
            }
        }
        prop_assert!(found.windows(2).all(|pair| pair[0].to <= pair[1].from));
        prop_assert_eq!(changes(&before, &before, from, to).unwrap(), vec![]);
    }

    #[test]
    fn coverage_is_the_answer_at_every_minute_tried((one, other, from, to) in reordered(), deputy: bool, reached in any::<[bool; 5]>()) {
        let (rota, other) = (compile(&one).unwrap(), compile(&other).unwrap());
        let deputy = Some(&other).filter(|_| deputy);
        let reachable = |member: &Member| reached[usize::from(member.0.as_bytes()[0] - b'a')];
        let found = coverage(&rota, deputy, reachable, from, to).unwrap();
        for at in samples(&rota, from, to).into_iter().chain(samples(&other, from, to)) {
            let on = rota.on_call(at).into_owned();
            let gap = found.gaps.iter().find(|gap| gap.from <= at && at < gap.to);
            prop_assert_eq!(gap.is_some(), !on.iter().any(reachable), "at {}", at);
            prop_assert!(gap.is_none_or(|gap| *gap.unreachable == *on), "at {}", at);
            let mut both = on.clone();
            both.extend(deputy.into_iter().flat_map(|deputy| deputy.on_call(at).into_owned()));
            both.retain(|member| reachable(member));
            let single = found.singles.iter().find(|single| single.from <= at && at < single.to);
            let only = set(&both).into_iter().next().filter(|_| set(&both).len() == 1);
            prop_assert_eq!(single.map(|single| &single.member), only, "at {}", at);
        }
        prop_assert!(found.gaps.windows(2).all(|pair| pair[0].to <= pair[1].from && pair[0] != pair[1]));
    }

    #[test]
    fn the_next_change_is_the_end_of_the_shift_or_of_the_gap(Case { rota, from, to } in case()) {
        let ready = compile(&rota).unwrap();
        let mut edges: BTreeSet<Timestamp> = ready.gaps(from, to).unwrap().into_iter().map(|gap| gap.from).collect();
        edges.extend(ready.shifts(from, to).unwrap().into_iter().map(|shift| shift.from));
        edges.remove(&from);
        prop_assert_eq!(all_changes(&ready, from, to), edges.into_iter().collect::<Vec<_>>());
    }
}
