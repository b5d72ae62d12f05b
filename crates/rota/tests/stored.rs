//! What stands in the ledger for ever: the JSON of a rota with every field, and of one with none that may be left out.
#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as a test does")]

use ctac_rota::{Absence, Day, Layer, Override, OverrideKind, Restriction, Rota, Turn, Unit};
use jiff::civil::{date, time};

fn whole() -> Rota {
    let people = |names: &[&str]| names.iter().map(|name| (*name).into()).collect::<Vec<_>>();
    let mut days = Layer::new(
        "days",
        vec![people(&["amara", "bryn"]), people(&["ceri"])],
        date(2026, 1, 5).at(9, 30, 0, 0),
        Turn { unit: Unit::Daily, length: 2, handoff_days: vec![Day::Monday, Day::Friday] },
    );
    days.first = 1;
    days.in_force_from = Some(date(2026, 2, 1).at(0, 0, 0, 0));
    days.end = Some(date(2026, 12, 31).at(9, 30, 0, 0));
    days.time_zone = Some("Europe/Dublin".to_owned());
    days.restrictions = vec![
        Restriction { days: vec![Day::Saturday, Day::Sunday], from: time(20, 0, 0, 0), to: time(8, 15, 0, 0) },
        Restriction { days: vec![], from: time(12, 0, 0, 0), to: time(13, 0, 0, 0) },
    ];
    let start = date(2026, 1, 5).at(0, 0, 0, 0);
    let units = [Unit::Hourly, Unit::Weekly, Unit::Monthly];
    let mut layers: Vec<_> = units
        .into_iter()
        .map(|unit| Layer::new("plain", vec![people(&["dafydd"])], start, Turn::of(1, unit)))
        .collect();
    days.beside = true;
    layers.push(days);
    let kinds = [
        OverrideKind::Add { member: "esme".into() },
        OverrideKind::Remove { member: "amara".into() },
        OverrideKind::Replace { member: "bryn".into(), by: "ceri".into() },
        OverrideKind::Temporary { members: people(&["esme", "ceri"]) },
    ];
    let (from, to) = ("2026-03-29T00:30:00Z".parse().unwrap(), "2026-03-29T02:30:00+01:00".parse().unwrap());
    let overrides = kinds.into_iter().map(|kind| Override { from, to, kind }).collect();
    let absences = vec![Absence { member: "ffion".into(), from, to }];
    Rota { time_zone: "Europe/London".to_owned(), layers, overrides, absences }
}

#[test]
fn the_stored_form_never_changes() {
    assert!(ctac_rota::compile(&whole()).is_ok());
    insta::assert_json_snapshot!("whole", whole());
    let read: Rota = serde_json::from_str(&serde_json::to_string(&whole()).unwrap()).unwrap();
    assert_eq!(read, whole());
}

#[test]
fn every_member_is_known() {
    let rota = whole();
    let members: Vec<_> = rota.members().into_iter().map(|member| member.0.as_str()).collect();
    assert_eq!(members, ["amara", "bryn", "ceri", "dafydd", "esme", "ffion"]);
}

/// Whatever may be added later, this must be read for ever, and mean the same.
#[test]
fn the_least_that_was_ever_written_is_read() {
    let least = r#"{"time_zone":"Europe/London","layers":[{"name":"one","groups":[["a"]],
        "start":"2026-01-05T09:00:00","turn":{"unit":"weekly","length":1}}]}"#;
    let read: Rota = serde_json::from_str(least).unwrap();
    let layer = Layer::new("one", vec![vec!["a".into()]], date(2026, 1, 5).at(9, 0, 0, 0), Turn::of(1, Unit::Weekly));
    assert_eq!(read, Rota::new("Europe/London", vec![layer]));
    let written: serde_json::Value = serde_json::to_value(&read).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(least).unwrap(), "nothing is added in writing");
}

#[test]
fn what_is_misspelt_or_of_the_wrong_type_is_refused_by_name() {
    let written = serde_json::to_value(whole()).unwrap();
    let refused = |path: &str, value: serde_json::Value| {
        let (place, field) = path.rsplit_once('/').unwrap();
        let mut changed = written.clone();
        changed.pointer_mut(place).unwrap()[field] = value;
        serde_json::from_value::<Rota>(changed).unwrap_err().to_string()
    };
    assert!(refused("/tz", "UTC".into()).contains("unknown field `tz`"));
    assert!(refused("/layers/0/colour", "red".into()).contains("unknown field `colour`"));
    assert!(refused("/layers/3/restrictions/0/until", "red".into()).contains("unknown field `until`"));
    assert!(refused("/layers/0/turn/unit", "yearly".into()).contains("unknown variant `yearly`"));
    assert!(refused("/layers/0/turn/length", (-1).into()).contains("invalid value: integer `-1`"));
    assert!(refused("/layers/0/turn/length", 4_294_967_296_u64.into()).contains("expected u32"));
    assert!(refused("/layers/0/start", "2026-02-30T09:00:00".into()).contains("day"));
    assert!(refused("/layers/3/restrictions/0/from", "25:00".into()).contains("hour"));
    assert!(refused("/overrides/0/kind/do", "double".into()).contains("unknown variant `double`"));
    assert!(refused("/overrides/0/kind/by", "x".into()).contains("unknown field `by`"));
    assert!(refused("/layers/0/first", (-1).into()).contains("invalid value: integer `-1`"));
    assert!(refused("/absences/0/why", "x".into()).contains("unknown field `why`"));
    assert!(refused("/overrides/0/from", "2026-03-29T00:30:00".into()).contains("offset"));
}
