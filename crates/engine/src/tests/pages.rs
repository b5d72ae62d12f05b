//! Pages: sent the moment they are durable, again when nobody knows, escalated by the clock alone.

use ctac_domain::command::{Actor, Command};
use ctac_domain::event::Event;
use ctac_domain::page::{How, NotificationStatus, PageStatus};
use ctac_domain::state::State;

use super::world::{self, FIRST, SECOND, WAIT_S, World};
use crate::testing::Mood;
use crate::{Engine, limits};

async fn kinds(engine: &Engine) -> Vec<String> {
    let stored = engine.stored(0, 1_000).await.unwrap();
    stored.into_iter().map(|entry| crate::codec::decode(entry).unwrap().recorded.kind.clone()).collect()
}

fn sent(state: &State) -> usize {
    let notifications = state.pages.values().flat_map(|page| page.notifications.values());
    notifications.filter(|notification| matches!(notification.status, NotificationStatus::Sent { .. })).count()
}

#[tokio::test]
async fn an_alert_calls_the_provider_and_records_the_outcome() {
    let world = World::new();
    let engine = world.set_up().await;
    let done = world::raise(&engine, "disk").await.unwrap();
    // The claim is in the very batch that raised the page.
    assert!(done.entries.iter().any(|entry| matches!(entry.event.as_deref(), Some(Event::PageRaised { .. }))));
    let given = world::soon(world.deliver.wait_for(1)).await;
    assert_eq!(given[0].person, FIRST);
    assert!(given[0].headline.starts_with("S2"), "{}", given[0].headline);
    assert!(!given[0].headline.contains("Disk"), "CLEAR text only");
    world::until(&engine, |state| sent(state) == 1).await;
    assert_eq!(kinds(&engine).await.iter().filter(|kind| *kind == "page.attempt_started").count(), 1);
    world::assert_replay_equals_live(&world, &engine).await;
}

#[tokio::test]
async fn nobody_acknowledging_escalates_when_the_clock_says_so() {
    let world = World::new();
    let engine = world.set_up().await;
    world::raise(&engine, "disk").await.unwrap();
    world::soon(world.deliver.wait_for(1)).await;
    world.clock.advance(i64::from(WAIT_S));
    let given = world::soon(world.deliver.wait_for(2)).await;
    assert_eq!(given[1].person, SECOND);
    let page = given[1].bearer.page().unwrap();
    let acknowledge = Command::Acknowledge { page, how: How::Dtmf };
    world::soon(engine.execute(Actor::Person(SECOND), acknowledge)).await.unwrap();
    assert!(matches!(engine.state().pages[&page].status, PageStatus::Acknowledged { by: Some(SECOND), .. }));
    assert!(engine.violations().is_empty());
}

#[tokio::test]
async fn a_page_that_nobody_takes_is_exhausted_loudly() {
    let world = World::new();
    let engine = world.set_up().await;
    world::raise(&engine, "disk").await.unwrap();
    for _ in 0..2 {
        world.clock.advance(i64::from(WAIT_S));
        let at = world.now();
        world::until(&engine, |state| state.recorded_at >= at).await;
    }
    world::until(&engine, |state| {
        state.pages.values().any(|page| matches!(page.status, PageStatus::Exhausted { .. })) && state.pages.len() == 2
    })
    .await;
}

#[tokio::test]
async fn a_call_whose_lease_ran_out_is_looked_up_before_it_is_made_again() {
    let world = World::new();
    let engine = world.set_up().await;
    world.deliver.set_mood(Mood::Hangs);
    world::raise(&engine, "disk").await.unwrap();
    world::soon(world.deliver.wait_for(1)).await;
    world.deliver.set_mood(Mood::Takes);
    world.clock.advance(i64::from(limits::LEASE_S));
    // The provider knows the first call, so that there is no second; the outcome is recorded for the second claim.
    world::until(&engine, |state| sent(state) == 1).await;
    assert_eq!(world.deliver.given.borrow().len(), 1);
    assert_eq!(kinds(&engine).await.iter().filter(|kind| *kind == "page.attempt_started").count(), 2);
}

#[tokio::test]
async fn a_refused_call_is_made_again_later() {
    let world = World::new();
    let engine = world.set_up().await;
    world.deliver.set_mood(Mood::Refuses);
    world::raise(&engine, "disk").await.unwrap();
    world::soon(world.deliver.wait_for(1)).await;
    world::until(&engine, |state| {
        state
            .pages
            .values()
            .flat_map(|page| page.notifications.values())
            .all(|n| n.status == NotificationStatus::Due && n.attempts == 1)
    })
    .await;
    world.deliver.set_mood(Mood::Takes);
    world.clock.advance(5);
    world::until(&engine, |state| sent(state) == 1).await;
    assert_eq!(world.deliver.given.borrow().len(), 2);
}

#[tokio::test]
async fn more_pages_than_permits_are_all_sent() {
    let mut world = World::new();
    world.options.calls = 3;
    let engine = world.set_up().await;
    for n in 0..40 {
        world::raise_apart(&engine, &format!("key {n}")).await.unwrap();
    }
    world::until(&engine, |state| sent(state) == 40).await;
    assert_eq!(world.deliver.given.borrow().len(), 40, "each once");
}

#[tokio::test]
async fn a_quiet_minute_has_its_heartbeat() {
    let world = World::new();
    let engine = world.set_up().await;
    let before = engine.size();
    world.clock.advance(60);
    world::until(&engine, |state| state.size == before + 1).await;
    assert_eq!(kinds(&engine).await.last().unwrap(), "ledger.heartbeat");
}

#[tokio::test]
async fn a_clock_put_back_by_an_hour_delays_no_page() {
    let world = World::new();
    let engine = world.set_up().await;
    world.clock.advance(3_600);
    let ahead = world.now();
    world::until(&engine, |state| state.recorded_at >= ahead).await;
    world.clock.advance(-3_600);
    world::raise(&engine, "disk").await.unwrap();
    world::soon(world.deliver.wait_for(1)).await;
    world::until(&engine, |state| sent(state) == 1).await;
}
