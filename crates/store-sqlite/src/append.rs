//! One batch into the file: few statements of many rows, for each statement is a hop to SQLite's thread and back.

use ctac_ledger::rows;
use ctac_ledger::sql;
use ctac_ledger::store::{AppendError, Batch, Head, Position, StoreError, StoredEntry};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Row, Sqlite, SqliteConnection};

use crate::error::{is_refusal, refused_or_unavailable, unavailable};
use crate::limits;
use crate::writer::Writing;

type Statement = Query<'static, Sqlite, SqliteArguments>;

/// Takes the file's write lock at once. A transaction that began by reading could not wait for it: SQLite refuses to let a
/// snapshot that has grown old write.
const BEGIN: &str = "-- sqlite.begin
BEGIN IMMEDIATE";
const INSERT_NODE: &str = "-- ledger.append_node
INSERT INTO ledger_node (level, node_index, hash) VALUES ($1, $2, $3)";
const ERASE: &str = "-- ledger.erase
INSERT INTO ledger_erasure (position, by_position) VALUES ($1, $2);
UPDATE ledger_payload SET body = NULL, body_salt = NULL WHERE position = $1";
/// Last, for the guard of erasures knows by the head that an entry is of the very transaction.
const FINISH: &str = "-- ledger.move_head
UPDATE ledger_head SET size = ?, frontier = ? WHERE id = 1;
COMMIT";

/// What an append does first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begin {
    /// A transaction.
    Transaction,
    /// Nothing: the caller's transaction holds the lock.
    Nothing,
}

/// The text that inserts so many entries with their payloads; with the beginning and the end of the transaction a usual
/// batch is one text, and one hop.
fn insert_text(rows: usize, begin: Begin, finish: bool) -> String {
    let begin = if begin == Begin::Transaction { "BEGIN IMMEDIATE;\n" } else { "" };
    let entries = vec!["(?, ?, ?, ?, ?, ?, ?, ?)"; rows].join(", ");
    let payloads = vec!["(?, ?, ?, ?, ?)"; rows].join(", ");
    let finish = if finish { format!(";\n{FINISH}") } else { String::new() };
    format!(
        "-- ledger.append_{rows}\n{begin}\
         INSERT INTO ledger_entry (position, event_id, stream, seq, marking, recorded_us, leaf, leaf_hash) \
         VALUES {entries};\n\
         INSERT INTO ledger_payload (position, meta_salt, meta, body_salt, body) VALUES {payloads}{finish}"
    )
}

/// Takes the file's write lock.
pub(crate) async fn begin(writing: &mut Writing) -> Result<(), sqlx::Error> {
    writing.begins();
    sqlx::query(BEGIN).execute(writing.connection()).await.map(drop)
}

/// Appends and commits, or leaves no transaction behind.
pub(crate) async fn append(writing: &mut Writing, begin: Begin, batch: &Batch) -> Result<(), AppendError> {
    writing.begins();
    let Err(error) = insert(writing.connection(), begin, batch).await else {
        writing.committed();
        return Ok(());
    };
    // On a log that has moved no batch fits: the triggers refuse its positions.
    let size = if is_refusal(&error) { Some(head(writing.connection()).await?.size) } else { None };
    writing.roll_back().await;
    match size {
        Some(size) if size != batch.base => Err(AppendError::Moved { size }),
        _ => Err(refused_or_unavailable(error)),
    }
}

async fn insert(connection: &mut SqliteConnection, mut begin: Begin, batch: &Batch) -> Result<(), sqlx::Error> {
    let plain = batch.nodes.is_empty() && batch.erase.is_empty();
    let mut rest = batch.entries.as_slice();
    while let Some(rows) = limits::INSERT_ROWS.into_iter().find(|rows| *rows <= rest.len()) {
        let (chunk, after) = rest.split_at(rows);
        rest = after;
        let finish = plain && rest.is_empty();
        let text = insert_text(rows, begin, finish);
        let statement = bind_entries(sqlx::query(AssertSqlSafe(text)), chunk);
        let statement = if finish { bind_head(statement, &batch.head) } else { statement };
        statement.execute(&mut *connection).await?;
        begin = Begin::Nothing;
    }
    if plain {
        return Ok(());
    }
    for node in &batch.nodes {
        let query = sqlx::query(INSERT_NODE).bind(i16::from(node.level)).bind(rows::bigint(node.index));
        query.bind(node.hash.0.to_vec()).execute(&mut *connection).await?;
    }
    for position in &batch.erase {
        erase(connection, *position, &batch.head).await?;
    }
    bind_head(sqlx::query(FINISH), &batch.head).execute(connection).await?;
    Ok(())
}

fn bind_entries(statement: Statement, entries: &[StoredEntry]) -> Statement {
    let statement = entries.iter().fold(statement, |statement, entry| {
        statement
            .bind(rows::bigint(entry.position.0))
            .bind(entry.event_id.as_bytes().to_vec())
            .bind(entry.stream.clone())
            .bind(rows::bigint(entry.seq))
            .bind(i16::from(entry.marking))
            .bind(entry.recorded_us)
            .bind(entry.leaf.clone())
            .bind(entry.leaf_hash.0.to_vec())
    });
    entries.iter().fold(statement, |statement, entry| {
        let body = entry.payload.body.as_ref();
        statement
            .bind(rows::bigint(entry.position.0))
            .bind(entry.payload.meta_salt.to_vec())
            .bind(entry.payload.meta.clone())
            .bind(body.map(|body| body.salt.to_vec()))
            .bind(body.map(|body| body.bytes.clone()))
    })
}

fn bind_head(statement: Statement, head: &Head) -> Statement {
    statement.bind(rows::bigint(head.size)).bind(rows::frontier_bytes(&head.frontier))
}

async fn erase(connection: &mut SqliteConnection, position: Position, head: &Head) -> Result<(), sqlx::Error> {
    let by = rows::bigint(head.size.saturating_sub(1));
    sqlx::query(ERASE).bind(rows::bigint(position.0)).bind(by).execute(connection).await?;
    Ok(())
}

/// The head as this connection sees it.
pub(crate) async fn head(connection: &mut SqliteConnection) -> Result<Head, StoreError> {
    head_of(&sqlx::query(sql::HEAD).fetch_one(connection).await.map_err(unavailable)?)
}

/// The head in a row of [`sql::HEAD`].
pub(crate) fn head_of(row: &SqliteRow) -> Result<Head, StoreError> {
    let size = row.try_get(0).map_err(unavailable)?;
    rows::head(size, row.try_get(1).map_err(unavailable)?)
}
