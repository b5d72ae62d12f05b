//! The store fails: nothing acknowledged is lost, nothing is recorded twice, and the node comes back by itself.

use ctac_domain::command::Actor;
use ctac_ledger::memory::Fault;

use super::world::{self, FIRST, INCIDENT, World, soon};
use crate::{Engine, ExecuteError};

async fn notes(engine: &Engine) -> usize {
    let entries = engine.entries(INCIDENT, 0, 1_000).await.unwrap();
    entries.iter().filter(|entry| entry.kind == "entry.note").count()
}

async fn a_repeat_after(fault: Fault) {
    let world = World::new();
    let engine = world.set_up().await;
    world::declare(&engine).await;
    world.store.fail_next_append(fault);
    let unsure = soon(engine.execute(Actor::Person(FIRST), world::note(1, "once"))).await;
    assert!(matches!(unsure, Err(ExecuteError::Unavailable)), "{unsure:?}");
    // The caller repeats with its own id until it is told.
    loop {
        match soon(engine.execute(Actor::Person(FIRST), world::note(1, "once"))).await {
            Ok(_) => break,
            Err(ExecuteError::Unavailable) => tokio::task::yield_now().await,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(notes(&engine).await, 1);
    world::assert_replay_equals_live(&world, &engine).await;
}

#[tokio::test]
async fn an_append_that_failed_is_repeated_once() {
    a_repeat_after(Fault::BeforeItTookEffect).await;
}

#[tokio::test]
async fn an_append_whose_answer_was_lost_is_found_again() {
    a_repeat_after(Fault::AfterItTookEffect).await;
}

#[tokio::test]
async fn a_page_whose_commit_was_unsure_is_sent_all_the_same() {
    let world = World::new();
    let engine = world.set_up().await;
    world.store.fail_next_append(Fault::AfterItTookEffect);
    assert!(matches!(world::raise(&engine, "disk").await, Err(ExecuteError::Unavailable)));
    // The claim is found in the ledger, as this node's own: the call is made at once, not when its lease runs out.
    let given = soon(world.deliver.wait_for(1)).await;
    assert_eq!(given[0].person, FIRST);
}

#[tokio::test]
async fn a_node_that_cannot_read_refuses_and_says_how_stale_it_is() {
    let world = World::new();
    let engine = world.set_up().await;
    world::declare(&engine).await;
    world.store.refuse_reads(true);
    world.store.fail_next_append(Fault::BeforeItTookEffect);
    for n in 0..3 {
        let refused = soon(engine.execute(Actor::Person(FIRST), world::note(n, "no"))).await;
        assert!(matches!(refused, Err(ExecuteError::Unavailable)), "{refused:?}");
    }
    assert!(!engine.freshness().reachable);
    assert!(engine.state().incidents.contains_key(&INCIDENT), "reads go on from memory");
    world.store.refuse_reads(false);
    soon(async {
        while engine.execute(Actor::Person(FIRST), world::note(9, "yes")).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(engine.freshness().reachable);
    assert_eq!(notes(&engine).await, 1);
}

#[tokio::test]
async fn a_ledger_that_can_be_read_and_not_written_is_tried_with_pauses_and_said_to_be_so() {
    let world = World::new();
    let engine = world.set_up().await;
    world::declare(&engine).await;
    let begin = tokio::time::Instant::now();
    world.store.refuse_appends(true);
    world.clock.advance(3_600);
    soon(async {
        while world.store.refused_appends() < 5 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(begin.elapsed() >= 6 * crate::limits::RETRY_FIRST, "a heartbeat is due, and every attempt fails at once");
    assert!(!engine.freshness().reachable);
    let refused = soon(engine.execute(Actor::Person(FIRST), world::note(1, "no"))).await;
    assert!(matches!(refused, Err(ExecuteError::Unavailable)), "{refused:?}");
    world.store.refuse_appends(false);
    soon(async {
        while engine.execute(Actor::Person(FIRST), world::note(2, "yes")).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(engine.freshness().reachable);
    assert_eq!(notes(&engine).await, 1);
}
