//! What changes hands is said once, and nothing else.

use jiff::civil::date;

use super::*;
use crate::compile;
use crate::model::{Layer, Override, OverrideKind, Rota, Turn, Unit};

fn daily(groups: &[&str]) -> Rota {
    let group = |names: &&str| names.chars().map(|name| name.to_string().as_str().into()).collect();
    let groups = groups.iter().map(group).collect();
    Rota::new("UTC", vec![Layer::new("daily", groups, date(2026, 6, 1).at(9, 0, 0, 0), Turn::of(1, Unit::Daily))])
}

fn told(before: &Rota, after: &Rota) -> Vec<String> {
    let (from, to) = ("2026-06-01T00:00Z".parse().unwrap(), "2026-06-05T00:00Z".parse().unwrap());
    let found = changes(&compile(before).unwrap(), &compile(after).unwrap(), from, to).unwrap();
    let names = |members: &[Member]| members.iter().map(|member| member.0.as_str()).collect::<String>();
    let edge = |at: Timestamp| at.strftime("%dT%H").to_string();
    let told = |one: &Change| format!("{} {} {}>{}", edge(one.from), edge(one.to), names(&one.was), names(&one.is));
    found.iter().map(told).collect()
}

#[test]
fn an_edit_that_changes_nothing_has_no_changes() {
    assert_eq!(told(&daily(&["a", "b"]), &daily(&["a", "b"])), Vec::<String>::new());
    assert_eq!(told(&daily(&["ab", "c"]), &daily(&["ba", "c"])), Vec::<String>::new(), "the same people");
    assert_eq!(told(&Rota::new("UTC", vec![]), &Rota::new("UTC", vec![])), Vec::<String>::new());
}

#[test]
fn shifts_that_change_hands_are_told() {
    let expected = ["02T09 03T09 b>c", "03T09 04T09 c>b"];
    assert_eq!(told(&daily(&["a", "b", "c"]), &daily(&["a", "c", "b"])), expected);
    let expected = ["01T09 02T09 a>", "02T09 03T09 b>", "03T09 04T09 a>", "04T09 05T00 b>"];
    assert_eq!(told(&daily(&["a", "b"]), &Rota::new("UTC", vec![])), expected, "what is left uncovered too");
}

#[test]
fn a_part_of_a_shift_is_told_exactly() {
    let before = daily(&["a", "b"]);
    let kind = OverrideKind::Replace { member: "a".into(), by: "c".into() };
    let swap = Override { from: "2026-06-01T12:00Z".parse().unwrap(), to: "2026-06-01T15:00Z".parse().unwrap(), kind };
    let after = Rota { overrides: vec![swap], ..before.clone() };
    assert_eq!(told(&before, &after), ["01T12 01T15 a>c"]);
    assert_eq!(told(&after, &before), ["01T12 01T15 c>a"]);
}

#[test]
fn what_is_too_long_is_refused() {
    let ready = compile(&daily(&["a", "b"])).unwrap();
    let (from, to) = ("2000-01-01T00:00Z".parse().unwrap(), "2050-01-01T00:00Z".parse().unwrap());
    assert_eq!(changes(&ready, &ready, from, to), Err(TooLong::Days { days: 18_263 }));
}
