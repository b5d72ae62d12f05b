//! Replies as people write them, and which page they mean.

use proptest::prelude::*;

use super::*;
use crate::rules::story::{ANN, BOB, Story};

#[test]
fn what_clearly_says_yes() {
    let with = ["ack 4821", "4821", "ACK 4821", " 4821. ", "4821 yes", "yes 4821!", "OK, 4821", "4821 Thanks"];
    for text in with {
        assert_eq!(parse(text), Reply::Acknowledge(Some(4821)), "{text:?}");
    }
    for text in
        ["ack", "Yes", "y", "OK thanks", "yes please", "CTAC ack", "yes on my way", "Ack\n\nSent from my iPhone"]
    {
        assert_eq!(parse(text), Reply::Acknowledge(None), "{text:?}");
    }
    assert_eq!(parse("482193"), Reply::Acknowledge(Some(482_193)));
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
        "12",
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
            prop_assert!(!matches!(parse(&with_no), Reply::Acknowledge(_)));
        }
    }
}

#[test]
fn keys() {
    let pressed = ['1', '2', '3', '9'].map(key);
    assert_eq!(pressed, [Some(Key::Acknowledge), Some(Key::Decline), Some(Key::Repeat), Some(Key::Escalate)]);
    assert_eq!(['0', '4', '#', '*', 'a'].map(key), [None; 5]);
}

#[test]
fn a_code_means_its_page_and_no_code_the_only_one_told_of() {
    let mut story = Story::new();
    assert_eq!(open_page_for(&story.state, ANN, None), Meant::None);
    let first = story.page();
    assert_eq!(open_page_for(&story.state, ANN, None), Meant::None, "nothing was sent yet");
    story.claim();
    assert_eq!(open_page_for(&story.state, ANN, None), Meant::Found(vec![first]));
    assert_eq!(open_page_for(&story.state, BOB, None), Meant::None);
    let second = story.page();
    assert_eq!(open_page_for(&story.state, ANN, None), Meant::Found(vec![first]));
    story.later(limits::FOLD_S).claim();
    assert_eq!(open_page_for(&story.state, ANN, None), Meant::Ambiguous);
    let code = story.messages(second, ANN)[0].code;
    assert_eq!(open_page_for(&story.state, ANN, code), Meant::Found(vec![second]));
    assert_eq!(open_page_for(&story.state, BOB, code), Meant::None, "a code is its person's alone");
    story.acknowledge(first, ANN).unwrap();
    assert_eq!(open_page_for(&story.state, ANN, None), Meant::Found(vec![second]));
    story.acknowledge(second, ANN).unwrap();
    assert_eq!(open_page_for(&story.state, ANN, code), Meant::None);
}

#[test]
fn a_page_that_seeks_somebody_goes_before_one_that_gave_up() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 60)], 0);
    let gave_up = story.page();
    story.claim();
    story.later(60).tick();
    assert_eq!(open_page_for(&story.state, ANN, None), Meant::Found(vec![gave_up]));
    let seeks = story.page();
    story.later(limits::FOLD_S).claim();
    assert_eq!(open_page_for(&story.state, ANN, None), Meant::Found(vec![seeks]));
}
