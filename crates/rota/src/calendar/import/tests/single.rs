//! Events that do not recur: times, lengths, who.

use super::*;

#[test]
fn times_are_of_utc_of_a_zone_of_windows_of_the_rota_or_whole_days() {
    let of = |lines: &str| shown(&event(&format!("SUMMARY:Amara\r\n{lines}")));
    assert_eq!(
        of("DTSTART:20260601T080000Z\nDTEND:20260601T160000Z"),
        ["2026-06-01T08:00:00Z 2026-06-01T16:00:00Z Amara"]
    );
    let new_york = ["2026-06-01T13:00:00Z 2026-06-01T21:00:00Z Amara"];
    let local = "20260601T090000\nDTEND;TZID=America/New_York:20260601T170000";
    assert_eq!(of(&format!("DTSTART;TZID=America/New_York:{local}")), new_york);
    assert_eq!(of(&format!("DTSTART;TZID=\"Eastern Standard Time\":{local}")), new_york);
    assert_eq!(of(&format!("DTSTART;TZID=/x.example/1/America/New_York:{local}")), new_york);
    let floating = of("DTSTART:20260601T090000\nDURATION:PT8H");
    assert_eq!(floating, ["2026-06-01T08:00:00Z 2026-06-01T16:00:00Z Amara"]);
    let days = ["2026-05-31T23:00:00Z 2026-06-02T23:00:00Z Amara"];
    assert_eq!(of("DTSTART;VALUE=DATE:20260601\nDTEND;VALUE=DATE:20260603"), days);
    assert_eq!(of("DTSTART;VALUE=DATE:20260601\nDURATION:P2D"), days);
    // A day without an end is one day: 23 hours of it when the clocks go forward.
    assert_eq!(of("DTSTART:20260329"), ["2026-03-29T00:00:00Z 2026-03-29T23:00:00Z Amara"]);
}

#[test]
fn days_are_those_of_the_calendar_and_hours_those_that_pass() {
    let of = |duration: &str| shown(&event(&format!("SUMMARY:A\nDTSTART:20260328T120000\nDURATION:{duration}")));
    assert_eq!(of("P1D"), ["2026-03-28T12:00:00Z 2026-03-29T11:00:00Z A"]);
    assert_eq!(of("PT24H"), ["2026-03-28T12:00:00Z 2026-03-29T12:00:00Z A"]);
    assert_eq!(of("P1DT1H30M"), ["2026-03-28T12:00:00Z 2026-03-29T12:30:00Z A"]);
    assert_eq!(of("P1W"), ["2026-03-28T12:00:00Z 2026-04-04T11:00:00Z A"]);
}

/// As RFC 5545, section 3.3.5, has it.
#[test]
fn a_time_that_is_shown_twice_is_the_first_and_one_that_is_skipped_is_moved_on() {
    let of = |start: &str| event(&format!("SUMMARY:A\nDTSTART:{start}\nDURATION:PT1H")).proposed[0].from;
    assert_eq!(of("20261025T013000"), at("2026-10-25T00:30:00Z"));
    assert_eq!(of("20260329T013000"), at("2026-03-29T01:30:00Z"));
}

#[test]
fn a_zone_of_the_file_is_taken_by_the_place_it_names() {
    let file = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Our Office\nX-LIC-LOCATION:America/New_York\nBEGIN:STANDARD\n\
        TZOFFSETFROM:+0000\nTZOFFSETTO:+0900\nDTSTART:19700101T000000\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\n\
        DTSTART;TZID=Our Office:20260601T090000\nDURATION:PT1H\nSUMMARY:A\nEND:VEVENT\nEND:VCALENDAR\n";
    assert_eq!(shown(&imported(file).unwrap()), ["2026-06-01T13:00:00Z 2026-06-01T14:00:00Z A"]);
    let nowhere = only_reason("SUMMARY:A\nDTSTART;TZID=Our Office:20260601T090000\nDURATION:PT1H");
    assert_eq!(nowhere.0, 5);
    assert!(nowhere.1.contains("\"Our Office\""), "{}", nowhere.1);
}

#[test]
fn who_is_on_are_the_attendees_else_the_organizer_else_the_summary() {
    let times = "DTSTART:20260601T080000Z\nDTEND:20260601T090000Z\nSUMMARY:Duty\\, night";
    let who = |lines: &str| -> Vec<String> {
        let found = shown(&event(&format!("{times}\n{lines}")));
        found.into_iter().map(|line| line.splitn(3, ' ').nth(2).unwrap().to_owned()).collect()
    };
    let organizer = "ORGANIZER;CN=Boss:mailto:boss@example.org";
    assert_eq!(who(""), ["Duty, night"]);
    assert_eq!(who(organizer), ["<boss@example.org>"]);
    let two = "ATTENDEE;CN=\"Bryn: B;C\";PARTSTAT=ACCEPTED:MAILTO:bryn@example.org\nATTENDEE:mailto:amara@example.org";
    assert_eq!(who(&format!("{organizer}\n{two}")), ["<amara@example.org>", "<bryn@example.org>"]);
    let declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:ceri@example.org";
    assert_eq!(who(&format!("{declined}\nATTENDEE:mailto:amara@example.org")), ["<amara@example.org>"]);
    assert_eq!(who("ATTENDEE;CUTYPE=ROOM:mailto:room@example.org"), ["Duty, night"]);
    assert_eq!(who("ATTENDEE;EMAIL=amara@example.org;CN=Amara:urn:uuid:1"), ["<amara@example.org>"]);
    assert_eq!(who("ATTENDEE;CN=Amara:invalid:nomail"), ["Amara"]);
    assert_eq!(only_reason(&format!("{times}\n{declined}")), (7, Why::Declined.to_string()));
    assert_eq!(only_reason("DTSTART:20260601T080000Z\nDURATION:PT1H"), (3, Why::Nobody.to_string()));
}

#[test]
fn what_cannot_be_imported_is_passed_over_with_its_line() {
    let why = |lines: &str| only_reason(&format!("SUMMARY:A\n{lines}"));
    let times = "DTSTART:20260601T080000Z\nDTEND:20260601T090000Z";
    assert_eq!(why("DTEND:20260601T090000Z"), (3, "has no DTSTART".to_owned()));
    assert_eq!(why("DTSTART:tomorrow\nDURATION:PT1H"), (5, "DTSTART cannot be read".to_owned()));
    assert_eq!(why("DTSTART:20260230T080000Z\nDURATION:PT1H").1, "DTSTART cannot be read");
    assert_eq!(why("DTSTART:20260601T080000Z\nDURATION:-PT1H"), (6, "DURATION cannot be read".to_owned()));
    assert_eq!(why(&format!("{times}\nDTSTART:20260601T080000Z")), (7, "has more than one DTSTART".to_owned()));
    assert_eq!(why("DTSTART:20260601T080000Z"), (3, Why::NoLength.to_string()));
    assert_eq!(why("DTSTART:20260601T080000Z\nDTEND:20260601T080000Z"), (3, Why::NoLength.to_string()));
    assert_eq!(why(&format!("{times}\nSTATUS:CANCELLED")), (7, Why::Cancelled.to_string()));
    assert_eq!(why("DTSTART:20250601T080000Z\nDURATION:PT1H"), (3, Why::Outside.to_string()));
    assert_eq!(why("DTSTART:20270101T000000Z\nDURATION:PT1H"), (3, Why::Outside.to_string()));
    assert_eq!(why(&format!("{times}\nUID:{}", "u".repeat(1_021))), (7, "UID is too long".to_owned()));
    assert_eq!(why(&format!("{times}\nRDATE;VALUE=PERIOD:20260601T080000Z/PT1H")).0, 7);
}

#[test]
fn other_components_and_broken_lines_are_passed_over_and_alarms_are_nothing() {
    let file = "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:Wash up\nEND:VTODO\nBEGIN:VEVENT\nDTSTART:20260601T080000Z\n\
        DURATION:PT1H\nSUMMARY:A\nthis is no line\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR";
    let preview = imported(file).unwrap();
    assert_eq!(shown(&preview), ["2026-06-01T08:00:00Z 2026-06-01T09:00:00Z A"]);
    assert_eq!(reasons(&preview), [(2, Why::NotAnEvent), (9, Why::NotALine)]);
    assert_eq!(preview.passed_over[1].what, "this is no line");
}

#[test]
fn a_message_that_cancels_proposes_nothing() {
    let file = calendar(&["SUMMARY:A\nDTSTART:20260601T080000Z\nDURATION:PT1H"]);
    let preview = imported(&file.replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:CANCEL")).unwrap();
    assert_eq!((preview.proposed.len(), reasons(&preview)), (0, vec![(4, Why::Cancelled)]));
}

#[test]
fn lines_are_unfolded_also_within_a_character() {
    let mut file =
        calendar(&["SUMMARY:Am\r\n ar\r\n\ta Zo@@\r\nDTSTART:20260601T080000Z\r\nDURATION:PT1H"]).into_bytes();
    let place = file.windows(2).position(|two| two == b"@@").unwrap();
    file.splice(place..place + 2, *b"\xc3\r\n \xab");
    let (from, to) = (at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
    let preview = import(&file, &Window { from, to, time_zone: "UTC" }).unwrap();
    assert_eq!(preview.proposed[0].summary, "Amara Zoë");
}

#[test]
fn the_own_feed_comes_back_as_it_was() {
    let on = crate::Stretch { from: at("2026-10-24T08:00:00Z"), to: at("2026-10-25T01:30:00Z") };
    let [rota, summary, description] = ["r", "On call: Amara", "one\ntwo"].map(str::to_owned);
    let events = [crate::calendar::Event { rota, member: "m".into(), on, summary, description, sequence: 0 }];
    let (made, refresh) = (on.from, std::num::NonZeroU32::MIN);
    let feed = crate::calendar::Feed { name: "n", time_zone: "Europe/London", made, refresh, events: &events };
    let preview = imported(&crate::calendar::feed(&feed).unwrap()).unwrap();
    assert_eq!(shown(&preview), ["2026-10-24T08:00:00Z 2026-10-25T01:30:00Z On call: Amara"]);
    assert_eq!(preview.passed_over, []);
}
