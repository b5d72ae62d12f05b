//! The rules of calendar feeds, told as given, when, then.

use uuid::Uuid;

use crate::command::Command;
use crate::id::{FeedId, PersonId, RotaId};
use crate::rules::story::duty::*;
use crate::rules::story::*;

fn create(number: u128, person: PersonId, rota: Option<RotaId>) -> Command {
    Command::CreateFeed { feed: FeedId(Uuid::from_u128(number)), person, rota }
}

fn revoke(number: u128) -> Command {
    Command::RevokeFeed { feed: FeedId(Uuid::from_u128(number)) }
}

#[test]
fn a_feed_is_ones_own_until_it_is_revoked() {
    let mut story = Story::on_duty(&[ANN]);
    story.does(ANN, create(1, ANN, Some(DAYS)));
    story.does(ANN, create(1, ANN, Some(DAYS)));
    assert_eq!(story.then(), Vec::<&str>::new());
    assert_eq!(story.refused(ANN, create(1, ANN, None)), "this id is taken by another: choose a new one");
    assert!(story.refused(CAT, create(2, ANN, None)).starts_with("your roles"), "not even an administrator");
    assert_eq!(story.refused(ANN, create(2, ANN, Some(RotaId(Uuid::nil())))), "there is no such rota");
    assert!(story.refused(BOB, revoke(1)).starts_with("your roles"));
    story.does(CAT, revoke(1));
    assert!(story.state.feeds.is_empty());
    assert_eq!(story.refused(ANN, revoke(1)), "there is no such feed");
}

#[test]
fn there_are_only_so_many() {
    let mut story = Story::new();
    for number in 0..20 {
        story.does(ANN, create(number, ANN, None));
    }
    assert_eq!(story.refused(ANN, create(20, ANN, None)), "no more than 20 calendar feeds of one person");
    story.does(BOB, create(20, BOB, None));
}
