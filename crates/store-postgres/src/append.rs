//! One batch into the database: one statement, one round trip.

use ctac_ledger::rows;
use ctac_ledger::store::{Batch, Body, Head, StoreError, StoredEntry};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use crate::error::unavailable;

/// The gate is the `UPDATE`: it locks the head's row and, having waited for another node, judges the row anew as that
/// node left it (READ COMMITTED). Where the size is not `$1` any more it yields no row, and nothing else is written.
const APPEND: &str = "-- ledger.append
WITH head AS (
  UPDATE ledger_head SET size = $2, frontier = $3 WHERE id = 1 AND size = $1 RETURNING size
), entry AS (
  INSERT INTO ledger_entry (position, event_id, stream, seq, marking, recorded_us, leaf, leaf_hash)
  SELECT e.* FROM head, unnest($4::bigint[], $5::bytea[], $6::text[], $7::bigint[], $8::smallint[], $9::bigint[],
                               $10::bytea[], $11::bytea[]) AS e
), payload AS (
  INSERT INTO ledger_payload (position, meta_salt, meta, body_salt, body)
  SELECT p.* FROM head, unnest($4::bigint[], $12::bytea[], $13::bytea[], $14::bytea[], $15::bytea[]) AS p
), node AS (
  INSERT INTO ledger_node (level, node_index, hash)
  SELECT n.* FROM head, unnest($16::smallint[], $17::bigint[], $18::bytea[]) AS n
)
SELECT size, pg_notify('ctac_ledger', '') FROM head";

const ERASURE: &str = "-- ledger.erasure
INSERT INTO ledger_erasure (position, by_position) SELECT p, $2 FROM unnest($1::bigint[]) AS p";
const ERASE: &str = "-- ledger.erase
UPDATE ledger_payload SET body = NULL, body_salt = NULL WHERE position = ANY($1::bigint[])";

/// Writes the batch if the log still stands where it was built; tells whether it does. Erasures need a transaction around
/// this, for they are statements of their own.
pub(crate) async fn append(connection: &mut PgConnection, batch: &Batch) -> Result<bool, sqlx::Error> {
    if append_entries(connection, batch).await?.is_none() {
        return Ok(false);
    }
    if !batch.erase.is_empty() {
        let positions: Vec<i64> = batch.erase.iter().map(|position| rows::bigint(position.0)).collect();
        let by = rows::bigint(batch.head.size.saturating_sub(1));
        sqlx::query(ERASURE).bind(&positions).bind(by).execute(&mut *connection).await?;
        sqlx::query(ERASE).bind(&positions).execute(connection).await?;
    }
    Ok(true)
}

async fn append_entries(connection: &mut PgConnection, batch: &Batch) -> Result<Option<PgRow>, sqlx::Error> {
    fn column<'a, T>(batch: &'a Batch, of: impl Fn(&'a StoredEntry) -> T) -> Vec<T> {
        batch.entries.iter().map(of).collect()
    }
    let body = |of: fn(&Body) -> &[u8]| column(batch, move |entry| entry.payload.body.as_ref().map(of));
    sqlx::query(APPEND)
        .bind(rows::bigint(batch.base))
        .bind(rows::bigint(batch.head.size))
        .bind(rows::frontier_bytes(&batch.head.frontier))
        .bind(column(batch, |entry| rows::bigint(entry.position.0)))
        .bind(column(batch, |entry| entry.event_id.as_bytes().as_slice()))
        .bind(column(batch, |entry| entry.stream.as_str()))
        .bind(column(batch, |entry| rows::bigint(entry.seq)))
        .bind(column(batch, |entry| i16::from(entry.marking)))
        .bind(column(batch, |entry| entry.recorded_us))
        .bind(column(batch, |entry| entry.leaf.as_slice()))
        .bind(column(batch, |entry| entry.leaf_hash.0.as_slice()))
        .bind(column(batch, |entry| entry.payload.meta_salt.as_slice()))
        .bind(column(batch, |entry| entry.payload.meta.as_slice()))
        .bind(body(|body| &body.salt))
        .bind(body(|body| &body.bytes))
        .bind(batch.nodes.iter().map(|node| i16::from(node.level)).collect::<Vec<_>>())
        .bind(batch.nodes.iter().map(|node| rows::bigint(node.index)).collect::<Vec<_>>())
        .bind(batch.nodes.iter().map(|node| node.hash.0.as_slice()).collect::<Vec<_>>())
        .fetch_optional(connection)
        .await
}

/// The head in a row of [`ctac_ledger::sql::HEAD`].
pub(crate) fn head_of(row: &PgRow) -> Result<Head, StoreError> {
    let size: i64 = row.try_get(0).map_err(unavailable)?;
    rows::head(size, row.try_get(1).map_err(unavailable)?)
}
