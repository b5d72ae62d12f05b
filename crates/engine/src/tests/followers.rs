//! Two nodes on one database behave as one.

use ctac_domain::command::{Actor, Command};
use ctac_domain::page::{How, PageStatus};
use ctac_ledger::store::{Position, Store as _};

use super::world::{self, FIRST, INCIDENT, SECOND, World, soon};
use crate::ExecuteError;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_at_both_end_in_one_log() {
    let world = World::new();
    let one = world.set_up().await;
    world::declare(&one).await;
    let two = world.node(2).await;
    let writers = [(one.clone(), FIRST, 0_u128), (two.clone(), SECOND, 500)].map(|(engine, person, from)| {
        tokio::spawn(async move {
            let mut seqs = Vec::new();
            for n in from..from + 100 {
                seqs.push(world::post(&engine, person, world::note(n, "at the same time")).await);
            }
            seqs
        })
    });
    let mut seqs = Vec::new();
    for writer in writers {
        seqs.extend(soon(writer).await.unwrap());
    }
    seqs.sort_unstable();
    seqs.dedup();
    assert_eq!(seqs.len(), 200);
    let size = world.store.head().await.unwrap().size;
    world::until(&one, |state| state.size == size).await;
    world::until(&two, |state| state.size == size).await;
    assert_eq!(one.state(), two.state());
    let timeline = one.entries(INCIDENT, 0, 1_000).await.unwrap();
    assert!(timeline.iter().zip(1..).all(|(entry, seq)| entry.seq == seq), "gapless");
    world::assert_replay_equals_live(&world, &one).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_is_claimed_twice() {
    let world = World::new();
    let one = world.set_up().await;
    let two = world.node(2).await;
    for n in 0..30 {
        let engine = if n % 2 == 0 { &one } else { &two };
        world::raise_apart(engine, &format!("key {n}")).await.unwrap();
    }
    soon(world.deliver.wait_for(30)).await;
    // Both wake for the same escalations, all of one instant: the second person gets one message.
    world.clock.advance(i64::from(world::WAIT_S));
    let given = soon(world.deliver.wait_for(31)).await;
    assert!(given[30].headline.contains("and 29 more"), "{}", given[30].headline);
    let size = world.store.head().await.unwrap().size;
    world::until(&one, |state| state.size >= size).await;
    let mut attempts: Vec<_> = given.iter().map(|outbound| outbound.attempt).collect();
    attempts.sort_unstable();
    attempts.dedup();
    let mut notifications: Vec<_> = given.iter().map(|outbound| outbound.notification).collect();
    notifications.sort_unstable();
    notifications.dedup();
    assert_eq!((attempts.len(), notifications.len(), given.len()), (31, 31, 31));
}

#[tokio::test]
async fn what_one_raised_the_other_acknowledges() {
    let world = World::new();
    let one = world.set_up().await;
    let two = world.node(2).await;
    world::raise(&one, "disk").await.unwrap();
    let page = soon(world.deliver.wait_for(1)).await[0].bearer.page().unwrap();
    // At once, though the second node may not have followed yet.
    let acknowledge = Command::Acknowledge { page, how: How::Api };
    soon(two.execute(Actor::Person(FIRST), acknowledge)).await.unwrap();
    world::until(&one, |state| matches!(state.pages[&page].status, PageStatus::Acknowledged { .. })).await;
}

#[tokio::test]
async fn a_refusal_is_found_on_the_log_as_it_is_now() {
    let world = World::new();
    let one = world.set_up().await;
    world::declare(&one).await;
    let two = world.node(2).await;
    for n in 0..50 {
        // Taken out by the one, refused by the other in the next instant; and brought back in.
        let revoke = Command::RevokeMembership { incident: INCIDENT, person: SECOND, reason: None };
        soon(one.execute(Actor::Person(FIRST), revoke)).await.unwrap();
        let refused = soon(two.execute(Actor::Person(SECOND), world::note(n, "still here?"))).await;
        assert!(matches!(refused, Err(ExecuteError::Refused(_))), "{refused:?}");
        let grant = Command::GrantMembership {
            incident: INCIDENT,
            person: SECOND,
            role: ctac_domain::incident::RoomRole::Responder,
            until: None,
            reason: None,
        };
        soon(one.execute(Actor::Person(FIRST), grant)).await.unwrap();
        soon(two.execute(Actor::Person(SECOND), world::note(n, "here again"))).await.unwrap();
    }
    assert!(!world.store.read(Position(0), 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn nodes_without_a_name_draw_one_and_a_lease_nobody_takes_is_refused() {
    let mut world = World::new();
    let one = soon(crate::Engine::start(world.options.clone(), world.ports(1))).await.unwrap();
    let two = soon(crate::Engine::start(world.options.clone(), world.ports(2))).await.unwrap();
    assert_ne!(one.shared.options.node, two.shared.options.node);
    world.options.lease_s = 0;
    let refused = crate::Engine::start(world.options.clone(), world.ports(3)).await;
    assert!(matches!(refused, Err(crate::StartError::Lease(0))));
}
