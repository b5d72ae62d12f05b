//! Vectors of weekly windows, and of whole schedules made of them.

use ctac_rota::{Day, Layer, Override, OverrideKind, Restriction, Rota, Turn, Unit, compile};
use jiff::civil::{Date, Time, date};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::{flagged_days, instant, instants, runs_of_each, shifts, text, zone};

/// One person within a window of every day, or of these days.
pub(crate) fn daily_rule(tz: &str, user: &str, days: &[Day], from: Time, to: Time) -> Rota {
    let start = date(2010, 1, 4).at(0, 0, 0, 0);
    let mut layer = Layer::new("rule", vec![vec![user.into()]], start, Turn::of(1, Unit::Weekly));
    layer.restrictions = vec![Restriction { days: days.to_vec(), from, to }];
    Rota::new(tz, vec![layer])
}

/// Where a window that starts (or ends) at this time of that day does so.
pub(crate) fn edge_of_day(input: &Value, start: bool) -> Timestamp {
    let (midnight, clock) = (Time::midnight(), text(&input["clock"]).parse().unwrap());
    let (from, to) = if start { (clock, midnight) } else { (midnight, clock) };
    let date: Date = text(&input["date"]).parse().unwrap();
    let begin = date.to_zoned(zone(text(&input["tz"]))).unwrap().timestamp();
    let rota = daily_rule(text(&input["tz"]), "a", &[], from, to);
    let shifts = shifts(&rota, begin, begin + SignedDuration::from_hours(20));
    if start { shifts[0].from } else { shifts[0].to }
}

fn rule_of(input: &Value) -> Rota {
    let rule = &input["rule"];
    let clock = |name: &str| text(&rule[name]).parse().unwrap();
    daily_rule(text(&rule["tz"]), "a", &flagged_days(&rule["days_sun_to_sat"]), clock("start"), clock("end"))
}

pub(crate) fn rule_active(input: &Value, expected: &Value) {
    let ready = compile(&rule_of(input)).unwrap();
    let active: Vec<bool> = instants(&input["at"]).into_iter().map(|at| !ready.on_call(at).is_empty()).collect();
    assert_eq!(json!(active), *expected);
}

/// The start or end of the shift around each instant, else of the next one.
pub(crate) fn rule_edges(input: &Value, expected: &Value, start: bool) {
    let rota = rule_of(input);
    let reach = SignedDuration::from_hours(24 * 15);
    let found = instants(&input["at"]).into_iter().map(|at| {
        let shifts = shifts(&rota, at - reach, at + reach);
        let shift = shifts.iter().find(|shift| at < shift.to).expect("a shift");
        if start { shift.from } else { shift.to }
    });
    assert_eq!(found.collect::<Vec<_>>(), instants(expected));
}

/// All rules of a schedule are on together.
pub(crate) fn schedule(id: &str, input: &Value, expected: &Value) {
    let tz = text(&input["tz"]);
    let layers = rules(id, input).into_iter().enumerate();
    let layers = layers.map(|(index, rule)| Layer { beside: index > 0, ..layer_of(tz, &rule) }).collect();
    let rota = Rota { time_zone: tz.into(), layers, overrides: overrides(id, input), absences: vec![] };
    let edge = |index: usize, name: &str| input["window"].get(index).map_or_else(|| instant(&input[name]), instant);
    let (mut from, to) = (edge(0, "from"), edge(1, "to"));
    if id == "ga-shifts-two-daily-rotations" {
        // What was before is read from a history there; the rest begins with the first handoff after their "now".
        from = "2018-09-12T20:00-05:00".parse().unwrap();
    }
    let expected = expected.as_array().unwrap().iter();
    let expected =
        expected.map(|one| (text(&one["user"]).to_owned(), instant(&one["start"]).max(from), instant(&one["end"])));
    let mut expected: Vec<_> = expected.filter(|(_, _, end)| *end > from).collect();
    expected.sort_by_key(|(who, from, to)| (*from, *to, who.clone()));
    assert_eq!(runs_of_each(&shifts(&rota, from, to)), expected, "{id}");
}

/// The rules of a schedule; some vectors tell them in words.
fn rules(id: &str, input: &Value) -> Vec<Value> {
    let rule = |user: &str, start: &str, end: &str| json!({"user": user, "start": start, "end": end});
    let always = |user| rule(user, "00:00", "00:00");
    match id {
        "gx-lon-night-rule-autumn" => vec![rule("N", "22:00", "06:00"), rule("D", "06:00", "22:00")],
        "gx-chained-replace-overrides" => vec![always("A")],
        "gx-replace-with-user-already-oncall" => vec![always("A"), always("B")],
        _ => input["rules"].as_array().expect("rules in words that nobody decided about").clone(),
    }
}

fn layer_of(tz: &str, rule: &Value) -> Layer {
    let clock = |name: &str| text(&rule[name]).parse().unwrap();
    let days = flagged_days(&rule["days_sun_to_sat"]);
    let user = rule["user"].as_str().unwrap_or("unused");
    let mut layer = daily_rule(tz, user, &days, clock("start"), clock("end")).layers.remove(0);
    let rotation = &rule["rotation"];
    if let Some(users) = rotation["users"].as_array() {
        // Theirs keeps its position: whoever was on at `current_start` has the turn of the last handoff before.
        let (now, start) = (instant(&rotation["current_start"]), instant(&rotation["start"]));
        layer.start = zone(tz).to_datetime(now).date().to_datetime(zone(tz).to_datetime(start).time());
        layer.turn = Turn::of(1, Unit::Daily);
        layer.groups = users.iter().map(|user| vec![text(user).into()]).collect();
        layer.groups.rotate_left(usize::try_from(rotation["current_index"].as_u64().unwrap()).unwrap());
    }
    layer
}

fn overrides(id: &str, input: &Value) -> Vec<Override> {
    let one = |value: &Value, kind| Override { from: instant(&value["start"]), to: instant(&value["end"]), kind };
    let replaced = |member: &str, by: &str| {
        let at = |clock: &str| format!("2026-06-01T{clock}+01:00").parse().unwrap();
        let kind = OverrideKind::Replace { member: member.into(), by: by.into() };
        Override { from: at("09:00"), to: at("10:00"), kind }
    };
    match id {
        "gx-chained-replace-overrides" => return vec![replaced("A", "B"), replaced("B", "C")],
        "gx-replace-with-user-already-oncall" => return vec![replaced("A", "B")],
        _ => {}
    }
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let added = |value: &Value| one(value, OverrideKind::Add { member: text(&value["add"]).into() });
    let mut found: Vec<Override> = list(&input["overrides"]).iter().map(added).collect();
    for temporary in list(&input["temporary_schedules"]) {
        found.push(one(&temporary, OverrideKind::Temporary { members: vec![] }));
        for shift in list(&temporary["shifts"]) {
            found.push(one(&shift, OverrideKind::Temporary { members: vec![text(&shift["user"]).into()] }));
        }
    }
    found
}
