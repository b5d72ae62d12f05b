//! Outages: told once, told when over, never a stream of either.

use uuid::Uuid;

use super::*;
use crate::command::{Actor, Command};
use crate::message::notice::says;
use crate::rules::story::{ANN, CAT, NODE, Story};

fn down(story: &mut Story, without: &[Channel]) {
    let command = Command::ReportProvider {
        provider: "twilio-sms".to_owned(),
        channels: vec![Channel::Sms],
        without: without.to_vec(),
        why: "401\nunauthorised".to_owned(),
        node: NODE,
        since: story.now,
    };
    story.when(Actor::System, &command).unwrap();
}

fn back(story: &mut Story) {
    let node = NodeId(Uuid::from_u128(88));
    story.when(Actor::System, &Command::ProviderIsBack { provider: "twilio-sms".to_owned(), node }).unwrap();
}

/// Everything that was recorded last, notices included.
fn kinds(story: &Story) -> Vec<&str> {
    story.entries.iter().map(|entry| entry.kind.as_str()).collect()
}

#[test]
fn an_outage_is_told_once_and_once_more_when_it_is_over() {
    let mut story = Story::new();
    down(&mut story, &[]);
    assert_eq!(kinds(&story), ["provider.down", "notice.raised"]);
    let notice = story.state.notices.values().next_back().unwrap().clone();
    assert_eq!(notice.person, CAT);
    assert_eq!(
        says(&story.state, &notice),
        "twilio-sms (texts) fails since 03:00 Sun 1 Mar (Europe/London). Others take its place."
    );
    down(&mut story, &[]);
    assert!(kinds(&story).is_empty(), "the other node sees it too");
    story.later(600);
    back(&mut story);
    assert_eq!(kinds(&story), ["provider.back", "notice.raised"]);
    let notice = story.state.notices.values().next_back().unwrap().clone();
    assert_eq!(
        says(&story.state, &notice),
        "twilio-sms works again; it had failed since 03:00 Sun 1 Mar (Europe/London)."
    );
    back(&mut story);
    assert!(kinds(&story).is_empty());
    down(&mut story, &[]);
    assert_eq!(kinds(&story), ["provider.down"], "again within the hour: recorded, not told");
    back(&mut story);
    assert_eq!(kinds(&story), ["provider.back"]);
    story.later(limits::OUTAGE_S);
    down(&mut story, &[]);
    assert_eq!(kinds(&story), ["provider.down", "notice.raised"]);
}

#[test]
fn that_nothing_is_left_is_told_at_once_and_by_another_way() {
    let mut story = Story::new();
    let mut cat = story.state.people[&CAT].clone();
    let id = crate::id::ContactId(Uuid::from_u128(500));
    let email = cat.contacts.values().next().unwrap().clone();
    cat.contacts.insert(id, crate::directory::Contact { id, channel: Channel::Email, ..email });
    story.state.people.insert(CAT, cat);
    down(&mut story, &[]);
    down(&mut story, &[Channel::Sms]);
    assert_eq!(kinds(&story), ["provider.down", "notice.raised"], "it got worse");
    let notice = story.state.notices.values().next_back().unwrap().clone();
    assert!(notice.notifications.values().all(|it| it.channel == Channel::Email));
    assert!(says(&story.state, &notice).contains("NOTHING is left for: texts"));
    assert!(
        story
            .when(Actor::Person(ANN), &Command::ProviderIsBack { provider: "twilio-sms".to_owned(), node: NODE })
            .is_err()
    );
}
