//! The ledger and the vault in PostgreSQL.
