//! The web application's files, as built by `build.rs`, each with its compressed forms where it has some.
//!
//! This crate serves nothing: it is a table. Paths are relative to the application's own address (`/app/`), such as `index.html`
//! and `assets/index-CuG2cDRx.js`; a file below `assets/` is named after its content and never changes.

/// One file of the application.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Where it is, relative to the application's address, without a leading slash.
    pub path: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// Its bytes.
    pub plain: &'static [u8],
    /// The same in Brotli (RFC 7932), where that is smaller.
    pub brotli: Option<&'static [u8]>,
    /// The same in gzip (RFC 1952), where that is smaller.
    pub gzip: Option<&'static [u8]>,
}

/// Every file, in the order of their paths; none where the application was left out of the build.
pub static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The file at a path.
#[must_use]
pub fn file(path: &str) -> Option<&'static File> {
    FILES.binary_search_by(|file| file.path.cmp(path)).ok().and_then(|at| FILES.get(at))
}

#[cfg(test)]
mod tests;
