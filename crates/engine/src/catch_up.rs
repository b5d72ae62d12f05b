//! Catching up from the ledger: pages of an incident's entries as frames, for members that memory no longer reaches.

use ctac_domain::id::IncidentId;
use ctac_domain::state::Stream;
use ctac_ledger::store::StoreError;

use crate::hub::Hub;
use crate::ring::Frame;
use crate::{Engine, codec, limits};

/// One page of an incident's entries beyond `after`, bounded in entries and bytes.
pub(crate) async fn page(engine: &Engine, incident: IncidentId, after: u64) -> Result<Vec<Frame>, StoreError> {
    read_frames(engine, incident, after, limits::PAGE_ENTRIES, limits::PAGE_BYTES).await
}

async fn read_frames(
    engine: &Engine,
    incident: IncidentId,
    after: u64,
    limit: usize,
    bytes: usize,
) -> Result<Vec<Frame>, StoreError> {
    let stored = engine.stored_stream(incident, after, limit).await?;
    // Not older than what was read: an entry may be in the store before this node has published it.
    let state = engine.state();
    let known = state.head_of(&Stream::Incident(incident));
    let (mut frames, mut size) = (Vec::with_capacity(stored.len()), 0);
    for entry in stored.into_iter().filter(|entry| entry.seq <= known) {
        let committed = codec::decode(entry).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        let unwritable = || StoreError::Corrupt("an entry cannot be written as a frame".to_owned());
        let frame = Frame::of(&state, incident, &committed).ok_or_else(unwritable)?;
        size += frame.bytes();
        frames.push(frame);
        if size > bytes {
            break;
        }
    }
    Ok(frames)
}

/// Reads the entries from before the hub was opened into its ring, once: a storm of returning members then reads
/// memory. If that fails they read the ledger, each for itself.
pub(crate) async fn fill(engine: &Engine, hub: &Hub) {
    let filled = hub.filled.get_or_try_init(async || {
        let before = hub.head().saturating_sub(limits::RING_FILL as u64);
        let frames = read_frames(engine, hub.incident, before, limits::RING_FILL, limits::RING_BYTES).await?;
        hub.fill(frames);
        Ok::<_, StoreError>(())
    });
    if let Err(error) = filled.await {
        tracing::warn!(%error, "a room could not be filled from the ledger");
    }
}
