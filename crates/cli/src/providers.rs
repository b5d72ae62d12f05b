//! Who delivers, wired: the simulator's phone, or the configured providers in their order.

use std::sync::Arc;

use ctac_auth::auth::Auth;
use ctac_domain::directory::Channel;
use ctac_engine::ports::{Clock, SystemClock};
use ctac_notify::dispatch::Notify;
use ctac_notify::forward::Forward;
use ctac_notify::message::Provider;
use ctac_notify::phone::Phone;
use ctac_notify::twilio::receipts::Logged;
use ctac_notify::twilio::{Ports, Twilio};

use crate::config::Config;
use crate::config::providers::Name;
use crate::failure::Failure;

/// Everything that delivers.
pub struct Delivering {
    /// Which provider a message goes to.
    pub notify: Notify,
    /// The built-in phone, when there is one.
    pub phone: Option<Phone>,
    /// Twilio, when it is configured and the simulator is off.
    pub twilio: Option<Twilio>,
}

/// What delivers: the built-in phone, a phone elsewhere, or the configured providers; without any, nothing, which every
/// attempt then says.
///
/// # Errors
/// A provider's settings cannot be used.
pub fn delivering(config: &Config, auth: &Auth, public_url: &str) -> Result<Delivering, Failure> {
    match (&config.simulator.forward, config.simulator.enabled) {
        (Some(url), true) => {
            let forward = Forward::new(url).map_err(|error| Failure::Usage(format!("simulator.forward: {error}")))?;
            let forward: Arc<dyn Provider> = Arc::new(forward);
            Ok(Delivering { notify: Notify::by_one(&forward), phone: None, twilio: None })
        }
        (None, true) => {
            let phone = Phone::new(Arc::new(|| Clock::now(&SystemClock)));
            let provider: Arc<dyn Provider> = Arc::new(phone.clone());
            Ok(Delivering { notify: Notify::by_one(&provider), phone: Some(phone), twilio: None })
        }
        (_, false) => real(config, auth, public_url),
    }
}

fn real(config: &Config, auth: &Auth, public_url: &str) -> Result<Delivering, Failure> {
    let twilio = match &config.providers.twilio {
        None => None,
        Some(section) => {
            let tokens = auth.clone();
            let ports = Ports {
                receipts: Arc::new(Logged),
                clock: Arc::new(|| Clock::now(&SystemClock)),
                call_token: Arc::new(move |notification| tokens.call_token(notification)),
            };
            let twilio = Twilio::new(section.settings(public_url)?, ports);
            Some(twilio.map_err(|error| Failure::Usage(format!("providers.twilio: {error}")))?)
        }
    };
    let mut notify = Notify::default();
    for name in config.providers.in_order() {
        let offers = match (name, &twilio) {
            (Name::Twilio, Some(twilio)) => vec![(Channel::Sms, &twilio.sms), (Channel::Voice, &twilio.voice)],
            (Name::Twilio, None) => Vec::new(),
        };
        for (channel, provider) in offers {
            notify = provider.iter().fold(notify, |notify, provider| notify.then(channel, provider.clone()));
        }
    }
    if notify.health().is_empty() {
        tracing::warn!("no provider is configured: no page can be sent, and each will say that it ran out of people");
    }
    Ok(Delivering { notify, phone: None, twilio })
}
