//! Catching up and following: every entry once, in order, on whichever node, however often a member drops.

use ctac_api::room::{Entity, ServerFrame};
use ctac_domain::command::Actor;
use proptest::prelude::*;
use uuid::Uuid;

use super::{Client, head, room};
use crate::limits;
use crate::tests::world::{self, FIRST, INCIDENT, SECOND, World, soon};

#[tokio::test]
async fn a_member_catches_up_and_then_follows() {
    let (_world, engine) = room().await;
    for n in 0..10 {
        world::post(&engine, FIRST, world::note(n, "before")).await;
    }
    let before = head(&engine);
    let mut client = Client::enter(&engine, SECOND, 3).await.unwrap();
    let ServerFrame::Welcome { you, head: at, .. } = &client.frames[0] else { panic!("{:?}", client.frames) };
    assert_eq!((you.person, you.may_post, *at), (SECOND, true, before));
    client.until_seq(before).await.unwrap();
    let last = world::post(&engine, FIRST, world::note(50, "live")).await;
    client.until_seq(last).await.unwrap();
    assert_eq!(client.seqs(), (4..=last).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_is_behind_the_ring_catches_up_from_the_ledger() {
    let (_world, engine) = room().await;
    let many = limits::RING_FILL as u128 + 700;
    let waiting: Vec<_> =
        (0..many).map(|n| engine.submit(Actor::Person(FIRST), world::note(n, "many")).unwrap()).collect();
    for answer in waiting {
        soon(answer).await.unwrap();
    }
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    let last = head(&engine);
    client.until_seq(last).await.unwrap();
    assert_eq!(client.seqs(), (1..=head(&engine)).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_post_is_answered_with_its_number_however_often_it_comes() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    let id = Uuid::from_u128(5);
    let frame = format!(r#"{{"type":"post","client_id":"{id}","kind":"entry.note","body":{{"text":"seen"}}}}"#);
    client.say(&frame).await.unwrap();
    client.say(&frame).await.unwrap();
    let posted = |client: &Client| {
        let posted = client.frames.iter().filter_map(|frame| match frame {
            ServerFrame::Posted { client_id, seq } if client_id.0 == id => Some(*seq),
            _ => None,
        });
        posted.collect::<Vec<_>>()
    };
    client.until(|client| posted(client).len() == 2).await.unwrap();
    let seqs = posted(&client);
    assert_eq!(seqs[0], seqs[1]);
    client.until_seq(seqs[0]).await.unwrap();
    let entries = engine.entries(INCIDENT, 0, 100).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.kind == "entry.note").count(), 1);
}

#[tokio::test]
async fn an_entry_carries_what_it_changed() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    client.until_seq(head(&engine)).await.unwrap();
    let id = Uuid::from_u128(6);
    let reason = r#"{"to":"S3","reason":"contained to one ward"}"#;
    let frame = format!(r#"{{"type":"post","client_id":"{id}","kind":"incident.severity_changed","body":{reason}}}"#);
    let mut lead = Client::enter(&engine, FIRST, head(&engine)).await.unwrap();
    lead.say(&frame).await.unwrap();
    let changed = |client: &Client| {
        client.frames.iter().rev().find_map(|frame| match frame {
            ServerFrame::Entry(entry) if entry.kind == "incident.severity_changed" => Some(entry.changed.clone()),
            _ => None,
        })
    };
    client.until(|client| changed(client).is_some()).await.unwrap();
    let entities = changed(&client).unwrap();
    assert!(matches!(&entities[..], [Entity::Incident(incident)]
        if incident.severity == ctac_domain::incident::Severity::S3));
}

#[tokio::test]
async fn a_new_checkpoint_rides_on_a_beat() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    world::post(&engine, FIRST, world::note(1, "something to cover")).await;
    let note = soon(engine.checkpoint_now()).await.unwrap();
    let carries = |client: &Client| {
        client.frames.iter().any(
            |frame| matches!(frame, ServerFrame::Beat { checkpoint: Some(checkpoint), .. } if **checkpoint == *note),
        )
    };
    client.until(carries).await.unwrap();
}

#[tokio::test]
async fn members_on_two_nodes_have_one_timeline() {
    let world = World::new();
    let one = world.set_up().await;
    world::declare(&one).await;
    let two = world.node(2).await;
    let mut here = Client::enter(&one, FIRST, 0).await.unwrap();
    let mut there = Client::enter(&two, SECOND, 0).await.unwrap();
    for n in 0..40 {
        let (engine, person) = if n % 2 == 0 { (&one, FIRST) } else { (&two, SECOND) };
        world::post(engine, person, world::note(n, "to and fro")).await;
    }
    let last = head(&one).max(head(&two));
    here.until_seq(last).await.unwrap();
    there.until_seq(last).await.unwrap();
    assert!(here.seqs().iter().zip(1..).all(|(seq, expected)| *seq == expected));
    assert!(there.seqs().iter().zip(1..).all(|(seq, expected)| *seq == expected));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is posted and however often a member's connection drops: it has seen each entry exactly once, in order.
    #[test]
    fn a_member_that_keeps_dropping_sees_each_entry_once(steps in prop::collection::vec(0_u8..6, 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (_world, engine) = room().await;
            let (mut seen, mut client) = (Vec::new(), None::<Client>);
            for (n, step) in steps.into_iter().enumerate() {
                match step {
                    0 => {
                        if let Some(client) = client.take() {
                            seen.extend(client.seqs());
                        }
                    }
                    1 if client.is_none() => {
                        let after = seen.last().copied().unwrap_or(0);
                        client = Some(Client::enter(&engine, SECOND, after).await.unwrap());
                    }
                    1 | 2 => {
                        if let Some(client) = &mut client {
                            client.pull().await.unwrap();
                        }
                    }
                    _ => {
                        world::post(&engine, FIRST, world::note(n as u128, "x")).await;
                    }
                }
            }
            if let Some(client) = client.take() {
                seen.extend(client.seqs());
            }
            let mut last = Client::enter(&engine, SECOND, seen.last().copied().unwrap_or(0)).await.unwrap();
            let head = head(&engine);
            if seen.last() < Some(&head) {
                last.until_seq(head).await.unwrap();
            }
            seen.extend(last.seqs());
            assert!(seen.iter().zip(1..).all(|(seq, expected)| *seq == expected), "{seen:?}");
            assert!(seen.len() as u64 >= head);
        });
    }
}
