//! How fast a rota answers: `cargo run --release -p ctac-rota --example speed`.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a measurement, by hand")]

use std::hint::black_box;
use std::time::Instant;

use ctac_rota::{Day, Layer, Restriction, Rota, Turn, Unit, compile};
use jiff::civil::{date, time};
use jiff::{SignedDuration, Timestamp};

fn people(layer: usize) -> Vec<Vec<ctac_rota::Member>> {
    (0..5).map(|one| vec![format!("layer {layer} person {one}").as_str().into()]).collect()
}

/// Eight layers: a base of weeks, and seven that cover a part of the day each, on some or all days.
fn eight() -> Rota {
    use Day::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    let weekdays = vec![Monday, Tuesday, Wednesday, Thursday, Friday];
    let windows = [
        (weekdays.clone(), 9, 17),
        (weekdays, 20, 8),
        (vec![Saturday, Sunday], 8, 20),
        (vec![Saturday, Sunday], 20, 8),
        (vec![Friday], 17, 20),
        (vec![], 12, 13),
        (vec![Monday], 9, 10),
    ];
    let start = date(2025, 1, 6).at(9, 0, 0, 0);
    let mut layers = vec![Layer::new("base", people(0), start, Turn::of(1, Unit::Weekly))];
    for (number, (days, from, to)) in windows.into_iter().enumerate() {
        let unit = if number % 2 == 0 { Unit::Daily } else { Unit::Weekly };
        let mut layer = Layer::new("window", people(number + 1), start, Turn::of(1, unit));
        layer.restrictions = vec![Restriction { days, from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) }];
        layers.push(layer);
    }
    Rota::new("Europe/London", layers)
}

/// Eight layers of daily turns beside each other, each within a window of its own: as GoAlert's benchmark of 8 rules.
fn rules() -> Rota {
    let start = date(2025, 1, 6).at(0, 0, 0, 0);
    let rule = |number: i8| {
        let mut layer = Layer::new("rule", people(number.unsigned_abs().into()), start, Turn::of(1, Unit::Daily));
        layer.restrictions =
            vec![Restriction { days: vec![], from: time(number, 0, 0, 0), to: time(number + 12, 0, 0, 0) }];
        layer.beside = number > 0;
        layer
    };
    Rota::new("Europe/London", (0..8).map(rule).collect())
}

fn plain() -> Rota {
    let start = date(2025, 1, 6).at(9, 0, 0, 0);
    Rota::new(
        "Europe/London",
        (0..8).map(|number| Layer::new("week", people(number), start, Turn::of(1, Unit::Weekly))).collect(),
    )
}

fn best(mut run: impl FnMut(), times: u32) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..15 {
        let began = Instant::now();
        (0..times).for_each(|_| run());
        best = best.min(began.elapsed().as_secs_f64() / f64::from(times));
    }
    best * 1e6
}

fn main() {
    let (from, to): (Timestamp, Timestamp) =
        ("2026-01-01T00:00Z".parse().unwrap(), "2027-01-01T00:00Z".parse().unwrap());
    for (name, rota) in [("8 layers of windows", eight()), ("8 rules at once", rules()), ("8 layers covered", plain())]
    {
        let ready = compile(&rota).unwrap();
        let shifts = ready.shifts(from, to).unwrap().len();
        let year = best(|| drop(black_box(ready.shifts(from, to))), 50);
        println!("{name}: a year of {shifts} shifts in {year:.1} µs: {:.0} shifts per ms", shifts as f64 / year * 1e3);
        let times: Vec<Timestamp> = (0..1_000).map(|hour| from + SignedDuration::from_hours(hour * 8)).collect();
        let now = best(|| times.iter().for_each(|&at| drop(black_box(ready.on_call(at)))), 5) / 1e3;
        let made = best(|| drop(black_box(compile(&rota))), 50);
        println!("{name}: who now in {now:.3} µs; compiled in {made:.1} µs");
    }
}
