//! Another's answer to when handoffs are: the `rrule` crate, which knows calendars (RFC 5545) and time zones by itself.
//!
//! Each group of a layer is a rule of its own, with an interval of a whole round. Left out of the comparison, because
//! calendars have other rules there than rotas: handoffs at wall times that do not exist or exist twice (the oracle of
//! this folder has those), and days after the 28th of a month (calendars skip a month that does not have the day).

use std::collections::BTreeSet;

use ctac_rota::{Layer, Rota, Turn, Unit, compile};
use jiff::civil::{DateTime, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::sample::select;
use rrule::RRuleSet;

use crate::SECOND;
use crate::random::{ZONES, change_days};

struct Case {
    zone: TimeZone,
    rota: Rota,
    from: Timestamp,
    to: Timestamp,
}

fn span(unit: Unit, count: i64) -> Span {
    match unit {
        Unit::Hourly => count.hours(),
        Unit::Daily => count.days(),
        Unit::Weekly => count.weeks(),
        Unit::Monthly => count.months(),
    }
}

/// A layer of as many single people that began up to a week before the clocks change, and two weeks around that.
fn case(zone: &str, change: Timestamp, (unit, length, people): (Unit, u32, usize), start: (i64, i8, i8)) -> Case {
    let tz = TimeZone::get(zone).unwrap();
    let around = tz.to_datetime(change);
    let back = if unit == Unit::Hourly { start.0 % 3 } else { start.0 };
    let mut start = (around - back.days()).date().to_datetime(time(start.1, start.2, 0, 0));
    if unit == Unit::Monthly {
        start = start.with().day(start.day().min(28)).build().unwrap() - 1.month();
    }
    let groups = (0..people).map(|one| vec![one.to_string().as_str().into()]).collect();
    let reach = SignedDuration::from_hours(if unit == Unit::Hourly { 40 } else { 24 * 8 });
    let rota = Rota::new(zone, vec![Layer::new("one", groups, start, Turn::of(length, unit))]);
    Case { zone: tz, rota, from: change - reach, to: change + reach }
}

impl Case {
    fn layer(&self) -> &Layer {
        &self.rota.layers[0]
    }

    /// Whether an instant is a handoff that calendars and rotas agree about: at the time of day of all of them, which
    /// exists once.
    fn compared(&self, at: Timestamp) -> bool {
        let (shown, start) = (self.zone.to_datetime(at), self.layer().start);
        let on_time = shown.minute() == start.minute()
            && shown.second() == 0
            && (self.layer().turn.unit == Unit::Hourly || shown.hour() == start.hour());
        on_time && !self.after_gap(at) && !self.zone.to_ambiguous_timestamp(shown).is_ambiguous()
    }

    /// Whether a calendar may have put a time here that does not exist: as long after the change as it left out.
    fn after_gap(&self, at: Timestamp) -> bool {
        let change = self.zone.preceding(at + SECOND).next().map(|change| change.timestamp());
        change.is_some_and(|change| {
            let offset = |at| SignedDuration::from_secs(self.zone.to_offset(at).seconds().into());
            at < change + (offset(change) - offset(change - SECOND))
        })
    }

    fn ours(&self) -> BTreeSet<(Timestamp, usize)> {
        let shifts = compile(&self.rota).unwrap().shifts(self.from, self.to).unwrap();
        let begun = shifts.into_iter().filter(|shift| shift.from > self.from && self.compared(shift.from));
        begun.map(|shift| (shift.from, shift.members[0].0.parse().unwrap())).collect()
    }

    /// None where a rule cannot be said: it would begin at a time that does not exist, or exists twice.
    fn theirs(&self) -> Option<BTreeSet<(Timestamp, usize)>> {
        let (turn, people) = (&self.layer().turn, self.layer().groups.len());
        let mut found = BTreeSet::new();
        for person in 0..people {
            let begin = self.layer().start + span(turn.unit, i64::from(turn.length) * i64::try_from(person).unwrap());
            if self.zone.to_ambiguous_timestamp(begin).is_ambiguous() {
                return None;
            }
            if self.zone.to_timestamp(begin).unwrap() >= self.to {
                continue;
            }
            let round = usize::try_from(turn.length).unwrap() * people;
            let instants = self.rule(begin, turn.unit, round);
            found.extend(instants.into_iter().filter(|&at| self.compared(at)).map(|at| (at, person)));
        }
        Some(found)
    }

    fn rule(&self, begin: DateTime, unit: Unit, interval: usize) -> Vec<Timestamp> {
        let freq = match unit {
            Unit::Hourly => "HOURLY",
            Unit::Daily => "DAILY",
            Unit::Weekly => "WEEKLY",
            Unit::Monthly => "MONTHLY",
        };
        let (zone, until) = (&self.rota.time_zone, self.to.strftime("%Y%m%dT%H%M%SZ"));
        let begin = begin.strftime("%Y%m%dT%H%M%S");
        let rule = format!("DTSTART;TZID={zone}:{begin}\nRRULE:FREQ={freq};INTERVAL={interval};UNTIL={until}");
        let rule: RRuleSet = rule.parse().unwrap();
        let found = rule.all(10_000).dates.into_iter();
        let found = found.map(|at| Timestamp::from_second(at.timestamp()).unwrap());
        found.filter(|&at| self.from < at && at < self.to).collect()
    }
}

/// Up to 2024: what is known of clocks after that depends on the year of the library's data.
fn changes_long_known(zone: &'static str) -> Vec<Timestamp> {
    let known: Timestamp = "2025-01-01T00:00Z".parse().unwrap();
    let mut found = change_days(zone);
    found.truncate(found.partition_point(|&at| at < known).max(1));
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn handoffs_are_those_of_calendar_rules(
        (zone, change) in select(ZONES.to_vec()).prop_flat_map(|zone| (Just(zone), select(changes_long_known(zone)))),
        turn in (select(vec![Unit::Hourly, Unit::Daily, Unit::Weekly, Unit::Monthly]), 1..6_u32, 2..6_usize),
        start in (1..8_i64, 0..24_i8, select(vec![0_i8, 15, 30])),
    ) {
        let case = case(zone, change, turn, start);
        if let Some(theirs) = case.theirs() {
            prop_assert_eq!(case.ours(), theirs);
        }
    }
}
