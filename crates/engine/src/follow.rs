//! Following: a task that reads what other nodes append, on every nudge and every second regardless, decodes it, and
//! hands it to the loop, which may know it already. So a read that takes long never delays a command.

use std::sync::Arc;

use ctac_ledger::limits::READ_ENTRIES;
use ctac_ledger::store::{Position, StoreError};
use tokio::sync::mpsc;

use crate::codec::{self, Committed};
use crate::decision_loop::within;
use crate::limits;
use crate::shared::Shared;

/// Follows until the engine stops.
pub(crate) async fn follow(shared: Arc<Shared>, followed: mpsc::Sender<Vec<Committed>>) {
    let stop = shared.stop.clone();
    let following = async {
        loop {
            let nudge = shared.ports.store.changed();
            // A store that breaks its promise to return within its poll is looked at all the same.
            let _ = tokio::time::timeout(2 * ctac_ledger::limits::POLL, nudge).await;
            // Most nudges are this node's own commits: by then the loop has published them, and there is nothing to read.
            tokio::time::sleep(limits::FOLLOW_GAP).await;
            match read_on(&shared, &followed).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    shared.mark_unreachable();
                    tracing::warn!(%error, "the ledger cannot be followed");
                    tokio::time::sleep(limits::RETRY_MOST).await;
                }
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = following => {}
    }
}

/// Reads to the end of the log. False when the loop is gone.
async fn read_on(shared: &Arc<Shared>, followed: &mpsc::Sender<Vec<Committed>>) -> Result<bool, StoreError> {
    let mut from = *shared.size.borrow();
    loop {
        let stored = within(limits::READ, shared.ports.store.read(Position(from), READ_ENTRIES)).await?;
        let Some(last) = stored.last().map(|entry| entry.position.0) else {
            // Caught up as of the read, once the loop has taken what was sent.
            if *shared.size.borrow() >= from {
                shared.mark_caught_up();
            }
            return Ok(true);
        };
        let known = *shared.size.borrow();
        let news = stored.into_iter().filter(|entry| entry.position.0 >= known);
        let page = news.map(codec::decode).collect::<Result<Vec<_>, _>>();
        let page = page.map_err(|error| StoreError::Corrupt(error.to_string()))?;
        if !page.is_empty() && followed.send(page).await.is_err() {
            return Ok(false);
        }
        from = last + 1;
    }
}
