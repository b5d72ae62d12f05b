//! Edits that say which version they edit: `ETag`, `If-Match`, `If-None-Match` (RFC 9110 §13.1).

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ctac_api::problem::Kind;
use serde::Serialize;

use crate::app::App;
use crate::json::Answer;
use crate::refused::Refused;

/// The version an edit was made on; none: there must be none yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edition(pub(crate) Option<u64>);

impl FromRequestParts<App> for Edition {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refused> {
        let text = |name| parts.headers.get(name).map(|value| value.to_str().unwrap_or_default());
        match (text(header::IF_MATCH), text(header::IF_NONE_MATCH)) {
            (Some(tag), None) => version(tag).map(|version| Self(Some(version))).ok_or_else(|| {
                Refused::parameter("If-Match", "must be the one ETag that was read, such as \"3\" with its quotes")
            }),
            (None, Some("*")) => Ok(Self(None)),
            (None, None) => Err(Refused::new(
                Kind::PreconditionRequired,
                "Send the `ETag` of what you read in `If-Match`, or `If-None-Match: *` to make a new one.",
            )),
            _ => Err(Refused::parameter("If-None-Match", "must be `*`, and not beside `If-Match`")),
        }
    }
}

fn version(tag: &str) -> Option<u64> {
    tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// Something with a version: its `ETag` with it.
pub(crate) fn tagged<T: Serialize>(status: StatusCode, version: u64, body: T) -> Response {
    let mut response = (status, Answer(body)).into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}
