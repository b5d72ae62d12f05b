//! Storms, told as given, when, then: the first goes at once, what follows goes as one; worse is never held; what was
//! answered drops out; what failed comes back.

use std::collections::BTreeSet;

use super::*;
use crate::command::{Actor, Command, Says};
use crate::directory::Role;
use crate::id::{NotificationId, PageId, PersonId};
use crate::incident::Severity;
use crate::message::{self, Dated, reply};
use crate::page::{How, NotificationStatus};
use crate::policy::{AlertSeverity, Route};
use crate::rules::story::*;

/// What a claim of pages carried: its lead, then the others.
fn carried(story: &mut Story) -> Vec<(Borne, Vec<Borne>)> {
    story.claim();
    let mut all: Vec<(Borne, Vec<Borne>)> = Vec::new();
    for entry in &story.entries {
        if let Some(call) = entry.event.as_deref().and_then(AttemptStarted::of) {
            all.push((Borne { bearer: call.bearer, notification: call.notification }, Vec::new()));
        } else if let Some(Event::PageFolded { lead, notifications, .. }) = entry.event.as_deref() {
            let last = all.last_mut().filter(|(of, _)| of == lead).unwrap();
            last.1.extend(notifications);
        }
    }
    all.retain(|(lead, _)| lead.bearer.page().is_some());
    all
}

/// Ends the call that a notification waits on.
fn end(story: &mut Story, lead: Borne, outcome: AttemptOutcome) {
    let status = story.state.notification(lead.bearer, lead.notification).unwrap().status.clone();
    let NotificationStatus::Claimed { attempt, .. } = status else { panic!("{status:?}") };
    story.finish((lead.bearer, lead.notification, attempt), outcome);
}

fn only_ann() -> Story {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 6_000)], 0);
    story
}

fn pages_of(all: &[Borne]) -> BTreeSet<PageId> {
    all.iter().filter_map(|it| it.bearer.page()).collect()
}

/// A storm: the first message is sent, and so many follow it.
fn stormy(story: &mut Story, more: usize) -> (PageId, Vec<PageId>) {
    let first = story.page();
    let (lead, _) = carried(story)[0];
    end(story, lead, sent());
    story.later(1);
    (first, (0..more).map(|_| story.page()).collect())
}

#[test]
fn the_first_goes_at_once_and_what_follows_is_one_message() {
    let mut story = only_ann();
    let (_, followed) = stormy(&mut story, 41);
    assert_eq!(carried(&mut story), []);
    story.later(limits::FOLD_S - 2);
    assert_eq!(carried(&mut story), [], "a second before the window's end");
    assert_eq!(story.next_deadline_s(), 1);
    story.later(1);
    let all = carried(&mut story);
    let [(lead, others)] = all.as_slice() else { panic!("{all:?}") };
    let mut pages = pages_of(others);
    pages.extend(lead.bearer.page());
    assert_eq!((others.len(), pages), (40, followed.iter().copied().collect()));
    assert_eq!(story.then(), ["page.attempt_started", "page.folded"]);
    end(&mut story, *lead, sent());
    assert_eq!(story.then(), ["page.attempt_finished", "page.folded_finished"]);
    for page in followed {
        assert!(matches!(story.messages(page, ANN)[0].status, NotificationStatus::Sent { .. }));
    }
}

#[test]
fn one_code_takes_all_that_the_message_carried_and_nothing_else() {
    let mut story = only_ann();
    let (first, followed) = stormy(&mut story, 5);
    story.later(limits::FOLD_S);
    let (lead, _) = carried(&mut story)[0].clone();
    end(&mut story, lead, sent());
    let page = lead.bearer.page().unwrap();
    let code = story.messages(page, ANN)[0].code;
    let reply::Meant::Pages(pages) = reply::meant_by(&story.state, ANN, code, false) else { panic!() };
    assert_eq!(pages.iter().copied().collect::<BTreeSet<_>>(), followed.iter().copied().collect());
    assert_eq!(reply::carried_by(&story.state, page, lead.notification), pages);
    assert_eq!(reply::meant_by(&story.state, ANN, None, false), reply::Meant::Ambiguous, "the first is open, too");
    // Its lead is answered by itself: the code answers for the others still.
    story.acknowledge(page, ANN).unwrap();
    let reply::Meant::Pages(left) = reply::meant_by(&story.state, ANN, code, false) else { panic!() };
    assert_eq!(left.len(), 4);
    let all = Command::AnswerPages { pages: left, says: Says::Acknowledge(How::Sms) };
    let answer = story.when(Actor::Person(ANN), &all).unwrap();
    assert_eq!(answer, crate::decide::Answer::Pages { taken: 4, left: 0 });
    assert!(followed.iter().all(|page| !story.at(*page).is_open()) && story.at(first).is_open());
    assert_eq!(reply::meant_by(&story.state, ANN, code, false), reply::Meant::None);
}

#[test]
fn to_decline_or_to_pass_on_counts_for_all_that_was_carried() {
    for says in [Says::Cannot, Says::Next] {
        let mut story = Story::new();
        story.policy(&[(&[ANN], 6_000), (&[BOB], 6_000)], 0);
        let (_, followed) = stormy(&mut story, 3);
        story.later(limits::FOLD_S);
        carried(&mut story);
        story.when(Actor::Person(ANN), &Command::AnswerPages { pages: followed.clone(), says }).unwrap();
        assert!(followed.iter().all(|page| story.at(*page).step == 1), "{says:?}");
    }
}

#[test]
fn what_is_answered_while_it_waits_drops_out() {
    let mut story = only_ann();
    let (_, followed) = stormy(&mut story, 3);
    story.acknowledge(followed[0], BOB).unwrap();
    let lone = Command::Decline { page: followed[1] };
    story.when(Actor::Person(ANN), &lone).unwrap();
    story.later(limits::FOLD_S);
    let mut all = carried(&mut story);
    all.retain(|(lead, _)| followed.iter().any(|page| lead.bearer == Bearer::Page(*page)));
    assert_eq!(all, [(all[0].0, vec![])]);
    assert_eq!(all[0].0.bearer, Bearer::Page(followed[2]));
}

#[test]
fn worse_than_all_of_the_last_is_never_held_and_takes_the_rest_along() {
    let mut story = only_ann();
    let least = from_severity(AlertSeverity::Critical, Route::Page { policy: POLICY, severity: Severity::S1 });
    story.rules(vec![least], Route::Page { policy: POLICY, severity: Severity::S4 });
    let (_, followed) = stormy(&mut story, 2);
    story.signal("worse", &signal(AlertSeverity::Critical)).unwrap();
    let all = carried(&mut story);
    assert_eq!((all.len(), pages_of(&all[0].1)), (1, followed.iter().copied().collect()));
    assert_eq!(story.at(all[0].0.bearer.page().unwrap()).severity, Severity::S1);
    end(&mut story, all[0].0, sent());
    story.signal("another", &signal(AlertSeverity::Critical)).unwrap();
    assert_eq!(carried(&mut story), [], "no worse than the last");
}

#[test]
fn the_first_of_an_incident_and_of_a_group_is_never_held() {
    let mut story = only_ann();
    stormy(&mut story, 1);
    story.rules(vec![], declare());
    story.raise("incident");
    assert_eq!(carried(&mut story).len(), 1, "beside an S2: it is worse");
    story.raise("another");
    let all = carried(&mut story);
    assert_eq!(all.len(), 1, "no worse than the last, and an incident's first");
    assert!(story.state.notification(all[0].0.bearer, all[0].0.notification).unwrap().urgent);
    let mut story = only_ann();
    story.grouped_by(&["source"]);
    story.page();
    assert_eq!(carried(&mut story).len(), 1);
    let mut other = signal(AlertSeverity::Error);
    other.source = "another".to_owned();
    story.signal("other", &other).unwrap();
    assert_eq!(carried(&mut story).len(), 1);
}

#[test]
fn whoever_answers_is_awake_and_waits_for_no_window() {
    let mut story = only_ann();
    let (first, _) = stormy(&mut story, 3);
    story.acknowledge(first, ANN).unwrap();
    let all = carried(&mut story);
    assert_eq!((all.len(), all[0].1.len()), (1, 2));
}

#[test]
fn a_failure_gives_all_back_and_they_wait_for_no_window() {
    for (outcome, wait_s) in [(failed(true), i64::from(limits::AGAIN_S[0])), (AttemptOutcome::Unknown, 0)] {
        let mut story = only_ann();
        let (_, followed) = stormy(&mut story, 4);
        story.later(limits::FOLD_S);
        let (lead, _) = carried(&mut story)[0].clone();
        story.acknowledge(followed[1], BOB).unwrap();
        end(&mut story, lead, outcome);
        story.later(wait_s);
        let all = carried(&mut story);
        assert_eq!((all.len(), all[0].1.len()), (1, 2), "all but the one that was answered");
        let kinds: Vec<_> = story.state.pages.values().flat_map(|it| it.notifications.values()).collect();
        assert!(kinds.iter().all(|it| it.status != NotificationStatus::Failed || it.attempts == 1));
    }
}

#[test]
fn a_failure_for_good_asks_the_next_of_every_page_at_once() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 6_000), (&[BOB], 6_000)], 0);
    let (_, followed) = stormy(&mut story, 10);
    story.later(limits::FOLD_S);
    let (lead, _) = carried(&mut story)[0].clone();
    end(&mut story, lead, failed(false));
    assert!(followed.iter().all(|page| story.at(*page).step == 1));
}

#[test]
fn a_lease_that_runs_out_gives_all_back() {
    let mut story = only_ann();
    stormy(&mut story, 3);
    story.later(limits::FOLD_S);
    carried(&mut story);
    story.later(30).tick();
    assert_eq!(story.then(), ["page.attempt_finished", "page.folded_finished"]);
    assert_eq!(carried(&mut story)[0].1.len(), 2);
}

#[test]
fn a_message_carries_only_so_many_and_the_rest_follow() {
    let mut story = only_ann();
    let page = |story: &mut Story, nth: usize| {
        let dedup_key = format!("many {nth}");
        let raise = Command::RaiseAlert { dedup_key, signal: signal(AlertSeverity::Error) };
        story.unchecked(Actor::Integration(SOURCE), &raise).unwrap();
    };
    stormy(&mut story, 0);
    (0..limits::FOLDED + 7).for_each(|nth| page(&mut story, nth));
    story.later(limits::FOLD_S);
    let all = carried(&mut story);
    assert_eq!((all.len(), all[0].1.len()), (1, limits::FOLDED - 1));
    assert_eq!(story.entries.len(), 3, "two entries name what is carried");
    end(&mut story, all[0].0, sent());
    story.later(limits::FOLD_S);
    assert_eq!(carried(&mut story)[0].1.len(), 6);
}

#[test]
fn a_full_number_is_rung_instead_and_the_record_says_why() {
    let mut story = Story::new();
    let voice = somebody(EVE, Role::Responder, &[(0, Channel::Sms), (1, Channel::Voice)]);
    for (channels, instead) in
        [(voice.contacts.clone(), true), (voice.contacts.without(&voice_of(&voice.contacts)), false)]
    {
        story.policy(&[(&[EVE], 6_000)], 0);
        story.state.people[&EVE].contacts = channels;
        story.state.people[&EVE].rules = vec![crate::directory::NotificationRule::new(Channel::Sms, 0)];
        fill(&mut story, EVE);
        let page = story.page();
        story.claim();
        assert_eq!(story.then(), ["contact.limited"]);
        let message = story.messages(page, EVE)[0].clone();
        if instead {
            assert_eq!((message.channel, message.due), (Channel::Voice, story.now));
            assert_eq!(carried(&mut story).len(), 1);
            assert!(story.at(page).contacts.contains(&message.contact));
        } else {
            assert_eq!(message.channel, Channel::Sms);
            assert_eq!(carried(&mut story), []);
            story.now = message.due;
            assert_eq!(carried(&mut story).len(), 1, "once there is room");
        }
        story = Story::new();
    }
}

fn voice_of(contacts: &imbl::OrdMap<ContactId, crate::directory::Contact>) -> ContactId {
    contacts.values().find(|it| it.channel == Channel::Voice).unwrap().id
}

/// A person was sent all that the networks take, one a second.
fn fill(story: &mut Story, person: PersonId) {
    for _ in 0..limits::TEXTS {
        let page = story.page();
        let calls = story.claim();
        assert_eq!(calls.len(), 1);
        story.finish(calls[0], sent());
        story.acknowledge(page, person).unwrap();
        story.later(1);
    }
}

#[test]
fn a_call_that_failed_does_not_count_against_the_number() {
    let mut story = only_ann();
    let page = story.page();
    for _ in 0..limits::TEXTS + 5 {
        let call = story.claim()[0];
        story.finish(call, failed(true));
        story.later(i64::from(limits::AGAIN_LATER_S).min(60 * 5));
    }
    let contact = story.messages(page, ANN)[0].contact;
    assert!(story.state.lanes[&contact].sent.is_empty());
}

#[test]
fn those_who_lead_are_called_first_then_responders_then_others_then_the_worst() {
    let mut story = Story::new();
    story.policy(&[(&[CAT, BOB, ANN], 600)], 0);
    story.page();
    let order = |story: &Story| -> Vec<PersonId> {
        let pending = crate::due::pending(&story.state, story.now);
        pending.filter_map(|it| Some(story.state.notification(it.lead.bearer, it.lead.notification)?.person)).collect()
    };
    assert_eq!(order(&story), [ANN, BOB, CAT]);
    story
        .when(
            Actor::System,
            &Command::ClaimDue { node: NODE, limit: 1, room: crate::attempt::Room::of(1), lease_s: 30 },
        )
        .unwrap();
    assert_eq!(order(&story), [BOB, CAT]);
    let mut story = Story::new();
    story.policy(&[(&[CAT, ANN, BOB], 600)], 0);
    story.rules(vec![], declare());
    story.raise("incident");
    let incident = *story.state.incidents.keys().next().unwrap();
    std::sync::Arc::make_mut(&mut story.state.incidents[&incident]).lead = Some(CAT);
    assert_eq!(order(&story), [CAT, ANN, BOB]);
}

#[test]
fn no_two_texts_of_a_storm_are_the_same_and_each_is_one_segment() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 1_800)], 0);
    let mut texts: Vec<String> = Vec::new();
    let link = "https://ctac.example/a/0123456789abcdefABCDEF";
    for minute in 0..40 {
        story.page();
        story.page();
        for (lead, _) in carried(&mut story) {
            let it = story.state.notification(lead.bearer, lead.notification).unwrap().clone();
            let NotificationStatus::Claimed { attempt, .. } = it.status else { panic!() };
            let others = message::others(&story.state, it.contact, attempt);
            let page = story.at(lead.bearer.page().unwrap());
            let dated = Dated::of(&story.state, page, ANN, &others, story.now);
            texts.push(message::sms_of(&dated, &it.code.unwrap().to_string(), Some(link)));
            end(&mut story, lead, if minute % 7 == 3 { failed(true) } else { sent() });
        }
        story.later(30);
    }
    assert!(texts.iter().all(|text| message::septets(text).is_some_and(|length| length <= limits::SMS)), "{texts:?}");
    let count = |text: &String| texts.iter().filter(|other| *other == text).count();
    assert!(texts.len() >= 20 && texts.iter().all(|text| count(text) < limits::SAME_TEXT));
    let different: BTreeSet<&String> = texts.iter().collect();
    assert_eq!(different.len(), texts.len());
}

#[test]
fn what_is_carried_fits_an_entry() {
    let it = Borne { bearer: Bearer::Page(PageId(uuid::Uuid::nil())), notification: NotificationId(uuid::Uuid::nil()) };
    let json = serde_json::to_string(&it).unwrap();
    assert!(json.len() * limits::FOLDED_PER_ENTRY < 55 * 1024, "{} bytes each", json.len());
}
