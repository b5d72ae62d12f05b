//! Files made to harm: refused at a line, in bounded time and memory.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::fault::TooLong;
use crate::limits::{IMPORT_EVENTS, IMPORT_LINE, IMPORT_OCTETS, IMPORT_PASSED_OVER};

#[test]
fn a_file_that_is_no_calendar_or_is_cut_is_refused_at_its_line() {
    assert_eq!(refused(""), (1, Unreadable::NotACalendar));
    assert_eq!(refused("<html>"), (1, Unreadable::NotACalendar));
    assert_eq!(refused("\n\nBEGIN:VCARD\nEND:VCARD"), (3, Unreadable::NotACalendar));
    assert_eq!(refused("BEGIN:VCALENDAR\nEND:VCALENDAR\nX:y"), (3, Unreadable::NotACalendar));
    let cut = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:A";
    assert_eq!(refused(cut), (2, Unreadable::Cut { what: "VEVENT".into() }));
    assert_eq!(refused(&format!("{cut}\nEND:VCALENDAR")), (4, Unreadable::WrongEnd { found: "VCALENDAR".into() }));
    assert_eq!(refused("END:VCALENDAR"), (1, Unreadable::WrongEnd { found: "VCALENDAR".into() }));
    let window = Window { from: at("2026-01-01T00:00:00Z"), to: at("2026-01-02T00:00:00Z"), time_zone: "UTC" };
    let latin = import(b"BEGIN:VCALENDAR\nSUMMARY:Zo\xeb\nEND:VCALENDAR", &window).unwrap_err();
    assert_eq!(latin, ImportRefused::File { line: 2, why: Unreadable::Encoding });
}

#[test]
fn what_is_asked_must_make_sense() {
    let asked = |from, to, time_zone| {
        let window = Window { from: at(from), to: at(to), time_zone };
        import(b"BEGIN:VCALENDAR\nEND:VCALENDAR", &window)
    };
    let (from, to) = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
    assert_eq!(asked(from, to, "UTC"), Ok(Preview::default()));
    assert_eq!(asked(to, from, "UTC").unwrap_err().to_string(), "to: must be after from");
    assert!(asked(from, to, "Europe/Lundun").unwrap_err().to_string().starts_with("time_zone: no time zone"));
    let years = asked(from, "2076-01-01T00:00:00Z", "UTC");
    assert_eq!(years, Err(ImportRefused::TooLong(TooLong::Days { days: 18_262 })));
}

#[test]
fn ten_megabytes_are_refused_before_they_are_read() {
    let line = "SUMMARY:0123456789\n";
    let file = format!("BEGIN:VCALENDAR\n{}", line.repeat(10_000_000 / line.len()));
    let (at, why) = refused(&file);
    assert_eq!((at, why), (1 + (IMPORT_OCTETS - 16) / line.len() + 1, Unreadable::TooLarge));
}

#[test]
fn a_million_events_are_refused_at_the_first_too_many() {
    let file = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\nEND:VEVENT\n".repeat(IMPORT_OCTETS / 24 - 1));
    assert_eq!(refused(&file), (2 + 2 * IMPORT_EVENTS, Unreadable::TooManyEvents));
}

#[test]
fn a_line_without_end_and_a_nest_without_floor_are_refused() {
    let long = format!("BEGIN:VCALENDAR\nX:{}\nEND:VCALENDAR", "a".repeat(IMPORT_LINE));
    assert_eq!(refused(&long), (2, Unreadable::LongLine));
    let folded = format!("BEGIN:VCALENDAR\nX:a\n{}END:VCALENDAR", " aaaaaaaaa\n".repeat(IMPORT_LINE));
    assert_eq!(refused(&folded), (2, Unreadable::LongLine));
    let empty_folds = format!("BEGIN:VCALENDAR\nX:a\n{}END:VCALENDAR", " \n".repeat(500_000));
    assert!(imported(&empty_folds).is_ok());
    let nested = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\n".repeat(100_000));
    assert_eq!(refused(&nested), (5, Unreadable::TooDeep));
}

#[test]
fn too_much_that_recurs_or_is_passed_over_is_refused() {
    let daily = "SUMMARY:A\nDTSTART:19700101T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY";
    assert_eq!(event(daily).proposed.len(), 365);
    assert_eq!(refused(&calendar(&[daily; 3])), (15, Unreadable::TooManyProposed));
    assert_eq!(reasons(&event(&format!("{daily};UNTIL=20251231;BYDAY=MO"))), [(3, Why::Outside)]);
    assert_eq!(event(&format!("{daily};COUNT=4294967295")).proposed.len(), 365);
    let past = "SUMMARY:A\nDTSTART:19700101T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=20000";
    assert_eq!(refused(&calendar(&[past; 10])).1, Unreadable::TooManySteps);
    let broken = "x\n".repeat(IMPORT_PASSED_OVER + 1);
    assert_eq!(refused(&format!("BEGIN:VCALENDAR\n{broken}END:VCALENDAR")).1, Unreadable::TooManyPassedOver);
}

#[test]
fn an_event_of_ages_is_out_of_reach() {
    let reasons = |lines: &str| reasons(&event(&format!("SUMMARY:A\n{lines}")));
    assert_eq!(reasons("DTSTART:19600101T000000Z\nDTEND:20270101T000000Z"), [(3, Why::OutOfReach)]);
    assert_eq!(reasons("DTSTART:20260101T000000Z\nDTEND:99991231T235959Z"), [(3, Why::OutOfReach)]);
    assert_eq!(reasons("DTSTART:00000101T000000\nDTEND:99991231T235959"), [(3, Why::OutOfReach)]);
    assert_eq!(reasons("DTSTART:20260101T000000Z\nDURATION:P99999999999W"), [(6, Why::Value("DURATION"))]);
    assert_eq!(reasons("DTSTART:20260101T000000Z\nDURATION:P9999999999999999999999W"), [(6, Why::Value("DURATION"))]);
}

/// What a calendar is made of, so that random text gets past the door.
fn token() -> impl Strategy<Value = String> {
    let known = select(vec![
        "BEGIN:VCALENDAR\n",
        "END:VCALENDAR\n",
        "BEGIN:VEVENT\n",
        "END:VEVENT\n",
        "BEGIN:VTIMEZONE\n",
        "END:VTIMEZONE\n",
        "BEGIN:VALARM\n",
        "END:VALARM\n",
        "DTSTART:",
        "DTEND:",
        "DTSTART;TZID=Europe/London:",
        "DTEND;VALUE=DATE:",
        "DURATION:",
        "P1D",
        "PT1H",
        "P1DT",
        "-P1W",
        "RRULE:",
        "FREQ=DAILY",
        "FREQ=MONTHLY",
        ";BYDAY=",
        "-5MO",
        "MO,TU",
        ";COUNT=",
        ";INTERVAL=",
        ";UNTIL=",
        ";WKST=SU",
        ";BYMONTHDAY=",
        "-31",
        "4294967295",
        "EXDATE:",
        "RDATE:",
        "RECURRENCE-ID:",
        "UID:u\n",
        "SUMMARY:A\n",
        "SEQUENCE:",
        "ATTENDEE;CN=\"",
        "mailto:a@b\n",
        "20260329T013000",
        "20261025T013000Z",
        "99991231T235959",
        "00000101",
        "20260229",
        "\n",
        "\r\n ",
        "\n\t",
        ",",
        ";",
        ":",
        "=",
        "\"",
        "\\",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => ".{0,8}".prop_map(|text| text)]
}

/// An event whose every value may be false.
fn soup() -> impl Strategy<Value = String> {
    let body = proptest::collection::vec(
        (
            select(vec![
                "DTSTART",
                "DTSTART;TZID=America/Santiago",
                "DTEND",
                "DURATION",
                "RRULE",
                "EXDATE",
                "RDATE",
                "RECURRENCE-ID",
                "UID",
            ]),
            select(vec![
                "20260329T013000",
                "20261025T013000Z",
                "99991231T235959",
                "99991231",
                "00000101",
                "20260405",
                "P1D",
                "PT26H",
                "P1W",
                "FREQ=DAILY",
                "FREQ=WEEKLY;BYDAY=MO,SU;INTERVAL=1000",
                "FREQ=MONTHLY;BYDAY=-5MO,5SU;BYMONTHDAY=-31,31",
                "FREQ=MONTHLY;COUNT=4294967295",
                "FREQ=DAILY;UNTIL=00000101",
                "FREQ=DAILY;UNTIL=99991231T235959Z",
            ]),
        ),
        1..7,
    );
    body.prop_map(|lines| {
        let lines: Vec<_> = lines.into_iter().map(|(name, value)| format!("{name}:{value}")).collect();
        calendar(&[&format!("SUMMARY:A\nDURATION:PT1H\n{}", lines.join("\n")), &lines.join("\n")])
    })
}

/// Whatever comes in, what comes out is in the window, in order and within the limits.
fn sound(file: &[u8]) {
    let (from, to) = (at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
    let Ok(preview) = import(file, &Window { from, to, time_zone: "America/Santiago" }) else { return };
    assert!(preview.proposed.iter().all(|one| one.from < one.to && one.from < to && from < one.to));
    assert!(preview.proposed.is_sorted_by_key(|one| one.from));
    assert!(preview.passed_over.iter().all(|one| one.line > 0 && one.what.chars().count() <= 200));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_octets_make_it_panic(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        sound(&octets);
        sound(&[b"BEGIN:VCALENDAR\n".as_slice(), &octets].concat());
    }

    #[test]
    fn no_pieces_of_calendars_make_it_panic(tokens in proptest::collection::vec(token(), 0..60)) {
        sound(tokens.concat().as_bytes());
        let event = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{}\nEND:VEVENT\nEND:VCALENDAR", tokens.concat());
        sound(event.as_bytes());
    }

    #[test]
    fn no_values_make_it_panic(file in soup()) {
        sound(file.as_bytes());
    }
}
