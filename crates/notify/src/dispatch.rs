//! Which provider a message goes to: for each channel an ordered list, gone through within one attempt.
//!
//! A provider that says it did not take the message is followed by the next at once, since then nothing can come twice.
//! One whose answer is lost is not: the message may be out, and the rules ask before they send again; then another provider
//! of the channel is called first. Providers that keep failing, and those that have their share of calls already, are called
//! last. A call that no voice provider takes becomes a text to the same number.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use ctac_domain::directory::Channel;
use ctac_domain::id::{AttemptId, NotificationId};
use ctac_domain::message;
use ctac_domain::page::{AttemptOutcome, Delivery};
use tokio::time::Instant;

use crate::breaker::Turn;
use crate::dispatch::trail::Trail;
use crate::limits;
use crate::line::{Health, Line, NotNow};
use crate::message::{Message, Provider, Text};
use crate::outcome;

mod trail;

/// One message on its way along its route.
struct Going<'a> {
    notify: &'a Notify,
    message: &'a Message,
    wanted: &'a (dyn Fn() -> bool + Send + Sync),
    begun: Instant,
    trail: Trail,
}

/// The outcome, none where nobody wants it any more; or the next is to be tried.
type Step = ControlFlow<Option<AttemptOutcome>>;

impl Going<'_> {
    /// Each channel in turn: those that take it at once, then those that are merely busy, the least busy first, for a call
    /// is not made a text because many are called. Those put aside come last of all.
    async fn along(&mut self, route: &[(Channel, &Line)]) -> Step {
        let mut aside = Vec::new();
        let mut rest = route;
        while let Some((channel, _)) = rest.first().copied() {
            let own = rest.iter().take_while(|(other, _)| *other == channel).count();
            let (lines, others) = rest.split_at(own);
            rest = others;
            let mut busy = Vec::new();
            for (_, line) in lines {
                // Each kind of push has a provider of its own: what hangs must leave the others theirs.
                let pushes = self.notify.pushes_of_kind.unwrap_or(limits::PUSHES_OF_KIND);
                if channel == Channel::Push && line.under_way() >= pushes {
                    self.trail.full(line);
                    continue;
                }
                match line.admit(self.message) {
                    Ok(turn) => self.call(line, turn, channel).await?,
                    Err(NotNow::Busy) => busy.push(*line),
                    Err(NotNow::Aside) => aside.push((channel, *line)),
                }
            }
            busy.sort_by_key(|line| line.under_way());
            for line in busy {
                self.insist(line, channel).await?;
            }
        }
        for (channel, line) in aside {
            self.insist(line, channel).await?;
        }
        ControlFlow::Continue(())
    }

    async fn insist(&mut self, line: &Line, channel: Channel) -> Step {
        match line.insist(self.message) {
            Some(turn) => self.call(line, turn, channel).await,
            None => {
                self.trail.crowded(line);
                ControlFlow::Continue(())
            }
        }
    }

    async fn call(&mut self, line: &Line, turn: Turn, channel: Channel) -> Step {
        if !(self.wanted)() {
            turn.unused();
            return ControlFlow::Break(None);
        }
        if !self.trail.begins(line, self.begun) {
            turn.unused();
            return ControlFlow::Continue(());
        }
        let outcome = self.notify.call(line, turn, self.message, channel).await;
        self.trail.settled(outcome).map_or(ControlFlow::Continue(()), |settled| ControlFlow::Break(Some(settled)))
    }
}

/// Every way a message can travel.
const CHANNELS: [Channel; 4] = [Channel::Sms, Channel::Voice, Channel::Push, Channel::Email];

/// The providers, by channel. A clone is the same ones.
#[derive(Clone, Default)]
pub struct Notify {
    lines: BTreeMap<Channel, Vec<Arc<Line>>>,
    /// Whose answer to a notification was lost last.
    doubtful: Arc<Mutex<BTreeMap<NotificationId, &'static str>>>,
    /// Calls at once to the provider of one kind of push; none: [`limits::PUSHES_OF_KIND`].
    pushes_of_kind: Option<usize>,
}

impl Notify {
    /// One provider for every channel, and for every kind of push.
    #[must_use]
    pub fn by_one(provider: &Arc<dyn Provider>) -> Self {
        let none = Self::default().with_pushes_of_kind(usize::MAX);
        CHANNELS.into_iter().fold(none, |notify, channel| notify.with(channel, provider.clone()))
    }

    /// With this provider alone for this channel, instead of those there may have been.
    #[must_use]
    pub fn with(mut self, channel: Channel, provider: Arc<dyn Provider>) -> Self {
        self.lines.remove(&channel);
        self.then(channel, provider)
    }

    /// With this provider for this channel behind those that are there. One that stands in several channels fails, and is
    /// put aside, in all of them.
    #[must_use]
    pub fn then(mut self, channel: Channel, provider: Arc<dyn Provider>) -> Self {
        let known = self.lines.values().flatten().find(|line| Arc::ptr_eq(&line.provider, &provider)).cloned();
        let line = known.unwrap_or_else(|| Arc::new(Line::new(provider)));
        self.lines.entry(channel).or_default().push(line);
        self
    }

    /// With so many calls at once to the provider of one kind of push: what the engine allows each channel, where that is
    /// not [`limits::PUSHES_OF_KIND`].
    #[must_use]
    pub const fn with_pushes_of_kind(mut self, calls: usize) -> Self {
        self.pushes_of_kind = Some(calls);
        self
    }

    /// Delivers, once, by the first provider that takes it.
    pub async fn send(&self, message: &Message) -> AttemptOutcome {
        let always = || true;
        self.send_while(message, &[], &always).await.unwrap_or(AttemptOutcome::Unknown)
    }

    /// As [`Notify::send`], by none of those to `avoid`, who took the message before and did not deliver it; and before each
    /// call it is asked whether the message is still `wanted`. None once it is not: no provider has taken it.
    pub async fn send_while(
        &self,
        message: &Message,
        avoid: &[String],
        wanted: &(dyn Fn() -> bool + Send + Sync),
    ) -> Option<AttemptOutcome> {
        let doubtful = self.doubtful(message.notification);
        // What wants no reply, such as the code that proves a telephone can be called, is worth nothing by another way.
        let fits = |channel: Channel| channel == message.channel || message.text.code.is_some();
        let (avoided, route): (Vec<_>, Vec<_>) = self
            .route(message.channel, doubtful)
            .into_iter()
            .filter(|(channel, line)| fits(*channel) && line.provider.serves(message))
            .partition(|(_, line)| avoid.iter().any(|name| name == line.provider.name()));
        if let (Some((_, line)), true) = (avoided.first(), route.is_empty()) {
            let reason = "it did not arrive, and nobody else can send it";
            return Some(outcome::failed(line.provider.name(), reason, true));
        }
        let mut going = Going { notify: self, message, wanted, begun: Instant::now(), trail: Trail::default() };
        match going.along(&route).await {
            ControlFlow::Break(done) => done,
            ControlFlow::Continue(()) => Some(going.trail.failed()),
        }
    }

    /// What became of an earlier call, if one of the channel's providers can tell.
    pub async fn look_up(&self, attempt: AttemptId, channel: Channel) -> Option<AttemptOutcome> {
        for (_, line) in self.route(channel, None) {
            let known = line.provider.look_up(attempt).await;
            if known.is_some() {
                return known;
            }
        }
        None
    }

    /// What became of a message that this provider took; none while it is on its way, or when it cannot be asked.
    pub async fn ask(&self, provider: &str, attempt: AttemptId, reference: &str) -> Option<Delivery> {
        let line = self.lines.values().flatten().find(|line| line.provider.name() == provider)?;
        line.provider.ask(attempt, reference).await
    }

    /// How each provider has been doing, with the channels it stands in.
    #[must_use]
    pub fn health(&self) -> Vec<(Health, Vec<Channel>)> {
        let mut seen: Vec<(&Arc<Line>, Vec<Channel>)> = Vec::new();
        for (channel, lines) in &self.lines {
            for line in lines {
                match seen.iter_mut().find(|(known, _)| Arc::ptr_eq(known, line)) {
                    Some((_, channels)) => channels.push(*channel),
                    None => seen.push((line, vec![*channel])),
                }
            }
        }
        seen.into_iter().map(|(line, channels)| (line.health(), channels)).collect()
    }

    /// Makes one call, and remembers whether its answer was lost.
    async fn call(&self, line: &Line, turn: Turn, message: &Message, channel: Channel) -> AttemptOutcome {
        let outcome = line.send(turn, &worded(message, channel)).await;
        let mut doubtful = self.doubtful.lock().unwrap_or_else(PoisonError::into_inner);
        match &outcome {
            AttemptOutcome::Unknown => drop(doubtful.insert(message.notification, line.provider.name())),
            AttemptOutcome::Sent { .. } => drop(doubtful.remove(&message.notification)),
            AttemptOutcome::Failed { .. } => {}
        }
        if doubtful.len() > limits::LOST_ANSWERS {
            // Ids are drawn in time's order: the first is the oldest.
            doubtful.pop_first();
        }
        drop(doubtful);
        outcome
    }

    fn doubtful(&self, notification: NotificationId) -> Option<&'static str> {
        self.doubtful.lock().unwrap_or_else(PoisonError::into_inner).get(&notification).copied()
    }

    /// The providers to try, in order, each with the channel it is to use; none twice, and the doubtful one of a channel
    /// after its others.
    fn route(&self, channel: Channel, doubtful: Option<&str>) -> Vec<(Channel, &Line)> {
        let channels = if channel == Channel::Voice { vec![channel, Channel::Sms] } else { vec![channel] };
        let mut route: Vec<(Channel, &Line)> = Vec::new();
        for channel in channels {
            let mut lines: Vec<&Arc<Line>> = self.lines.get(&channel).into_iter().flatten().collect();
            lines.sort_by_key(|line| doubtful == Some(line.provider.name()));
            for line in lines {
                if !route.iter().any(|(_, known)| std::ptr::eq(*known, &**line)) {
                    route.push((channel, line));
                }
            }
        }
        route
    }
}

/// The message as it goes by this channel: a call that cannot be made is a text.
fn worded(message: &Message, channel: Channel) -> Message {
    let mut message = message.clone();
    if message.channel == Channel::Voice && channel == Channel::Sms {
        let Text { headline, code, link, .. } = &message.text;
        if let Some(code) = code {
            message.text.body = match message.within_min {
                Some(within_min) => message::call_out::sms(headline, within_min, code, link.as_deref()),
                None => message::sms(headline, code, link.as_deref()),
            };
        }
        message.channel = channel;
    }
    message
}

#[cfg(test)]
mod tests;
