//! The mail listener, wired: bound where the configuration says, with the service's own certificate.

use std::sync::Arc;

use ctac_server::app::App;
use rustls::ServerConfig;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::failure::Failure;
use crate::out;

/// Binds the address, if one is configured.
///
/// # Errors
/// The address is taken.
pub async fn bind(config: &Config) -> Result<Option<TcpListener>, Failure> {
    let Some(listen) = config.mail.listen else { return Ok(None) };
    let bound = TcpListener::bind(listen).await;
    bound.map(Some).map_err(|error| Failure::Unavailable(format!("mail.listen: cannot listen at {listen}: {error}")))
}

/// Takes email there, and says so.
///
/// # Errors
/// Standard output cannot be written.
pub fn start(
    config: &Config,
    listener: TcpListener,
    tls: Option<ServerConfig>,
    app: &App,
) -> Result<JoinHandle<()>, Failure> {
    let bound = listener.local_addr().map_err(|error| Failure::Io(error.to_string()))?;
    out::line(&format!("taking email at {bound} for {}", config.mail.domain.as_deref().unwrap_or_default()))?;
    Ok(tokio::spawn(ctac_server::mail::serve(listener, tls.map(Arc::new), app.clone())))
}
