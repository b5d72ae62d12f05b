//! What happened in a story, each thing once: so that a test can tell that the stories try what they are to try.

use std::collections::{BTreeMap, BTreeSet};

use ctac_domain::attempt::AttemptStarted;
use ctac_domain::call_out::Why;
use ctac_domain::event::Event;
use ctac_domain::page::{AttemptOutcome, Delivery};

use super::world::World;

pub(super) fn happened(world: &World) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = world.ledger.iter().map(|entry| entry.kind.clone()).collect();
    all.extend(world.counts.keys().map(|what| (*what).to_owned()));
    let (mut calls, mut answered, mut exhausted) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
    let (mut handed_over, mut stepped) = (false, BTreeSet::new());
    let (mut attends, mut attending) = (BTreeSet::new(), BTreeSet::new());
    let (mut told, mut finished) = (BTreeMap::new(), None);
    for entry in &world.ledger {
        let at = entry.recorded_at;
        // A receipt that is its call's answer follows it at once.
        let ended = finished.take().filter(|(_, ended_at)| *ended_at == at).map(|(attempt, _)| attempt);
        if let Some(Event::PageAttemptFinished { attempt, .. }) = entry.event.as_deref() {
            finished = Some((*attempt, at));
        }
        let what = match entry.event.as_deref() {
            Some(Event::PageDelivery { attempt, delivery, again_at, .. }) => {
                let first = told.insert(*attempt, delivery.clone());
                match (first, again_at) {
                    (Some(Delivery::Failed { .. }), _) if *delivery == Delivery::Delivered => {
                        "arrived after it was said not to"
                    }
                    (_, Some(_)) => "sent again after it did not arrive",
                    (None, None) if ended == Some(*attempt) => "a receipt came before the call's answer",
                    _ => continue,
                }
            }
            Some(Event::PageStepStarted { notifications, .. }) if notifications.is_empty() => "a gap",
            Some(Event::PageAttemptStarted { page, attempt, lease_until, .. }) => {
                calls.insert(*attempt, (*page, *lease_until));
                continue;
            }
            Some(Event::PageAttemptFinished { attempt, outcome: AttemptOutcome::Unknown, .. })
                if calls.get(attempt).is_some_and(|(_, until)| *until <= at) =>
            {
                "a lease ran out"
            }
            Some(Event::RotaOnCallChanged { .. }) => {
                handed_over = true;
                continue;
            }
            Some(Event::PageStepStarted { page, .. }) => {
                let again = !stepped.insert(*page);
                if !(again && std::mem::take(&mut handed_over)) {
                    continue;
                }
                "a handoff between two steps of a page"
            }
            Some(Event::CallOutEnded { why, .. }) => match why {
                Why::Filled => "a call-out had enough",
                Why::TimedOut => "a call-out's time was over",
                Why::Stopped => "a call-out was stopped",
            },
            Some(Event::CallOutAnswered { late: true, .. }) => "somebody offered to come after the end",
            Some(Event::CallOutAnswered { call_out, person, .. }) => {
                if attends.insert((*call_out, *person)) {
                    continue;
                }
                "another answer to a call-out"
            }
            Some(Event::CallOutAsked { call_out, .. }) => {
                if attending.insert(*call_out) {
                    continue;
                }
                "asked again who can attend"
            }
            Some(Event::CallOutAttemptFinished { outcome: AttemptOutcome::Unknown, .. }) => {
                "nobody knows what came of a call-out's call"
            }
            Some(Event::PageExhausted { page }) => {
                exhausted.insert(*page);
                continue;
            }
            Some(Event::PageAcknowledged { page, .. }) => {
                answered.insert(*page, at);
                if !exhausted.contains(page) {
                    continue;
                }
                "answered while exhausted"
            }
            _ => continue,
        };
        all.insert(what.to_owned());
    }
    let late = world.providers.deliveries.iter().any(|(attempt, sent_at)| {
        calls.get(attempt).and_then(|(page, _)| answered.get(page)).is_some_and(|at| at < sent_at)
    });
    all.extend(late.then(|| "sent after it was answered".to_owned()));
    all.extend((world.calls_lost > 0).then(|| "a call was lost with its node".to_owned()));
    all.extend(came_twice(world).then(|| "a message came twice".to_owned()));
    all
}

fn came_twice(world: &World) -> bool {
    let started = world.ledger.iter().filter_map(|entry| AttemptStarted::of(entry.event.as_deref()?));
    let of: BTreeMap<_, _> = started.map(|call| (call.attempt, call.notification)).collect();
    let mut seen = BTreeSet::new();
    !world.providers.deliveries.iter().filter_map(|(attempt, _)| of.get(attempt)).all(|it| seen.insert(*it))
}
