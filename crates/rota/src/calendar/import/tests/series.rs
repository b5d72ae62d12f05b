//! Events that recur.

use super::*;

/// The days (month and day) on which a series of London starts, and the first reason if it is passed over.
fn days(start: &str, rule: &str) -> Vec<String> {
    let preview = event(&format!("SUMMARY:A\nDTSTART;TZID=Europe/London:{start}T090000\nDURATION:PT1H\n{rule}"));
    if let Some(passed) = preview.passed_over.first() {
        return vec![passed.why.to_string()];
    }
    preview.proposed.iter().map(|one| one.from.to_string()[5..10].to_owned()).collect()
}

#[test]
fn daily_weekly_and_monthly_series_are_unfolded() {
    assert_eq!(days("20260601", "RRULE:FREQ=DAILY;COUNT=3"), ["06-01", "06-02", "06-03"]);
    assert_eq!(days("20260601", "RRULE:FREQ=DAILY;INTERVAL=10;UNTIL=20260625"), ["06-01", "06-11", "06-21"]);
    assert_eq!(days("20260605", "RRULE:FREQ=DAILY;BYDAY=MO,FR;COUNT=3"), ["06-05", "06-08", "06-12"]);
    assert_eq!(days("20260602", "RRULE:FREQ=WEEKLY;COUNT=3"), ["06-02", "06-09", "06-16"]);
    assert_eq!(days("20260602", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4"), ["06-02", "06-04", "06-09", "06-11"]);
    assert_eq!(days("20260131", "RRULE:FREQ=MONTHLY;COUNT=4"), ["01-31", "03-31", "05-31", "07-31"]);
    assert_eq!(days("20260105", "RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=3"), ["01-05", "02-02", "03-02"]);
    assert_eq!(days("20260130", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3"), ["01-30", "02-27", "03-27"]);
    assert_eq!(days("20260131", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3"), ["01-31", "02-28", "03-31"]);
    assert_eq!(days("20260213", "RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3"), ["02-13", "03-13", "11-13"]);
}

/// The example of RFC 5545, section 3.3.10, on why the start of the week matters.
#[test]
fn the_start_of_the_week_matters() {
    let rule = |start| format!("RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST={start}");
    assert_eq!(days("20260804", &rule("MO")), ["08-04", "08-09", "08-18", "08-23"]);
    assert_eq!(days("20260804", &rule("SU")), ["08-04", "08-16", "08-18", "08-30"]);
}

#[test]
fn a_series_without_end_goes_to_the_end_of_the_window_and_begins_where_it_does() {
    assert_eq!(days("19700101", "RRULE:FREQ=DAILY").len(), 365);
    assert_eq!(days("19700101", "RRULE:FREQ=DAILY;COUNT=20455"), ["01-01"], "counted from the first");
    assert_eq!(days("20260101", "RRULE:FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1"), ["01-01"], "which never comes again");
    let last: Vec<_> = days("19700101", "RRULE:FREQ=WEEKLY;INTERVAL=1000").into_iter().collect();
    assert_eq!(last, ["is outside the time asked for"]);
}

#[test]
fn until_is_an_instant_a_wall_time_or_a_date_and_is_included() {
    assert_eq!(days("20260601", "RRULE:FREQ=DAILY;UNTIL=20260603T080000Z").len(), 3, "09:00 of London is 08:00");
    assert_eq!(days("20260601", "RRULE:FREQ=DAILY;UNTIL=20260603T075959Z").len(), 2);
    assert_eq!(days("20260601", "RRULE:FREQ=DAILY;UNTIL=20260603T090000").len(), 3);
    assert_eq!(days("20260601", "RRULE:FREQ=DAILY;UNTIL=20260603").len(), 3);
}

#[test]
fn instances_are_added_and_taken_away() {
    let rule = "RRULE:FREQ=DAILY;COUNT=4";
    assert_eq!(
        days("20260601", &format!("{rule}\nEXDATE;TZID=Europe/London:20260602T090000,20260604T090000")),
        ["06-01", "06-03"]
    );
    assert_eq!(days("20260601", &format!("{rule}\nEXDATE:20260601T080000Z")), ["06-02", "06-03", "06-04"]);
    assert_eq!(days("20260601", &format!("{rule}\nEXDATE;VALUE=DATE:20260603")), ["06-01", "06-02", "06-04"]);
    assert_eq!(days("20260601", "RDATE;TZID=Europe/London:20260610T090000,20260601T090000"), ["06-01", "06-10"]);
}

#[test]
fn a_night_ends_at_its_hour_also_when_the_clocks_change() {
    let preview = event("SUMMARY:A\nDTSTART:20260327T200000\nDTEND:20260328T080000\nRRULE:FREQ=DAILY;COUNT=3");
    let nights = [
        "2026-03-27T20:00:00Z 2026-03-28T08:00:00Z A",
        "2026-03-28T20:00:00Z 2026-03-29T07:00:00Z A",
        "2026-03-29T19:00:00Z 2026-03-30T07:00:00Z A",
    ];
    assert_eq!(shown(&preview), nights);
}

#[test]
fn an_instance_that_the_clocks_swallow_is_said() {
    let preview = event("SUMMARY:A\nDTSTART:20260328T010000\nDTEND:20260328T020000\nRRULE:FREQ=DAILY;COUNT=3");
    assert_eq!(preview.proposed.len(), 2);
    assert_eq!(reasons(&preview), [(3, Why::NoLength)]);
}

#[test]
fn whole_days_recur() {
    let preview = event("SUMMARY:A\nDTSTART;VALUE=DATE:20261024\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20261026");
    assert_eq!(
        shown(&preview),
        ["2026-10-23T23:00:00Z 2026-10-24T23:00:00Z A", "2026-10-24T23:00:00Z 2026-10-26T00:00:00Z A"]
    );
}

#[test]
fn half_a_rule_is_never_taken() {
    for (rule, why) in [
        ("FREQ=YEARLY", "FREQ=YEARLY is not supported; write these events out one by one"),
        ("FREQ=HOURLY", "FREQ=HOURLY is not supported; write these events out one by one"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", "BYSETPOS in RRULE is not supported; write these events out one by one"),
        ("FREQ=DAILY;BYMONTH=1", "BYMONTH in RRULE is not supported; write these events out one by one"),
        ("FREQ=DAILY;INTERVAL=1001", "so long an INTERVAL is not supported; write these events out one by one"),
        ("FREQ=DAILY;COUNT=1;UNTIL=20260601", "RRULE cannot be read"),
        ("FREQ=DAILY;COUNT=0", "RRULE cannot be read"),
        ("FREQ=DAILY;INTERVAL=0", "RRULE cannot be read"),
        ("FREQ=WEEKLY;BYDAY=1MO", "RRULE cannot be read"),
        ("FREQ=MONTHLY;BYDAY=0MO", "RRULE cannot be read"),
        ("FREQ=MONTHLY;BYDAY=-128MO", "RRULE cannot be read"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "RRULE cannot be read"),
        ("FREQ=MONTHLY;BYMONTHDAY=-128", "RRULE cannot be read"),
        ("INTERVAL=2", "RRULE cannot be read"),
        ("", "RRULE cannot be read"),
    ] {
        assert_eq!(days("20260601", &format!("RRULE:{rule}")), [why], "{rule}");
    }
    assert_eq!(days("20260601", "RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY"), ["has more than one RRULE"]);
    assert!(days("20260601", "RRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY")[0].starts_with("EXRULE is not supported"));
}
