//! A provider fails, stays away, and comes back: what is recorded, and who is told.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ctac_domain::id::AttemptId;
use ctac_domain::notice::About;
use ctac_domain::page::AttemptOutcome;

use super::*;
use crate::Engine;
use crate::operations::Calls;
use crate::ports::{Clock, Deliver, Outbound, Ports};
use crate::tests::world::{ADMIN, World, soon};

/// Providers that are as a test says.
#[derive(Default)]
struct Sick(Mutex<Vec<ProviderHealth>>);

#[async_trait]
impl Deliver for Sick {
    async fn send(&self, _: &Outbound) -> AttemptOutcome {
        AttemptOutcome::sent("b", "1")
    }
    async fn look_up(&self, _: AttemptId, _: Channel) -> Option<AttemptOutcome> {
        None
    }
    fn health(&self) -> Vec<ProviderHealth> {
        self.0.lock().unwrap().clone()
    }
}

fn well(provider: &str) -> ProviderHealth {
    ProviderHealth {
        provider: provider.to_owned(),
        channels: vec![Channel::Sms],
        aside_since: None,
        failures_in_a_row: 0,
        last_sent_at: None,
        last_failed_at: None,
        last_failure: None,
        hour: Calls::default(),
        all: Calls::default(),
    }
}

async fn outage(engine: &Engine, provider: &str, over: bool) -> Arc<KeptOutage> {
    soon(async {
        loop {
            let size = engine.size();
            if let Some(kept) = engine.state().outages.get(provider).filter(|kept| kept.over_at.is_some() == over) {
                return Arc::clone(kept);
            }
            engine.shared.size.subscribe().wait_for(|now| *now > size).await.unwrap();
        }
    })
    .await
}

#[tokio::test]
async fn administrators_hear_of_an_outage_once_and_when_it_is_over() {
    let world = World::new();
    let sick = Arc::new(Sick::default());
    let ports = Ports { deliver: Arc::clone(&sick) as _, ..world.ports(1) };
    let engine = world.set_up_with(ports).await;
    let fails = |provider: &str| ProviderHealth {
        aside_since: Some(world.now()),
        last_failure: Some("503".to_owned()),
        ..well(provider)
    };
    let (failing, alone) = (fails("a"), fails("b"));
    *sick.0.lock().unwrap() = vec![failing.clone(), well("b")];
    world.clock.advance(limits::HEALTH_EVERY_S);
    let size = engine.size();
    world.clock.advance(limits::HEALTH_EVERY_S);
    assert!(engine.state().outages.is_empty() && engine.size() == size, "not before it lasts");
    world.clock.advance(limits::ASIDE_TOLD_S);
    assert!(outage(&engine, "a", false).await.outage.without.is_empty());
    // The other one fails, too: nothing is left for texts, and that is said at once.
    *sick.0.lock().unwrap() = vec![failing, alone];
    world.clock.advance(limits::HEALTH_EVERY_S);
    assert_eq!(outage(&engine, "b", false).await.outage.without, [Channel::Sms]);
    world.clock.advance(1);
    let took = |provider: &str| ProviderHealth { last_sent_at: Some(world.clock.now()), ..well(provider) };
    *sick.0.lock().unwrap() = vec![took("a"), took("b")];
    world.clock.advance(limits::HEALTH_EVERY_S);
    let (a, b) = (outage(&engine, "a", true).await, outage(&engine, "b", true).await);
    let state = engine.state();
    let told: Vec<About> = state.notices.values().filter(|it| it.person == ADMIN).map(|it| it.about).collect();
    for outage in [a.outage.id, b.outage.id] {
        let of_it = told.iter().filter(|about| matches!(about, About::ProviderDown { outage: id } if *id == outage));
        assert_eq!(of_it.count(), 1);
        assert!(told.contains(&About::ProviderBack { outage }));
    }
}

#[test]
fn a_node_that_has_not_called_it_does_not_say_that_it_is_back() {
    let mut state = State::default();
    let now: Timestamp = "2026-11-21T03:00:00Z".parse().unwrap();
    let outage = ctac_domain::outage::Outage {
        id: ctac_domain::id::OutageId(uuid::Uuid::nil()),
        provider: "a".to_owned(),
        channels: vec![Channel::Sms],
        without: vec![],
        why: String::new(),
        node: NodeId(uuid::Uuid::nil()),
        since: now,
        told: true,
    };
    let kept = KeptOutage { outage, at: now, over_at: None, told_at: Some(now) };
    state.outages.insert("a".to_owned(), Arc::new(kept));
    let node = NodeId(uuid::Uuid::from_u128(2));
    assert_eq!(news(&state, node, &[well("a")], now), []);
    let earlier = ProviderHealth { last_sent_at: Some(now), ..well("a") };
    assert_eq!(news(&state, node, &[earlier], now), []);
    let since = ProviderHealth { last_sent_at: Some(now + SignedDuration::from_secs(1)), ..well("a") };
    assert_eq!(news(&state, node, &[since], now), [Command::ProviderIsBack { provider: "a".to_owned(), node }]);
}
