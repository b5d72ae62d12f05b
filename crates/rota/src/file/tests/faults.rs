//! What is refused, in which words, and where.

use super::{WEEK, refused, said, with};
use crate::file::{parse_toml, parse_yaml};

/// A file of one layer with these keys beside its name.
fn layer(keys: &str) -> String {
    with(&format!("layers:\n  - {{ name: W, {keys} }}\n"))
}

#[test]
fn every_fault_is_said_at_once_with_its_line() {
    let text = "nme: Duty
time_zone: 7
duty: boss
people: [a, b]
layers:
  - name: W
    rotation: [a, b]
    evry: week
    start: 2026-13-05 09:00
    restrictions: [{ days: [mon], from: 9:00, to: 24:00 }]
    beside: maybe
overrides: {}
";
    insta::assert_snapshot!(refused(text), @r#"
    line 1, column 1: the key name is missing
    line 1, column 1: no key is called "nme" here; did you mean "name"?
    line 2, column 12: time_zone: must be text (put it in quotes), not a number
    line 3, column 7: duty: "boss" is not one of responder, lead and other
    line 8, column 5: layers[0]: no key is called "evry" here; did you mean "every"?
    line 9, column 12: layers[0].start: "2026-13-05 09:00" is not a date and time on the wall clock, such as 2026-01-05 09:00 (no offset: the layer's zone says that)
    line 10, column 29: layers[0].restrictions[0].days[0]: "mon" is not a day such as monday, or weekdays, or weekend
    line 10, column 41: layers[0].restrictions[0].from: "9:00" is not a time of day such as 09:00 (midnight is 00:00)
    line 10, column 51: layers[0].restrictions[0].to: "24:00" is not a time of day such as 09:00 (midnight is 00:00)
    line 11, column 13: layers[0].beside: must be true or false, not text
    line 12, column 12: overrides: must be a list, not keys with values
    "#);
}

#[test]
fn names_that_nobody_has_are_said_with_the_nearest() {
    let text = "name: Duty\ntime_zone: Europe/London\npeople: [dahlia, ivy]\nteams: { both: [dahlia, ivvy] }\n\
                layers: [{ name: W, rotation: [dalia, zz], first: boht, every: week, start: 2026-01-05 }]\n\
                absences: [{ person: both, from: 2026-01-01, to: 2026-01-02 }]\n";
    insta::assert_snapshot!(refused(text), @r#"
    line 4, column 25: teams.both[1]: nobody in people and no team is called "ivvy"; did you mean "ivy"?
    line 5, column 32: layers[0].rotation[0]: nobody in people and no team is called "dalia"; did you mean "dahlia"?
    line 5, column 39: layers[0].rotation[1]: nobody in people and no team is called "zz"
    line 5, column 51: layers[0].first: nobody in people and no team is called "boht"; did you mean "both"?
    line 6, column 22: absences[0].person: "both" is a team; name a person here
    "#);
}

#[test]
fn teams_that_go_in_a_circle_are_refused_with_the_way_round() {
    let head = "name: Duty\ntime_zone: Europe/London\npeople: [a]\nlayers: []\nteams:\n";
    let text = format!("{head}  one: [two]\n  two: [a, three]\n  three: [a, one]\n");
    insta::assert_snapshot!(refused(&text), @"line 8, column 14: teams.three[1]: teams may not name each other in a circle: one → two → three → one");
    insta::assert_snapshot!(refused(&format!("{head}  self: [self]\n")), @"line 6, column 10: teams.self[0]: teams may not name each other in a circle: self → self");
    insta::assert_snapshot!(refused(&format!("{head}  a: [a]\n")), @r#"line 6, column 7: teams.a: "a" is a person already; call the team something else"#);
}

#[test]
fn the_rotas_own_faults_are_found_in_the_file() {
    let of = |keys: &str| refused(&layer(keys));
    insta::assert_snapshot!(of("rotation: [a], every: 0 weeks, start: 2026-01-05"), @"line 6, column 38: layers[0].turn.length: is 0; it must be from 1 to 1000");
    insta::assert_snapshot!(of("rotation: [a], turn: { unit: weekly, length: 9999 }, start: 2026-01-05"), @"line 6, column 61: layers[0].turn.length: is 9999; it must be from 1 to 1000");
    insta::assert_snapshot!(of("rotation: [a], every: week, start: 2026-01-05, end: 2026-01-05"), @"line 6, column 68: layers[0].end: must be after start");
    insta::assert_snapshot!(of("rotation: [], every: week, start: 2026-01-05"), @"line 6, column 26: layers[0].groups: names nobody; put at least one member here");
    insta::assert_snapshot!(of("rotation: [a], every: week, start: 1969-01-05, time_zone: europe/london"), @r#"
    line 6, column 51: layers[0].start: must be after 1970-01-01 and before 2099-12-31
    line 6, column 74: layers[0].time_zone: write this time zone as "Europe/London"
    "#);
    let override_ = with(WEEK) + "overrides:\n  - { from: 2026-02-02, to: 2026-02-01, add: a }\n";
    insta::assert_snapshot!(refused(&override_), @"line 7, column 29: overrides[0].to: must be after from");
    let zone = with(WEEK).replace("Europe/London", "Europe/Lodon");
    insta::assert_snapshot!(refused(&zone), @r#"line 2, column 12: time_zone: no time zone is called "Europe/Lodon"; use an IANA name such as Europe/London"#);
    let theirs = "name: D\ntime_zone: Europe/London\npeople:\n  a: { time_zone: Mars/Base }\nlayers: []\n";
    insta::assert_snapshot!(refused(theirs), @r#"line 4, column 19: people.a.time_zone: no time zone is called "Mars/Base"; use an IANA name such as Europe/London"#);
}

#[test]
fn what_cannot_stand_together_is_refused() {
    let of = |keys: &str| refused(&layer(keys));
    insta::assert_snapshot!(of("start: 2026-01-05"), @"
    line 6, column 13: layers[0]: give either rotation or groups
    line 6, column 13: layers[0]: give either every or turn
    ");
    insta::assert_snapshot!(of("rotation: [a], groups: [a], every: day, turn: { unit: daily }, start: 2026-01-05"), @"
    line 6, column 13: layers[0]: give either rotation or groups, not both
    line 6, column 13: layers[0]: give either every or turn, not both
    ");
    insta::assert_snapshot!(of("rotation: [a], every: day, start: 2026-01-05 09:00+01:00, first: d"), @r#"line 6, column 50: layers[0].start: "2026-01-05 09:00+01:00" is not a date and time on the wall clock, such as 2026-01-05 09:00 (no offset: the layer's zone says that)"#);
    insta::assert_snapshot!(of("rotation: [a], every: day, start: 2026-01-05, first: d"), @r#"line 6, column 69: layers[0].first: "d" takes no turn in this layer"#);
    let of =
        |keys: &str| refused(&(with(WEEK) + &format!("overrides: [{{ from: 2026-01-01, to: 2026-01-02{keys} }}]\n")));
    for keys in ["", ", add: a, remove: b", ", replace: a", ", with: a", ", add: a, only: []"] {
        assert!(
            of(keys).ends_with("overrides[0]: say one thing: add, remove, replace together with with, or only"),
            "{keys}"
        );
    }
    let twice = with(WEEK).replace("[a, b, c, d]", "[a, b, c, d, a]");
    insta::assert_snapshot!(refused(&twice), @r#"line 3, column 22: people[4]: "a" is in the list twice"#);
}

#[test]
fn what_is_not_yaml_or_toml_is_refused_where_it_is_not() {
    insta::assert_snapshot!(refused("name: [a\nb: }"), @"line 2, column 2: illegal placement of ':' indicator");
    insta::assert_snapshot!(refused("name: a\nname: b\n"), @r#"line 2, column 1: the key "name" is there twice"#);
    insta::assert_snapshot!(refused(""), @"line 1, column 1: must be keys with values, not nothing");
    insta::assert_snapshot!(refused("- a\n- b\n"), @"line 1, column 1: must be keys with values, not a list");
    insta::assert_snapshot!(refused("name: a\n---\nname: b\n"), @"line 2, column 1: one file is one document");
    insta::assert_snapshot!(refused("name: !!binary aGVsbG8=\n"), @"
    line 1, column 1: the key time_zone is missing
    line 1, column 1: the key people is missing
    line 1, column 1: the key layers is missing
    ");
    insta::assert_snapshot!(refused("a: &a { name: x }\nb: { <<: *a }\n"), @"line 2, column 6: no merge keys (<<) here; write it out, or use an alias");
    insta::assert_snapshot!(said(&parse_toml("name = \"a\"\nname = \"b\"\n").unwrap_err()), @"line 2, column 1: duplicate key");
    insta::assert_snapshot!(said(&parse_toml("naïve = { a = 1 ]\n").unwrap_err()), @"line 1, column 17: invalid inline table element, expected `,`");
    insta::assert_snapshot!(said(&parse_toml("name = 1\npeople = { é = 2 }\n").unwrap_err()), @"line 2, column 12: invalid unquoted key, expected letters, numbers, `-`, `_`");
    let long = "x".repeat(500);
    let named = said(&parse_yaml(&format!("name: {long}\n{long}: 1\n")).unwrap_err());
    assert!(named.len() < 1_000 && named.contains("has 500 characters"), "{named}");
}
