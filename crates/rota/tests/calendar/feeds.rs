//! Feeds: every instant is understood as it was meant, with the program's own zones and with the file's alone.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use calcard::common::timezone::Tz;
use calcard::icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty};
use ctac_rota::calendar::{Event, Feed, feed};
use ctac_rota::{Layer, Rota, Stretch, Turn, Unit, compile, stretches};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::observances::{Observances, wall};
use crate::{ZONES, changes};

fn event(from: Timestamp, to: Timestamp) -> Event {
    Event {
        rota: "responders".to_owned(),
        member: "amara".into(),
        on: Stretch { from, to },
        summary: "On call: Amara Aspen-Example".to_owned(),
        description: "Duty responder; reach the cell by 01632 960000, or by page.\nHand over at the end.".to_owned(),
        sequence: 3,
    }
}

fn written(time_zone: &str, events: &[Event]) -> String {
    let made = "2026-11-21T09:00:00Z".parse().unwrap();
    feed(&Feed { name: "Duty", time_zone, made, refresh: NonZeroU32::new(60).unwrap(), events }).unwrap()
}

/// What `calcard` makes of a feed by its own zones, and what its VTIMEZONE says; both must be what was meant.
fn understood(time_zone: &str, events: &[Event]) -> Observances {
    let text = written(time_zone, events);
    let parsed = ICalendar::parse(&text).unwrap();
    let meant: Vec<_> = events.iter().map(|one| (one.on.from.as_second(), one.on.to.as_second())).collect();
    let expanded = parsed.expand_dates(Tz::Floating, 100_000);
    assert_eq!(expanded.errors, []);
    let found: Vec<_> = expanded.events.iter().map(calcard::icalendar::dates::CalendarEvent::timestamps).collect();
    // The zones of `calcard` (those of chrono-tz) were issued before Morocco's change of September 2026: there is the
    // case for a file that brings its own.
    let outdated = time_zone == "Africa/Casablanca" && meant.iter().any(|(_, to)| *to > 1_789_862_400);
    let differs = found.iter().zip(&meant).find(|(found, meant)| found != meant);
    assert!(outdated || differs.is_none() && found.len() == meant.len(), "{time_zone}: {differs:?}");

    let observances = Observances::of(&parsed);
    let stated = parsed.components.iter().filter(|one| one.component_type == ICalendarComponentType::VEvent);
    let by_file: Vec<_> = stated
        .map(|component| {
            let instant = |property| {
                let entry = component.property(property).unwrap();
                let value = entry.values[0].as_partial_date_time().unwrap();
                match entry.tz_id() {
                    Some(zone) => {
                        assert_eq!((zone, value.tz_hour), (time_zone, None));
                        observances.instant(wall(value))
                    }
                    None => {
                        assert_eq!((value.tz_hour, value.tz_minute), (Some(0), Some(0)), "in UTC");
                        wall(value)
                    }
                }
            };
            (instant(&ICalendarProperty::Dtstart), instant(&ICalendarProperty::Dtend))
        })
        .collect();
    let differs = by_file.iter().zip(&meant).find(|(found, meant)| found != meant);
    assert!(differs.is_none() && by_file.len() == meant.len(), "{time_zone}, by the file alone: {differs:?}");
    observances
}

/// Half an hour after half an hour around every change of the clocks of seventeen years, repeated hours included.
#[test]
fn every_half_hour_around_every_change_is_understood() {
    for zone in ZONES {
        for change in changes(zone, 2011, 2028) {
            let step = |count: i64| change + SignedDuration::from_mins(30 * count);
            let events: Vec<_> = (-6..6).map(|count| event(step(count), step(count + 1))).collect();
            understood(zone, &events);
        }
    }
}

#[test]
fn years_of_a_real_rota_are_understood() {
    for zone in ZONES {
        let start = date(2026, 1, 1).at(1, 30, 0, 0);
        let layer =
            Layer::new("days", vec![vec!["amara".into()], vec!["bryn".into()]], start, Turn::of(1, Unit::Daily));
        let rota = compile(
            &serde_json::from_value::<Rota>(serde_json::json!({
                "time_zone": zone, "layers": [serde_json::to_value(layer).unwrap()]
            }))
            .unwrap(),
        )
        .unwrap();
        let (from, to) = ("2026-01-02T00:00:00Z".parse().unwrap(), "2030-01-01T00:00:00Z".parse().unwrap());
        let on = stretches(&rota.shifts(from, to).unwrap()).unwrap();
        let events: Vec<_> = on[&"amara".into()].iter().map(|stretch| event(stretch.from, stretch.to)).collect();
        assert!(events.len() > 700);
        let observances = understood(zone, &events);
        assert!((1..=20).contains(&observances.len()), "{zone}: {}", observances.len());
    }
}

#[test]
fn the_text_is_pinned() {
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    // A plain day; one that ends in the hour that London has twice, the second time.
    let events = [
        event(at("2026-10-23T08:00:00Z"), at("2026-10-24T08:00:00Z")),
        event(at("2026-10-24T08:00:00Z"), at("2026-10-25T01:30:00Z")),
    ];
    insta::assert_snapshot!(written("Europe/London", &events));
    insta::assert_snapshot!(written("Australia/Lord_Howe", &[]));
}

#[test]
fn the_same_duty_has_the_same_uid_and_no_others_has_it() {
    let uids = |events: &[Event]| -> Vec<String> {
        let text = written("Europe/London", events).replace("\r\n ", "");
        text.lines().filter_map(|line| line.strip_prefix("UID:").map(str::to_owned)).collect()
    };
    let (from, to) = ("2026-10-23T08:00:00Z".parse().unwrap(), "2026-10-24T08:00:00Z".parse().unwrap());
    let one = event(from, to);
    let longer = Event { on: Stretch { from, to: to + SignedDuration::from_hours(1) }, sequence: 4, ..one.clone() };
    assert_eq!(uids(std::slice::from_ref(&one)), uids(&[longer]));
    let named = |rota: &str, member: &str| Event { rota: rota.into(), member: member.into(), ..one.clone() };
    let later = Event { on: Stretch { from: from + SignedDuration::from_secs(1), to }, ..one.clone() };
    let all = [one.clone(), later, named("a", "b.c"), named("a.b", "c"), named("a%2Eb", "c"), named("a", "é\r\n;")];
    let found = uids(&all);
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), all.len(), "{found:?}");
    assert!(found.iter().all(|uid| uid.bytes().all(|byte| byte.is_ascii_graphic() && byte != b';')));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let sound = event(at("2026-10-23T08:00:00Z"), at("2026-10-24T08:00:00Z"));
    let refused = |time_zone: &str, events: &[Event]| {
        let (made, refresh) = (sound.on.from, NonZeroU32::MIN);
        feed(&Feed { name: "Duty", time_zone, made, refresh, events }).unwrap_err().to_string()
    };
    assert!(refused("Europe/Lundun", &[]).starts_with("time_zone: no time zone"));
    assert_eq!(refused("europe/london", &[]), "time_zone: write this time zone as \"Europe/London\"");
    let back = Event { on: Stretch { from: sound.on.to, to: sound.on.from }, ..sound.clone() };
    assert_eq!(refused("UTC", &[sound.clone(), back]), "events[1].on.to: must be after from");
    let nameless = Event { summary: String::new(), ..sound.clone() };
    assert_eq!(refused("UTC", &[nameless]), "events[0].summary: is empty");
    let wordy = Event { description: "a".repeat(4_001), ..sound.clone() };
    assert!(refused("UTC", &[wordy]).starts_with("events[0].description: has 4001 characters"));
    assert!(refused("UTC", &vec![sound.clone(); 20_001]).starts_with("events: has 20001 of them"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_arrives_as_it_was(summary in "[^\u{0}-\u{1f}\u{7f}-\u{9f}]{1,200}", description in "[a-z,;:\\\\\"\n]{1,300}") {
        let (from, to) = ("2026-10-23T08:00:00Z".parse().unwrap(), "2026-10-24T08:00:00Z".parse().unwrap());
        let one = Event { summary: summary.clone(), description: description.clone(), ..event(from, to) };
        let text = written("Europe/London", &[one]);
        let parsed = ICalendar::parse(&text).unwrap();
        let found = parsed.components.iter().find(|one| one.component_type == ICalendarComponentType::VEvent).unwrap();
        let value = |property| found.property(property).unwrap().values[0].as_text().unwrap().to_owned();
        prop_assert_eq!(value(&ICalendarProperty::Summary), summary);
        prop_assert_eq!(value(&ICalendarProperty::Description), description);
    }
}
