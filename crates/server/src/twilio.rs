//! Twilio as the edge wants it: whether a request is its own, and how it is answered. Whoever puts the parts together
//! hands one in ([`crate::app::App::with_twilio`]); without one there is no `/hooks/twilio`.

use std::collections::{BTreeMap, BTreeSet};

use ctac_domain::id::AttemptId;

use crate::receipt::Report;

/// A request's parameters, each name with its distinct values.
pub type Params = BTreeMap<String, BTreeSet<String>>;

/// The account's side of callbacks.
pub trait Twilio: Send + Sync {
    /// Whether the account signed a request to this path and query with these parameters or, for what is no form, this body.
    fn signed(&self, path_and_query: &str, params: &Params, body: &[u8], signature: &str) -> bool;
    /// TwiML that answers a text by these words.
    fn message(&self, words: &str) -> String;
    /// TwiML that says these words and hangs up.
    fn say(&self, words: &str) -> String;
    /// TwiML that says these words and waits for a key, to be posted under this call's token.
    fn ask(&self, words: &str, token: &str) -> String;
    /// TwiML that does nothing.
    fn nothing(&self) -> String;
    /// Reads a report of where something stands, of this attempt.
    fn report(&self, params: &Params, attempt: Option<AttemptId>) -> Report;
}
