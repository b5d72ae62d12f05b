//! What the handle gives of the ledger itself: entries, leaves, proofs, checkpoints, cosignatures.

use std::sync::Arc;

use bytes::Bytes;
use ctac_domain::access::readable;
use ctac_domain::command::Actor;
use ctac_domain::id::IncidentId;
use ctac_domain::state::{Recorded, Stream};
use ctac_ledger::checkpoint::Checkpoint;
use ctac_ledger::cosignature;
use ctac_ledger::limits::READ_ENTRIES;
use ctac_ledger::merkle::Hash;
use ctac_ledger::note::Note;
use ctac_ledger::note::key::VerifyingKey;
use ctac_ledger::store::{AppendError, Position, StoreError, StoredEntry};
use tokio::sync::oneshot;

use crate::decision_loop::within;
use crate::ring::Found;
use crate::{CheckpointError, CosignError, Engine, Standing, catch_up, codec, limits};

/// A frame as one viewer may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The entry's number: the cursor for the next.
    pub seq: u64,
    /// An `entry` or `withheld` frame.
    pub json: Bytes,
}

impl Engine {
    /// Entries of an incident with `seq > after`, at most `limit`, decoded.
    ///
    /// # Errors
    /// The ledger could not be read.
    pub async fn entries(
        &self,
        incident: IncidentId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, StoreError> {
        self.entries_of(&Stream::Incident(incident), after, limit).await
    }

    /// Entries of any stream with `seq > after`, at most `limit` (and [`ctac_ledger::limits::READ_ENTRIES`]), decoded.
    ///
    /// # Errors
    /// The ledger could not be read.
    pub async fn entries_of(
        &self,
        stream: &Stream,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, StoreError> {
        let stored = self.read_stream(stream, after, limit).await?;
        let entries = stored.into_iter().map(|entry| codec::decode(entry).map(|committed| committed.recorded));
        entries.collect::<Result<_, _>>().map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    /// Entries of an incident as stored, with `seq > after`, at most `limit` (and
    /// [`ctac_ledger::limits::READ_ENTRIES`]): for an export.
    ///
    /// # Errors
    /// The ledger could not be read.
    pub async fn stored_stream(
        &self,
        incident: IncidentId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<StoredEntry>, StoreError> {
        self.read_stream(&Stream::Incident(incident), after, limit).await
    }

    async fn read_stream(&self, stream: &Stream, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        let store = &self.shared.ports.store;
        within(limits::READ, store.read_stream(&stream.to_string(), after, limit.min(READ_ENTRIES))).await
    }

    /// Entries of the whole log as stored, from `position` on, at most `limit`: for leaves.
    ///
    /// # Errors
    /// The ledger could not be read.
    pub async fn stored(&self, position: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        within(limits::READ, self.shared.ports.store.read(Position(position), limit.min(READ_ENTRIES))).await
    }

    /// Returns once the incident has an entry beyond `seq`; who waits bounds it in time.
    pub async fn wait_beyond(&self, incident: IncidentId, seq: u64) {
        let shared = &self.shared;
        if let Some(hub) = shared.rooms.hub(incident, || shared.state.load_full()) {
            // The sender lives in the hub that is held here: this ends only with an entry.
            let _ = hub.signal.subscribe().wait_for(|signal| signal.head > seq).await;
            return;
        }
        let stream = Stream::Incident(incident);
        let mut size = shared.size.subscribe();
        while self.state().head_of(&stream) <= seq {
            if size.changed().await.is_err() {
                return;
            }
        }
    }

    /// The room's frames for `actor` beyond `after`, in order: what the WebSocket would send, for plain HTTP. At most a
    /// page; empty when there are none yet. The caller has checked that `actor` may read the incident.
    ///
    /// # Errors
    /// The ledger could not be read.
    pub async fn frames(&self, actor: Actor, incident: IncidentId, after: u64) -> Result<Vec<Shown>, StoreError> {
        let memory = self.shared.rooms.open(incident).map(|hub| hub.after(after));
        let frames = match memory {
            Some(Found::Frames(frames)) => frames,
            Some(Found::Behind) | None => {
                let page = catch_up::page(self, incident, after).await?;
                page.into_iter().map(Arc::new).collect()
            }
        };
        let state = self.state();
        let shown = frames.iter().map(|frame| {
            let may = readable(&state, actor, incident, frame.seq);
            let json = if may { &frame.full } else { &frame.withheld };
            Shown { seq: frame.seq, json: json.clone() }
        });
        Ok(shown.collect())
    }

    /// How many entries this node has seen.
    #[must_use]
    pub fn size(&self) -> u64 {
        *self.shared.size.borrow()
    }

    /// The latest checkpoint published, a signed note.
    #[must_use]
    pub fn checkpoint(&self) -> Option<Arc<str>> {
        self.shared.checkpoint.borrow().clone()
    }

    /// Signs and publishes a checkpoint that covers everything this node has seen recorded before the call.
    ///
    /// # Errors
    /// See [`CheckpointError`].
    pub async fn checkpoint_now(&self) -> Result<Arc<str>, CheckpointError> {
        if let Standing::ReadOnly(why) = &self.shared.standing {
            return Err(CheckpointError::NotSigned(why.clone()));
        }
        let (demand, answer) = oneshot::channel();
        self.shared.demands.try_send(demand).map_err(|error| match error {
            tokio::sync::mpsc::error::TrySendError::Full(_) => CheckpointError::Busy,
            tokio::sync::mpsc::error::TrySendError::Closed(_) => CheckpointError::Stopping,
        })?;
        answer.await.unwrap_or(Err(CheckpointError::Stopping))
    }

    /// The public half of the key that signs checkpoints: its name is the log's origin.
    #[must_use]
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.shared.key
    }

    /// An entry's leaf hash.
    #[must_use]
    pub fn leaf_hash(&self, position: u64) -> Option<Hash> {
        self.shared.tree().node(0, position)
    }

    /// Up to `limit` leaf hashes from `from` on.
    #[must_use]
    pub fn leaf_hashes(&self, from: u64, limit: usize) -> Vec<Hash> {
        let tree = self.shared.tree();
        (from..tree.size()).take(limit).map_while(|position| tree.node(0, position)).collect()
    }

    /// A node of the tree, by its height above the leaves and its index there: for tiles.
    #[must_use]
    pub fn node(&self, height: u8, index: u64) -> Option<Hash> {
        self.shared.tree().node(height, index)
    }

    /// The proof that the entry at `position` is in the log of `size` entries.
    #[must_use]
    pub fn inclusion(&self, position: u64, size: u64) -> Option<Vec<Hash>> {
        self.shared.tree().inclusion(position, size)
    }

    /// The proof that the log of `to` entries continues that of `from`.
    #[must_use]
    pub fn consistency(&self, from: u64, to: u64) -> Option<Vec<Hash>> {
        self.shared.tree().consistency(from, to)
    }

    /// Keeps witnesses' cosignatures of a checkpoint of this log: the signed note, whole, with their lines. Tells how
    /// many were kept. Only witnesses of [`crate::Options::witnesses`] count.
    ///
    /// # Errors
    /// See [`CosignError`].
    pub async fn add_cosignature(&self, note: &str) -> Result<usize, CosignError> {
        let invalid = |why: &str| CosignError::Invalid(why.to_owned());
        let parsed = Note::parse(note).map_err(|error| CosignError::Invalid(error.to_string()))?;
        let checkpoint = Checkpoint::parse(&parsed.text).map_err(|error| CosignError::Invalid(error.to_string()))?;
        let store = &self.shared.ports.store;
        let kept = within(limits::READ, store.checkpoint_covering(checkpoint.size)).await?;
        let ours = kept
            .filter(|kept| kept.size == checkpoint.size)
            .and_then(|kept| Note::parse(&kept.note).ok())
            .filter(|ours| ours.text == parsed.text);
        if ours.is_none() {
            return Err(invalid("this log published no such checkpoint"));
        }
        let mut count = 0;
        for witness in &self.shared.options.witnesses {
            for line in parsed.signatures.iter().filter(|line| witness.is_of(line)) {
                cosignature::verify(&parsed.text, line, witness)
                    .map_err(|error| CosignError::Invalid(error.to_string()))?;
                let line = line.to_string();
                let kept = store.save_cosignature(checkpoint.size, witness.name(), &line);
                within(limits::COMMIT, kept).await.map_err(|error| match error {
                    AppendError::Store(error) => CosignError::Store(error),
                    AppendError::Refused(why) => CosignError::Invalid(why),
                    AppendError::Moved { .. } => invalid("this log published no such checkpoint"),
                })?;
                count += 1;
            }
        }
        if count == 0 { Err(invalid("it has no line of a witness that this cell knows")) } else { Ok(count) }
    }
}
