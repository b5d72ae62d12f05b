//! What is said outside holds severity, reference and how to answer, and nothing else.

use super::*;
use crate::rules::story::{ANN, Story, declare};

#[test]
fn an_alerts_headline_is_its_severity_and_a_short_name() {
    let mut story = Story::new();
    let page = story.page();
    let Subject::Alert { alert, .. } = story.at(page).subject else { panic!() };
    let end = alert.to_string()[30..].to_uppercase();
    assert_eq!(headline(&story.state, story.at(page)), format!("S2 alert {end}"));
    story.policy(&[(&[ANN], 60)], 0);
    let page = story.page();
    story.later(60).tick();
    let notice = story.at(page).notice.unwrap();
    assert!(headline(&story.state, story.at(notice)).ends_with(" unanswered"));
}

#[test]
fn nothing_said_outside_tells_what_it_is_about() {
    let mut story = Story::new();
    for route in [None, Some(declare())] {
        if let Some(route) = route {
            story.rules(vec![], route);
        }
        story.raise("disk");
        for page in story.state.pages.values() {
            let headline = headline(&story.state, page);
            for said in [
                sms(&headline, "4821", None),
                voice(&headline),
                push(&headline).title,
                email(&headline, "4821", None).body,
            ] {
                for secret in ["Disk", "full", "db-1", "council", "Monitoring"] {
                    assert!(!said.contains(secret), "{said}");
                }
            }
        }
    }
}

#[test]
fn a_text_message_is_one_segment() {
    let said = sms("S1 CTAC-2026-0001", "4821", Some("https://ctac.example/a/Zm9v"));
    assert_eq!(said, "CTAC: S1 CTAC-2026-0001. Reply 4821 to acknowledge, or open https://ctac.example/a/Zm9v");
    let without = "CTAC: S1 CTAC-2026-0001. Reply 4821 to acknowledge.";
    assert_eq!(sms("S1 CTAC-2026-0001", "4821", None), without);
    let fits = "x".repeat(limits::SMS - said.len() + "https://ctac.example/a/Zm9v".len());
    assert_eq!(sms("S1 CTAC-2026-0001", "4821", Some(&fits)).len(), limits::SMS);
    assert_eq!(sms("S1 CTAC-2026-0001", "4821", Some(&format!("{fits}x"))), without);
    assert_eq!(sms("S1 CTAC-2026-0001", "4821", Some("https://ctac.example/ä")), without);
    assert_eq!((septets("a[~"), septets("`"), septets("ł")), (Some(5), None, None));
}

#[test]
fn a_call_spells_the_reference_out() {
    let said = voice("S1 CTAC-2026-0001");
    assert!(said.contains(" Severity 1. C T A C, 2 0 2 6, 0 0 0 1. Press 1 to acknowledge."), "{said}");
    assert!(voice("S2 alert 3F9A2C unanswered").contains("Severity 2. alert 3 F 9 A 2 C unanswered."));
}

#[test]
fn an_email_says_how_to_answer() {
    let with = email("S1 CTAC-2026-0001", "4821", Some("https://ctac.example/a/Zm9v"));
    assert_eq!(with.title, "CTAC: S1 CTAC-2026-0001");
    assert!(with.body.contains("https://ctac.example/a/Zm9v") && with.body.contains("4821"));
    assert!(email("S1 CTAC-2026-0001", "4821", None).body.contains("Reply 4821"));
    assert_eq!(push("S1 CTAC-2026-0001").title, "CTAC: S1 CTAC-2026-0001");
}
