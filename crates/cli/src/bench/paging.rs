//! `ctac bench paging`: ten thousand alerts in ten seconds across fifty services, while one provider is slow and one is
//! dead. Every provider is a socket in this process that speaks the provider's own protocol; between are the server's real
//! rules, store and dispatch.
//!
//! Of five services one pages by text, whose first provider (Twilio) is dead: its host takes no connection; the second is
//! GOV.UK Notify. One pages by push to an ntfy server that takes a second for each. Three page by email, by GOV.UK Notify,
//! which is well. Each alert is an incident, whose first message to a person waits for no other; a service's people are
//! asked in turn, so that nobody's number is sent more than the networks let through. Nothing is lost while every accepted
//! alert's page was in a message that a provider took.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use ctac_domain::id::NotificationId;
use tokio::time::{Instant, sleep};

use super::intake::{Answered, Events, Fared, open_loop};
use super::limits::{ARRIVED, PAGING, SERVICES};
use super::node::Node;
use super::processors::{Used, Watch};
use super::quantiles::Quantiles;
use super::report::{Phase, Report, Wanted};
use super::rounds::{Field, Numbers, Round};
use super::settings::Run;
use super::{floor, pace};
use crate::failure::Failure;
use ledger::Pages;
use providers::{Providers, Took};

mod dead;
mod ledger;
mod providers;
mod services;

/// How a service's people are paged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// By text: the first provider is dead, the second is well.
    DeadThenWell,
    /// By push: the provider is slow.
    Slow,
    /// By email: the provider is well.
    Well,
}

impl By {
    /// Of the service of an alert's number.
    const fn of(number: u64) -> Self {
        match number % 5 {
            0 => Self::DeadThenWell,
            1 => Self::Slow,
            _ => Self::Well,
        }
    }
}

/// Measures.
///
/// # Errors
/// A part cannot be started, or does not behave.
pub(super) async fn run(run: &Run) -> Result<(), Failure> {
    let mut report = Report::default();
    for number in 0..run.rounds {
        run.say(&format!("paging: round {}: recording {SERVICES} services", number + 1))?;
        let (phase, disk) = floor::disk(run, 1).await?;
        let sync = disk.get(Field::P50);
        report.add(phase, disk);
        for (label, round) in round(run, number, sync).await? {
            report.add(Phase { label, n: SERVICES, rate: Some(PAGING) }, round);
        }
    }
    report.want("paging", Some(PAGING), Wanted::AtMost(Field::Lost, 0.0));
    report.want("paging", Some(PAGING), Wanted::AtMost(Field::Refused, 0.0));
    report.want("paging", Some(PAGING), Wanted::AtMost(Field::Duplicates, 0.0));
    report.want("paging-first-call", Some(PAGING), Wanted::AtMost(Field::P99, 50_000.0));
    report.want("paging-failover", Some(PAGING), Wanted::AtMost(Field::P99, 3_000_000.0));
    report.print(run.json)
}

/// One round in a cell of its own: what a provider that is put aside taught a server is forgotten.
async fn round(run: &Run, number: u32, sync: Option<f64>) -> Result<Vec<(&'static str, Round)>, Failure> {
    let providers = Providers::start().await?;
    let (cast, config) = services::record(run, number, &providers).await?;
    let node = Node::serve(run, &cast).await?;
    let events = Arc::new(Events::recorded(cast.recording_keys.clone()));
    let count = pace::count(PAGING, run.lasting * 2);
    run.say(&format!("paging: {count} alerts at {PAGING} a second"))?;
    let watch = Watch::begin(node.id(), &[])?;
    let event = move |number| events.event("trigger", number);
    let fared = open_loop(node.address, PAGING, count, event).await?;
    arrived(&providers, fared.accepted.load(Ordering::Relaxed)).await;
    let used = watch.end()?;
    drop(node);
    let (pages, took) = ledger::read(&config, &providers.take()).await?;
    let seen = Seen::of(&fared, &took, &pages);
    run.say(&format!("paging: {}", seen.in_words()))?;
    Ok(seen.rounds(used, fared.sent.load(Ordering::Relaxed), sync))
}

/// Waits until every accepted alert was taken, or for so long that it will not be.
async fn arrived(providers: &Providers, accepted: u64) {
    let mut most = (0, Instant::now());
    loop {
        let count = providers.count();
        if count > most.0 {
            most = (count, Instant::now());
        }
        if count as u64 >= accepted && most.1.elapsed() > Duration::from_millis(500) || most.1.elapsed() > 2 * ARRIVED {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// What one round saw.
#[derive(Default)]
struct Seen {
    accepted: u64,
    delivered: u64,
    duplicates: u64,
    /// By the server's ledger: calls that it made, whatever came of them.
    calls: u64,
    /// From an alert's intended sending to the first call, where the first provider is alive.
    from_alert: Quantiles,
    /// The same from the answer that says that it is durable.
    from_answer: Quantiles,
    /// From the answer to the first call, of the provider that is well alone.
    well: Quantiles,
    /// The same, of the slow one.
    slow: Quantiles,
    /// From the answer to the call of the second provider, where the first is dead.
    failover: Quantiles,
}

impl Seen {
    fn of(fared: &Fared, took: &[Took], pages: &Pages) -> Self {
        let mut seen = Self { calls: pages.calls, ..Self::default() };
        let mut first: BTreeMap<u64, u64> = BTreeMap::new();
        let mut messages: BTreeMap<NotificationId, u64> = BTreeMap::new();
        for Took { notification, at } in took {
            *messages.entry(*notification).or_default() += 1;
            for number in pages.alerts.get(notification).into_iter().flatten() {
                let earliest = first.entry(*number).or_insert(*at);
                *earliest = (*earliest).min(*at);
            }
        }
        seen.duplicates = messages.values().map(|times| times - 1).sum();
        let answers = fared.answers.lock().unwrap_or_else(PoisonError::into_inner);
        seen.accepted = answers.len() as u64;
        for Answered { number, intended, answered } in answers.iter() {
            let Some(at) = first.get(number) else { continue };
            seen.delivered += 1;
            // The call may overtake the answer on its way.
            let waited = at.saturating_sub(*answered);
            match By::of(*number) {
                By::DeadThenWell => seen.failover.record(waited),
                By::Slow => seen.slow.record(waited),
                By::Well => seen.well.record(waited),
            }
            if By::of(*number) != By::DeadThenWell {
                seen.from_answer.record(waited);
                seen.from_alert.record(at.saturating_sub(*intended));
            }
        }
        seen
    }

    fn in_words(&self) -> String {
        let Self { accepted, delivered, duplicates, calls, .. } = self;
        format!("{accepted} accepted, {delivered} of them taken by a provider, {duplicates} twice; {calls} calls begun")
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of some seconds")]
    fn rounds(&self, used: Used, sent: u64, sync: Option<f64>) -> Vec<(&'static str, Round)> {
        let counts = Numbers::default().with_counts(used, sent, self.accepted, self.delivered);
        let counts = counts.with(Field::Refused, (sent - self.accepted) as f64);
        let counts = counts.with(Field::Duplicates, self.duplicates as f64).with_latency(self.from_alert.summary());
        let rest = [
            ("paging-first-call", &self.from_answer),
            ("paging-well", &self.well),
            ("paging-slow", &self.slow),
            ("paging-failover", &self.failover),
        ];
        let rest = rest.map(|(label, latency)| (label, Numbers::default().with_latency(latency.summary())));
        let all = [("paging", counts)].into_iter().chain(rest);
        all.map(|(label, numbers)| (label, Round::new(used, numbers.beside(Field::P50, sync)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_was_not_taken_is_lost_and_what_came_twice_is_told() {
        let notification = |number| NotificationId(uuid::Uuid::from_u128(number));
        let fared = Fared::default();
        let answered = |number| Answered { number, intended: 1_000, answered: 3_000 };
        fared.answers.lock().unwrap().extend((0..4).map(answered));
        let took = |number, at| Took { notification: notification(number), at };
        let took = [took(10, 9_000), took(12, 8_000), took(12, 7_000), took(13, 2_000), took(99, 1)];
        let alerts =
            [(10, 0), (11, 1), (12, 2), (13, 3)].map(|(id, number)| (notification(id), BTreeSet::from([number])));
        let seen = Seen::of(&fared, &took, &Pages { alerts: alerts.into(), calls: 5 });
        assert_eq!((seen.accepted, seen.delivered, seen.duplicates), (4, 3, 1));
        assert_eq!(seen.failover.summary().map(|it| it.max), Some(6.0));
        assert_eq!(seen.from_answer.summary().map(|it| it.max), Some(4.0));
        assert_eq!(seen.from_alert.summary().map(|it| it.max), Some(6.0));
        assert!(seen.slow.summary().is_none());
    }
}
