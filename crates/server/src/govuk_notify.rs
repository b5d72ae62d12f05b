//! GOV.UK Notify as the edge wants it: whether a request is its own, what it says, and a text back. Whoever puts the parts
//! together hands one in ([`crate::app::App::with_govuk_notify`]); without one there is no `/hooks/notify`.

use std::fmt;

use async_trait::async_trait;
use uuid::Uuid;

use crate::receipt::Report;

/// A text that somebody sent. Neither number nor words are printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Inbound {
    /// What Notify calls it: the same again is the same text.
    pub id: Uuid,
    /// From whom.
    pub from: String,
    /// What it says.
    pub text: String,
}

impl fmt::Debug for Inbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbound").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The service's side of callbacks.
#[async_trait]
pub trait GovUkNotify: Send + Sync {
    /// Whether an `Authorization` header is Notify's.
    fn knows(&self, authorization: &str) -> bool;
    /// Reads a receipt.
    fn report(&self, body: &[u8]) -> Report;
    /// Reads a text; none of what is none.
    fn inbound(&self, body: &[u8]) -> Option<Inbound>;
    /// Answers a text. It is a courtesy: that it could not be sent is logged and no more.
    async fn answer(&self, inbound: &Inbound, words: &str);
}
