//! Receipts in every order, what follows of each, and the asking for those that never come.

use super::*;
use crate::command::{Actor, Command};
use crate::directory::Flag;
use crate::id::PageId;
use crate::page::Notification;
use crate::rules::story::{ANN, BOB, CAT, EVE, NODE, Story, failed, sent};

type Call = (Bearer, NotificationId, AttemptId);

fn undelivered(again: bool, flag: Option<Flag>) -> Delivery {
    let reason = "undelivered: the telephone is off or out of reach (30003)".to_owned();
    Delivery::Failed { code: Some("30003".to_owned()), reason, again, flag }
}

fn by(provider: &str) -> AttemptOutcome {
    let (provider, reference) = (provider.to_owned(), "SM1".to_owned());
    AttemptOutcome::Sent { provider, reference, after: Vec::new(), reports: true }
}

fn receive(story: &mut Story, call: Call, provider: &str, delivery: Delivery) -> Result<Answer, Refusal> {
    let (provider, reference) = (provider.to_owned(), "SM1".to_owned());
    story.when(Actor::System, &Command::RecordReceipt { attempt: call.2, provider, reference, delivery })
}

/// Ann's page, with its message taken by the first provider.
fn taken() -> (Story, PageId, Call) {
    let mut story = Story::new();
    let page = story.page();
    let call = story.claim()[0];
    story.finish(call, by("first"));
    (story, page, call)
}

fn of(story: &Story, page: PageId, call: Call) -> &Notification {
    &story.at(page).notifications[&call.1]
}

#[test]
fn proof_of_delivery_is_one_entry_and_ends_the_asking() {
    let (mut story, page, call) = taken();
    receive(&mut story, call, "first", Delivery::Delivered).unwrap();
    assert_eq!(story.then(), ["page.delivery"]);
    for late in [Delivery::Delivered, undelivered(true, None)] {
        receive(&mut story, call, "first", late).unwrap();
        assert_eq!(story.entries, [], "known, or older than what is known");
    }
    assert_eq!(of(&story, page, call).status, NotificationStatus::Sent { attempt: call.2 });
    assert!(story.at(page).is_active(), "it acknowledges nothing");
    assert_eq!(due::unheard(&story.state, jiff::Timestamp::MAX).count(), 0);
}

#[test]
fn a_provider_that_did_not_take_it_has_no_news_of_it() {
    let (mut story, page, call) = taken();
    let before = story.state.clone();
    for news in [Delivery::Delivered, undelivered(true, Some(Flag::Gone)), undelivered(false, None)] {
        let refused = receive(&mut story, call, "second", news);
        assert_eq!(refused, Err(Refusal::NotFound("call to this provider")));
        assert_eq!(story.state, before);
    }
    assert_eq!(due::unheard(&story.state, jiff::Timestamp::MAX).count(), 1, "its own provider is still asked");
    // Sent again by another, each has a word on its own call only.
    receive(&mut story, call, "first", undelivered(true, None)).unwrap();
    let again = story.claim()[0];
    story.finish(again, by("second"));
    assert!(receive(&mut story, again, "first", Delivery::Delivered).is_err());
    assert_eq!(of(&story, page, again).delivery, None);
    receive(&mut story, call, "first", Delivery::Delivered).unwrap();
    assert_eq!(of(&story, page, again).delivery, Some(Delivery::Delivered), "the first got it there after all");
}

#[test]
fn news_of_a_call_whose_answer_was_lost_is_taken_from_whoever_has_it() {
    let mut story = Story::new();
    let page = story.page();
    let call = story.claim()[0];
    story.finish(call, AttemptOutcome::Unknown);
    receive(&mut story, call, "second", Delivery::Delivered).unwrap();
    assert_eq!(of(&story, page, call).delivery, Some(Delivery::Delivered));
}

#[test]
fn what_did_not_arrive_is_sent_again_at_once_by_another() {
    let (mut story, page, call) = taken();
    receive(&mut story, call, "first", undelivered(true, None)).unwrap();
    assert_eq!(story.then(), ["page.delivery"]);
    assert_eq!(of(&story, page, call).trace.avoid, imbl::vector!["first".to_owned()]);
    let again = story.claim()[0];
    assert_eq!((again.0, again.1), (call.0, call.1), "the same message");
    story.finish(again, by("second"));
    assert_eq!(of(&story, page, call).delivery, None, "of the second nothing is known yet");
    // What the first says of the second's call is no news; but that its own arrived ends all doubt.
    receive(&mut story, again, "first", undelivered(true, None)).unwrap_err();
    assert_eq!(of(&story, page, call).status, NotificationStatus::Sent { attempt: again.2 });
    receive(&mut story, call, "first", Delivery::Delivered).unwrap();
    assert_eq!(of(&story, page, call).delivery, Some(Delivery::Delivered));
}

#[test]
fn where_nobody_else_takes_it_the_step_gives_way_and_it_is_tried_a_few_more_times() {
    let (mut story, page, call) = taken();
    receive(&mut story, call, "first", undelivered(true, None)).unwrap();
    let none = story.claim()[0];
    story.finish(none, failed(true));
    assert_eq!(story.then(), ["page.attempt_finished", "page.step_started"], "Bob is asked at once");
    assert_eq!(story.messages(page, BOB).len(), 1);
    let ann = of(&story, page, call);
    assert_eq!((ann.due.duration_since(story.now).as_secs(), ann.trace.avoid.len()), (300, 0));
    // Five calls in all, of which the first provider took three.
    let mut calls = 2;
    while story.later(300).claim().into_iter().any(|it| it.1 == call.1) {
        let it = &story.at(page).notifications[&call.1];
        let NotificationStatus::Claimed { attempt, .. } = it.status else { panic!("{it:?}") };
        let (call, avoids) = ((call.0, call.1, attempt), !it.trace.avoid.is_empty());
        calls += 1;
        story.finish(call, if avoids { failed(true) } else { by("first") });
        if !avoids {
            receive(&mut story, call, "first", undelivered(true, None)).unwrap();
        }
    }
    assert_eq!((calls, &of(&story, page, call).status), (5, &NotificationStatus::Failed));
}

#[test]
fn what_cannot_be_helped_gives_way_at_once_and_flags_the_address() {
    let (mut story, page, call) = taken();
    receive(&mut story, call, "first", undelivered(false, Some(Flag::Bounced))).unwrap();
    assert_eq!(story.then(), ["page.delivery", "contact.flagged", "page.step_started"]);
    assert_eq!(of(&story, page, call).status, NotificationStatus::Failed);
    assert!(!story.state.people[&ANN].is_reachable());
    // The network was wrong: it did arrive.
    receive(&mut story, call, "first", Delivery::Delivered).unwrap();
    assert_eq!(story.then(), ["page.delivery", "contact.unflagged"]);
    assert_eq!(of(&story, page, call).status, NotificationStatus::Sent { attempt: call.2 });
}

#[test]
fn a_receipt_that_comes_before_the_answer_is_the_answer() {
    for (delivery, then, status) in [
        (Delivery::Delivered, vec!["page.attempt_finished", "page.delivery"], "sent"),
        (undelivered(true, None), vec!["page.attempt_finished", "page.delivery"], "due"),
        (undelivered(false, None), vec!["page.attempt_finished", "page.delivery", "page.step_started"], "failed"),
    ] {
        let mut story = Story::new();
        let page = story.page();
        let call = story.claim()[0];
        receive(&mut story, call, "first", delivery).unwrap();
        assert_eq!(story.then(), then);
        story.finish(call, by("first"));
        assert_eq!(story.entries, [], "the call's own answer is no news then");
        let is = match of(&story, page, call).status {
            NotificationStatus::Sent { .. } => "sent",
            NotificationStatus::Due => "due",
            NotificationStatus::Failed => "failed",
            NotificationStatus::Claimed { .. } | NotificationStatus::Cancelled => "else",
        };
        assert_eq!(is, status);
    }
}

#[test]
fn proof_that_a_lost_call_arrived_saves_the_second() {
    let mut story = Story::new();
    let page = story.page();
    let call = story.claim()[0];
    story.later(31).tick();
    assert_eq!(of(&story, page, call).status, NotificationStatus::Due);
    receive(&mut story, call, "first", Delivery::Delivered).unwrap();
    assert_eq!(of(&story, page, call).status, NotificationStatus::Sent { attempt: call.2 });
    assert_eq!(story.claim(), []);
}

#[test]
fn proof_of_the_first_call_makes_good_the_second() {
    let (mut story, page, call) = taken();
    receive(&mut story, call, "first", undelivered(true, None)).unwrap();
    let again = story.claim()[0];
    receive(&mut story, call, "first", Delivery::Delivered).unwrap();
    story.finish(again, failed(true));
    assert_eq!(of(&story, page, call).status, NotificationStatus::Sent { attempt: again.2 });
    assert_eq!(story.claim(), []);
}

#[test]
fn nothing_is_sent_after_an_acknowledgement_but_what_happened_is_on_the_record() {
    let (mut story, page, call) = taken();
    story.acknowledge(page, ANN).unwrap();
    receive(&mut story, call, "first", undelivered(true, None)).unwrap();
    assert_eq!(story.then(), ["page.delivery"]);
    assert_eq!(story.claim(), []);
    // Nor to whoever said that they cannot.
    let mut story = Story::new();
    story.policy(&[(&[ANN, BOB], 60)], 0);
    let page = story.page();
    let calls = story.claim();
    calls.iter().for_each(|call| story.finish(*call, by("first")));
    let anns = calls.iter().find(|call| of(&story, page, **call).person == ANN).copied().unwrap();
    story.when(Actor::Person(ANN), &Command::Decline { page }).unwrap();
    receive(&mut story, anns, "first", undelivered(true, None)).unwrap();
    assert_eq!(story.claim(), []);
}

#[test]
fn whoever_declined_in_an_earlier_step_is_not_sent_it_again() {
    let (mut story, page, call) = taken();
    story.when(Actor::Person(ANN), &Command::Decline { page }).unwrap();
    assert!(story.at(page).step == 1 && story.at(page).declined.is_empty());
    receive(&mut story, call, "first", undelivered(true, None)).unwrap();
    assert!(story.claim().iter().all(|it| it.1 != call.1));
}

#[test]
fn what_arrived_by_one_call_is_not_sent_again_because_another_failed() {
    let (mut story, page, call) = taken();
    receive(&mut story, call, "first", undelivered(true, None)).unwrap();
    let again = story.claim()[0];
    story.finish(again, by("second"));
    receive(&mut story, call, "first", Delivery::Delivered).unwrap();
    receive(&mut story, again, "second", undelivered(true, None)).unwrap();
    assert_eq!(story.then(), ["page.delivery"], "it is on the record");
    assert_eq!(of(&story, page, call).delivery, Some(Delivery::Delivered));
    assert_eq!(story.claim(), []);
}

#[test]
fn a_notice_that_arrived_after_all_is_over_once() {
    let mut story = Story::new();
    let contact = story.state.people[&EVE].contacts.keys().next_back().copied().unwrap();
    story.when(Actor::System, &Command::FlagContact { contact, flag: Flag::Bounced }).unwrap();
    let call = story.claim()[0];
    story.later(31).tick();
    receive(&mut story, call, "first", Delivery::Delivered).unwrap();
    assert_eq!((story.then(), story.state.ended_notices.len()), (vec!["notice.delivery"], 1));
    assert_eq!(story.claim(), []);
}

#[test]
fn who_says_nothing_is_asked_a_few_times_and_not_after_the_page() {
    let (mut story, page, call) = taken();
    story.policy(&[(&[ANN], 86_400)], 0);
    let mut asked = Vec::new();
    for _ in 0..3_000 {
        story.later(1);
        if due::unheard(&story.state, story.now).next().is_some() {
            story.unchecked(Actor::System, &Command::ClaimAsks { node: NODE, limit: 10 }).unwrap();
            assert_eq!(story.then(), ["page.delivery_asked"]);
            asked.push(story.now.duration_since("2026-03-01T03:00:00Z".parse().unwrap()).as_secs());
        }
    }
    assert_eq!(asked, limits::ASK_AFTER_S);
    assert_eq!(of(&story, page, call).trace.taken.as_ref().unwrap().asked, 4);
    let (mut story, page, _) = taken();
    assert_eq!(due::unheard(&story.state, jiff::Timestamp::MAX).count(), 1);
    story.acknowledge(page, CAT).unwrap_err();
    story.acknowledge(page, ANN).unwrap();
    assert_eq!(due::unheard(&story.state, jiff::Timestamp::MAX).count(), 0);
    // One that says nothing afterwards is never asked.
    let mut story = Story::new();
    story.page();
    let call = story.claim()[0];
    story.finish(call, sent());
    assert_eq!(due::unheard(&story.state, jiff::Timestamp::MAX).count(), 0);
}

#[test]
fn only_the_service_records_receipts_and_only_of_its_calls() {
    let (mut story, _, call) = taken();
    let receipt = |attempt| Command::RecordReceipt {
        attempt,
        provider: "first".to_owned(),
        reference: "SM1".to_owned(),
        delivery: Delivery::Delivered,
    };
    assert!(matches!(story.when(Actor::Person(ANN), &receipt(call.2)), Err(Refusal::Denied(_))));
    let none = story.when(Actor::System, &receipt(AttemptId(uuid::Uuid::nil())));
    assert_eq!(none, Err(Refusal::NotFound("call to a provider")));
}

#[test]
fn a_provider_that_says_much_is_cut() {
    let mut story = Story::new();
    story.page();
    let call = story.claim()[0];
    let long = "\u{1F600}".repeat(100_000);
    // Under a name as long, which is cut alike wherever it is recorded.
    story.finish(call, by(&long));
    let delivery = Delivery::Failed { code: Some(long.clone()), reason: long.clone(), again: true, flag: None };
    let command = Command::RecordReceipt { attempt: call.2, provider: long.clone(), reference: long, delivery };
    story.when(Actor::System, &command).unwrap();
    assert_eq!(story.then(), ["page.delivery"]);
}
