//! Every limit of this store, in one place, each with why.

use std::time::Duration;

/// Connections that read at once.
pub const READERS: u32 = 4;
/// How long to wait for another process that is writing. A commit takes milliseconds; a process that holds the file for
/// longer than this is stuck, and the caller had better hear of it.
pub const BUSY: Duration = Duration::from_secs(5);
/// Between two tries to open a file that another process is just making: that takes it milliseconds.
pub const OPEN_AGAIN: Duration = Duration::from_millis(5);
/// How long to wait for one of this process's connections: longer than [`BUSY`], which its holder may be waiting out.
pub const CONNECTION: Duration = Duration::from_secs(10);
/// At the most one fold of the write-ahead log in this time.
pub const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);
/// Pages of write-ahead log from which a fold makes writers wait for it. Under unbroken load the log is never at rest and
/// would grow without end: 4,096 pages of 4 KiB are 16 MiB.
pub const LOG_PAGES: i64 = 4_096;
/// How long such a fold waits for readers, with the writers waiting behind it.
pub const CHECKPOINT_BUSY: Duration = Duration::from_millis(50);
/// Bytes that the write-ahead log's file keeps once it was longer.
pub const LOG_BYTES: u32 = 64 * 1024 * 1024;
/// Rows of one `INSERT`: each of these is a statement prepared once, and a batch is cut into them.
pub const INSERT_ROWS: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];
