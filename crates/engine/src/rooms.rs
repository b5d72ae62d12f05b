//! The rooms of this node: a hub for each incident that somebody is watching, made on demand, and the task that keeps
//! presence, beats and leaving in time.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ctac_domain::command::{Actor, Command};
use ctac_domain::event::Event;
use ctac_domain::id::{IncidentId, PersonId};
use ctac_domain::state::{State, Stream};
use jiff::Timestamp;
use tokio::time::{Instant, MissedTickBehavior, interval};
use uuid::Uuid;

use crate::codec::Committed;
use crate::hub::Hub;
use crate::ring::Frame;
use crate::room::Bye;
use crate::shared::Shared;
use crate::{limits, metric, on_call};

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Rooms {
    hubs: Mutex<BTreeMap<IncidentId, Arc<Hub>>>,
    /// Sessions and tokens that ended lately: one may end while its socket opens.
    ended: Mutex<VecDeque<Uuid>>,
}

impl Rooms {
    fn hubs(&self) -> MutexGuard<'_, BTreeMap<IncidentId, Arc<Hub>>> {
        self.hubs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The hub of an incident, made if there is none. None when there are too many.
    ///
    /// No entry is missed between the head read here and the first published frame: the state is read while holding
    /// the lock that [`Rooms::publish`] needs after it has published a state.
    pub(crate) fn hub(&self, incident: IncidentId, state: impl FnOnce() -> Arc<State>) -> Option<Arc<Hub>> {
        let mut hubs = self.hubs();
        if let Some(hub) = hubs.get(&incident) {
            return Some(Arc::clone(hub));
        }
        if hubs.len() >= limits::ROOMS {
            return None;
        }
        let head = state().head_of(&Stream::Incident(incident));
        let hub = Arc::new(Hub::open(incident, head));
        hubs.insert(incident, Arc::clone(&hub));
        Some(hub)
    }

    /// The hub of an incident that somebody is watching.
    pub(crate) fn open(&self, incident: IncidentId) -> Option<Arc<Hub>> {
        self.hubs().get(&incident).map(Arc::clone)
    }

    /// Shows new entries to whoever watches, and closes the connections of people who may no longer.
    pub(crate) fn publish(&self, committed: &[Committed], state: &State) {
        let hubs = self.hubs();
        let mut news: BTreeMap<IncidentId, (Vec<Frame>, Vec<u64>)> = BTreeMap::new();
        for entry in committed {
            self.notice_ended(&hubs, entry);
            let Stream::Incident(incident) = entry.recorded.stream else { continue };
            if !hubs.contains_key(&incident) {
                continue;
            }
            let (frames, erased) = news.entry(incident).or_default();
            frames.extend(Frame::of(state, incident, entry));
            if let Some(Event::EntryErased { seq, .. }) = entry.recorded.event.as_deref() {
                erased.push(*seq);
            }
        }
        if committed.iter().any(changes_on_call)
            && let Some(frame) = on_call::frame(state)
        {
            hubs.values().for_each(|hub| hub.say_on_call(&frame));
        }
        for (incident, (frames, erased)) in news {
            if let Some(hub) = hubs.get(&incident) {
                hub.push(frames, &erased);
            }
        }
    }

    fn notice_ended(&self, hubs: &BTreeMap<IncidentId, Arc<Hub>>, entry: &Committed) {
        let (person, proof, bye) = match entry.recorded.event.as_deref() {
            Some(Event::SessionEnded { person, session }) => (*person, Some(session.0), Bye::SignedOut),
            Some(Event::TokenRevoked { person, token }) => (*person, Some(token.0), Bye::SignedOut),
            Some(Event::PersonDeactivated { person, .. }) => (*person, None, Bye::Revoked),
            _ => return,
        };
        self.close(hubs, person, proof, bye);
    }

    /// A session or token ended: its connections close.
    pub(crate) fn end(&self, person: PersonId, proof: Uuid) {
        self.close(&self.hubs(), person, Some(proof), Bye::SignedOut);
    }

    /// What ended is remembered before the connections are told: whoever takes a place meanwhile finds it remembered.
    fn close(&self, hubs: &BTreeMap<IncidentId, Arc<Hub>>, person: PersonId, proof: Option<Uuid>, bye: Bye) {
        if let Some(proof) = proof {
            let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
            ended.push_back(proof);
            if ended.len() > limits::ENDED {
                ended.pop_front();
            }
        }
        hubs.values().for_each(|hub| hub.close(person, proof, bye));
    }

    /// Whether a session or token ended lately.
    pub(crate) fn has_ended(&self, proof: Uuid) -> bool {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).contains(&proof)
    }

    /// Presence, and who has left: what the clock brings.
    pub(crate) fn tick(&self, now: Timestamp) -> Vec<(IncidentId, PersonId)> {
        let mut hubs = self.hubs();
        let mut left = Vec::new();
        for hub in hubs.values() {
            hub.say_presence();
            left.extend(hub.take_left(now).into_iter().map(|person| (hub.incident, person)));
        }
        hubs.retain(|_, hub| Arc::strong_count(hub) > 1 || !hub.is_idle(now));
        metric::set(metric::ROOMS, hubs.len() as u64);
        metric::set(metric::ROOM_MEMBERS, hubs.values().map(|hub| hub.members() as u64).sum());
        left
    }

    /// Tells every connection to go and come back elsewhere.
    pub(crate) fn close_all(&self) {
        self.hubs().values().for_each(|hub| hub.close_all(Bye::Restart));
    }

    fn beat(&self, checkpoint: Option<&Arc<str>>) {
        self.hubs().values().for_each(|hub| hub.say_beat(checkpoint));
    }
}

/// Whether an entry changes what rooms are told of who is on call.
fn changes_on_call(entry: &Committed) -> bool {
    matches!(
        entry.recorded.event.as_deref(),
        Some(Event::RotaSaved { .. } | Event::RotaRetired { .. } | Event::RotaOnCallChanged { .. })
    )
}

/// Keeps the rooms in time until the engine stops.
pub(crate) async fn keep(shared: Arc<Shared>) {
    let mut ticks = interval(limits::PRESENCE_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut checkpoints = shared.checkpoint.subscribe();
    let mut beaten = Instant::now();
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        for (incident, person) in shared.rooms.tick(shared.ports.clock.now()) {
            shared.submit_and_forget(Actor::Person(person), Command::LeaveRoom { incident });
        }
        if checkpoints.has_changed().unwrap_or(false) {
            let checkpoint = checkpoints.borrow_and_update().clone();
            shared.rooms.beat(checkpoint.as_ref());
        }
        if beaten.elapsed() >= limits::BEAT_EVERY {
            beaten = Instant::now();
            shared.rooms.beat(None);
        }
    }
}
