//! Windows of the week without a rota: the same answer as a layer that has them.

use jiff::civil::{date, time};
use jiff::{SignedDuration, Timestamp};

use super::is_within;
use crate::fault::Problem;
use crate::limits::RESTRICTIONS;
use crate::model::{Day, Layer, Restriction, Rota, Turn, Unit};

fn office() -> Restriction {
    let days = vec![Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday];
    Restriction { days, from: time(9, 0, 0, 0), to: time(17, 0, 0, 0) }
}

fn within(windows: &[Restriction], at: &str) -> bool {
    is_within("Europe/London", windows, at.parse().unwrap()).unwrap()
}

#[test]
fn hours_are_on_the_wall_clock() {
    for (at, open) in [
        ("2026-03-27T08:59:59.9Z", false),
        ("2026-03-27T09:00:00Z", true),
        ("2026-03-27T16:59:59Z", true),
        ("2026-03-27T17:00:00Z", false),
        ("2026-03-28T12:00:00Z", false),
        // From here on the clocks are an hour ahead.
        ("2026-03-30T08:00:00Z", true),
        ("2026-03-30T16:00:00Z", false),
    ] {
        assert_eq!(within(&[office()], at), open, "{at}");
    }
    assert!(within(&[], "2026-03-28T12:00:00Z"), "none named: always");
}

#[test]
fn they_are_a_layers_own_windows() {
    let night = Restriction { days: vec![Day::Sunday], from: time(1, 30, 0, 0), to: time(1, 15, 0, 0) };
    let windows = vec![office(), night];
    let start = date(2026, 1, 1).at(0, 0, 0, 0);
    let mut layer = Layer::new("all", vec![vec!["amara".into()]], start, Turn::of(1, Unit::Daily));
    layer.restrictions.clone_from(&windows);
    let ready = crate::compile(&Rota::new("Europe/London", vec![layer])).unwrap();
    // Both weekends on which the clocks change, every five minutes.
    for (from, hours) in [("2026-03-27T00:00:00Z", 96), ("2026-10-23T00:00:00Z", 96)] {
        let from: Timestamp = from.parse().unwrap();
        for step in 0..hours * 12 {
            let at = from + SignedDuration::from_mins(5 * step);
            let here = is_within("Europe/London", &windows, at).unwrap();
            assert_eq!(here, !ready.on_call(at).is_empty(), "{at}");
        }
    }
}

#[test]
fn what_no_rota_may_have_is_refused() {
    let at = Timestamp::from_second(1_774_746_000).unwrap();
    let says = |zone, windows: &[Restriction]| is_within(zone, windows, at).unwrap_err();
    assert_eq!(says("Europe/Northmoor", &[]), Problem::UnknownZone("Europe/Northmoor".to_owned()));
    let many = vec![office(); RESTRICTIONS + 1];
    assert_eq!(says("UTC", &many), Problem::TooMany { found: RESTRICTIONS + 1, limit: RESTRICTIONS });
    let days = Restriction { days: vec![Day::Monday; 8], ..office() };
    assert_eq!(says("UTC", &[days]), Problem::TooMany { found: 8, limit: 7 });
    let fraction = Restriction { from: time(9, 0, 0, 1), ..office() };
    assert_eq!(says("UTC", &[fraction]), Problem::Fraction);
    assert_eq!(is_within("UTC", &[], Timestamp::MAX), Ok(false));
}
