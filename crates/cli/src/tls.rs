//! One TLS provider for the whole process, and the service's own certificate.

use std::path::Path;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Config;
use crate::failure::Failure;

/// Installs aws-lc as the process's cryptography; the second time does nothing.
pub fn install() {
    // Err only says that it stands already.
    let _already = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// The configured certificate with its key, if there is one.
///
/// # Errors
/// A file is missing, or is not what it should be; the key of the configuration is named.
pub fn own(config: &Config) -> Result<Option<ServerConfig>, Failure> {
    let (Some(chain), Some(key)) = (&config.server.certificate, &config.server.key) else { return Ok(None) };
    let usage = |name: &str, path: &Path, error: &dyn std::error::Error| {
        Failure::Usage(format!("server.{name}: {}: {}", path.display(), root(error)))
    };
    let certificates = CertificateDer::pem_file_iter(chain).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let certificates = certificates.map_err(|error| usage("certificate", chain, &error))?;
    if certificates.is_empty() {
        let none = format!("server.certificate: {}: there is no certificate in PEM in it", chain.display());
        return Err(Failure::Usage(none));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| usage("key", key, &error))?;
    let tls = ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, private);
    tls.map(Some).map_err(|error| usage("key", key, &error))
}

/// The innermost cause: what a person can act on.
#[must_use]
pub fn root(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
