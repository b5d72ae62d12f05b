//! How the server is spoken to: what every connection is told, and how many there are.

use std::future::Future;
use std::io;
use std::time::Duration;

use ctac_ledger::store::StoreError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::time::timeout;

use crate::limits;

/// Losing the last commits with the power is what this setting allows; the ledger does not. What is stricter stays.
const DURABLE: &str = "-- postgres.durable
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

pub(crate) fn options(options: PgConnectOptions) -> PgConnectOptions {
    let milliseconds = |limit: Duration| limit.as_millis().to_string();
    options.application_name("ctac").options([
        ("default_transaction_isolation", "read committed".to_owned()),
        ("search_path", "public".to_owned()),
        ("statement_timeout", milliseconds(limits::STATEMENT)),
        ("idle_in_transaction_session_timeout", milliseconds(limits::IDLE_IN_TRANSACTION)),
    ])
}

pub(crate) fn pool(connections: u32, options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(limits::CONNECTION)
        .test_before_acquire(false)
        .after_connect(|connection, _| {
            Box::pin(async move { sqlx::query(DURABLE).execute(connection).await.map(drop) })
        })
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for >= limits::IDLE {
                    timeout(limits::CONNECTION, connection.ping()).await.map_err(|_| no_answer())??;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}

/// Connects once, for the words that the server, or the way to it, has: a pool would only say that time ran out.
pub(crate) async fn reach(options: &PgConnectOptions) -> Result<(), StoreError> {
    let connected = timeout(limits::CONNECTION, PgConnection::connect_with(options)).await;
    let why = match connected {
        Ok(Ok(connection)) => {
            // It was for the words alone; whether it can say goodbye is of no interest.
            let _closed = timeout(limits::CONNECTION, connection.close()).await;
            return Ok(());
        }
        Ok(Err(error)) => error,
        Err(_) => no_answer(),
    };
    let at = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    Err(StoreError::Unavailable(format!("PostgreSQL at {at}: {}", said(&why)).into()))
}

/// The innermost words, which are the server's or the system's own.
fn said(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

/// One connection that stays.
pub(crate) fn for_listening(options: PgConnectOptions) -> PgPool {
    let stays = PgPoolOptions::new().max_connections(1).max_lifetime(None::<Duration>).idle_timeout(None::<Duration>);
    stays.acquire_timeout(limits::CONNECTION).connect_lazy_with(options)
}

/// Waits for an answer no longer than [`limits::ANSWER`]: a server whose machine is gone never says so.
pub(crate) async fn answer<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    timeout(limits::ANSWER, work).await.unwrap_or_else(|_| Err(no_answer()))
}

fn no_answer() -> sqlx::Error {
    io::Error::from(io::ErrorKind::TimedOut).into()
}
