//! Every fault is named with its place, in bounded time.

use jiff::civil::{date, time};

use super::*;
use crate::model::{Day, Restriction};

fn layer() -> Layer {
    let groups = vec![vec!["a".into(), "b".into()], vec!["c".into()]];
    Layer::new("one", groups, date(2026, 1, 5).at(9, 0, 0, 0), Turn::of(1, Unit::Weekly))
}

fn rota(layers: Vec<Layer>) -> Rota {
    Rota::new("Europe/London", layers)
}

fn faults(rota: &Rota) -> Vec<String> {
    compile(rota).unwrap_err().iter().map(ToString::to_string).collect()
}

/// The only fault of a rota whose second layer was changed so.
fn fault_of(change: impl FnOnce(&mut Layer)) -> String {
    let mut changed = layer();
    change(&mut changed);
    let mut found = faults(&rota(vec![layer(), changed]));
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn fault_of_override(from: &str, to: &str, kind: OverrideKind) -> Vec<String> {
    let one = Override { from: from.parse().unwrap(), to: to.parse().unwrap(), kind };
    faults(&Rota { overrides: vec![one], ..rota(vec![layer()]) })
}

#[test]
fn zones() {
    let zone = |name: &str| faults(&Rota { time_zone: name.to_owned(), ..rota(vec![layer()]) }).join("; ");
    let unknown = "no time zone is called \"Europe/Camelot\"; use an IANA name such as Europe/London";
    assert_eq!(zone("Europe/Camelot"), format!("time_zone: {unknown}"));
    assert_eq!(zone("europe/london"), "time_zone: write this time zone as \"Europe/London\"");
    for no_zone in ["", "Etc/Unknown", "EST5EDT4", "+01:00", "../../etc/passwd", &"x".repeat(1 << 20)] {
        assert!(zone(no_zone).starts_with("time_zone: no time zone is called"), "{no_zone:?}");
        assert!(zone(no_zone).len() < 200, "a fault is short");
    }
    let own = fault_of(|layer| layer.time_zone = Some("Europe/Camelot".to_owned()));
    assert_eq!(own, format!("layers[1].time_zone: {unknown}"));
}

#[test]
fn times() {
    let before = |layer: &Layer| layer.start - jiff::ToSpan::seconds(1);
    assert_eq!(fault_of(|layer| layer.end = Some(before(layer))), "layers[1].end: must be after start");
    assert_eq!(fault_of(|layer| layer.end = Some(layer.start)), "layers[1].end: must be after start");
    let both = fault_of(|layer| {
        layer.in_force_from = Some(date(2026, 3, 1).at(0, 0, 0, 0));
        layer.end = layer.in_force_from;
    });
    assert_eq!(both, "layers[1].end: must be after in_force_from");
    let early = fault_of(|layer| layer.in_force_from = Some(before(layer)));
    assert!(early.starts_with("layers[1].in_force_from: is before start;"));
    let fraction = fault_of(|layer| layer.start = date(2026, 1, 5).at(9, 0, 0, 1));
    assert_eq!(fraction, "layers[1].start: must be on a whole second");
    for far in [date(1969, 1, 1), date(1970, 1, 1), date(2100, 1, 1), date(-9999, 1, 1), date(9999, 12, 31)] {
        let far = fault_of(|layer| layer.start = far.at(0, 0, 0, 0));
        assert_eq!(far, "layers[1].start: must be after 1970-01-01 and before 2099-12-31");
    }
    let window = fault_of(|layer| {
        layer.restrictions = vec![Restriction { days: vec![], from: time(8, 0, 0, 5), to: time(9, 0, 0, 0) }];
    });
    assert_eq!(window, "layers[1].restrictions[0].from: must be on a whole second");
}

#[test]
fn turns() {
    assert_eq!(fault_of(|layer| layer.turn.length = 0), "layers[1].turn.length: is 0; it must be from 1 to 1000");
    assert_eq!(
        fault_of(|layer| layer.turn.length = u32::MAX),
        "layers[1].turn.length: is 4294967295; it must be from 1 to 1000"
    );
    let days = fault_of(|layer| layer.turn.handoff_days = vec![Day::Monday]);
    assert_eq!(days, "layers[1].turn.handoff_days: only daily turns can name handoff days");
    let mut lowest = layer();
    lowest.beside = true;
    assert_eq!(faults(&rota(vec![lowest])), ["layers[0].beside: the first layer has none before it to be beside"]);
}

#[test]
fn members() {
    let nobody = "names nobody; put at least one member here";
    assert_eq!(fault_of(|layer| layer.groups.clear()), format!("layers[1].groups: {nobody}"));
    assert_eq!(fault_of(|layer| layer.groups[1].clear()), format!("layers[1].groups[1]: {nobody}"));
    assert_eq!(fault_of(|layer| layer.groups[0][1] = " ".into()), "layers[1].groups[0][1]: is empty");
    assert_eq!(fault_of(|layer| layer.name.clear()), "layers[1].name: is empty");
    let long = fault_of(|layer| layer.groups[0][0] = "é".repeat(201).as_str().into());
    assert_eq!(long, "layers[1].groups[0][0]: has 201 characters; at most 200 are allowed");
}

#[test]
fn overrides() {
    let add = || OverrideKind::Add { member: "a".into() };
    let (noon, one) = ("2026-03-01T12:00Z", "2026-03-01T13:00Z");
    assert_eq!(fault_of_override(one, noon, add()), ["overrides[0].to: must be after from"]);
    assert_eq!(fault_of_override(noon, noon, add()), ["overrides[0].to: must be after from"]);
    let fraction = fault_of_override("2026-03-01T12:00:00.5Z", one, add());
    assert_eq!(fraction, ["overrides[0].from: must be on a whole second"]);
    let far = fault_of_override(noon, "2101-01-01T00:00Z", add());
    assert_eq!(far, ["overrides[0].to: must be after 1970-01-01 and before 2099-12-31"]);
    let replace = OverrideKind::Replace { member: "a".into(), by: "".into() };
    assert_eq!(fault_of_override(noon, one, replace), ["overrides[0].kind.by: is empty"]);
    let temporary = OverrideKind::Temporary { members: vec!["a".into(), "".into()] };
    assert_eq!(fault_of_override(noon, one, temporary), ["overrides[0].kind.members[1]: is empty"]);
}

#[test]
fn first_turns() {
    assert_eq!(fault_of(|layer| layer.first = 2), "layers[1].first: is 2; there are 2 groups, counted from 0");
    assert_eq!(faults(&rota(vec![Layer { first: u32::MAX, ..layer() }])).len(), 1);
}

#[test]
fn absences() {
    let fault = |from: &str, to: &str, member: &str| {
        let one = Absence { member: member.into(), from: from.parse().unwrap(), to: to.parse().unwrap() };
        faults(&Rota { absences: vec![one], ..rota(vec![layer()]) })
    };
    let (noon, one) = ("2026-03-01T12:00Z", "2026-03-01T13:00Z");
    assert_eq!(fault(one, noon, "a"), ["absences[0].to: must be after from"]);
    assert_eq!(fault(noon, noon, "a"), ["absences[0].to: must be after from"]);
    assert_eq!(fault("2026-03-01T12:00:00.5Z", one, "a"), ["absences[0].from: must be on a whole second"]);
    assert_eq!(
        fault(noon, "2101-01-01T00:00Z", "a"),
        ["absences[0].to: must be after 1970-01-01 and before 2099-12-31"]
    );
    assert_eq!(fault(noon, one, ""), ["absences[0].member: is empty"]);
    let one = Absence { member: "a".into(), from: noon.parse().unwrap(), to: one.parse().unwrap() };
    let many = faults(&Rota { absences: vec![one; 1_001], ..rota(vec![]) });
    assert_eq!(many, ["absences: has 1001 of them; at most 1000 are allowed"]);
}

/// More names than any smaller number for them could tell apart: seven hundred temporary rotas of a hundred people each.
#[test]
fn as_many_members_as_are_allowed_stay_apart() {
    let instant = |hour: usize| {
        "2026-03-01T12:00Z".parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_hours(hour as i64)
    };
    let temporary = |hour: usize| {
        let members = (0..100).map(|one| format!("{hour}-{one}").as_str().into()).collect();
        Override { from: instant(hour), to: instant(hour + 1), kind: OverrideKind::Temporary { members } }
    };
    let many = Rota { overrides: (0..700).map(temporary).collect(), ..rota(vec![]) };
    let ready = compile(&many).unwrap();
    assert_eq!(ready.on_call(instant(699))[99], "699-99".into());
    assert_eq!(ready.on_call(instant(0))[0], "0-0".into());
}

#[test]
fn what_is_too_much_is_refused_with_its_place() {
    let people = |count: usize| (0..count).map(|one| one.to_string().as_str().into()).collect::<Vec<_>>();
    let groups = fault_of(|layer| layer.groups = vec![people(10_000)]);
    assert_eq!(groups, "layers[1].groups: has 10003 of them; at most 1000 are allowed");
    assert_eq!(
        fault_of(|layer| layer.groups = vec![vec![]; 10_000]),
        "layers[1].groups: has 10003 of them; at most 1000 are allowed"
    );
    let window = Restriction { days: vec![], from: time(8, 0, 0, 0), to: time(9, 0, 0, 0) };
    let windows = fault_of(|layer| layer.restrictions = vec![window; 51]);
    assert_eq!(windows, "layers[1].restrictions: has 51 of them; at most 50 are allowed");
    let days = fault_of(|layer| layer.turn.handoff_days = vec![Day::Monday; 8]);
    assert_eq!(days, "layers[1].turn.handoff_days: has 8 of them; at most 7 are allowed");
    let layers = faults(&rota(vec![layer(); 100_000]));
    assert_eq!(layers, ["layers: has 100000 of them; at most 50 are allowed"]);
    let one = Override {
        from: "2026-03-01T12:00Z".parse().unwrap(),
        to: "2026-03-01T13:00Z".parse().unwrap(),
        kind: OverrideKind::Temporary { members: people(101) },
    };
    let many = faults(&Rota { overrides: vec![one.clone()], ..rota(vec![]) });
    assert_eq!(many, ["overrides[0].kind.members: has 101 of them; at most 100 are allowed"]);
    let few = Override { kind: OverrideKind::Add { member: "a".into() }, ..one };
    let many = faults(&Rota { overrides: vec![few; 1_001], ..rota(vec![]) });
    assert_eq!(many, ["overrides: has 1001 of them; at most 1000 are allowed"]);
}

#[test]
fn every_fault_is_told_at_once() {
    let mut bad = layer();
    (bad.turn.length, bad.end, bad.groups) = (0, Some(date(2020, 1, 1).at(0, 0, 0, 0)), vec![]);
    let found = faults(&Rota { time_zone: "nowhere".to_owned(), ..rota(vec![bad, layer()]) });
    assert_eq!(found.len(), 4, "{found:?}");
}
