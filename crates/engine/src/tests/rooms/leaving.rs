//! Who does not get in, who is sent away, and how much a connection may take.

use ctac_domain::command::{Actor, Command};
use uuid::Uuid;

use super::{Client, SESSION, room};
use crate::limits;
use crate::member::{Member, PostRefused};
use crate::room::Bye;
use crate::tests::world::{ADMIN, FIRST, INCIDENT, SECOND, soon};

#[test]
fn a_member_is_small() {
    assert!(size_of::<Member>() <= 384, "{}", size_of::<Member>());
}

#[tokio::test]
async fn whoever_may_not_be_there_is_sent_away() {
    let (_world, engine) = room().await;
    assert_eq!(Client::enter(&engine, ADMIN, 0).await.err(), Some(Bye::Revoked));
    let revoke = Command::RevokeMembership { incident: INCIDENT, person: SECOND, reason: None };
    let deactivate = Command::DeactivatePerson { person: SECOND, reason: "left".to_owned() };
    let sign_out = Command::EndSession { person: SECOND, session: SESSION };
    let cases = [
        (sign_out, Actor::Person(SECOND), Bye::SignedOut),
        (revoke, Actor::Person(FIRST), Bye::Revoked),
        (deactivate, Actor::Person(ADMIN), Bye::Revoked),
    ];
    for (command, actor, expected) in cases {
        let (_world, engine) = room().await;
        let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
        soon(engine.execute(actor, command)).await.unwrap();
        assert_eq!(client.until(|_| false).await.err(), Some(expected));
    }
}

#[tokio::test]
async fn a_session_that_ended_while_its_socket_opened_does_not_get_in() {
    let (_world, engine) = room().await;
    // The hub is not there yet: nobody else tells it.
    let sign_out = Command::EndSession { person: SECOND, session: SESSION };
    soon(engine.execute(Actor::Person(SECOND), sign_out)).await.unwrap();
    assert_eq!(Client::enter(&engine, SECOND, 0).await.err(), Some(Bye::SignedOut));
}

#[tokio::test]
async fn what_is_no_frame_ends_the_connection() {
    let (_world, engine) = room().await;
    let hello = format!(r#"{{"type":"hello","protocol":1,"incident":"{INCIDENT}"}}"#);
    let other = format!(r#"{{"type":"hello","protocol":2,"incident":"{INCIDENT}"}}"#);
    for bad in ["", "{}", r#"{"type":"seen","seq":1}"#, &other, &hello.replace('}', r#","extra":1}"#)] {
        assert_eq!(Client::new(&engine, SECOND).say(bad).await, Err(Bye::Protocol), "{bad}");
    }
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    assert_eq!(client.say(&hello).await, Err(Bye::Protocol), "twice");
}

#[tokio::test]
async fn too_many_posts_at_once_are_refused_one_by_one() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    for n in 0..u128::from(limits::POSTS_BURST) + 5 {
        let id = Uuid::from_u128(n);
        let frame = format!(r#"{{"type":"post","client_id":"{id}","kind":"entry.note","body":{{"text":"x"}}}}"#);
        client.say(&frame).await.unwrap();
    }
    assert!(client.refused.iter().any(|why| matches!(why, PostRefused::TooFast)));
}

#[tokio::test]
async fn a_session_that_ended_closes_here_before_any_entry_says_so() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    let mut other = Client::enter(&engine, FIRST, 0).await.unwrap();
    engine.close_connections(SECOND, SESSION.0);
    assert_eq!(client.pull().await, Err(Bye::SignedOut));
    assert_eq!(other.pull().await, Ok(()), "another person's, whatever its number");
    assert_eq!(Client::enter(&engine, SECOND, 0).await.err(), Some(Bye::SignedOut));
}

#[tokio::test]
async fn nobody_takes_every_place() {
    let (_world, engine) = room().await;
    let mut clients = Vec::new();
    for _ in 0..limits::CONNECTIONS {
        clients.push(Client::enter(&engine, SECOND, 0).await.unwrap());
    }
    assert_eq!(Client::enter(&engine, SECOND, 0).await.err(), Some(Bye::Restart));
    assert!(Client::enter(&engine, FIRST, 0).await.is_ok());
    clients.pop();
    assert!(Client::enter(&engine, SECOND, 0).await.is_ok());
}
