//! What providers say afterwards of what they took: soon, late, twice, before the call's own answer, or only when asked, or
//! never; that it arrived, or not. A story has a generator of its own for it.

use std::collections::BTreeMap;

use ctac_domain::command::{Actor, Command};
use ctac_domain::due;
use ctac_domain::event::Event;
use ctac_domain::id::AttemptId;
use ctac_domain::page::Delivery;
use ctac_domain::state::Recorded;
use jiff::{SignedDuration, Timestamp};

use super::random::Random;
use super::world::World;

/// News on its way to the cell.
struct News {
    at: Timestamp,
    attempt: AttemptId,
    delivery: Delivery,
    /// Whether its provider says it again when nobody takes it.
    insists: bool,
}

/// See the module.
pub(super) struct Receipts {
    random: Random,
    news: Vec<News>,
    /// What became of each message that was taken.
    fates: BTreeMap<AttemptId, Delivery>,
    /// How many deliveries have been given a fate.
    seen: usize,
}

impl Receipts {
    pub(super) fn new(seed: u64) -> Self {
        Self { random: Random::new(!seed), news: Vec::new(), fates: BTreeMap::new(), seen: 0 }
    }

    /// When the next news comes.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.news.iter().map(|news| news.at).min()
    }

    fn say(&mut self, attempt: AttemptId, delivery: &Delivery, now: Timestamp, most_ms: i64) {
        let at = now + SignedDuration::from_millis(self.random.between(1, most_ms));
        self.news.push(News { at, attempt, delivery: delivery.clone(), insists: self.random.chance(50) });
    }
}

fn undelivered(again: bool) -> Delivery {
    Delivery::Failed { code: Some("30003".to_owned()), reason: "out of reach".to_owned(), again, flag: None }
}

impl World {
    /// What providers have taken since becomes something, and is told or not; what is told by now is recorded.
    pub(super) fn receive(&mut self) {
        let calm = self.calm;
        for (attempt, _) in self.providers.deliveries.iter().skip(self.receipts.seen) {
            let random = &mut self.receipts.random;
            let fate = match if calm { 0 } else { random.between(0, 99) } {
                0..=79 => Delivery::Delivered,
                80..=91 => undelivered(true),
                _ => undelivered(false),
            };
            self.receipts.fates.insert(*attempt, fate.clone());
            match self.receipts.random.between(0, 9) {
                0..=4 => self.receipts.say(*attempt, &fate, self.truth, 3_000),
                5 | 6 => self.receipts.say(*attempt, &fate, self.truth, 90_000),
                7 => {
                    // The network errs first.
                    self.receipts.say(*attempt, &undelivered(true), self.truth, 3_000);
                    self.receipts.say(*attempt, &fate, self.truth, 30_000);
                    self.receipts.say(*attempt, &fate, self.truth, 30_000);
                }
                _ => {}
            }
        }
        self.receipts.seen = self.providers.deliveries.len();
        let truth = self.truth;
        let (now, later) = std::mem::take(&mut self.receipts.news).into_iter().partition(|it: &News| it.at <= truth);
        self.receipts.news = later;
        for mut news in now {
            let nth = usize::from(self.receipts.random.chance(50));
            let (provider, reference) = ("simulated".to_owned(), news.attempt.to_string());
            let command =
                Command::RecordReceipt { attempt: news.attempt, provider, reference, delivery: news.delivery.clone() };
            let taken = self.nodes[nth].is_up() && self.execute(nth, Actor::System, &command);
            if !taken && news.insists {
                news.at = truth + SignedDuration::from_secs(30);
                self.receipts.news.push(news);
            } else if !taken {
                self.note("news that nobody took");
            }
        }
    }

    /// One node asks for what nobody told.
    pub(super) fn ask_for_the_unheard(&mut self, nth: usize) {
        let node = &self.nodes[nth];
        let now = node.clock(self.truth);
        if node.is_up() && due::unheard(&node.state, now).next().is_some() {
            let command = Command::ClaimAsks { node: node.id, limit: 3 };
            self.execute(nth, Actor::System, &command);
        }
    }

    /// A provider is asked what became of a message, and answers, or not.
    pub(super) fn asked(&mut self, entry: &Recorded) {
        let Some(Event::PageDeliveryAsked { attempt, .. }) = entry.event.as_deref() else { return };
        let answers = self.calm || self.receipts.random.chance(70);
        if let Some(fate) = self.receipts.fates.get(attempt).cloned().filter(|_| answers) {
            self.receipts.say(*attempt, &fate, self.truth, 3_000);
        }
    }
}
