//! A page's way: its steps in their order and never early, its end in time, and never in silence.

use std::collections::{BTreeMap, BTreeSet};

use ctac_domain::command::Actor;
use ctac_domain::id::{NotificationId, PageId, PersonId};
use ctac_domain::incident::Severity;
use ctac_domain::page::{Notification, Subject};
use ctac_domain::policy::Policy;
use ctac_domain::state::Recorded;
use jiff::{SignedDuration, Timestamp};

use super::calls::Message;
use super::{Judge, steps};

/// How late a step may be, in seconds.
const SLACK_S: i64 = 2;

/// What the judge knows of a page.
pub(super) struct Seen {
    pub(super) subject: Subject,
    pub(super) policy: Policy,
    pub(super) severity: Severity,
    /// Whose turn it was last, at steps that ask in turn.
    pub(super) turns: BTreeMap<usize, usize>,
    pub(super) place: Option<(usize, u8)>,
    /// When the step under way may give way.
    pub(super) escalates_at: Timestamp,
    /// Steps that reached nobody, in a row.
    pub(super) gaps: usize,
    pub(super) messages: BTreeMap<NotificationId, Message>,
    /// Who declined in the step under way.
    pub(super) declined: BTreeSet<PersonId>,
    pub(super) answered: bool,
    pub(super) exhausted: bool,
    pub(super) raised_at: Timestamp,
    /// When it was answered, or nobody was left, whichever came first.
    pub(super) ended_at: Option<Timestamp>,
    /// The entry that answered it.
    pub(super) answered_by: Option<u64>,
    /// The page's entry before the one at hand.
    pub(super) before: (String, Timestamp),
    pub(super) noticed: bool,
}

impl Seen {
    /// The sum of its waits, and a little for each: a node looks at its clock some tenths of a second late.
    fn longest(&self) -> SignedDuration {
        let rounds = i64::from(self.policy.repeats) + 1;
        let waits: i64 = self.policy.steps.iter().map(|step| i64::from(step.wait_s) + SLACK_S).sum();
        SignedDuration::from_secs(waits * rounds + SLACK_S)
    }
}

impl Judge {
    pub(super) fn answered(&mut self, page: PageId, position: u64, at: Timestamp) {
        let twice = self.pages.get_mut(&page).is_none_or(|seen| {
            seen.ended_at.get_or_insert(at);
            seen.answered_by.get_or_insert(position);
            std::mem::replace(&mut seen.answered, true)
        });
        self.check(!twice, || format!("page {page} was answered twice"));
    }

    pub(super) fn raised(
        &mut self,
        page: PageId,
        subject: Subject,
        (policy, severity): (&Policy, Severity),
        at: Timestamp,
    ) {
        let seen = Seen {
            subject,
            policy: policy.clone(),
            severity,
            turns: BTreeMap::new(),
            place: None,
            escalates_at: at,
            gaps: 0,
            messages: BTreeMap::new(),
            declined: BTreeSet::new(),
            answered: false,
            exhausted: false,
            raised_at: at,
            ended_at: None,
            answered_by: None,
            before: (String::new(), at),
            noticed: false,
        };
        self.pages.insert(page, seen);
        if let Subject::Exhausted { page: about } = subject {
            let known = self.pages.get_mut(&about).is_some_and(|seen| {
                seen.noticed = true;
                seen.exhausted && !matches!(seen.subject, Subject::Exhausted { .. })
            });
            self.check(known, || format!("administrators are paged about page {about}, which is not exhausted"));
        }
    }

    /// Steps come in their order and never early, unless a person, a failure or a gap made the last one pointless.
    pub(super) fn step(&mut self, entry: &Recorded, page: PageId, place: (usize, u8), notifications: &[Notification]) {
        let at = entry.recorded_at;
        let Some(seen) = self.pages.get_mut(&page) else {
            return self.wrong.push(format!("a step of page {page}, which was never raised"));
        };
        let expected = steps::expected(&seen.policy, seen.severity, seen.place, at);
        let in_order = expected == Some(place);
        let pointless = matches!(
            seen.before.0.as_str(),
            "page.declined" | "page.attempt_finished" | "page.delivery" | "page.step_started"
        ) && seen.before.1 == at;
        let timely = at >= seen.escalates_at || pointless || matches!(entry.actor, Actor::Person(_));
        let over = seen.answered || seen.exhausted;
        seen.place = Some(place);
        seen.declined.clear();
        seen.gaps = if notifications.is_empty() { seen.gaps + 1 } else { 0 };
        for notification in notifications {
            let message = Message {
                person: notification.person,
                due: notification.due,
                withdrawn: false,
                calls: 0,
                under_way: None,
                arrived: false,
                undelivered: false,
            };
            seen.messages.insert(notification.id, message);
        }
        self.check(in_order, || format!("page {page} went to {place:?}, not {expected:?}"));
        self.check(timely, || format!("page {page} went on before its time, at {at}"));
        self.check(!over, || format!("page {page} went on after its end"));
    }

    /// What was to be sent to somebody who declined is not.
    pub(super) fn declined(&mut self, page: PageId, by: PersonId) {
        let Some(seen) = self.pages.get_mut(&page) else { return };
        seen.declined.insert(by);
        for message in seen.messages.values_mut().filter(|it| it.person == by && it.under_way.is_none()) {
            message.withdrawn = true;
        }
    }

    /// Nobody is left only when everybody was asked, or when everybody in turn could not be.
    pub(super) fn exhausted(&mut self, page: PageId, at: Timestamp) {
        let Some(seen) = self.pages.get_mut(&page) else { return };
        let all_asked = steps::expected(&seen.policy, seen.severity, seen.place, at).is_none();
        let none_reached = seen.gaps >= steps::open(&seen.policy, seen.severity, at);
        let over = seen.answered || seen.exhausted;
        seen.exhausted = true;
        seen.ended_at.get_or_insert(at);
        self.check(all_asked || none_reached, || format!("page {page} gave up before its last step"));
        self.check(!over, || format!("page {page} gave up after its end"));
    }

    /// Every page comes to its end, and nobody answering is loud.
    pub(super) fn ends(&mut self, calm_at: Timestamp) {
        let mut wrong = Vec::new();
        for (page, seen) in &self.pages {
            let latest = seen.raised_at.max(calm_at) + seen.longest();
            match seen.ended_at {
                None => wrong.push(format!("page {page} never came to its end")),
                Some(at) if at > latest => wrong.push(format!("page {page} ended at {at}, which was due by {latest}")),
                Some(_) => {}
            }
            if seen.exhausted
                && !seen.noticed
                && !matches!(seen.subject, Subject::Exhausted { .. } | Subject::Gap { .. })
            {
                wrong.push(format!("page {page} ran out of people in silence"));
            }
            if seen.messages.values().any(|message| message.under_way.is_some()) {
                wrong.push(format!("page {page}: nobody knows what came of a call"));
            }
            if !seen.answered && seen.messages.values().any(|message| message.calls == 0 && !message.withdrawn) {
                wrong.push(format!("page {page}: a message was never sent, though nobody answered"));
            }
        }
        self.wrong.extend(wrong);
    }
}
