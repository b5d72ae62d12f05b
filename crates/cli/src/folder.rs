//! The node's folder is one node's: a lock on a file in it, held for as long as the service runs.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

use crate::failure::Failure;

/// The file that is locked. It stays when the lock goes: a file that is removed could be locked by two.
const NAME: &str = "lock";
/// How long the one before may take to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked whether it has: the system tells nobody.
const AGAIN: Duration = Duration::from_millis(100);
/// Bytes of the file that are read: the number of a process.
const BYTES: u64 = 32;

/// The lock; gone with this, or with the process, however that ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock of a folder, waiting a while for the one before.
///
/// # Errors
/// [`Failure::Unavailable`]: somebody else has it still.
pub async fn lock(folder: &Path) -> Result<Lock, Failure> {
    lock_within(folder, PATIENCE).await
}

async fn lock_within(folder: &Path, patience: Duration) -> Result<Lock, Failure> {
    let path = folder.join(NAME);
    let io = |error: std::io::Error| Failure::io(&path, &error);
    let mut file = File::options().create(true).truncate(false).read(true).write(true).open(&path).map_err(io)?;
    let end = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if Instant::now() < end => tokio::time::sleep(AGAIN).await,
            Err(TryLockError::WouldBlock) => return Err(taken(folder, &file)),
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
    }
    // Only for the words of whoever comes second: on a full disk the node starts, and lets everybody read.
    let _named = name(&mut file);
    Ok(Lock { _file: file })
}

fn name(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "{}", std::process::id())
}

fn taken(folder: &Path, file: &File) -> Failure {
    let mut who = String::new();
    // Only for the words: without it, they are fewer.
    let _read = file.take(BYTES).read_to_string(&mut who);
    let who = if who.parse::<u32>().is_ok() { format!(" (process {who})") } else { String::new() };
    Failure::Unavailable(format!(
        "this ctac cannot start: another{who} runs on {} and its SQLite database takes one. Stop that one first, or give \
         this one another store.folder; several nodes need PostgreSQL (store.postgres)",
        folder.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_is_one_nodes_until_that_one_ends() {
        let folder = tempfile::tempdir().unwrap();
        let first = lock(folder.path()).await.unwrap();
        let refused = lock_within(folder.path(), Duration::ZERO).await.unwrap_err();
        assert!(matches!(refused, Failure::Unavailable(_)));
        let said = refused.to_string();
        assert!(said.contains(&format!("process {}", std::process::id())) && said.contains("store.folder"), "{said}");
        let waiting = tokio::spawn({
            let folder = folder.path().to_owned();
            async move { lock(&folder).await }
        });
        tokio::task::yield_now().await;
        drop(first);
        assert!(waiting.await.unwrap().is_ok(), "it waits for the one before");
    }
}
