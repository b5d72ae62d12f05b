//! Who delivers, wired: the simulator's phone, or the configured providers in their order.

use std::sync::Arc;

use ctac_auth::auth::Auth;
use ctac_domain::directory::Channel;
use ctac_engine::ports::{Clock, SystemClock};
use ctac_notify::clock::Clock as Time;
use ctac_notify::dispatch::Notify;
use ctac_notify::forward::Forward;
use ctac_notify::govuk_notify::GovUkNotify;
use ctac_notify::govuk_notify::receipt::Token;
use ctac_notify::message::Provider;
use ctac_notify::phone::Phone;
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
    /// GOV.UK Notify, when it is configured and the simulator is off.
    pub govuk_notify: Option<Arc<GovUkNotify>>,
    /// What GOV.UK Notify's callbacks prove themselves by, when it is to make any.
    pub govuk_token: Option<Token>,
    /// What browsers subscribe with, when pushes to them are configured and the simulator is off.
    pub push_key: Option<String>,
}

impl Delivering {
    const fn by(notify: Notify, phone: Option<Phone>) -> Self {
        Self { notify, phone, twilio: None, govuk_notify: None, govuk_token: None, push_key: None }
    }
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
            Ok(Delivering::by(Notify::by_one(&forward), None))
        }
        (None, true) => {
            let phone = Phone::new(Arc::new(|| Clock::now(&SystemClock)));
            let provider: Arc<dyn Provider> = Arc::new(phone.clone());
            Ok(Delivering::by(Notify::by_one(&provider), Some(phone)))
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
                clock: Arc::new(|| Clock::now(&SystemClock)),
                call_token: Arc::new(move |notification| tokens.call_token(notification)),
            };
            let twilio = Twilio::new(section.settings(public_url)?, ports);
            Some(twilio.map_err(|error| Failure::Usage(format!("providers.twilio: {error}")))?)
        }
    };
    let delivering = in_line(config, twilio)?;
    if delivering.notify.health().is_empty() {
        tracing::warn!("no provider is configured: no page can be sent, and each will say that it ran out of people");
    }
    Ok(delivering)
}

/// The names of the configured providers, each of which could be made: for whoever looks and delivers nothing.
///
/// # Errors
/// A provider's settings cannot be used.
pub fn look(config: &Config) -> Result<Vec<&'static str>, Failure> {
    crate::tls::install();
    let delivering = in_line(config, None)?;
    let mut names: Vec<_> = delivering.notify.health().into_iter().map(|(health, _)| health.provider).collect();
    if let Some(twilio) = &config.providers.twilio {
        twilio.settings(config.server.public_url.as_deref().unwrap_or_default())?;
        names.push("twilio");
    }
    Ok(names)
}

/// Every configured provider behind those that come before it.
fn in_line(config: &Config, twilio: Option<Twilio>) -> Result<Delivering, Failure> {
    let sections = &config.providers;
    let clock = || Arc::new(|| Clock::now(&SystemClock)) as Time;
    let govuk_notify = match &sections.govuk_notify {
        None => None,
        Some(section) => Some(Arc::new(section.provider(clock())?)),
    };
    let guard = sections.guard()?;
    let mut notify = Notify::default().with_pushes_of_kind(config.engine.calls);
    for name in sections.in_order() {
        let offers: Vec<Offer> = match name {
            Name::Twilio => twilio.iter().flat_map(of_twilio).collect(),
            Name::GovUkNotify => govuk_notify.iter().flat_map(|it| of_notify(config, it)).collect(),
            Name::Smtp => one(Channel::Email, sections.smtp.as_ref().map(|it| it.provider(clock())))?,
            Name::WebPush => {
                one(Channel::Push, sections.web_push.as_ref().map(|it| it.provider(guard.clone(), clock())))?
            }
            Name::Ntfy => one(Channel::Push, sections.ntfy.as_ref().map(|it| it.provider()))?,
            Name::Teams => one(Channel::Push, sections.teams.as_ref().map(|it| it.provider(guard.clone())))?,
            Name::Webhook => {
                one(Channel::Push, sections.webhook.as_ref().map(|it| it.provider(guard.clone(), clock())))?
            }
        };
        notify = offers.into_iter().fold(notify, |notify, (channel, provider)| notify.then(channel, provider));
    }
    let govuk_token = sections.govuk_notify.as_ref().map(|section| section.token()).transpose()?.flatten();
    let push_key = sections.web_push.as_ref().map(|section| section.public_key()).transpose()?;
    Ok(Delivering { notify, phone: None, twilio, govuk_notify, govuk_token, push_key })
}

/// A provider, for a channel.
type Offer = (Channel, Arc<dyn Provider>);

/// A provider of one channel, if it is configured.
fn one<P: Provider + 'static>(channel: Channel, made: Option<Result<P, Failure>>) -> Result<Vec<Offer>, Failure> {
    let made = made.transpose()?.map(|provider| (channel, Arc::new(provider) as Arc<dyn Provider>));
    Ok(made.into_iter().collect())
}

fn of_twilio(twilio: &Twilio) -> Vec<Offer> {
    let offers = [(Channel::Sms, &twilio.sms), (Channel::Voice, &twilio.voice)];
    offers.into_iter().filter_map(|(channel, provider)| Some((channel, provider.clone()?))).collect()
}

/// Notify, for each channel that has a template.
fn of_notify(config: &Config, notify: &Arc<GovUkNotify>) -> Vec<Offer> {
    let Some(section) = &config.providers.govuk_notify else { return Vec::new() };
    let offers = [(Channel::Sms, section.sms_template), (Channel::Email, section.email_template)];
    let templated = offers.into_iter().filter(|(_, template)| template.is_some());
    templated.map(|(channel, _)| (channel, Arc::clone(notify) as Arc<dyn Provider>)).collect()
}
