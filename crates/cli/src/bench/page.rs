//! `ctac bench page`: from an alert to the call of the provider, which is a phone in this process, beside the disk.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use ctac_domain::id::PageId;
use tokio::time::{Instant, sleep};

use super::intake::{Answered, Events, Fared, closed_loop, open_loop};
use super::limits::{ARRIVED, CONNECTIONS};
use super::node::Node;
use super::processors::{Used, Watch};
use super::quantiles::Quantiles;
use super::report::{Phase, Report, Wanted};
use super::rounds::{Field, Numbers, Round};
use super::settings::Run;
use super::sink::Sink;
use super::{cast, floor, pace, pages_found};
use crate::client::Client;
use crate::failure::Failure;

/// Alerts a second.
const RATES: [u32; 3] = [10, 100, 1_000];
/// The rate at which a number is wanted.
const FULL: Option<u32> = Some(1_000);
/// Alerts resolved a second between rounds.
const RESOLVED: u32 = 2_000;

struct Paging<'a> {
    node: &'a Node,
    sink: &'a Sink,
    client: Client,
    events: Arc<Events>,
    /// The number of the next alert.
    next: u64,
}

/// What one round saw: from the alert's intended sending, and from its answer, to the provider's call.
struct Seen {
    from_alert: Numbers,
    from_answer: Numbers,
    used: Used,
}

/// Measures paging.
///
/// # Errors
/// The server cannot be started, or does not behave.
pub(super) async fn run(run: &Run) -> Result<(), Failure> {
    let sink = Sink::start().await?;
    let cast = cast::record(run, "page", 0, Some(&sink.url)).await?;
    let node = Node::serve(run, &cast).await?;
    let client = Client::at(&format!("http://{}", node.address), Some(cast.reader.clone()))?;
    let events = Arc::new(Events::recorded(vec![cast.paging_key.clone()]));
    let mut paging = Paging { node: &node, sink: &sink, client, events, next: 0 };
    let mut report = Report::default();
    run.say("page: warming up")?;
    let dropped = Arc::new(Events::dropped(cast.recording_keys.clone()));
    closed_loop(node.address, &dropped, run.lasting / 4).await?;
    paging.round(200, run.lasting / 4).await?;
    for number in 0..run.rounds {
        run.say(&format!("page: round {}", number + 1))?;
        for rate in RATES {
            let (phase, disk) = floor::disk(run, 1).await?;
            let sync = disk.get(Field::P50);
            report.add(phase, disk);
            let Seen { from_alert, from_answer, used } = paging.round(rate, run.lasting).await?;
            let phase = |label| Phase { label, n: CONNECTIONS, rate: Some(rate) };
            report.add(phase("page"), Round::new(used, from_alert.beside(Field::P50, sync)));
            report.add(phase("page-after-202"), Round::new(used, from_answer.beside(Field::P50, sync)));
        }
    }
    report.want("page", FULL, Wanted::AtMost(Field::Ratio, 10.0));
    report.want("page", FULL, Wanted::AtMost(Field::P99, 25_000.0));
    for rate in RATES {
        report.want("page", Some(rate), Wanted::AtMost(Field::Lost, 0.0));
    }
    report.print(run.json)
}

impl Paging<'_> {
    async fn round(&mut self, rate: u32, lasting: Duration) -> Result<Seen, Failure> {
        let (first, count) = (self.next, pace::count(rate, lasting));
        self.next += count;
        let events = Arc::clone(&self.events);
        let watch = Watch::begin(self.node.id(), &[])?;
        let event = move |number| events.event("trigger", first + number);
        let fared = open_loop(self.node.address, rate, count, event).await?;
        self.arrived(fared.accepted.load(Ordering::Relaxed)).await;
        let used = watch.end()?;
        let calls = self.sink.take();
        let pages = pages_found::by_number(&self.client, first, count).await?;
        self.resolve(first, count).await?;
        Ok(seen(used, first, &fared, &calls, &pages))
    }

    /// Waits until every accepted alert's call has come, or for so long that it will not.
    async fn arrived(&self, accepted: u64) {
        let end = Instant::now() + ARRIVED;
        while (self.sink.count() as u64) < accepted && Instant::now() < end {
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ends the alerts and their pages, so that each round begins as the one before; none of it is measured.
    async fn resolve(&self, first: u64, count: u64) -> Result<(), Failure> {
        let events = Arc::clone(&self.events);
        let event = move |number| events.event("resolve", first + number);
        open_loop(self.node.address, RESOLVED, count, event).await.map(|_| ())
    }
}

/// Puts calls beside their alerts. A page that was called for more than once counts once, by its first call.
fn seen(used: Used, first: u64, fared: &Fared, calls: &[(PageId, u64)], pages: &BTreeMap<PageId, u64>) -> Seen {
    let mut called: BTreeMap<u64, u64> = BTreeMap::new();
    for (page, at) in calls {
        if let Some(number) = pages.get(page) {
            let earliest = called.entry(*number).or_insert(*at);
            *earliest = (*earliest).min(*at);
        }
    }
    let (from_alert, from_answer, mut delivered) = (Quantiles::default(), Quantiles::default(), 0);
    let answers = fared.answers.lock().unwrap_or_else(PoisonError::into_inner);
    for Answered { number, intended, answered } in answers.iter() {
        if let Some(at) = called.get(&(first + number)) {
            delivered += 1;
            from_alert.record(at.saturating_sub(*intended));
            // The call may overtake the answer on its way.
            from_answer.record(at.saturating_sub(*answered));
        }
    }
    let (sent, accepted) = (fared.sent.load(Ordering::Relaxed), answers.len() as u64);
    let numbers = |latency: &Quantiles| {
        let numbers = Numbers::default().with_counts(used, sent, accepted, delivered);
        #[expect(clippy::cast_precision_loss, reason = "a count of a few seconds")]
        let numbers = numbers.with(Field::Refused, (sent - accepted) as f64);
        numbers.with_latency(latency.summary())
    };
    Seen { from_alert: numbers(&from_alert), from_answer: numbers(&from_answer), used }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_by_its_alert_and_counts_once() {
        let page = |number| PageId(uuid::Uuid::from_u128(number));
        let fared = Fared::default();
        let answered = |number| Answered { number, intended: 1_000, answered: 3_000 };
        fared.answers.lock().unwrap().extend([answered(0), answered(1)]);
        fared.sent.store(3, Ordering::Relaxed);
        let pages = BTreeMap::from([(page(1), 7), (page(2), 8)]);
        let calls = [(page(1), 9_000), (page(1), 6_000), (page(9), 1)];
        let used = Used { wall_s: 1.0, server_s: 0.0, load_s: 0.0, other_s: 0.0 };
        let Seen { from_alert, from_answer, .. } = seen(used, 7, &fared, &calls, &pages);
        assert_eq!(from_alert.get(Field::Max), Some(5.0));
        assert_eq!(from_answer.get(Field::Max), Some(3.0));
        assert_eq!((from_alert.get(Field::Lost), from_alert.get(Field::Refused)), (Some(1.0), Some(1.0)));
    }
}
