//! Calls to providers: read off what was just committed, made the moment it is durable, each under its lease. What came
//! of a call goes back into the loop as a command.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use ctac_domain::attempt::{AttemptFinished, AttemptStarted, Bearer, Room};
use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::Channel;
use ctac_domain::id::{AttemptId, NotificationId};
use ctac_domain::message;
use ctac_domain::page::{AttemptOutcome, NotificationStatus};
use ctac_domain::state::{Recorded, State};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::ask::Ask;
use crate::call;
use crate::codec::Committed;
use crate::inbox::Request;
use crate::ports::Outbound;
use crate::shared::Shared;
use crate::{ExecuteError, limits, metric};

/// The loop's side of the calls.
pub(crate) struct Effects {
    /// Of each channel its own: a provider that hangs holds up its channel and no other.
    permits: BTreeMap<Channel, Arc<Semaphore>>,
    asks: Arc<Semaphore>,
    interfaces: Arc<Semaphore>,
    freed: Arc<Notify>,
    /// The last call of a notification whose outcome is unknown: its provider is asked before it is sent again. Only
    /// what the ledger says, remembered because the state does not.
    unknown: BTreeMap<NotificationId, AttemptId>,
}

/// A permit that says when it is given back, even by a call that panicked.
pub(crate) struct Permit {
    permit: Option<OwnedSemaphorePermit>,
    freed: Arc<Notify>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        drop(self.permit.take());
        self.freed.notify_one();
    }
}

/// How much may begin: each kind has its own permits, so that none keeps another waiting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spare {
    /// Messages, by channel.
    pub(crate) room: Room,
    /// Questions to providers.
    pub(crate) asks: usize,
    /// Calls of interfaces.
    pub(crate) interfaces: usize,
}

impl Spare {
    /// Nothing.
    pub(crate) const NONE: Self = Self { room: Room::of(0), asks: 0, interfaces: 0 };
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
        let permits = |calls: usize| Arc::new(Semaphore::new(calls.clamp(1, Semaphore::MAX_PERMITS)));
        let channels = [Channel::Sms, Channel::Voice, Channel::Push, Channel::Email];
        let of = |channel| if channel == Channel::Push { calls.saturating_mul(limits::PUSH_KINDS) } else { calls };
        let permits = channels.into_iter().map(|channel| (channel, permits(of(channel)))).collect();
        let asks = Arc::new(Semaphore::new(limits::ASKS));
        let interfaces = Arc::new(Semaphore::new(limits::INTERFACES));
        Self { permits, asks, interfaces, freed: Arc::new(Notify::new()), unknown: BTreeMap::new() }
    }

    /// What may begin now.
    pub(crate) fn spare(&self) -> Spare {
        let (asks, interfaces) = (self.asks.available_permits(), self.interfaces.available_permits());
        Spare { room: self.room(), asks, interfaces }
    }

    fn room(&self) -> Room {
        let mut room = Room::of(0);
        for (channel, permits) in &self.permits {
            *room.of_channel(*channel) = permits.available_permits();
        }
        room
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
            if let Some(ask) = entry.recorded.event.as_deref().and_then(|event| Ask::of(shared, state, event)) {
                shared.calls.spawn(ask.make(Arc::clone(shared), self.permit(Some(&self.asks))));
            }
            let call = entry.recorded.event.as_deref().and_then(|event| call::Call::of(shared, state, event));
            if let Some(call) = call {
                shared.calls.spawn(call.make(Arc::clone(shared), self.permit(Some(&self.interfaces))));
            }
            let Some(started) = entry.recorded.event.as_deref().and_then(AttemptStarted::of) else { continue };
            if started.node != shared.options.node {
                continue;
            }
            // None: its lease ran out before this node read of its own claim.
            let Some(outbound) = outbound(state, &started, entry.recorded.recorded_at) else { continue };
            // One that carries others may carry more than the call before it did: it is sent whatever came of that.
            let carries = state.carried(outbound.contact, started.attempt).len() > 1;
            let unknown = self.unknown.get(&started.notification).copied().filter(|_| !carries);
            let call = Call { outbound, lease_until: started.lease_until, unknown };
            let permit = self.permit(self.permits.get(&call.outbound.channel));
            shared.calls.spawn(call.make(Arc::clone(shared), permit));
        }
    }

    fn permit(&self, of: Option<&Arc<Semaphore>>) -> Permit {
        let permit = of.and_then(|permits| Arc::clone(permits).try_acquire_owned().ok());
        Permit { permit, freed: Arc::clone(&self.freed) }
    }
}

/// The message of a claimed notification, sent at `at`, with all that it carries.
fn outbound(state: &State, call: &AttemptStarted, at: Timestamp) -> Option<Outbound> {
    let notification = state.notification(call.bearer, call.notification)?;
    let (headline, about, dated) = match call.bearer {
        Bearer::Page(page) => {
            let others = message::others(state, notification.contact, call.attempt);
            let dated = message::Dated::of(state, state.pages.get(&page)?, notification.person, &others, at);
            (dated.headline.clone(), None, Some(dated))
        }
        Bearer::CallOut(id) => (message::call_out::headline(state, state.call_outs.get(&id)?), None, None),
        Bearer::Notice(notice) => {
            let notice = state.notices.get(&notice)?;
            let more = message::more_over(state, notification.contact, call.attempt);
            (message::notice::says_with(state, notice, more), Some(notice.about), None)
        }
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
            avoid: notification.trace.avoid.iter().cloned().collect(),
            headline,
            about,
            dated,
        }),
        _ => None,
    }
}

impl Call {
    /// Makes the call and records what came of it. `_permit` is held until then.
    async fn make(self, shared: Arc<Shared>, _permit: Permit) {
        let outcome = in_time(&shared, self.lease_until, self.send(&shared)).await;
        let outcome = outcome.unwrap_or(AttemptOutcome::Unknown);
        metric::attempted(self.outbound.bearer, &outcome);
        self.record(&shared, outcome).await;
    }

    /// Sends it, so long as somebody needs it: who answered meanwhile, while another provider was asked or an earlier call
    /// looked up, is not disturbed.
    async fn send(&self, shared: &Shared) -> AttemptOutcome {
        let Outbound { bearer, notification, attempt, .. } = self.outbound;
        let wanted = || shared.state.load().is_wanted(bearer, notification, attempt);
        let deliver = &shared.ports.deliver;
        if let Some(earlier) = self.unknown {
            let asked = deliver.look_up(earlier, self.outbound.channel);
            if let Ok(Some(sent @ AttemptOutcome::Sent { .. })) = tokio::time::timeout(limits::LOOK_UP, asked).await {
                return sent;
            }
        }
        deliver.send_while(&self.outbound, &wanted).await
    }

    /// Where it cannot be recorded before the lease has long run out, the page is sent again. A duplicate beats a lost page.
    async fn record(&self, shared: &Shared, outcome: AttemptOutcome) {
        let command = Command::FinishAttempt {
            bearer: self.outbound.bearer,
            notification: self.outbound.notification,
            attempt: self.outbound.attempt,
            outcome,
        };
        offer(shared, &self.outbound.notification, &command).await;
    }
}

/// What comes of a call within its lease, less the time that recording it takes; none where it lasts longer.
///
/// By the lease's end first: a process that was halted for longer, and woken, must not send what another node has sent
/// meanwhile. By what has really passed, too: the clock may have been put back.
pub(crate) async fn in_time<T>(shared: &Shared, lease_until: Timestamp, call: impl Future<Output = T>) -> Option<T> {
    let lease = SignedDuration::from_secs(i64::from(shared.options.lease_s));
    let margin = SignedDuration::try_from(limits::LEASE_MARGIN).unwrap_or(SignedDuration::ZERO).min(lease / 4);
    let lasts = Duration::try_from(lease - margin).unwrap_or(limits::LEASE_MARGIN);
    let give_up_at = lease_until.saturating_sub(margin).unwrap_or(lease_until);
    tokio::select! {
        biased;
        () = shared.ports.clock.sleep_until(give_up_at) => None,
        () = tokio::time::sleep(lasts) => None,
        outcome = call => Some(outcome),
    }
}

/// Offers what came of a call to the loop until it is recorded, refused, or very late.
pub(crate) async fn offer(shared: &Shared, of: &(dyn Display + Sync), command: &Command) {
    for _ in 0..limits::FINISH_RETRIES {
        let (request, answer) = Request::new(Actor::System, command.clone(), shared.ports.random.as_ref());
        if shared.finished.send(request).await.is_err() {
            return;
        }
        match answer.await {
            Ok(_) | Err(ExecuteError::Stopping) => return,
            Err(ExecuteError::Refused(refusal)) => {
                tracing::warn!(%refusal, %of, "what came of a call was refused");
                return;
            }
            Err(ExecuteError::Unavailable | ExecuteError::ReadOnly | ExecuteError::Busy) => {
                tokio::time::sleep(limits::FINISH_AGAIN).await
            }
        }
    }
    tracing::error!(%of, "what came of a call could not be recorded: when its lease has run out nobody knows it");
}
