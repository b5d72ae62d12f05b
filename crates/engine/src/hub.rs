//! One incident's room on one node: its ring of frames, who is connected, and the signal that wakes them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use bytes::Bytes;
use ctac_api::room::{Present, ServerFrame};
use ctac_domain::id::{IncidentId, PersonId};
use jiff::Timestamp;
use tokio::sync::{OnceCell, watch};
use uuid::Uuid;

use crate::ring::{Found, Frame, Ring};
use crate::room::{Bye, Viewer};
use crate::{limits, view};

/// What wakes members: they compare it with what they last saw. One word each, so that waking allocates nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Signal {
    /// The last entry.
    pub(crate) head: u64,
    /// One more with each presence frame.
    pub(crate) presence: u64,
    /// One more whenever somebody else is on call.
    pub(crate) on_call: u64,
    /// One more with each beat.
    pub(crate) beats: u64,
    /// One more with each checkpoint that a beat carries.
    pub(crate) checkpoints: u64,
    /// One more whenever some connection must look whether it is to close.
    pub(crate) closings: u64,
}

/// One connection.
#[derive(Debug)]
struct Connection {
    person: PersonId,
    session: Option<Uuid>,
    closing: Option<Bye>,
}

/// Somebody in the room.
#[derive(Debug, Clone)]
struct Here {
    connections: usize,
    seen: u64,
    doing: String,
    /// Since when their last connection is gone.
    gone_at: Option<Timestamp>,
}

#[derive(Debug, Default)]
struct People {
    next: u64,
    connections: BTreeMap<u64, Connection>,
    here: BTreeMap<PersonId, Here>,
    /// Something changed since the last presence frame.
    changed: bool,
}

/// The lossy frames: only the latest of each is kept.
#[derive(Debug, Default)]
struct Notices {
    presence: Bytes,
    on_call: Bytes,
    beat: Bytes,
    checkpoint: Bytes,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Hub {
    pub(crate) incident: IncidentId,
    ring: RwLock<Ring>,
    people: Mutex<People>,
    notices: RwLock<Notices>,
    pub(crate) signal: watch::Sender<Signal>,
    /// Done once the ring holds the entries from before the room was opened here.
    pub(crate) filled: OnceCell<()>,
    /// Since when nobody is here.
    idle_since: Mutex<Option<Timestamp>>,
}

impl Hub {
    pub(crate) fn open(incident: IncidentId, head: u64) -> Self {
        Self {
            incident,
            ring: RwLock::new(Ring::from_head(head)),
            people: Mutex::default(),
            notices: RwLock::default(),
            signal: watch::Sender::new(Signal { head, ..Signal::default() }),
            filled: OnceCell::new(),
            idle_since: Mutex::new(None),
        }
    }

    fn people(&self) -> MutexGuard<'_, People> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// New frames, and entries that were erased.
    pub(crate) fn push(&self, frames: Vec<Frame>, erased: &[u64]) {
        let head = {
            let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
            frames.into_iter().for_each(|frame| ring.push(frame));
            erased.iter().for_each(|seq| ring.forget_through(*seq));
            ring.head()
        };
        self.signal.send_modify(|signal| signal.head = head);
    }

    pub(crate) fn fill(&self, earlier: Vec<Frame>) {
        self.ring.write().unwrap_or_else(PoisonError::into_inner).fill(earlier);
    }

    pub(crate) fn after(&self, cursor: u64) -> Found {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).after(cursor, limits::DRAIN)
    }

    pub(crate) fn head(&self) -> u64 {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).head()
    }

    /// Lets a connection in. Tells its number, and whether it is its person's first; none when the room is full, or has as many
    /// of theirs as it takes.
    pub(crate) fn enter(&self, viewer: &Viewer) -> Option<(u64, bool)> {
        let mut people = self.people();
        let theirs = people.here.get(&viewer.person).map_or(0, |here| here.connections);
        if people.connections.len() >= limits::MEMBERS || theirs >= limits::CONNECTIONS {
            return None;
        }
        people.next += 1;
        let id = people.next;
        let session = viewer.proof();
        people.connections.insert(id, Connection { person: viewer.person, session, closing: None });
        people.changed = true;
        let here = people.here.entry(viewer.person).or_insert_with(|| Here {
            connections: 0,
            seen: 0,
            doing: String::new(),
            gone_at: None,
        });
        let first = here.connections == 0 && here.gone_at.is_none();
        here.connections += 1;
        here.gone_at = None;
        Some((id, first))
    }

    pub(crate) fn leave(&self, id: u64, now: Timestamp) {
        let mut people = self.people();
        let Some(connection) = people.connections.remove(&id) else { return };
        people.changed = true;
        if let Some(here) = people.here.get_mut(&connection.person) {
            here.connections = here.connections.saturating_sub(1);
            if here.connections == 0 {
                here.gone_at = Some(now);
            }
        }
    }

    pub(crate) fn note(&self, person: PersonId, seen: Option<u64>, doing: Option<String>) {
        let mut people = self.people();
        let Some(here) = people.here.get_mut(&person) else { return };
        if let Some(seen) = seen {
            here.seen = here.seen.max(seen);
        }
        if let Some(doing) = doing {
            here.doing = doing;
        }
        people.changed = true;
    }

    /// Tells the connections of a person, or of a session or token, to close.
    pub(crate) fn close(&self, person: PersonId, proof: Option<Uuid>, bye: Bye) {
        self.close_where(bye, |connection| {
            connection.person == person && (proof.is_none() || connection.session == proof)
        });
    }

    pub(crate) fn close_all(&self, bye: Bye) {
        self.close_where(bye, |_| true);
    }

    fn close_where(&self, bye: Bye, chosen: impl Fn(&Connection) -> bool) {
        let mut found = false;
        for connection in self.people().connections.values_mut().filter(|connection| chosen(connection)) {
            connection.closing = Some(bye);
            found = true;
        }
        if found {
            self.signal.send_modify(|signal| signal.closings += 1);
        }
    }

    pub(crate) fn closing(&self, id: u64) -> Option<Bye> {
        self.people().connections.get(&id).and_then(|connection| connection.closing)
    }

    pub(crate) fn members(&self) -> usize {
        self.people().connections.len()
    }

    pub(crate) fn presence(&self) -> Bytes {
        self.notices.read().unwrap_or_else(PoisonError::into_inner).presence.clone()
    }

    pub(crate) fn on_call(&self) -> Bytes {
        self.notices.read().unwrap_or_else(PoisonError::into_inner).on_call.clone()
    }

    pub(crate) fn beat(&self) -> Bytes {
        self.notices.read().unwrap_or_else(PoisonError::into_inner).beat.clone()
    }

    pub(crate) fn checkpoint(&self) -> Bytes {
        self.notices.read().unwrap_or_else(PoisonError::into_inner).checkpoint.clone()
    }

    /// Says who is here, if that changed since it last said so.
    pub(crate) fn say_presence(&self) {
        let people = {
            let mut people = self.people();
            if !std::mem::take(&mut people.changed) || people.connections.is_empty() {
                return;
            }
            let here = people.here.iter().filter(|(_, here)| here.connections > 0).take(limits::PRESENT);
            here.map(|(person, here)| Present { person: *person, seen: here.seen, doing: here.doing.clone() }).collect()
        };
        if let Some(json) = view::json(&ServerFrame::Presence { people }) {
            self.notices.write().unwrap_or_else(PoisonError::into_inner).presence = json.into();
            self.signal.send_modify(|signal| signal.presence += 1);
        }
    }

    /// Says who is on call: one frame for all rooms, made once.
    pub(crate) fn say_on_call(&self, frame: &Bytes) {
        self.notices.write().unwrap_or_else(PoisonError::into_inner).on_call = frame.clone();
        self.signal.send_modify(|signal| signal.on_call += 1);
    }

    /// Beats, with a checkpoint when there is a new one.
    pub(crate) fn say_beat(&self, checkpoint: Option<&Arc<str>>) {
        let Some(json) = beat(self.head(), checkpoint) else { return };
        let mut notices = self.notices.write().unwrap_or_else(PoisonError::into_inner);
        if checkpoint.is_some() {
            notices.checkpoint = json;
            drop(notices);
            self.signal.send_modify(|signal| signal.checkpoints += 1);
        } else {
            notices.beat = json;
            drop(notices);
            self.signal.send_modify(|signal| signal.beats += 1);
        }
    }

    /// People whose last connection has been gone for long enough: they have left.
    pub(crate) fn take_left(&self, now: Timestamp) -> Vec<PersonId> {
        let mut people = self.people();
        let left: Vec<_> = people
            .here
            .iter()
            .filter(|(_, here)| here.gone_at.is_some_and(|at| is_over(at, limits::LEAVE_AFTER, now)))
            .map(|(person, _)| *person)
            .collect();
        for person in &left {
            people.here.remove(person);
        }
        left
    }

    /// Whether nobody has been here for so long that the room may be forgotten.
    pub(crate) fn is_idle(&self, now: Timestamp) -> bool {
        let empty = {
            let people = self.people();
            people.connections.is_empty() && people.here.is_empty()
        };
        let mut since = self.idle_since.lock().unwrap_or_else(PoisonError::into_inner);
        if empty && self.signal.receiver_count() == 0 {
            let since = *since.get_or_insert(now);
            return is_over(since, limits::ROOM_IDLE, now);
        }
        *since = None;
        false
    }
}

/// A beat frame.
pub(crate) fn beat(head: u64, checkpoint: Option<&Arc<str>>) -> Option<Bytes> {
    view::json(&ServerFrame::Beat { head, checkpoint: checkpoint.map(ToString::to_string) }).map(Bytes::from)
}

fn is_over(since: Timestamp, length: std::time::Duration, now: Timestamp) -> bool {
    std::time::Duration::try_from(now.duration_since(since)).is_ok_and(|passed| passed >= length)
}
