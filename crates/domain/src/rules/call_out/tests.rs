//! Who is asked, what their answers come to, and how it ends.

use super::*;
use crate::attempt::Bearer;
use crate::call_out::{Ask, Need, Status};
use crate::command::Command;
use crate::directory::Channel;
use crate::incident::Severity;
use crate::message::reply::{Meant, meant_by};
use crate::page::Notification;
use crate::rules::story::{ANN, BOB, CAT, DAN, EVE, Story, failed, sent};
use uuid::Uuid;

const IT: CallOutId = CallOutId(Uuid::from_u128(0xCA11));

fn need(role: Role, count: u16) -> Need {
    Need { role, count }
}

/// Cat, who administers the cell, convenes it: everybody by name, two responders needed.
fn plan() -> CallOutPlan {
    CallOutPlan {
        incident: None,
        severity: Some(Severity::S1),
        reason: None,
        ask: [ANN, BOB, DAN, EVE].map(|person| Ask::Person { person }).to_vec(),
        needs: vec![need(Role::Responder, 2)],
        within_min: 60,
        for_s: 1_800,
        again_after_s: Some(300),
        join: None,
    }
}

fn begun(plan: CallOutPlan) -> Story {
    let mut story = Story::new();
    story.when(Actor::Person(CAT), &Command::StartCallOut { call_out: IT, plan }).unwrap();
    story
}

fn it(story: &Story) -> &CallOut {
    &story.state.call_outs[&IT]
}

fn answers(story: &mut Story, person: PersonId, can: Can) -> Result<Answer, Refusal> {
    story.when(Actor::Person(person), &Command::AnswerCallOut { call_out: IT, can, how: How::Sms })
}

fn yes(story: &mut Story, person: PersonId, minutes: u32) {
    answers(story, person, Can::Yes { minutes }).unwrap();
}

fn channels_of(story: &Story, person: PersonId) -> Vec<Channel> {
    let mut theirs: Vec<&Notification> = it(story).notifications_of(person).collect();
    theirs.sort_by_key(|one| (one.due, one.id));
    theirs.into_iter().map(|one| one.channel).collect()
}

fn told_over(story: &Story) -> Vec<PersonId> {
    let over = story.state.notices.values().filter(|it| matches!(it.about, About::CallOutOver { .. }));
    let mut people: Vec<PersonId> = over.map(|it| it.person).collect();
    people.sort();
    people
}

fn ended(story: &Story) -> Option<Why> {
    match it(story).status {
        Status::Running => None,
        Status::Ended { why, .. } => Some(why),
    }
}

#[test]
fn each_person_is_asked_once_and_by_one_channel() {
    let mut plan = plan();
    plan.ask.extend([Ask::Role { role: Role::Responder }, Ask::Person { person: ANN }]);
    let story = begun(plan);
    assert_eq!(story.then(), ["call_out.started", "call_out.asked"]);
    assert_eq!(it(&story).terms.people, [ANN, BOB, DAN, EVE]);
    assert_eq!(channels_of(&story, EVE), [Channel::Sms], "not by voice as well, as a page would");
    assert_eq!(it(&story).asked[&DAN], 0, "he cannot be reached, and the record says so");
    assert_eq!(it(&story).stream(), Stream::CallOut(IT));
}

#[test]
fn who_does_not_answer_is_asked_again_by_their_next_channel_three_times_in_all() {
    let mut story = begun(plan());
    answers(&mut story, BOB, Can::No).unwrap();
    for _ in 0..2 {
        story.later(300).tick();
    }
    assert_eq!(channels_of(&story, EVE), [Channel::Sms, Channel::Voice, Channel::Sms]);
    assert_eq!(channels_of(&story, ANN), [Channel::Sms; 3]);
    assert_eq!(channels_of(&story, BOB).len(), 1, "he has answered");
    assert_eq!(it(&story).asks_again_at(), None);
    story.later(1_199).tick();
    assert_eq!(ended(&story), None);
    story.later(1);
    assert_eq!(story.claim(), [], "nobody is asked when its time is over, also before the tick that says so");
    story.tick();
    assert_eq!(ended(&story), Some(Why::TimedOut));
    assert_eq!(told_over(&story), []);
}

#[test]
fn who_can_be_reached_no_more_is_not_waited_for_and_is_asked_once_they_can() {
    let mut story = begun(plan());
    for (person, can) in [(BOB, Can::No), (EVE, Can::No)] {
        answers(&mut story, person, can).unwrap();
    }
    assert!(it(&story).asks_again_at().is_some(), "Ann has yet to answer");
    let contact = *story.state.people[&ANN].contacts.keys().next().unwrap();
    let flag = crate::directory::Flag::OptedOut;
    story.when(Actor::System, &Command::FlagContact { contact, flag }).unwrap();
    assert!(story.then().contains(&"call_out.asked"), "on record at once, and so in the room: {:?}", story.then());
    assert!(it(&story).unreachable.iter().eq([&ANN, &DAN]));
    assert_eq!((it(&story).asks_again_at(), ended(&story)), (None, None));
    story.when(Actor::System, &Command::FlagContact { contact, flag }).unwrap();
    assert!(story.entries.is_empty(), "said again");
    // Nothing is asked of nobody, round after round.
    story.later(300).tick();
    assert!(!story.then().contains(&"call_out.asked"));
    story.when(Actor::System, &Command::UnflagContact { contact, flag }).unwrap();
    assert_eq!((channels_of(&story, ANN).len(), it(&story).unreachable.contains(&ANN)), (2, false));
    yes(&mut story, ANN, 30);
    assert!(!it(&story).unreachable.contains(&ANN));
}

#[test]
fn who_is_lost_between_two_rounds_ends_the_rounds() {
    let mut story = begun(plan());
    for (person, can) in [(BOB, Can::No), (EVE, Can::No)] {
        answers(&mut story, person, can).unwrap();
    }
    let leaves = Command::DeactivatePerson { person: ANN, reason: "moved on".to_owned() };
    story.when(Actor::Person(CAT), &leaves).unwrap();
    story.later(300).tick();
    assert!(it(&story).unreachable.contains(&ANN));
    assert_eq!(it(&story).asks_again_at(), None);
}

#[test]
fn it_ends_when_enough_are_coming_and_tells_those_who_need_not() {
    let mut story = begun(plan());
    for call in story.claim() {
        story.finish(call, sent());
    }
    yes(&mut story, EVE, 90);
    yes(&mut story, ANN, 30);
    assert_eq!(ended(&story), None, "in 90 minutes is too late to count");
    yes(&mut story, EVE, 45);
    assert_eq!(ended(&story), Some(Why::Filled));
    assert_eq!(told_over(&story), [BOB], "he was asked and has not answered");
    let notice = story.state.notices.values().find(|it| it.person == BOB).unwrap();
    let says = crate::message::notice::says(&story.state, notice);
    assert!(
        says.ends_with(": enough people are coming, no need to attend.") && says.starts_with("S1 call-out "),
        "{says}"
    );
    assert!(notice.notifications.values().all(|one| one.channel != Channel::Voice));
    // Nothing more is asked.
    assert!(story.claim().iter().all(|(bearer, ..)| matches!(bearer, Bearer::Notice(_))));
    story.later(300);
    assert!(!crate::due::pending(&story.state, story.now).any(|it| it.lead.bearer == Bearer::CallOut(IT)));
}

#[test]
fn what_was_not_sent_when_it_ends_is_not_sent() {
    let mut story = begun(plan());
    yes(&mut story, ANN, 10);
    yes(&mut story, BOB, 10);
    assert_eq!(ended(&story), Some(Why::Filled));
    assert_eq!(story.claim(), []);
    assert_eq!(told_over(&story), [], "nobody else was told of it");
}

#[test]
fn who_changes_their_mind_opens_the_need_again() {
    let mut story = begun(plan());
    yes(&mut story, ANN, 10);
    answers(&mut story, ANN, Can::No).unwrap();
    yes(&mut story, BOB, 10);
    assert_eq!(ended(&story), None);
    yes(&mut story, EVE, 20);
    assert_eq!(ended(&story), Some(Why::Filled));
    answers(&mut story, ANN, Can::No).unwrap();
    assert!(story.entries.is_empty(), "she has said so already");
    yes(&mut story, BOB, 25);
    assert!(!it(&story).answers[&BOB].late, "he is coming, and says when anew");
    answers(&mut story, BOB, Can::No).unwrap();
    yes(&mut story, BOB, 25);
    assert!(it(&story).answers[&BOB].late, "he had said that he cannot after all");
}

#[test]
fn an_answer_after_the_end_is_kept_as_offered_late_for_a_day() {
    let mut story = begun(plan());
    story.when(Actor::Person(CAT), &Command::StopCallOut { call_out: IT }).unwrap();
    assert_eq!(ended(&story), Some(Why::Stopped));
    yes(&mut story, ANN, 30);
    assert!(it(&story).answers[&ANN].late);
    assert_eq!(filled(&story.state, it(&story)).needs, [(need(Role::Responder, 2), vec![])]);
    story.later(limits::CALL_OUT_LATE_S);
    let refused = answers(&mut story, BOB, Can::Yes { minutes: 30 }).unwrap_err();
    assert!(refused.to_string().contains("more than a day ago"));
}

#[test]
fn stopping_tells_who_has_not_answered_and_keeps_who_said_yes() {
    let mut story = begun(plan());
    for call in story.claim() {
        story.finish(call, sent());
    }
    yes(&mut story, ANN, 30);
    story.when(Actor::Person(CAT), &Command::StopCallOut { call_out: IT }).unwrap();
    assert_eq!(told_over(&story), [BOB, EVE]);
    story.when(Actor::Person(CAT), &Command::StopCallOut { call_out: IT }).unwrap();
    assert!(story.entries.is_empty(), "stopped once");
}

#[test]
fn a_message_that_comes_twice_is_one_answer_and_the_same_minutes_later_another() {
    let mut story = begun(plan());
    yes(&mut story, ANN, 30);
    yes(&mut story, ANN, 30);
    assert!(story.entries.is_empty());
    story.later(limits::SAME_ANSWER_S);
    yes(&mut story, ANN, 30);
    assert_eq!(story.then(), ["call_out.answered"], "she will be there later than she said");
}

#[test]
fn whom_nothing_reaches_is_asked_by_the_next_channel_at_once() {
    let mut story = begun(plan());
    let calls = story.claim();
    let theirs = |story: &Story, id| it(story).notifications[&id].person == EVE;
    let call = *calls.iter().find(|(_, id, _)| theirs(&story, *id)).unwrap();
    story.finish(call, failed(false));
    assert_eq!(channels_of(&story, EVE), [Channel::Sms, Channel::Voice]);
    assert_eq!(it(&story).asked[&EVE], 2);
    assert_eq!(it(&story).asked[&ANN], 1);
}

#[test]
fn only_who_was_asked_answers_and_only_for_themselves() {
    let mut plan = plan();
    plan.ask = vec![Ask::Person { person: ANN }];
    let mut story = begun(plan);
    assert!(matches!(answers(&mut story, BOB, Can::No), Err(Refusal::Denied(Denied::Hidden))));
    assert!(matches!(answers(&mut story, CAT, Can::No), Err(Refusal::Denied(Denied::Role))));
    let stop = Command::StopCallOut { call_out: IT };
    assert!(matches!(story.when(Actor::Person(ANN), &stop), Err(Refusal::Denied(Denied::Hidden))));
    for (can, how) in
        [(Can::Yes { minutes: 0 }, How::Sms), (Can::Yes { minutes: 1_441 }, How::Sms), (Can::No, How::Source)]
    {
        let command = Command::AnswerCallOut { call_out: IT, can, how };
        assert!(matches!(story.when(Actor::Person(ANN), &command), Err(Refusal::Invalid { .. })));
    }
}

#[test]
fn a_plan_that_cannot_be_says_what_to_do() {
    let person = |person| vec![Ask::Person { person }];
    let table: [(&str, CallOutPlan); 11] = [
        ("name whom to ask", CallOutPlan { ask: vec![], ..plan() }),
        ("can be reached", CallOutPlan { ask: person(DAN), ..plan() }),
        ("no active person", CallOutPlan { ask: person(PersonId(Uuid::from_u128(77))), ..plan() }),
        ("no incident whose members", CallOutPlan { ask: vec![Ask::Members], ..plan() }),
        ("say how severe", CallOutPlan { severity: None, ..plan() }),
        ("at least 1", CallOutPlan { needs: vec![need(Role::Responder, 0)], ..plan() }),
        ("each role once", CallOutPlan { needs: vec![need(Role::Responder, 1); 2], ..plan() }),
        ("no more than 100", CallOutPlan { needs: vec![need(Role::Responder, 101)], ..plan() }),
        ("from 1 to 1440 minutes", CallOutPlan { within_min: 0, ..plan() }),
        ("from 60 to 86400 seconds", CallOutPlan { for_s: 59, ..plan() }),
        ("no incident to bring people into", CallOutPlan { join: Some(true), ..plan() }),
    ];
    for (says, plan) in table {
        let mut story = Story::new();
        let refused = story.when(Actor::Person(CAT), &Command::StartCallOut { call_out: IT, plan }).unwrap_err();
        assert!(refused.to_string().contains(says), "{refused}");
    }
    let mut story = Story::new();
    let refused = story.when(Actor::Person(ANN), &Command::StartCallOut { call_out: IT, plan: plan() });
    assert!(matches!(refused, Err(Refusal::Denied(Denied::Role))));
}

#[test]
fn a_code_leads_to_the_call_out_and_minutes_alone_mean_one() {
    let mut story = begun(plan());
    assert_eq!(meant_by(&story.state, ANN, None, true), Meant::None, "nothing was sent yet");
    story.claim();
    let page = story.page();
    story.claim();
    let codes: Vec<u32> = story.state.codes[&ANN].keys().copied().collect();
    assert_eq!(codes.len(), 2, "one for each, never the same");
    let code = it(&story).notifications_of(ANN).next().unwrap().code;
    assert_eq!(meant_by(&story.state, ANN, code, false), Meant::CallOut(IT));
    assert_eq!(meant_by(&story.state, ANN, None, false), Meant::Ambiguous);
    assert_eq!(meant_by(&story.state, ANN, None, true), Meant::CallOut(IT));
    story.when(Actor::Person(CAT), &Command::StopCallOut { call_out: IT }).unwrap();
    assert_eq!(meant_by(&story.state, ANN, None, false), Meant::Pages(vec![page]), "who is sought goes before");
    assert_eq!(meant_by(&story.state, ANN, None, true), Meant::CallOut(IT), "offered late");
}

#[test]
fn pages_go_before_call_outs() {
    let mut story = begun(plan());
    story.page();
    let order: Vec<bool> = story.claim().iter().map(|(bearer, ..)| matches!(bearer, Bearer::Page(_))).collect();
    assert!(order[0] && !order[1..].contains(&true) && order.len() == 4);
}

#[test]
fn a_repeat_is_the_same_call_out_and_the_limits_hold() {
    let mut story = begun(plan());
    story.when(Actor::Person(CAT), &Command::StartCallOut { call_out: IT, plan: plan() }).unwrap();
    assert!(story.entries.is_empty());
    for nth in 1..limits::OPEN_CALL_OUTS_OF_INCIDENT as u128 {
        let call_out = CallOutId(Uuid::from_u128(nth));
        story.when(Actor::Person(CAT), &Command::StartCallOut { call_out, plan: plan() }).unwrap();
    }
    let more = Command::StartCallOut { call_out: CallOutId(Uuid::from_u128(99)), plan: plan() };
    assert!(matches!(story.when(Actor::Person(CAT), &more), Err(Refusal::Limit { .. })));
}

mod incident;
mod interleaved;
