//! Random rotas, and stretches around the days on which the clocks of their zones change.

use std::ops::Range;

use ctac_rota::{Absence, Day, Layer, Member, Override, OverrideKind, Restriction, Rota, Turn, Unit};
use jiff::civil::{DateTime, Time, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Clocks that change at midnight, by half an hour, at odd offsets, by a whole day, in winter, and not at all.
pub(crate) const ZONES: [&str; 24] = [
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/St_Johns",
    "America/Santiago",
    "America/Havana",
    "America/Sao_Paulo",
    "America/Asuncion",
    "America/Nuuk",
    "America/Caracas",
    "Atlantic/Azores",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
];

#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) rota: Rota,
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
}

/// Every change of the clocks from 2011 (when Apia skipped a day) to 2030; one plain day where there is none.
pub(crate) fn change_days(name: &str) -> Vec<Timestamp> {
    let (from, to): (Timestamp, Timestamp) =
        ("2011-01-01T00:00Z".parse().unwrap(), "2030-12-31T00:00Z".parse().unwrap());
    let zone = TimeZone::get(name).unwrap();
    let mut found: Vec<_> = zone.following(from).map(|change| change.timestamp()).take_while(|at| *at < to).collect();
    if found.is_empty() {
        found.push("2026-06-01T00:00Z".parse().unwrap());
    }
    found
}

/// Nights and days that meet at one time and at noon, in two layers.
pub(crate) fn two_windows(zone: &str, meet: Time) -> Rota {
    let noon = if meet == time(12, 0, 0, 0) { time(11, 45, 0, 0) } else { time(12, 0, 0, 0) };
    let layer = |name: &str, from, to| {
        let start = date(2010, 1, 1).at(0, 0, 0, 0);
        let mut layer = Layer::new(name, vec![vec![name.into()]], start, Turn::of(1, Unit::Daily));
        layer.restrictions = vec![Restriction { days: vec![], from, to }];
        layer
    };
    let layers = vec![layer("before", noon, meet), layer("after", meet, noon)];
    Rota::new(zone, layers)
}

/// Weeks; nights of two people in days' turns; and a quarter of an hour each day from a time on.
pub(crate) fn three_layers(zone: &str, at: Time) -> Rota {
    let start = date(2010, 1, 1).to_datetime(at);
    let people = |names: [&str; 3]| names.into_iter().map(|name| vec![name.into()]).collect();
    let week = Layer::new("week", people(["a", "b", "c"]), start, Turn::of(1, Unit::Weekly));
    let mut nights = Layer::new("nights", people(["d", "e", "f"]), start, Turn::of(1, Unit::Daily));
    nights.restrictions = vec![Restriction { days: vec![], from: time(22, 30, 0, 0), to: time(2, 15, 0, 0) }];
    let mut quarter = Layer::new("quarter", people(["g", "h", "i"]), start, Turn::of(7, Unit::Hourly));
    quarter.restrictions = vec![Restriction { days: vec![], from: at, to: at.wrapping_add(15.minutes()) }];
    Rota::new(zone, vec![week, nights, quarter])
}

/// Mostly times at which clocks change somewhere.
fn clock() -> impl Strategy<Value = Time> {
    let near = (0..4_i8, select(vec![0_i8, 1, 15, 30, 45, 59])).prop_map(|(hour, minute)| time(hour, minute, 0, 0));
    let late = select(vec![time(23, 0, 0, 0), time(23, 30, 0, 0), time(24 - 1, 59, 0, 0)]);
    let any = (0..24_i8, 0..60_i8, 0..60_i8).prop_map(|(hour, minute, second)| time(hour, minute, second, 0));
    prop_oneof![4 => near, 1 => late, 2 => any]
}

fn days() -> impl Strategy<Value = Vec<Day>> {
    use Day::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    subsequence(vec![Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday], 0..=7)
}

fn member() -> impl Strategy<Value = Member> {
    select(vec!["a", "b", "c", "d", "e"]).prop_map(Member::from)
}

fn turn() -> impl Strategy<Value = Turn> {
    let unit = select(vec![Unit::Hourly, Unit::Daily, Unit::Weekly, Unit::Monthly]);
    (unit, prop_oneof![Just(1_u32), 1..=30_u32], days()).prop_map(|(unit, length, days)| {
        let handoff_days = if unit == Unit::Daily { days } else { vec![] };
        Turn { handoff_days, ..Turn::of(length, unit) }
    })
}

fn layer(around: DateTime, back: Range<i64>) -> impl Strategy<Value = Layer> {
    let groups = vec(vec(member(), 1..3), 1..5);
    let restriction = (days(), clock(), clock()).prop_map(|(days, from, to)| Restriction { days, from, to });
    // The oracle counts turns one by one, so not from long ago.
    let start = (back, clock()).prop_map(move |(back, clock)| (around - back.days()).date().to_datetime(clock));
    let near =
        move || (-2..=2_i64, clock()).prop_map(move |(day, clock)| (around + day.days()).date().to_datetime(clock));
    let bounds = (option::weighted(0.15, near()), option::weighted(0.2, near()));
    let own_zone = option::weighted(0.2, select(ZONES.to_vec()));
    (groups, start, (turn(), any::<u32>()), vec(restriction, 0..3), bounds, own_zone).prop_map(
        |(groups, start, (turn, first), restrictions, (in_force_from, end), own_zone)| {
            let first = first % u32::try_from(groups.len()).unwrap();
            let end = end.filter(|end| in_force_from.is_none_or(|from| from < *end));
            let time_zone = own_zone.map(str::to_owned);
            Layer { first, in_force_from, end, restrictions, time_zone, ..Layer::new("random", groups, start, turn) }
        },
    )
}

fn absence_near(around: Timestamp) -> impl Strategy<Value = Absence> {
    (-5_000..4_000_i64, 1..4_000_i64, member()).prop_map(move |(from, minutes, member)| {
        let from = around + SignedDuration::from_mins(from);
        Absence { member, from, to: from + SignedDuration::from_mins(minutes) }
    })
}

fn override_near(around: Timestamp) -> impl Strategy<Value = Override> {
    let kind = prop_oneof![
        member().prop_map(|member| OverrideKind::Add { member }),
        member().prop_map(|member| OverrideKind::Remove { member }),
        (member(), member()).prop_map(|(member, by)| OverrideKind::Replace { member, by }),
        vec(member(), 0..3).prop_map(|members| OverrideKind::Temporary { members }),
    ];
    (-4_000..4_000_i64, 1..2_000_i64, kind).prop_map(move |(from, minutes, kind)| {
        let from = around + SignedDuration::from_mins(from);
        Override { from, to: from + SignedDuration::from_mins(minutes), kind }
    })
}

/// Four days on both sides of a change.
pub(crate) fn case() -> impl Strategy<Value = Case> {
    case_of(10..50, 24 * 4)
}

/// Half a day on both sides, of layers that began not long before: little to write out.
pub(crate) fn short_case() -> impl Strategy<Value = Case> {
    case_of(3..7, 13)
}

fn case_of(back: Range<i64>, reach: i64) -> impl Strategy<Value = Case> {
    let change = select(ZONES.to_vec()).prop_flat_map(|zone| (Just(zone), select(change_days(zone))));
    change.prop_flat_map(move |(zone, change)| {
        let around = TimeZone::get(zone).unwrap().to_datetime(change);
        // None: everybody in the layers has left.
        let layers = vec((layer(around, back.clone()), any::<bool>()), 0..5);
        let exceptions = (vec(override_near(change), 0..5), vec(absence_near(change), 0..4));
        (layers, exceptions).prop_map(move |(layers, (overrides, absences))| {
            let layers = layers.into_iter().enumerate();
            let layers = layers.map(|(index, (layer, beside))| Layer { beside: beside && index > 0, ..layer });
            let reach = SignedDuration::from_hours(reach);
            let rota = Rota { time_zone: zone.to_owned(), layers: layers.collect(), overrides, absences };
            Case { rota, from: change - reach, to: change + reach }
        })
    })
}
