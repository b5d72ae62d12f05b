//! Every limit of this store, in one place, each with why.

use std::time::Duration;

/// Connections that append or hold the ledger's lock. One at a time does; the second stands ready while the first is handed
/// back.
pub const APPENDERS: u32 = 2;
/// Connections that read, and that write to the vault.
pub const OTHERS: u32 = 8;
/// How long to wait for a connection, the server's answer to a new one included.
pub const CONNECTION: Duration = Duration::from_secs(5);
/// A connection idle for this long is asked whether it still stands before it is used: a server that was restarted in the
/// night must not cost the morning's first command.
pub const IDLE: Duration = Duration::from_secs(1);
/// How long the server may work on one statement, waiting for locks included.
pub const STATEMENT: Duration = Duration::from_secs(10);
/// How long the server lets a node hold the ledger's lock without asking for anything: a node that hangs must not stop the
/// others.
pub const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(10);
/// How long to wait for an answer before the server counts as gone: longer than it may take to give one.
pub const ANSWER: Duration = Duration::from_secs(12);
