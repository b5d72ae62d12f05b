//! What every handler holds.

use std::sync::Arc;

use ctac_auth::auth::Auth;
use ctac_engine::Engine;
use ctac_engine::ports::{Clock, Random};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::Semaphore;

use crate::limits;
use crate::phone::Phone;
use crate::throttle::Throttles;

/// How the edge behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether clients reach it by TLS: the cookie is then `__Host-ctac` and `Secure`, and HSTS is sent.
    pub tls: bool,
    /// Origins that browsers may come from, such as `https://ctac.example`: compared exactly.
    pub origins: Vec<String>,
    /// Events a minute for each integration's key; 0: no limit.
    pub events_per_minute: u32,
    /// Whether `/bench/noop` is there.
    pub bench: bool,
    /// Whether messages go to the built-in phone, which every page then says.
    pub simulator: bool,
    /// What links to this service begin with, such as `https://ctac.example`.
    pub public_url: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tls: true,
            origins: Vec::new(),
            events_per_minute: limits::EVENTS_PER_MINUTE,
            bench: false,
            simulator: false,
            public_url: String::new(),
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
    /// The simulator's phone, when there is one.
    pub phone: Option<Arc<dyn Phone>>,
    /// Rate limits.
    pub throttles: Arc<Throttles>,
    /// Room for requests under way.
    pub(crate) requests: Arc<Semaphore>,
    /// Room for event streams and long polls.
    pub(crate) followers: Arc<Semaphore>,
    /// Room for exports.
    pub(crate) exports: Arc<Semaphore>,
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
            phone: None,
            throttles,
            requests: Arc::new(Semaphore::new(limits::REQUESTS)),
            followers: Arc::new(Semaphore::new(limits::FOLLOWERS)),
            exports: Arc::new(Semaphore::new(limits::EXPORTS)),
        }
    }
    /// With the simulator's phone, which `/simulator` then shows.
    #[must_use]
    pub fn with_phone(mut self, phone: Arc<dyn Phone>) -> Self {
        self.phone = Some(phone);
        self
    }
}
