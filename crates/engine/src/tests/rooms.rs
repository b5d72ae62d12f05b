//! Rooms over the whole engine: members catch up, follow, post, lag, are shown stubs, and are sent away.

mod following;
mod leaving;
mod seeing;

use ctac_api::room::ServerFrame;
use ctac_domain::id::{PersonId, SessionId};
use uuid::Uuid;

use super::world::{self, INCIDENT, World, soon};
use crate::Engine;
use crate::member::{Member, Out, PostRefused};
use crate::room::{Bye, Viewer};

const SESSION: SessionId = SessionId(Uuid::from_u128(77));

/// A client on a wire without a socket.
pub(crate) struct Client {
    member: Member,
    pub(super) frames: Vec<ServerFrame>,
    refused: Vec<PostRefused>,
}

impl Client {
    fn new(engine: &Engine, person: PersonId) -> Self {
        let viewer = Viewer { person, session: Some(SESSION), token: None, until: None };
        Self { member: Member::new(engine.clone(), viewer), frames: Vec::new(), refused: Vec::new() }
    }

    pub(super) async fn enter(engine: &Engine, person: PersonId, after: u64) -> Result<Self, Bye> {
        let mut client = Self::new(engine, person);
        client.say(&format!(r#"{{"type":"hello","protocol":1,"incident":"{INCIDENT}","after":{after}}}"#)).await?;
        client.pull().await?;
        Ok(client)
    }

    async fn say(&mut self, frame: &str) -> Result<(), Bye> {
        let mut out = Vec::new();
        let heard = soon(self.member.on_frame(frame, &mut out)).await;
        self.take(out);
        heard
    }

    /// Takes what there is.
    async fn pull(&mut self) -> Result<(), Bye> {
        loop {
            let mut out = Vec::new();
            let more = soon(self.member.drain(&mut out)).await?;
            self.take(out);
            if !more {
                return Ok(());
            }
        }
    }

    /// Takes what comes until something is as asked.
    pub(super) async fn until(&mut self, holds: impl Fn(&Self) -> bool) -> Result<(), Bye> {
        self.pull().await?;
        while !holds(self) {
            soon(self.member.woken()).await;
            self.pull().await?;
        }
        Ok(())
    }

    async fn until_seq(&mut self, seq: u64) -> Result<(), Bye> {
        self.until(|client| client.seqs().last() >= Some(&seq)).await
    }

    fn take(&mut self, out: Vec<Out>) {
        for out in out {
            match out {
                Out::Long(pieces) => {
                    let json = pieces.concat();
                    self.frames.push(ServerFrame::parse(std::str::from_utf8(&json).unwrap()).unwrap());
                }
                Out::Frame(json) => self.frames.push(ServerFrame::parse(std::str::from_utf8(&json).unwrap()).unwrap()),
                Out::Refused { why, .. } => self.refused.push(why),
                Out::Ping => {}
            }
        }
    }

    fn seqs(&self) -> Vec<u64> {
        let entries = self.frames.iter().filter_map(|frame| match frame {
            ServerFrame::Entry(entry) => Some(entry.seq),
            ServerFrame::Withheld { seq, .. } => Some(*seq),
            _ => None,
        });
        entries.collect()
    }

    fn withheld(&self) -> Vec<u64> {
        let stubs = self.frames.iter().filter_map(|frame| match frame {
            ServerFrame::Withheld { seq, .. } => Some(*seq),
            _ => None,
        });
        stubs.collect()
    }
}

async fn room() -> (World, Engine) {
    let world = World::new();
    let engine = world.set_up().await;
    world::declare(&engine).await;
    (world, engine)
}

fn head(engine: &Engine) -> u64 {
    engine.state().incidents[&INCIDENT].head()
}
