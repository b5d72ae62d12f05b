//! What a member sees: what the marking allows, stubs for the rest, who else is there.

use ctac_api::room::ServerFrame;
use ctac_domain::command::{Actor, Command};
use ctac_domain::marking::Marking;
use uuid::Uuid;

use super::{Client, head, room};
use crate::tests::world::{self, FIRST, INCIDENT, SECOND, soon};

#[tokio::test]
async fn what_is_marked_red_is_a_stub_for_the_others() {
    let (_world, engine) = room().await;
    let mut first = Client::enter(&engine, FIRST, 0).await.unwrap();
    let mut second = Client::enter(&engine, SECOND, 0).await.unwrap();
    let red = world::marked_note(1, "for one pair of eyes", Some(Marking::Red), vec![FIRST]);
    let seq = world::post(&engine, FIRST, red).await;
    first.until_seq(seq).await.unwrap();
    second.until_seq(seq).await.unwrap();
    assert_eq!(second.withheld(), [seq]);
    assert!(first.withheld().is_empty());
    // The same after a return, from the ledger and the ring alike; and over plain HTTP.
    let mut again = Client::enter(&engine, SECOND, 0).await.unwrap();
    again.until_seq(seq).await.unwrap();
    assert_eq!(again.withheld(), [seq]);
    let shown = engine.frames(Actor::Person(SECOND), INCIDENT, 0).await.unwrap();
    let text = shown.iter().map(|shown| String::from_utf8_lossy(&shown.json)).collect::<String>();
    assert!(!text.contains("eyes"));
    assert_eq!(shown.last().unwrap().seq, seq);
}

#[tokio::test]
async fn what_is_open_to_every_member_is_so_by_the_rules() {
    let (_world, engine) = room().await;
    let markings = [Marking::Clear, Marking::Green, Marking::Amber, Marking::AmberStrict, Marking::Red];
    for (n, marking) in (0..).zip(markings) {
        let named = if marking == Marking::Red { vec![FIRST] } else { Vec::new() };
        let seq = world::post(&engine, FIRST, world::marked_note(n, "x", Some(marking), named)).await;
        let frame = crate::catch_up::page(&engine, INCIDENT, seq - 1).await.unwrap().remove(0);
        let state = engine.state();
        // The second is a member of another organisation, and named nowhere.
        let reads = ctac_domain::access::readable(&state, Actor::Person(SECOND), INCIDENT, seq);
        assert_eq!(frame.open, reads, "{marking:?}");
    }
}

#[tokio::test]
async fn an_erased_text_goes_out_no_more() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, FIRST, 0).await.unwrap();
    let seq = world::post(&engine, SECOND, world::note(1, "patient 943 476 5919")).await;
    client.until_seq(seq).await.unwrap();
    let request = Command::RequestErasure { incident: INCIDENT, seq, reason: "a patient's number".to_owned() };
    soon(engine.execute(Actor::Person(FIRST), request)).await.unwrap();
    let approve = Command::ApproveErasure { incident: INCIDENT, seq };
    if soon(engine.execute(Actor::Person(SECOND), approve.clone())).await.is_err() {
        // Only who steers may approve: let the second steer.
        let grant = Command::Post {
            incident: INCIDENT,
            client_id: ctac_domain::id::ClientId(Uuid::from_u128(9_999)),
            post: ctac_domain::command::Post::Lead { to: SECOND, reason: None },
            marking: None,
            named: Vec::new(),
            occurred_at: None,
            late_reason: None,
        };
        soon(engine.execute(Actor::Person(FIRST), grant)).await.unwrap();
        soon(engine.execute(Actor::Person(SECOND), approve)).await.unwrap();
    }
    let mut again = Client::enter(&engine, FIRST, 0).await.unwrap();
    again.until_seq(head(&engine)).await.unwrap();
    let body = again.frames.iter().find_map(|frame| match frame {
        ServerFrame::Entry(entry) if entry.seq == seq => Some(entry.body.is_none()),
        _ => None,
    });
    assert_eq!(body, Some(true));
    assert_eq!(again.seqs(), (1..=head(&engine)).collect::<Vec<_>>());
}

#[tokio::test]
async fn presence_is_shared_and_leaving_is_coarse() {
    let (world, engine) = room().await;
    let mut first = Client::enter(&engine, FIRST, 0).await.unwrap();
    let mut second = Client::enter(&engine, SECOND, 0).await.unwrap();
    second.say(r#"{"type":"presence","doing":"writing"}"#).await.unwrap();
    let sees = |client: &Client| {
        client.frames.iter().any(|frame| {
            matches!(frame, ServerFrame::Presence { people }
                if people.iter().any(|present| present.person == SECOND && present.doing == "writing"))
        })
    };
    first.until(sees).await.unwrap();
    world::until(&engine, |state| state.incidents[&INCIDENT].present.len() == 2).await;
    // A drop-out that comes back is no leaving.
    let cursor = second.seqs().last().copied().unwrap();
    drop(second);
    world.clock.advance(5);
    let second = Client::enter(&engine, SECOND, cursor).await.unwrap();
    drop(second);
    let joined = engine.entries(INCIDENT, 0, 100).await.unwrap();
    assert_eq!(joined.iter().filter(|entry| entry.kind == "room.joined").count(), 2);
    world.clock.advance(31);
    world::until(&engine, |state| state.incidents[&INCIDENT].present.len() == 1).await;
}
