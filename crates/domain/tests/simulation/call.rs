//! What a node does with a call that it has claimed, as `ctac-engine` and `ctac-notify` do: asks what became of the call
//! before it where nobody knows, looks whether it is still wanted, asks one provider, then the other if that says no,
//! and gives up before its lease ends.

use ctac_domain::attempt::{AttemptStarted, Bearer};
use ctac_domain::command::{Actor, Command};
use ctac_domain::id::{AttemptId, NotificationId, PersonId};
use ctac_domain::page::AttemptOutcome;
use ctac_domain::state::Recorded;
use jiff::{SignedDuration, Timestamp};

use super::provider::{PROVIDERS, Request, Said};
use super::world::{LEASE_S, World};

/// How long before its lease ends a call is given up.
const MARGIN: SignedDuration = SignedDuration::from_secs(3);

/// A call that a node is making.
#[derive(Debug, Clone)]
pub(super) struct Call {
    bearer: Bearer,
    notification: NotificationId,
    attempt: AttemptId,
    person: PersonId,
    /// The call before it, if nobody knows what came of that.
    unknown: Option<AttemptId>,
    /// By the node's clock, and by what really passes.
    ends: (Timestamp, Timestamp),
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    /// A provider is about to be asked.
    Begins { at: Timestamp, provider: usize },
    /// It was: when its answer comes and what it is, if any.
    Asked { answer: Option<(Timestamp, Said)>, provider: usize },
}

impl Call {
    /// When it goes on, by true time.
    pub(super) fn next(&self, skew: SignedDuration) -> Timestamp {
        let goes_on = match &self.stage {
            Stage::Begins { at, .. } => Some(*at),
            Stage::Asked { answer, .. } => answer.map(|(at, _)| at),
        };
        let ends = self.ends.1.min(self.ends.0 - skew);
        goes_on.map_or(ends, |at| at.min(ends))
    }

    /// Whether it has left the node, and the node could lose what came of it.
    pub(super) const fn is_asked(&self) -> bool {
        matches!(self.stage, Stage::Asked { .. })
    }
}

impl World {
    /// A node is to call for what it has just claimed.
    pub(super) fn call(&mut self, nth: usize, entry: &Recorded) {
        let Some(started) = entry.event.as_deref().and_then(AttemptStarted::of) else { return };
        let AttemptStarted { bearer, notification, attempt, lease_until, .. } = started;
        let Some(message) = self.nodes[nth].state.notification(bearer, notification) else { return };
        let person = message.person;
        let unknown = self.unknown.get(&notification).copied();
        // To ask what became of the one before takes its time.
        let wait = self.random.between(1, if unknown.is_some() { 5_000 } else { 50 });
        let lasts = SignedDuration::from_secs(i64::from(LEASE_S)) - MARGIN;
        let ends = (lease_until - MARGIN, self.truth + lasts);
        let stage = Stage::Begins { at: self.truth + SignedDuration::from_millis(wait), provider: 0 };
        self.nodes[nth].calls.push(Call { bearer, notification, attempt, person, unknown, ends, stage });
    }

    /// The calls of one node go on, and what came of them is reported.
    pub(super) fn calls(&mut self, nth: usize) {
        for mut call in std::mem::take(&mut self.nodes[nth].calls) {
            match self.go_on(nth, &mut call) {
                None => self.nodes[nth].calls.push(call),
                Some(outcome) => {
                    let Call { bearer, notification, attempt, .. } = call;
                    let command = Command::FinishAttempt { bearer, notification, attempt, outcome };
                    // A write that fails is tried again by the engine for half a minute; here it is lost: the worse.
                    self.execute(nth, Actor::System, &command);
                    if !self.nodes[nth].is_up() {
                        // What it had in memory is gone, with what was still to go on.
                        return;
                    }
                }
            }
        }
    }

    /// One call goes on, so far as it is time. What came of it, once that is known.
    fn go_on(&mut self, nth: usize, call: &mut Call) -> Option<AttemptOutcome> {
        let clock = self.nodes[nth].clock(self.truth);
        if clock >= call.ends.0 || self.truth >= call.ends.1 {
            return Some(AttemptOutcome::Unknown);
        }
        match call.stage {
            Stage::Begins { at, provider } if at <= self.truth => self.begin(nth, call, provider),
            Stage::Asked { answer: Some((at, said)), provider } if at <= self.truth => match said {
                Said::Yes => Some(sent(call.attempt)),
                Said::Broken => Some(AttemptOutcome::Unknown),
                Said::No(_) if provider + 1 < PROVIDERS => {
                    call.stage = Stage::Begins { at: self.truth, provider: provider + 1 };
                    self.note("another provider was asked");
                    None
                }
                Said::No(again) => Some(failed("no route", again)),
            },
            Stage::Begins { .. } | Stage::Asked { .. } => None,
        }
    }

    /// A provider is asked, unless the one before took it after all, or nobody needs it any more.
    fn begin(&mut self, nth: usize, call: &mut Call, provider: usize) -> Option<AttemptOutcome> {
        if let Some(earlier) = call.unknown.take() {
            for provider in 0..PROVIDERS {
                if self.providers.look_up(&mut self.random, provider, earlier) == Some(true) {
                    self.note("a call was looked up, and not made again");
                    return Some(sent(earlier));
                }
            }
        }
        let node = &self.nodes[nth];
        if !node.state.is_wanted(call.bearer, call.notification, call.attempt) {
            self.note("a claimed call that nobody needed any more");
            return Some(failed("somebody answered before it was sent", false));
        }
        let request = Request { attempt: call.attempt, provider, seen: node.seen };
        let to = (call.person, call.bearer);
        let answer = self.providers.ask((&mut self.random, self.calm), self.truth, request, to);
        call.stage = Stage::Asked { answer, provider };
        None
    }
}

fn sent(attempt: AttemptId) -> AttemptOutcome {
    AttemptOutcome::Sent { provider: "simulated".to_owned(), reference: attempt.to_string() }
}

fn failed(reason: &str, again: bool) -> AttemptOutcome {
    AttemptOutcome::Failed { provider: "simulated".to_owned(), reason: reason.to_owned(), again }
}
