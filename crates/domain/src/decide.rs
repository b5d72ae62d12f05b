//! The one way in: [`decide`] takes a command and gives what is to be recorded, or refuses. It draws nothing, reads no
//! clock, and cannot fail.

use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::access::Denied;
use crate::command::{Actor, Command};
use crate::event::Event;
use crate::id::{AlertId, EntryId, IncidentId, OrganisationId, PageId, PersonId};
use crate::marking::Marking;
use crate::state::{Recorded, State, Stream};

/// What comes in with a command: who, when, and 32 random bytes from which every id and code it needs is derived.
#[derive(Debug, Clone)]
pub struct Context {
    /// Whose act it is.
    pub actor: Actor,
    /// The node's clock, in whole microseconds. Never taken as earlier than the last entry.
    pub now: Timestamp,
    /// Random, fresh for each command; kept nowhere.
    pub seed: [u8; 32],
}

/// Why the rules say no. Never a failure of the machine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such thing.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// A part of the command cannot be right.
    #[error("{field}: {problem}")]
    Invalid {
        /// Which part.
        field: &'static str,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// It would contradict what stands.
    #[error("{0}")]
    Conflict(String),
    /// What was edited has changed since: read it again.
    #[error("it has changed since you read it: version {actual} now")]
    Stale {
        /// The version that stands.
        actual: u64,
    },
    /// A named limit is reached.
    #[error("no more than {limit} {what}")]
    Limit {
        /// Of what.
        what: &'static str,
        /// How many.
        limit: u64,
    },
}

/// What the caller learns when a command is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Done, or already so.
    Done,
    /// The alert that a signal became or belonged to; none when it was dropped (a resolve of nothing).
    Alert(Option<AlertId>),
    /// The incident.
    Incident {
        /// Its id.
        id: IncidentId,
        /// Its reference.
        reference: String,
    },
    /// The entry, new or of an earlier post with the same client id.
    Entry {
        /// Its number.
        seq: u64,
    },
    /// The version saved.
    Version(u64),
    /// Of several pages that were answered together.
    Pages {
        /// How many this act acknowledged.
        taken: u32,
        /// How many it did not come to: answered again, they follow.
        left: u32,
    },
    /// The page and where its people stand: whether this act is what acknowledged it.
    Page {
        /// Which.
        id: PageId,
        /// False: somebody already had.
        first: bool,
    },
}

/// A decision: what is to be recorded, the state after it, and the answer.
#[derive(Debug, Clone)]
pub struct Decision {
    /// In order; empty when nothing changes.
    pub entries: Vec<Arc<Recorded>>,
    /// The state with them.
    pub state: State,
    /// For the caller.
    pub answer: Answer,
}

/// A decision in the making: the state as it would be, and the entries so far. Rules emit events and read the state
/// that follows, so that a later step of one command sees what an earlier one did.
#[derive(Debug)]
pub struct Deciding<'a> {
    /// The state with everything emitted so far.
    pub state: State,
    /// What came with the command; `now` already held back from running backwards.
    pub context: &'a Context,
    /// The command's instant.
    pub now: Timestamp,
    entries: Vec<Arc<Recorded>>,
    drawn: u64,
}

/// How an event is to stand in the ledger, where not by default.
#[derive(Debug, Clone, Default)]
pub struct As {
    /// Its marking; by default AMBER.
    pub marking: Marking,
    /// Whom it names, if RED.
    pub named: Vec<PersonId>,
    /// Whose it is; by default the author's organisation.
    pub organisation: Option<OrganisationId>,
    /// When it happened.
    pub occurred_at: Option<Timestamp>,
    /// Whose act it is, where not the command's actor.
    pub actor: Option<Actor>,
}

impl<'a> Deciding<'a> {
    /// Nothing recorded yet.
    pub(crate) fn new(state: &State, context: &'a Context) -> Self {
        let now = context.now.max(state.recorded_at);
        Self { state: state.clone(), context, now, entries: Vec::new(), drawn: 0 }
    }

    /// The next 32 bytes derived from the seed.
    fn draw(&mut self) -> [u8; 32] {
        self.drawn += 1;
        Sha256::new().chain_update(self.context.seed).chain_update(self.drawn.to_be_bytes()).finalize().into()
    }

    /// A fresh id: a UUIDv7 of the command's instant.
    pub fn draw_id<T: From<Uuid>>(&mut self) -> T {
        let bytes = self.draw();
        let mut random = [0; 10];
        random.copy_from_slice(bytes.first_chunk::<10>().unwrap_or(&[0; 10]));
        let millis = u64::try_from(self.now.as_millisecond()).unwrap_or(0);
        T::from(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// A fresh number, for reply codes.
    pub fn draw_number(&mut self) -> u32 {
        let bytes = self.draw();
        u32::from_be_bytes(*bytes.first_chunk::<4>().unwrap_or(&[0; 4]))
    }

    /// Records an event and takes it into the state. Tells its number in its stream.
    pub fn emit(&mut self, stream: Stream, event: Event, how: As) -> u64 {
        let actor = how.actor.unwrap_or(self.context.actor);
        let organisation = how.organisation.or_else(|| match actor {
            Actor::Person(id) => self.state.people.get(&id).map(|person| person.organisation),
            Actor::Integration(id) => self.state.integrations.get(&id).map(|integration| integration.organisation),
            Actor::System | Actor::Operator => None,
        });
        let seq = self.state.head_of(&stream) + 1;
        let recorded = Arc::new(Recorded {
            position: self.state.size,
            stream,
            seq,
            id: self.draw_id::<EntryId>(),
            actor,
            organisation,
            marking: how.marking,
            named: how.named,
            recorded_at: self.now,
            occurred_at: how.occurred_at,
            kind: event.kind().to_owned(),
            event: Some(Arc::new(event)),
        });
        crate::evolve::evolve(&mut self.state, &recorded);
        self.entries.push(recorded);
        seq
    }
}

/// Decides one command against a state.
///
/// # Errors
/// [`Refusal`]: nothing is to be recorded.
pub fn decide(state: &State, command: &Command, context: &Context) -> Result<Decision, Refusal> {
    let mut deciding = Deciding::new(state, context);
    let answer = crate::rules::dispatch(&mut deciding, command)?;
    Ok(Decision { entries: deciding.entries, state: deciding.state, answer })
}
