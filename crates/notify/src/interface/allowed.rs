//! What runs may call: methods, a host, and what a path begins with.

use reqwest::{Method, Url};

/// One kind of call that is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// How.
    pub methods: Vec<Method>,
    /// The host, with its port where that is not 443: `siem.example.org:8443`.
    pub host: String,
    /// What the path begins with, piece by piece: `/v1` allows `/v1` and `/v1/hosts`, not `/v10`.
    pub path: String,
    /// The secrets that may be sent there, by name.
    pub secrets: Vec<String>,
}

/// Why an entry of the list is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// The methods are none.
    #[error("methods: one or more of GET, POST, PUT, PATCH, DELETE, not {0:?}")]
    Methods(String),
    /// The host or the path is none.
    #[error("{0:?}: a host in small letters such as siem.example.org:8443, and a path such as /v1/hosts/")]
    Place(String),
}

impl Allowed {
    /// Reads one.
    ///
    /// # Errors
    /// See [`NotAllowed`].
    pub fn new(methods: &[String], host: &str, path: &str, secrets: Vec<String>) -> Result<Self, NotAllowed> {
        let method = |name: &String| match name.as_str() {
            "GET" => Ok(Method::GET),
            "POST" => Ok(Method::POST),
            "PUT" => Ok(Method::PUT),
            "PATCH" => Ok(Method::PATCH),
            "DELETE" => Ok(Method::DELETE),
            _ => Err(NotAllowed::Methods(name.clone())),
        };
        let methods = methods.iter().map(method).collect::<Result<Vec<_>, _>>()?;
        if methods.is_empty() {
            return Err(NotAllowed::Methods(String::new()));
        }
        let place = format!("https://{host}{path}");
        let url = Url::parse(&place).ok().filter(|url| is_plain(&place, url) && host_of(url) == host);
        // An entry that ends in a query would read as if it bound one.
        if url.is_none_or(|url| url.query().is_some()) {
            return Err(NotAllowed::Place(format!("{host}{path}")));
        }
        Ok(Self { methods, host: host.to_owned(), path: path.to_owned(), secrets })
    }

    /// Whether it allows a call. The URL is one that [`is_plain`].
    #[must_use]
    pub fn allows(&self, method: &Method, url: &Url) -> bool {
        let below = url.path().strip_prefix(self.path.as_str());
        let below = below.is_some_and(|rest| rest.is_empty() || self.path.ends_with('/') || rest.starts_with('/'));
        below && self.methods.contains(method) && host_of(url) == self.host
    }
}

/// The host, with its port where that is not the usual one.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether a URL leads where its text says: `https`, nobody's name in it, no fragment, and a path in which no piece is
/// "." or "..", however written.
pub(super) fn is_plain(text: &str, url: &Url) -> bool {
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default();
    let read = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    bare && url.scheme() == "https" && read == path && !path.contains('\\')
}
