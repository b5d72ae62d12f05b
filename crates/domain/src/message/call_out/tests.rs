//! What is said outside holds severity, reference and how to answer, and nothing else.

use super::*;
use crate::message::reply::{AttendKey, Reply, attend_key, parse};

#[test]
fn a_text_message_is_one_segment_and_its_examples_are_understood() {
    let said = sms("S1 CTAC-2026-0001", 60, "4821", None);
    assert_eq!(
        said,
        "CTAC call-out: S1 CTAC-2026-0001. Can you attend within 60 min? Reply 4821 and minutes, e.g. 4821 30, or 4821 0 if \
         you cannot."
    );
    assert_eq!(parse("4821 30"), Reply::Attend(Some(4821), 30));
    assert_eq!(parse("4821 0"), Reply::Attend(Some(4821), 0));
    let longest = sms("S1 CTAC-2026-10000", 1_440, "482193", Some("https://ctac.example/c/Zm9v"));
    assert!(septets(&longest).unwrap() <= limits::SMS, "{longest}");
    assert!(sms("S1 CTAC-2026-0001", 60, "4821", Some("https://x.example/c/Z")).ends_with(" https://x.example/c/Z"));
    let example = sms("S1 CTAC-2026-0001", 20, "4821", None);
    assert!(example.contains("e.g. 4821 20"), "an example that would count");
}

#[test]
fn a_call_names_keys_that_work() {
    let said = voice("S1 CTAC-2026-0001", 60);
    assert!(said.contains("Can you attend within 1 hour?") && said.contains("Severity 1. C T A C, 2 0 2 6"), "{said}");
    let named: Vec<char> = said.split("Press ").skip(1).filter_map(|part| part.chars().next()).collect();
    assert_eq!(named, ['1', '4', '5', '6', '2', '3']);
    assert!(named.iter().all(|digit| attend_key(*digit).is_some()));
    assert_eq!(attend_key('3'), Some(AttendKey::Repeat));
}

#[test]
fn a_push_and_an_email_say_how_to_answer() {
    assert_eq!(push("S1 CTAC-2026-0001", 45).body, "Can you attend within 45 minutes? Open to answer.");
    let with = email("S1 CTAC-2026-0001", 60, "4821", Some("https://ctac.example/c/Zm9v"));
    assert!(with.title == "CTAC call-out: S1 CTAC-2026-0001" && with.body.contains("https://ctac.example/c/Zm9v"));
    assert!(email("S1 CTAC-2026-0001", 60, "4821", None).body.contains("4821"));
}

#[test]
fn minutes_in_words() {
    assert_eq!([1, 45, 60, 90, 120].map(minutes), ["1 minute", "45 minutes", "1 hour", "90 minutes", "2 hours"]);
}
