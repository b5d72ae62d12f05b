//! A connection in a room: its session, joined to the hub that wakes it and to the loop that decides its posts. The pump
//! holds one of these and a socket.
//!
//! What an idle member costs, beside its socket: the session (about 150 bytes), its place in the hub's list (about 100),
//! a watch receiver (16), and the pump's task. No queue is its own: frames are shared, and it keeps a cursor.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use ctac_api::room::ServerFrame;
use ctac_domain::command::Command;
use ctac_domain::decide::Answer;
use ctac_domain::id::{ClientId, IncidentId};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::hub::{self, Hub, Signal};
use crate::inbox::Waiting;
use crate::ring::Found;
use crate::room::{Bye, Heard, Progress, Session, Viewer};
use crate::{Done, Engine, ExecuteError, catch_up, limits, metric, view};

/// What the pump is to send.
#[derive(Debug)]
pub enum Out {
    /// A frame, as text.
    Frame(Bytes),
    /// A frame that may be long, in pieces: one text.
    Long(Vec<Bytes>),
    /// Ask the other side whether it is there.
    Ping,
    /// A `refused` frame: the edge words the problem.
    Refused {
        /// Which post.
        client_id: ClientId,
        /// Why.
        why: PostRefused,
    },
}

/// Why a post was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum PostRefused {
    /// See [`ExecuteError`].
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    /// More at once than one connection may: 429.
    #[error("you are posting too fast; wait a second")]
    TooFast,
}

/// Why the member woke.
#[derive(Debug)]
pub enum Woken {
    /// The room has news.
    News,
    /// A post was decided.
    Posted,
}

/// See the module.
pub struct Member {
    engine: Engine,
    session: Session,
    place: Option<Place>,
    /// Posts under way, in order; answers come in the same order. Allocates nothing until the first post.
    posts: VecDeque<(ClientId, Waiting)>,
    answered: Option<(ClientId, Result<Done, ExecuteError>)>,
    heard_at: Timestamp,
}

/// A place in a room; given up when dropped.
struct Place {
    hub: Arc<Hub>,
    id: u64,
    signal: watch::Receiver<Signal>,
    /// What of the signal has been dealt with.
    seen: Signal,
    engine: Engine,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.hub.leave(self.id, self.engine.shared.ports.clock.now());
    }
}

impl Member {
    /// A connection that has not said hello.
    #[must_use]
    pub fn new(engine: Engine, viewer: Viewer) -> Self {
        let heard_at = engine.shared.ports.clock.now();
        Self { session: Session::new(viewer), engine, place: None, posts: VecDeque::new(), answered: None, heard_at }
    }

    /// Whether it has entered a room.
    #[must_use]
    pub const fn is_inside(&self) -> bool {
        self.place.is_some()
    }

    /// Something came from the client, if only a pong.
    pub fn heard(&mut self) {
        self.heard_at = self.engine.shared.ports.clock.now();
    }

    /// Takes a frame of the client's.
    ///
    /// # Errors
    /// The connection ends, and why.
    pub async fn on_frame(&mut self, text: &str, out: &mut Vec<Out>) -> Result<(), Bye> {
        self.heard();
        match self.session.on_frame(text, self.heard_at) {
            Heard::Hello { incident, after } => self.enter(incident, after, out).await?,
            Heard::Post { client_id, command } => self.post(client_id, *command, out),
            Heard::TooFast(client_id) => out.push(Out::Refused { client_id, why: PostRefused::TooFast }),
            Heard::Seen(seq) => self.note(Some(seq), None),
            Heard::Doing(doing) => self.note(None, Some(doing)),
            Heard::Not(bye) => return Err(bye),
        }
        Ok(())
    }

    async fn enter(&mut self, incident: IncidentId, after: u64, out: &mut Vec<Out>) -> Result<(), Bye> {
        let shared = &self.engine.shared;
        let viewer = self.session.viewer();
        let proof = viewer.proof();
        // Whether they may is asked before a hub is made: nobody opens rooms they may not enter.
        self.session.check_entry(&self.engine.state(), incident)?;
        let hub = shared.rooms.hub(incident, || shared.state.load_full()).ok_or(Bye::Restart)?;
        catch_up::fill(&self.engine, &hub).await;
        let (id, first) = hub.enter(self.session.viewer()).ok_or(Bye::Restart)?;
        let signal = hub.signal.subscribe();
        let seen = Signal { head: 0, ..*hub.signal.borrow() };
        let actor = self.session.viewer().actor();
        self.place = Some(Place { hub, id, signal, seen, engine: self.engine.clone() });
        // Both are asked after the place is taken: a session that ends and a revocation after it reach the place.
        if proof.is_some_and(|proof| shared.rooms.has_ended(proof)) {
            return Err(Bye::SignedOut);
        }
        let welcome = self.session.enter(&self.engine.state(), incident, after)?;
        out.push(Out::Long(welcome));
        if let Some(checkpoint) = self.engine.checkpoint() {
            let head = self.engine.state().incidents.get(&incident).map_or(0, |incident| incident.head());
            out.extend(hub::beat(head, Some(&checkpoint)).map(Out::Frame));
        }
        if first {
            shared.submit_and_forget(actor, Command::JoinRoom { incident });
        }
        Ok(())
    }

    fn post(&mut self, client_id: ClientId, command: Command, out: &mut Vec<Out>) {
        if self.posts.len() >= limits::POSTS_WAITING {
            out.push(Out::Refused { client_id, why: PostRefused::TooFast });
            return;
        }
        match self.engine.submit(self.session.viewer().actor(), command) {
            Ok(waiting) => self.posts.push_back((client_id, waiting)),
            Err(error) => out.push(Out::Refused { client_id, why: error.into() }),
        }
    }

    fn note(&self, seen: Option<u64>, doing: Option<String>) {
        if let Some(place) = &self.place {
            place.hub.note(self.session.viewer().person, seen, doing);
        }
    }

    /// Waits for something to send. May be dropped and called again at any point.
    pub async fn woken(&mut self) -> Woken {
        let front = async {
            match self.posts.front_mut() {
                Some((client_id, waiting)) => (*client_id, waiting.await),
                None => std::future::pending().await,
            }
        };
        let news = async {
            match &mut self.place {
                Some(place) => place.signal.changed().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            answer = front => {
                self.answered = Some(answer);
                Woken::Posted
            }
            // The sender lives in the place's hub: this ends only with news.
            _ = news => Woken::News,
        }
    }

    /// Pushes everything that is to be sent now. Catches up from the ledger where memory no longer reaches; then one
    /// page a call, and true: there is more, so flush and call again.
    ///
    /// # Errors
    /// The connection ends, and why.
    pub async fn drain(&mut self, out: &mut Vec<Out>) -> Result<bool, Bye> {
        if let Some((client_id, result)) = self.answered.take() {
            self.posts.pop_front();
            out.extend(posted(client_id, result));
        }
        let now = self.engine.shared.ports.clock.now();
        let Some(place) = &mut self.place else { return Ok(false) };
        let signal = *place.signal.borrow_and_update();
        if signal.closings != place.seen.closings
            && let Some(bye) = place.hub.closing(place.id)
        {
            return Err(bye);
        }
        // The frames before the state: it is then as new as they are. An older one might not know yet that this member
        // was taken out before the last of them, or that they may read it.
        let found = place.hub.after(self.session.cursor());
        let state = self.engine.shared.state.load_full();
        self.session.check(&state, now)?;
        if std::time::Duration::try_from(now.duration_since(self.heard_at)).is_ok_and(|silent| silent > limits::IDLE) {
            return Err(Bye::Idle);
        }
        let mut frames = Vec::new();
        let progress = match found {
            Found::Frames(found) => self.session.on_entries(&state, found.iter().map(AsRef::as_ref), &mut frames),
            Found::Behind => self.session.on_lagged(),
        };
        let hub = Arc::clone(&place.hub);
        let beats = place.notices(signal, &mut frames);
        if let Progress::CatchUp(after) = progress {
            metric::count(metric::ROOM_LAGGED);
            let page = catch_up::page(&self.engine, hub.incident, after).await.map_err(|error| {
                tracing::warn!(%error, "a room's member cannot catch up");
                Bye::Restart
            })?;
            // Who may read what is asked of the state as it is after the page was read.
            let state = self.engine.shared.state.load_full();
            self.session.check(&state, now)?;
            let from = self.session.cursor();
            self.session.on_entries(&state, &page, &mut frames);
            if self.session.cursor() == from {
                // The ledger is behind this node's memory: a standby, or worse. Elsewhere may be better.
                return Err(Bye::Restart);
            }
        }
        out.extend(frames.into_iter().map(Out::Frame));
        if beats {
            out.push(Out::Ping);
        }
        Ok(self.session.cursor() < hub.head())
    }
}

impl Place {
    /// The lossy frames that are newer than what was sent: after the entries, for a beat says where they stand.
    /// Tells whether it beats.
    fn notices(&mut self, signal: Signal, frames: &mut Vec<Bytes>) -> bool {
        if signal.presence != self.seen.presence {
            frames.push(self.hub.presence());
        }
        if signal.on_call != self.seen.on_call {
            frames.push(self.hub.on_call());
        }
        if signal.checkpoints != self.seen.checkpoints {
            frames.push(self.hub.checkpoint());
        }
        let beats = signal.beats != self.seen.beats;
        if beats {
            frames.push(self.hub.beat());
        }
        self.seen = signal;
        beats
    }
}

/// The answer to a post.
fn posted(client_id: ClientId, result: Result<Done, ExecuteError>) -> Option<Out> {
    match result {
        Ok(Done { answer: Answer::Entry { seq }, .. }) => {
            view::json(&ServerFrame::Posted { client_id, seq }).map(|json| Out::Frame(json.into()))
        }
        Ok(done) => {
            tracing::error!(answer = ?done.answer, "a post was answered with something else than an entry");
            None
        }
        Err(error) => Some(Out::Refused { client_id, why: error.into() }),
    }
}
