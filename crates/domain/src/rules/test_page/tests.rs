//! The rules of test pages, told as given, when, then.

use jiff::SignedDuration;

use super::*;
use crate::command::Command;
use crate::directory::{Channel, NotificationRule, Preferences, Role};
use crate::due;
use crate::page::{How, PageStatus};
use crate::rules::story::{ANN, BOB, CAT, DAN, EVE, Story, failed, sent, somebody};
use crate::severities::Severities;
use crate::state::Alarm;

fn test(story: &mut Story, by: PersonId, person: PersonId) -> Result<PageId, Refusal> {
    let command = Command::TestPage { person, severity: Severity::S1 };
    story.when(Actor::Person(by), &command).map(|answer| match answer {
        Answer::Page { id, first: true } => id,
        other => panic!("{other:?}"),
    })
}

fn refused(story: &mut Story, by: PersonId, person: PersonId) -> String {
    test(story, by, person).expect_err("it was accepted").to_string()
}

/// Everything due goes out, whatever it is.
fn deliver(story: &mut Story) -> usize {
    let calls = story.claim();
    calls.iter().for_each(|call| story.finish(*call, sent()));
    calls.len()
}

#[test]
fn it_goes_by_the_persons_own_rules_for_the_severity_and_is_answered_like_any_page() {
    let mut story = Story::new();
    let s4 =
        NotificationRule { severities: Severities::only(&[Severity::S4]), ..NotificationRule::new(Channel::Sms, 7) };
    story.state.people.get_mut(&EVE).unwrap().rules.push(s4);
    let page = test(&mut story, EVE, EVE).unwrap();
    let messages: Vec<_> = story.messages(page, EVE).iter().map(|it| (it.channel, it.due)).collect();
    let later = story.now + SignedDuration::from_secs(120);
    assert_eq!(messages, [(Channel::Sms, story.now), (Channel::Voice, later)]);
    assert!(crate::message::headline(&story.state, story.at(page)).starts_with("TEST S1"));
    let waits = story.at(page).escalates_at.unwrap().duration_since(story.now).as_secs();
    assert_eq!(waits, 120 + 600, "until the last has gone, and ten minutes");
    deliver(&mut story);
    story.acknowledge(page, EVE).unwrap();
    let proof = &story.state.proofs[&EVE];
    assert_eq!((proof.proven_at, proof.is_in_doubt()), (Some(story.now), false));
    assert_eq!(proof.last.unwrap().answered, Some(true));
    assert!(due::pending(&story.state, Timestamp::MAX).next().is_none(), "the call is not made any more");
}

#[test]
fn unanswered_it_ends_is_counted_is_told_to_its_person_and_wakes_nobody_else() {
    let mut story = Story::new();
    let page = test(&mut story, ANN, ANN).unwrap();
    deliver(&mut story);
    let code = story.messages(page, ANN)[0].code;
    story.later(600).tick();
    assert_eq!(story.then(), ["page.exhausted"]);
    assert!(matches!(story.at(page).status, PageStatus::Exhausted { .. }) && !story.at(page).is_open());
    let told: Vec<_> = story.state.notices.values().map(|notice| (notice.person, notice.about)).collect();
    assert_eq!(told, [(ANN, About::TestUnanswered { page })]);
    assert_eq!(story.state.pages.len(), 1, "no administrator is paged");
    let proof = &story.state.proofs[&ANN];
    assert_eq!((proof.proven_at, proof.unanswered, proof.last.unwrap().answered), (None, 1, Some(false)));
    // Its code is free: a reply now means another page, or none.
    assert!(code.is_some() && story.state.codes.get(&ANN).is_none());
    let late = story.acknowledge(page, ANN).unwrap();
    assert_eq!((late, story.entries.len()), (Answer::Page { id: page, first: false }, 0));
    deliver(&mut story);
    let real = story.page();
    deliver(&mut story);
    story.acknowledge(real, ANN).unwrap();
    assert!(!story.state.proofs[&ANN].is_in_doubt(), "a page that they answered proves as much");
}

#[test]
fn what_no_provider_takes_ends_it_at_once() {
    let mut story = Story::new();
    let page = test(&mut story, ANN, ANN).unwrap();
    let call = story.claim()[0];
    story.finish(call, failed(false));
    assert_eq!(story.then(), ["page.attempt_finished", "page.exhausted"]);
    assert!(!story.at(page).is_open());
}

#[test]
fn oneself_and_who_administers_may_and_the_page_says_which() {
    let mut story = Story::new();
    let page = test(&mut story, CAT, ANN).unwrap();
    assert_eq!(story.at(page).subject, Subject::Test { person: ANN, asked: TestAsked::Administrator });
    let denied = "your roles in the cell do not allow this";
    assert_eq!(refused(&mut story, BOB, EVE), denied);
    // A colleague, or an administrator, cannot answer it for them, or read it.
    let answer = |it| Command::Acknowledge { page: it, how: How::Api };
    for who in [BOB, CAT] {
        assert_eq!(story.when(Actor::Person(who), &answer(page)).unwrap_err().to_string(), "there is no such thing");
    }
    for command in [Command::Decline { page }, Command::EscalateNow { page }] {
        let said = story.when(Actor::Person(ANN), &command).unwrap_err().to_string();
        assert!(said.starts_with("this is a test"), "{said}");
    }
    story.when(Actor::Person(ANN), &answer(page)).unwrap();
    assert_eq!(story.state.proofs[&ANN].proven_at, None, "signed in, they proved no contact");
    assert_eq!(story.state.proofs[&ANN].last.unwrap().answered, Some(true));
}

#[test]
fn whoever_cannot_be_reached_is_being_paged_or_was_tested_enough_is_not_tested() {
    let mut story = Story::new();
    assert_eq!(refused(&mut story, DAN, DAN), "no usable contact: there is nothing to test");
    let real = story.page();
    assert!(refused(&mut story, ANN, ANN).starts_with("a page is open for them"));
    story.acknowledge(real, ANN).unwrap();
    for _ in 0..limits::TESTS {
        let page = test(&mut story, ANN, ANN).unwrap();
        assert!(refused(&mut story, ANN, ANN).starts_with("a page is open for them"));
        story.acknowledge(page, ANN).unwrap();
        story.later(1);
    }
    assert_eq!(refused(&mut story, ANN, ANN), "no more than 5 test pages of one person in an hour");
    story.later(3_600);
    test(&mut story, ANN, ANN).unwrap();
}

fn monthly(story: &mut Story, on: bool) {
    let expect = Some(story.state.monthly_test.version);
    story.when(Actor::Person(CAT), &Command::SetMonthlyTest { on, severity: Severity::S1, expect }).unwrap();
}

fn due_of(story: &Story, person: PersonId) -> Option<Timestamp> {
    let of = |(at, alarm): &(Timestamp, Alarm)| (*alarm == Alarm::TestPage(person)).then_some(*at);
    story.state.alarms.iter().find_map(of)
}

#[test]
fn the_cell_tests_nobody_until_it_is_switched_on_by_who_configures_it() {
    let mut story = Story::new();
    assert!([ANN, BOB, CAT, DAN, EVE].iter().all(|it| due_of(&story, *it).is_none()));
    let set = |version| Command::SetMonthlyTest { on: true, severity: Severity::S2, expect: Some(version) };
    assert!(story.when(Actor::Person(ANN), &set(0)).is_err());
    assert!(matches!(story.when(Actor::Person(CAT), &set(4)), Err(Refusal::Stale { actual: 0 })));
    monthly(&mut story, true);
    assert!([ANN, BOB, CAT, EVE].iter().all(|it| due_of(&story, *it).is_some()));
    assert_eq!(due_of(&story, DAN), None, "who has no contact has none to test");
    monthly(&mut story, false);
    assert!([ANN, BOB, CAT, EVE].iter().all(|it| due_of(&story, *it).is_none()));
}

#[test]
fn each_is_tested_once_a_month_at_their_own_working_hour() {
    let mut story = Story::new();
    story.state.people.get_mut(&BOB).unwrap().preferences.time_zone = Some("Pacific/Auckland".to_owned());
    monthly(&mut story, true);
    let mut tested = std::collections::BTreeMap::<PersonId, Vec<Timestamp>>::new();
    let end = story.now + SignedDuration::from_hours(24 * 92);
    while let Some(at) = due::next_deadline(&story.state).filter(|at| *at < end) {
        story.now = story.now.max(at);
        story.unchecked(Actor::System, &Command::Tick).unwrap();
        let raised = story.entries.iter().filter_map(|entry| match entry.event.as_deref()? {
            Event::PageRaised { page, subject: Subject::Test { person, asked: TestAsked::Monthly }, .. } => {
                Some((*page, *person))
            }
            _ => None,
        });
        for (page, person) in raised.collect::<Vec<_>>() {
            tested.entry(person).or_default().push(story.now);
            story.unchecked(Actor::Person(person), &Command::Acknowledge { page, how: How::Sms }).unwrap();
        }
    }
    assert_eq!(crate::invariants::check(&story.state), []);
    for (person, times) in &tested {
        let zone = slot::zone_of(&story.state.people[person]);
        assert!((3..=4).contains(&times.len()), "{person}: {times:?}");
        assert!(times.iter().all(|at| slot::is_working_hour(&zone, *at)), "{person}: {times:?}");
    }
    assert_eq!(tested.len(), 4);
    let firsts: std::collections::BTreeSet<_> = tested.values().map(|times| times[0]).collect();
    assert_eq!(firsts.len(), 4, "spread over people");
}

#[test]
fn whoever_is_away_paged_or_out_of_hours_is_tested_later() {
    let mut story = Story::new();
    monthly(&mut story, true);
    let put_off = |story: &mut Story, person: PersonId| {
        story.unchecked(Actor::System, &Command::Tick).unwrap();
        story.entries.iter().find_map(|entry| match entry.event.as_deref()? {
            Event::TestPutOff { person: whose, why, until } if *whose == person => Some((*why, *until)),
            _ => None,
        })
    };
    // The service was down until the next midnight.
    let slot = due_of(&story, ANN).unwrap();
    story.now = slot + SignedDuration::from_hours(14);
    let (why, until) = put_off(&mut story, ANN).unwrap();
    assert_eq!(why, PutOff::Hours);
    assert_eq!(due_of(&story, ANN), Some(until));
    // A page seeks her at that hour.
    story.now = until;
    let page = story.page();
    assert_eq!(put_off(&mut story, ANN).map(|it| it.0), Some(PutOff::Paged));
    story.acknowledge(page, ANN).unwrap();
    // Nobody can be reached there any more.
    story.now = due_of(&story, ANN).unwrap();
    let none = somebody(ANN, Role::Responder, &[(0, Channel::Sms)]);
    story.state.people.insert(ANN, none);
    let contact = *story.state.people[&ANN].contacts.keys().next().unwrap();
    story.state.people.get_mut(&ANN).unwrap().contacts.get_mut(&contact).unwrap().verified = false;
    let (why, until) = put_off(&mut story, ANN).unwrap();
    assert_eq!(why, PutOff::Unreachable);
    assert!(until.duration_since(story.now).as_hours() > 24, "next month");
}

#[test]
fn another_zone_is_another_hour_and_who_left_is_tested_no_more() {
    let mut story = Story::new();
    monthly(&mut story, true);
    let before = due_of(&story, ANN);
    let preferences = Preferences { time_zone: Some("Asia/Kolkata".to_owned()), ..Preferences::default() };
    story.when(Actor::Person(ANN), &Command::SetPreferences { person: ANN, preferences }).unwrap();
    assert!(due_of(&story, ANN).is_some() && due_of(&story, ANN) != before);
    let leaves = Command::DeactivatePerson { person: ANN, reason: "left".to_owned() };
    story.when(Actor::Person(CAT), &leaves).unwrap();
    assert_eq!(due_of(&story, ANN), None);
}
