//! The rotas that `bench rota` measures.

use ctac_rota::{Day, Layer, Member, Restriction, Rota, Turn, Unit};
use jiff::Timestamp;
use jiff::civil::{date, time};

/// A rota, and the year of it.
pub(super) struct Case {
    pub(super) rota: Rota,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

/// When "now" is: a minute of a working day.
pub(super) const NOW: &str = "2026-11-23T14:41:00Z";

/// 2026-01-01 and 2027-01-01 at 00:00 in New York, in seconds.
const NEW_YORK_2026: (i64, i64) = (1_767_243_600, 1_798_779_600);
/// The same in London.
const LONDON_2026: (i64, i64) = (1_767_225_600, 1_798_761_600);

use Day::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};

const WEEKDAYS: [Day; 5] = [Monday, Tuesday, Wednesday, Thursday, Friday];

fn five(prefix: char) -> Vec<Vec<Member>> {
    (1..=5).map(|number| vec![Member(format!("{prefix}{number}"))]).collect()
}

/// Five people's turns from a Monday of 2025 at an hour.
fn layer(prefix: char, hour: i8, turn: Turn, windows: &[(&[Day], i8, i8)]) -> Layer {
    let start = date(2025, 12, 1).at(hour, 0, 0, 0);
    let mut layer = Layer::new(&format!("layer {prefix}"), five(prefix), start, turn);
    let window = |&(days, from, to): &(&[Day], i8, i8)| Restriction {
        days: days.to_vec(),
        from: time(from, 0, 0, 0),
        to: time(to, 0, 0, 0),
    };
    layer.restrictions = windows.iter().map(window).collect();
    layer
}

fn case(zone: &str, layers: Vec<Layer>, (from, to): (i64, i64)) -> Case {
    let at = |second| Timestamp::from_second(second).unwrap_or_default();
    Case { rota: Rota::new(zone, layers), from: at(from), to: at(to) }
}

/// A cell's year in eight layers: week-about, nights, weekends, office hours, and exceptions by day and hour.
pub(super) fn eight_layers() -> Case {
    let layers = vec![
        layer('a', 9, Turn::of(1, Unit::Weekly), &[]),
        layer('b', 20, Turn::of(1, Unit::Daily), &[(&[Monday, Tuesday, Wednesday, Thursday], 20, 8)]),
        layer('c', 8, Turn::of(1, Unit::Weekly), &[(&[Saturday, Sunday], 8, 20)]),
        layer('d', 20, Turn::of(2, Unit::Daily), &[(&[Friday, Saturday, Sunday], 20, 8)]),
        layer('e', 9, Turn::of(1, Unit::Daily), &[(&WEEKDAYS, 9, 17)]),
        layer('f', 6, Turn::of(12, Unit::Hourly), &[(&[Wednesday], 0, 0)]),
        layer('g', 9, Turn::of(1, Unit::Monthly), &[(&[Monday], 9, 12)]),
        layer('h', 12, Turn::of(2, Unit::Weekly), &[(&[Friday], 12, 14), (&[Tuesday], 6, 7)]),
    ];
    case("Europe/London", layers, LONDON_2026)
}

/// Three layers of five people's weeks in New York, with weekday and overnight windows: 731 shifts a year.
pub(super) fn three_layers() -> Case {
    let layers = vec![
        layer('a', 8, Turn::of(1, Unit::Weekly), &[]),
        layer('b', 8, Turn::of(1, Unit::Weekly), &[(&WEEKDAYS, 8, 20)]),
        layer('c', 20, Turn::of(1, Unit::Weekly), &[(&[], 20, 8)]),
    ];
    case("America/New_York", layers, NEW_YORK_2026)
}

/// One of many rotas: zones, hours, turns and layers differ.
pub(super) fn one_of_many(number: usize) -> Rota {
    const ZONES: [&str; 8] = [
        "Europe/London",
        "America/New_York",
        "Pacific/Auckland",
        "Asia/Kolkata",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "Atlantic/Azores",
    ];
    const UNITS: [Unit; 4] = [Unit::Hourly, Unit::Daily, Unit::Weekly, Unit::Monthly];
    let pick = |of: usize, by: usize| (number / by) % of;
    let hour = i8::try_from(pick(24, 1)).unwrap_or_default();
    let length = u32::try_from(1 + pick(4, 5)).unwrap_or(1);
    let unit = UNITS.get(pick(4, 3)).copied().unwrap_or(Unit::Weekly);
    let layers = vec![
        layer('a', hour, Turn::of(length, unit), &[]),
        layer('b', 20, Turn::of(1, Unit::Daily), &[(&[], 20, 8)]),
        layer('c', 9, Turn::of(1, Unit::Weekly), &[(&WEEKDAYS, 9, 17)]),
    ];
    Rota::new(ZONES.get(pick(8, 1)).copied().unwrap_or("Etc/UTC"), layers.into_iter().take(1 + pick(3, 7)).collect())
}
