//! Two providers, each well, slow, dead or hung for a while; what reached them, and what they took. A request that has
//! left a node is theirs, whatever becomes of the node.

use ctac_domain::attempt::Bearer;
use ctac_domain::id::{AttemptId, PersonId};
use jiff::{SignedDuration, Timestamp};

use super::random::Random;

/// How many there are.
pub(super) const PROVIDERS: usize = 2;

/// How a provider does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// It answers within seconds.
    Well,
    /// It takes messages, and answers long after.
    Slow,
    /// It cannot be reached.
    Dead,
    /// Requests reach it, and no answer comes.
    Hung,
}

/// What it said to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Yes,
    /// Trying again could help, or not.
    No(bool),
    /// The answer broke off.
    Broken,
}

/// A request as it reached a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) attempt: AttemptId,
    pub(super) provider: usize,
    /// How much of the ledger the node that made it had seen.
    pub(super) seen: usize,
}

/// A message that a provider is about to take.
struct Coming {
    at: Timestamp,
    attempt: AttemptId,
    person: PersonId,
    bearer: Bearer,
}

/// See the module.
pub(super) struct Providers {
    moods: [Mood; PROVIDERS],
    coming: Vec<Coming>,
    /// Every request, in order.
    pub(super) requests: Vec<Request>,
    /// What was taken: which call, when.
    pub(super) deliveries: Vec<(AttemptId, Timestamp)>,
}

fn later(random: &mut Random, at: Timestamp, low: i64, high: i64) -> Timestamp {
    at + SignedDuration::from_millis(random.between(low, high))
}

impl Providers {
    pub(super) const fn new() -> Self {
        Self { moods: [Mood::Well; PROVIDERS], coming: Vec::new(), requests: Vec::new(), deliveries: Vec::new() }
    }

    /// One of them changes, now and then. What it changed to.
    pub(super) fn change(&mut self, random: &mut Random) -> Option<Mood> {
        if !random.chance(4) {
            return None;
        }
        let nth = usize::from(random.chance(50));
        let mood = match random.between(0, 5) {
            0 => Mood::Slow,
            1 => Mood::Dead,
            2 => Mood::Hung,
            _ => Mood::Well,
        };
        self.moods[nth] = mood;
        Some(mood)
    }

    pub(super) fn fall_calm(&mut self) {
        self.moods = [Mood::Well; PROVIDERS];
    }

    /// A request is made. When its answer comes and what it says, if any comes.
    pub(super) fn ask(
        &mut self,
        (random, calm): (&mut Random, bool),
        now: Timestamp,
        request: Request,
        (person, bearer): (PersonId, Bearer),
    ) -> Option<(Timestamp, Said)> {
        let attempt = request.attempt;
        let mut take = |at| self.coming.push(Coming { at, attempt, person, bearer });
        let (soon, much_later) = (later(random, now, 1, 2_000), later(random, now, 2_000, 40_000));
        let (answer, late) = (later(random, soon, 1, 2_000), later(random, much_later, 1, 5_000));
        let answer = match self.moods[request.provider] {
            // Nothing reaches it: the connection fails after a while.
            Mood::Dead => return Some((soon, Said::No(true))),
            Mood::Slow => {
                take(much_later);
                Some((late, Said::Yes))
            }
            Mood::Hung => {
                if random.chance(30) {
                    take(much_later);
                }
                None
            }
            Mood::Well => match if calm { 0 } else { random.between(0, 99) } {
                0..=71 => {
                    take(soon);
                    Some((answer, Said::Yes))
                }
                72..=81 => Some((answer, Said::No(true))),
                82..=89 => Some((answer, Said::No(false))),
                90..=93 => {
                    if random.chance(50) {
                        take(soon);
                    }
                    Some((answer, Said::Broken))
                }
                _ => {
                    take(soon);
                    None
                }
            },
        };
        self.requests.push(request);
        answer
    }

    /// What is taken by now: to whom, for what.
    pub(super) fn take(&mut self, now: Timestamp) -> Vec<(PersonId, Bearer)> {
        let (taken, coming) = std::mem::take(&mut self.coming).into_iter().partition(|it: &Coming| it.at <= now);
        self.coming = coming;
        self.deliveries.extend(taken.iter().map(|it| (it.attempt, now)));
        taken.into_iter().map(|it| (it.person, it.bearer)).collect()
    }

    /// What a provider says of an earlier call: whether it took it. None where it cannot be asked, or does not answer.
    pub(super) fn look_up(&self, random: &mut Random, nth: usize, attempt: AttemptId) -> Option<bool> {
        let answers = matches!(self.moods[nth], Mood::Well) && random.chance(70);
        answers.then(|| self.deliveries.iter().any(|(taken, _)| *taken == attempt))
    }

    /// When something reaches one of them next.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.coming.iter().map(|it| it.at).min()
    }
}
