//! The one stylesheet, under a name that follows from its content: browsers keep it for ever, and never an old one.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::json::At;
use crate::refused::Refused;

const STYLESHEET: &str = include_str!("../../assets/ctac.css");

static PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::digest(STYLESHEET.as_bytes());
    let mut path = "/assets/ctac-".to_owned();
    for byte in digest.iter().take(8) {
        // Writing to a string cannot fail.
        let _ = write!(path, "{byte:02x}");
    }
    path + ".css"
});

/// Where the stylesheet is.
pub(crate) fn path() -> &'static str {
    &PATH
}

pub(crate) async fn read(At(file): At<String>) -> Result<Response, Refused> {
    if path().strip_prefix("/assets/") != Some(file.as_str()) {
        return Err(Refused::not_found());
    }
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, STYLESHEET).into_response())
}
