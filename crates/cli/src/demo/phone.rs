//! The demonstration's hand on the built-in phone: reads what arrived and replies, through the same routes as a person
//! at `/simulator`.

use serde_json::{Value, json};

use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// How long to wait for a message that must come, in seconds; each request waits at most 20.
const PATIENCE_S: u64 = 60;

/// The phone, and how far it has been read.
#[derive(Debug)]
pub struct Phone {
    client: Client,
    after: u64,
}

impl Phone {
    /// The phone of a service.
    #[must_use]
    pub fn of(client: &Client) -> Self {
        Self { client: client.clone(), after: 0 }
    }

    /// The next message to `person` by `channel`; what others get meanwhile is passed over.
    ///
    /// # Errors
    /// It did not come in time.
    pub async fn next(&mut self, person: &str, channel: &str) -> Result<Value, Failure> {
        self.next_where(person, channel, |_| true).await
    }

    /// As [`Phone::next`], of a page: notices are passed over.
    ///
    /// # Errors
    /// As [`Phone::next`].
    pub async fn next_page(&mut self, person: &str, channel: &str) -> Result<Value, Failure> {
        self.next_where(person, channel, |message| !out::text(message, "page").is_empty()).await
    }

    async fn next_where(
        &mut self,
        person: &str,
        channel: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> Result<Value, Failure> {
        for _ in 0..PATIENCE_S / 20 + 1 {
            let path = format!("/simulator/messages?after={}&wait=20", self.after);
            let page: Value = self.client.get(&path).await?;
            for message in page.get("messages").and_then(Value::as_array).into_iter().flatten() {
                self.after = self.after.max(message.get("number").and_then(Value::as_u64).unwrap_or_default());
                let theirs = out::text(message, "person") == person && out::text(message, "channel") == channel;
                if theirs && fits(message) {
                    return Ok(message.clone());
                }
            }
        }
        Err(Failure::NotRight(format!("no {channel} came for {person} within {PATIENCE_S} seconds")))
    }

    /// Replies to a message; tells what the sender hears back.
    ///
    /// # Errors
    /// The service refused.
    pub async fn reply(&self, message: &Value, reply: &Value) -> Result<String, Failure> {
        let id = message.get("number").and_then(Value::as_u64).unwrap_or_default();
        let answer = self.client.post(&format!("/simulator/messages/{id}/reply"), reply).await?;
        Ok(out::text(&answer, "said").to_owned())
    }

    /// Presses a digit in a call.
    ///
    /// # Errors
    /// As [`Phone::reply`].
    pub async fn press(&self, message: &Value, digit: char) -> Result<String, Failure> {
        self.reply(message, &json!({ "digit": digit.to_string() })).await
    }
}
