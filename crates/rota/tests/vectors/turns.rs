//! Vectors about handoffs: when turns begin and end.

use ctac_rota::{Layer, Rota, Turn, Unit};
use jiff::civil::{DateTime, Time};
use jiff::{SignedDuration, Span, Timestamp, ToSpan};
use serde_json::Value;

use crate::support::{instant, instants, shifts, text, unit, zone};

fn rota(tz: &Value, start: DateTime, turn: Turn) -> Rota {
    let groups = "abcdefg".chars().map(|name| vec![name.to_string().as_str().into()]).collect();
    Rota::new(text(tz), vec![Layer::new("one", groups, start, turn)])
}

fn starts(rota: &Rota, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
    shifts(rota, from, to).into_iter().map(|shift| shift.from).collect()
}

/// Seven people in turns, begun whole turns earlier than the vector's, so that every handoff stays where it was and
/// there are some before the first instant asked about.
fn rotation(input: &Value, asked: Timestamp) -> Rota {
    let tz = zone(text(&input["tz"]));
    let start = tz.to_datetime(instant(&input["start"]));
    let (length, unit) = (input["length"].as_i64().unwrap(), unit(&input["type"]));
    let span = |turns: i64| -> Span {
        match unit {
            Unit::Hourly => (turns * length).hours(),
            Unit::Daily => (turns * length).days(),
            Unit::Weekly => (turns * length).weeks(),
            Unit::Monthly => (turns * length).months(),
        }
    };
    let mut back = 0;
    while tz.to_datetime(asked) < start.checked_sub(span(back - 3)).unwrap() {
        back += 5;
    }
    rota(&input["tz"], start.checked_sub(span(back)).unwrap(), Turn::of(u32::try_from(length).unwrap(), unit))
}

/// As many handoffs as expected, from the one that began the turn of the first instant asked about.
pub(crate) fn handoffs(input: &Value, expected: &Value) -> Vec<Timestamp> {
    let window = input.get("window").map(instants);
    let first = window.as_ref().map_or_else(|| instant(&input["from"]), |window| window[0]);
    let reach = SignedDuration::from_hours(24 * 400);
    let starts = starts(&rotation(input, first), first - reach, first + reach);
    let begun = starts.partition_point(|&start| start <= first) - 1;
    match window {
        Some(window) => starts[begun..=starts.partition_point(|&start| start <= window[1])].to_vec(),
        None => starts[begun..begun + expected.as_array().unwrap().len()].to_vec(),
    }
}

pub(crate) fn handoffs_must_differ(input: &Value, wrong: &Value) {
    let ours = handoffs(input, wrong);
    assert_ne!(ours, instants(wrong), "a known fault of others came out");
    assert!(ours.is_sorted_by(|a, b| a < b), "handoffs go on: {ours:?}");
}

fn turn_around(rota: &Rota, at: Timestamp) -> (Timestamp, Timestamp) {
    let reach = SignedDuration::from_hours(24 * 100);
    let shifts = shifts(rota, at - reach, at + reach);
    let shift = shifts.iter().find(|shift| shift.from <= at && at < shift.to).expect("somebody is on");
    (shift.from, shift.to)
}

pub(crate) fn turn_end(input: &Value, expected: &Value) {
    let at = instant(&input["at"]);
    let (from, to) = turn_around(&rotation(input, at), at);
    assert_eq!(to, instant(&expected["end"]));
    if let Some(seconds) = expected["shift_seconds"].as_i64() {
        assert_eq!(to.duration_since(from).as_secs(), seconds);
    }
}

pub(crate) fn turn_start(input: &Value, expected: &Value) {
    let at = instant(&input["at"]);
    assert_eq!(turn_around(&rotation(input, at), at).0, instant(&expected["start"]));
}

pub(crate) fn shift_containing(input: &Value, expected: &Value) {
    let start = text(&input["local_start"]).split(' ').next().unwrap().parse().unwrap();
    let rota = rota(&input["tz"], start, Turn::of(1, unit(&input["frequency"])));
    let expected = (instant(&expected["start"]), instant(&expected["end"]));
    assert_eq!(turn_around(&rota, instant(&input["at"])), expected);
}

/// What others got wrong, and what the vectors' notes say is right.
pub(crate) fn probe(id: &str, input: &Value) {
    let start: DateTime = text(&input["local_start"]).parse().unwrap();
    let rota = rota(&input["tz"], start, Turn::of(1, Unit::Daily));
    let from: Timestamp = "2026-10-01T00:00Z".parse().unwrap();
    let starts = starts(&rota, from, from + SignedDuration::from_hours(24 * 40));
    let right: &[&str] = match id {
        "ocx-lon-daily-autumn-overlap" => {
            &["2026-10-23T08:00Z", "2026-10-24T08:00Z", "2026-10-25T09:00Z", "2026-10-26T09:00Z"]
        }
        "ocx-lon-start-ambiguous" => &["2026-10-25T00:30Z", "2026-10-26T01:30Z", "2026-10-27T01:30Z"],
        other => panic!("a probe nobody decided about: {other}"),
    };
    let right: Vec<Timestamp> = right.iter().map(|at| at.parse().unwrap()).collect();
    assert_eq!(starts[..right.len()], right);
}

pub(crate) fn weekly(input: &Value, expected: &Value) {
    let (day, clock) = text(&input["shift_start"]).split_once(' ').unwrap();
    let clock: Time = clock.parse().unwrap();
    let now: DateTime = text(&input["now"]).split(' ').next().unwrap().parse().unwrap();
    let begun = (0..7).map(|back: i64| now - back.days()).find(|at| format!("{:?}", at.weekday()) == day).unwrap();
    let begun = begun.date().to_datetime(clock);
    let rota = rota(&input["tz"], begun - 10.weeks(), Turn::of(1, Unit::Weekly));
    let from = begun.to_zoned(zone(text(&input["tz"]))).unwrap().timestamp();
    let days = input["populate_days"].as_i64().unwrap();
    let shifts = shifts(&rota, from, from + SignedDuration::from_hours(24 * (days + 5)));
    if expected.is_array() {
        let starts: Vec<_> = shifts.iter().map(|shift| shift.from).collect();
        let expected = instants(expected);
        assert_eq!(starts[..expected.len()], expected);
        assert!(shifts[..3].iter().all(|shift| shift.to.duration_since(shift.from).as_hours() == 168));
    } else {
        assert_eq!(shifts.len(), usize::try_from(expected["epochs"].as_u64().unwrap()).unwrap());
        assert_eq!(shifts[1].to, shifts[2].from, "no hole at the ambiguous handoff");
    }
}
