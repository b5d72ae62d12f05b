//! Replies as people write them, and which page they mean.

use proptest::prelude::*;

use super::*;
use crate::rules::story::{ANN, BOB, Story};

#[test]
fn what_clearly_says_yes() {
    let with = ["ack 4821", "ACK 4821", "4821 yes", "yes 4821!", "OK, 4821", "4821yes"];
    for text in with {
        assert_eq!(parse(text), Reply::Acknowledge(Some(4821)), "{text:?}");
    }
    for text in
        ["ack", "Yes", "y", "OK thanks", "yes please", "CTAC ack", "yes on my way", "Ack\n\nSent from my iPhone"]
    {
        assert_eq!(parse(text), Reply::Acknowledge(None), "{text:?}");
    }
    for text in ["4821", " 4821. ", "4821 Thanks"] {
        assert_eq!(parse(text), Reply::Code(4821), "{text:?}");
    }
    assert_eq!(parse("482193"), Reply::Code(482_193));
}

#[test]
fn what_clearly_says_no() {
    for text in ["4821 no", "NO 4821", "can't 4821", "Can’t do it 4821", "4821: sorry, cannot"] {
        assert_eq!(parse(text), Reply::Decline(Some(4821)), "{text:?}");
    }
    for text in ["no", "No.", "cannot", "sorry no", "I'm busy"] {
        assert_eq!(parse(text), Reply::Decline(None), "{text:?}");
    }
}

#[test]
fn what_could_be_read_either_way_is_unclear() {
    let unclear = [
        "",
        "?",
        "is this ok?",
        "who is this",
        "yes no",
        "not ok",
        "yes but I cannot drive",
        "4821 4822",
        "ack 4821 9999",
        "4821 wrong number",
        "can you ack?",
        "1234567890",
        "don't ack",
        "what does ack mean",
        "👍",
        "４８２１",
    ];
    for text in unclear {
        assert_eq!(parse(text), Reply::Unclear, "{text:?}");
    }
    assert_eq!(parse(&format!("yes {}", "x".repeat(400))), Reply::Unclear);
}

proptest! {
    #[test]
    fn a_no_is_never_a_yes_whatever_stands_beside_it(text in "(?s).{0,60}") {
        for with_no in [format!("{text} no"), format!("no {text}")] {
            let yes = matches!(parse(&with_no), Reply::Acknowledge(_) | Reply::Code(_) | Reply::Attend(..));
            prop_assert!(!yes, "{}", with_no);
        }
    }
}

#[test]
fn minutes_say_when() {
    let with = [
        ("4821 30", 30),
        ("4821 yes 30 mins", 30),
        ("30 4821", 30),
        ("4821: in 45min", 45),
        ("yes 4821, 30 minutes, stuck in traffic", 30),
        ("4821 1h", 60),
        ("4821 2 hours", 120),
        ("4821 1 hour and 30 mins", 90),
        ("4821 ETA 20 thanks", 20),
        ("4821 0", 0),
    ];
    for (text, minutes) in with {
        assert_eq!(parse(text), Reply::Attend(Some(4821), minutes), "{text:?}");
    }
    for (text, minutes) in
        [("30", 30), ("30 mins", 30), ("yes, 20", 20), ("2hrs", 120), ("Can be there in 15", 15), ("0", 0)]
    {
        assert_eq!(parse(text), Reply::Attend(None, minutes), "{text:?}");
    }
    let unclear = ["15 or 20", "15-20 mins", "not for 30 mins", "30 no", "4821 30 wrong number", "1h 2h", "why 30?"];
    for text in unclear {
        assert_eq!(parse(text), Reply::Unclear, "{text:?}");
    }
}

#[test]
fn keys() {
    let pressed = ['1', '2', '3', '9'].map(key);
    assert_eq!(pressed, [Some(Key::Acknowledge), Some(Key::Decline), Some(Key::Repeat), Some(Key::Escalate)]);
    assert_eq!(['0', '4', '#', '*', 'a'].map(key), [None; 5]);
}

#[test]
fn keys_of_both_calls_mean_the_same_in_both() {
    let minutes = |digit| match attend_key(digit) {
        Some(AttendKey::Can(Can::Yes { minutes })) => minutes,
        other => panic!("{digit}: {other:?}"),
    };
    assert_eq!(['1', '4', '5', '6'].map(minutes), [15, 30, 60, 120]);
    assert_eq!(['0', '2'].map(attend_key), [Some(AttendKey::Can(Can::No)); 2]);
    assert_eq!(attend_key('3'), Some(AttendKey::Repeat));
    assert_eq!(['7', '8', '9', '#', '*', 'a'].map(attend_key), [None; 6]);
    for digit in '0'..='9' {
        match (key(digit), attend_key(digit)) {
            (Some(Key::Acknowledge), it) => assert!(matches!(it, Some(AttendKey::Can(Can::Yes { .. })))),
            (Some(Key::Decline), it) => assert_eq!(it, Some(AttendKey::Can(Can::No))),
            (Some(Key::Repeat), it) => assert_eq!(it, Some(AttendKey::Repeat)),
            (Some(Key::Escalate), it) => assert_eq!(it, None),
            (None, _) => {}
        }
    }
}

fn means(story: &Story, person: PersonId, code: Option<u32>) -> Meant {
    meant_by(&story.state, person, code, false)
}

#[test]
fn a_code_means_its_page_and_no_code_the_only_one_told_of() {
    let mut story = Story::new();
    assert_eq!(means(&story, ANN, None), Meant::None);
    let first = story.page();
    assert_eq!(means(&story, ANN, None), Meant::None, "nothing was sent yet");
    story.claim();
    assert_eq!(means(&story, ANN, None), Meant::Pages(vec![first]));
    assert_eq!(means(&story, BOB, None), Meant::None);
    let second = story.page();
    assert_eq!(means(&story, ANN, None), Meant::Pages(vec![first]));
    story.later(limits::FOLD_S).claim();
    assert_eq!(means(&story, ANN, None), Meant::Ambiguous);
    let code = story.messages(second, ANN)[0].code;
    assert_eq!(means(&story, ANN, code), Meant::Pages(vec![second]));
    assert_eq!(means(&story, BOB, code), Meant::None, "a code is its person's alone");
    story.acknowledge(first, ANN).unwrap();
    assert_eq!(means(&story, ANN, None), Meant::Pages(vec![second]));
    story.acknowledge(second, ANN).unwrap();
    assert_eq!(means(&story, ANN, code), Meant::None);
}

#[test]
fn a_page_that_seeks_somebody_goes_before_one_that_gave_up() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 60)], 0);
    let gave_up = story.page();
    story.claim();
    story.later(60).tick();
    assert_eq!(means(&story, ANN, None), Meant::Pages(vec![gave_up]));
    let seeks = story.page();
    story.later(limits::FOLD_S).claim();
    assert_eq!(means(&story, ANN, None), Meant::Pages(vec![seeks]));
}
