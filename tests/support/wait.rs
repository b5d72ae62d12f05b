//! Deadlines with names.

use std::future::Future;
use std::time::Duration;

/// How long anything may take before a test gives up: long for a loaded machine, short for a person who waits.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What `future` gives, within [`PATIENCE`].
///
/// # Panics
/// It took longer.
pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    within(PATIENCE, what, future).await
}

/// What `future` gives, within `limit`.
///
/// # Panics
/// It took longer.
pub async fn within<T>(limit: Duration, what: &str, future: impl Future<Output = T>) -> T {
    // On the heap: the futures of a whole node, unoptimised, are more than a test thread's stack bears.
    match tokio::time::timeout(limit, Box::pin(future)).await {
        Ok(value) => value,
        Err(_) => panic!("{what}: not within {limit:?}"),
    }
}

/// Asks again, a twentieth of a second apart, until there is an answer: for what tells no other way that it has happened.
///
/// # Panics
/// There was none within [`PATIENCE`].
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut ask: impl FnMut() -> F) -> T {
    soon(what, async {
        let mut between = tokio::time::interval(Duration::from_millis(50));
        loop {
            between.tick().await;
            if let Some(answer) = ask().await {
                return answer;
            }
        }
    })
    .await
}
