//! Who is asked, when, and with which code.

use super::*;
use crate::command::{Actor, Command};
use crate::decide::{Context, decide};
use crate::directory::{Channel, NotificationRule, Role};
use crate::id::ContactId;
use crate::policy::AlertSeverity;
use crate::rules::story::{ANN, BOB, CAT, DAN, EVE, POLICY, SOURCE, Story, signal, somebody};

fn asked_of(story: &mut Story, targets: Vec<Target>) -> Vec<PersonId> {
    story.policy(&[(&[], 60)], 0);
    story.state.policies[&POLICY].steps[0].targets = targets;
    let page = story.page();
    let page = story.at(page);
    page.asked.iter().map(|id| page.notifications[id].person).collect()
}

#[test]
fn targets_mean_each_active_person_once() {
    let mut story = Story::new();
    let role = |role| Target::Role { role };
    let person = |person| Target::Person { person };
    assert_eq!(asked_of(&mut story, vec![person(BOB), role(Role::CellAdmin), person(BOB), person(CAT)]), [BOB, CAT]);
    let responders = asked_of(&mut story, vec![role(Role::Responder)]);
    assert_eq!(responders, [ANN, BOB, EVE, EVE], "Dan cannot be reached; Eve is told twice");
    story.state.people[&ANN].active = false;
    assert_eq!(asked_of(&mut story, vec![person(ANN), person(BOB)]), [BOB]);
    let nobody = Target::Person { person: PersonId(uuid::Uuid::from_u128(99)) };
    let no_rota = Target::Rota { rota: crate::id::RotaId(uuid::Uuid::from_u128(99)) };
    assert_eq!(asked_of(&mut story, vec![nobody, no_rota, person(BOB)]), [BOB]);
}

#[test]
fn rules_say_which_contact_when() {
    let mut story = Story::new();
    story.policy(&[(&[EVE], 600)], 0);
    let page = story.page();
    let due: Vec<_> = story.messages(page, EVE).iter().map(|it| (it.channel, it.due)).collect();
    assert_eq!(due, [(Channel::Sms, story.now), (Channel::Voice, later(story.now, 120))]);
    assert_eq!(story.claim().len(), 1);
    story.later(119);
    assert_eq!(story.claim().len(), 0);
    story.later(1);
    assert_eq!(story.claim().len(), 1);
}

#[test]
fn without_rules_or_with_rules_that_lead_nowhere_every_verified_contact_is_told_at_once() {
    let mut story = Story::new();
    story.policy(&[(&[EVE], 600)], 0);
    for rules in [vec![], vec![NotificationRule::new(Channel::Push, 300)]] {
        story.state.people[&EVE].rules = rules;
        let page = story.page();
        assert!(story.messages(page, EVE).iter().all(|it| it.due == story.now));
        assert_eq!(story.messages(page, EVE).len(), 2);
    }
}

#[test]
fn two_rules_for_one_channel_tell_twice_and_equal_ones_once() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 600)], 0);
    let rule = |after_s| NotificationRule::new(Channel::Sms, after_s);
    story.state.people[&ANN].rules = vec![rule(60), rule(0), rule(60)];
    let page = story.page();
    let due: Vec<_> = story.messages(page, ANN).iter().map(|it| it.due).collect();
    assert_eq!(due, [story.now, later(story.now, 60)]);
}

#[test]
fn an_unverified_contact_is_never_told() {
    let mut story = Story::new();
    let contact = ContactId(uuid::Uuid::from_u128(100));
    story.state.people[&ANN].contacts[&contact].verified = false;
    let page = story.page();
    assert_eq!(story.messages(page, ANN).len(), 0);
    assert_eq!(story.messages(page, BOB).len(), 1, "so the next step started");
}

#[test]
fn a_crowd_is_capped_named_and_recorded_in_entries_that_fit() {
    let mut story = Story::new();
    let crowd = limits::STEP_PEOPLE as u128 + 700;
    for nth in 0..crowd {
        let id = PersonId(uuid::Uuid::from_u128(1_000 + nth));
        story.state.people.insert(id, somebody(id, Role::Loggist, &[(0, Channel::Sms), (1, Channel::Voice)]));
    }
    let asked = asked_of(&mut story, vec![Target::Role { role: Role::Loggist }]);
    assert_eq!(asked.len(), 2 * limits::STEP_PEOPLE);
    let unreachable = story.entries.iter().filter_map(|entry| match entry.event.as_deref() {
        Some(Event::PageStepStarted { unreachable, .. }) => Some(unreachable.len()),
        _ => None,
    });
    let unreachable: Vec<_> = unreachable.collect();
    assert_eq!(unreachable, [500, 200, 0, 0]);
}

#[test]
fn codes_are_four_digits_and_never_two_alike() {
    let mut story = Story::new();
    for _ in 0..50 {
        story.page();
    }
    let codes = &story.state.codes[&ANN];
    assert_eq!(codes.len(), 50);
    assert!(codes.keys().all(|code| (1_000..10_000).contains(code)));
}

#[test]
fn codes_grow_longer_when_many_are_open_and_the_last_free_one_is_found() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 60)], 0);
    let raised = Command::RaiseAlert { dedup_key: "disk".to_owned(), signal: signal(AlertSeverity::Error) };
    let place = (
        crate::attempt::Bearer::Page(PageId(uuid::Uuid::from_u128(98))),
        crate::id::NotificationId(uuid::Uuid::from_u128(98)),
    );
    let drawn_beside = |taken: std::ops::Range<u32>, seed: u8| {
        let mut state = story.state.clone();
        state.codes.insert(ANN, taken.map(|code| (code, imbl::OrdSet::unit(place))).collect());
        let context = Context { actor: Actor::Integration(SOURCE), now: story.now, seed: [seed; 32] };
        let after = decide(&state, &raised, &context).unwrap().state;
        let page = after.pages.values().next().unwrap();
        page.notifications.values().next().unwrap().code.unwrap()
    };
    for seed in 0..20 {
        assert!((3_000..10_000).contains(&drawn_beside(1_000..3_000, seed)));
        assert!((100_000..1_000_000).contains(&drawn_beside(1_000..3_001, seed)));
    }
    assert!((100_000_000..1_000_000_000).contains(&drawn_beside(1_000..201_001, 0)));
}

/// Somebody else took the page; the text about it is read, and answered, an hour later.
#[test]
fn a_code_that_was_in_use_is_not_given_to_another_page_at_once() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 60)], 0);
    let page = story.page();
    let code = story.messages(page, ANN)[0].code.unwrap();
    story.acknowledge(page, ANN).unwrap();
    assert!(!story.state.codes.contains_key(&ANN) && story.state.codes_at_rest[&ANN].contains(&code));
    // Every code but that one and another is taken: it is the other that is given out.
    let place = (
        crate::attempt::Bearer::Page(PageId(uuid::Uuid::from_u128(98))),
        crate::id::NotificationId(uuid::Uuid::from_u128(98)),
    );
    let raised = Command::RaiseAlert { dedup_key: "fan".to_owned(), signal: signal(AlertSeverity::Error) };
    let free = if code == 9_999 { 1_000 } else { 9_999 };
    let near = (code.saturating_sub(900).max(1_000)..=code.min(9_000) + 900).filter(|it| ![code, free].contains(it));
    let mut state = story.state.clone();
    state.codes.insert(ANN, near.map(|code| (code, imbl::OrdSet::unit(place))).collect());
    for seed in 0..=255 {
        let context = Context { actor: Actor::Integration(SOURCE), now: story.now, seed: [seed; 32] };
        let after = decide(&state, &raised, &context).unwrap().state;
        let drawn = after.pages.values().flat_map(|it| it.notifications.values()).filter(|it| it.code == Some(code));
        assert_eq!(drawn.count(), 1, "the page that was taken, and no other");
    }
    // It is bounded, and the oldest goes first.
    for _ in 0..limits::CODES_AT_REST {
        let page = story.page();
        story.acknowledge(page, ANN).unwrap();
    }
    let resting = &story.state.codes_at_rest[&ANN];
    assert!(resting.len() == limits::CODES_AT_REST && !resting.contains(&code));
    let apart: std::collections::BTreeSet<&u32> = resting.iter().collect();
    assert_eq!(apart.len(), resting.len(), "none twice");
}

#[test]
fn nobody_without_a_contact_holds_up_a_step() {
    let mut story = Story::new();
    story.policy(&[(&[DAN, ANN], 60)], 0);
    let page = story.page();
    assert_eq!(story.at(page).asked.len(), 1);
    assert_eq!(story.at(page).escalates_at, Some(later(story.now, 60)));
}

#[test]
fn a_rota_means_whoever_is_on_call_when_the_step_starts() {
    use crate::id::RotaId;
    let mut story = Story::new();
    let rota = RotaId(uuid::Uuid::from_u128(50));
    let duty = |person: PersonId| vec![ctac_rota::Member(person.to_string())];
    let start = jiff::civil::date(2026, 2, 28).at(3, 0, 0, 0);
    let groups = vec![duty(ANN), duty(BOB), duty(DAN)];
    let layer = ctac_rota::Layer::new("days", groups, start, ctac_rota::Turn::of(1, ctac_rota::Unit::Daily));
    let layered = ctac_rota::Rota::new("Etc/UTC", vec![layer]);
    story.when(Actor::Person(CAT), &crate::testing::save_rota(rota, "Days", layered, None)).unwrap();
    assert_eq!(asked_of(&mut story, vec![Target::Rota { rota }]), [BOB], "the second day has just begun");
    story.later(86_399);
    assert_eq!(asked_of(&mut story, vec![Target::Rota { rota }]), [BOB]);
    story.later(1);
    assert_eq!(asked_of(&mut story, vec![Target::Rota { rota }, Target::Person { person: CAT }]), [CAT]);
    story.later(86_400);
    assert_eq!(asked_of(&mut story, vec![Target::Rota { rota }]), [ANN]);
}

/// Ordered, one after another while nobody answers; each channel's first at once.
#[test]
fn contacts_put_in_order_are_tried_a_minute_apart_and_those_of_other_channels_do_not_wait() {
    let mut story = Story::new();
    story.policy(&[(&[EVE], 600)], 0);
    let all = [(0, Channel::Sms), (1, Channel::Voice), (2, Channel::Sms), (3, Channel::Sms)];
    let mut eve = crate::rules::story::somebody(EVE, crate::directory::Role::Responder, &all);
    let ids: Vec<ContactId> = eve.contacts.keys().copied().collect();
    let told = |story: &mut Story, person: &crate::directory::Person| {
        story.state.people.insert(EVE, person.clone());
        let page = story.page();
        let nth = |id: ContactId| ids.iter().position(|it| *it == id).unwrap();
        let after = |due: jiff::Timestamp| due.duration_since(story.now).as_secs();
        story
            .messages(page, EVE)
            .iter()
            .map(|it| (after(it.due), nth(it.contact)))
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(told(&mut story, &eve), [(0, 0), (0, 1), (0, 2), (0, 3)].into(), "no order: all at once");
    eve.order = vec![ids[3], ids[1], ids[0], ids[2]];
    assert_eq!(told(&mut story, &eve), [(0, 3), (0, 1), (60, 0), (120, 2)].into());
    eve.rules = vec![NotificationRule::new(Channel::Sms, 30)];
    assert_eq!(told(&mut story, &eve), [(30, 3), (90, 0), (150, 2)].into());
    // One that is not verified is no turn.
    eve.contacts[&ids[3]].verified = false;
    assert_eq!(told(&mut story, &eve), [(30, 0), (90, 2)].into());
}
