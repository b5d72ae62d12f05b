//! One fixture for every rule of time, of layers and of overrides, with answers worked out by hand.

use jiff::civil::{DateTime, time};

use crate::compile;
use crate::model::{Absence, Day, Layer, Override, OverrideKind, Restriction, Rota, Turn, Unit};

use super::*;

fn turns(names: &str, start: &str, length: u32, unit: Unit) -> Layer {
    let groups = names.chars().map(|name| vec![name.to_string().as_str().into()]).collect();
    Layer::new(names, groups, start.parse::<DateTime>().unwrap(), Turn::of(length, unit))
}

fn within(layer: Layer, days: &[Day], from: (i8, i8), to: (i8, i8)) -> Layer {
    let (from, to) = (time(from.0, from.1, 0, 0), time(to.0, to.1, 0, 0));
    Layer { restrictions: vec![Restriction { days: days.to_vec(), from, to }], ..layer }
}

fn ready(zone: &str, layers: Vec<Layer>) -> Compiled {
    compile(&Rota::new(zone, layers)).unwrap()
}

/// Each shift as the instant it begins at, in UTC, and who is on.
fn told(ready: &Compiled, from: &str, to: &str) -> Vec<String> {
    let shifts = ready.shifts(from.parse().unwrap(), to.parse().unwrap()).unwrap();
    let names = |shift: &Shift| shift.members.iter().map(|member| member.0.as_str()).collect::<String>();
    shifts.iter().map(|shift| format!("{} {}", shift.from.strftime("%m-%d %H:%M"), names(shift))).collect()
}

#[test]
fn a_handoff_at_a_time_that_does_not_exist_is_after_the_gap() {
    let london = ready("Europe/London", vec![turns("ab", "2026-03-27T01:30", 1, Unit::Daily)]);
    let expected = ["03-28 01:30 b", "03-29 01:00 a", "03-30 00:30 b"];
    assert_eq!(told(&london, "2026-03-28T01:30Z", "2026-03-31T00:00Z"), expected);
}

#[test]
fn a_handoff_at_a_time_that_exists_twice_is_at_its_first() {
    let london = ready("Europe/London", vec![turns("ab", "2026-10-23T01:30", 1, Unit::Daily)]);
    let expected = ["10-24 00:30 b", "10-25 00:30 a", "10-26 01:30 b"];
    assert_eq!(told(&london, "2026-10-24T00:30Z", "2026-10-27T00:00Z"), expected);
}

#[test]
fn clocks_that_change_at_midnight_do_not_stop_the_turns() {
    for (zone, day, expected) in [
        ("America/Santiago", "2026-09-05", ["09-05 04:30 a", "09-06 04:00 b", "09-07 03:30 c"]),
        ("America/Havana", "2026-03-07", ["03-07 05:30 a", "03-08 05:00 b", "03-09 04:30 c"]),
        ("Atlantic/Azores", "2026-03-28", ["03-28 01:30 a", "03-29 01:00 b", "03-30 00:30 c"]),
        ("Asia/Beirut", "2022-03-26", ["03-25 22:30 a", "03-26 22:00 b", "03-27 21:30 c"]),
        ("Africa/Cairo", "2024-04-25", ["04-24 22:30 a", "04-25 22:00 b", "04-26 21:30 c"]),
    ] {
        let ready = ready(zone, vec![turns("abc", &format!("{day}T00:30"), 1, Unit::Daily)]);
        let from: Timestamp = format!("{day}T06:00Z").parse().unwrap();
        let (from, to) = (from - jiff::SignedDuration::from_hours(12), from + jiff::SignedDuration::from_hours(48));
        assert_eq!(told(&ready, &from.to_string(), &to.to_string())[..3], expected, "{zone}");
    }
}

#[test]
fn handoffs_that_fall_on_one_instant_are_one() {
    // 02:00 does not exist in Chicago on this day, so the turn from 02:00 to 03:00 has no instant: b is left out.
    let chicago = ready("America/Chicago", vec![turns("abc", "2020-03-08T01:00", 1, Unit::Hourly)]);
    let expected = ["03-08 07:00 a", "03-08 08:00 c", "03-08 09:00 a"];
    assert_eq!(told(&chicago, "2020-03-08T07:00Z", "2020-03-08T10:00Z"), expected);
}

#[test]
fn a_month_without_the_day_hands_over_on_its_last() {
    let monthly = ready("UTC", vec![turns("abcde", "2026-01-31T09:00", 1, Unit::Monthly)]);
    let expected = ["01-31 09:00 a", "02-28 09:00 b", "03-31 09:00 c", "04-30 09:00 d", "05-31 09:00 e"];
    assert_eq!(told(&monthly, "2026-01-01T00:00Z", "2026-06-30T00:00Z"), expected);
    let leap = ready("UTC", vec![turns("ab", "2024-02-29T09:00", 12, Unit::Monthly)]);
    let expected = ["02-29 09:00 a", "02-28 09:00 b", "02-28 09:00 a", "02-28 09:00 b", "02-29 09:00 a"];
    assert_eq!(told(&leap, "2024-01-01T00:00Z", "2028-12-31T00:00Z"), expected);
}

#[test]
fn a_day_that_a_zone_skipped_is_nobody_s() {
    // Apia went from 29 to 31 December 2011: the turn of the 30th has no instant.
    let apia = ready("Pacific/Apia", vec![turns("abc", "2011-12-29T00:00", 1, Unit::Daily)]);
    assert_eq!(
        told(&apia, "2011-12-29T10:00Z", "2012-01-01T09:00Z"),
        ["12-29 10:00 a", "12-30 10:00 c", "12-31 10:00 a"]
    );
}

#[test]
fn windows_that_meet_where_the_clock_goes_back_overlap() {
    let before = within(turns("b", "2026-01-01T00:00", 1, Unit::Daily), &[], (0, 0), (1, 30));
    let after = within(turns("a", "2026-01-01T00:00", 1, Unit::Daily), &[], (1, 30), (3, 0));
    let both = ready("Europe/London", vec![before, Layer { beside: true, ..after }]);
    let expected = ["10-24 23:00 b", "10-25 00:30 ba", "10-25 01:30 a"];
    assert_eq!(told(&both, "2026-10-24T23:00Z", "2026-10-25T03:00Z"), expected);
}

#[test]
fn an_end_at_the_very_time_the_clock_goes_back_to_is_its_last() {
    // In Asunción 2021-03-28 00:00 became 23:00 of the 27th, at 03:00 UTC: 23:00 was at 02:00 and at 03:00.
    let day = within(turns("a", "2021-03-17T00:00", 1, Unit::Daily), &[], (0, 0), (23, 0));
    let gaps = ready("America/Asuncion", vec![day]);
    let gaps = gaps.gaps("2021-03-27T12:00Z".parse().unwrap(), "2021-03-28T12:00Z".parse().unwrap()).unwrap();
    let (from, to) = ("2021-03-28T03:00Z".parse().unwrap(), "2021-03-28T04:00Z".parse().unwrap());
    assert_eq!(gaps, [Gap { from, to }]);
}

#[test]
fn a_window_over_the_end_of_the_week_begins_on_its_own_day() {
    let weekend = within(turns("w", "2026-01-01T00:00", 1, Unit::Weekly), &[Day::Sunday], (20, 0), (8, 0));
    let weekend = ready("UTC", vec![weekend]);
    let shifts = weekend.shifts("2026-06-01T00:00Z".parse().unwrap(), "2026-06-09T00:00Z".parse().unwrap()).unwrap();
    let edges: Vec<_> = shifts.iter().map(|shift| format!("{} {}", shift.from, shift.to)).collect();
    assert_eq!(edges, ["2026-06-01T00:00:00Z 2026-06-01T08:00:00Z", "2026-06-07T20:00:00Z 2026-06-08T08:00:00Z"]);
}

#[test]
fn a_layer_covers_those_before_it_or_stands_beside() {
    let base = turns("a", "2026-01-01T00:00", 1, Unit::Weekly);
    let high = within(turns("b", "2026-01-01T00:00", 1, Unit::Weekly), &[], (9, 0), (17, 0));
    let beside =
        Layer { beside: true, ..within(turns("c", "2026-01-01T00:00", 1, Unit::Weekly), &[], (16, 0), (18, 0)) };
    let all = ready("UTC", vec![base, high, beside]);
    let expected = ["06-01 00:00 a", "06-01 09:00 b", "06-01 16:00 bc", "06-01 17:00 c", "06-01 18:00 a"];
    assert_eq!(told(&all, "2026-06-01T00:00Z", "2026-06-02T00:00Z"), expected);
}

#[test]
fn a_layer_has_its_own_zone_and_its_own_time() {
    let mut athens = turns("xy", "2026-06-01T09:00", 1, Unit::Daily);
    athens.time_zone = Some("Europe/Athens".to_owned());
    athens.in_force_from = Some("2026-06-02T12:00".parse().unwrap());
    athens.end = Some("2026-06-03T12:00".parse().unwrap());
    let both = ready("Europe/London", vec![turns("a", "2026-06-02T00:00", 1, Unit::Weekly), athens]);
    let expected = ["06-01 23:00 a", "06-02 09:00 y", "06-03 06:00 x", "06-03 09:00 a"];
    assert_eq!(told(&both, "2026-06-01T00:00Z", "2026-06-04T00:00Z"), expected);
}

#[test]
fn the_last_handoff_day_before_a_weekend_lasts_over_it() {
    let days = [Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday];
    let mut daily = turns("abc", "2026-06-03T09:00", 1, Unit::Daily);
    daily.turn.handoff_days = days.to_vec();
    let expected = ["06-03 09:00 a", "06-04 09:00 b", "06-05 09:00 c", "06-08 09:00 a", "06-09 09:00 b"];
    assert_eq!(told(&ready("UTC", vec![daily.clone()]), "2026-06-01T00:00Z", "2026-06-10T00:00Z"), expected);
    // Begun on a Saturday, the first turn takes in the Monday.
    daily.start = "2026-06-06T09:00".parse().unwrap();
    let expected = ["06-06 09:00 a", "06-09 09:00 b"];
    assert_eq!(told(&ready("UTC", vec![daily]), "2026-06-01T00:00Z", "2026-06-10T00:00Z"), expected);
}

fn overridden(overrides: &[(u8, u8, OverrideKind)]) -> Vec<String> {
    let mut layer = turns("a", "2026-01-01T00:00", 1, Unit::Weekly);
    layer.groups[0].push("b".into());
    let at = |hour: u8| format!("2026-06-01T{hour:02}:00Z").parse().unwrap();
    let overrides = overrides.iter().cloned();
    let overrides = overrides.map(|(from, to, kind)| Override { from: at(from), to: at(to), kind }).collect();
    let rota = Rota { time_zone: "UTC".to_owned(), layers: vec![layer], overrides, absences: vec![] };
    told(&compile(&rota).unwrap(), "2026-06-01T00:00Z", "2026-06-01T12:00Z")
}

#[test]
fn overrides_speak_of_the_layers_and_not_of_each_other() {
    let replace = |member: &str, by: &str| OverrideKind::Replace { member: member.into(), by: by.into() };
    let remove = |member: &str| OverrideKind::Remove { member: member.into() };
    let add = |member: &str| OverrideKind::Add { member: member.into() };
    assert_eq!(
        overridden(&[(1, 2, replace("a", "c")), (1, 2, replace("c", "d"))]),
        ["06-01 00:00 ab", "06-01 01:00 cb", "06-01 02:00 ab"]
    );
    assert_eq!(
        overridden(&[(1, 3, remove("a")), (2, 4, add("c"))]),
        ["06-01 00:00 ab", "06-01 01:00 b", "06-01 02:00 bc", "06-01 03:00 abc", "06-01 04:00 ab"]
    );
    assert_eq!(overridden(&[(1, 2, remove("a")), (1, 2, remove("b"))]), ["06-01 00:00 ab", "06-01 02:00 ab"]);
    assert_eq!(
        overridden(&[(1, 2, remove("c")), (1, 2, add("c"))]),
        ["06-01 00:00 ab", "06-01 01:00 abc", "06-01 02:00 ab"]
    );
    assert_eq!(overridden(&[(1, 2, replace("a", "b"))]), ["06-01 00:00 ab", "06-01 01:00 b", "06-01 02:00 ab"]);
}

#[test]
fn a_temporary_rota_replaces_everything_made_before_it() {
    let temporary = |names: &str| {
        let members = names.chars().map(|name| name.to_string().as_str().into()).collect();
        OverrideKind::Temporary { members }
    };
    let add = |member: &str| OverrideKind::Add { member: member.into() };
    let told = overridden(&[(1, 9, add("x")), (2, 8, temporary("")), (3, 7, temporary("cd")), (4, 5, add("y"))]);
    let expected = [
        "06-01 00:00 ab",
        "06-01 01:00 abx",
        "06-01 03:00 cd",
        "06-01 04:00 cdy",
        "06-01 05:00 cd",
        "06-01 08:00 abx",
        "06-01 09:00 ab",
    ];
    assert_eq!(told, expected);
}

#[test]
fn where_no_layer_is_left_an_override_that_ends_takes_its_people_off() {
    let at = |hour: u8| format!("2026-06-01T{hour:02}:00Z").parse().unwrap();
    let temporary = OverrideKind::Temporary { members: vec!["a".into(), "c".into()] };
    let list = [(1, 2, temporary), (1, 4, OverrideKind::Add { member: "a".into() })];
    let overrides = list.map(|(from, to, kind)| Override { from: at(from), to: at(to), kind }).to_vec();
    let bare = compile(&Rota { overrides, ..Rota::new("UTC", vec![]) }).unwrap();
    assert_eq!(told(&bare, "2026-06-01T00:00Z", "2026-06-01T12:00Z"), ["06-01 01:00 ac", "06-01 02:00 a"]);
    assert_eq!(*bare.on_call(at(3)), ["a".into()]);
}

#[test]
fn another_than_the_first_group_may_have_the_first_turn() {
    let mut daily = turns("abc", "2026-06-01T09:00", 1, Unit::Daily);
    daily.first = 2;
    let daily = ready("UTC", vec![daily]);
    assert_eq!(
        told(&daily, "2026-06-01T09:00Z", "2026-06-03T10:00Z"),
        ["06-01 09:00 c", "06-02 09:00 a", "06-03 09:00 b"]
    );
}

fn with_absences(absences: &[(char, u8, u8)], overrides: Vec<Override>) -> Vec<String> {
    let base = turns("z", "2026-01-01T00:00", 1, Unit::Weekly);
    let mut pairs = within(turns("acd", "2026-06-01T00:00", 1, Unit::Daily), &[], (4, 0), (20, 0));
    pairs.groups[0].push("b".into());
    let at = |hour: u8| format!("2026-06-01T{hour:02}:00Z").parse().unwrap();
    let absences = absences.iter();
    let absences = absences.map(|&(who, from, to)| {
        let member = who.to_string().as_str().into();
        Absence { member, from: at(from), to: at(to) }
    });
    let rota = Rota { overrides, absences: absences.collect(), ..Rota::new("UTC", vec![base, pairs]) };
    told(&compile(&rota).unwrap(), "2026-06-01T05:00Z", "2026-06-01T12:00Z")
}

#[test]
fn who_is_away_is_on_with_nobody_and_the_next_group_stands_in() {
    assert_eq!(with_absences(&[], vec![]), ["06-01 05:00 ab"]);
    assert_eq!(with_absences(&[('a', 6, 7)], vec![]), ["06-01 05:00 ab", "06-01 06:00 b", "06-01 07:00 ab"]);
    assert_eq!(with_absences(&[('a', 6, 9), ('a', 8, 10)], vec![])[1..], ["06-01 06:00 b", "06-01 10:00 ab"]);
    let both = [('a', 6, 9), ('b', 7, 9)];
    assert_eq!(with_absences(&both, vec![])[1..], ["06-01 06:00 b", "06-01 07:00 c", "06-01 09:00 ab"]);
    let next_too = [both[0], both[1], ('c', 7, 8)];
    assert_eq!(with_absences(&next_too, vec![])[2..], ["06-01 07:00 d", "06-01 08:00 c", "06-01 09:00 ab"]);
    let all = [('a', 6, 8), ('b', 6, 8), ('c', 6, 8), ('d', 6, 8)];
    assert_eq!(with_absences(&all, vec![])[1..], ["06-01 06:00 z", "06-01 08:00 ab"], "the layer below shows");
    let everybody = [all[0], all[1], all[2], all[3], ('z', 6, 8)];
    assert_eq!(with_absences(&everybody, vec![])[1..], ["06-01 08:00 ab"], "or it is a gap");
}

#[test]
fn an_override_puts_on_even_who_is_away() {
    let over =
        |kind| Override { from: "2026-06-01T06:00Z".parse().unwrap(), to: "2026-06-01T08:00Z".parse().unwrap(), kind };
    let away = [('a', 6, 8), ('b', 6, 8)];
    let replace = |member: &str, by: &str| over(OverrideKind::Replace { member: member.into(), by: by.into() });
    assert_eq!(with_absences(&away, vec![replace("c", "a")])[1], "06-01 06:00 a", "for the one who stands in");
    assert_eq!(with_absences(&away, vec![replace("a", "e")])[1], "06-01 06:00 c", "nobody is on for who is away");
    assert_eq!(with_absences(&away, vec![over(OverrideKind::Add { member: "b".into() })])[1], "06-01 06:00 cb");
    let temporary = over(OverrideKind::Temporary { members: vec!["a".into()] });
    assert_eq!(with_absences(&away, vec![temporary])[1], "06-01 06:00 a");
}

#[test]
fn an_empty_rota_is_a_gap_and_so_is_all_before_the_first_handoff() {
    let (from, to) = ("2026-06-01T00:00Z".parse().unwrap(), "2026-06-02T00:00Z".parse().unwrap());
    assert_eq!(ready("UTC", vec![]).gaps(from, to).unwrap(), [Gap { from, to }]);
    let later = ready("UTC", vec![turns("a", "2026-06-01T09:00", 1, Unit::Daily)]);
    assert_eq!(later.gaps(from, to).unwrap(), [Gap { from, to: "2026-06-01T09:00Z".parse().unwrap() }]);
}

#[test]
fn answers_end_where_the_reach_of_a_rota_ends() {
    let for_ever = ready("Europe/London", vec![turns("ab", "2026-06-01T09:00", 1, Unit::Daily)]);
    for nobody in ["-009999-01-02T01:59:59Z", "1969-12-31T23:59:59.5Z", "2100-01-01T00:00Z", "9999-12-30T22:00Z"] {
        assert_eq!(*for_ever.on_call(nobody.parse().unwrap()), [], "{nobody}");
    }
    assert_eq!(told(&for_ever, "2099-12-31T12:00Z", "2100-06-01T00:00Z"), ["12-31 12:00 a"]);
    let fractions = told(&for_ever, "2026-06-01T07:59:59.9Z", "2026-06-01T08:00:00.1Z");
    assert_eq!(fractions, ["06-01 08:00 a"]);
    let shift = &for_ever
        .shifts("2026-06-01T09:00:00.25Z".parse().unwrap(), "2026-06-01T09:00:00.5Z".parse().unwrap())
        .unwrap()[0];
    assert_eq!(
        (shift.from.to_string(), shift.to.to_string()),
        ("2026-06-01T09:00:00.25Z".into(), "2026-06-01T09:00:00.5Z".into())
    );
}

#[test]
fn days_left_out_are_turns_of_somebody_taken_off_for_good() {
    let every_other = within(turns("axbx", "2026-06-01T00:00", 1, Unit::Daily), &[], (0, 0), (3, 0));
    let kind = OverrideKind::Remove { member: "x".into() };
    let (from, to) = ("2026-01-01T00:00Z".parse().unwrap(), "2099-12-31T00:00Z".parse().unwrap());
    let rota = Rota { overrides: vec![Override { from, to, kind }], ..Rota::new("UTC", vec![every_other]) };
    let told = told(&compile(&rota).unwrap(), "2026-06-01T00:00Z", "2026-06-07T00:00Z");
    assert_eq!(told, ["06-01 00:00 a", "06-03 00:00 b", "06-05 00:00 a"]);
}

#[test]
fn the_next_change_is_told_without_listing_shifts() {
    let daily = ready("UTC", vec![turns("ab", "2026-06-01T09:00", 1, Unit::Daily)]);
    let next = |after: &str, until: &str| {
        let change = daily.next_change(after.parse().unwrap(), until.parse().unwrap()).unwrap();
        change.map(|at| at.to_string())
    };
    let (nine, far) = (|day: u8| Some(format!("2026-06-{day:02}T09:00:00Z")), "2026-09-01T00:00Z");
    assert_eq!(next("2026-05-01T00:00Z", far), nine(1), "the first handoff");
    assert_eq!(next("2026-06-01T08:59:59.9Z", far), nine(1));
    assert_eq!(next("2026-06-01T09:00Z", far), nine(2), "after, and not at");
    assert_eq!(next("2026-06-01T09:00:00.1Z", far), nine(2));
    assert_eq!(next("2026-06-01T09:00Z", "2026-06-02T09:00Z"), None, "before, and not at");
    assert_eq!(next("2026-06-01T09:00Z", "2026-06-02T09:00:00.1Z"), nine(2));
    assert_eq!(next(far, "2026-06-01T00:00Z"), None, "nothing lies between an instant and an earlier one");
    assert_eq!(
        next("2099-12-31T12:00Z", "2101-01-01T00:00Z"),
        Some("2100-01-01T00:00:00Z".to_owned()),
        "the end of it"
    );
    let alone = ready("UTC", vec![turns("a", "2026-06-01T09:00", 1, Unit::Daily)]);
    let (from, to) = ("2026-06-01T09:00Z".parse().unwrap(), "2026-09-01T00:00Z".parse().unwrap());
    assert_eq!(alone.next_change(from, to), Ok(None), "handing over to oneself is no change");
    assert_eq!(alone.next_change(from, Timestamp::MAX).unwrap_err().to_string().split(" are").count(), 3);
}

#[test]
fn a_swap_splits_a_shift_exactly() {
    let swap = |from: &str, to: &str| {
        let kind = OverrideKind::Replace { member: "a".into(), by: "c".into() };
        let swap = Override { from: from.parse().unwrap(), to: to.parse().unwrap(), kind };
        let rota =
            Rota { overrides: vec![swap], ..Rota::new("UTC", vec![turns("ab", "2026-06-01T09:00", 1, Unit::Daily)]) };
        told(&compile(&rota).unwrap(), "2026-06-01T09:00Z", "2026-06-03T09:00Z")
    };
    let (nine, noon, three, tomorrow) =
        ("2026-06-01T09:00Z", "2026-06-01T12:00Z", "2026-06-01T15:00:07Z", "2026-06-02T09:00Z");
    assert_eq!(swap(nine, noon), ["06-01 09:00 c", "06-01 12:00 a", "06-02 09:00 b"], "its start");
    assert_eq!(swap(noon, tomorrow), ["06-01 09:00 a", "06-01 12:00 c", "06-02 09:00 b"], "its end");
    assert_eq!(swap(noon, three), ["06-01 09:00 a", "06-01 12:00 c", "06-01 15:00 a", "06-02 09:00 b"], "its middle");
    assert_eq!(swap(nine, tomorrow), ["06-01 09:00 c", "06-02 09:00 b"], "all of it");
    assert_eq!(
        swap(noon, "2026-06-02T15:00Z"),
        ["06-01 09:00 a", "06-01 12:00 c", "06-02 09:00 b"],
        "no more than theirs"
    );
}

#[test]
fn too_many_different_lists_of_people_are_refused() {
    let mut crowd = turns("a", "2026-06-01T00:00", 1, Unit::Weekly);
    crowd.groups = vec![(0..1_000).map(|one| one.to_string().as_str().into()).collect()];
    let begin: Timestamp = "2026-06-01T00:00Z".parse().unwrap();
    let hour = jiff::SignedDuration::from_hours(1);
    // Each away for an hour and a half, from every hour on: ever others of the thousand are on.
    let away = |(member, nth): (&crate::Member, i32)| {
        let from = begin + hour * nth;
        Absence { member: member.clone(), from, to: from + hour * 3 / 2 }
    };
    let absences = crowd.groups[0].iter().zip(0..).map(away).collect();
    let ready = compile(&Rota { absences, ..Rota::new("UTC", vec![crowd]) }).unwrap();
    assert_eq!(ready.shifts(begin, begin + hour * 1_000), Err(TooLong::Places));
    assert_eq!(ready.shifts(begin, begin + hour * 20).unwrap().len(), 39);
}

#[test]
fn what_is_too_long_is_refused() {
    let one = ready("UTC", vec![turns("a", "2026-06-01T09:00", 1, Unit::Daily)]);
    let (from, to) = ("2000-01-01T00:00Z".parse().unwrap(), "2050-01-01T00:00Z".parse().unwrap());
    let told = one.shifts(from, to).unwrap_err().to_string();
    assert_eq!(told, "from and to are 18263 days apart; at most 3660 are resolved at once");
    assert_eq!(one.gaps(from, to), Err(TooLong::Days { days: 18_263 }));
    assert_eq!(one.gaps(Timestamp::MIN, Timestamp::MAX).unwrap_err().to_string().split(" are").count(), 3);
    assert_eq!(one.shifts(to, from), Ok(vec![]), "nothing lies between an instant and an earlier one");
    assert_eq!(one.shifts(to, to), Ok(vec![]));
    // Three handoffs an hour.
    let layers = (0..3).map(|minute| turns("abc", &format!("2000-01-01T00:{minute:02}"), 1, Unit::Hourly));
    let ten_years = "2010-01-01T00:00Z".parse().unwrap();
    let busy = ready("UTC", layers.map(|layer| Layer { beside: layer.start.minute() > 0, ..layer }).collect());
    assert_eq!(busy.shifts("2000-01-01T01:00Z".parse().unwrap(), ten_years), Err(TooLong::Changes));
}
