//! SQLite's errors in the store's words, told apart by their codes, never by their text.

use ctac_ledger::store::{AppendError, StoreError};

const SQLITE_BUSY: i32 = 5;
const SQLITE_CORRUPT: i32 = 11;
const SQLITE_CONSTRAINT: i32 = 19;
const SQLITE_NOTADB: i32 = 26;

/// The primary result code: the low byte of the extended one.
fn code(error: &sqlx::Error) -> Option<i32> {
    Some(error.as_database_error()?.code()?.parse::<i32>().ok()? & 0xff)
}

/// Another process has the file, or the part of it that is asked for.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    code(error) == Some(SQLITE_BUSY)
}

/// A constraint or a trigger said no.
pub(crate) fn is_refusal(error: &sqlx::Error) -> bool {
    code(error) == Some(SQLITE_CONSTRAINT)
}

pub(crate) fn unavailable(error: sqlx::Error) -> StoreError {
    match (&error, code(&error)) {
        (_, Some(SQLITE_CORRUPT | SQLITE_NOTADB))
        | (sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound, _) => StoreError::Corrupt(error.to_string()),
        _ => StoreError::Unavailable(Box::new(error)),
    }
}

pub(crate) fn refused_or_unavailable(error: sqlx::Error) -> AppendError {
    if is_refusal(&error) { AppendError::Refused(error.to_string()) } else { unavailable(error).into() }
}
