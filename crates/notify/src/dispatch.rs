//! Which provider a message goes to.

use std::collections::BTreeMap;
use std::sync::Arc;

use ctac_domain::directory::Channel;
use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;

use crate::message::{Message, Provider};

/// Every way a message can travel.
const CHANNELS: [Channel; 4] = [Channel::Sms, Channel::Voice, Channel::Push, Channel::Email];

/// The providers, by channel. A clone is the same ones.
#[derive(Clone, Default)]
pub struct Notify {
    providers: BTreeMap<Channel, Arc<dyn Provider>>,
}

impl Notify {
    /// One provider for every channel.
    #[must_use]
    pub fn by_one(provider: &Arc<dyn Provider>) -> Self {
        CHANNELS.into_iter().fold(Self::default(), |notify, channel| notify.with(channel, provider.clone()))
    }

    /// With this provider for this channel, instead of the one there may have been.
    #[must_use]
    pub fn with(mut self, channel: Channel, provider: Arc<dyn Provider>) -> Self {
        self.providers.insert(channel, provider);
        self
    }

    /// Delivers by the channel's provider, once.
    pub async fn send(&self, message: &Message) -> AttemptOutcome {
        match self.providers.get(&message.channel) {
            Some(provider) => provider.send(message).await,
            None => AttemptOutcome::Failed {
                provider: "none".to_owned(),
                reason: "no provider is configured for this channel".to_owned(),
                again: false,
            },
        }
    }

    /// What became of an earlier call, if the channel's provider can tell.
    pub async fn look_up(&self, attempt: AttemptId, channel: Channel) -> Option<AttemptOutcome> {
        self.providers.get(&channel)?.look_up(attempt).await
    }
}
