//! Gaps and single points of failure, with answers worked out by hand.

use jiff::civil::{date, time};

use super::*;
use crate::compile;
use crate::model::{Layer, Restriction, Rota, Turn, Unit};

/// Daily turns at midnight, within these hours.
fn daily(groups: &[&str], from: i8, to: i8) -> Compiled {
    let group = |names: &&str| names.chars().map(|name| name.to_string().as_str().into()).collect();
    let groups = groups.iter().map(group).collect();
    let mut layer = Layer::new("daily", groups, date(2026, 6, 1).at(0, 0, 0, 0), Turn::of(1, Unit::Daily));
    layer.restrictions = vec![Restriction { days: vec![], from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) }];
    compile(&Rota::new("UTC", vec![layer])).unwrap()
}

/// Whoever has a small letter can be reached. Gaps first, with who cannot.
fn told(rota: &Compiled, deputy: Option<&Compiled>) -> (Vec<String>, Vec<String>) {
    let (from, to) = ("2026-06-01T00:00Z".parse().unwrap(), "2026-06-03T00:00Z".parse().unwrap());
    let reachable = |member: &Member| member.0.chars().all(char::is_lowercase);
    let found = coverage(rota, deputy, reachable, from, to).unwrap();
    let edge = |at: Timestamp| at.strftime("%dT%H").to_string();
    let names = |members: &[Member]| members.iter().map(|member| member.0.as_str()).collect::<String>();
    let gaps = found.gaps.iter().map(|one| format!("{} {} {}", edge(one.from), edge(one.to), names(&one.unreachable)));
    let singles = found.singles.iter().map(|one| format!("{} {} {}", edge(one.from), edge(one.to), one.member));
    (gaps.collect(), singles.collect())
}

#[test]
fn an_empty_rota_is_one_gap() {
    let empty = compile(&Rota::new("UTC", vec![])).unwrap();
    assert_eq!(told(&empty, None), (vec!["01T00 03T00 ".to_owned()], vec![]));
}

#[test]
fn hours_without_anybody_are_gaps() {
    let (gaps, singles) = told(&daily(&["ab"], 8, 20), None);
    assert_eq!(gaps, ["01T00 01T08 ", "01T20 02T08 ", "02T20 03T00 "]);
    assert_eq!(singles, Vec::<String>::new(), "two at once are not one");
}

#[test]
fn whom_nothing_reaches_is_as_good_as_nobody() {
    let (gaps, singles) = told(&daily(&["A", "b"], 0, 0), None);
    assert_eq!(gaps, ["01T00 02T00 A"]);
    assert_eq!(singles, ["02T00 03T00 b"]);
    let (gaps, singles) = told(&daily(&["Ab", "CD"], 0, 0), None);
    assert_eq!(gaps, ["02T00 03T00 CD"], "one who can be reached is enough");
    assert_eq!(singles, ["01T00 02T00 b"], "and is the only one");
}

#[test]
fn a_deputy_takes_away_a_single_point_of_failure_but_fills_no_gap() {
    let (gaps, singles) = told(&daily(&["a", "b"], 0, 0), Some(&daily(&["c"], 0, 12)));
    assert_eq!(gaps, Vec::<String>::new());
    assert_eq!(singles, ["01T12 02T00 a", "02T12 03T00 b"]);
    let (_, singles) = told(&daily(&["a", "b"], 0, 0), Some(&daily(&["a"], 0, 0)));
    assert_eq!(singles, ["01T00 02T00 a"], "deputy to oneself is no deputy");
    let (_, singles) = told(&daily(&["a", "b"], 0, 0), Some(&daily(&["C"], 0, 0)));
    assert_eq!(singles, ["01T00 02T00 a", "02T00 03T00 b"], "nor is one whom nothing reaches");
    let (gaps, singles) = told(&daily(&["A"], 0, 0), Some(&daily(&["c"], 0, 0)));
    assert_eq!((gaps, singles), (vec!["01T00 03T00 A".to_owned()], vec!["01T00 03T00 c".to_owned()]));
}

#[test]
fn each_member_is_asked_about_once() {
    let asked = std::cell::Cell::new(0);
    let count = |_: &Member| {
        asked.set(asked.get() + 1);
        true
    };
    let (from, to) = ("2026-06-01T00:00Z".parse().unwrap(), "2026-08-30T00:00Z".parse().unwrap());
    coverage(&daily(&["a", "b"], 8, 20), None, count, from, to).unwrap();
    assert_eq!(asked.get(), 2);
}

#[test]
fn what_is_too_long_is_refused() {
    let (from, to) = ("2000-01-01T00:00Z".parse().unwrap(), "2050-01-01T00:00Z".parse().unwrap());
    assert_eq!(coverage(&daily(&["a"], 0, 0), None, |_| true, from, to), Err(TooLong::Days { days: 18_263 }));
}
