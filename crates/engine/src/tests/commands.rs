//! Commands: decided in order, committed together, refused at once when too many wait.

use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::Refusal;
use ctac_domain::event::Event;
use ctac_domain::state::Stream;
use ctac_ledger::store::Store as _;

use super::world::{self, FIRST, INCIDENT, SECOND, World, soon};
use crate::ExecuteError;

#[tokio::test]
async fn an_empty_ledger_is_begun_once() {
    let world = World::new();
    let engine = world.node(1).await;
    assert_eq!(engine.state().origin.as_deref(), Some("ctac.example/cell"));
    let again = world.node(2).await;
    assert_eq!(again.state().size, 1);
    assert_eq!(again.state().head_of(&Stream::Ledger), 1);
}

#[tokio::test]
async fn what_waits_together_is_committed_together() {
    let world = World::new();
    let engine = world.set_up().await;
    let before = engine.size();
    // Submitted without a pause on one thread: the loop finds them all.
    let waiting: Vec<_> = (0..100)
        .map(|n| engine.submit(Actor::Integration(world::INTEGRATION), world::alert(&format!("key {n}"))).unwrap())
        .collect();
    let mut sizes = std::collections::BTreeSet::new();
    for answer in waiting {
        let done = soon(answer).await.unwrap();
        assert!(!done.entries.is_empty());
        sizes.insert(done.entries.iter().map(|entry| entry.position).max().unwrap());
    }
    assert_eq!(sizes.len(), 100, "each has its own entries");
    assert!(engine.size() >= before + 300);
    world::until(&engine, |state| state.pages.len() == 100).await;
    world::assert_replay_equals_live(&world, &engine).await;
}

#[tokio::test]
async fn one_more_than_the_inbox_holds_is_refused_at_once() {
    let mut world = World::new();
    world.options.inbox = 4;
    let engine = world.set_up().await;
    // Nobody else runs on this thread until it waits.
    let alert = |n| engine.submit(Actor::Integration(world::INTEGRATION), world::alert(&format!("key {n}")));
    let waiting: Vec<_> = (0..4).map(|n| alert(n).unwrap()).collect();
    assert!(matches!(alert(5), Err(ExecuteError::Busy)));
    for answer in waiting {
        soon(answer).await.unwrap();
    }
    soon(alert(6).unwrap()).await.unwrap();
}

#[tokio::test]
async fn what_is_refused_records_nothing() {
    let world = World::new();
    let engine = world.set_up().await;
    let before = engine.size();
    let refused = soon(engine.execute(Actor::Person(FIRST), world::note(1, "to nowhere"))).await;
    assert!(matches!(refused, Err(ExecuteError::Refused(Refusal::Denied(_) | Refusal::NotFound(_)))));
    assert_eq!(world.store.head().await.unwrap().size, before);
}

#[tokio::test]
async fn a_caller_who_went_away_before_is_not_served() {
    let world = World::new();
    let engine = world.set_up().await;
    world::declare(&engine).await;
    drop(engine.submit(Actor::Person(FIRST), world::note(1, "never mind")).unwrap());
    let seq = world::post(&engine, FIRST, world::note(2, "this one")).await;
    let entries = engine.entries(INCIDENT, 0, 100).await.unwrap();
    assert_eq!(entries.last().unwrap().seq, seq);
    assert_eq!(entries.iter().filter(|entry| entry.kind == "entry.note").count(), 1);
}

#[tokio::test]
async fn a_post_sent_twice_is_recorded_once() {
    let world = World::new();
    let engine = world.set_up().await;
    world::declare(&engine).await;
    let first = world::post(&engine, SECOND, world::note(1, "seen")).await;
    assert_eq!(world::post(&engine, SECOND, world::note(1, "seen")).await, first);
}

#[tokio::test]
async fn after_shutdown_every_command_is_told_so() {
    let world = World::new();
    let engine = world.set_up().await;
    soon(engine.shutdown()).await;
    assert!(matches!(engine.execute(Actor::System, Command::Tick).await, Err(ExecuteError::Stopping)));
    let covered = world.store.latest_checkpoint().await.unwrap().unwrap();
    assert_eq!(covered.size, world.store.head().await.unwrap().size);
}

#[tokio::test]
async fn a_flood_that_fills_every_batch_does_not_hold_up_what_is_due() {
    let world = World::new();
    let engine = world.set_up().await;
    // All escalate in one tick: its entries fit no gap that a signal leaves.
    for n in 0..100 {
        world::raise(&engine, &format!("key {n}")).await.unwrap();
    }
    let page = soon(world.deliver.wait_for(1)).await[0].bearer.page().unwrap();
    world.clock.advance(i64::from(world::WAIT_S));
    // Each batch is full before its time: 512 commands of 16 KiB are more than it holds.
    let flood: Vec<_> = (0..1_500)
        .map(|n| {
            let Command::RaiseAlert { dedup_key, mut signal } = world::alert(&format!("flood {n}")) else {
                unreachable!()
            };
            signal.fields.insert("detail".to_owned(), "x".repeat(16_000));
            engine.submit(Actor::Integration(world::INTEGRATION), Command::RaiseAlert { dedup_key, signal }).unwrap()
        })
        .collect();
    let mut last = 0;
    for answer in flood {
        let done = soon(answer).await.unwrap();
        last = done.entries.iter().map(|entry| entry.position).max().unwrap();
    }
    let stored = engine.stored(0, 20_000).await.unwrap();
    let entries = stored.into_iter().map(|entry| crate::codec::decode(entry).unwrap().recorded);
    let escalated = entries.filter(
        |it| matches!(it.event.as_deref(), Some(Event::PageStepStarted { page: of, step: 1, .. }) if *of == page),
    );
    let at = escalated.map(|entry| entry.position).next();
    assert!(at.is_some_and(|at| at < last / 2), "escalated at {at:?} of {last}");
}

#[tokio::test]
async fn an_answer_gets_in_when_alerts_have_filled_the_inbox() {
    let mut world = World::new();
    world.options.inbox = 4;
    let engine = world.set_up().await;
    world::raise(&engine, "first").await.unwrap();
    let page = soon(world.deliver.wait_for(1)).await[0].bearer.page().unwrap();
    let alert = |n| engine.submit(Actor::Integration(world::INTEGRATION), world::alert(&format!("key {n}")));
    let flood: Vec<_> = (0..4).map(|n| alert(n).unwrap()).collect();
    assert!(matches!(alert(5), Err(ExecuteError::Busy)));
    let acknowledge = Command::Acknowledge { page, how: ctac_domain::page::How::Sms };
    let acknowledged = soon(engine.execute(Actor::Person(FIRST), acknowledge)).await.unwrap();
    assert!(matches!(acknowledged.answer, ctac_domain::decide::Answer::Page { first: true, .. }));
    for answer in flood {
        soon(answer).await.unwrap();
    }
}
