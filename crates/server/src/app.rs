//! What every handler holds.

use std::sync::Arc;

use ctac_auth::auth::Auth;
use ctac_engine::Engine;
use ctac_engine::ports::{Clock, Random};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::Semaphore;

use crate::application::Application;
use crate::callbacks::{GovUkNotifyHooks, TwilioHooks};
use crate::limits;
use crate::resolve::Resolving;
use crate::tallies::Tallies;
use crate::throttle::Throttles;

/// How the edge behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether clients reach it by TLS: the cookie is then `__Host-ctac` and `Secure`, and HSTS is sent.
    pub tls: bool,
    /// Whether something in front of this node does the encrypting: then everybody's address is this machine's, and
    /// being on it proves nothing.
    pub proxied: bool,
    /// Origins that browsers may come from, such as `https://ctac.example`: compared exactly.
    pub origins: Vec<String>,
    /// Events a minute for each integration's key; 0: no limit.
    pub events_per_minute: u32,
    /// Whether `/bench/noop` is there.
    pub bench: bool,
    /// Whether the built-in phone stands in for every provider: every page says so.
    pub simulator: bool,
    /// What links begin with.
    pub public_url: String,
    /// The domain at which integrations take email, where they do.
    pub mail_domain: Option<String>,
    /// What browsers subscribe to pushes with, where a provider pushes to them: the VAPID public key, base64url.
    pub push_key: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tls: true,
            proxied: false,
            origins: Vec::new(),
            events_per_minute: limits::EVENTS_PER_MINUTE,
            bench: false,
            simulator: false,
            public_url: String::new(),
            mail_domain: None,
            push_key: None,
        }
    }
}

/// Everything a handler needs. Cloning is cheap.
#[derive(Clone)]
pub struct App {
    /// The decision loop's handle.
    pub engine: Engine,
    /// Passwords, sessions, tokens, names, addresses.
    pub auth: Auth,
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// How it behaves.
    pub options: Arc<Options>,
    /// Prometheus metrics, where they are recorded.
    pub metrics: Option<PrometheusHandle>,
    /// The web application, where it is embedded.
    pub(crate) application: Option<Arc<Application>>,
    /// The simulator's phone.
    pub phone: Option<Arc<dyn crate::phone::Phone>>,
    /// Twilio's callbacks, where it is configured.
    pub(crate) twilio: Option<Arc<TwilioHooks>>,
    /// GOV.UK Notify's callbacks, where they are configured.
    pub(crate) govuk_notify: Option<Arc<GovUkNotifyHooks>>,
    /// Callbacks that were refused, and emails by what became of them.
    pub tallies: Arc<Tallies>,
    /// The folder that the library is loaded from, and what of it could not be taken.
    pub folder: Arc<crate::folder::Folder>,
    /// Rate limits.
    pub throttles: Arc<Throttles>,
    /// Room for requests under way.
    pub(crate) requests: Arc<Semaphore>,
    /// Room for event streams and long polls.
    pub(crate) followers: Arc<Semaphore>,
    /// Room for rooms' sockets.
    pub(crate) sockets: Arc<Semaphore>,
    /// Room for exports.
    pub(crate) exports: Arc<Semaphore>,
    /// Room for rotas that are taken apart over weeks.
    pub(crate) resolving: Arc<Resolving>,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        engine: Engine,
        auth: Auth,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        options: Options,
        metrics: Option<PrometheusHandle>,
    ) -> Self {
        let throttles = Arc::new(Throttles::new(options.events_per_minute));
        Self {
            engine,
            auth,
            clock,
            random,
            options: Arc::new(options),
            metrics,
            tallies: Arc::default(),
            throttles,
            folder: Arc::default(),
            requests: Arc::new(Semaphore::new(limits::REQUESTS)),
            followers: Arc::new(Semaphore::new(limits::FOLLOWERS)),
            sockets: Arc::new(Semaphore::new(limits::SOCKETS)),
            exports: Arc::new(Semaphore::new(limits::EXPORTS)),
            resolving: Arc::default(),
            application: None,
            phone: None,
            twilio: None,
            govuk_notify: None,
        }
    }

    /// With the web application.
    #[must_use]
    pub fn with_application(mut self, application: Application) -> Self {
        self.application = Some(Arc::new(application));
        self
    }

    /// Where somebody begins who asked for nothing in particular: in the application, where it is embedded.
    #[must_use]
    pub(crate) fn beginning(&self) -> &'static str {
        if self.application.is_some() { "/app/" } else { "/" }
    }

    /// With the simulator's phone.
    #[must_use]
    pub fn with_phone(mut self, phone: Arc<dyn crate::phone::Phone>) -> Self {
        self.phone = Some(phone);
        self
    }

    /// With Twilio's callbacks.
    #[must_use]
    pub fn with_twilio(mut self, twilio: Arc<dyn crate::twilio::Twilio>) -> Self {
        self.twilio = Some(Arc::new(TwilioHooks::new(twilio)));
        self
    }

    /// With GOV.UK Notify's callbacks.
    #[must_use]
    pub fn with_govuk_notify(mut self, notify: Arc<dyn crate::govuk_notify::GovUkNotify>) -> Self {
        self.govuk_notify = Some(Arc::new(GovUkNotifyHooks::new(notify)));
        self
    }
}
