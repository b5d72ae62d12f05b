//! Whoever is on stays on, and whoever goes is followed by the next.

use jiff::civil::{date, time};

use super::*;
use crate::model::{Absence, Override, Restriction, Turn, Unit};

/// Daily turns from 1 June 2026, 09:00 UTC.
fn layer(name: &str, groups: &[&str]) -> Layer {
    let group = |names: &&str| names.chars().map(|name| name.to_string().as_str().into()).collect();
    let groups = groups.iter().map(group).collect();
    Layer::new(name, groups, date(2026, 6, 1).at(9, 0, 0, 0), Turn::of(1, Unit::Daily))
}

fn rota(groups: &[&str]) -> Rota {
    Rota::new("UTC", vec![layer("daily", groups)])
}

fn at(day: u8) -> Timestamp {
    format!("2026-06-{day:02}T12:00Z").parse().unwrap()
}

/// Who is on at noon of each of four days.
fn four(rota: &Rota, from: u8) -> String {
    let ready = compile(rota).unwrap();
    let on = |day| ready.on_call(at(day)).iter().map(|member| member.0.as_str()).collect::<String>();
    let on = (from..from + 4).map(on).map(|on| if on.is_empty() { "-".to_owned() } else { on });
    on.collect::<Vec<_>>().join(" ")
}

fn kept(old: &[&str], new: &[&str], day: u8) -> String {
    four(&keep(&rota(old), rota(new), at(day)), day)
}

#[test]
fn another_order_begins_after_whoever_is_on() {
    let old = ["a", "b", "c", "d"];
    assert_eq!(four(&rota(&["d", "c", "b", "a"]), 2), "c b a d", "as it would be");
    assert_eq!(kept(&old, &["d", "c", "b", "a"], 2), "b a d c");
    assert_eq!(kept(&old, &old, 2), "b c d a");
    assert_eq!(keep(&rota(&old), rota(&old), at(2)), rota(&old), "nothing changes where nothing did");
    assert_eq!(kept(&old, &["e", "a", "b"], 2), "b e a b");
}

#[test]
fn who_is_gone_is_followed_by_the_next_of_the_old_order() {
    assert_eq!(kept(&["a", "b", "c", "d"], &["d", "c", "a"], 2), "c a d c");
    assert_eq!(kept(&["a", "b", "c", "d"], &["d", "a"], 2), "d a d a");
    assert_eq!(kept(&["a", "b"], &["x", "y"], 2), "y x y x", "none stands: as it was edited");
}

#[test]
fn a_group_is_known_by_its_members() {
    assert_eq!(kept(&["ab", "cd"], &["dc", "ba"], 1), "ba dc ba dc", "in whatever order");
    assert_eq!(kept(&["ab", "cd"], &["x", "ay", "abz"], 1), "abz x ay abz", "or by the most of them");
    assert_eq!(kept(&["ab", "cd"], &["b", "a"], 1), "b a b a", "the first, of as many");
    assert_eq!(kept(&["a", "b", "a", "c"], &["c", "a", "b", "a"], 3), "a c a b", "the later of two alike stays that");
}

#[test]
fn layers_go_by_name() {
    let mut low = layer("low", &["a", "b"]);
    let high = Layer { end: Some(date(2026, 6, 2).at(0, 0, 0, 0)), ..layer("high", &["x", "y"]) };
    let old = Rota::new("UTC", vec![low.clone(), high]);
    low.groups.reverse();
    let new = keep(&old, Rota::new("UTC", vec![layer("other", &["p", "q"]), low]), at(2));
    assert_eq!(firsts(&new), [0, 1], "the new one is as it was edited");
    assert_eq!(four(&new, 2), "b a b a");
    let twice = Rota::new("UTC", vec![layer("one", &["a", "b"]), layer("one", &["c", "d"])]);
    let turned = Rota::new("UTC", vec![layer("one", &["b", "a"]), layer("one", &["d", "c"])]);
    assert_eq!(firsts(&keep(&twice, turned, at(1))), [1, 1], "of one name, each in its place");
}

fn firsts(rota: &Rota) -> Vec<u32> {
    rota.layers.iter().map(|layer| layer.first).collect()
}

#[test]
fn another_start_or_length_of_turns_leaves_on_whoever_is_on() {
    let mut new = rota(&["a", "b", "c"]);
    new.layers[0].start = date(2026, 5, 20).at(18, 0, 0, 0);
    new.layers[0].turn = Turn::of(2, Unit::Daily);
    assert_eq!(four(&keep(&rota(&["a", "b", "c"]), new, at(2)), 2), "b b c c");
}

#[test]
fn a_layer_that_has_not_begun_is_as_it_was_edited() {
    let before: Timestamp = "2026-05-01T00:00Z".parse().unwrap();
    let mut new = rota(&["c", "b", "a"]);
    new.layers[0].first = 2;
    assert_eq!(keep(&rota(&["a", "b", "c"]), new.clone(), before), new);
    new.layers[0].start = date(2026, 7, 1).at(0, 0, 0, 0);
    assert_eq!(keep(&rota(&["a", "b", "c"]), new.clone(), at(2)), new);
}

#[test]
fn a_turn_is_kept_outside_its_windows_too() {
    let nights = |groups: &[&str]| {
        let mut rota = rota(groups);
        let window = Restriction { days: vec![], from: time(11, 0, 0, 0), to: time(13, 0, 0, 0) };
        rota.layers[0].restrictions = vec![window];
        rota
    };
    let morning = "2026-06-02T10:00Z".parse().unwrap();
    assert_eq!(four(&keep(&nights(&["a", "b", "c"]), nights(&["c", "b", "a"]), morning), 2), "b a c b");
}

#[test]
fn who_stands_in_for_somebody_away_is_not_displaced() {
    let away = |groups: &[&str]| {
        let (from, to) = ("2026-06-02T00:00Z".parse().unwrap(), "2026-06-03T00:00Z".parse().unwrap());
        Rota { absences: vec![Absence { member: "b".into(), from, to }], ..rota(groups) }
    };
    assert_eq!(four(&away(&["a", "b", "c", "d"]), 2), "c c d a");
    assert_eq!(four(&keep(&away(&["a", "b", "c", "d"]), away(&["a", "b", "c", "d"]), at(2)), 2), "c c d a");
    assert_eq!(four(&keep(&away(&["a", "b", "c", "d"]), away(&["b", "a", "d", "c"]), at(2)), 2), "c b a d");
}

#[test]
fn what_does_not_compile_is_left_alone() {
    let mut bad = rota(&["c", "b", "a"]);
    bad.layers[0].turn.length = 0;
    assert_eq!(keep(&rota(&["a", "b", "c"]), bad.clone(), at(2)), bad);
    let mut stale = rota(&["a", "b"]);
    stale.layers[0].first = 7;
    assert_eq!(kept(&["c", "a", "b"], &["a", "b"], 2), "a b a b");
    assert_eq!(keep(&rota(&["c", "a", "b"]), stale, at(2)).layers[0].first, 1, "a stale first turn is set right");
}

fn left(rota: &Rota, member: &str, day: u8) -> Rota {
    without(rota, &member.into(), at(day))
}

#[test]
fn who_goes_in_the_middle_of_a_turn_is_followed_by_the_next() {
    assert_eq!(four(&left(&rota(&["a", "b", "c"]), "b", 2), 2), "c a c a");
    assert_eq!(four(&left(&rota(&["a", "b", "c"]), "a", 2), 2), "b c b c");
    assert_eq!(four(&left(&rota(&["a", "b", "c"]), "c", 3), 3), "a b a b");
    assert_eq!(four(&left(&rota(&["ab", "c"]), "a", 1), 1), "b c b c", "the others of the group stay");
    assert_eq!(left(&rota(&["a", "b"]), "z", 2), rota(&["a", "b"]));
}

#[test]
fn a_layer_without_anybody_goes() {
    let solo = Rota::new("UTC", vec![layer("low", &["a", "b"]), layer("high", &["c"])]);
    let mut low = layer("low", &["a", "b"]);
    assert_eq!(left(&solo, "c", 1), Rota::new("UTC", vec![low.clone()]));
    assert_eq!(four(&left(&rota(&["a"]), "a", 1), 1), "- - - -", "nobody is left: a gap, for coverage to tell");
    // Beside a layer that goes, the next is not beside the one below that.
    let beside = |name, groups: &[&str]| Layer { beside: true, ..layer(name, groups) };
    let levels = vec![low.clone(), layer("head", &["c"]), beside("second", &["d"]), beside("third", &["e"])];
    let found = left(&Rota::new("UTC", levels), "c", 1);
    let flags: Vec<_> = found.layers.iter().map(|layer| (layer.name.as_str(), layer.beside)).collect();
    assert_eq!(flags, [("low", false), ("second", false), ("third", true)]);
    assert_eq!(four(&found, 1), "de de de de");
    low.groups = vec![vec!["c".into()]];
    let found = left(&Rota::new("UTC", vec![low, beside("second", &["d"])]), "c", 1);
    assert_eq!(four(&found, 1), "d d d d");
}

#[test]
fn no_override_puts_on_who_went() {
    let over = |kind| Override { from: at(1), to: at(3), kind };
    let people = |names: &str| names.chars().map(|name| name.to_string().as_str().into()).collect::<Vec<Member>>();
    let temporary = |names: &str| over(OverrideKind::Temporary { members: people(names) });
    let remove = over(OverrideKind::Remove { member: "c".into() });
    let replace = |member: &str, by: &str| over(OverrideKind::Replace { member: member.into(), by: by.into() });
    let add = over(OverrideKind::Add { member: "c".into() });
    let overrides =
        vec![add, remove.clone(), replace("a", "c"), replace("c", "a"), temporary("c"), temporary("cd"), temporary("")];
    let all = Rota { overrides, ..rota(&["a", "b"]) };
    let expected = [remove, replace("c", "a"), temporary("d"), temporary("")];
    assert_eq!(left(&all, "c", 2).overrides, expected);
}
