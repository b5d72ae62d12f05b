//! What Twilio and people do towards the service: texts that come in, keys that are pressed, reports, each signed.

#![expect(clippy::expect_used, reason = "a stand-in is for tests, which are to fall over")]

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, Url};

use super::{ACCOUNT, TOKEN, Taken};
use crate::client::client_for;
use crate::twilio::signature::{Params, Validator};

/// How long the service may take to answer a callback: Twilio's own patience.
const PATIENCE: Duration = Duration::from_secs(15);

/// See the module. A clone is the same.
#[derive(Clone)]
pub struct Acts {
    client: Client,
    signer: Arc<Validator>,
}

/// The time of day.
#[expect(clippy::disallowed_methods, reason = "Twilio has a clock of its own")]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

/// A form's pairs.
pub(super) fn decoded(body: &[u8]) -> Vec<(String, String)> {
    let url = Url::parse(&format!("http://form/?{}", String::from_utf8_lossy(body))).expect("a form");
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// What stands in a document's attribute, unescaped.
fn attribute(document: &str, name: &str) -> String {
    let (_, after) = document.split_once(&format!("{name}=\"")).expect("the attribute");
    after.split('"').next().unwrap_or_default().replace("&amp;", "&")
}

impl Acts {
    pub(super) fn new() -> Self {
        let here = Url::parse("http://127.0.0.1/").expect("a URL");
        let client = client_for(&here, PATIENCE).expect("a client");
        Self { client, signer: Arc::new(Validator::new(TOKEN, "http://unused.invalid")) }
    }

    /// Posts a signed form; gives the status and the answer.
    ///
    /// # Panics
    /// Nobody answers.
    pub async fn post(&self, url: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let answer = self.send(url, fields).await;
        let status = answer.status().as_u16();
        (status, answer.text().await.expect("text"))
    }

    async fn send(&self, url: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        let mut params = Params::new();
        for (name, value) in fields {
            params.entry((*name).to_owned()).or_default().insert((*value).to_owned());
        }
        let signature = self.signer.sign(url, &params);
        let request = self.client.post(url).header("x-twilio-signature", signature).form(fields);
        request.send().await.expect("an answer")
    }

    /// Reports where something stands.
    ///
    /// # Panics
    /// Nobody answers.
    pub async fn report(&self, taken: &Taken, status: &str, error: Option<u32>) -> u16 {
        self.report_and_wait(taken, status, error).await.0
    }

    /// As [`Acts::report`], with after how many seconds it may be said again, if the answer says so.
    ///
    /// # Panics
    /// Nobody answers.
    pub async fn report_and_wait(&self, taken: &Taken, status: &str, error: Option<u32>) -> (u16, Option<u64>) {
        let (sid, name) = if taken.is_call() { ("CallSid", "CallStatus") } else { ("MessageSid", "MessageStatus") };
        let code = error.map(|code| code.to_string());
        let mut fields = vec![(sid, taken.sid.as_str()), (name, status), ("AccountSid", ACCOUNT), ("ANewField", "1")];
        fields.extend(code.as_deref().map(|code| ("ErrorCode", code)));
        let answer = self.send(taken.field("StatusCallback"), &fields).await;
        let again = answer.headers().get("retry-after").and_then(|it| it.to_str().ok()?.parse().ok());
        (answer.status().as_u16(), again)
    }

    /// Somebody texts the service at `origin`; gives the status and the TwiML.
    ///
    /// # Panics
    /// Nobody answers.
    pub async fn text(&self, origin: &str, sid: &str, from: &str, body: &str) -> (u16, String) {
        let fields = [("MessageSid", sid), ("From", from), ("Body", body), ("AccountSid", ACCOUNT), ("NumMedia", "0")];
        self.post(&format!("{origin}/hooks/twilio/sms"), &fields).await
    }

    /// Whoever was called presses a key, or none; gives the status and the TwiML.
    ///
    /// # Panics
    /// Nobody answers, or the call waited for no key.
    pub async fn press(&self, call: &Taken, digits: &str) -> (u16, String) {
        let action = attribute(call.field("Twiml"), "action");
        let fields = [("CallSid", call.sid.as_str()), ("CallStatus", "in-progress"), ("Digits", digits)];
        self.post(&action, &fields).await
    }
}
