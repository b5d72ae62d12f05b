//! What one round would record: commands decided in order against the evolving state, encoded and measured. Pure: it
//! can be thrown away and made again on another state, with the same commands.

use std::ops::Range;
use std::sync::Arc;

use ctac_domain::attempt::AttemptStarted;
use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::{Answer, Context, Refusal, decide};
use ctac_domain::due::{calls, is_pending, next_deadline, unheard};
use ctac_domain::event::Event;
use ctac_domain::id::NodeId;
use ctac_domain::state::{Recorded, State};
use ctac_ledger::limits::{BATCH_ENTRIES, PART_BYTES};
use ctac_ledger::store::Position;
use jiff::Timestamp;

use crate::effects::Spare;
use crate::inbox::Request;
use crate::limits;

/// What a command came to: its answer and which of the proposal's entries are its own.
type Outcome = Result<(Answer, Range<usize>), Refusal>;

/// See the module.
pub(crate) struct Proposal {
    /// The state with everything decided so far.
    pub(crate) state: State,
    /// What is to be recorded.
    pub(crate) recorded: Vec<Arc<Recorded>>,
    /// The bodies of `recorded`, encoded.
    pub(crate) bodies: Vec<Vec<u8>>,
    /// Entries whose bodies go with this batch.
    pub(crate) erase: Vec<Position>,
    /// Each command, and what it came to.
    pub(crate) decided: Vec<(Request, Outcome)>,
    now: Timestamp,
    /// The log's size before it.
    base: u64,
    bytes: usize,
}

/// What came of letting what is due happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// What could be done was.
    All,
    /// Something is due, and nothing of it could be done: every permit is in use.
    Nothing,
    /// The batch was full before everything due was in it.
    NoRoom,
}

/// Why a command's entries are not in the proposal.
enum NotTaken {
    /// The batch is full: its turn comes in the next.
    Full,
    /// The rules say no.
    Refused(Refusal),
}

impl Proposal {
    pub(crate) fn on(state: &State, now: Timestamp) -> Self {
        Self {
            state: state.clone(),
            recorded: Vec::new(),
            bodies: Vec::new(),
            erase: Vec::new(),
            decided: Vec::new(),
            now,
            base: state.size,
            bytes: 0,
        }
    }

    /// Whether it would change nothing.
    pub(crate) const fn is_empty(&self) -> bool {
        self.recorded.is_empty()
    }

    /// Decides a command. Gives it back when the batch is full.
    pub(crate) fn take(&mut self, request: Request) -> Option<Request> {
        let from = self.recorded.len();
        match self.decide(request.actor, &request.command, request.seed) {
            Ok(answer) => self.decided.push((request, Ok((answer, from..self.recorded.len())))),
            Err(NotTaken::Refused(refusal)) => self.decided.push((request, Err(refusal))),
            Err(NotTaken::Full) => return Some(request),
        }
        None
    }

    /// What is left after what it claims.
    pub(crate) fn left_of(&self, mut spare: Spare) -> Spare {
        for event in self.recorded.iter().filter_map(|recorded| recorded.event.as_deref()) {
            match event {
                Event::PageDeliveryAsked { .. } => spare.asks = spare.asks.saturating_sub(1),
                Event::RunCallStarted { .. } => spare.interfaces = spare.interfaces.saturating_sub(1),
                _ => {
                    let message = AttemptStarted::of(event);
                    let message = message.and_then(|call| self.state.notification(call.bearer, call.notification));
                    if let Some(message) = message {
                        spare.room.take(message.channel);
                    }
                }
            }
        }
        spare
    }

    /// Lets what is due happen, and claims what is to be sent, asked or called. `seed` gives fresh random bytes.
    pub(crate) fn keep_time(
        &mut self,
        node: NodeId,
        Spare { room, asks, interfaces }: Spare,
        lease_s: u32,
        mut seed: impl FnMut() -> [u8; 32],
    ) -> Kept {
        let at_first = self.recorded.len();
        let mut ticks = 0;
        let mut no_room = false;
        while ticks < limits::TICKS && self.is_due() {
            let before = self.recorded.len();
            no_room |= !self.internal(&Command::Tick, seed());
            if no_room || self.recorded.len() == before {
                break;
            }
            ticks += 1;
        }
        let left = |proposal: &Self| BATCH_ENTRIES.saturating_sub(proposal.recorded.len());
        if !room.is_full() && is_pending(&self.state, self.now) {
            let limit = left(self);
            no_room |= limit == 0 || !self.internal(&Command::ClaimDue { node, limit, room, lease_s }, seed());
        }
        if asks > 0 && unheard(&self.state, self.now).next().is_some() {
            let limit = asks.min(left(self));
            no_room |= limit == 0 || !self.internal(&Command::ClaimAsks { node, limit }, seed());
        }
        if interfaces > 0 && calls(&self.state, self.now).next().is_some() {
            let limit = interfaces.min(left(self));
            no_room |= limit == 0 || !self.internal(&Command::ClaimCalls { node, limit, lease_s }, seed());
        }
        match (no_room, self.recorded.len() == at_first && self.is_due()) {
            (true, _) => Kept::NoRoom,
            (false, true) => Kept::Nothing,
            (false, false) => Kept::All,
        }
    }

    fn is_due(&self) -> bool {
        next_deadline(&self.state).is_some_and(|at| at <= self.now)
    }

    /// Does one of the engine's own commands. False when there is no room for it.
    fn internal(&mut self, command: &Command, seed: [u8; 32]) -> bool {
        match self.decide(Actor::System, command, seed) {
            Ok(_) => true,
            Err(NotTaken::Full) => false,
            Err(NotTaken::Refused(refusal)) => {
                tracing::error!(?command, %refusal, "the rules refuse the engine's own command");
                true
            }
        }
    }

    fn decide(&mut self, actor: Actor, command: &Command, seed: [u8; 32]) -> Result<Answer, NotTaken> {
        let context = Context { actor, now: self.now, seed };
        let decision = decide(&self.state, command, &context).map_err(NotTaken::Refused)?;
        let bodies = decision.entries.iter().map(|recorded| encode(recorded)).collect::<Result<Vec<_>, _>>();
        let bodies = bodies.map_err(NotTaken::Refused)?;
        let bytes = self.bytes + bodies.iter().map(Vec::len).sum::<usize>();
        let entries = self.recorded.len() + bodies.len();
        if entries > BATCH_ENTRIES || (bytes > limits::BATCH_BYTES && !self.is_empty()) {
            // Alone it must fit, or it never will.
            let limit = BATCH_ENTRIES as u64;
            let refusal = Refusal::Limit { what: "entries by one command", limit };
            return Err(if self.is_empty() { NotTaken::Refused(refusal) } else { NotTaken::Full });
        }
        let erase: Vec<_> = decision.entries.iter().filter_map(|recorded| erased_by(recorded)).collect();
        if erase.iter().any(|position| position.0 >= self.base) {
            // What this very batch records is erased by a later one.
            return Err(NotTaken::Full);
        }
        self.erase.extend(erase);
        self.bytes = bytes;
        self.bodies.extend(bodies);
        self.recorded.extend(decision.entries);
        self.state = decision.state;
        Ok(decision.answer)
    }
}

/// A body as it will stand in the ledger.
fn encode(recorded: &Recorded) -> Result<Vec<u8>, Refusal> {
    let too_large = || Refusal::Limit { what: "bytes in one entry", limit: PART_BYTES as u64 };
    let event = recorded.event.as_ref().ok_or_else(too_large)?;
    let body = event.encode().map_err(|_| too_large())?;
    if body.len() > PART_BYTES { Err(too_large()) } else { Ok(body) }
}

/// The earlier entry whose body goes when this one is recorded.
fn erased_by(recorded: &Recorded) -> Option<Position> {
    match recorded.event.as_deref() {
        Some(Event::EntryErased { position, .. }) => Some(Position(*position)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
