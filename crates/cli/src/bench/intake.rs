//! `ctac bench intake`: alerts over the Events API, each durable before it is answered, beside the same server's route
//! that parses the same body and does nothing.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::cast;
use super::http::{self, Connection};
use super::limits::CONNECTIONS;
use super::node::Node;
use super::pace::{self, nanoseconds, since};
use super::processors::{self, Used, Watch};
use super::quantiles::Quantiles;
use super::report::{Phase, Report, Wanted};
use super::rounds::{Field, Numbers, Round};
use super::settings::Run;
use crate::failure::Failure;

/// The fixed rates, a second.
const RATES: [u32; 3] = [100, 1_000, 4_000];

/// What is sent: the route, and the keys of the integrations that it is sent as, in turn.
pub(super) struct Events {
    path: &'static str,
    keys: Vec<String>,
    drawn: AtomicU64,
}

impl Events {
    /// To be recorded.
    pub(super) const fn recorded(keys: Vec<String>) -> Self {
        Self { path: "/v2/enqueue", keys, drawn: AtomicU64::new(0) }
    }

    /// To be parsed and dropped.
    pub(super) const fn dropped(keys: Vec<String>) -> Self {
        Self { path: "/bench/noop", keys, drawn: AtomicU64::new(0) }
    }

    /// The next event: about 300 bytes, a new alert each time.
    fn next(&self) -> Vec<u8> {
        let number = self.drawn.fetch_add(1, Ordering::Relaxed);
        self.event("trigger", number)
    }

    /// As its action, the event of a number.
    pub(super) fn event(&self, action: &str, number: u64) -> Vec<u8> {
        let index = usize::try_from(number).unwrap_or(0) % self.keys.len().max(1);
        let key = self.keys.get(index).map_or("", String::as_str);
        let body = format!(
            r#"{{"routing_key":"{key}","event_action":"{action}","dedup_key":"bench-{number}","payload":{{"summary":"Disk of host-{number} is 91 % full","source":"host-{number}.example.invalid","severity":"critical","component":"disk","group":"imaging","custom_details":{{"mount":"/var/lib/archive","used":"91 %"}}}}}}"#
        );
        http::post(self.path, &body)
    }
}

/// How requests fared.
#[derive(Default)]
pub(super) struct Fared {
    pub(super) latency: Quantiles,
    pub(super) accepted: AtomicU64,
    pub(super) sent: AtomicU64,
    /// Of an open loop's accepted requests.
    pub(super) answers: Mutex<Vec<Answered>>,
}

/// One accepted request, in nanoseconds since the benchmark began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answered {
    pub(super) number: u64,
    pub(super) intended: u64,
    pub(super) answered: u64,
}

impl Fared {
    fn count(&self, status: u16, intended: u64) -> bool {
        self.sent.fetch_add(1, Ordering::Relaxed);
        if status == 202 {
            self.accepted.fetch_add(1, Ordering::Relaxed);
            self.latency.record(since(intended));
        }
        status == 202
    }
}

/// Sends at a fixed rate over [`CONNECTIONS`] connections, each in its turn.
pub(super) async fn open_loop(
    address: SocketAddr,
    rate: u32,
    count: u64,
    event: impl Fn(u64) -> Vec<u8> + Send + Sync + 'static,
) -> Result<Fared, Failure> {
    let (fared, event) = (Arc::new(Fared::default()), Arc::new(event));
    let (mut tasks, mut queues) = (JoinSet::new(), Vec::new());
    let each = usize::try_from(count).unwrap_or(usize::MAX) / CONNECTIONS + 1;
    for _ in 0..CONNECTIONS {
        let mut connection = Connection::open(address).await?;
        let (queue, mut due) = mpsc::channel::<(u64, u64)>(each);
        queues.push(queue);
        let (fared, event) = (Arc::clone(&fared), Arc::clone(&event));
        tasks.spawn(async move {
            while let Some((number, intended)) = due.recv().await {
                let status = connection.send(&event(number)).await?;
                if fared.count(status, intended) {
                    let answered = nanoseconds(Instant::now());
                    let answers = &mut *fared.answers.lock().unwrap_or_else(PoisonError::into_inner);
                    answers.push(Answered { number, intended, answered });
                }
            }
            Ok(())
        });
    }
    pace::paced(rate, count, move |number, intended| {
        let queue = usize::try_from(number).ok().and_then(|number| queues.get(number % CONNECTIONS));
        queue.is_some_and(|queue| queue.try_send((number, intended)).is_ok())
    })
    .await?;
    finish(tasks).await?;
    Arc::into_inner(fared).ok_or_else(|| Failure::Io("a connection of the load is still there".to_owned()))
}

/// Sends as fast as it is answered: one request under way on each of [`CONNECTIONS`] connections.
pub(super) async fn closed_loop(address: SocketAddr, events: &Arc<Events>, during: Duration) -> Result<Fared, Failure> {
    let fared = Arc::new(Fared::default());
    let mut tasks = JoinSet::new();
    let mut connections = Vec::with_capacity(CONNECTIONS);
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(address).await?);
    }
    let end = Instant::now() + during;
    for mut connection in connections {
        let (fared, events) = (Arc::clone(&fared), Arc::clone(events));
        tasks.spawn(async move {
            while Instant::now() < end {
                let request = events.next();
                let began = nanoseconds(Instant::now());
                let status = connection.send(&request).await?;
                fared.count(status, began);
            }
            Ok(())
        });
    }
    finish(tasks).await?;
    Arc::into_inner(fared).ok_or_else(|| Failure::Io("a connection of the load is still there".to_owned()))
}

async fn finish(mut tasks: JoinSet<Result<(), Failure>>) -> Result<(), Failure> {
    while let Some(ended) = tasks.join_next().await {
        ended.map_err(|error| Failure::Io(format!("the load ended badly: {error}")))??;
    }
    Ok(())
}

/// One saturated round.
pub(super) async fn saturate(node: &Node, events: &Arc<Events>, during: Duration) -> Result<(Used, Numbers), Failure> {
    let watch = Watch::begin(node.id(), &[])?;
    let fared = closed_loop(node.address, events, during).await?;
    let used = watch.end()?;
    Ok((used, numbers(node, used, &fared)?))
}

fn numbers(node: &Node, used: Used, fared: &Fared) -> Result<Numbers, Failure> {
    let (sent, accepted) = (fared.sent.load(Ordering::Relaxed), fared.accepted.load(Ordering::Relaxed));
    let numbers = Numbers::default().with_counts(used, sent, sent, accepted).with_latency(fared.latency.summary());
    Ok(match node.id() {
        #[expect(clippy::cast_precision_loss, reason = "bytes of memory")]
        Some(id) => numbers.with(Field::MemoryPeak, processors::memory(id)?.peak as f64),
        None => numbers,
    })
}

/// Measures the intake.
///
/// # Errors
/// The server cannot be started, or does not behave.
pub(super) async fn run(run: &Run) -> Result<(), Failure> {
    let cast = cast::record(run, "intake", 0, None).await?;
    let node = Node::serve(run, &cast).await?;
    let recorded = Arc::new(Events::recorded(cast.recording_keys.clone()));
    let dropped = Arc::new(Events::dropped(cast.recording_keys.clone()));
    let mut report = Report::default();
    run.say("intake: warming up")?;
    closed_loop(node.address, &dropped, run.lasting / 4).await?;
    closed_loop(node.address, &recorded, run.lasting / 4).await?;
    for number in 0..run.rounds {
        run.say(&format!("intake: fixed rates, round {}", number + 1))?;
        for rate in RATES {
            let watch = Watch::begin(node.id(), &[])?;
            let (events, count) = (Arc::clone(&recorded), pace::count(rate, run.lasting));
            let fared = open_loop(node.address, rate, count, move |_| events.next()).await?;
            let used = watch.end()?;
            let round = Round::new(used, numbers(&node, used, &fared)?);
            report.add(Phase { label: "intake", n: CONNECTIONS, rate: Some(rate) }, round);
        }
    }
    for number in 0..run.rounds {
        run.say(&format!("intake: saturation, round {}", number + 1))?;
        let (used, noop) = saturate(&node, &dropped, run.lasting).await?;
        let floor = noop.get(Field::Achieved);
        report.add(Phase { label: "no-op", n: CONNECTIONS, rate: None }, Round::new(used, noop));
        let (used, numbers) = saturate(&node, &recorded, run.lasting).await?;
        let round = Round::new(used, numbers.beside(Field::Achieved, floor));
        report.add(Phase { label: "intake", n: CONNECTIONS, rate: None }, round);
    }
    report.want("intake", None, Wanted::AtLeast(Field::Ratio, 0.2));
    report.print(run.json)
}
