//! The people of the story as clients of the service: each signed in with a token, each printing what they see.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::Client;
use crate::failure::Failure;
use crate::out;
use crate::room_client::RoomClient;
use crate::say::{self, Names};

/// Somebody in the story.
#[derive(Debug)]
pub struct Player {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// The service, asked as them.
    pub client: Client,
    room: Option<RoomClient>,
    incident: String,
    seen: u64,
    lines: BTreeMap<u64, String>,
}

impl Player {
    /// Signs in by login and password, and makes a token to go on with.
    ///
    /// # Errors
    /// The service refused.
    pub async fn sign_in(anyone: &Client, login: &str, password: &str) -> Result<Self, Failure> {
        let client = crate::commands::token::sign_in(anyone, login, password, "the demonstration", None).await?;
        let me: Value = client.get("/api/v1/me").await?;
        Ok(Self {
            id: out::text(&me, "person").to_owned(),
            name: out::text(&me, "name").to_owned(),
            client,
            room: None,
            incident: String::new(),
            seen: 0,
            lines: BTreeMap::new(),
        })
    }

    /// Says what they see or do.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub fn says(&self, words: &str) -> Result<(), Failure> {
        out::line(&format!("{:<16} {words}", self.name))
    }

    /// Enters the room of an incident, after the last entry they have seen of it.
    ///
    /// # Errors
    /// The service refused or cannot be reached.
    pub async fn enter(&mut self, incident: &str) -> Result<(), Failure> {
        incident.clone_into(&mut self.incident);
        let mut room = RoomClient::enter(&self.client, incident, self.seen).await?;
        let welcome = room.until(|frame| out::text(frame, "type") == "welcome").await?;
        let head = welcome.get("head").and_then(Value::as_u64).unwrap_or_default();
        self.says(&format!("is in the room, having #{}; it stands at #{head}", self.seen))?;
        self.room = Some(room);
        Ok(())
    }

    /// Drops off the network: no goodbye.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub fn drops_off(&mut self) -> Result<(), Failure> {
        if let Some(room) = self.room.take() {
            room.cut();
        }
        self.says(&format!("drops off the network after #{}", self.seen))
    }

    fn room(&mut self) -> Result<&mut RoomClient, Failure> {
        self.room.as_mut().ok_or_else(|| Failure::NotRight("they are not in the room".to_owned()))
    }

    /// Posts to the timeline and tells the number of the entry; entries that come meanwhile are seen.
    ///
    /// # Errors
    /// It was refused.
    pub async fn posts(&mut self, post: Value, names: &Names) -> Result<u64, Failure> {
        let client_id = crate::random::uuid().to_string();
        let mut frame = post;
        if let Some(fields) = frame.as_object_mut() {
            fields.insert("type".to_owned(), json!("post"));
            fields.insert("client_id".to_owned(), json!(client_id));
        }
        self.room()?.send(&frame).await?;
        loop {
            let answer = self.next_frame().await?;
            let mine = out::text(&answer, "client_id") == client_id;
            match out::text(&answer, "type") {
                "posted" if mine => return Ok(answer.get("seq").and_then(Value::as_u64).unwrap_or_default()),
                "refused" if mine => return Err(Failure::NotRight(format!("the post was refused: {answer}"))),
                _ => self.take(&answer, names)?,
            }
        }
    }

    /// Sees everything up to an entry, in order, each once.
    ///
    /// # Errors
    /// A gap, a repeat, or the connection ended.
    pub async fn sees_up_to(&mut self, seq: u64, names: &Names) -> Result<(), Failure> {
        while self.seen < seq {
            let frame = self.next_frame().await?;
            self.take(&frame, names)?;
        }
        Ok(())
    }

    /// What they saw as an entry's line.
    #[must_use]
    pub fn line(&self, seq: u64) -> &str {
        self.lines.get(&seq).map_or("", String::as_str)
    }

    async fn next_frame(&mut self) -> Result<Value, Failure> {
        let waited = tokio::time::timeout(std::time::Duration::from_secs(30), self.room()?.next()).await;
        let frame = waited.map_err(|_| Failure::NotRight("nothing came from the room for 30 seconds".to_owned()))??;
        frame.ok_or_else(|| Failure::NotRight("the room's connection ended".to_owned()))
    }

    /// Takes an entry or stub, insisting that it is the next one.
    fn take(&mut self, frame: &Value, names: &Names) -> Result<(), Failure> {
        let Some(line) = say::entry(frame, names) else { return Ok(()) };
        let seq = frame.get("seq").and_then(Value::as_u64).unwrap_or_default();
        if seq != self.seen + 1 {
            return Err(Failure::NotRight(format!("{} had #{} and was sent #{seq}", self.name, self.seen)));
        }
        self.seen = seq;
        self.says(&line)?;
        self.lines.insert(seq, line);
        Ok(())
    }
}
