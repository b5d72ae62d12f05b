//! Several events of one UID: later editions, and single instances changed.

use super::*;

const SERIES: &str = "UID:u\nSUMMARY:A\nDTSTART:20260601T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3";

#[test]
fn a_changed_instance_replaces_its_own() {
    let changed = "UID:u\nSUMMARY:B\nRECURRENCE-ID:20260602T080000Z\nDTSTART:20260602T120000Z\nDURATION:PT1H";
    for events in [[SERIES, changed], [changed, SERIES]] {
        let preview = imported(&calendar(&events)).unwrap();
        let expected = [
            "2026-06-01T08:00:00Z 2026-06-01T09:00:00Z A",
            "2026-06-02T12:00:00Z 2026-06-02T13:00:00Z B",
            "2026-06-03T08:00:00Z 2026-06-03T09:00:00Z A",
        ];
        assert_eq!((shown(&preview), reasons(&preview)), (expected.map(str::to_owned).to_vec(), vec![]));
    }
}

#[test]
fn a_cancelled_instance_is_gone_and_said() {
    let cancelled = "UID:u\nRECURRENCE-ID:20260602T080000Z\nDTSTART:20260602T080000Z\nDURATION:PT1H\nSTATUS:CANCELLED";
    let preview = imported(&calendar(&[SERIES, cancelled])).unwrap();
    assert_eq!(preview.proposed.len(), 2);
    assert_eq!(reasons(&preview), [(15, Why::Cancelled)]);
}

#[test]
fn a_series_changed_in_a_way_that_cannot_be_followed_is_passed_over_whole() {
    for (changed, line) in [
        ("UID:u\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260602T080000Z\nDTSTART:20260602T090000Z\nDURATION:PT1H", 12),
        ("UID:u\nRECURRENCE-ID;TZID=Nowhere:20260602T080000\nDTSTART:20260602T090000Z\nDURATION:PT1H", 12),
    ] {
        let preview = imported(&calendar(&[SERIES, changed])).unwrap();
        assert_eq!(preview.proposed, []);
        assert_eq!(reasons(&preview)[0], (3, Why::Series { line }));
        assert_eq!(preview.passed_over[1].line, line);
    }
}

#[test]
fn of_editions_the_latest_is_taken() {
    let edition = |sequence: &str, summary: &str| {
        format!("UID:u\nSEQUENCE:{sequence}\nSUMMARY:{summary}\nDTSTART:20260601T080000Z\nDURATION:PT1H")
    };
    let [old, new] = [edition("1", "old"), edition("2", "new")];
    let preview = imported(&calendar(&[&new, &old])).unwrap();
    assert_eq!(preview.proposed[0].summary, "new");
    assert_eq!(reasons(&preview), [(10, Why::Replaced { line: 3 })]);
    let preview = imported(&calendar(&[&edition("1", "first"), &edition("1", "second")])).unwrap();
    assert_eq!(preview.proposed[0].summary, "second");
    assert_eq!(preview.passed_over[0].what, "first");
}

#[test]
fn an_instance_of_no_series_stands_by_itself_and_needs_a_uid() {
    let changed = "RECURRENCE-ID:20260602T080000Z\nDTSTART:20260602T120000Z\nDURATION:PT1H\nSUMMARY:B";
    assert_eq!(event(&format!("UID:u\n{changed}")).proposed.len(), 1);
    assert_eq!(only_reason(changed), (3, "has no UID".to_owned()));
}
