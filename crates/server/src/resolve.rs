//! What takes rotas apart over weeks and months: on threads that may take a while, a few at once, and never in the
//! decision loop or on a thread that serves requests. Who is on call at an instant needs none of this.

use std::sync::Arc;

use ctac_api::problem::Kind;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::limits;
use crate::refused::Refused;

/// Does `work` on such a thread.
pub(crate) async fn resolved<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    let room = Arc::clone(&app.resolving).acquire_owned().await;
    let done = tokio::task::spawn_blocking(move || {
        // Kept until the work is done, also when whoever asked has gone.
        let _room = room;
        work()
    });
    done.await.unwrap_or_else(|error| {
        tracing::error!(%error, "resolving a rota did not end well");
        Err(Refused::new(Kind::Internal, "This rota could not be looked at; it has been logged."))
    })
}

/// So many days later, or the end of time.
pub(crate) fn days_after(at: Timestamp, days: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX)
}

/// So many days earlier, or the beginning of time.
pub(crate) fn days_before(at: Timestamp, days: i64) -> Timestamp {
    at.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN)
}

/// Refuses a stretch that is none, or longer than may be asked for at once.
pub(crate) fn check_stretch(from: Timestamp, to: Timestamp) -> Result<(), Refused> {
    let length = to.duration_since(from);
    if length <= SignedDuration::ZERO || length > SignedDuration::from_hours(24 * limits::SHIFT_DAYS) {
        let why = format!("must lie after `from`, and at most {} days after it", limits::SHIFT_DAYS);
        return Err(Refused::parameter("to", why));
    }
    Ok(())
}
