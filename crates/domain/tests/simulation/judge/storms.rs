//! The judge of storms: the first message to a contact goes at once, what follows within the window goes as one and by its
//! end, worse is never held; no contact is sent more than the networks take; and whoever else was woken for a page is told
//! once it is over, and nobody else is.

use std::collections::{BTreeMap, BTreeSet};

use ctac_domain::attempt::Borne;
use ctac_domain::command::Actor;
use ctac_domain::directory::Channel;
use ctac_domain::event::Event;
use ctac_domain::id::{AttemptId, ContactId, NotificationId, PageId, PersonId};
use ctac_domain::incident::Severity;
use ctac_domain::limits::{FOLD_S, FOLDED, TEXTS, TEXTS_S};
use ctac_domain::notice::About;
use ctac_domain::page::{AttemptOutcome, Delivery, Notification, Subject};
use ctac_domain::state::Recorded;
use jiff::{SignedDuration, Timestamp};

/// How late a message may be once it is calm, in seconds: the nodes' clocks are then still up to twenty apart, they look at
/// them some tenths of a second late, and claim a few at a time.
const SLACK_S: i64 = 22;

struct Wait {
    page: PageId,
    person: PersonId,
    contact: ContactId,
    channel: Channel,
    due: Timestamp,
    /// Never held: the first of an incident to its contact, or tried before.
    free: bool,
    waits: bool,
    under_way: bool,
    /// It may have come, and its person has not declined since.
    heard: bool,
    declined: bool,
}

struct Paged {
    severity: Severity,
    incident: bool,
    contacts: BTreeSet<ContactId>,
    over: bool,
}

/// A message that was claimed last for a contact's pages.
struct Last {
    attempt: AttemptId,
    at: Timestamp,
    severity: Severity,
}

/// What the judge knows of storms.
#[derive(Default)]
pub(super) struct Storms {
    pages: BTreeMap<PageId, Paged>,
    all: BTreeMap<NotificationId, Wait>,
    /// What waits for each contact.
    waiting: BTreeMap<ContactId, BTreeSet<NotificationId>>,
    last: BTreeMap<ContactId, Last>,
    /// When a contact's window ended before its time.
    reopened: BTreeMap<ContactId, Timestamp>,
    sent: BTreeMap<ContactId, BTreeMap<AttemptId, Timestamp>>,
    /// The message that is being claimed, until its last entry.
    claimed: Option<(AttemptId, Timestamp, Vec<NotificationId>)>,
    awake: BTreeSet<(PersonId, Timestamp)>,
    told: BTreeSet<(PersonId, Timestamp)>,
    pub(super) wrong: Vec<String>,
}

impl Storms {
    pub(super) fn entry(&mut self, entry: &Recorded, event: &Event, calm_at: Timestamp) {
        let at = entry.recorded_at;
        if let Event::PageFolded { attempt, notifications, .. } = event {
            if let Some((_, _, all)) = self.claimed.as_mut().filter(|(of, ..)| of == attempt) {
                all.extend(notifications.iter().map(|it| it.notification));
            }
            return;
        }
        self.claimed(calm_at);
        match event {
            Event::PageRaised { page, subject, severity, .. } => {
                let incident = matches!(subject, Subject::Incident { .. });
                let paged = Paged { severity: *severity, incident, contacts: BTreeSet::new(), over: false };
                self.pages.insert(*page, paged);
            }
            Event::PageStepStarted { page, notifications, .. } => self.asked(*page, notifications),
            Event::PageAttemptStarted { notification, attempt, .. } => {
                self.claimed = Some((*attempt, at, vec![*notification]));
            }
            Event::PageAttemptFinished { notification, attempt, outcome, again_at, .. } => {
                let lead = self.all.get(notification).map(|it| it.contact);
                lead.into_iter().for_each(|contact| self.ended(contact, *attempt, outcome, at));
                self.finished(*notification, outcome, *again_at);
            }
            Event::PageFoldedFinished { notifications, outcome, again_at, .. } => {
                for Borne { notification, .. } in notifications {
                    self.finished(*notification, outcome, *again_at);
                }
            }
            Event::PageAcknowledged { page, by, .. } => self.over(*page, *by, at),
            Event::PageCancelled { page } => {
                let by = if let Actor::Person(person) = entry.actor { Some(person) } else { None };
                self.over(*page, by, at);
            }
            Event::PageDeclined { page, by } => {
                for it in self.all.values_mut().filter(|it| it.page == *page && it.person == *by) {
                    (it.waits, it.heard, it.declined) = (false, false, true);
                }
            }
            Event::PageDelivery { notification, delivery, again_at, .. } => {
                self.reported(*notification, delivery, *again_at);
            }
            Event::NoticeRaised { person, about: About::Acknowledged { .. }, .. } => {
                self.told.insert((*person, at));
            }
            _ => {}
        }
    }

    /// Whether a page's message waits that may go now.
    pub(super) fn page_waits(&self, at: Timestamp) -> bool {
        self.waiting.iter().any(|(contact, all)| {
            let window =
                self.last.get(contact).map(|last| (last.at + SignedDuration::from_secs(FOLD_S), last.severity));
            let all = all.iter().filter_map(|id| self.all.get(id)).filter(|it| it.waits && it.due <= at);
            let severity = |it: &Wait| self.pages.get(&it.page).map_or(Severity::S4, |page| page.severity);
            let goes = |it: &Wait| it.free || window.is_none_or(|(end, worst)| end <= at || severity(it) < worst);
            all.into_iter().any(goes)
        })
    }

    fn asked(&mut self, page: PageId, notifications: &[Notification]) {
        let Some(paged) = self.pages.get_mut(&page) else { return };
        for it in notifications {
            let first = paged.contacts.insert(it.contact) && paged.incident;
            if it.urgent != first {
                self.wrong.push(format!("page {page}: urgent is {} of what is first: {first}", it.urgent));
            }
            let (person, contact, channel, due) = (it.person, it.contact, it.channel, it.due);
            let (under_way, heard, declined) = (false, false, false);
            let (free, waits) = (first, true);
            let wait = Wait { page, person, contact, channel, due, free, waits, under_way, heard, declined };
            self.all.insert(it.id, wait);
            self.waiting.entry(contact).or_default().insert(it.id);
        }
    }

    /// A message was claimed whole.
    fn claimed(&mut self, calm_at: Timestamp) {
        let Some((attempt, at, carried)) = self.claimed.take() else { return };
        let Some((contact, channel)) =
            carried.first().and_then(|id| self.all.get(id)).map(|it| (it.contact, it.channel))
        else {
            return;
        };
        let severity = |id: &NotificationId| {
            let page = self.all.get(id).and_then(|it| self.pages.get(&it.page));
            page.map_or(Severity::S4, |page| page.severity)
        };
        let worst = carried.iter().map(severity).min().unwrap_or(Severity::S4);
        let mut wrong = Vec::new();
        if carried.first().map(severity) != Some(worst) {
            wrong.push("a message is not led by the worst in it".to_owned());
        }
        self.waiting.entry(contact).or_default().retain(|id| self.all.get(id).is_some_and(|it| it.waits));
        let due = |id: &&NotificationId| self.all.get(*id).is_some_and(|it| it.due <= at);
        let waiting = self.waiting.get(&contact).into_iter().flatten();
        let left = waiting.filter(due).filter(|id| !carried.contains(id)).count();
        if left > 0 && carried.len() < FOLDED {
            wrong.push(format!("a message to {contact} leaves {left} that were due"));
        }
        let window = self.last.get(&contact).map(|last| (last.at + SignedDuration::from_secs(FOLD_S), last.severity));
        let held = |id: &NotificationId| {
            let free = self.all.get(id).is_some_and(|it| it.free);
            window.filter(|(_, last)| !free && severity(id) >= *last).map(|(end, _)| end)
        };
        if carried.iter().all(|id| held(id).is_some_and(|end| at < end)) {
            wrong.push(format!("{contact} was sent two messages within the window at {at}, the last for no reason"));
        }
        for (id, it) in carried.iter().filter_map(|id| Some((id, self.all.get(id)?))) {
            let latest = held(id).map_or(it.due, |end| end.max(it.due)).max(calm_at);
            // It was held until its person answered something else, or until the message before it had failed.
            let latest = self.reopened.get(&contact).map_or(latest, |at| latest.max(*at));
            if at > latest + SignedDuration::from_secs(SLACK_S) && calm_at > Timestamp::UNIX_EPOCH {
                wrong.push(format!(
                    "a message of page {} to {contact} went at {at}, due {}, held beyond {latest}",
                    it.page, it.due
                ));
            }
        }
        let sent = self.sent.entry(contact).or_default();
        sent.insert(attempt, at);
        sent.retain(|_, then| at.duration_since(*then).as_secs() < TEXTS_S);
        if channel == Channel::Sms && sent.len() > TEXTS {
            wrong.push(format!("{contact} was sent {} messages within the hour", sent.len()));
        }
        self.wrong.append(&mut wrong);
        self.last.insert(contact, Last { attempt, at, severity: worst });
        for it in carried {
            if let Some(it) = self.all.get_mut(&it) {
                (it.waits, it.under_way) = (false, true);
            }
        }
    }

    /// What came of a call, for the contact's window.
    fn ended(&mut self, contact: ContactId, attempt: AttemptId, outcome: &AttemptOutcome, at: Timestamp) {
        if !matches!(outcome, AttemptOutcome::Sent { .. })
            && self.last.get(&contact).is_some_and(|it| it.attempt == attempt)
        {
            self.last.remove(&contact);
            self.reopened.insert(contact, at);
        }
        if let (AttemptOutcome::Failed { .. }, Some(sent)) = (outcome, self.sent.get_mut(&contact)) {
            sent.remove(&attempt);
        }
    }

    fn finished(&mut self, id: NotificationId, outcome: &AttemptOutcome, again_at: Option<Timestamp>) {
        let Some(it) = self.all.get_mut(&id) else { return };
        it.heard |= !matches!(outcome, AttemptOutcome::Failed { .. });
        (it.under_way, it.free) = (false, true);
        (it.waits, it.due) = (again_at.is_some(), again_at.unwrap_or(it.due));
        let contact = it.contact;
        if again_at.is_some() {
            self.waiting.entry(contact).or_default().insert(id);
        }
    }

    /// What a provider said afterwards: what arrived waits no more, what did not goes again, held for nothing.
    fn reported(&mut self, id: NotificationId, delivery: &Delivery, again_at: Option<Timestamp>) {
        let Some(it) = self.all.get_mut(&id) else { return };
        match (delivery, again_at) {
            (Delivery::Delivered, _) => {
                it.waits = false;
                it.heard |= !it.declined;
            }
            (Delivery::Failed { .. }, Some(at)) => {
                (it.waits, it.due, it.free) = (true, at, true);
                let contact = it.contact;
                self.waiting.entry(contact).or_default().insert(id);
            }
            (Delivery::Failed { .. }, None) => {}
        }
    }

    /// Whoever may be awake for a page is to be told that it is over, at that instant.
    fn over(&mut self, page: PageId, by: Option<PersonId>, at: Timestamp) {
        if let Some(paged) = self.pages.get_mut(&page) {
            paged.over = true;
        }
        for it in self.all.values_mut().filter(|it| it.page == page) {
            it.waits = false;
            if Some(it.person) != by && (it.heard || it.under_way) {
                self.awake.insert((it.person, at));
            }
        }
        let theirs = self.all.values().filter(|it| Some(it.person) == by).map(|it| it.contact);
        for contact in theirs.collect::<BTreeSet<_>>() {
            if self.last.remove(&contact).is_some() {
                self.reopened.insert(contact, at);
            }
        }
    }

    pub(super) fn ends(&mut self, calm_at: Timestamp) {
        self.claimed(calm_at);
        for (person, at) in self.awake.symmetric_difference(&self.told) {
            self.wrong.push(format!("{person} was awake for a page at {at} and not told, or told and not awake"));
        }
    }
}
