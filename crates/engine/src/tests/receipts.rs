//! What becomes of messages that were taken: asked for by the clock alone, by one node, and sent on where they failed.

use std::sync::Arc;
use std::sync::Mutex;

use async_trait::async_trait;
use ctac_domain::attempt::Bearer;
use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::Channel;
use ctac_domain::id::AttemptId;
use ctac_domain::limits::ASK_AFTER_S;
use ctac_domain::page::{AttemptOutcome, Delivery, NotificationStatus};
use ctac_domain::state::State;
use tokio::sync::watch;

use super::world::{self, FIRST, SECOND, World, soon};
use crate::Engine;
use crate::ports::{Deliver, Outbound, Ports, Unheard};

/// Takes everything, says no more of it, and answers as it is told when asked.
struct Silent {
    given: watch::Sender<Vec<Outbound>>,
    asked: watch::Sender<Vec<Unheard>>,
    answer: Mutex<Option<Delivery>>,
}

impl Silent {
    fn new() -> Arc<Self> {
        Arc::new(Self { given: watch::Sender::default(), asked: watch::Sender::default(), answer: Mutex::default() })
    }

    async fn node(self: &Arc<Self>, world: &World, node: u64) -> Engine {
        let ports = Ports { deliver: Arc::clone(self) as _, ..world.ports(node) };
        let node = ctac_domain::id::NodeId(uuid::Uuid::from_u128(node.into()));
        let options = crate::Options { node, ..world.options.clone() };
        soon(Engine::start(options, ports)).await.unwrap()
    }

    async fn asked(&self, times: usize) -> Vec<Unheard> {
        soon(self.asked.subscribe().wait_for(|asked| asked.len() >= times)).await.unwrap().clone()
    }
}

#[async_trait]
impl Deliver for Silent {
    async fn send(&self, message: &Outbound) -> AttemptOutcome {
        self.given.send_modify(|given| given.push(message.clone()));
        let provider = if message.avoid.is_empty() { "first" } else { "second" };
        let (provider, reference) = (provider.to_owned(), format!("ref-{}", message.attempt));
        AttemptOutcome::Sent { provider, reference, after: Vec::new(), reports: true }
    }

    async fn look_up(&self, _: AttemptId, _: Channel) -> Option<AttemptOutcome> {
        None
    }

    async fn ask(&self, unheard: &Unheard) -> Option<Delivery> {
        self.asked.send_modify(|asked| asked.push(unheard.clone()));
        self.answer.lock().unwrap().clone()
    }
}

fn sent(state: &State) -> bool {
    let mut all = state.pages.values().flat_map(|page| page.notifications.values());
    all.any(|it| matches!(it.status, NotificationStatus::Sent { .. }))
}

#[tokio::test]
async fn who_says_nothing_is_asked_when_the_clock_says_so_by_one_of_two_nodes() {
    let world = World::new();
    soon(world.set_up().await.shutdown()).await;
    let silent = Silent::new();
    let (one, two) = (silent.node(&world, 7).await, silent.node(&world, 8).await);
    world::raise(&one, "disk").await.unwrap();
    world::until(&one, sent).await;
    let first = silent.given.borrow()[0].clone();
    world.clock.advance(ASK_AFTER_S[0]);
    let asked = silent.asked(1).await;
    let (provider, reference) = ("first".to_owned(), format!("ref-{}", first.attempt));
    assert_eq!(asked, [Unheard { attempt: first.attempt, provider, reference }]);
    // It is on its way yet. Next time the other node alone is there: nothing of it was in the first one's memory.
    soon(one.shutdown()).await;
    *silent.answer.lock().unwrap() = Some(Delivery::Delivered);
    world.clock.advance(ASK_AFTER_S[1] - ASK_AFTER_S[0]);
    silent.asked(2).await;
    let told = |state: &State| {
        state.notification(first.bearer, first.notification).is_some_and(|it| it.delivery == Some(Delivery::Delivered))
    };
    world::until(&two, told).await;
    assert_eq!(silent.asked.borrow().len(), 2, "two nodes asked no more often than one");
    assert!(two.violations().is_empty());
}

#[tokio::test]
async fn what_is_found_not_to_have_arrived_goes_by_another_and_then_on_to_the_next_person() {
    let world = World::new();
    soon(world.set_up().await.shutdown()).await;
    let silent = Silent::new();
    let engine = silent.node(&world, 7).await;
    let (code, reason) = (Some("30003".to_owned()), "out of reach".to_owned());
    let failed = |again| Delivery::Failed { code: code.clone(), reason: reason.clone(), again, flag: None };
    *silent.answer.lock().unwrap() = Some(failed(true));
    world::raise(&engine, "disk").await.unwrap();
    world::until(&engine, sent).await;
    world.clock.advance(ASK_AFTER_S[0]);
    let given = soon(silent.given.subscribe().wait_for(|given| given.len() >= 2)).await.unwrap().clone();
    assert_eq!((given[1].person, given[1].notification), (FIRST, given[0].notification));
    assert_eq!((given[0].avoid.as_slice(), given[1].avoid.as_slice()), (&[][..], &["first".to_owned()][..]));
    // The second says so by itself, and that nobody can help it.
    let attempt = given[1].attempt;
    let (provider, reference) = ("second".to_owned(), format!("ref-{attempt}"));
    let command = Command::RecordReceipt { attempt, provider, reference, delivery: failed(false) };
    world::until(&engine, sent).await;
    soon(engine.execute(Actor::System, command)).await.unwrap();
    let given = soon(silent.given.subscribe().wait_for(|given| given.len() >= 3)).await.unwrap().clone();
    assert_eq!(given[2].person, SECOND, "long before the step's time is over");
    assert!(matches!(given[2].bearer, Bearer::Page(_)) && engine.violations().is_empty());
}
