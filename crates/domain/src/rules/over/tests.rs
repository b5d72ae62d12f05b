//! Whoever else was woken is told that they can sleep; nobody else is.

use super::*;
use crate::command::{Actor, Command, Says};
use crate::directory::Role;
use crate::event::Event;
use crate::message::notice::says;
use crate::page::How;
use crate::rules::story::*;

/// Who was told by the last act: of how many more, and how.
fn told(story: &Story) -> Vec<(PersonId, u32, Vec<Channel>)> {
    let raised = story.entries.iter().filter_map(|entry| match entry.event.as_deref()? {
        Event::NoticeRaised { person, about: About::Acknowledged { more, .. }, notifications, .. } => {
            Some((*person, *more, notifications.iter().map(|it| it.channel).collect()))
        }
        _ => None,
    });
    raised.collect()
}

fn both() -> Story {
    let mut story = Story::new();
    story.policy(&[(&[ANN, BOB, EVE], 6_000)], 0);
    story
}

fn send_all(story: &mut Story) {
    for call in story.claim() {
        story.finish(call, sent());
    }
}

fn words(story: &Story) -> Vec<String> {
    story.state.notices.values().map(|notice| says(&story.state, notice)).collect()
}

#[test]
fn everybody_but_whoever_took_it_is_told_by_what_woke_them() {
    let mut story = both();
    let page = story.page();
    send_all(&mut story);
    story.acknowledge(page, ANN).unwrap();
    assert_eq!(told(&story), [(BOB, 0, vec![Channel::Sms]), (EVE, 0, vec![Channel::Sms])]);
    let said = words(&story);
    assert!(
        said.iter().all(|it| it.contains("is taken by a colleague since 03:00 GMT. You can stand down.")),
        "{said:?}"
    );
}

#[test]
fn whoever_was_only_rung_is_sent_a_text_and_never_rung_again() {
    let mut story = both();
    story.state.people[&EVE].rules = vec![crate::directory::NotificationRule::new(Channel::Voice, 0)];
    let page = story.page();
    send_all(&mut story);
    story.acknowledge(page, ANN).unwrap();
    assert!(told(&story).contains(&(EVE, 0, vec![Channel::Sms])));
    let only_voice = somebody(EVE, Role::Responder, &[(1, Channel::Voice)]);
    story.state.people.insert(EVE, only_voice);
    let page = story.page();
    story.later(60);
    send_all(&mut story);
    story.acknowledge(page, ANN).unwrap();
    assert!(told(&story).contains(&(EVE, 0, vec![])), "on the record, and not rung");
}

#[test]
fn whoever_was_not_reached_or_has_declined_sleeps_on() {
    let mut story = both();
    let page = story.page();
    story.acknowledge(page, ANN).unwrap();
    assert_eq!(told(&story), [], "nothing was sent");
    let page = story.page();
    for call in story.claim() {
        let to_eve = story.state.notification(call.0, call.1).unwrap().person == EVE;
        story.finish(call, if to_eve { failed(true) } else { sent() });
    }
    story.when(Actor::Person(BOB), &Command::Decline { page }).unwrap();
    story.acknowledge(page, ANN).unwrap();
    assert_eq!(told(&story), []);
}

#[test]
fn what_is_being_sent_and_what_may_have_come_counts() {
    let mut story = both();
    let page = story.page();
    story.claim();
    story.acknowledge(page, ANN).unwrap();
    assert_eq!(told(&story).len(), 2);
    let page = story.page();
    story.later(60).claim();
    story.later(30).tick();
    story.acknowledge(page, ANN).unwrap();
    assert_eq!(told(&story).len(), 2, "nobody knows what came of the calls");
}

#[test]
fn a_source_that_resolves_lets_everybody_sleep() {
    let mut story = both();
    story.raise("disk");
    send_all(&mut story);
    story.resolve("disk");
    let people: Vec<PersonId> = told(&story).iter().map(|it| it.0).collect();
    assert_eq!(people, [ANN, BOB, EVE]);
    assert!(words(&story).iter().all(|it| it.contains("no longer needed")));
}

#[test]
fn several_pages_answered_at_once_are_one_notice_a_person_and_folded_besides() {
    let mut story = both();
    let pages: Vec<PageId> = (0..5).map(|_| story.page()).collect();
    send_all(&mut story);
    let all = Command::AnswerPages { pages, says: Says::Acknowledge(How::Sms) };
    story.when(Actor::Person(ANN), &all).unwrap();
    assert_eq!(told(&story), [(BOB, 4, vec![Channel::Sms]), (EVE, 4, vec![Channel::Sms])]);
    assert_eq!(story.claim().len(), 2, "at once, though a page was sent a moment ago");
    // Within the minute two more are over: one message tells of both.
    let more: Vec<PageId> = (0..2).map(|_| story.page()).collect();
    story.later(limits::FOLD_S - 1);
    send_all(&mut story);
    story.later(1);
    send_all(&mut story);
    for page in more {
        story.acknowledge(page, ANN).unwrap();
    }
    let calls = story.claim();
    assert_eq!(calls.len(), 2);
    for (bearer, notification, attempt) in calls {
        let contact = story.state.notification(bearer, notification).unwrap().contact;
        assert_eq!(crate::message::more_over(&story.state, contact, attempt), 1);
    }
}

#[test]
fn whoever_is_needed_elsewhere_is_not_sent_to_bed() {
    let mut story = both();
    let (first, _second) = (story.page(), story.page());
    send_all(&mut story);
    story.acknowledge(first, ANN).unwrap();
    assert!(words(&story).iter().all(|it| it.ends_with(" 1 other page still seeks you.")), "{:?}", words(&story));
}

#[test]
fn they_are_told_however_many_notices_they_have_had() {
    let mut story = both();
    for _ in 0..limits::NOTICES + 5 {
        let page = story.page();
        story.later(limits::FOLD_S);
        send_all(&mut story);
        story.acknowledge(page, ANN).unwrap();
        assert_eq!(told(&story).len(), 2);
    }
    assert!(story.state.noticed.get(&BOB).is_none(), "nor do these count against others");
}
