//! Imports against `calcard`: what recurs is unfolded to the same instants by code and zone data that are not ours.

use std::collections::BTreeSet;

use calcard::common::timezone::Tz;
use calcard::icalendar::ICalendar;
use ctac_rota::calendar::{Window, import};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::ZONES;

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// A rule, and the day on which it starts, which is one of its own: elsewhere the standard leaves open what is meant.
fn rule() -> impl Strategy<Value = (Date, String)> {
    let start = (2024..2028_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| date(year, month, day));
    let end = prop_oneof![
        (1..60_u32).prop_map(|count| format!(";COUNT={count}")),
        (0..900_i64).prop_map(|days| format!(";UNTIL={days}")),
        Just(String::new()),
    ];
    let days = subsequence(DAYS.to_vec(), 0..=7);
    let part = (0..6_u8, 1..5_u32, days, option::of(select(DAYS.to_vec())));
    (start, part, end).prop_map(|(start, (kind, interval, mut days, week), end)| {
        let own = DAYS[usize::try_from(start.weekday().to_monday_zero_offset()).unwrap()];
        if !days.is_empty() && !days.contains(&own) {
            days.push(own);
        }
        let by_day = if days.is_empty() { String::new() } else { format!(";BYDAY={}", days.join(",")) };
        let week = week.map(|day| format!(";WKST={day}")).unwrap_or_default();
        let from_end = start.day() - start.days_in_month() - 1;
        let rule = match kind {
            0 => format!("FREQ=DAILY{by_day}"),
            1 | 2 => format!("FREQ=WEEKLY{by_day}{week}"),
            3 => format!("FREQ=MONTHLY;BYDAY={}{own}", (start.day() - 1) / 7 + 1),
            // `calcard` knows no fifth day from the end.
            4 if from_end > -29 => format!("FREQ=MONTHLY;BYDAY={}{own}", (from_end + 1) / 7 - 1),
            _ => format!("FREQ=MONTHLY;BYMONTHDAY={},{from_end}", start.day()),
        };
        let until =
            |days: &str| (start + days.parse::<i64>().unwrap().days()).strftime(";UNTIL=%Y%m%dT120000").to_string();
        let end = end.strip_prefix(";UNTIL=").map_or(end.clone(), until);
        (start, format!("{rule};INTERVAL={interval}{end}"))
    })
}

fn file(zone: &str, start: Date, rule: &str, except: &[i64]) -> String {
    let day = start.strftime("%Y%m%d");
    let except: String = except
        .iter()
        .map(|&days| format!("EXDATE;TZID={zone}:{}T120000\r\n", (start + days.days()).strftime("%Y%m%d")))
        .collect();
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTAMP:20260101T000000Z\r\n\
         DTSTART;TZID={zone}:{day}T120000\r\nDURATION:PT1H\r\nSUMMARY:A\r\nRRULE:{rule}\r\n{except}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn what_recurs_is_unfolded_as_another_program_does(
        zone in select(ZONES.to_vec()), (start, rule) in rule(), except in proptest::collection::vec(0..40_i64, 0..4),
    ) {
        // The zones of `calcard` are older than Morocco's change of September 2026.
        prop_assume!(zone != "Africa/Casablanca");
        let file = file(zone, start, &rule, &except);
        let (from, to): (Timestamp, Timestamp) = ("2025-03-01T00:00:00Z".parse().unwrap(), "2026-11-20T00:00:00Z".parse().unwrap());
        let preview = import(file.as_bytes(), &Window { from, to, time_zone: "UTC" }).unwrap();
        let found: BTreeSet<i64> = preview.proposed.iter().map(|one| one.from.as_second()).collect();

        // Enough for a daily series from 2024 to the end of the window.
        let expanded = ICalendar::parse(&file).unwrap().expand_dates(Tz::Floating, 1_100);
        prop_assert_eq!(&expanded.errors, &[]);
        let theirs = expanded.events.iter().map(|event| event.timestamps());
        let theirs: BTreeSet<i64> =
            theirs.filter(|(start, end)| *end > from.as_second() && *start < to.as_second()).map(|(start, _)| start).collect();
        prop_assert_eq!(found, theirs, "{}", file);
    }
}
