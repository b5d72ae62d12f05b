//! A stand-in for Twilio over real sockets: it checks requests as Twilio does, keeps what it takes, misbehaves when told,
//! and posts signed callbacks ([`acts`]). For tests.

#![expect(clippy::expect_used, reason = "a stand-in is for tests, which are to fall over")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

mod acts;
mod api;
pub use acts::Acts;

/// The account's id.
pub const ACCOUNT: &str = "AC00000000000000000000000000000001";
/// The account's token.
pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// How the stand-in treats one request.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Refused with this status and Twilio's code.
    Code(u16, u32),
    /// This status, and a body that is no JSON.
    Status(u16),
    /// Nothing is taken and no answer comes.
    Hang,
    /// Taken, and the connection breaks in the middle of the answer.
    AnswerLost,
    /// A redirect to where the request came from.
    Redirect,
    /// 200 with something else: not taken.
    Rubbish,
    /// Taken, but the answer is 201 with something else.
    TakenRubbish,
}

/// A message or a call that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Its id.
    pub sid: String,
    /// What was asked for, in order.
    pub form: Vec<(String, String)>,
}

impl Taken {
    /// A field; empty without it.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.form.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Whether it is a call.
    #[must_use]
    pub fn is_call(&self) -> bool {
        self.sid.starts_with("CA")
    }
}

#[derive(Default)]
struct Inner {
    taken: Vec<Taken>,
    faults: VecDeque<Fault>,
    /// Statuses reported before the answer to the next request.
    early: VecDeque<Vec<&'static str>>,
    /// What is said of where a message stands.
    status: Option<(&'static str, Option<u32>)>,
    requests: usize,
}

#[derive(Clone)]
struct Shared {
    inner: Arc<Mutex<Inner>>,
    news: watch::Sender<usize>,
    acts: Acts,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("no test panics while it holds the stand-in")
    }
}

/// See the module. Gone when it is dropped.
pub struct StandIn {
    shared: Shared,
    serving: JoinHandle<()>,
    /// What `base_url` is to be.
    pub url: String,
}

impl StandIn {
    /// Starts one.
    ///
    /// # Panics
    /// There is no free port.
    pub async fn start() -> Self {
        // Another test of this process may have been first.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let shared = Shared { inner: Arc::default(), news: watch::Sender::new(0), acts: Acts::new() };
        let router = axum::Router::new()
            .route("/2010-04-01/Accounts/{account}/{resource}", post(api::make).get(api::list))
            .route("/2010-04-01/Accounts/{account}/{kind}/{resource}", get(api::read))
            .with_state(shared.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { shared, serving, url }
    }

    /// The next requests are treated so, one each, in order.
    pub fn fail_next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.shared.lock().faults.extend(faults);
    }

    /// Before the next request is answered, these statuses are reported.
    pub fn report_early(&self, statuses: Vec<&'static str>) {
        self.shared.lock().early.push_back(statuses);
    }

    /// Whoever asks where a message stands is told this.
    pub fn set_status(&self, status: &'static str, error: Option<u32>) {
        self.shared.lock().status = Some((status, error));
    }

    /// Everything that was taken, in order.
    #[must_use]
    pub fn taken(&self) -> Vec<Taken> {
        self.shared.lock().taken.clone()
    }

    /// How many requests there were.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.shared.lock().requests
    }

    /// What Twilio and people do towards the service.
    #[must_use]
    pub fn acts(&self) -> &Acts {
        &self.shared.acts
    }

    /// The first that was taken and is wanted, as soon as it is here. Waits for ever: the caller bounds it.
    pub async fn first(&self, wanted: impl Fn(&Taken) -> bool) -> Taken {
        let mut news = self.shared.news.subscribe();
        loop {
            news.mark_unchanged();
            if let Some(found) = self.taken().into_iter().find(&wanted) {
                return found;
            }
            news.changed().await.expect("the stand-in is there");
        }
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
