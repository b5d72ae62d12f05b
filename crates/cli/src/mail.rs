//! The mail listener, wired: bound where the configuration says, with the service's own certificate.

use std::path::Path;
use std::sync::Arc;

use ctac_server::app::App;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::failure::Failure;
use crate::out;

/// Starts it, if it is configured.
///
/// # Errors
/// The address is taken, or the certificate cannot be used.
pub async fn start(config: &Config, app: &App) -> Result<Option<JoinHandle<()>>, Failure> {
    let Some(listen) = config.mail.listen else { return Ok(None) };
    let tls = match (&config.server.certificate, &config.server.key) {
        (Some(chain), Some(key)) => Some(Arc::new(tls(chain, key)?)),
        _ => None,
    };
    let listener = TcpListener::bind(listen).await;
    let listener = listener.map_err(|error| Failure::Unavailable(format!("cannot listen at {listen}: {error}")))?;
    let bound = listener.local_addr().map_err(|error| Failure::Io(error.to_string()))?;
    out::line(&format!("taking email at {bound} for {}", config.mail.domain.as_deref().unwrap_or_default()))?;
    Ok(Some(tokio::spawn(ctac_server::mail::serve(listener, tls, app.clone()))))
}

fn tls(chain: &Path, key: &Path) -> Result<ServerConfig, Failure> {
    let usage = |path: &Path, error: &dyn std::error::Error| Failure::Usage(format!("{}: {error}", path.display()));
    let certificates = CertificateDer::pem_file_iter(chain).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let certificates = certificates.map_err(|error| usage(chain, &error))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| usage(key, &error))?;
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, private);
    config.map_err(|error| usage(key, &error))
}
