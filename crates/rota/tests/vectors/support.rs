//! Reading the vectors' values.

use std::collections::BTreeMap;

use ctac_rota::{Day, Rota, Shift, Unit, compile};
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::Value;

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

pub(crate) fn instant(value: &Value) -> Timestamp {
    text(value).parse().expect("an instant")
}

pub(crate) fn instants(list: &Value) -> Vec<Timestamp> {
    list.as_array().expect("a list").iter().map(instant).collect()
}

pub(crate) fn unit(name: &Value) -> Unit {
    serde_json::from_value(name.clone()).expect("a unit")
}

pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a time zone")
}

/// So many hours after the vectors' "any midnight D"; a Monday.
pub(crate) fn after(hours: &Value) -> Timestamp {
    let midnight: Timestamp = "2026-06-01T00:00Z".parse().unwrap();
    midnight + SignedDuration::from_secs_f64(hours.as_f64().expect("hours") * 3600.0)
}

/// The wall times of `start` and `duration` in hours.
pub(crate) fn clocks(shift: &Value) -> (Time, Time) {
    let at = |hours: i64| Time::midnight().wrapping_add((hours % 24).hours());
    let (start, duration) = (shift["start"].as_i64().unwrap(), shift["duration"].as_i64().unwrap());
    (at(start), at(start + duration))
}

pub(crate) fn day_of(weekday: Weekday) -> Day {
    let days = [Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday, Day::Saturday, Day::Sunday];
    days[usize::try_from(weekday.to_monday_zero_offset()).unwrap()]
}

/// Seven flags, Sunday first; every day when there are none.
pub(crate) fn flagged_days(flags: &Value) -> Vec<Day> {
    let Some(flags) = flags.as_array() else { return vec![] };
    let set = (0..7_i8).zip(flags).filter(|(_, flag)| flag.as_i64() == Some(1));
    set.map(|(day, _)| day_of(Weekday::from_sunday_zero_offset(day).unwrap())).collect()
}

/// Days by two letters.
pub(crate) fn by_day(names: &Value) -> Vec<Day> {
    let Some(names) = names.as_array() else { return vec![] };
    let offset = |name: &str| ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].iter().position(|day| *day == name).unwrap();
    let days = names.iter().map(|name| i8::try_from(offset(text(name))).unwrap());
    days.map(|day| day_of(Weekday::from_monday_zero_offset(day).unwrap())).collect()
}

pub(crate) fn shifts(rota: &Rota, from: Timestamp, to: Timestamp) -> Vec<Shift> {
    compile(rota).expect("a sound rota").shifts(from, to).expect("not too long")
}

/// Each member's own stretches, by start, end and name.
pub(crate) fn runs_of_each(shifts: &[Shift]) -> Vec<(String, Timestamp, Timestamp)> {
    let mut running: BTreeMap<&str, (Timestamp, Timestamp)> = BTreeMap::new();
    let mut found = Vec::new();
    for shift in shifts {
        for member in shift.members.iter() {
            let run = running.entry(&member.0).or_insert((shift.from, shift.from));
            if run.1 != shift.from {
                found.push((member.0.clone(), run.0, run.1));
                run.0 = shift.from;
            }
            run.1 = shift.to;
        }
    }
    found.extend(running.into_iter().map(|(who, (from, to))| (who.to_owned(), from, to)));
    found.sort_by_key(|(who, from, to)| (*from, *to, who.clone()));
    found
}
