//! Replay: the whole ledger read once at start, in bounded pages, into the state and the tree.

use std::sync::Arc;

use ctac_domain::event::Event;
use ctac_domain::evolve::evolve;
use ctac_domain::state::State;
use ctac_ledger::limits::READ_ENTRIES;
use ctac_ledger::merkle::{Frontier, Tree};
use ctac_ledger::store::{Head, Position, Store, StoreError};

use crate::codec;
use crate::decision_loop::within;
use crate::effects::Effects;
use crate::limits;

/// What a replay gives.
pub(crate) struct Replayed {
    pub(crate) state: State,
    pub(crate) tree: Tree,
    pub(crate) head: Head,
    /// The checkpoint that the log's latest origin cites, if it continues another log.
    pub(crate) continues: Option<String>,
}

/// Reads everything, and checks each entry against its leaf and the whole against the head.
pub(crate) async fn replay(store: &Arc<dyn Store>, effects: &mut Effects) -> Result<Replayed, StoreError> {
    let mut replayed = Replayed {
        state: State::default(),
        tree: Tree::new(),
        head: Head { size: 0, frontier: Frontier::default() },
        continues: None,
    };
    loop {
        let at = replayed.head.size;
        let page = within(limits::READ, store.read(Position(at), READ_ENTRIES)).await?;
        if page.is_empty() {
            break;
        }
        for stored in page {
            replayed.take(stored, effects)?;
        }
    }
    let head = within(limits::READ, store.head()).await?;
    // Entries that another node appended since the last page are followed later.
    if head.size == replayed.head.size && head != replayed.head || head.size < replayed.head.size {
        return Err(StoreError::Corrupt("the ledger's head does not follow from its entries".to_owned()));
    }
    Ok(replayed)
}

impl Replayed {
    fn take(&mut self, stored: ctac_ledger::store::StoredEntry, effects: &mut Effects) -> Result<(), StoreError> {
        if stored.position.0 != self.head.size {
            return Err(StoreError::Corrupt(format!("entry {} is missing from the ledger", self.head.size)));
        }
        let committed = codec::decode(stored).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        if let Some(Event::LedgerStarted { continues, .. }) = committed.recorded.event.as_deref() {
            self.continues.clone_from(continues);
        }
        evolve(&mut self.state, &committed.recorded);
        effects.observe(&committed.recorded);
        self.tree.push(committed.leaf_hash);
        self.head.frontier.append(self.head.size, committed.leaf_hash, |_, _, _| {});
        self.head.size += 1;
        Ok(())
    }
}
