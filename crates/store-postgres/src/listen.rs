//! Hearing that another node appended.
//!
//! A notification carries nothing: it only says that it is worth to look. One that is lost costs a node no more than
//! [`ctac_ledger::limits::POLL`], after which it looks regardless.

use ctac_ledger::limits::POLL;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

/// As it stands in `ledger.append`.
const CHANNEL: &str = "ctac_ledger";

#[derive(Debug)]
pub(crate) struct Listener {
    nudges: watch::Receiver<u64>,
    connection: PgPool,
    task: AbortOnDropHandle<()>,
}

impl Listener {
    pub(crate) fn start(connection: PgPool) -> Self {
        let (sender, nudges) = watch::channel(0);
        let task = tokio::spawn(listen(connection.clone(), sender));
        Self { nudges, connection, task: AbortOnDropHandle::new(task) }
    }

    /// Returns once there was a nudge after number `seen`, or after [`POLL`]; tells the number of the latest.
    pub(crate) async fn after(&self, seen: u64) -> u64 {
        let mut nudges = self.nudges.clone();
        let latest = timeout(POLL, nudges.wait_for(|number| *number != seen)).await;
        match latest {
            Ok(Ok(number)) => *number,
            // Nothing came, or the task has ended with its runtime: either way it is time to look.
            Ok(Err(_)) | Err(_) => seen,
        }
    }

    pub(crate) async fn close(&self) {
        self.task.abort();
        self.connection.close().await;
    }
}

/// Listens for ever, over as many connections as it takes.
async fn listen(connection: PgPool, nudges: watch::Sender<u64>) {
    loop {
        if let Err(error) = listen_once(&connection, &nudges).await {
            tracing::warn!(%error, "no news from the database; looking every second until there is");
        }
        sleep(POLL).await;
    }
}

async fn listen_once(connection: &PgPool, nudges: &watch::Sender<u64>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(connection).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // What came before the first `LISTEN`, or while there was no connection (`None`), was not heard: look.
        nudges.send_modify(|number| *number += 1);
        listener.try_recv().await?;
    }
}
