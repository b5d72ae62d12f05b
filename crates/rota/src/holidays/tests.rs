//! The list against the rules it follows from, and lists of others.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use super::{DateKind, Holidays, NoHolidays, england_and_wales};

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876).
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    date(year, i8::try_from(n / 31).unwrap(), i8::try_from(n % 31 + 1).unwrap())
}

fn monday(year: i16, month: i8, nth: i8) -> Date {
    date(year, month, 1).nth_weekday_of_month(nth, Weekday::Monday).unwrap()
}

fn weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// What the rules give for a year. A holiday on a weekend has its substitute on the next day that is neither a weekend
/// nor a holiday already; Boxing Day keeps its day before Christmas Day's substitute is looked for.
fn by_rule(year: i16) -> BTreeMap<Date, String> {
    let mut days = BTreeMap::from([
        (easter(year) - 2.days(), "Good Friday".to_owned()),
        (easter(year) + 1.day(), "Easter Monday".to_owned()),
        (monday(year, 5, 1), "Early May bank holiday".to_owned()),
        (monday(year, 5, -1), "Spring bank holiday".to_owned()),
        (monday(year, 8, -1), "Summer bank holiday".to_owned()),
    ]);
    let fixed = [("New Year's Day", 1, 1), ("Christmas Day", 12, 25), ("Boxing Day", 12, 26)];
    let (substituted, kept): (Vec<_>, Vec<_>) =
        fixed.map(|(name, month, day)| (name, date(year, month, day))).into_iter().partition(|(_, day)| weekend(*day));
    days.extend(kept.into_iter().map(|(name, day)| (day, name.to_owned())));
    for (name, mut day) in substituted {
        while weekend(day) || days.contains_key(&day) {
            day = day.tomorrow().unwrap();
        }
        days.insert(day, format!("{name} (substitute day)"));
    }
    days
}

#[test]
fn the_list_is_what_the_rules_give() {
    let ruled: Vec<_> = (2024..=2028).flat_map(by_rule).collect();
    let listed: Vec<_> = england_and_wales::DAYS.iter().map(|(date, name)| (*date, (*name).to_owned())).collect();
    assert_eq!(listed, ruled);
}

#[test]
fn the_rules_of_the_test_give_what_was_published_for_years_past() {
    let dates = |year| by_rule(year).into_keys().map(|date| date.to_string()).collect::<Vec<_>>();
    // 2021 and 2022 as gov.uk published them, less the days proclaimed once (the jubilee, which also moved spring, and
    // the funeral of the Queen in 2022).
    let in_2021 = ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"];
    assert_eq!(dates(2021), in_2021.map(|day| format!("2021-{day}")));
    let in_2022 = ["01-03", "04-15", "04-18", "05-02", "05-30", "08-29", "12-26", "12-27"];
    assert_eq!(dates(2022), in_2022.map(|day| format!("2022-{day}")));
    assert_eq!(by_rule(2022)[&date(2022, 12, 27)], "Christmas Day (substitute day)");
}

#[test]
fn beyond_the_list_nothing_is_known() {
    let holidays = Holidays::england_and_wales();
    assert_eq!(holidays.on(date(2023, 12, 25)), DateKind::Unknown);
    assert_eq!(holidays.on(date(2024, 1, 1)), DateKind::Holiday("New Year's Day"));
    assert_eq!(holidays.on(date(2028, 12, 31)), DateKind::Ordinary);
    assert_eq!(holidays.on(date(2029, 1, 1)), DateKind::Unknown);
    assert_eq!(holidays.on(date(2027, 12, 25)), DateKind::Ordinary, "a Saturday, whose substitute is listed");
}

#[test]
fn another_list_is_taken_and_a_false_one_refused() {
    let (first, last) = (date(2026, 1, 1), date(2026, 12, 31));
    let of = |day: Date, name: &str| Holidays::new(first, first, last, BTreeMap::from([(day, name.to_owned())]));
    assert_eq!(
        of(date(2026, 11, 30), "St Andrew's Day").unwrap().on(date(2026, 11, 30)),
        DateKind::Holiday("St Andrew's Day")
    );
    let outside = date(2027, 1, 1);
    assert_eq!(of(outside, "New Year's Day"), Err(NoHolidays::Outside { date: outside, first, last }));
    assert_eq!(of(first, ""), Err(NoHolidays::Name { date: first }));
    assert_eq!(
        Holidays::new(first, last, first, BTreeMap::new()),
        Err(NoHolidays::LastBeforeFirst { first: last, last: first })
    );
    let many = (0..=2_000).map(|day| (date(2020, 1, 1) + day.days(), "day".to_owned())).collect();
    assert_eq!(
        Holidays::new(first, date(2020, 1, 1), date(2029, 1, 1), many),
        Err(NoHolidays::TooMany { found: 2_001 })
    );
}
