//! Who is on call: layers of people taking turns, restrictions, overrides; exact in every time zone.
//!
//! Pure: it reads no clock and draws nothing at random. One resolver answers "who, at this instant" and "every shift
//! from here to there", so that the calendar and the pager cannot disagree.
//!
//! # What times mean
//! * Handoffs are on the wall clock: `start` and so many units of the calendar, in the layer's zone. A day on which the
//!   clocks change has a longer or a shorter turn.
//! * A time that does not exist means the first instant after the gap. Handoffs that fall on one instant are one.
//! * A time that exists twice means its first occurrence as a handoff or a start, and its last as the end of a window
//!   or of a layer: two windows that meet there overlap and never leave a hole.
//! * A day that a month does not have means the month's last day.
//! * Every stretch begins at its first instant and ends before its last: `[from, to)`.
//!
//! # A complete rota
//! ```
//! use ctac_rota::{Day, Layer, Member, Override, OverrideKind, Restriction, Rota, Turn, Unit, compile};
//! use jiff::civil::{date, time};
//!
//! let duty = |name: &str| vec![Member::from(name)];
//! // Day and night, a week each, handed over on Mondays at 09:00.
//! let week = Layer::new(
//!     "week",
//!     vec![duty("amara"), duty("bryn"), duty("ceri")],
//!     date(2026, 1, 5).at(9, 0, 0, 0),
//!     Turn::of(1, Unit::Weekly),
//! );
//! // On weekday nights somebody else covers them.
//! let mut nights =
//!     Layer::new("nights", vec![duty("dafydd"), duty("esme")], date(2026, 1, 5).at(20, 0, 0, 0), Turn::of(1, Unit::Daily));
//! nights.restrictions = vec![Restriction {
//!     days: vec![Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday],
//!     from: time(20, 0, 0, 0),
//!     to: time(8, 0, 0, 0),
//! }];
//! let rota = Rota {
//!     time_zone: "Europe/London".to_owned(),
//!     layers: vec![week, nights],
//!     overrides: vec![Override {
//!         from: "2026-03-30T08:00:00Z".parse()?,
//!         to: "2026-03-30T12:00:00Z".parse()?,
//!         kind: OverrideKind::Replace { member: "amara".into(), by: "bryn".into() },
//!     }],
//!     absences: vec![],
//! };
//!
//! let ready = compile(&rota).map_err(|faults| faults[0].clone())?;
//! // The clocks went forward on 29 March: 09:00 is now 08:00 UTC.
//! assert_eq!(*ready.on_call("2026-03-30T07:59:59Z".parse()?), ["ceri".into()]);
//! assert_eq!(*ready.on_call("2026-03-30T08:00:00Z".parse()?), ["bryn".into()]);
//! assert_eq!(*ready.on_call("2026-03-30T12:00:00Z".parse()?), ["amara".into()]);
//! let shifts = ready.shifts("2026-03-30T12:00:00Z".parse()?, "2026-03-31T12:00:00Z".parse()?)?;
//! let turns: Vec<String> = shifts.iter().map(|shift| format!("{} {}", shift.from, shift.members[0])).collect();
//! assert_eq!(turns, ["2026-03-30T12:00:00Z amara", "2026-03-30T19:00:00Z dafydd", "2026-03-31T07:00:00Z amara"]);
//! assert_eq!(ready.gaps("2026-01-05T09:00:00Z".parse()?, "2026-12-31T00:00:00Z".parse()?)?, []);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod absences;
pub mod calendar;
mod changes;
mod check;
mod compile;
mod compiled;
mod coverage;
pub mod fairness;
mod fault;
#[cfg(feature = "file")]
pub mod file;
pub mod holidays;
mod intervals;
mod keep;
mod layer;
pub mod limits;
mod model;
mod on;
mod overrides;
mod sets;
mod stretch;
mod sweep;
mod together;
mod turns;
mod week;
mod zone;

pub use changes::{Change, changes};
pub use compile::compile;
pub use compiled::Compiled;
pub use coverage::{Coverage, Single, Uncovered, coverage};
pub use fault::{Fault, Problem, TooLong};
pub use keep::{keep, without};
pub use model::{Absence, Day, Gap, Layer, Member, Override, OverrideKind, Restriction, Rota, Shift, Turn, Unit};
pub use stretch::{Disorder, Stretch, stretches};
pub use week::is_within;
pub use zone::is_zone;

/// Who is on call at an instant, for a caller that asks once: [`compile`], then [`Compiled::on_call`].
///
/// # Errors
/// Every fault of the rota.
pub fn on_call(rota: &Rota, at: jiff::Timestamp) -> Result<Vec<Member>, Vec<Fault>> {
    Ok(compile(rota)?.on_call(at).into_owned())
}
