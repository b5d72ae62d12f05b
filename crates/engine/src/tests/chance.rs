//! Two engines on one store by chance: appends fail before and after they took effect, providers refuse, hang and lose
//! answers, nodes are lost and started again. Then it is calm. What the store holds and what the deliverer was given is
//! judged as the simulation of the rules judges: nothing lost, nothing sent after the answer, nothing twice unless nobody
//! knew.

use std::collections::BTreeMap;

use ctac_domain::attempt::{AttemptFinished, AttemptStarted, Bearer};
use ctac_domain::command::{Actor, Command};
use ctac_domain::event::Event;
use ctac_domain::id::{AttemptId, NotificationId, PageId};
use ctac_domain::page::{AttemptOutcome, How};
use ctac_domain::state::Recorded;
use ctac_ledger::memory::Fault;
use ctac_ledger::store::{Position, Store};

use super::world::{self, World};
use crate::Engine;
use crate::ports::Random;
use crate::testing::{CountedRandom, Mood};

/// Stories of one run, and what happens in each before it is calm.
const STORIES: u64 = 12;
const ACTS: u64 = 40;

/// What is drawn for one story.
struct Chance(CountedRandom);

impl Chance {
    fn below(&self, count: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        let mixed = u64::from_be_bytes(bytes) ^ (u64::from_be_bytes(bytes) >> 29);
        (mixed.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33) % count
    }
}

/// Lets everything that can happen now happen. Time is paused: a sleep ends when nothing else can go on.
async fn rest() {
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
}

async fn act(world: &World, nodes: &mut [Engine], chance: &Chance, nth: u64) {
    let at = usize::try_from(chance.below(2)).unwrap();
    match chance.below(20) {
        0..=5 => drop(
            nodes[at]
                .submit(Actor::Integration(world::INTEGRATION), world::alert(&format!("key {nth}")))
                .map(|waiting| tokio::spawn(waiting)),
        ),
        6..=8 => {
            let fault = if chance.below(2) == 0 { Fault::BeforeItTookEffect } else { Fault::AfterItTookEffect };
            world.store.fail_next_append(fault);
        }
        9..=12 => world.deliver.set_mood(
            [Mood::Takes, Mood::LosesAnswers, Mood::Refuses, Mood::Hangs][usize::try_from(chance.below(4)).unwrap()],
        ),
        13..=14 => {
            let given = world.deliver.given.borrow().last().map(|given| (given.person, given.bearer));
            if let Some((person, Bearer::Page(page))) = given {
                let _ = nodes[at].execute(Actor::Person(person), Command::Acknowledge { page, how: How::Sms }).await;
            }
        }
        15 => {
            // Lost as a process is: its tasks are gone, and what they had in memory.
            nodes[at].shared.stop.cancel();
            nodes[at] = world.node(100 + nth).await;
        }
        _ => world.clock.advance(1 + i64::try_from(chance.below(45)).unwrap()),
    }
    rest().await;
}

/// Everything recorded.
async fn ledger(world: &World) -> Vec<std::sync::Arc<Recorded>> {
    let mut all = Vec::new();
    loop {
        let page = world.store.read(Position(all.len() as u64), 500).await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page.into_iter().map(|entry| crate::codec::decode(entry).unwrap().recorded));
    }
}

/// What is wrong with a story.
fn judge(ledger: &[std::sync::Arc<Recorded>], given: &[AttemptId]) -> Vec<String> {
    let (mut ended, mut raised) = (BTreeMap::<PageId, u64>::new(), BTreeMap::<PageId, u64>::new());
    let (mut lost, mut calls) =
        (BTreeMap::<AttemptId, u64>::new(), BTreeMap::<AttemptId, (u64, NotificationId)>::new());
    let mut wrong = Vec::new();
    for entry in ledger {
        let Some(event) = entry.event.as_deref() else { continue };
        let position = entry.position;
        match event {
            Event::PageRaised { page, .. } => drop(raised.insert(*page, position)),
            Event::PageAcknowledged { page, .. } | Event::PageExhausted { page } | Event::PageCancelled { page } => {
                ended.entry(*page).or_insert(position);
            }
            _ => {}
        }
        if let Some(call) = AttemptStarted::of(event) {
            calls.insert(call.attempt, (position, call.notification));
            let answered = ledger.iter().take(usize::try_from(position).unwrap()).any(|earlier| {
                matches!((earlier.event.as_deref(), call.bearer), (Some(Event::PageAcknowledged { page, .. }), Bearer::Page(its)) if *page == its)
            });
            if answered {
                wrong.push(format!("{position}: a call was claimed after the answer"));
            }
        }
        if let Some(call) = AttemptFinished::of(event).filter(|it| !matches!(it.outcome, AttemptOutcome::Sent { .. })) {
            lost.insert(call.attempt, position);
        }
    }
    wrong.extend(raised.keys().filter(|page| !ended.contains_key(page)).map(|page| format!("page {page} has no end")));
    let mut sent = BTreeMap::<NotificationId, Vec<AttemptId>>::new();
    for attempt in given {
        match calls.get(attempt) {
            Some((_, notification)) => sent.entry(*notification).or_default().push(*attempt),
            None => wrong.push(format!("{attempt} was sent without a claim")),
        }
    }
    for attempts in sent.values_mut() {
        attempts.sort_by_key(|attempt| calls.get(attempt));
        for pair in attempts.windows(2) {
            let known = lost.get(&pair[0]).is_some_and(|lost| *lost < calls[&pair[1]].0);
            if !known {
                wrong.push(format!(
                    "{} was sent again as {}, though it was not on record as lost or refused",
                    pair[0], pair[1]
                ));
            }
        }
    }
    wrong
}

async fn story(seed: u64) -> Vec<String> {
    let world = World::new();
    let chance = Chance(CountedRandom::from(seed << 32));
    let mut nodes = vec![world.set_up().await, world.node(2).await];
    for nth in 0..ACTS {
        act(&world, &mut nodes, &chance, nth).await;
    }
    world.deliver.set_mood(Mood::Takes);
    // The sum of its waits, and those of the administrators whom nobody can reach here, a little at a time.
    for _ in 0..60 {
        world.clock.advance(30);
        rest().await;
    }
    for node in &nodes {
        assert!(node.violations().is_empty());
        assert!(!node.has_failed());
    }
    let given: Vec<AttemptId> = world.deliver.given.borrow().iter().map(|given| given.attempt).collect();
    let ledger = ledger(&world).await;
    let wrong = judge(&ledger, &given);
    world::assert_replay_equals_live(&world, &nodes[0]).await;
    for node in nodes {
        node.shared.stop.cancel();
    }
    wrong
}

#[tokio::test(start_paused = true)]
async fn two_nodes_lose_nothing_whatever_happens() {
    for seed in 1..=STORIES {
        let wrong = story(seed).await;
        assert!(wrong.is_empty(), "story {seed}: {wrong:#?}");
    }
}
