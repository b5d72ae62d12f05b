//! Twilio as the edge wants it: whether a request is its own, and how it is answered. Whoever puts the parts together
//! hands one in ([`crate::app::App::with_twilio`]); without one there is no `/hooks/twilio`.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use ctac_auth::contacts::Holder;
use ctac_domain::id::AttemptId;

/// A request's parameters, each name with its distinct values.
pub type Params = BTreeMap<String, BTreeSet<String>>;

/// The account's side of callbacks.
#[async_trait]
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
    /// Takes a report of where something stands; false for what is none. The same again, and late ones, change nothing.
    async fn report(&self, params: &Params, attempt: Option<AttemptId>) -> bool;
    /// Somebody texted STOP, or START again.
    async fn opted(&self, holder: Holder, out: bool);
}
