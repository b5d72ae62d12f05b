//! The floor of `bench rota`: who is on, asked anew for every minute, by plain arithmetic on `jiff`'s wall clock.
//!
//! Nothing of the library's resolver is used. Where clocks change, the minutes are asked all the same; handoffs and
//! windows of the measured rotas begin and end at hours that clocks do not skip.

use ctac_rota::{Layer, Member, Restriction, Rota, Unit};
use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use crate::failure::Failure;

/// A rota with its zone looked up.
pub(super) struct Naive<'a> {
    rota: &'a Rota,
    zone: TimeZone,
}

/// A stretch with the same people on.
pub(super) struct Step<'a> {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) members: &'a [Member],
}

impl<'a> Naive<'a> {
    pub(super) fn of(rota: &'a Rota) -> Result<Self, Failure> {
        let zone = TimeZone::get(&rota.time_zone).map_err(|error| Failure::NotRight(error.to_string()))?;
        Ok(Self { rota, zone })
    }

    /// Who is on: the highest layer that has somebody.
    pub(super) fn on_call(&self, at: Timestamp) -> &'a [Member] {
        let now = self.zone.to_datetime(at);
        self.rota.layers.iter().rev().find_map(|layer| on(layer, now)).unwrap_or_default()
    }

    /// Every shift, found minute by minute.
    pub(super) fn shifts(&self, from: Timestamp, to: Timestamp) -> Vec<Step<'a>> {
        let mut shifts: Vec<Step<'a>> = Vec::new();
        let mut at = from;
        while at < to {
            let next = at.saturating_add(SignedDuration::from_mins(1)).map_or(to, |next| next.min(to));
            let members = self.on_call(at);
            match shifts.last_mut() {
                Some(last) if last.to == at && last.members == members => last.to = next,
                _ if members.is_empty() => {}
                _ => shifts.push(Step { from: at, to: next, members }),
            }
            at = next;
        }
        shifts
    }
}

fn on(layer: &Layer, now: DateTime) -> Option<&[Member]> {
    if now < layer.start || !(layer.restrictions.is_empty() || layer.restrictions.iter().any(|one| open(one, now))) {
        return None;
    }
    let passed = now.duration_since(layer.start).as_hours();
    let length = i64::from(layer.turn.length);
    let turn = match layer.turn.unit {
        Unit::Hourly => passed / length,
        Unit::Daily => passed / (24 * length),
        Unit::Weekly => passed / (7 * 24 * length),
        Unit::Monthly => months(layer.start, now) / length,
    };
    let count = i64::try_from(layer.groups.len()).ok()?;
    layer.groups.get(usize::try_from(turn.checked_rem(count)?).ok()?).map(Vec::as_slice)
}

/// Whole months from a handoff to now, the months' ends counted as the 31st.
fn months(start: DateTime, now: DateTime) -> i64 {
    let of = |time: DateTime| i64::from(time.year()) * 12 + i64::from(time.month());
    let months = of(now) - of(start);
    let reached = start.checked_add(Span::new().months(months)).is_ok_and(|handoff| handoff <= now);
    if reached { months } else { months - 1 }
}

fn open(window: &Restriction, now: DateTime) -> bool {
    let begins_on = |day: Weekday| {
        window.days.is_empty() || window.days.iter().any(|&named| named as i8 == day.to_monday_zero_offset())
    };
    let (today, time) = (now.weekday(), now.time());
    if window.from < window.to {
        return begins_on(today) && window.from <= time && time < window.to;
    }
    (begins_on(today) && window.from <= time) || (begins_on(today.previous()) && time < window.to)
}
