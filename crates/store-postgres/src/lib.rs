//! The ledger and the vault in PostgreSQL: for several nodes.
//!
//! Everything runs in READ COMMITTED, and the head's row is locked by the first statement of whatever appends. Under
//! REPEATABLE READ the snapshot would be older than the lock, and two nodes would give out the same positions.
//!
//! TLS is as the URL says (`sslmode=verify-full&sslrootcert=…`). The service's role should not own the tables: see
//! `migrations/postgres/roles/app.sql`, which is [`APP_ROLE`]. Several nodes need a synchronous standby
//! (`synchronous_standby_names`), or a failover loses what was acknowledged.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ctac_ledger::store::StoreError;
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;

use crate::error::unavailable;
use crate::listen::Listener;

mod append;
mod connections;
mod error;
mod ledger;
pub mod limits;
mod listen;
pub mod migrations;
#[cfg(feature = "testing")]
pub mod testing;
mod vault;

/// The rights of the service's role, as SQL that the owner runs.
pub const APP_ROLE: &str = include_str!("../../../migrations/postgres/roles/app.sql");

/// See the crate. Cloning is cheap: clones share the connections; each is told by itself of what is new.
#[derive(Debug)]
pub struct PostgresStore {
    /// Apart from the others, so that no reader makes a commit wait for a connection.
    appenders: PgPool,
    others: PgPool,
    listener: Arc<Listener>,
    /// Which nudge [`ctac_ledger::store::Store::changed`] last told of.
    noticed: AtomicU64,
}

impl Clone for PostgresStore {
    fn clone(&self) -> Self {
        Self {
            appenders: self.appenders.clone(),
            others: self.others.clone(),
            listener: Arc::clone(&self.listener),
            noticed: AtomicU64::new(self.noticed.load(Ordering::Relaxed)),
        }
    }
}

impl PostgresStore {
    /// Connects, and brings the schema up to date if it is behind (which needs the owner's rights).
    ///
    /// # Errors
    /// [`StoreError::Schema`] when a newer program has written there, [`StoreError::Unavailable`] when the URL is wrong,
    /// nobody answers, or the role may not do what is needed.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let options = connections::options(PgConnectOptions::from_str(url).map_err(unavailable)?);
        connections::reach(&options).await?;
        let appenders = connections::pool(limits::APPENDERS, options.clone());
        migrations::run(&appenders).await?;
        let others = connections::pool(limits::OTHERS, options.clone());
        let listener = Arc::new(Listener::start(connections::for_listening(options)));
        Ok(Self { appenders, others, listener, noticed: AtomicU64::new(0) })
    }

    /// Closes every connection, waiting for what is under way.
    pub async fn close(self) {
        self.listener.close().await;
        self.others.close().await;
        self.appenders.close().await;
    }
}
