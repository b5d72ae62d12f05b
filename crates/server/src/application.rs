//! The web application: files that whoever wires the parts together hands in, served under `/app/` as they are. They show
//! nothing of the cell: what a person sees in them, their browser asks the interface for.
//!
//! Every address below `/app/` without an extension is a page of the application, and answers its one document. A file under
//! `assets/` is named after its content and kept for a year; everything else is asked for again each time, by its `ETag`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::json::At;
use crate::limits;
use crate::refused::Refused;
use crate::route::Route;

/// The one document.
const INDEX: &str = "index.html";
/// Below it every file is named after its content.
const NAMED: &str = "assets/";

/// What its pages may load and reach: this service. `style-src` has no exception: the application sets styles by script.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
                      frame-ancestors 'none'; form-action 'self'";

/// One file, with its compressed forms where they are smaller.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Where it is below `/app/`, without a leading slash.
    pub path: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// Its bytes.
    pub plain: &'static [u8],
    /// The same in Brotli.
    pub brotli: Option<&'static [u8]>,
    /// The same in gzip.
    pub gzip: Option<&'static [u8]>,
}

struct Tagged {
    file: File,
    tag: HeaderValue,
}

/// The application's files, by their paths.
pub struct Application(BTreeMap<&'static str, Tagged>);

impl Application {
    /// Of these files; none without the one document, for then nothing was embedded.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = File>) -> Option<Self> {
        let files: BTreeMap<_, _> =
            files.into_iter().map(|file| (file.path, Tagged { file, tag: tag(file.plain) })).collect();
        files.contains_key(INDEX).then_some(Self(files))
    }

    /// What stands at a path: a file, or the document for an address of a page.
    fn at(&self, path: &str) -> Option<&Tagged> {
        let is_page = || !path.rsplit('/').next().unwrap_or_default().contains('.');
        self.0.get(path).or_else(|| if is_page() { self.0.get(INDEX) } else { None })
    }
}

/// Weak: the same for every compressed form of one content.
fn tag(content: &[u8]) -> HeaderValue {
    let mut tag = "W/\"".to_owned();
    for byte in Sha256::digest(content).iter().take(16) {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    HeaderValue::from_str(&(tag + "\"")).unwrap_or(HeaderValue::from_static("W/\"\""))
}

pub(crate) fn routes() -> Vec<Route> {
    let routes = [Route::get("/app", document), Route::get("/app/", document), Route::get("/app/{*path}", read)];
    routes.into_iter().map(Route::page).collect()
}

async fn document(State(app): State<App>, headers: HeaderMap) -> Result<Response, Refused> {
    answer(&app, "", &headers)
}

async fn read(State(app): State<App>, At(path): At<String>, headers: HeaderMap) -> Result<Response, Refused> {
    answer(&app, &path, &headers)
}

fn answer(app: &App, path: &str, asked: &HeaderMap) -> Result<Response, Refused> {
    let found = app.application.as_ref().and_then(|application| application.at(path)).ok_or_else(Refused::not_found)?;
    let keep = if found.file.path.starts_with(NAMED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::ETAG, found.tag.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // With `no-referrer`, browsers that know no `Sec-Fetch-Site` would send its sign-out form with `Origin: null`.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if is_known(asked, &found.tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let (coding, bytes) = form(&found.file, asked);
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(found.file.kind));
    Ok((headers, Bytes::from_static(bytes)).into_response())
}

/// Whether `If-None-Match` names the content (RFC 9110 §13.1.2: compared weakly).
fn is_known(asked: &HeaderMap, tag: &HeaderValue) -> bool {
    let given = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let own = tag.to_str().map(opaque).unwrap_or_default();
    given.trim() == "*" || given.split(',').take(limits::TAGS).any(|tag| opaque(tag) == own)
}

/// The smallest form that the client takes.
fn form(file: &File, asked: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    for (coding, bytes) in [("br", file.brotli), ("gzip", file.gzip)] {
        if let Some(bytes) = bytes.filter(|_| takes(asked, coding)) {
            return (Some(coding), bytes);
        }
    }
    (None, file.plain)
}

/// Whether `Accept-Encoding` names a coding, or every coding, and not with a weight of nothing (RFC 9110 §12.5.3).
fn takes(asked: &HeaderMap, coding: &str) -> bool {
    let given = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut any = false;
    for part in given.flat_map(|value| value.split(',')).take(limits::CODINGS) {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(1.0, |weight| weight.trim().parse().unwrap_or(0.0));
        match name.trim() {
            name if name.eq_ignore_ascii_case(coding) => return weight > 0.0,
            "*" => any = weight > 0.0,
            _ => {}
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn a_coding_is_sent_to_whoever_takes_it() {
        for (given, brotli, gzip) in [
            ("gzip, deflate, br, zstd", true, true),
            ("br;q=0, gzip;q=0.5", false, true),
            ("*", true, true),
            ("*;q=0", false, false),
            ("br;q=0, *", false, true),
            ("identity", false, false),
            ("", false, false),
            ("x-br;q=z, GZIP", false, true),
            ("br;q=nonsense", false, false),
        ] {
            let asked = headers(header::ACCEPT_ENCODING, given);
            assert_eq!((takes(&asked, "br"), takes(&asked, "gzip")), (brotli, gzip), "{given}");
        }
        assert!(!takes(&HeaderMap::new(), "br"));
    }

    #[test]
    fn a_content_is_known_by_its_tag() {
        let own = tag(b"content");
        let text = own.to_str().unwrap();
        for given in [text.to_owned(), text.replace("W/", ""), format!("\"x\", {text}"), "*".to_owned()] {
            assert!(is_known(&headers(header::IF_NONE_MATCH, &given), &own), "{given}");
        }
        assert!(!is_known(&headers(header::IF_NONE_MATCH, "\"x\""), &own));
        assert!(!is_known(&HeaderMap::new(), &own));
        assert_ne!(tag(b"another"), own);
    }

    #[test]
    fn without_its_document_there_is_no_application() {
        let file = File { path: "assets/x.js", kind: "text/javascript", plain: b"", brotli: None, gzip: None };
        assert!(Application::new([]).is_none() && Application::new([file]).is_none());
        assert!(Application::new([file, File { path: INDEX, ..file }]).is_some());
    }
}
