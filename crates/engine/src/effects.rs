//! Calls to providers: read off what was just committed, made the moment it is durable, each under its lease. What came
//! of a call goes back into the loop as a command.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ctac_domain::attempt::{AttemptFinished, AttemptStarted, Bearer};
use ctac_domain::command::{Actor, Command};
use ctac_domain::id::{AttemptId, NotificationId};
use ctac_domain::message;
use ctac_domain::page::{AttemptOutcome, NotificationStatus};
use ctac_domain::state::{Recorded, State};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::codec::Committed;
use crate::inbox::Request;
use crate::ports::Outbound;
use crate::shared::Shared;
use crate::{ExecuteError, limits, metric};

/// The loop's side of the calls.
pub(crate) struct Effects {
    permits: Arc<Semaphore>,
    freed: Arc<Notify>,
    /// The last call of a notification whose outcome is unknown: its provider is asked before it is sent again. Only
    /// what the ledger says, remembered because the state does not.
    unknown: BTreeMap<NotificationId, AttemptId>,
}

/// A permit that says when it is given back, even by a call that panicked.
struct Permit {
    permit: Option<OwnedSemaphorePermit>,
    freed: Arc<Notify>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        drop(self.permit.take());
        self.freed.notify_one();
    }
}

/// One call, as claimed.
struct Call {
    outbound: Outbound,
    lease_until: Timestamp,
    /// The call before it, if nobody knows what came of that.
    unknown: Option<AttemptId>,
}

impl Effects {
    pub(crate) fn new(calls: usize) -> Self {
        let permits = Arc::new(Semaphore::new(calls.clamp(1, Semaphore::MAX_PERMITS)));
        Self { permits, freed: Arc::new(Notify::new()), unknown: BTreeMap::new() }
    }

    /// How many calls may begin now.
    pub(crate) fn permits(&self) -> usize {
        self.permits.available_permits()
    }

    /// Returns when a permit was given back.
    pub(crate) async fn permit_freed(&self) {
        self.freed.notified().await;
    }

    /// Remembers what an entry says of calls; used for every entry, also when replaying.
    pub(crate) fn observe(&mut self, recorded: &Recorded) {
        let Some(call) = recorded.event.as_deref().and_then(AttemptFinished::of) else { return };
        if call.outcome == AttemptOutcome::Unknown {
            self.unknown.insert(call.notification, call.attempt);
            if self.unknown.len() > limits::UNKNOWN_CALLS {
                // Ids are drawn in time's order: the first is the oldest.
                self.unknown.pop_first();
            }
        } else {
            self.unknown.remove(&call.notification);
        }
    }

    /// Begins every call that this node has just claimed.
    pub(crate) fn begin(&mut self, shared: &Arc<Shared>, committed: &[Committed], state: &State) {
        for entry in committed {
            self.observe(&entry.recorded);
            let Some(started) = entry.recorded.event.as_deref().and_then(AttemptStarted::of) else { continue };
            if started.node != shared.options.node {
                continue;
            }
            // None: acknowledged in the same batch. Nobody needs it any more.
            let Some(outbound) = outbound(state, &started) else { continue };
            let unknown = self.unknown.get(&started.notification).copied();
            let call = Call { outbound, lease_until: started.lease_until, unknown };
            let freed = Arc::clone(&self.freed);
            let permit = Permit { permit: Arc::clone(&self.permits).try_acquire_owned().ok(), freed };
            shared.calls.spawn(call.make(Arc::clone(shared), permit));
        }
    }
}

/// The message of a claimed notification.
fn outbound(state: &State, call: &AttemptStarted) -> Option<Outbound> {
    let notification = state.notification(call.bearer, call.notification)?;
    let headline = match call.bearer {
        Bearer::Page(page) => message::headline(state, state.pages.get(&page)?),
        Bearer::CallOut(id) => message::call_out::headline(state, state.call_outs.get(&id)?),
        Bearer::Notice(notice) => message::notice::says(state, state.notices.get(&notice)?),
    };
    let within_min = match call.bearer {
        Bearer::CallOut(id) => state.call_outs.get(&id).map(|it| it.terms.within_min),
        Bearer::Page(_) | Bearer::Notice(_) => None,
    };
    match notification.status {
        NotificationStatus::Claimed { attempt, .. } if attempt == call.attempt => Some(Outbound {
            attempt,
            bearer: call.bearer,
            notification: notification.id,
            person: notification.person,
            contact: notification.contact,
            channel: notification.channel,
            within_min,
            code: notification.code.map(|code| format!("{code:04}")),
            headline,
        }),
        _ => None,
    }
}

impl Call {
    /// Makes the call and records what came of it. `_permit` is held until then.
    async fn make(self, shared: Arc<Shared>, _permit: Permit) {
        let clock = Arc::clone(&shared.ports.clock);
        let lease = SignedDuration::from_secs(i64::from(shared.options.lease_s));
        let margin = SignedDuration::try_from(limits::LEASE_MARGIN).unwrap_or(SignedDuration::ZERO).min(lease / 4);
        let lasts = Duration::try_from(lease - margin).unwrap_or(limits::LEASE_MARGIN);
        let give_up_at = self.lease_until.saturating_sub(margin).unwrap_or(self.lease_until);
        // By the lease's end first: a process that was halted for longer, and woken, must not send what another node has
        // sent meanwhile. By what has really passed, too: the clock may have been put back.
        let outcome = tokio::select! {
            biased;
            () = clock.sleep_until(give_up_at) => AttemptOutcome::Unknown,
            () = tokio::time::sleep(lasts) => AttemptOutcome::Unknown,
            outcome = self.send(&shared) => outcome,
        };
        metric::attempted(self.outbound.bearer, &outcome);
        self.record(&shared, outcome).await;
    }

    async fn send(&self, shared: &Shared) -> AttemptOutcome {
        let deliver = &shared.ports.deliver;
        if let Some(earlier) = self.unknown {
            let asked = deliver.look_up(earlier, self.outbound.channel);
            if let Ok(Some(sent @ AttemptOutcome::Sent { .. })) = tokio::time::timeout(limits::LOOK_UP, asked).await {
                return sent;
            }
        }
        deliver.send(&self.outbound).await
    }

    /// Offers the outcome to the loop until it is recorded, refused, or so late that the lease has long run out: then
    /// the page is sent again. A duplicate beats a lost page.
    async fn record(&self, shared: &Shared, outcome: AttemptOutcome) {
        let command = Command::FinishAttempt {
            bearer: self.outbound.bearer,
            notification: self.outbound.notification,
            attempt: self.outbound.attempt,
            outcome,
        };
        for _ in 0..limits::FINISH_RETRIES {
            let (request, answer) = Request::new(Actor::System, command.clone(), shared.ports.random.as_ref());
            if shared.finished.send(request).await.is_err() {
                return;
            }
            match answer.await {
                Ok(_) | Err(ExecuteError::Stopping) => return,
                Err(ExecuteError::Refused(refusal)) => {
                    tracing::warn!(%refusal, notification = %self.outbound.notification, "a call's outcome was refused");
                    return;
                }
                Err(ExecuteError::Unavailable | ExecuteError::Busy) => tokio::time::sleep(limits::FINISH_AGAIN).await,
            }
        }
        tracing::error!(notification = %self.outbound.notification, "a call's outcome could not be recorded; it will be sent again");
    }
}
