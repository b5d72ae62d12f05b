//! Calls to providers: read off what was just committed, made the moment it is durable, each under its lease. What came
//! of a call goes back into the loop as a command.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ctac_domain::command::{Actor, Command};
use ctac_domain::event::Event;
use ctac_domain::id::{AttemptId, NotificationId, PageId};
use ctac_domain::message::headline;
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
        let Some(Event::PageAttemptFinished { notification, attempt, outcome, .. }) = recorded.event.as_deref() else {
            return;
        };
        if *outcome == AttemptOutcome::Unknown {
            self.unknown.insert(*notification, *attempt);
            if self.unknown.len() > limits::UNKNOWN_CALLS {
                // Ids are drawn in time's order: the first is the oldest.
                self.unknown.pop_first();
            }
        } else {
            self.unknown.remove(notification);
        }
    }

    /// Begins every call that this node has just claimed.
    pub(crate) fn begin(&mut self, shared: &Arc<Shared>, committed: &[Committed], state: &State) {
        for entry in committed {
            self.observe(&entry.recorded);
            let Some(Event::PageAttemptStarted { page, notification, attempt, node, lease_until }) =
                entry.recorded.event.as_deref()
            else {
                continue;
            };
            if *node != shared.options.node {
                continue;
            }
            // None: acknowledged in the same batch. Nobody needs it any more.
            let Some(outbound) = outbound(state, *page, *notification, *attempt) else { continue };
            let unknown = self.unknown.get(notification).copied();
            let call = Call { outbound, lease_until: *lease_until, unknown };
            let freed = Arc::clone(&self.freed);
            let permit = Permit { permit: Arc::clone(&self.permits).try_acquire_owned().ok(), freed };
            shared.calls.spawn(call.make(Arc::clone(shared), permit));
        }
    }
}

/// The message of a claimed notification.
fn outbound(state: &State, page: PageId, notification: NotificationId, attempt: AttemptId) -> Option<Outbound> {
    let page = state.pages.get(&page)?;
    let notification = page.notifications.get(&notification)?;
    match notification.status {
        NotificationStatus::Claimed { attempt: claimed, .. } if claimed == attempt => Some(Outbound {
            attempt,
            page: page.id,
            notification: notification.id,
            person: notification.person,
            contact: notification.contact,
            channel: notification.channel,
            code: format!("{:04}", notification.code),
            headline: headline(state, page),
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
        metric::attempted(match &outcome {
            AttemptOutcome::Sent { .. } => "sent",
            AttemptOutcome::Failed { .. } => "failed",
            AttemptOutcome::Unknown => "unknown",
        });
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
            page: self.outbound.page,
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
                    tracing::warn!(%refusal, page = %self.outbound.page, "a call's outcome was refused");
                    return;
                }
                Err(ExecuteError::Unavailable | ExecuteError::Busy) => tokio::time::sleep(limits::FINISH_AGAIN).await,
            }
        }
        tracing::error!(page = %self.outbound.page, "a call's outcome could not be recorded; it will be sent again");
    }
}
