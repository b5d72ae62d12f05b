//! Notices over the whole engine: told by the clock alone, again when a node died, never twice; the coverage watcher; and
//! who is on call, in the room, at the instant.

use ctac_api::room::{RotaOnCall, ServerFrame};
use ctac_domain::command::{Actor, Command, OnNow};
use ctac_domain::directory::Preferences;
use ctac_domain::event::Event;
use ctac_domain::id::{PersonId, RotaId};
use ctac_domain::notice::About;
use ctac_domain::page::{NotificationStatus, Subject};
use ctac_domain::policy::Duty;
use ctac_domain::state::State;
use jiff::Timestamp;
use uuid::Uuid;

use super::rooms::Client;
use super::world::{self, ADMIN, FIRST, SECOND, World, soon};
use crate::Engine;
use crate::testing::Mood;

const ROTA: RotaId = RotaId(Uuid::from_u128(41));
/// From the world's beginning to the rota's next handoff, in seconds: 09:00 in London.
const TO_HANDOFF: i64 = 6 * 3_600;

/// The two take turns every day at nine; the second is on until the handoff.
fn rota(groups: &[PersonId]) -> Command {
    let groups: Vec<[String; 1]> = groups.iter().map(|person| [person.to_string()]).collect();
    let layers = if groups.is_empty() {
        serde_json::json!([])
    } else {
        serde_json::json!([{
            "name": "days", "groups": groups, "start": "2026-11-01T09:00:00", "turn": {"unit": "daily", "length": 1},
        }])
    };
    let rota = serde_json::json!({"time_zone": "Europe/London", "layers": layers});
    Command::SaveRota {
        id: ROTA,
        name: "Duty responder".to_owned(),
        rota: serde_json::from_value(rota).unwrap(),
        duty: Duty::Responder,
        deputy: None,
        on_now: OnNow::Keep,
        expect: None,
    }
}

/// A cell whose people want to be told at the handoff and no earlier.
async fn set_up(world: &World, groups: &[PersonId]) -> Engine {
    let engine = world.set_up().await;
    for person in [FIRST, SECOND] {
        let preferences = Preferences { handoff_notices: vec![0], ..Preferences::default() };
        let set = Command::SetPreferences { person, preferences };
        soon(engine.execute(Actor::Person(person), set)).await.unwrap();
    }
    soon(engine.execute(Actor::Person(ADMIN), rota(groups))).await.unwrap();
    engine
}

async fn notices(engine: &Engine) -> Vec<(PersonId, About)> {
    let stored = engine.stored(0, 1_000).await.unwrap();
    let entries = stored.into_iter().map(|entry| crate::codec::decode(entry).unwrap().recorded);
    let raised = entries.filter_map(|entry| match entry.event.as_deref() {
        Some(Event::NoticeRaised { person, about, .. }) => Some((*person, *about)),
        _ => None,
    });
    raised.collect()
}

fn all_sent(state: &State, count: usize) -> bool {
    let all = state.notices.values().flat_map(|notice| notice.notifications.values());
    all.filter(|it| matches!(it.status, NotificationStatus::Sent { .. })).count() == count
}

fn nine() -> Timestamp {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn both_sides_of_a_handoff_are_told_when_the_clock_says_so_and_once() {
    let world = World::new();
    let engine = set_up(&world, &[FIRST, SECOND]).await;
    // Whoever is on when the rota is made is told that they are.
    world::until(&engine, |state| all_sent(state, 1)).await;
    let first = world.deliver.given.borrow()[0].clone();
    assert_eq!((first.person, first.code), (SECOND, None));
    world.clock.advance(TO_HANDOFF);
    world::until(&engine, |state| all_sent(state, 3)).await;
    let told = world.deliver.given.borrow().clone();
    let headline = |person| &told[1..].iter().find(|it| it.person == person).unwrap().headline;
    assert_eq!(
        headline(FIRST),
        "you come on call at 09:00 Sat 21 Nov (Europe/London) as Duty responder until 09:00 Sun 22 Nov."
    );
    assert_eq!(headline(SECOND), "you go off call at 09:00 Sat 21 Nov (Europe/London) as Duty responder.");
    world.clock.advance(60);
    world::until(&engine, |state| state.recorded_at > nine()).await;
    assert_eq!(notices(&engine).await.len(), 3);
    assert!(engine.violations().is_empty(), "{:?}", engine.violations());
    world::assert_replay_equals_live(&world, &engine).await;
}

#[tokio::test]
async fn a_node_that_dies_between_claim_and_record_leaves_it_to_the_next() {
    let world = World::new();
    let engine = set_up(&world, &[FIRST, SECOND]).await;
    world::until(&engine, |state| all_sent(state, 1)).await;
    world.deliver.set_mood(Mood::Hangs);
    world.clock.advance(TO_HANDOFF);
    soon(world.deliver.wait_for(3)).await;
    // It dies in the middle of both calls.
    engine.shared.stop.cancel();
    world.deliver.set_mood(Mood::Takes);
    let next = world.node(2).await;
    world.clock.advance(i64::from(crate::limits::LEASE_S));
    world::until(&next, |state| all_sent(state, 3)).await;
    assert_eq!(notices(&next).await.len(), 3, "raised once each");
    let attempts: u8 =
        next.state().notices.values().flat_map(|it| it.notifications.values()).map(|it| it.attempts).sum();
    assert_eq!(attempts, 5, "one, and two each for those that were under way");
}

#[tokio::test]
async fn pages_are_sent_before_notices_when_there_is_room_for_few() {
    let mut world = World::new();
    world.options.calls = 1;
    let engine = set_up(&world, &[FIRST, SECOND]).await;
    world::until(&engine, |state| all_sent(state, 1)).await;
    world.deliver.set_mood(Mood::Hangs);
    world::raise(&engine, "one").await.unwrap();
    soon(world.deliver.wait_for(2)).await;
    // Due meanwhile, in this order: both notices, then a page.
    world.clock.advance(TO_HANDOFF);
    world.deliver.set_mood(Mood::Takes);
    world::raise(&engine, "two").await.unwrap();
    let given = soon(world.deliver.wait_for(4)).await;
    assert!(given[2].bearer.page().is_some() && given[3].bearer.page().is_some(), "{given:?}");
    world::until(&engine, |state| all_sent(state, 3)).await;
}

fn on_call(frame: &ServerFrame) -> Option<&RotaOnCall> {
    match frame {
        ServerFrame::OnCall { rotas } => rotas.first(),
        _ => None,
    }
}

#[tokio::test]
async fn the_room_sees_who_is_on_call_at_the_handoffs_instant() {
    let world = World::new();
    let engine = set_up(&world, &[FIRST, SECOND]).await;
    world::declare(&engine).await;
    // Shortly before: a client that says nothing for long is sent away.
    world.clock.advance(TO_HANDOFF - 5);
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    let ServerFrame::Welcome { state, .. } = &client.frames[0] else { panic!("{:?}", client.frames[0]) };
    let state: ctac_api::room::RoomState = serde_json::from_str(state.get()).unwrap();
    assert_eq!((state.on_call[0].people.as_slice(), state.on_call[0].until), ([SECOND].as_slice(), Some(nine())));
    world.clock.advance(5);
    client.until(|client| client.frames.iter().any(|frame| on_call(frame).is_some())).await.unwrap();
    let shown = client.frames.iter().find_map(on_call).unwrap();
    assert_eq!((shown.rota, shown.people.as_slice()), (ROTA, [FIRST].as_slice()));
    assert_eq!(engine.state().rotas[&ROTA].told_at, nine());
}

#[tokio::test]
async fn a_gap_is_found_warned_of_and_paged_about_once_somebody_was_on() {
    let world = World::new();
    // The administrator is warned; nobody has been on yet, so that nobody is woken.
    let engine = set_up(&world, &[]).await;
    world::until(&engine, |state| state.rotas[&ROTA].coverage.as_ref().is_some_and(|it| it.gaps.len() == 1)).await;
    world::until(&engine, |state| state.told[&ROTA].gaps.values().any(|gap| gap.days == Some(1))).await;
    assert!(engine.state().pages.is_empty());
    assert!(matches!(notices(&engine).await[..], [(ADMIN, About::Gap { rota: ROTA, days: 1, more: 0, .. })]));
    // Somebody is put on: no gap. Then they leave the cell, and it is one to be woken for.
    let Command::SaveRota { id, name, rota, duty, deputy, on_now, .. } = rota(&[FIRST]) else { unreachable!() };
    let save = Command::SaveRota { id, name, rota, duty, deputy, on_now, expect: Some(1) };
    soon(engine.execute(Actor::Person(ADMIN), save)).await.unwrap();
    world::until(&engine, |state| state.rotas[&ROTA].coverage.as_ref().is_some_and(|it| it.gaps.is_empty())).await;
    let leave = Command::DeactivatePerson { person: FIRST, reason: "left".to_owned() };
    soon(engine.execute(Actor::Person(ADMIN), leave)).await.unwrap();
    world::until(&engine, |state| state.pages.values().any(|it| matches!(it.subject, Subject::Gap { rota: ROTA, .. })))
        .await;
    world.clock.advance(86_400);
    let tomorrow = world.now();
    world::until(&engine, |state| state.rotas[&ROTA].coverage.as_ref().is_some_and(|it| it.horizon > tomorrow)).await;
    let state = engine.state();
    assert_eq!(state.pages.len(), 1, "one page for one gap: {:?}", state.rotas[&ROTA].coverage);
    assert!(engine.violations().is_empty(), "{:?}", engine.violations());
    world::assert_replay_equals_live(&world, &engine).await;
}
