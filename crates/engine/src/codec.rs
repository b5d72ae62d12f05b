//! Between what the rules know and what the ledger keeps: an entry is written once, here, and read back here.

use std::sync::Arc;

use ctac_domain::command::Actor;
use ctac_domain::event::{DecodeError, Event};
use ctac_domain::id::{EntryId, OrganisationId, PersonId};
use ctac_domain::marking::Marking;
use ctac_domain::state::{Recorded, Stream};
use ctac_ledger::entry::{self, Class, Meta, OpenError, pseudonym};
use ctac_ledger::merkle::Hash;
use ctac_ledger::store::{Batch, Head, StoredEntry};
use ctac_ledger::writer::{self, Draft, WriteError};
use jiff::Timestamp;

use crate::ports::Ports;
use crate::proposal::Proposal;

/// An entry that is durable, with what a room's frame needs beside it.
#[derive(Debug, Clone)]
pub(crate) struct Committed {
    pub(crate) recorded: Arc<Recorded>,
    pub(crate) leaf_hash: Hash,
    /// The body's exact bytes; none once erased.
    pub(crate) body: Option<Vec<u8>>,
}

/// Why a stored entry is not one of this program's.
#[derive(Debug, thiserror::Error)]
#[error("entry {position} of the ledger: {why}")]
pub(crate) struct UnreadableEntry {
    position: u64,
    why: Why,
}

#[derive(Debug, thiserror::Error)]
enum Why {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error("its {0} cannot be read")]
    Part(&'static str),
}

/// As written in metas and frames: `person:ID`, `integration:ID`, `operator`, `system`.
pub(crate) fn actor_text(actor: Actor) -> String {
    match actor {
        Actor::System => "system".to_owned(),
        Actor::Operator => "operator".to_owned(),
        Actor::Person(id) => format!("person:{id}"),
        Actor::Integration(id) => format!("integration:{id}"),
    }
}

fn actor(text: &str) -> Option<Actor> {
    match text.split_once(':') {
        None if text == "system" => Some(Actor::System),
        None if text == "operator" => Some(Actor::Operator),
        Some(("person", id)) => id.parse().ok().map(Actor::Person),
        Some(("integration", id)) => id.parse().ok().map(Actor::Integration),
        _ => None,
    }
}

/// What an entry is about, as far as everybody may know.
fn class(kind: &str) -> Class {
    match kind.split_once('.').map_or(kind, |(family, _)| family) {
        "ledger" => Class::Ledger,
        "organisation" | "person" | "contact" | "test" => Class::Directory,
        "rota" | "policy" | "integration" => Class::Configuration,
        "session" | "token" | "membership" | "room" => Class::Access,
        "alert" => Class::Alert,
        "page" => Class::Page,
        _ => Class::Incident,
    }
}

fn meta(recorded: &Recorded) -> Meta {
    Meta {
        stream: recorded.stream.to_string(),
        seq: recorded.seq,
        kind: recorded.kind.clone(),
        schema: Event::SCHEMA,
        event_id: recorded.id.0,
        actor: actor_text(recorded.actor),
        organisation: recorded.organisation.map(|id| id.to_string()),
        marking: recorded.marking.code(),
        named: recorded.named.iter().map(ToString::to_string).collect(),
        recorded_us: recorded.recorded_at.as_microsecond(),
        occurred_us: recorded.occurred_at.map(Timestamp::as_microsecond),
    }
}

/// The batch that records a proposal on the log that stands at `head`; takes its bodies. Every salt is drawn here, used
/// once.
pub(crate) fn batch(head: &Head, proposal: &mut Proposal, ports: &Ports) -> Result<Batch, WriteError> {
    let mut salts = vec![[0_u8; 64]; proposal.recorded.len()];
    ports.random.fill(salts.as_flattened_mut());
    let bodies = std::mem::take(&mut proposal.bodies);
    let entries = proposal.recorded.iter().zip(bodies).zip(&salts);
    let drafts = entries.map(|((recorded, body), salts)| {
        let (mut meta_salt, mut body_salt) = ([0; 32], [0; 32]);
        let (first, second) = salts.split_at(32);
        meta_salt.copy_from_slice(first);
        body_salt.copy_from_slice(second);
        let meta = meta(recorded);
        let owner = meta.organisation.as_deref().map_or([0; 16], |id| pseudonym(&ports.pseudonym_key, id));
        Draft { class: class(&recorded.kind), owner, meta, meta_salt, body_salt, body }
    });
    writer::batch(head, drafts, proposal.erase.clone())
}

/// What was recorded, with what the store now keeps of it.
pub(crate) fn committed(recorded: &[Arc<Recorded>], entries: Vec<StoredEntry>) -> Vec<Committed> {
    let pairs = recorded.iter().zip(entries);
    pairs
        .map(|(recorded, entry)| Committed {
            recorded: Arc::clone(recorded),
            leaf_hash: entry.leaf_hash,
            body: entry.payload.body.map(|body| body.bytes),
        })
        .collect()
}

/// Reads an entry back, checking it against its leaf.
pub(crate) fn decode(stored: StoredEntry) -> Result<Committed, UnreadableEntry> {
    let position = stored.position.0;
    recorded(&stored).map_err(|why| UnreadableEntry { position, why }).map(|recorded| Committed {
        recorded: Arc::new(recorded),
        leaf_hash: stored.leaf_hash,
        body: stored.payload.body.map(|body| body.bytes),
    })
}

fn recorded(stored: &StoredEntry) -> Result<Recorded, Why> {
    let meta = entry::read(stored)?.meta;
    let part = |name: &'static str| move || Why::Part(name);
    let time = |us: i64| Timestamp::from_microsecond(us).map_err(|_| Why::Part("time"));
    let named = meta.named.iter().map(|id| id.parse::<PersonId>().map_err(|_| Why::Part("named")));
    let organisation = meta.organisation.as_deref().map(str::parse::<OrganisationId>).transpose();
    let body = stored.payload.body.as_ref();
    let event = body.map(|body| Event::decode(&meta.kind, meta.schema, &body.bytes)).transpose()?;
    Ok(Recorded {
        position: stored.position.0,
        stream: meta.stream.parse::<Stream>().map_err(|_| Why::Part("stream"))?,
        seq: meta.seq,
        id: EntryId(meta.event_id),
        actor: actor(&meta.actor).ok_or_else(part("actor"))?,
        organisation: organisation.map_err(|_| Why::Part("organisation"))?,
        marking: Marking::from_code(meta.marking).ok_or_else(part("marking"))?,
        named: named.collect::<Result<_, _>>()?,
        recorded_at: time(meta.recorded_us)?,
        occurred_at: meta.occurred_us.map(time).transpose()?,
        kind: meta.kind,
        event: event.map(Arc::new),
    })
}
