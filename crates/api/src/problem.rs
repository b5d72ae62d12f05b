//! Problems: every answer that is not a success, as RFC 9457 describes it.
//!
//! A problem's `type` is `/problems/SLUG`, a relative reference that the service itself answers with the Markdown file
//! of that name. Types are stable: a program may decide by them; `title` and `detail` are for people.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

mod refusal;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $slug:literal, $status:literal, $title:literal;)+) => {
        /// What kind of problem: the stable part.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[$doc])* $kind,)+
        }

        impl Kind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// The last part of its type's URI, and the name of its file.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$kind => $slug,)+ }
            }

            /// The HTTP status it is answered with.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$kind => $status,)+ }
            }

            /// One line that is the same for every occurrence.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$kind => $title,)+ }
            }

            /// What is served at its type's URI: Markdown.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self { $(Self::$kind => include_str!(concat!("../problems/", $slug, ".md")),)+ }
            }
        }
    };
}

kinds! {
    /// The body is not the JSON that the route takes.
    InvalidBody = "invalid-body", 400, "The body cannot be read";
    /// A part of the path, the query or a header is not what the route takes.
    InvalidParameter = "invalid-parameter", 400, "A parameter cannot be read";
    /// Nobody is signed in.
    NotSignedIn = "not-signed-in", 401, "Sign in first";
    /// Name or password is wrong; which, is not said.
    WrongCredentials = "wrong-credentials", 401, "That name and password do not match";
    /// Somebody else gave the caller the password that they have.
    FirstPassword = "first-password", 403, "Choose your own password first";
    /// The caller's roles do not allow it.
    Forbidden = "forbidden", 403, "You may not do this";
    /// The caller is not a member of the incident.
    NotAMember = "not-a-member", 403, "You are not a member of this incident";
    /// The caller's membership only reads.
    ReadOnly = "read-only", 403, "Your membership only reads";
    /// The marking keeps it from the caller.
    Withheld = "withheld", 403, "Its marking keeps this from you";
    /// A browser sent it from another site.
    CrossSite = "cross-site", 403, "The request came from another site";
    /// There is no such thing, or the caller may not know that there is.
    NotFound = "not-found", 404, "There is no such thing";
    /// The route does not know the method.
    MethodNotAllowed = "method-not-allowed", 405, "This method is not for this route";
    /// The request took too long to arrive.
    Timeout = "timeout", 408, "The request took too long";
    /// It contradicts what stands.
    Conflict = "conflict", 409, "It contradicts what stands";
    /// It was done before, and its answer held a secret that is shown once.
    AlreadyDone = "already-done", 409, "This was done before";
    /// A named limit of the cell is reached.
    LimitReached = "limit-reached", 409, "A limit is reached";
    /// It has changed since the caller read it.
    Stale = "stale", 412, "It has changed since you read it";
    /// The body is too large.
    TooLarge = "too-large", 413, "The body is too large";
    /// The body is not JSON by its `Content-Type`.
    UnsupportedMediaType = "unsupported-media-type", 415, "The body must be JSON";
    /// The body is JSON of the right form, and says what cannot be.
    InvalidField = "invalid-field", 422, "A field cannot be right";
    /// The room's protocol version is not spoken here.
    ProtocolVersion = "protocol-version", 426, "This version of the room's protocol is not spoken here";
    /// An edit must say which version it edits.
    PreconditionRequired = "precondition-required", 428, "Say which version you edit";
    /// The caller asks too often.
    TooManyRequests = "too-many-requests", 429, "Too many requests";
    /// The node has as much waiting as it takes.
    Busy = "busy", 429, "Too much is waiting";
    /// A defect.
    Internal = "internal", 500, "Something went wrong here";
    /// The ledger cannot be written, or what was asked for cannot be read, now.
    Unavailable = "unavailable", 503, "Not available now";
    /// The node is stopping.
    Stopping = "stopping", 503, "This node is stopping";
}

impl Kind {
    /// The reference in `type`.
    #[must_use]
    pub fn uri(self) -> String {
        format!("/problems/{}", self.slug())
    }

    /// The kind with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("/problems/{}", self.slug()))
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let uri = String::deserialize(deserializer)?;
        uri.strip_prefix("/problems/")
            .and_then(Self::from_slug)
            .ok_or_else(|| serde::de::Error::custom(format!("{uri:?} is no problem type of this version")))
    }
}

/// What is wrong with one part of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// Where: a path such as `steps[0].wait_s`, a parameter's or a header's name.
    pub field: String,
    /// What is wrong, and what to do.
    pub problem: String,
}

/// An RFC 9457 problem: the body of every answer that is not a success (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// What kind; decide by this.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "/problems/not-found")]
    pub kind: Kind,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time, and what to do.
    pub detail: String,
    /// The request's id, as in the `X-Request-Id` header; the logs know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The parts that are wrong, where it is about parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// When to try again, in seconds from now; also in the `Retry-After` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Problem {
    /// A problem of this kind.
    #[must_use]
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            title: kind.title().to_owned(),
            status: kind.status(),
            detail: detail.into(),
            instance: None,
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// Names a part that is wrong.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>, problem: impl Into<String>) -> Self {
        self.errors.push(FieldProblem { field: field.into(), problem: problem.into() });
        self
    }

    /// Says when to try again, in seconds.
    #[must_use]
    pub const fn with_retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// For whatever the caller may not know of, and for what does not exist: the same words, so that neither can be
    /// told from the other.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, "There is no such thing, or it is not for you to see.")
    }
}

#[cfg(test)]
mod tests;
