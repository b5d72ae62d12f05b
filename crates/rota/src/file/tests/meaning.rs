//! What a file says, and that it says the same in YAML and in TOML.

use jiff::civil::{date, time};

use super::{WEEK, file, with};
use crate::file::{Duty, Person, parse, parse_toml};
use crate::model::{Absence, Day, Layer, Member, Override, OverrideKind, Restriction, Turn, Unit};

fn groups(groups: &[&[&str]]) -> Vec<Vec<Member>> {
    groups.iter().map(|group| group.iter().map(|&name| Member::from(name)).collect()).collect()
}

#[test]
fn five_people_by_day_and_night_are_twenty_lines() {
    let text = include_str!("../../../../../config/rotas/README.md");
    let example = text.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert!(example.lines().count() <= 20, "{}", example.lines().count());
    let rota = file(example).rota;
    assert_eq!((rota.layers.len(), rota.members().len()), (2, 5));
}

#[test]
fn every_key_of_a_layer_arrives() {
    let text = with(
        "layers:
  - { name: Under, rotation: s, every: 12 hours, start: 2026-01-05, first: d }
  - name: Over
    groups: [n, [c, s], d]
    turn: { unit: daily, length: 2, handoff_days: [weekdays, monday] }
    start: 2026-01-05T20:00:30
    in_force_from: 2026-02-01
    end: 2027-01-05 09:00
    restrictions: [{ days: [weekend], from: 20:00, to: 08:00 }, { from: 00:00, to: 00:00 }]
    time_zone: America/New_York
    beside: true
",
    );
    let layers = file(&text).rota.layers;
    let mut under =
        Layer::new("Under", groups(&[&["c"], &["d"]]), date(2026, 1, 5).at(0, 0, 0, 0), Turn::of(12, Unit::Hourly));
    under.first = 1;
    assert_eq!(layers[0], under);
    use Day::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    let weekdays = vec![Monday, Tuesday, Wednesday, Thursday, Friday];
    let over = Layer {
        in_force_from: Some(date(2026, 2, 1).at(0, 0, 0, 0)),
        end: Some(date(2027, 1, 5).at(9, 0, 0, 0)),
        restrictions: vec![
            Restriction { days: vec![Saturday, Sunday], from: time(20, 0, 0, 0), to: time(8, 0, 0, 0) },
            Restriction { days: vec![], from: time(0, 0, 0, 0), to: time(0, 0, 0, 0) },
        ],
        time_zone: Some("America/New_York".to_owned()),
        beside: true,
        ..Layer::new(
            "Over",
            groups(&[&["a", "b"], &["c", "d"], &["d"]]),
            date(2026, 1, 5).at(20, 0, 30, 0),
            Turn { unit: Unit::Daily, length: 2, handoff_days: weekdays },
        )
    };
    assert_eq!(layers[1], over);
}

#[test]
fn overrides_and_absences_arrive_in_the_rotas_zone() {
    let text = with(WEEK)
        + "overrides:
  - { from: 2026-07-01 09:00, to: 2026-07-02, add: d }
  - { from: 2026-07-01T09:00:00Z, to: 2026-07-01T12:00:00+01:00, remove: a }
  - { from: 2026-12-25 09:00, to: 2026-12-26 09:00, replace: a, with: b }
  - { from: 2026-12-25 09:00, to: 2026-12-26 09:00, only: [d, n, a] }
  - { from: 2026-12-25 09:00, to: 2026-12-26 09:00, only: [] }
absences:
  - { person: c, from: 2026-08-03, to: 2026-08-17 }
";
    let rota = file(&text).rota;
    let one = |from: &str, to: &str, kind| Override { from: from.parse().unwrap(), to: to.parse().unwrap(), kind };
    let christmas = |kind| one("2026-12-25T09:00:00Z", "2026-12-26T09:00:00Z", kind);
    let member = Member::from;
    assert_eq!(
        rota.overrides,
        [
            one("2026-07-01T08:00:00Z", "2026-07-01T23:00:00Z", OverrideKind::Add { member: member("d") }),
            one("2026-07-01T09:00:00Z", "2026-07-01T11:00:00Z", OverrideKind::Remove { member: member("a") }),
            christmas(OverrideKind::Replace { member: member("a"), by: member("b") }),
            christmas(OverrideKind::Temporary { members: vec![member("d"), member("a"), member("b")] }),
            christmas(OverrideKind::Temporary { members: vec![] }),
        ]
    );
    let away = Absence {
        member: member("c"),
        from: "2026-08-02T23:00:00Z".parse().unwrap(),
        to: "2026-08-16T23:00:00Z".parse().unwrap(),
    };
    assert_eq!(rota.absences, [away]);
}

#[test]
fn people_have_details_or_none() {
    let text = "name: Duty\ntime_zone: Europe/London\nduty: lead\npeople:
  a: { name: Amara Example, time_zone: Pacific/Auckland, organisation: Council, login: amara }
  b: Bryn Example
  c:
layers: []\n";
    let found = file(text);
    let person = |key: &str, name: &str| Person {
        key: key.to_owned(),
        name: name.to_owned(),
        time_zone: None,
        organisation: None,
        login: key.to_owned(),
    };
    let first = Person {
        time_zone: Some("Pacific/Auckland".to_owned()),
        organisation: Some("Council".to_owned()),
        login: "amara".to_owned(),
        ..person("a", "Amara Example")
    };
    assert_eq!(found.people, [first, person("b", "Bryn Example"), person("c", "c")]);
    assert_eq!((found.duty, found.rota.layers.len()), (Duty::Lead, 0));
}

#[test]
fn toml_says_the_same() {
    let yaml = with(WEEK) + "overrides: [{ from: 2026-12-25 09:00, to: 2026-12-26T00:00:00Z, add: d }]\n";
    let toml = "name = \"Duty\"\ntime_zone = \"Europe/London\"\npeople = [\"a\", \"b\", \"c\", \"d\"]\n[teams]\nn = [\"a\"]\n\
                [[layers]]\nname = \"W\"\nrotation = [\"a\", \"b\", \"c\"]\nevery = \"week\"\nstart = 2026-01-05 09:00:00\n\
                [[overrides]]\nfrom = 2026-12-25T09:00\nto = 2026-12-26T00:00:00Z\nadd = \"d\"\n";
    assert_eq!(parse_toml(toml).unwrap(), file(&yaml));
}

#[test]
fn words_of_yaml_are_words_and_names_end_files() {
    let text = "name: on\ntime_zone: Europe/London\npeople: [no, yes, off]\n\
                layers: [{ name: y, rotation: [no, yes], every: day, start: 2026-01-05 }]\n";
    let found = file(text);
    assert_eq!((found.name.as_str(), found.rota.layers[0].groups.clone()), ("on", groups(&[&["no"], &["yes"]])));
    assert_eq!(parse("x/y.YML", text.as_bytes()).unwrap(), found);
    assert_eq!(parse("y.yaml", format!("\u{feff}{text}").as_bytes()).unwrap(), found);
    assert_eq!(parse("y.json", text.as_bytes()).unwrap_err()[0].problem, crate::file::FileProblem::Format);
    assert_eq!(parse("y.yaml", b"name: \xff").unwrap_err()[0].problem, crate::file::FileProblem::Encoding);
}

#[test]
fn an_alias_stands_for_what_it_names() {
    let text = with("layers:\n  - &w { name: W, rotation: &p [a, b], every: week, start: 2026-01-05 }\n")
        + "  - { name: V, rotation: *p, every: day, start: 2026-01-05 }\n";
    let layers = file(&text).rota.layers;
    assert_eq!(layers[0].groups, layers[1].groups);
}
