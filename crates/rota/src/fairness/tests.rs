//! Hand-reckoned cases: nights on which clocks change, each one's own clock, rest, days in a row.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::time;

use super::{Duty, Fairness, Fatigue, Load, Person, Rules, Unmeasured, fairness};
use crate::holidays::Holidays;
use crate::limits::FAIR_ROTAS;
use crate::model::{Member, Shift};
use crate::stretch::Disorder;

const HOUR: i64 = 3_600;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn shift(from: &str, to: &str, members: &[&str]) -> Shift {
    Shift { from: at(from), to: at(to), members: members.iter().map(|name| Member::from(*name)).collect() }
}

fn people(all: &[(&str, &str, &str)]) -> BTreeMap<Member, Person> {
    let person = |zone: &str, organisation: &str| Person { time_zone: zone.into(), organisation: organisation.into() };
    all.iter().map(|(name, zone, organisation)| ((*name).into(), person(zone, organisation))).collect()
}

fn londoners() -> BTreeMap<Member, Person> {
    people(&[("a", "Europe/London", "Ash"), ("b", "Europe/London", "Birch"), ("c", "Europe/London", "Birch")])
}

fn of_rota(shifts: &[Shift], lead: bool) -> Fairness {
    let eligible = BTreeSet::from(["a".into(), "b".into(), "c".into()]);
    let duty = Duty { shifts, eligible: &eligible, pages: &BTreeMap::new(), lead };
    fairness(&[duty], &londoners(), &Holidays::england_and_wales(), &Rules::default()).unwrap()
}

fn load_of(found: &Fairness, name: &str) -> Load {
    found.people.iter().find(|share| share.member == name.into()).unwrap().load
}

fn kinds(found: &Fairness) -> Vec<(&str, Fatigue)> {
    found.flags.iter().map(|flag| (flag.member.0.as_str(), flag.fatigue)).collect()
}

#[test]
fn a_night_has_the_hours_it_has() {
    // 22:00 to 08:00 of London: on a plain night, when the clocks go forward, and when they go back.
    let night = |from, to| load_of(&of_rota(&[shift(from, to, &["a"])], false), "a");
    let plain = night("2026-06-03T22:00:00+01:00", "2026-06-04T08:00:00+01:00");
    assert_eq!((plain.seconds, plain.night), (10 * HOUR, 7 * HOUR));
    let forward = night("2026-03-28T22:00:00Z", "2026-03-29T08:00:00+01:00");
    assert_eq!((forward.seconds, forward.night, forward.weekend), (9 * HOUR, 6 * HOUR, 9 * HOUR));
    let back = night("2026-10-24T22:00:00+01:00", "2026-10-25T08:00:00Z");
    assert_eq!((back.seconds, back.night, back.weekend), (11 * HOUR, 8 * HOUR, 11 * HOUR));
}

#[test]
fn a_night_is_of_each_persons_own_clock() {
    let all = people(&[("a", "Europe/London", "Ash"), ("s", "Australia/Sydney", "Gum")]);
    let shifts = [shift("2026-06-06T00:00:00+01:00", "2026-06-06T06:00:00+01:00", &["a", "s"])];
    let eligible = all.keys().cloned().collect();
    let duty = Duty { shifts: &shifts, eligible: &eligible, pages: &BTreeMap::new(), lead: false };
    let found = fairness(&[duty], &all, &Holidays::england_and_wales(), &Rules::default()).unwrap();
    // In Sydney it is Saturday 09:00 to 15:00, in London Saturday 00:00 to 06:00.
    assert_eq!((load_of(&found, "a").night, load_of(&found, "s").night), (6 * HOUR, 0));
    let days = Rules { night_from: time(9, 0, 0, 0), night_to: time(15, 0, 0, 0), ..Rules::default() };
    let found = fairness(&[duty], &all, &Holidays::england_and_wales(), &days).unwrap();
    assert_eq!((load_of(&found, "a").night, load_of(&found, "s").night), (0, 6 * HOUR));
}

#[test]
fn weekends_and_holidays_begin_at_midnight_of_the_own_clock() {
    // Good Friday to Easter Monday 2026, and the hours around them.
    let found = of_rota(&[shift("2026-04-02T20:00:00+01:00", "2026-04-07T03:00:00+01:00", &["a"])], false);
    let load = load_of(&found, "a");
    assert_eq!((load.seconds, load.weekend, load.holiday), (103 * HOUR, 48 * HOUR, 48 * HOUR));
    assert_eq!(load.night, (4 * 7 + 4) * HOUR);
    assert_eq!(found.holidays_unknown, 0);
}

#[test]
fn what_the_list_does_not_know_is_said() {
    let found = of_rota(&[shift("2028-12-31T20:00:00Z", "2029-01-01T08:00:00Z", &["a"])], false);
    assert_eq!((load_of(&found, "a").holiday, found.holidays_unknown), (0, 8 * HOUR));
    assert_eq!(found.holidays.last.to_string(), "2028-12-31");
}

#[test]
fn each_is_set_against_an_even_share() {
    let shifts = [
        shift("2026-06-01T08:00:00Z", "2026-06-01T12:00:00Z", &["a", "b"]),
        shift("2026-06-01T12:00:00Z", "2026-06-01T16:00:00Z", &["a"]),
    ];
    let eligible = BTreeSet::from(["a".into(), "b".into(), "c".into()]);
    let pages = BTreeMap::from([("a".into(), 5), ("b".into(), 1)]);
    let duty = Duty { shifts: &shifts, eligible: &eligible, pages: &pages, lead: false };
    let found = fairness(&[duty], &londoners(), &Holidays::england_and_wales(), &Rules::default()).unwrap();
    let differences: Vec<_> = found.people.iter().map(|share| share.difference.seconds / HOUR).collect();
    assert_eq!(differences, [4, 0, -4]);
    assert_eq!(found.people.iter().map(|share| share.difference.pages).collect::<Vec<_>>(), [3, -1, -2]);
    assert_eq!(load_of(&found, "a").shifts, 1, "two that meet are one");
    let by_organisation: Vec<_> = found
        .organisations
        .iter()
        .map(|sum| (sum.organisation.as_str(), sum.people, sum.load.seconds / HOUR, sum.difference.seconds / HOUR))
        .collect();
    assert_eq!(by_organisation, [("Ash", 1, 8, 4), ("Birch", 2, 4, -4)]);
}

#[test]
fn whoever_is_brought_in_has_hours_but_no_share() {
    let shifts = [shift("2026-06-01T08:00:00Z", "2026-06-01T12:00:00Z", &["c"])];
    let eligible = BTreeSet::from(["a".into(), "b".into()]);
    let duty = Duty { shifts: &shifts, eligible: &eligible, pages: &BTreeMap::new(), lead: false };
    let found = fairness(&[duty], &londoners(), &Holidays::england_and_wales(), &Rules::default()).unwrap();
    let differences: Vec<_> = found.people.iter().map(|share| share.difference.seconds / HOUR).collect();
    assert_eq!(differences, [-2, -2, 4]);
}

#[test]
fn rest_is_counted_over_all_rotas_and_by_the_hours_that_pass() {
    let day = [shift("2026-10-24T09:00:00+01:00", "2026-10-24T17:00:00+01:00", &["a"])];
    // 10 hours on the wall from 17:00 to 03:00, 11 that pass: the clocks go back. Then 8 hours to 16:00.
    let night = [
        shift("2026-10-25T03:00:00Z", "2026-10-25T08:00:00Z", &["a"]),
        shift("2026-10-25T16:00:00Z", "2026-10-25T17:00:00Z", &["a"]),
    ];
    let (eligible, pages) = (BTreeSet::from(["a".into()]), BTreeMap::new());
    let duty = |shifts| Duty { shifts, eligible: &eligible, pages: &pages, lead: false };
    let both = [duty(&day[..]), duty(&night[..])];
    let found = fairness(&both, &londoners(), &Holidays::england_and_wales(), &Rules::default()).unwrap();
    assert_eq!(kinds(&found), [("a", Fatigue::ShortRest { seconds: 8 * HOUR })]);
    assert_eq!((found.flags[0].from, found.flags[0].to), (at("2026-10-25T08:00:00Z"), at("2026-10-25T16:00:00Z")));
    // A second rota at the same hours: borne twice, on duty once.
    let twice = [duty(&day[..]), duty(&day[..])];
    let found = fairness(&twice, &londoners(), &Holidays::england_and_wales(), &Rules::default()).unwrap();
    assert_eq!((found.people[0].load.seconds, found.people[0].on_duty), (16 * HOUR, 8 * HOUR));
    assert_eq!(kinds(&found), []);
}

#[test]
fn a_week_of_duty_is_seven_days_and_eight_are_flagged() {
    // From Monday 09:00 for so many days, over the change of the clocks.
    let days = |to| kinds_of(&of_rota(&[shift("2026-03-23T09:00:00Z", to, &["a"])], false));
    assert_eq!(days("2026-03-30T09:00:00+01:00"), []);
    assert_eq!(days("2026-03-30T09:00:01+01:00"), [Fatigue::ManyDays { days: 8 }]);
    // Nights from 20:00 to 08:00.
    let night = |day: i64| {
        let from = at("2026-06-01T19:00:00Z") + jiff::SignedDuration::from_hours(24 * day);
        Shift { from, to: from + jiff::SignedDuration::from_hours(12), members: ["a".into()].into() }
    };
    let nights = |which: &[i64]| kinds_of(&of_rota(&which.iter().map(|day| night(*day)).collect::<Vec<_>>(), false));
    assert_eq!(nights(&[0, 1, 2, 3, 4, 5, 6]), []);
    assert_eq!(nights(&[0, 1, 2, 3, 4, 5, 6, 7]), [Fatigue::ManyDays { days: 8 }]);
    assert_eq!(nights(&[0, 1, 2, 3, 5, 6, 7, 8, 9]), [], "a night off ends the run");
}

fn kinds_of(found: &Fairness) -> Vec<Fatigue> {
    found.flags.iter().map(|flag| flag.fatigue).collect()
}

#[test]
fn lead_for_longer_than_eight_hours_is_flagged_and_other_duty_is_not() {
    let shifts = [
        shift("2026-06-01T08:00:00Z", "2026-06-01T12:00:00Z", &["a", "b"]),
        shift("2026-06-01T12:00:00Z", "2026-06-01T16:00:00Z", &["a"]),
        shift("2026-06-01T16:00:00Z", "2026-06-01T16:00:01Z", &["a", "b"]),
    ];
    let found = of_rota(&shifts, true);
    let long = Fatigue::LongLead { seconds: 8 * HOUR + 1 };
    assert_eq!(kinds(&found), [("a", long), ("b", Fatigue::ShortRest { seconds: 4 * HOUR })]);
    assert_eq!(kinds(&of_rota(&shifts, false)), [("b", Fatigue::ShortRest { seconds: 4 * HOUR })]);
}

#[test]
fn what_cannot_be_measured_is_said() {
    let measured = |rotas: &[Duty<'_>], all: &BTreeMap<Member, Person>| {
        fairness(rotas, all, &Holidays::england_and_wales(), &Rules::default()).unwrap_err()
    };
    let (nobody, pages) = (BTreeSet::new(), BTreeMap::new());
    let duty = |shifts| Duty { shifts, eligible: &nobody, pages: &pages, lead: false };
    let one = [shift("2026-06-01T08:00:00Z", "2026-06-01T12:00:00Z", &["a"])];
    assert_eq!(measured(&[duty(&one[..])], &BTreeMap::new()), Unmeasured::UnknownPerson("a".into()));
    let nowhere = people(&[("a", "Europe/Lundun", "Ash")]);
    assert!(matches!(measured(&[duty(&one[..])], &nowhere), Unmeasured::UnknownZone { .. }));
    let twice = [shift("2026-06-01T08:00:00Z", "2026-06-01T12:00:00Z", &["a", "a"])];
    let shifts = |index| Unmeasured::Shifts { rota: 0, disorder: Disorder { index } };
    assert_eq!(measured(&[duty(&twice[..])], &londoners()), shifts(0));
    let back = [one[0].clone(), one[0].clone()];
    assert_eq!(measured(&[duty(&back[..])], &londoners()), shifts(1));
    let rotas = vec![duty(&one[..]); FAIR_ROTAS + 1];
    assert!(matches!(measured(&rotas, &londoners()), Unmeasured::TooMany { what: "rotas", .. }));
    let long = [shift("1000-01-01T00:00:00Z", "9000-01-01T00:00:00Z", &["a"])];
    assert!(matches!(measured(&[duty(&long[..])], &londoners()), Unmeasured::TooMany { what: "days on duty", .. }));
}
