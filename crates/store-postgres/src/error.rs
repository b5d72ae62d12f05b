//! PostgreSQL's errors in the store's words, told apart by their codes, never by their text.

use ctac_ledger::store::{AppendError, StoreError};

/// Class 23, integrity constraint violation: a constraint said no, or one of our triggers (23001).
fn is_refusal(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code.starts_with("23"))
}

/// Class XX: the server found its own files damaged (`XX001` data, `XX002` index).
fn is_corruption(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound)
        || code.is_some_and(|code| code == "XX001" || code == "XX002")
}

pub(crate) fn unavailable(error: sqlx::Error) -> StoreError {
    if is_corruption(&error) {
        StoreError::Corrupt(error.to_string())
    } else {
        StoreError::Unavailable(Box::new(error))
    }
}

pub(crate) fn refused_or_unavailable(error: sqlx::Error) -> AppendError {
    if is_refusal(&error) { AppendError::Refused(error.to_string()) } else { unavailable(error).into() }
}
