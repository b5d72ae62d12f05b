//! The watcher of providers: it has it recorded when one has been failing for minutes, or was the last of a channel, and
//! when it works again. The rules tell the administrators. What a node sees of a provider is in its memory alone, so this
//! is looked at, not waited for.

use std::sync::Arc;

use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::Channel;
use ctac_domain::id::NodeId;
use ctac_domain::outage::KeptOutage;
use ctac_domain::state::State;
use jiff::{SignedDuration, Timestamp};

use crate::operations::ProviderHealth;
use crate::shared::Shared;
use crate::{Standing, limits};

/// Watches until the engine stops.
pub(crate) async fn watch(shared: Arc<Shared>) {
    if shared.standing != Standing::Writable {
        shared.stop.cancelled().await;
        return;
    }
    loop {
        let now = shared.ports.clock.now();
        let health = shared.ports.deliver.health();
        for command in news(&shared.state.load(), shared.options.node, &health, now) {
            // Not taken now, it is news again in the next round.
            shared.submit_and_forget(Actor::System, command);
        }
        let next = now.saturating_add(SignedDuration::from_secs(limits::HEALTH_EVERY_S)).unwrap_or(Timestamp::MAX);
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = shared.ports.clock.sleep_until(next) => {}
        }
    }
}

/// What is to be recorded of the providers' health.
fn news(state: &State, node: NodeId, health: &[ProviderHealth], now: Timestamp) -> Vec<Command> {
    let of = |it: &ProviderHealth| {
        let stands = state.outages.get(&it.provider).filter(|kept| kept.over_at.is_none());
        match it.aside_since {
            Some(since) => fails(node, health, it, since, now, stands.map(AsRef::as_ref)),
            // Only a message that it took since says so: a node that has not called it knows nothing.
            None => stands
                .filter(|kept| it.last_sent_at.is_some_and(|at| at > kept.at))
                .map(|_| Command::ProviderIsBack { provider: it.provider.clone(), node }),
        }
    };
    health.iter().filter_map(of).collect()
}

fn fails(
    node: NodeId,
    health: &[ProviderHealth],
    it: &ProviderHealth,
    since: Timestamp,
    now: Timestamp,
    stands: Option<&KeptOutage>,
) -> Option<Command> {
    let without = without(health, it);
    let long = now.duration_since(since) >= SignedDuration::from_secs(limits::ASIDE_TOLD_S);
    let news = match stands {
        Some(kept) => without.iter().any(|channel| !kept.outage.without.contains(channel)),
        None => long || !without.is_empty(),
    };
    news.then(|| Command::ReportProvider {
        provider: it.provider.clone(),
        channels: it.channels.clone(),
        without,
        why: it.last_failure.clone().unwrap_or_default(),
        node,
        since,
    })
}

/// Channels of a provider that no provider serves now.
fn without(health: &[ProviderHealth], it: &ProviderHealth) -> Vec<Channel> {
    let served = |channel: &Channel| health.iter().any(|it| it.aside_since.is_none() && it.channels.contains(channel));
    it.channels.iter().copied().filter(|channel| !served(channel)).collect()
}

#[cfg(test)]
mod tests;
