//! Vectors of layers over layers, their gaps, and swapped shifts.

use std::collections::BTreeSet;

use ctac_rota::{Override, OverrideKind, Rota, compile};
use jiff::SignedDuration;
use serde_json::Value;

use crate::rules::daily_rule;
use crate::support::{after, clocks, runs_of_each, shifts, text};

/// Daily shifts, each a layer; those of equal priority beside each other. Overrides by priority, each covering all.
pub(crate) fn layered(input: &Value, expected: &Value) {
    let by_priority = |name: &str| {
        let mut list = input[name].as_array().unwrap().clone();
        list.sort_by_key(|shift| shift["priority"].as_i64());
        list
    };
    let mut rota = Rota::new("UTC", vec![]);
    let mut priority = None;
    for shift in by_priority("daily_shifts") {
        let (from, to) = clocks(&shift);
        let mut layer = daily_rule("UTC", text(&shift["user"]), &[], from, to).layers.remove(0);
        layer.beside = priority == Some(shift["priority"].clone());
        priority = Some(shift["priority"].clone());
        rota.layers.push(layer);
    }
    for one in by_priority("overrides") {
        let from = after(&one["start"]);
        let to = from + SignedDuration::from_secs_f64(one["duration"].as_f64().unwrap() * 3600.0);
        let kind = OverrideKind::Temporary { members: vec![text(&one["user"]).into()] };
        rota.overrides.push(Override { from, to, kind });
    }
    let (from, to) = (after(&input["window"][0]), after(&input["window"][1]));
    let ready = compile(&rota).unwrap();
    let expected = expected.as_array().unwrap().iter();
    let expected: BTreeSet<_> = expected
        .map(|one| (after(&one["start"]), after(&one["end"]), one["user"].as_str().map(str::to_owned)))
        .collect();
    let runs = runs_of_each(&ready.shifts(from, to).unwrap());
    let mut found: BTreeSet<_> = runs.into_iter().map(|(who, from, to)| (from, to, Some(who))).collect();
    // One vector lists its gaps, the other does not.
    if expected.iter().any(|one| one.2.is_none()) {
        found.extend(ready.gaps(from, to).unwrap().into_iter().map(|gap| (gap.from, gap.to, None)));
    }
    assert_eq!(found, expected);
}

pub(crate) fn gaps(input: &Value, expected: &Value) {
    let (opens, closes) = clocks(&input["shift"]);
    let ready = compile(&daily_rule("UTC", "a", &[], opens, closes)).unwrap();
    let (from, to) = (after(&input["window"][0]), after(&input["window"][1]));
    let found: Vec<_> = ready.gaps(from, to).unwrap().into_iter().map(|gap| (gap.from, gap.to)).collect();
    let expected = expected.as_array().unwrap().iter().filter(|one| one["gap"] == true);
    assert_eq!(found, expected.map(|one| (after(&one["start"]), after(&one["end"]))).collect::<Vec<_>>());
}

/// A swap that was accepted is a replacement.
pub(crate) fn swapped(input: &Value, expected: &Value) {
    let (shift, swap) = (&input["daily_shift"], &input["swap"]);
    let (opens, closes) = clocks(shift);
    let mut rota = daily_rule("UTC", text(&shift["user"]), &[], opens, closes);
    let kind = OverrideKind::Replace { member: text(&shift["user"]).into(), by: text(&swap["benefactor"]).into() };
    rota.overrides.push(Override { from: after(&swap["start"]), to: after(&swap["end"]), kind });
    let end = input["window"].get(1).map_or_else(|| after(&72.into()), after);
    let mut found = runs_of_each(&shifts(&rota, after(&0.into()), end));
    if input["at"].is_number() {
        let at = after(&input["at"]);
        found.retain(|(_, from, to)| *from <= at && at < *to);
    }
    let expected = expected.as_array().unwrap().iter();
    let expected = expected.map(|one| (text(&one["user"]).to_owned(), after(&one["start"]), after(&one["end"])));
    assert_eq!(found, expected.collect::<Vec<_>>());
}
