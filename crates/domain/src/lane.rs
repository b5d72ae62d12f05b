//! Lanes: what waits for one contact, and what was sent to it of late. In a storm each person's telephone gets the first
//! message at once, and what follows within a window as one: here is what decides when the next may go.
//!
//! Everything here is kept by contact and in order, so that neither a claim nor an alert looks through all that waits.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet, Vector};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::attempt::{Bearer, Borne};
use crate::directory::Channel;
use crate::id::{AttemptId, ContactId};
use crate::incident::Severity;
use crate::limits;
use crate::notice::About;
use crate::page::Notification;
use crate::page::Subject;
use crate::run::KeptRun;
use crate::state::{Alarm, State};

/// What is folded with what. Pages come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Pages, with each other.
    Page,
    /// Call-outs, each alone: one asks of its people what no other does.
    CallOut,
    /// Notices that pages are over, with each other.
    Over,
    /// What says something of its own: it is never held, and carries nothing.
    Alone,
}

impl Class {
    /// All of them, in the order they are sent.
    pub const ALL: [Self; 4] = [Self::Page, Self::CallOut, Self::Over, Self::Alone];

    /// Whether each message of it says something of its own: it is never held, and carries nothing.
    #[must_use]
    pub const fn is_alone(self) -> bool {
        match self {
            Self::CallOut | Self::Alone => true,
            Self::Page | Self::Over => false,
        }
    }
}

/// A message that was sent to a contact last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Last {
    /// The call.
    pub attempt: AttemptId,
    /// When it was claimed.
    pub at: Timestamp,
    /// The worst in it.
    pub severity: Severity,
}

/// Notifications of one severity, in the order they are due.
type Waiting = OrdMap<Severity, OrdSet<(Timestamp, Borne)>>;

/// What waits for one contact, of one class.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Queue {
    /// What is never held: firsts, and what was tried and did not go through.
    pub free: Waiting,
    /// What may be held until the window is over.
    pub folds: Waiting,
    /// What was sent last; none once its person has answered, or if it did not go through.
    pub last: Option<Last>,
}

impl Queue {
    /// When the next message may go. Nothing that is worse than all of the last message is held.
    #[must_use]
    pub fn opens_at(&self) -> Option<Timestamp> {
        let first = |waiting: &OrdSet<(Timestamp, Borne)>| waiting.get_min().map(|(due, _)| *due);
        let free = self.free.values().filter_map(first);
        let folds = self.folds.iter().filter_map(|(severity, waiting)| {
            let window = self.last.filter(|last| last.severity <= *severity).map(|last| window_end(last.at));
            first(waiting).map(|due| window.map_or(due, |end| end.max(due)))
        });
        free.chain(folds).min()
    }

    /// Everything that is due, held or not: the next message carries it all. Worst first, then earliest.
    #[must_use]
    pub fn due(&self, now: Timestamp) -> Vec<Borne> {
        let all = self.free.iter().chain(&self.folds).flat_map(|(severity, waiting)| {
            let due = waiting.iter().take_while(move |(due, _)| *due <= now);
            due.map(move |(due, borne)| (*severity, *due, *borne))
        });
        let mut all: Vec<(Severity, Timestamp, Borne)> = all.collect();
        all.sort_unstable();
        all.into_iter().map(|(.., borne)| borne).collect()
    }

    /// The first of [`Queue::due`]: what would lead the next message.
    #[must_use]
    pub fn lead(&self, now: Timestamp) -> Option<(Severity, Timestamp, Borne)> {
        let first = |(severity, waiting): (&Severity, &OrdSet<(Timestamp, Borne)>)| {
            let (due, borne) = waiting.get_min().filter(|(due, _)| *due <= now)?;
            Some((*severity, *due, *borne))
        };
        self.free.iter().chain(&self.folds).filter_map(first).min()
    }

    fn is_empty(&self) -> bool {
        self.free.is_empty() && self.folds.is_empty()
    }
}

/// When what follows a message may go.
#[must_use]
pub fn window_end(sent: Timestamp) -> Timestamp {
    sent.checked_add(SignedDuration::from_secs(limits::FOLD_S)).unwrap_or(Timestamp::MAX)
}

/// One contact's lane.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Lane {
    /// What waits.
    pub queues: OrdMap<Class, Queue>,
    /// What each call under way carries, its lead first.
    pub flying: OrdMap<AttemptId, Vector<Borne>>,
    /// What was sent within [`limits::TEXTS_S`], or may have been, in time's order.
    pub sent: Vector<(Timestamp, AttemptId)>,
}

impl Lane {
    /// When its messages may go.
    pub fn alarms(&self, contact: ContactId) -> impl Iterator<Item = (Timestamp, Alarm)> + '_ {
        self.queues.iter().filter_map(move |(class, queue)| Some((queue.opens_at()?, Alarm::Due(contact, *class))))
    }

    /// When the networks take another text; none: now. They stop at [`limits::TEXTS`] to a number in an hour, and say
    /// nothing: what is beyond is lost.
    #[must_use]
    pub fn full_until(&self, now: Timestamp) -> Option<Timestamp> {
        let again = |(at, _): &(Timestamp, AttemptId)| {
            at.checked_add(SignedDuration::from_secs(limits::TEXTS_S)).unwrap_or(Timestamp::MAX)
        };
        let counted = self.sent.iter().rev().nth(limits::TEXTS - 1).map(again);
        counted.filter(|again| *again > now)
    }

    pub(crate) fn started(&mut self, class: Class, last: Last, lead: Borne) {
        self.flying.insert(last.attempt, Vector::unit(lead));
        self.queues.entry(class).or_default().last = Some(last);
        self.sent.push_back((last.at, last.attempt));
        if self.sent.len() > limits::TEXTS {
            self.sent.pop_front();
        }
    }

    /// A call has ended. Unless it went through, nothing waits for its window; if it surely did not, it does not count.
    pub(crate) fn finished(&mut self, class: Class, attempt: AttemptId, sent: bool, counts: bool) {
        self.flying.remove(&attempt);
        if !sent {
            self.reopen(class, |last| last.attempt == attempt);
        }
        if !counts {
            self.sent.retain(|(_, other)| *other != attempt);
        }
    }

    /// Nothing waits any more for the window of the last message, if that is the one.
    pub(crate) fn reopen(&mut self, class: Class, is_it: impl FnOnce(&Last) -> bool) {
        let Some(queue) = self.queues.get_mut(&class) else { return };
        queue.last = queue.last.filter(|last| !is_it(last));
        if queue.is_empty() && queue.last.is_none() {
            self.queues.remove(&class);
        }
    }

    pub(crate) fn enter(&mut self, at: Place, notification: &Notification) {
        let queue = self.queues.entry(at.class).or_default();
        let waiting = if at.is_free(notification) { &mut queue.free } else { &mut queue.folds };
        waiting.entry(at.severity).or_default().insert((notification.due, at.borne(notification)));
    }

    pub(crate) fn leave(&mut self, at: Place, notification: &Notification) {
        let Some(queue) = self.queues.get_mut(&at.class) else { return };
        let all = if at.is_free(notification) { &mut queue.free } else { &mut queue.folds };
        if let Some(waiting) = all.get_mut(&at.severity) {
            waiting.remove(&(notification.due, at.borne(notification)));
            if waiting.is_empty() {
                all.remove(&at.severity);
            }
        }
        if queue.is_empty() && queue.last.is_none() {
            self.queues.remove(&at.class);
        }
    }
}

/// How a bearer's notifications wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub bearer: Bearer,
    /// Whether they are wanted still.
    pub wanted: bool,
    /// With what they are folded.
    pub class: Class,
    /// How severe. A notice is the least.
    pub severity: Severity,
}

impl Place {
    fn is_free(&self, notification: &Notification) -> bool {
        self.class.is_alone() || notification.urgent || notification.attempts > 0
    }

    const fn borne(&self, notification: &Notification) -> Borne {
        Borne { bearer: self.bearer, notification: notification.id }
    }
}

/// Whether the networks limit how many messages go to one such contact.
#[must_use]
pub const fn is_limited(channel: Channel) -> bool {
    matches!(channel, Channel::Sms)
}

impl State {
    /// How a bearer's notifications wait; none if the state does not keep it.
    #[must_use]
    pub fn place(&self, bearer: Bearer) -> Option<Place> {
        match bearer {
            Bearer::Page(id) => {
                let page = self.pages.get(&id)?;
                // A test or an exercise that carried a page, or led one, would be taken for what it is not.
                let of_exercise = |run| self.runs.get(&run).is_some_and(|it: &Arc<KeptRun>| it.is_exercise());
                let exercise = matches!(page.subject, Subject::Run { run, .. } if of_exercise(run));
                let class = if page.subject.is_test() || exercise { Class::Alone } else { Class::Page };
                Some(Place { bearer, wanted: page.is_open(), class, severity: page.severity })
            }
            Bearer::CallOut(id) => {
                let it = self.call_outs.get(&id)?;
                Some(Place { bearer, wanted: it.is_running(), class: Class::CallOut, severity: it.terms.severity })
            }
            Bearer::Notice(id) => {
                let class = match self.notices.get(&id)?.about {
                    About::Acknowledged { .. } => Class::Over,
                    About::ComesOn { .. }
                    | About::GoesOff { .. }
                    | About::Gap { .. }
                    | About::SwapOffered { .. }
                    | About::SwapAnswered { .. }
                    | About::Verify { .. }
                    | About::TestUnanswered { .. }
                    | About::Flagged { .. }
                    | About::ReviewDue { .. }
                    | About::Invited { .. }
                    | About::Sitrep { .. }
                    | About::ProviderDown { .. }
                    | About::ProviderBack { .. }
                    | About::CallOutOver { .. } => Class::Alone,
                };
                Some(Place { bearer, wanted: true, class, severity: Severity::S4 })
            }
        }
    }

    /// What a call under way carries, its lead first.
    #[must_use]
    pub fn carried(&self, contact: ContactId, attempt: AttemptId) -> Vec<Borne> {
        let flying = self.lanes.get(&contact).and_then(|lane| lane.flying.get(&attempt));
        flying.map(|all| all.iter().copied().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
