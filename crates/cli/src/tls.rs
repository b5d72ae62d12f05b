//! One TLS provider for the whole process.

/// Installs aws-lc as the process's cryptography; the second time does nothing.
pub fn install() {
    // Err only says that it stands already.
    let _already = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
