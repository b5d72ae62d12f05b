use uuid::Uuid;

use super::*;
use crate::command::{Actor, Command};
use crate::directory::Channel;
use crate::notice::Notice;
use crate::rules::story::{ANN, BOB, EVE, Story};

fn contact_of(person: PersonId, nth: u128) -> ContactId {
    ContactId(Uuid::from_u128(person.0.as_u128() * 100 + nth))
}

fn flag_as(story: &mut Story, contact: ContactId, flag: Flag) {
    story.when(Actor::System, &Command::FlagContact { contact, flag }).unwrap();
}

fn told(story: &Story) -> Vec<&Notice> {
    story.state.notices.values().map(AsRef::as_ref).collect()
}

#[test]
fn one_who_texted_stop_is_not_reachable_and_is_told_by_what_is_left() {
    let mut story = Story::new();
    let (text, call) = (contact_of(EVE, 0), contact_of(EVE, 1));
    flag_as(&mut story, text, Flag::OptedOut);
    assert_eq!(story.then(), ["contact.flagged"]);
    let eve = &story.state.people[&EVE];
    assert!(!eve.contacts[&text].is_usable() && eve.contacts[&call].is_usable() && eve.is_reachable());
    // A call is for nothing that needs no answer: what she has left is a telephone, so she is told on the record alone.
    assert!(told(&story)[0].notifications.is_empty());
    story.policy(&[(&[EVE], 60)], 0);
    let page = story.page();
    let channels: Vec<_> = story.messages(page, EVE).iter().map(|it| it.channel).collect();
    assert_eq!(channels, [Channel::Voice]);
    // The same again is known; START undoes it, and nothing else.
    flag_as(&mut story, text, Flag::OptedOut);
    assert_eq!(story.entries, []);
    let unflag = |flag| Command::UnflagContact { contact: text, flag };
    story.when(Actor::System, &unflag(Flag::Bounced)).unwrap();
    assert_eq!(story.entries, []);
    story.when(Actor::System, &unflag(Flag::OptedOut)).unwrap();
    assert_eq!(story.then(), ["contact.unflagged"]);
    assert!(story.state.people[&EVE].contacts[&text].is_usable());
}

#[test]
fn the_person_is_told_at_another_address() {
    let mut story = Story::new();
    let person = story.state.people.get_mut(&ANN).unwrap();
    let email =
        Contact { id: contact_of(ANN, 7), channel: Channel::Email, ..person.contacts[&contact_of(ANN, 0)].clone() };
    person.contacts.insert(email.id, email.clone());
    flag_as(&mut story, contact_of(ANN, 0), Flag::Bounced);
    let notice = told(&story)[0].clone();
    assert_eq!((notice.person, notice.about.stream()), (ANN, Stream::Directory));
    let to: Vec<_> = notice.notifications.values().map(|it| it.contact).collect();
    assert_eq!(to, [email.id]);
    let says = crate::message::notice::says(&story.state, &notice);
    assert_eq!(says, "pages do not reach you at ••• 123: it refuses them. Put it right, or name another.");
}

#[test]
fn whoever_has_nothing_else_is_tried_where_nothing_arrives_but_not_against_their_will() {
    for (flag, asked) in [(Flag::Bounced, 1), (Flag::NoTexts, 1), (Flag::Gone, 1), (Flag::OptedOut, 0)] {
        let mut story = Story::new();
        flag_as(&mut story, contact_of(ANN, 0), flag);
        assert!(!story.state.people[&ANN].is_reachable(), "{flag:?} is a gap all the same");
        let page = story.page();
        assert_eq!(story.messages(page, ANN).len(), asked, "{flag:?}");
        // Nobody is waited for who is not told.
        assert_eq!(story.messages(page, BOB).len(), 1 - asked, "{flag:?}");
    }
}

#[test]
fn what_is_said_of_texts_says_nothing_of_calls_and_what_its_holder_chose_stands() {
    let mut story = Story::new();
    for flag in [Flag::OptedOut, Flag::NoTexts] {
        flag_as(&mut story, contact_of(EVE, 1), flag);
        assert_eq!(story.entries, [], "{flag:?}");
    }
    flag_as(&mut story, contact_of(EVE, 0), Flag::NoTexts);
    flag_as(&mut story, contact_of(EVE, 0), Flag::OptedOut);
    assert_eq!(story.then(), ["contact.flagged"]);
    flag_as(&mut story, contact_of(EVE, 0), Flag::Bounced);
    assert_eq!(story.entries, []);
}

#[test]
fn only_the_service_flags_and_only_what_is_there() {
    let mut story = Story::new();
    let command = Command::FlagContact { contact: contact_of(ANN, 0), flag: Flag::Gone };
    assert!(matches!(story.when(Actor::Person(ANN), &command), Err(Refusal::Denied(_))));
    let nothing = Command::FlagContact { contact: contact_of(ANN, 9), flag: Flag::Gone };
    assert_eq!(story.when(Actor::System, &nothing), Err(Refusal::NotFound("contact")));
}

#[test]
fn a_flag_is_not_lifted_by_adding_the_contact_again() {
    let mut story = Story::new();
    let contact = story.state.people[&ANN].contacts[&contact_of(ANN, 0)].clone();
    flag_as(&mut story, contact.id, Flag::Bounced);
    let verified = Contact { verified: false, ..contact.clone() };
    story.when(Actor::Person(ANN), &Command::AddContact { person: ANN, contact: verified }).unwrap();
    assert_eq!(story.state.people[&ANN].contacts[&contact.id].flag, Some(Flag::Bounced));
}
