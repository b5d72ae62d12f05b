//! A member of a room who insists on the protocol's promise: every entry once, in order, without a gap, over any number
//! of connections.

use std::collections::BTreeMap;

use ctac_cli::client::Client;
use ctac_cli::failure::Failure;
use ctac_cli::room_client::RoomClient;
use serde_json::{Value, json};

use crate::node::Node;
use crate::wait::soon;

/// Somebody in a room, and all that they were sent of it.
#[derive(Debug)]
pub struct Member {
    client: Client,
    incident: String,
    room: Option<RoomClient>,
    /// The last entry they have.
    pub seen: u64,
    /// `entry` and `withheld` frames by number.
    pub timeline: BTreeMap<u64, Value>,
}

impl Member {
    /// Somebody who is not in the room yet.
    #[must_use]
    pub fn new(client: &Client, incident: &str) -> Self {
        let (client, incident) = (client.clone(), incident.to_owned());
        Self { client, incident, room: None, seen: 0, timeline: BTreeMap::new() }
    }

    /// Enters after the last entry they have; gives the welcome.
    ///
    /// # Panics
    /// They are not let in.
    pub async fn enter(&mut self) -> Value {
        self.try_enter().await.unwrap_or_else(|error| panic!("not let in: {error}"))
    }

    /// As [`Member::enter`], where the node may die meanwhile.
    ///
    /// # Errors
    /// They are not let in.
    pub async fn try_enter(&mut self) -> Result<Value, Failure> {
        let entered = RoomClient::enter(&self.client, &self.incident, self.seen);
        let mut room = soon("entering", entered).await?;
        let welcome = soon("the welcome", room.until(|frame| frame["type"] == "welcome")).await?;
        self.room = Some(room);
        Ok(welcome)
    }

    /// Somebody in the room.
    pub async fn inside(client: &Client, incident: &str) -> Self {
        let mut member = Self::new(client, incident);
        member.enter().await;
        member
    }

    /// Goes on at another node, or at the same one after it came back.
    pub fn move_to(&mut self, node: &Node) {
        self.client = node.with_token_of(&self.client);
        self.room = None;
    }

    /// Drops off the network.
    pub fn cut(&mut self) {
        if let Some(room) = self.room.take() {
            room.cut();
        }
    }

    /// Whether they believe to be connected.
    #[must_use]
    pub const fn is_inside(&self) -> bool {
        self.room.is_some()
    }

    /// Sends a frame; false when the connection is gone.
    pub async fn send(&mut self, frame: &Value) -> bool {
        let Some(room) = &mut self.room else { return false };
        let sent = room.send(frame).await.is_ok();
        if !sent {
            self.room = None;
        }
        sent
    }

    /// The next frame, its entries kept; none when the connection is gone.
    ///
    /// # Panics
    /// A gap, a repeat, or a frame that is not JSON.
    pub async fn next(&mut self) -> Option<Value> {
        let frame = self.room.as_mut()?.next().await.expect("a frame");
        match &frame {
            Some(frame) => self.take(frame),
            None => self.room = None,
        }
        frame
    }

    fn take(&mut self, frame: &Value) {
        if frame["type"] != "entry" && frame["type"] != "withheld" {
            return;
        }
        let seq = frame["seq"].as_u64().expect("a number");
        assert_eq!(seq, self.seen + 1, "every entry once, in order: {frame}");
        self.seen = seq;
        self.timeline.insert(seq, frame.clone());
    }

    /// The next frame for which `wanted` holds.
    ///
    /// # Panics
    /// It does not come.
    pub async fn until(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        soon(what, async {
            loop {
                let frame = self.next().await.unwrap_or_else(|| panic!("{what}: the connection ended"));
                if wanted(&frame) {
                    return frame;
                }
            }
        })
        .await
    }

    /// Has every entry up to this one, over however many connections it takes.
    ///
    /// # Panics
    /// They do not come.
    pub async fn sees(&mut self, seq: u64) {
        soon(&format!("entry {seq}"), async {
            while self.seen < seq {
                if self.room.is_none() {
                    self.enter().await;
                }
                self.next().await;
            }
        })
        .await;
    }

    /// Posts a note; tells its number.
    pub async fn note(&mut self, text: &str) -> u64 {
        self.post(json!({ "kind": "entry.note", "body": { "text": text } })).await
    }

    /// Posts, over one connection; tells the number of the entry.
    ///
    /// # Panics
    /// It is refused.
    pub async fn post(&mut self, post: Value) -> u64 {
        let client_id = ctac_cli::random::uuid().to_string();
        assert!(self.send(&frame(post, &client_id)).await, "the connection is gone");
        let answer = self.until("the answer to a post", |frame| frame["client_id"] == client_id.as_str()).await;
        assert_eq!(answer["type"], "posted", "{answer}");
        answer["seq"].as_u64().expect("a number")
    }
}

/// Brings somebody into an incident.
///
/// # Panics
/// It is refused.
pub async fn bring_in(lead: &Client, incident: &str, person: &str, role: &str) {
    let path = format!("/api/v1/incidents/{incident}/members/{person}");
    let granted = lead.send_json(reqwest::Method::PUT, &path, &json!({ "role": role })).await;
    granted.unwrap_or_else(|error| panic!("{person} is not brought in: {error}"));
}

/// Declares an incident; gives its id and its reference.
///
/// # Panics
/// It is refused.
pub async fn declare(lead: &Client, title: &str) -> (String, String) {
    let declared = lead.post("/api/v1/incidents", &json!({ "title": title, "severity": "S2" })).await;
    let declared = declared.unwrap_or_else(|error| panic!("not declared: {error}"));
    let text = |name: &str| declared[name].as_str().expect("text").to_owned();
    (text("id"), text("reference"))
}

/// A `post` frame.
#[must_use]
pub fn frame(post: Value, client_id: &str) -> Value {
    let mut frame = post;
    frame["type"] = json!("post");
    frame["client_id"] = json!(client_id);
    frame
}
