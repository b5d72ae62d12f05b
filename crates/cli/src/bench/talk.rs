//! The load of a room: some of its members write, and all of them read.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::crowd::{Crowd, Member};
use super::frames::{self, Mark};
use super::limits::{ANSWERED, ARRIVED, WRITERS};
use super::node::Node;
use super::pace::{self, nanoseconds};
use super::processors::{self, Used, Watch};
use super::rounds::{Field, Numbers};
use crate::failure::Failure;
use crate::random;

/// What the writers send.
#[derive(Clone)]
pub(super) enum Words {
    /// Posts, which become entries.
    Posts,
    /// These bytes, as they are to arrive.
    Entries(Arc<Vec<u8>>),
}

impl Words {
    fn frame(&self, mark: Mark) -> Vec<u8> {
        match self {
            Self::Posts => frames::post(random::uuid(), mark),
            Self::Entries(example) => frames::marked(example, mark),
        }
    }
}

/// One server, everybody in it, and what they say.
pub(super) struct Talk<'a> {
    pub(super) node: &'a Node,
    pub(super) crowd: &'a Crowd,
    pub(super) words: &'a Words,
    /// The other server, which rests.
    pub(super) resting: Option<u32>,
}

impl Talk<'_> {
    /// At a fixed rate, the writers in turn.
    pub(super) async fn at(&self, rate: u32, lasting: Duration) -> Result<(Used, Numbers), Failure> {
        let count = pace::count(rate, lasting);
        let watch = self.begin()?;
        let (mut tasks, mut queues) = (JoinSet::new(), Vec::new());
        let writers = self.crowd.writers(WRITERS);
        let each = usize::try_from(count).unwrap_or(usize::MAX) / writers.len().max(1) + 1;
        for (writer, member) in writers.into_iter().enumerate() {
            let (queue, mut due) = mpsc::channel::<u64>(each);
            queues.push(queue);
            let words = self.words.clone();
            tasks.spawn(async move {
                let mut sent = 0;
                while let Some(intended) = due.recv().await {
                    write(&member, &words.frame(Mark { writer, intended })).await?;
                    sent += 1;
                }
                Ok(sent)
            });
        }
        pace::paced(rate, count, move |number, intended| {
            let queue = usize::try_from(number).ok().and_then(|number| queues.get(number % queues.len().max(1)));
            queue.is_some_and(|queue| queue.try_send(intended).is_ok())
        })
        .await?;
        self.end(&watch, all(tasks).await?).await
    }

    /// As fast as it goes: each writer sends its next when its last has come back to it.
    pub(super) async fn saturated(&self, lasting: Duration) -> Result<(Used, Numbers), Failure> {
        let watch = self.begin()?;
        let mut tasks = JoinSet::new();
        let end = Instant::now() + lasting;
        for (writer, member) in self.crowd.writers(WRITERS).into_iter().enumerate() {
            let words = self.words.clone();
            tasks.spawn(async move {
                let mut sent = 0;
                while Instant::now() < end {
                    let intended = nanoseconds(Instant::now());
                    write(&member, &words.frame(Mark { writer, intended })).await?;
                    sent += 1;
                    if timeout(ANSWERED, member.answered.notified()).await.is_err() {
                        break;
                    }
                }
                Ok(sent)
            });
        }
        self.end(&watch, all(tasks).await?).await
    }

    fn begin(&self) -> Result<Watch, Failure> {
        self.crowd.begin();
        Watch::begin(self.node.id(), &self.resting.into_iter().collect::<Vec<_>>())
    }

    /// Waits until everybody has everything, or nothing more comes.
    async fn end(&self, watch: &Watch, sent: u64) -> Result<(Used, Numbers), Failure> {
        let size = self.crowd.size() as u64;
        let (mut seen, mut progress) = (self.crowd.delivered(), Instant::now());
        let expected = || (sent.saturating_sub(self.crowd.refused())) * size;
        while self.crowd.delivered() < expected() && progress.elapsed() < ARRIVED {
            sleep(Duration::from_millis(2)).await;
            if self.crowd.delivered() != seen {
                (seen, progress) = (self.crowd.delivered(), Instant::now());
            }
        }
        let used = watch.end()?;
        // Each may have one answer left from a post that was refused at the very end.
        self.told().await;
        #[expect(clippy::cast_precision_loss, reason = "counts of a few seconds, bytes of memory")]
        let numbers = Numbers::default()
            .with_counts(used, sent * size, expected(), self.crowd.delivered())
            .with_latency(self.crowd.latency().summary())
            .with(Field::Refused, self.crowd.refused() as f64)
            .with(Field::Gaps, self.crowd.gaps() as f64)
            .with(Field::Ended, self.crowd.ended() as f64);
        #[expect(clippy::cast_precision_loss, reason = "bytes of memory")]
        let numbers = match self.node.id() {
            Some(id) => numbers.with(Field::MemoryPeak, processors::memory(id)?.peak as f64),
            None => numbers,
        };
        Ok((used, numbers))
    }

    /// Forgets answers that nobody waited for.
    async fn told(&self) {
        for member in self.crowd.writers(WRITERS) {
            let _answered = timeout(Duration::ZERO, member.answered.notified()).await;
        }
    }
}

async fn write(member: &Member, frame: &[u8]) -> Result<(), Failure> {
    let written = member.writer.lock().await.text(frame).await;
    written.map_err(|error| Failure::Unavailable(format!("a writer lost its connection: {error}")))
}

async fn all(mut tasks: JoinSet<Result<u64, Failure>>) -> Result<u64, Failure> {
    let mut sent = 0;
    while let Some(ended) = tasks.join_next().await {
        sent += ended.map_err(|error| Failure::Io(format!("a writer ended badly: {error}")))??;
    }
    Ok(sent)
}
