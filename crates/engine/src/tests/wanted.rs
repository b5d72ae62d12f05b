//! What is claimed is sent only while somebody needs it, and one channel's trouble is its own.

use std::sync::Arc;

use async_trait::async_trait;
use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::{Channel, Contact};
use ctac_domain::id::{AttemptId, ContactId};
use ctac_domain::page::{AttemptOutcome, How, NotificationStatus};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::world::{self, FIRST, SECOND, World, soon};
use crate::Engine;
use crate::limits;
use crate::ports::{Deliver, Outbound, Ports};
use crate::testing::{Mood, RememberingDeliver};

/// Looks nothing up before it is told to, and hangs on texts when it is to.
struct Held {
    inner: Arc<RememberingDeliver>,
    asked: Semaphore,
    answers: Semaphore,
    texts_hang: bool,
}

impl Held {
    fn of(world: &World, texts_hang: bool) -> Arc<Self> {
        let inner = Arc::clone(&world.deliver);
        Arc::new(Self { inner, asked: Semaphore::new(0), answers: Semaphore::new(0), texts_hang })
    }

    async fn node(self: &Arc<Self>, world: &World) -> Engine {
        let ports = Ports { deliver: Arc::clone(self) as _, ..world.ports(7) };
        soon(Engine::start(world.options.clone(), ports)).await.unwrap()
    }
}

#[async_trait]
impl Deliver for Held {
    async fn send(&self, message: &Outbound) -> AttemptOutcome {
        let sent = self.inner.send(message).await;
        if self.texts_hang && message.channel == Channel::Sms { std::future::pending().await } else { sent }
    }

    async fn look_up(&self, _: AttemptId, _: Channel) -> Option<AttemptOutcome> {
        self.asked.add_permits(1);
        self.answers.acquire().await.unwrap().forget();
        None
    }
}

#[tokio::test]
async fn nothing_is_sent_once_this_node_knows_of_the_answer() {
    let world = World::new();
    soon(world.set_up().await.shutdown()).await;
    let held = Held::of(&world, false);
    let engine = held.node(&world).await;
    world.deliver.set_mood(Mood::Hangs);
    world::raise(&engine, "disk").await.unwrap();
    let page = soon(world.deliver.wait_for(1)).await[0].bearer.page().unwrap();
    world.deliver.set_mood(Mood::Takes);
    // Nobody knows what came of the call, so that its provider is asked, which takes a while.
    world.clock.advance(i64::from(limits::LEASE_S));
    soon(held.asked.acquire()).await.unwrap().forget();
    soon(engine.execute(Actor::Person(FIRST), Command::Acknowledge { page, how: How::Sms })).await.unwrap();
    held.answers.add_permits(1);
    world::until(&engine, |state| {
        state.pages[&page].notifications.values().all(|it| it.status == NotificationStatus::Failed)
    })
    .await;
    assert_eq!(world.deliver.given.borrow().len(), 1, "who answered is not disturbed again");
}

#[test]
fn pushes_have_room_for_every_kind_of_them() {
    let room = crate::effects::Effects::new(2).spare().room;
    assert_eq!((room.sms, room.voice, room.email, room.push), (2, 2, 2, 2 * limits::PUSH_KINDS));
}

#[tokio::test]
async fn a_channel_that_hangs_leaves_the_others_their_permits() {
    let mut world = World::new();
    world.options.calls = 2;
    let engine = world.set_up().await;
    let contact = Contact {
        id: ContactId(Uuid::from_u128(777)),
        channel: Channel::Email,
        hint: "s•••@example.org".to_owned(),
        verified: true,
        flag: None,
    };
    soon(engine.execute(Actor::System, Command::AddContact { person: SECOND, contact })).await.unwrap();
    let rule = ctac_domain::directory::NotificationRule::new(Channel::Email, 0);
    let rules = Command::ChangeRules { person: SECOND, rules: vec![rule] };
    soon(engine.execute(Actor::Person(SECOND), rules)).await.unwrap();
    soon(engine.shutdown()).await;
    let engine = Held::of(&world, true).node(&world).await;
    // More texts than there are permits: two are under way, and hang.
    for n in 0..10 {
        world::raise_apart(&engine, &format!("key {n}")).await.unwrap();
    }
    soon(world.deliver.wait_for(2)).await;
    // Whoever passes a page on has the second person told, by email.
    let page = world.deliver.given.borrow()[0].bearer.page().unwrap();
    soon(engine.execute(Actor::Person(FIRST), Command::EscalateNow { page })).await.unwrap();
    let given = soon(world.deliver.wait_for(3)).await;
    assert_eq!((given[2].person, given[2].channel), (SECOND, Channel::Email));
}
