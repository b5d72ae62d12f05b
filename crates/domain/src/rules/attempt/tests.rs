//! Calls to providers: claimed once, their outcome recorded, made again when that could help.

use super::*;
use crate::command::{Actor, Command};
use crate::decide::Refusal;
use crate::directory::Channel;
use crate::id::{ContactId, EntryId, NoticeId, PageId};
use crate::notice::About;
use crate::page::{Notification, PageStatus};
use crate::rules::story::{ANN, BOB, CAT, EVE, NODE, Story, failed, sent};
use crate::state::{Recorded, Stream};

fn only(story: &Story, page: PageId) -> &Notification {
    story.at(page).notifications.values().next().unwrap()
}

#[test]
fn what_is_claimed_is_not_claimed_again() {
    let mut story = Story::new();
    let page = story.page();
    let claimed = story.claim();
    assert_eq!(claimed.len(), 1);
    assert!(story.claim().is_empty());
    story.finish(claimed[0], sent());
    assert_eq!(story.then(), ["page.attempt_finished"]);
    assert_eq!(only(&story, page).status, NotificationStatus::Sent { attempt: claimed[0].2 });
    assert!(story.claim().is_empty());
    story.finish(claimed[0], sent());
    assert!(story.entries.is_empty(), "a second report of the same call");
}

#[test]
fn a_lease_that_runs_out_is_unknown_and_the_call_is_made_again() {
    let mut story = Story::new();
    let page = story.page();
    let lost = story.claim()[0];
    assert_eq!(story.later(29).tick().then(), [""; 0]);
    story.later(1).tick();
    assert_eq!(story.then(), ["page.attempt_finished"]);
    let again = story.claim()[0];
    assert_eq!((again.1, again.2 == lost.2), (lost.1, false));
    story.finish(lost, sent());
    assert!(story.entries.is_empty(), "the report of a call that counts as lost");
    story.finish(again, sent());
    assert_eq!(only(&story, page).attempts, 2);
}

#[test]
fn a_failure_that_may_pass_is_tried_again_later_each_time_and_then_the_next_are_asked() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 6_000), (&[BOB], 60)], 0);
    let page = story.page();
    for wait_s in limits::AGAIN_S {
        let call = story.claim()[0];
        story.finish(call, failed(true));
        assert_eq!(story.then(), ["page.attempt_finished"]);
        story.later(i64::from(wait_s) - 1);
        assert!(story.claim().is_empty());
        story.later(1);
    }
    let call = story.claim()[0];
    story.finish(call, failed(true));
    assert_eq!(story.then(), ["page.attempt_finished", "page.step_started"], "nobody was reached: the next step");
    assert_eq!(story.messages(page, ANN)[0].status, NotificationStatus::Due, "and she is not forgotten");
}

#[test]
fn a_provider_that_is_back_after_hours_still_gets_what_nobody_was_told() {
    let mut story = Story::new();
    let page = story.page();
    let hours = 3 * 3_600;
    let until = story.now + jiff::SignedDuration::from_secs(hours);
    while story.now < until {
        for call in story.claim() {
            story.finish(call, failed(true));
        }
        story.later(5).tick();
    }
    let notice = story.at(page).notice.unwrap();
    for gave_up in [page, notice] {
        assert!(matches!(story.at(gave_up).status, PageStatus::Exhausted { .. }), "it went through everybody");
    }
    story.later(i64::from(limits::AGAIN_LATER_S));
    let told: std::collections::BTreeSet<_> = story
        .claim()
        .into_iter()
        .map(|call| {
            story.finish(call, sent());
            story.state.notification(call.0, call.1).unwrap().person
        })
        .collect();
    assert_eq!(told, [ANN, BOB, CAT].into(), "the page's people, and the administrator");
    assert!(story.acknowledge(page, ANN).is_ok());
}

#[test]
fn a_message_that_never_goes_through_is_given_up_at_last() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 86_400)], 0);
    let page = story.page();
    for _ in 0..limits::ATTEMPTS_IN_ALL {
        let to_ann = story.messages(page, ANN)[0].id;
        let call = story.claim().into_iter().find(|call| call.1 == to_ann).unwrap();
        story.finish(call, failed(true));
        story.later(i64::from(limits::AGAIN_LATER_S));
    }
    assert_eq!(story.messages(page, ANN)[0].status, NotificationStatus::Failed);
    assert!(story.claim().iter().all(|call| call.0 != Bearer::Page(page)));
}

#[test]
fn a_call_lost_each_time_does_not_hold_up_the_next_step() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 6_000), (&[BOB], 60)], 0);
    let page = story.page();
    for _ in 0..limits::ATTEMPTS {
        assert_eq!(story.claim().len(), 1);
        story.later(30).tick();
    }
    assert_eq!(story.then(), ["page.attempt_finished", "page.step_started"]);
    assert_eq!(story.at(page).step, 1);
}

#[test]
fn a_step_goes_on_only_when_everything_in_it_failed() {
    let mut story = Story::new();
    story.policy(&[(&[EVE], 600), (&[BOB], 60)], 0);
    let page = story.page();
    let call = story.claim()[0];
    story.finish(call, failed(false));
    assert_eq!(story.then(), ["page.attempt_finished"], "her call is still to come");
    story.later(120);
    let call = story.claim()[0];
    story.finish(call, failed(false));
    assert_eq!(story.then(), ["page.attempt_finished", "page.step_started"]);
    assert_eq!(story.at(page).step, 1);
}

#[test]
fn an_outcome_after_the_acknowledgement_is_recorded_and_changes_nothing_else() {
    for outcome in [sent(), failed(true), AttemptOutcome::Unknown] {
        let mut story = Story::new();
        let page = story.page();
        let call = story.claim()[0];
        story.acknowledge(page, ANN).unwrap();
        story.finish(call, outcome);
        assert_eq!(story.then(), ["page.attempt_finished"]);
        assert!(matches!(story.at(page).status, PageStatus::Acknowledged { .. }));
        assert!(story.claim().is_empty());
        assert!(story.state.alarms.is_empty() && story.state.codes.is_empty());
    }
}

#[test]
fn a_call_whose_node_died_after_the_acknowledgement_ends_as_unknown() {
    let mut story = Story::new();
    let page = story.page();
    story.claim();
    story.acknowledge(page, ANN).unwrap();
    story.later(30).tick();
    assert_eq!(story.then(), ["page.attempt_finished"]);
    assert!(story.state.alarms.is_empty());
}

#[test]
fn a_failed_call_to_somebody_who_declined_is_not_made_again() {
    let mut story = Story::new();
    story.policy(&[(&[ANN, BOB], 600)], 0);
    let page = story.page();
    let calls = story.claim();
    story.when(Actor::Person(ANN), &Command::Decline { page }).unwrap();
    let to_ann = story.messages(page, ANN)[0].id;
    let call = calls.into_iter().find(|call| call.1 == to_ann).unwrap();
    story.finish(call, failed(true));
    assert_eq!(story.messages(page, ANN)[0].status, NotificationStatus::Failed);
}

#[test]
fn claims_are_bounded_in_number_and_time_and_earliest_first() {
    let mut story = Story::new();
    story.policy(&[(&[EVE], 600)], 0);
    story.page();
    story.later(1);
    story.page();
    let claim = |limit, lease_s| Command::ClaimDue { node: NODE, limit, room: Room::of(limit), lease_s };
    for lease_s in [0, limits::LEASE_S + 1] {
        assert!(matches!(
            story.when(Actor::System, &claim(1, lease_s)),
            Err(Refusal::Invalid { field: "lease_s", .. })
        ));
    }
    story.when(Actor::System, &claim(0, 30)).unwrap();
    assert!(story.entries.is_empty());
    story.when(Actor::System, &claim(1, 30)).unwrap();
    let first = story.state.pages.values().min_by_key(|page| page.raised_at).unwrap();
    assert!(first.notifications.values().any(|it| it.attempts == 1));
}

#[test]
fn a_channel_that_is_full_leaves_the_others_their_room() {
    let mut story = Story::new();
    // Eve is told by text at once and by a call; Ann by text.
    story.policy(&[(&[EVE, ANN], 600)], 0);
    let page = story.page();
    story.later(120);
    let channel = |story: &Story, call: (Bearer, NotificationId, AttemptId)| {
        story.state.notification(call.0, call.1).unwrap().channel
    };
    let calls = story.claim_in(Room { sms: 0, ..Room::of(5) });
    assert!(!calls.is_empty() && calls.iter().all(|call| channel(&story, *call) != Channel::Sms), "{calls:?}");
    assert!(story.claim_in(Room::of(0)).is_empty());
    assert_eq!(story.claim_in(Room::of(1)).iter().filter(|call| channel(&story, **call) == Channel::Sms).count(), 1);
    assert_eq!(story.at(page).notifications.values().filter(|it| it.status == NotificationStatus::Due).count(), 1);
}

#[test]
fn what_was_claimed_is_wanted_until_somebody_answers() {
    let mut story = Story::new();
    story.policy(&[(&[ANN, BOB], 600)], 0);
    let page = story.page();
    let calls = story.claim();
    let wanted = |story: &Story| calls.iter().filter(|call| story.state.is_wanted(call.0, call.1, call.2)).count();
    assert_eq!((calls.len(), wanted(&story)), (2, 2));
    story.when(Actor::Person(ANN), &Command::Decline { page }).unwrap();
    assert_eq!(wanted(&story), 1, "she is sent nothing more");
    story.acknowledge(page, BOB).unwrap();
    assert_eq!(wanted(&story), 0);
}

#[test]
fn a_providers_long_words_are_cut_not_refused() {
    let mut story = Story::new();
    story.page();
    let call = story.claim()[0];
    let reason = "\u{1}".repeat(100_000);
    story.finish(call, AttemptOutcome::failed(reason.clone(), reason, true));
    assert_eq!(story.then(), ["page.attempt_finished"]);
}

/// A notice by email, to a contact of its own.
fn noticed(story: &mut Story, nth: usize) {
    let id = |kind: u128| uuid::Uuid::from_u128((kind << 64) + nth as u128 + 1);
    let (contact, flag) = (ContactId(id(2)), Flag::Bounced);
    let message = Notification::new(NotificationId(id(1)), ANN, contact, Channel::Email, story.now);
    let event = Event::NoticeRaised {
        notice: NoticeId(id(3)),
        person: ANN,
        about: About::Flagged { contact, flag },
        notifications: vec![message],
        until: step::later(story.now, limits::NOTICE_S),
    };
    let stream = Stream::Directory;
    let entry = Recorded {
        position: story.state.size,
        seq: story.state.head_of(&stream) + 1,
        stream,
        id: EntryId(id(4)),
        actor: Actor::System,
        organisation: None,
        marking: crate::marking::Marking::Amber,
        named: Vec::new(),
        recorded_at: story.now,
        occurred_at: None,
        kind: event.kind().to_owned(),
        event: Some(std::sync::Arc::new(event)),
    };
    crate::evolve::evolve(&mut story.state, &entry);
}

#[test]
fn however_much_waits_for_a_channel_that_hangs_a_page_goes_by_another() {
    let mut story = Story::new();
    (0..=limits::LOOK).for_each(|nth| noticed(&mut story, nth));
    let page = story.later(10).page();
    // Every permit for emails is in use.
    let room = Room { email: 0, ..Room::of(10) };
    let command = Command::ClaimDue { node: NODE, limit: 100, room, lease_s: 30 };
    story.unchecked(Actor::System, &command).unwrap();
    assert_eq!(story.then(), ["page.attempt_started"]);
    assert!(matches!(only(&story, page).status, NotificationStatus::Claimed { .. }));
    // And where there is room for all, the page is still the first.
    let mut story = Story::new();
    (0..=limits::LOOK).for_each(|nth| noticed(&mut story, nth));
    story.later(10).page();
    let command = Command::ClaimDue { node: NODE, limit: 1, room: Room::of(10), lease_s: 30 };
    story.unchecked(Actor::System, &command).unwrap();
    assert_eq!(story.then(), ["page.attempt_started"]);
}
