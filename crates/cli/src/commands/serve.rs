//! `ctac serve`: a node of the service, until it is told to stop.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::RustlsConfig;
use ctac_engine::ports::{SystemClock, SystemRandom};
use ctac_server::app::App;
use hyper_util::rt::TokioTimer;
use rustls::ServerConfig;

use crate::args::Serve;
use crate::config::Config;
use crate::failure::Failure;
use crate::out;
use crate::service::{Parts, assemble};

/// How long connections have to end by themselves when the node stops.
const GRACE: Duration = Duration::from_secs(5);

/// How long a request's head may take to arrive, and a connection to stand idle between two.
const HEAD: Duration = Duration::from_secs(30);

/// Runs a node.
///
/// # Errors
/// The configuration, or whatever stands in the way of starting.
pub async fn run(serve: Serve) -> Result<(), Failure> {
    crate::log::start();
    let config = Config::load(&serve.config)?;
    let parts = assemble(&config).await?;
    out::line(&format!("listening at {}", parts.public_url))?;
    let engine = parts.engine.clone();
    let stop = async move {
        tokio::select! {
            () = stopped() => {}
            () = engine.failed() => {}
        }
    };
    listen(&config, parts, stop).await
}

/// Serves until `stop` is ready, then stops the engine.
///
/// # Errors
/// The listener failed.
pub async fn listen(
    config: &Config,
    parts: Parts,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let Parts { engine, auth, phone, twilio, govuk_notify, govuk_token, push_key, public_url, .. } = parts;
    let Parts { listener, mail, tls, lock: _held, .. } = parts;
    let options = ctac_server::app::Options {
        // Also where something in front of a loopback address does the encrypting: cookies must not leave it.
        tls: public_url.starts_with("https://"),
        proxied: public_url.starts_with("https://") && config.server.certificate.is_none(),
        origins: vec![public_url.clone()],
        events_per_minute: config.server.signals_per_minute,
        bench: config.server.bench,
        simulator: config.simulator.enabled,
        public_url: public_url.clone(),
        push_key,
        mail_domain: config.mail.domain.clone().filter(|_| config.mail.listen.is_some()),
    };
    let app = App::new(
        engine.clone(),
        auth.clone(),
        Arc::new(SystemClock),
        Arc::new(SystemRandom),
        options,
        crate::metric::handle(),
    );
    let app = match crate::application::embedded() {
        Some(application) => app.with_application(application),
        None => app,
    };
    let app = match phone {
        Some(phone) => app.with_phone(Arc::new(crate::phone::BuiltIn(phone))),
        None => app,
    };
    let app = match twilio {
        Some(twilio) => app.with_twilio(Arc::new(crate::twilio::Callbacks { twilio, public_url })),
        None => app,
    };
    let app = match (govuk_notify, govuk_token) {
        (Some(notify), Some(token)) => {
            app.with_govuk_notify(Arc::new(crate::govuk_notify::Callbacks { notify, token }))
        }
        _ => app,
    };
    let mail = mail.map(|listener| crate::mail::start(config, listener, tls.clone(), &app)).transpose()?;
    let library = config.library.folder.clone();
    let library =
        library.map(|folder| tokio::spawn(crate::library::follow(engine.clone(), folder, Arc::clone(&app.folder))));
    let sweeper = tokio::spawn(sweep(auth));
    let served = match tls {
        Some(tls) => encrypted(listener, ctac_server::router::router(app), tls, stop).await,
        None => plain(listener, ctac_server::router::router(app), stop).await,
    };
    sweeper.abort();
    mail.iter().for_each(tokio::task::JoinHandle::abort);
    library.iter().for_each(tokio::task::JoinHandle::abort);
    engine.shutdown().await;
    if engine.has_failed() {
        return Err(Failure::Unavailable("the engine failed; the log says where".to_owned()));
    }
    served
}

/// On loopback: connections that outlive the grace are cut.
async fn plain(
    listener: tokio::net::TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let (asked, mut heard) = tokio::sync::watch::channel(false);
    let stop = async move {
        stop.await;
        asked.send_replace(true);
    };
    let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    let listener = listener.tap_io(|stream| {
        // Otherwise a small frame may wait in the kernel for the other side to acknowledge the one before. Should it
        // fail, that is all that happens.
        let _slower = stream.set_nodelay(true);
    });
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop);
    let late = async move {
        // An error means that the serving side is gone, which the other branch sees.
        drop(heard.wait_for(|asked| *asked).await);
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = async { serving.await } => served.map_err(|error| Failure::Unavailable(format!("serving failed: {error}"))),
        () = late => Ok(()),
    }
}

async fn encrypted(
    listener: tokio::net::TcpListener,
    router: Router,
    mut tls: ServerConfig,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let tls = RustlsConfig::from_config(Arc::new(tls));
    let handle = axum_server::Handle::new();
    let stopping = handle.clone();
    tokio::spawn(async move {
        stop.await;
        stopping.graceful_shutdown(Some(GRACE));
    });
    let failed = |error: std::io::Error| Failure::Unavailable(format!("serving failed: {error}"));
    let listener = listener.into_std().map_err(failed)?;
    let server = axum_server::from_tcp_rustls(listener, tls).map_err(failed)?;
    let mut server = server.map(|tls| tls.acceptor(NoDelayAcceptor)).handle(handle);
    // Without a timer there is no limit, and a few slow senders hold every connection there can be.
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    server.serve(router.into_make_service_with_connect_info::<std::net::SocketAddr>()).await.map_err(failed)
}

/// Expired sessions and tokens leave the vault now and then.
async fn sweep(auth: ctac_auth::auth::Auth) {
    /// How often.
    const EVERY: Duration = Duration::from_secs(600);
    let clock = SystemClock;
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = auth.sweep(ctac_engine::ports::Clock::now(&clock)).await {
            tracing::warn!(%error, "expired records could not be removed");
        }
    }
}

/// Ready at SIGTERM or Ctrl-C.
pub async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        // Without the handler the signal ends the process by itself.
        let _interrupted = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
