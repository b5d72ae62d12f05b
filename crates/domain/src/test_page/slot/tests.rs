//! Each person's hour: a working day's, in their zone, spread, and never twice in a month.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

proptest! {
    #[test]
    fn a_slot_is_a_working_hour_and_the_first_after_its_instant(id: u128, day in 0_i64..1_500, place in 0_usize..4) {
        let zone = ["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"][place];
        let zone = TimeZone::get(zone).unwrap();
        let person = PersonId(Uuid::from_u128(id));
        let start: Timestamp = "2025-01-15T02:03:04Z".parse().unwrap();
        let at = start + SignedDuration::from_hours(24 * day);
        let slot = after(person, &zone, at).unwrap();
        prop_assert!(slot > at && is_working_hour(&zone, slot), "{}", slot);
        prop_assert!(slot.duration_since(at).as_hours() <= 24 * 62);
        // Just before it, it is still the next; at it, the next is of a later month.
        prop_assert_eq!(after(person, &zone, slot - SignedDuration::from_secs(1)), Some(slot));
        let next = after(person, &zone, slot).unwrap();
        let month = |at: Timestamp| at.to_zoned(zone.clone()).date().first_of_month();
        prop_assert_eq!(month(next), month(slot).checked_add(1.month()).unwrap());
        let tomorrow = next_working_day(person, &zone, at).unwrap();
        prop_assert!(tomorrow > at && is_working_hour(&zone, tomorrow));
        prop_assert!(tomorrow.duration_since(at).as_hours() <= 24 * 7);
    }
}

#[test]
fn people_are_spread_over_the_month() {
    let zone = TimeZone::get("Europe/London").unwrap();
    let at: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
    let slots: Vec<Timestamp> = (0..2_000).filter_map(|id| after(PersonId(Uuid::from_u128(id)), &zone, at)).collect();
    let days: BTreeSet<Date> = slots.iter().map(|slot| slot.to_zoned(zone.clone()).date()).collect();
    let christmas = [jiff::civil::date(2026, 12, 25), jiff::civil::date(2026, 12, 28)];
    assert_eq!(days.len(), 21, "every working day of December 2026, Christmas and Boxing Day's substitute aside");
    assert!(christmas.iter().all(|day| !days.contains(day)));
    let busiest = days.iter().map(|day| slots.iter().filter(|it| it.to_zoned(zone.clone()).date() == *day).count());
    assert!(busiest.max().unwrap() < 150, "about 95 a day");
}
