//! Wall times of overrides and absences mean what they mean in layers, on days the clocks change too.

use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::compile;
use crate::file::times::{Edge, clock, every, instant, moment, wall, when};
use crate::model::{Layer, Member, Rota, Turn, Unit};

/// When a layer that starts and ends at these wall times is on, by the rota's own resolver.
fn on(zone: &str, start: DateTime, end: DateTime) -> (Timestamp, Timestamp) {
    let mut layer = Layer::new("L", vec![vec![Member::from("a")]], start, Turn::of(10, Unit::Monthly));
    layer.end = Some(end);
    let rota = compile(&Rota::new(zone, vec![layer])).unwrap();
    let at = |time: DateTime| time.to_zoned(TimeZone::UTC).unwrap().timestamp();
    let shifts = rota.shifts(at(start - 3.days()), at(end + 3.days())).unwrap();
    (shifts.first().unwrap().from, shifts.last().unwrap().to)
}

#[test]
fn a_wall_time_is_the_instant_that_a_layer_makes_of_it() {
    let zones = [
        "Europe/London",
        "America/Santiago",
        "America/Havana",
        "Atlantic/Azores",
        "Asia/Beirut",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "America/New_York",
        "Pacific/Auckland",
        "Africa/Casablanca",
        "Asia/Kolkata",
    ];
    let mut changes = 0;
    for name in zones {
        let zone = TimeZone::get(name).unwrap();
        let from: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        for change in zone.following(from).take_while(|change| change.timestamp().as_second() < 1_830_000_000) {
            changes += 1;
            let middle = change.timestamp().to_zoned(zone.clone()).datetime();
            for minutes in (-150..=150).step_by(15) {
                let time = middle + minutes.minutes();
                let (start, end) = on(name, time, time + 2.days());
                assert_eq!(instant(&zone, time, Edge::Start), Some(start), "{name} {time}");
                assert_eq!(instant(&zone, time + 2.days(), Edge::End), Some(end), "{name} {time}");
                let (_, end) = on(name, time - 2.days(), time);
                assert_eq!(instant(&zone, time, Edge::End), Some(end), "{name} {time}");
            }
        }
    }
    assert!(changes > 30, "{changes}");
}

#[test]
fn london_skips_and_repeats_half_past_one() {
    let zone = TimeZone::get("Europe/London").unwrap();
    let at = |text: &str, edge| moment(text, &zone, edge).unwrap().to_string();
    assert_eq!(at("2026-03-29 01:30", Edge::Start), "2026-03-29T01:00:00Z");
    assert_eq!(at("2026-03-29 01:30", Edge::End), "2026-03-29T01:00:00Z");
    assert_eq!(at("2026-10-25 01:30", Edge::Start), "2026-10-25T00:30:00Z");
    assert_eq!(at("2026-10-25 01:30", Edge::End), "2026-10-25T01:30:00Z");
    assert_eq!(at("2026-07-01T09:00:00+05:30", Edge::Start), "2026-07-01T03:30:00Z");
}

#[test]
fn only_what_is_documented_is_read() {
    assert_eq!(wall("2026-01-05").unwrap().0, date(2026, 1, 5).at(0, 0, 0, 0));
    assert_eq!(wall("2026-01-05 09:00").unwrap().0, date(2026, 1, 5).at(9, 0, 0, 0));
    assert_eq!(wall("2026-01-05T09:00:59").unwrap().0, date(2026, 1, 5).at(9, 0, 59, 0));
    let wrong = [
        "",
        "2026",
        "2026-1-5",
        "20260105",
        "2026-02-30",
        "2026-01-05 9:00",
        "2026-01-05 24:00",
        "2026-01-05 09",
        "2026-01-05  09:00",
        "2026-01-05 09:00Z",
        "2026-01-05 09:00:60",
        "2026-01-05 09:00:00.5",
        "+002026-01-05",
        "2026-01-05 09:00[Europe/London]",
        "2026-W02-1",
        "２026-01-05",
        "2026-01-05\u{a0}09:00",
    ];
    assert!(wrong.iter().all(|text| wall(text).is_none()));
    for text in wrong.iter().filter(|text| !text.ends_with('Z')) {
        assert!(when(text).is_none(), "{text}");
    }
    let offsets = ["2026-01-05T09:00:00+01:00[Europe/Paris]", "2026-01-05T09:00:00Z[UTC]", "2026-01-05T09:00:00 Z"];
    assert!(offsets.iter().all(|text| when(text).is_none()));
    assert!(when("2026-01-05T09:00Z").is_some() && when("2026-01-05 09:00-08:00").is_some());
    assert!(
        clock("09:00").is_some()
            && ["9:00", "24:00", "09:60", "09:00:60", "0900"].iter().all(|text| clock(text).is_none())
    );
    assert_eq!(every("week"), Some(Turn::of(1, Unit::Weekly)));
    assert_eq!(every("12 hours"), Some(Turn::of(12, Unit::Hourly)));
    let wrong = ["", "weekly", "2", "2weeks", "-2 weeks", "2.5 days", "99999999999 days", "two weeks", "2 weeks ago"];
    assert!(wrong.iter().all(|text| every(text).is_none()));
}
