//! One batch into the file: few statements of many rows, for each statement is a hop to SQLite's thread and back.

use std::sync::{Arc, LazyLock};

use ctac_ledger::sql;
use ctac_ledger::store::{AppendError, Batch, Head, Position, StoreError, StoredEntry};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Row, Sqlite, SqliteConnection, Transaction};

use crate::error::{is_refusal, refused_or_unavailable, unavailable};
use crate::limits;

type Statement = Query<'static, Sqlite, SqliteArguments>;

const INSERT_NODE: &str = "-- ledger.append_node
INSERT INTO ledger_node (level, node_index, hash) VALUES ($1, $2, $3)";
const ERASE: &str = "-- ledger.erase
INSERT INTO ledger_erasure (position, by_position) VALUES ($1, $2);
UPDATE ledger_payload SET body = NULL, body_salt = NULL WHERE position = $1";
const MOVE_HEAD: &str = "-- ledger.move_head
UPDATE ledger_head SET size = ?, frontier = ? WHERE id = 1";

/// The text that inserts so many entries with their payloads, and the one that moves the head as well.
struct Insert {
    rows: usize,
    entries: Arc<str>,
    entries_and_head: Arc<str>,
}

static INSERTS: LazyLock<Vec<Insert>> = LazyLock::new(|| limits::INSERT_ROWS.into_iter().map(Insert::of).collect());

impl Insert {
    fn of(rows: usize) -> Self {
        let entries = format!(
            "-- ledger.append_{rows}\n\
             INSERT INTO ledger_entry (position, event_id, stream, seq, marking, recorded_us, leaf, leaf_hash) VALUES {};\n\
             INSERT INTO ledger_payload (position, meta_salt, meta, body_salt, body) VALUES {}",
            vec!["(?, ?, ?, ?, ?, ?, ?, ?)"; rows].join(", "),
            vec!["(?, ?, ?, ?, ?)"; rows].join(", "),
        );
        let entries_and_head = format!("{entries};\n{MOVE_HEAD}").into();
        Self { rows, entries: entries.into(), entries_and_head }
    }
}

/// Appends inside a transaction that has the file's write lock, and commits.
pub(crate) async fn append(mut transaction: Transaction<'static, Sqlite>, batch: &Batch) -> Result<(), AppendError> {
    if let Err(error) = insert(&mut transaction, batch).await {
        // On a log that has moved no batch fits: the triggers refuse its positions.
        if is_refusal(&error) {
            let size = head(&mut transaction).await?.size;
            if size != batch.base {
                return Err(AppendError::Moved { size });
            }
        }
        return Err(refused_or_unavailable(error));
    }
    transaction.commit().await.map_err(refused_or_unavailable)
}

async fn insert(connection: &mut SqliteConnection, batch: &Batch) -> Result<(), sqlx::Error> {
    for node in &batch.nodes {
        let query = sqlx::query(INSERT_NODE).bind(i16::from(node.level)).bind(sql::bigint(node.index));
        query.bind(node.hash.0.to_vec()).execute(&mut *connection).await?;
    }
    let mut rest = batch.entries.as_slice();
    let mut head_moved = false;
    while let Some(insert) = INSERTS.iter().find(|insert| insert.rows <= rest.len()) {
        let (chunk, after) = rest.split_at(insert.rows);
        rest = after;
        // The guard of erasures knows by the head, which moves last, that an entry is of this very transaction.
        head_moved = rest.is_empty() && batch.erase.is_empty();
        let text = if head_moved { &insert.entries_and_head } else { &insert.entries };
        let statement = bind_entries(sqlx::query(AssertSqlSafe(Arc::clone(text))), chunk);
        let statement = if head_moved { bind_head(statement, &batch.head) } else { statement };
        statement.execute(&mut *connection).await?;
    }
    for position in &batch.erase {
        erase(connection, *position, &batch.head).await?;
    }
    if !head_moved {
        bind_head(sqlx::query(MOVE_HEAD), &batch.head).execute(connection).await?;
    }
    Ok(())
}

fn bind_entries(statement: Statement, entries: &[StoredEntry]) -> Statement {
    let statement = entries.iter().fold(statement, |statement, entry| {
        statement
            .bind(sql::bigint(entry.position.0))
            .bind(entry.event_id.as_bytes().to_vec())
            .bind(entry.stream.clone())
            .bind(sql::bigint(entry.seq))
            .bind(i16::from(entry.marking))
            .bind(entry.recorded_us)
            .bind(entry.leaf.clone())
            .bind(entry.leaf_hash.0.to_vec())
    });
    entries.iter().fold(statement, |statement, entry| {
        let body = entry.payload.body.as_ref();
        statement
            .bind(sql::bigint(entry.position.0))
            .bind(entry.payload.meta_salt.to_vec())
            .bind(entry.payload.meta.clone())
            .bind(body.map(|body| body.salt.to_vec()))
            .bind(body.map(|body| body.bytes.clone()))
    })
}

fn bind_head(statement: Statement, head: &Head) -> Statement {
    statement.bind(sql::bigint(head.size)).bind(sql::frontier_bytes(&head.frontier))
}

async fn erase(connection: &mut SqliteConnection, position: Position, head: &Head) -> Result<(), sqlx::Error> {
    let by = sql::bigint(head.size.saturating_sub(1));
    sqlx::query(ERASE).bind(sql::bigint(position.0)).bind(by).execute(connection).await?;
    Ok(())
}

/// The head as this connection sees it.
pub(crate) async fn head(connection: &mut SqliteConnection) -> Result<Head, StoreError> {
    head_of(&sqlx::query(sql::HEAD).fetch_one(connection).await.map_err(unavailable)?)
}

/// The head in a row of [`sql::HEAD`].
pub(crate) fn head_of(row: &SqliteRow) -> Result<Head, StoreError> {
    let size = row.try_get(0).map_err(unavailable)?;
    sql::head(size, row.try_get(1).map_err(unavailable)?)
}
