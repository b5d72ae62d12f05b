//! What takes rotas apart over weeks and months: on threads that may take a while, a few at once, and never in the
//! decision loop or on a thread that serves requests. Who is on call at an instant needs none of this.
//!
//! One person has fewer of these threads than there are, and only so many requests that wait for one: whoever asks all
//! the time waits for themselves, and nobody else does for them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ctac_api::problem::{Kind, Problem};
use ctac_domain::id::PersonId;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::limits;
use crate::refused::Refused;

/// Room for such work.
pub(crate) struct Resolving {
    all: Arc<Semaphore>,
    each: Mutex<BTreeMap<PersonId, Own>>,
}

/// One person's share, while they ask for something.
struct Own {
    turns: Arc<Semaphore>,
    asked: usize,
}

/// That somebody asked for something, until it is done or given up.
struct Asking {
    resolving: Arc<Resolving>,
    person: PersonId,
}

impl Default for Resolving {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(limits::RESOLVING)), each: Mutex::default() }
    }
}

impl Resolving {
    /// One more request of this person's, and where it takes its turn.
    fn ask(self: &Arc<Self>, person: PersonId) -> Result<(Asking, Arc<Semaphore>), Refused> {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Own { turns: Arc::new(Semaphore::new(limits::RESOLVING_OF_PERSON)), asked: 0 };
        let own = each.entry(person).or_insert_with(fresh);
        if own.asked >= limits::RESOLVING_ASKED {
            let detail = "You are asking for as much of the rotas at once as one person may; wait for some of it.";
            return Err(Refused(Problem::new(Kind::TooManyRequests, detail).with_retry_after(limits::RETRY_BUSY_S)));
        }
        own.asked += 1;
        Ok((Asking { resolving: Arc::clone(self), person }, Arc::clone(&own.turns)))
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        let mut each = self.resolving.each.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = each.get_mut(&self.person) {
            own.asked = own.asked.saturating_sub(1);
            if own.asked == 0 {
                each.remove(&self.person);
            }
        }
    }
}

/// Does `work` on such a thread, for this person.
pub(crate) async fn resolved<T: Send + 'static>(
    app: &App,
    person: PersonId,
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    let (asking, turns) = app.resolving.ask(person)?;
    let turn = turns.acquire_owned().await;
    let room = Arc::clone(&app.resolving.all).acquire_owned().await;
    let done = tokio::task::spawn_blocking(move || {
        // Kept until the work is done, also when whoever asked has gone.
        let _kept = (asking, turn, room);
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn whoever_asks_all_the_time_leaves_room_for_others() {
        let resolving = Arc::new(Resolving::default());
        let asked: Vec<_> = (0..limits::RESOLVING_ASKED).map(|_| resolving.ask(person(1)).unwrap()).collect();
        let refused = resolving.ask(person(1)).map(|_| ()).unwrap_err();
        assert_eq!(refused.0.kind, Kind::TooManyRequests);
        // All the turns they can have at once, and there is still a thread for somebody else.
        let turns = Arc::clone(&asked[0].1);
        let mut taken = Vec::new();
        while let Ok(turn) = Arc::clone(&turns).try_acquire_owned() {
            taken.push((turn, Arc::clone(&resolving.all).try_acquire_owned().unwrap()));
        }
        assert_eq!(taken.len(), limits::RESOLVING_OF_PERSON);
        let (_other, turns) = resolving.ask(person(2)).unwrap();
        assert!(turns.try_acquire_owned().is_ok() && Arc::clone(&resolving.all).try_acquire_owned().is_ok());
    }

    #[tokio::test]
    async fn what_was_given_up_is_forgotten() {
        let resolving = Arc::new(Resolving::default());
        for _ in 0..3 * limits::RESOLVING_ASKED {
            drop(resolving.ask(person(1)).unwrap());
        }
        assert!(resolving.each.lock().unwrap().is_empty());
    }
}
