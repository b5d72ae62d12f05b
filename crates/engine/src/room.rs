//! A room's session, without a socket: what a client's frames mean, what it is to be sent, and when it must go.
//!
//! Nothing here waits, reads a clock or knows a transport. [`crate::member`] joins it to the hub and the loop; the pump
//! in the server only moves bytes.

use bytes::Bytes;
use ctac_api::room::{ClientFrame, PROTOCOL, ServerFrame, You};
use ctac_domain::access::{Action, Object, can, may_post, readable};
use ctac_domain::command::{Actor, Command};
use ctac_domain::id::{ClientId, IncidentId, PersonId, SessionId, TokenId};
use ctac_domain::state::State;
use jiff::Timestamp;
use uuid::Uuid;

use crate::ring::Frame;
use crate::{limits, view};

/// Who is on the other side, as the edge has proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The person.
    pub person: PersonId,
    /// The session of their cookie: when it ends the connection does.
    pub session: Option<SessionId>,
    /// Or the token that they came with: when it is revoked the connection ends.
    pub token: Option<TokenId>,
    /// When the session or token expires by itself.
    pub until: Option<Timestamp>,
}

impl Viewer {
    /// The session's or the token's id.
    pub(crate) fn proof(&self) -> Option<Uuid> {
        self.session.map(|id| id.0).or_else(|| self.token.map(|id| id.0))
    }

    /// As the rules see them.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Person(self.person)
    }
}

/// Why a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bye {
    /// They may no longer be here.
    Revoked,
    /// Their session or token ended.
    SignedOut,
    /// They read too slowly.
    Slow,
    /// The node stops or is full: connect again.
    Restart,
    /// They sent what is no frame of this protocol.
    Protocol,
    /// They were not heard from.
    Idle,
}

impl Bye {
    /// As in the `bye` frame.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::SignedOut => "signed-out",
            Self::Slow => "slow",
            Self::Restart => "restart",
            Self::Protocol => "protocol",
            Self::Idle => "idle",
        }
    }

    /// As the WebSocket's close code (RFC 6455 §7.4.1).
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Revoked | Self::SignedOut | Self::Slow | Self::Idle => 1008,
            Self::Restart => 1012,
            Self::Protocol => 1002,
        }
    }

    /// The `bye` frame.
    #[must_use]
    pub fn frame(self) -> Bytes {
        view::json(&ServerFrame::Bye { reason: self.reason().to_owned() }).unwrap_or_default().into()
    }
}

/// What a client's frame asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// To enter: the first frame, and only that.
    Hello {
        /// Which room.
        incident: IncidentId,
        /// The last entry they have.
        after: u64,
    },
    /// To write.
    Post {
        /// The post.
        client_id: ClientId,
        /// What is to be decided.
        command: Box<Command>,
    },
    /// To write, too fast.
    TooFast(ClientId),
    /// They have seen entries up to here.
    Seen(u64),
    /// They are doing this.
    Doing(String),
    /// Nothing of this protocol: the connection ends.
    Not(Bye),
}

/// What comes of looking for new frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Everything given was taken, or had been before.
    Taken,
    /// The next entry is not among them: catch up from the ledger, beyond this one.
    CatchUp(u64),
}

/// One connection's side of the protocol. About 150 bytes; queues are elsewhere.
#[derive(Debug)]
pub struct Session {
    viewer: Viewer,
    room: Option<IncidentId>,
    /// The last entry sent. Each entry is sent once, in order.
    cursor: u64,
    /// Posts that may be made at once, refilled with time.
    posts: u32,
    refilled_at: Option<Timestamp>,
}

impl Session {
    /// A session that has not said hello.
    #[must_use]
    pub const fn new(viewer: Viewer) -> Self {
        Self { viewer, room: None, cursor: 0, posts: limits::POSTS_BURST, refilled_at: None }
    }

    /// Who it is.
    #[must_use]
    pub const fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The last entry sent.
    #[must_use]
    pub const fn cursor(&self) -> u64 {
        self.cursor
    }

    /// Reads a frame of the client's.
    pub fn on_frame(&mut self, text: &str, now: Timestamp) -> Heard {
        let Ok(frame) = ClientFrame::parse(text) else { return Heard::Not(Bye::Protocol) };
        match (frame, self.room) {
            (ClientFrame::Hello { protocol: PROTOCOL, incident, after }, None) => Heard::Hello { incident, after },
            (ClientFrame::Hello { .. }, _) | (_, None) => Heard::Not(Bye::Protocol),
            (ClientFrame::Post { client_id, post, marking, named, occurred_at, late_reason }, Some(incident)) => {
                if !self.may_post_now(now) {
                    return Heard::TooFast(client_id);
                }
                let command = Command::Post { incident, client_id, post, marking, named, occurred_at, late_reason };
                Heard::Post { client_id, command: Box::new(command) }
            }
            (ClientFrame::Seen { seq }, Some(_)) => Heard::Seen(seq.min(self.cursor)),
            (ClientFrame::Presence { doing }, Some(_)) => {
                Heard::Doing(doing.chars().filter(|c| !c.is_control()).take(limits::DOING).collect())
            }
        }
    }

    /// Refills the allowance for the time that has passed, and takes one from it.
    fn may_post_now(&mut self, now: Timestamp) -> bool {
        let last = *self.refilled_at.get_or_insert(now);
        let millis = now.duration_since(last).as_millis();
        let earned = millis.saturating_mul(i128::from(limits::POSTS_PER_S)) / 1_000;
        if earned > 0 {
            let earned = u32::try_from(earned).unwrap_or(limits::POSTS_BURST);
            self.posts = self.posts.saturating_add(earned).min(limits::POSTS_BURST);
            self.refilled_at = Some(now);
        }
        match self.posts.checked_sub(1) {
            Some(left) => {
                self.posts = left;
                true
            }
            None => false,
        }
    }

    /// Whether they may enter.
    ///
    /// # Errors
    /// They may not.
    pub fn check_entry(&self, state: &State, incident: IncidentId) -> Result<(), Bye> {
        let object = Object::Incident(incident);
        can(state, self.viewer.actor(), Action::ReadIncident, object).map_err(|_| Bye::Revoked)
    }

    /// Enters the room, if they may. Gives the `welcome` frame, in pieces; entries after `after` follow it.
    ///
    /// # Errors
    /// They may not.
    pub fn enter(&mut self, state: &State, incident: IncidentId, after: u64) -> Result<Vec<Bytes>, Bye> {
        let actor = self.viewer.actor();
        self.check_entry(state, incident)?;
        let stands = state.incidents.get(&incident).ok_or(Bye::Revoked)?;
        let person = state.people.get(&self.viewer.person).ok_or(Bye::Revoked)?;
        let you =
            You { person: person.id, organisation: person.organisation, may_post: may_post(state, actor, incident) };
        self.room = Some(incident);
        // A client that claims to have what does not exist yet (another node is ahead, or it errs) waits for it.
        self.cursor = after;
        view::welcome(state, stands, &you).ok_or(Bye::Restart)
    }

    /// Whether they may still be here.
    ///
    /// # Errors
    /// They may not, and why.
    pub fn check(&self, state: &State, now: Timestamp) -> Result<(), Bye> {
        if self.viewer.until.is_some_and(|until| until <= now) {
            return Err(Bye::SignedOut);
        }
        self.room.map_or(Ok(()), |incident| self.check_entry(state, incident))
    }

    /// Takes frames, in order, each once: pushes what this viewer may see of each onto `out`. The caller has just asked
    /// [`Session::check`], with the same state, whether they are a member at all.
    pub fn on_entries<'a>(
        &mut self,
        state: &State,
        frames: impl IntoIterator<Item = &'a Frame>,
        out: &mut Vec<Bytes>,
    ) -> Progress {
        let Some(incident) = self.room else { return Progress::Taken };
        for frame in frames {
            if frame.seq <= self.cursor {
                continue;
            }
            if frame.seq != self.cursor + 1 {
                return Progress::CatchUp(self.cursor);
            }
            let may = frame.open || readable(state, self.viewer.actor(), incident, frame.seq);
            out.push(if may { frame.full.clone() } else { frame.withheld.clone() });
            self.cursor = frame.seq;
        }
        Progress::Taken
    }

    /// The next entry is no longer in memory.
    #[must_use]
    pub const fn on_lagged(&self) -> Progress {
        Progress::CatchUp(self.cursor)
    }
}

#[cfg(test)]
mod tests;
