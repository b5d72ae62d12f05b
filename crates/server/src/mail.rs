//! Email in: a listener of our own that speaks SMTP (RFC 5321), takes mail for integrations and for nobody else, and
//! relays nothing. Each integration has an address with a secret half; who knows it may raise its alerts, as with a key.
//!
//! Not a provider's webhook: that is a third party that reads everything, and is away when the Internet is. This one takes
//! mail from a member's own relay over the health network, on any port. What it takes is answered 250 only once it is on
//! record; until then the sender keeps it and sends it again.

use std::sync::Arc;

use ctac_domain::id::IntegrationId;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use crate::app::App;
use crate::limits;
use crate::throttle::UnderWay;

mod deliver;
mod message;
mod pump;
mod seen;
mod session;

pub(crate) use message::usual;

/// What encrypts.
pub type Tls = Arc<tokio_rustls::rustls::ServerConfig>;

/// What every connection holds.
#[derive(Clone)]
struct Post {
    app: App,
    domain: Arc<str>,
    tls: Option<TlsAcceptor>,
    seen: Arc<seen::Seen>,
}

impl Post {
    /// The integration of an address, if it is one of ours.
    fn recipient(&self, local: &str, domain: &str) -> session::Recipient {
        use session::Recipient::{Integration, Later, Unknown};
        if !domain.eq_ignore_ascii_case(&self.domain) {
            return Unknown;
        }
        let state = self.app.engine.state();
        let claimed = ctac_auth::auth::Auth::mail_integration(local);
        let found = claimed.and_then(|id: IntegrationId| state.integrations.get(&id)).filter(|it| it.active);
        match found.filter(|it| self.app.auth.is_mail_local(local, it.id, &it.key)) {
            Some(it) => Integration(it.id),
            // It may be a new one that this node cannot know of.
            None if !self.app.engine.freshness().reachable => Later,
            None => Unknown,
        }
    }
}

/// Serves until it is dropped. Without TLS only this machine is let in: the addresses are secrets.
pub async fn serve(listener: TcpListener, tls: Option<Tls>, app: App) {
    let Some(domain) = app.options.mail_domain.clone() else { return };
    let tls = tls.map(TlsAcceptor::from);
    let post = Post { app, domain: domain.into(), tls, seen: Arc::default() };
    let room = Arc::new(Semaphore::new(limits::MAIL_CONNECTIONS));
    let under_way = Arc::<UnderWay>::default();
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // Out of file descriptors, say: not a reason to spin.
            tokio::time::sleep(limits::MAIL_REST).await;
            continue;
        };
        let permits = under_way.enter_of(Some(peer.ip()), limits::MAIL_CONNECTIONS_OF_ADDRESS);
        let permits = permits.zip(Arc::clone(&room).try_acquire_owned().ok());
        let Some(permits) = permits else {
            post.app.tallies.mail("turned away: too many connections");
            continue;
        };
        let post = post.clone();
        tokio::spawn(async move {
            let _permits = permits;
            let talk = pump::connection(stream, peer.ip(), &post);
            if tokio::time::timeout(limits::MAIL_SESSION, talk).await.is_err() {
                tracing::debug!("a mail connection took too long");
            }
        });
    }
}
