//! Vectors of rotations that count or skip days.

use ctac_rota::{Layer, Member, Override, OverrideKind, Restriction, Rota, Turn, Unit, compile};
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use serde_json::Value;

use crate::rules::daily_rule;
use crate::support::{after, by_day, day_of, flagged_days, instant, shifts, text, unit};

fn lettered_groups(sizes: &Value) -> Vec<Vec<Member>> {
    let mut letters = ('A'..='Z').map(|letter| Member(letter.to_string()));
    let sizes = sizes.as_array().unwrap().iter().map(|size| usize::try_from(size.as_u64().unwrap()).unwrap());
    sizes.map(|size| letters.by_ref().take(size).collect()).collect()
}

/// Who is on at the time of the start on each day.
pub(crate) fn users_by_day(input: &Value, expected: &Value, adopt: bool) {
    let start = TimeZone::UTC.to_datetime(instant(&input["start"]));
    let until = input["until_days_after_start"].as_i64().unwrap();
    let days = by_day(&input["by_day"]);
    let length = u32::try_from(input["interval"].as_u64().unwrap()).unwrap();
    // There, weeks and months are those of the calendar; here, turns are counted from their anchor.
    let (anchor, turn, windows) = match text(&input["frequency"]) {
        "daily" if days.is_empty() => (start, Turn::of(length, Unit::Daily), vec![day_of(start.weekday())]),
        "daily" => (start, Turn { handoff_days: days.clone(), ..Turn::of(length, Unit::Daily) }, days),
        "weekly" => {
            let back = i64::from(start.weekday().to_monday_zero_offset());
            (start - back.days(), Turn::of(length, Unit::Weekly), days)
        }
        "monthly" => (start.date().first_of_month().to_datetime(start.time()), Turn::of(length, Unit::Monthly), days),
        other => panic!("frequency {other}"),
    };
    let to = start.time().wrapping_add(input["shift_hours"].as_i64().unwrap().hours());
    let mut rota = daily_rule("UTC", "unused", &windows, start.time(), to);
    let layer = &mut rota.layers[0];
    (layer.groups, layer.start, layer.turn) = (lettered_groups(&input["users_per_group"]), anchor, turn);
    layer.in_force_from = Some(start).filter(|&start| start > anchor);
    layer.end = Some(start + until.days());
    let ready = compile(&rota).unwrap();
    let mut found = serde_json::Map::new();
    for day in 0..=until {
        let at: DateTime = start + day.days();
        let on = ready.on_call(at.to_zoned(TimeZone::UTC).unwrap().timestamp());
        if !on.is_empty() {
            found.insert(at.date().to_string(), on.iter().map(ToString::to_string).collect::<String>().into());
        }
    }
    assert_eq!(Value::from(found.clone()) == *expected, adopt, "{found:?}");
}

/// Turns of some hours on every so many days: the days between are turns of somebody who is taken off for good.
fn with_days_left_out(input: &Value, interval: i64, mut layer: Layer) -> Rota {
    let hours = input["duration_hours"].as_i64().unwrap();
    let left_out = || (1..interval).map(|_| vec!["nobody".into()]);
    layer.groups = layer.groups.into_iter().flat_map(|group| std::iter::once(group).chain(left_out())).collect();
    layer.turn.length = 1;
    let (from, to) = (layer.start.time(), layer.start.time().wrapping_add(hours.hours()));
    layer.restrictions = vec![Restriction { days: vec![], from, to }];
    let kind = OverrideKind::Remove { member: "nobody".into() };
    let off = Override { from: after(&0.into()), to: "2099-12-31T00:00Z".parse().unwrap(), kind };
    Rota { overrides: vec![off], ..Rota::new("UTC", vec![layer]) }
}

/// The next time at which a window begins, after an instant and not at it.
pub(crate) fn next_times(input: &Value, expected: &Value) {
    let now = instant(&input["now"]);
    let next = |case: &Value| {
        let clock: Time = case["clock"].as_str()?.parse().unwrap();
        let days = flagged_days(&case["days_sun_to_sat"]);
        // No day named is every day here.
        if days.is_empty() && case["days_sun_to_sat"].is_array() {
            return None;
        }
        let rota = daily_rule("UTC", "a", &days, clock, clock.wrapping_add(1.minutes()));
        shifts(&rota, now, now + SignedDuration::from_hours(24 * 8))
            .into_iter()
            .map(|shift| shift.from)
            .find(|&at| at > now)
    };
    let found: Vec<_> = input["cases"].as_array().unwrap().iter().map(next).collect();
    let expected = expected.as_array().unwrap().iter().map(|at| Some(at).filter(|at| at.is_string()).map(instant));
    assert_eq!(found, expected.collect::<Vec<_>>());
}

pub(crate) fn on_call_at(input: &Value, expected: &Value) {
    let hourly = text(&input["unit"]).starts_with("hours");
    let length = u32::try_from(input["interval"].as_u64().unwrap_or(1)).unwrap();
    let start: DateTime = "2026-06-01T00:00".parse().unwrap();
    let groups = input["users"].as_array().unwrap().iter().map(|user| vec![text(user).into()]).collect();
    let turn = Turn { handoff_days: by_day(&input["by_day"]), ..Turn::of(length, unit(&input["frequency"])) };
    let mut layer = Layer::new("one", groups, start, turn);
    layer.in_force_from = input["rotation_start"].as_i64().map(|hours| start + hours.hours());
    layer.end = match &input["until"] {
        Value::Number(hours) => Some(start + hours.as_i64().unwrap().hours()),
        Value::String(until) => {
            assert_eq!(until, "6 h 59 min");
            Some(start + 6.hours().minutes(59))
        }
        _ => None,
    };
    let rota = match (&input["frequency"], &input["interval"].as_i64(), &input["by_day"]) {
        (Value::String(daily), Some(interval), Value::Null) if daily == "daily" && *interval > 1 => {
            with_days_left_out(input, *interval, layer)
        }
        _ => Rota::new("UTC", vec![layer]),
    };
    let ready = compile(&rota).unwrap();
    let found = input["at"].as_array().unwrap().iter().map(|at| {
        let hours = at.as_i64().unwrap() * if hourly { 1 } else { 24 };
        let on = ready.on_call(after(&hours.into()) + SignedDuration::from_mins(5));
        on.first().map_or(Value::Null, |member| member.0.clone().into())
    });
    assert_eq!(Value::from(found.collect::<Vec<_>>()), *expected);
}

pub(crate) fn uncovered(input: &Value, expected: &Value) {
    let mut rota = Rota::new("UTC", vec![]);
    for shift in input["shifts"].as_array().unwrap() {
        let from = TimeZone::UTC.to_datetime(instant(&shift["start"])).time();
        let to = from.wrapping_add(shift["hours"].as_i64().unwrap().hours());
        rota.layers.extend(daily_rule("UTC", text(&shift["users"]), &by_day(&shift["by_day"]), from, to).layers);
    }
    let (from, days) = (instant(&input["from_"]), input["days"].as_i64().unwrap());
    let gaps = compile(&rota).unwrap().gaps(from, from + SignedDuration::from_hours(24 * days)).unwrap();
    let seconds: i64 = gaps.iter().map(|gap| gap.to.duration_since(gap.from).as_secs()).sum();
    assert_eq!((seconds * 100 + days * 43_200) / (days * 86_400), expected["not_covered_percent"].as_i64().unwrap());
}
