//! Everybody in a room, as the load sees it: a task for each that reads its frames, and what they all saw together.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::{Mutex, Notify};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::frames::{self, Looker};
use super::limits::{ANSWERED, CONNECTING};
use super::pace::since;
use super::quantiles::Quantiles;
use super::socket::{Door, Kind, Reader, Writer};
use crate::failure::Failure;

/// Counters that tasks do not share with too many others.
const SHARDS: usize = 16;

/// What everybody saw.
#[derive(Default)]
pub(super) struct Saw {
    latency: [Quantiles; SHARDS],
    delivered: AtomicU64,
    refused: AtomicU64,
    /// Entries that were not the next one.
    gaps: AtomicU64,
    ended: AtomicU64,
    /// An entry of the load as it came.
    example: OnceLock<Vec<u8>>,
}

/// One who is there.
pub(super) struct Member {
    pub(super) writer: Mutex<Writer>,
    /// Its own entry came back, or was refused.
    pub(super) answered: Notify,
}

/// Everybody. Whoever is there leaves when it is dropped.
#[derive(Default)]
pub(super) struct Crowd {
    saw: Arc<Saw>,
    members: Vec<Arc<Member>>,
    reading: JoinSet<()>,
}

/// How to come in.
pub(super) struct Entrance {
    pub(super) address: std::net::SocketAddr,
    pub(super) path: String,
    /// One for each; where none is asked, empty ones.
    pub(super) tokens: Vec<String>,
    /// What to say first, and the number of the last entry one has; none where nothing is said.
    pub(super) hello: Option<(Vec<u8>, u64)>,
}

struct Following {
    place: usize,
    reader: Reader,
    member: Arc<Member>,
    looker: Looker,
    /// The last entry's number, where entries have one.
    last: Option<u64>,
    pings: Vec<Vec<u8>>,
    welcome: bool,
}

impl Crowd {
    /// More come in, some at once.
    pub(super) async fn gather(&mut self, entrance: &Entrance) -> Result<(), Failure> {
        let (first, saw) = (self.members.len(), &self.saw);
        let coming =
            stream::iter((first..).zip(&entrance.tokens)).map(|(place, token)| enter(entrance, place, token, saw));
        let all: Vec<Following> = coming.buffered(CONNECTING).try_collect().await?;
        for following in all {
            self.members.push(Arc::clone(&following.member));
            self.reading.spawn(following.follow(Arc::clone(&self.saw)));
        }
        Ok(())
    }

    pub(super) fn size(&self) -> usize {
        self.members.len()
    }

    /// The first so many.
    pub(super) fn writers(&self, count: usize) -> Vec<Arc<Member>> {
        self.members.iter().take(count).map(Arc::clone).collect()
    }

    /// Forgets what was seen so far.
    pub(super) fn begin(&self) {
        for counter in [&self.saw.delivered, &self.saw.refused, &self.saw.gaps] {
            counter.store(0, Ordering::Relaxed);
        }
        self.latency();
    }

    /// The latencies since last asked.
    pub(super) fn latency(&self) -> Quantiles {
        let all = Quantiles::default();
        self.saw.latency.iter().for_each(|shard| all.take(shard));
        all
    }

    pub(super) fn delivered(&self) -> u64 {
        self.saw.delivered.load(Ordering::Relaxed)
    }

    pub(super) fn refused(&self) -> u64 {
        self.saw.refused.load(Ordering::Relaxed)
    }

    pub(super) fn gaps(&self) -> u64 {
        self.saw.gaps.load(Ordering::Relaxed)
    }

    /// How many connections have ended.
    pub(super) fn ended(&self) -> u64 {
        self.saw.ended.load(Ordering::Relaxed)
    }

    /// An entry of the load as it came, once one has.
    pub(super) fn example(&self) -> Option<Vec<u8>> {
        self.saw.example.get().cloned()
    }
}

async fn enter(entrance: &Entrance, place: usize, token: &str, saw: &Saw) -> Result<Following, Failure> {
    let token = Some(token).filter(|token| !token.is_empty());
    let (reader, mut writer) = Door { address: entrance.address, path: &entrance.path, token }.open().await?;
    let failed = |why: &str| Failure::Unavailable(format!("the measured room: {why}"));
    if let Some((hello, _)) = &entrance.hello {
        writer.text(hello).await.map_err(|error| failed(&error.to_string()))?;
    }
    let member = Arc::new(Member { writer: Mutex::new(writer), answered: Notify::new() });
    let last = entrance.hello.as_ref().map(|(_, last)| *last);
    let mut following = Following {
        place,
        reader,
        member,
        looker: Looker::default(),
        last,
        pings: Vec::new(),
        welcome: last.is_none(),
    };
    while !following.welcome {
        let read = timeout(ANSWERED, following.read(saw)).await.map_err(|_| failed("no welcome in time"))?;
        if !read.map_err(|error| failed(&error.to_string()))? {
            return Err(failed("it closed at once"));
        }
    }
    Ok(following)
}

impl Following {
    async fn follow(mut self, saw: Arc<Saw>) {
        while matches!(self.read(&saw).await, Ok(true)) {}
        saw.ended.fetch_add(1, Ordering::Relaxed);
    }

    async fn read(&mut self, saw: &Saw) -> std::io::Result<bool> {
        let Self { place, reader, member, looker, last, pings, welcome } = self;
        let more = reader
            .read(|kind, payload| match kind {
                Kind::Text if payload.starts_with(b"{\"type\":\"entry\"") => {
                    see(saw, *place, member, looker, last, payload);
                }
                Kind::Text if payload.starts_with(b"{\"type\":\"refused\"") => {
                    saw.refused.fetch_add(1, Ordering::Relaxed);
                    member.answered.notify_one();
                }
                Kind::Text if payload.starts_with(b"{\"type\":\"welcome\"") => *welcome = true,
                Kind::Ping => pings.push(payload.to_vec()),
                Kind::Text | Kind::Close | Kind::Other => {}
            })
            .await?;
        for ping in self.pings.drain(..) {
            self.member.writer.lock().await.pong(&ping).await?;
        }
        Ok(more)
    }
}

fn see(saw: &Saw, place: usize, member: &Member, looker: &mut Looker, last: &mut Option<u64>, frame: &[u8]) {
    if let Some(last) = last {
        let seq = looker.seq(frame).unwrap_or(0);
        if seq != *last + 1 {
            saw.gaps.fetch_add(1, Ordering::Relaxed);
        }
        *last = seq;
    }
    let Some(mark) = looker.mark(frame) else { return };
    saw.delivered.fetch_add(1, Ordering::Relaxed);
    if let Some(latency) = saw.latency.get(place % SHARDS) {
        latency.record(since(mark.intended));
    }
    if mark.writer == place {
        saw.example.get_or_init(|| frame.to_vec());
        member.answered.notify_one();
    }
}

/// Says hello to a room, from an entry on.
pub(super) fn to_room(
    address: std::net::SocketAddr,
    incident: ctac_domain::id::IncidentId,
    tokens: Vec<String>,
    after: u64,
) -> Entrance {
    let hello = Some((frames::hello(incident, after), after));
    Entrance { address, path: format!("/api/v1/incidents/{incident}/room"), tokens, hello }
}
