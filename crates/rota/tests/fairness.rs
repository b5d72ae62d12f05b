//! Rules that hold for the fairness of any shifts, tried on random ones around the days on which clocks change.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "the helpers of a test fail as a test does")]

use std::collections::{BTreeMap, BTreeSet};

use ctac_rota::fairness::{Duty, Fairness, Fatigue, Load, Person, Rules, fairness};
use ctac_rota::holidays::{DateKind, Holidays};
use ctac_rota::{Member, Shift};
use jiff::civil::{Time, Weekday, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Everybody's own clock: by an hour, by half an hour, at midnight, none, and a day that was skipped.
const PEOPLE: [(&str, &str); 6] = [
    ("a", "Europe/London"),
    ("b", "Australia/Lord_Howe"),
    ("c", "America/Santiago"),
    ("d", "Asia/Kathmandu"),
    ("e", "Pacific/Apia"),
    ("f", "America/St_Johns"),
];
const QUARTER: i64 = 900;

fn people() -> BTreeMap<Member, Person> {
    let organisation = |index: usize| ["Ash", "Birch"][index % 2].to_owned();
    PEOPLE
        .iter()
        .enumerate()
        .map(|(index, (name, zone))| {
            ((*name).into(), Person { time_zone: (*zone).to_owned(), organisation: organisation(index) })
        })
        .collect()
}

/// Shifts on quarters of an hour over some weeks about a change of the clocks of one of the zones.
fn shifts() -> impl Strategy<Value = Vec<Shift>> {
    let changes: Vec<Timestamp> = PEOPLE
        .iter()
        .flat_map(|(_, zone)| {
            let zone = TimeZone::get(zone).unwrap();
            let from: Timestamp = "2011-01-01T00:00:00Z".parse().unwrap();
            zone.following(from).map(|change| change.timestamp()).take(40).collect::<Vec<_>>()
        })
        .collect();
    let names: Vec<Member> = PEOPLE.iter().map(|(name, _)| (*name).into()).collect();
    let pieces = vec((prop_oneof![Just(0_i64), 1..200_i64], 1..400_i64, subsequence(names, 1..4)), 1..12);
    (select(changes), 0..400_i64, pieces).prop_map(|(change, before, pieces)| {
        let mut from = change.as_second() - before * QUARTER;
        from -= from.rem_euclid(QUARTER);
        pieces
            .into_iter()
            .map(|(gap, length, members)| {
                let start = from + gap * QUARTER;
                from = start + length * QUARTER;
                let instant = |second| Timestamp::from_second(second).unwrap();
                Shift { from: instant(start), to: instant(from), members: members.into() }
            })
            .collect()
    })
}

fn measured(rotas: &[&[Shift]], rules: &Rules) -> Fairness {
    let people = people();
    let eligible: BTreeSet<Member> = people.keys().cloned().collect();
    let pages = BTreeMap::from([("a".into(), 7)]);
    let duty = |shifts| Duty { shifts, eligible: &eligible, pages: &pages, lead: true };
    let duties: Vec<_> = rotas.iter().map(|shifts| duty(*shifts)).collect();
    fairness(&duties, &people, &Holidays::england_and_wales(), rules).unwrap()
}

fn sum(found: &Fairness, of: impl Fn(&Load) -> i64) -> i64 {
    found.people.iter().map(|share| of(&share.load)).sum()
}

/// The load by looking at the clock every quarter of an hour.
fn looked_at(shifts: &[Shift], member: &Member, zone: &TimeZone) -> Load {
    let holidays = Holidays::england_and_wales();
    let mut load = Load::default();
    for shift in shifts.iter().filter(|shift| shift.members.contains(member)) {
        let mut at = shift.from;
        while at < shift.to {
            let clock = zone.to_datetime(at);
            load.seconds += QUARTER;
            if clock.time() >= time(23, 0, 0, 0) || clock.time() < time(6, 0, 0, 0) {
                load.night += QUARTER;
            }
            if matches!(clock.date().weekday(), Weekday::Saturday | Weekday::Sunday) {
                load.weekend += QUARTER;
            }
            if matches!(holidays.on(clock.date()), DateKind::Holiday(_)) {
                load.holiday += QUARTER;
            }
            at += SignedDuration::from_secs(QUARTER);
        }
    }
    load
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn hours_of_people_add_up_to_those_of_shifts(one in shifts(), other in shifts()) {
        let found = measured(&[&one, &other], &Rules::default());
        let of_shifts: i64 = one
            .iter()
            .chain(&other)
            .map(|shift| (shift.to.as_second() - shift.from.as_second()) * i64::try_from(shift.members.len()).unwrap())
            .sum();
        prop_assert_eq!(sum(&found, |load| load.seconds), of_shifts);
        let by_organisation: i64 = found.organisations.iter().map(|sum| sum.load.seconds).sum();
        prop_assert_eq!(by_organisation, of_shifts);
        for share in &found.people {
            prop_assert!(share.on_duty <= share.load.seconds);
            prop_assert_eq!(share.difference.seconds, share.load.seconds - share.share.seconds);
        }
        // A share is rounded down to a second for each rota and person.
        let over: i64 = found.people.iter().map(|share| share.difference.seconds).sum();
        prop_assert!((0..2 * 6).contains(&over), "{over}");
    }

    #[test]
    fn night_and_day_are_all(shifts in shifts(), from in (0..24_i8, 0..60_i8), to in (0..24_i8, 0..60_i8)) {
        prop_assume!(from != to);
        let clock = |(hour, minute)| -> Time { time(hour, minute, 0, 0) };
        let rules = |from, to| Rules { night_from: clock(from), night_to: clock(to), ..Rules::default() };
        let (night, day) = (measured(&[&shifts], &rules(from, to)), measured(&[&shifts], &rules(to, from)));
        for (night, day) in night.people.iter().zip(&day.people) {
            prop_assert_eq!(night.load.night + day.load.night, night.load.seconds);
        }
    }

    #[test]
    fn cutting_a_shift_in_two_changes_nothing(shifts in shifts(), which in any::<prop::sample::Index>(), part in 0.0..1.0) {
        let mut cut = shifts.clone();
        let index = which.index(cut.len());
        let whole = cut[index].clone();
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any second within will do")]
        let middle = whole.from + SignedDuration::from_secs(((whole.to.as_second() - whole.from.as_second()) as f64 * part) as i64);
        prop_assume!(whole.from < middle);
        cut[index].to = middle;
        cut.insert(index + 1, Shift { from: middle, ..whole });
        prop_assert_eq!(measured(&[&cut], &Rules::default()), measured(&[&shifts], &Rules::default()));
    }

    #[test]
    fn every_piece_is_what_the_clock_shows(shifts in shifts()) {
        let found = measured(&[&shifts], &Rules::default());
        for (share, (name, zone)) in found.people.iter().zip(PEOPLE) {
            let looked = looked_at(&shifts, &name.into(), &TimeZone::get(zone).unwrap());
            let load = Load { shifts: 0, pages: 0, ..share.load };
            prop_assert_eq!(load, looked, "{}", name);
        }
    }

    /// Flags say what is so: measured again from the shifts alone, none too many and none too few.
    #[test]
    fn rest_is_flagged_where_it_is_short_and_nowhere_else(one in shifts(), other in shifts()) {
        let rules = Rules::default();
        let found = measured(&[&one, &other], &rules);
        let on = |member: &Member, at: Timestamp| {
            one.iter().chain(&other).any(|shift| shift.from <= at && at < shift.to && shift.members.contains(member))
        };
        let mut flagged = BTreeSet::new();
        for flag in &found.flags {
            if let Fatigue::ShortRest { seconds } = flag.fatigue {
                prop_assert!(seconds < rules.rest && seconds == flag.to.as_second() - flag.from.as_second());
                prop_assert!(on(&flag.member, flag.from - SignedDuration::from_secs(1)) && on(&flag.member, flag.to));
                flagged.insert((flag.member.clone(), flag.from));
            }
        }
        for shift in one.iter().chain(&other) {
            for member in shift.members.iter().filter(|member| !on(member, shift.to)) {
                let quarters = (1..rules.rest / QUARTER).map(|count| shift.to + SignedDuration::from_secs(count * QUARTER));
                let short = quarters.into_iter().any(|at| on(member, at));
                prop_assert_eq!(short, flagged.contains(&(member.clone(), shift.to)), "{} at {}", member, shift.to);
            }
        }
    }
}
