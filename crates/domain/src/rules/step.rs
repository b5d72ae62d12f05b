//! One step of a page's policy: what it comes to at an instant, which [`walk`] tells without doing anything, and its
//! beginning, which records exactly that with reply codes. The simulator asks the same [`walk`].

use std::collections::BTreeSet;

use imbl::OrdMap;
use jiff::{SignedDuration, Timestamp};

use crate::decide::Deciding;
use crate::directory::{Channel, Person};
use crate::event::Event;
use crate::id::{ContactId, PageId, PersonId};
use crate::incident::Severity;
use crate::limits;
use crate::page::{Notification, Page};
use crate::policy::{Policy, Skip, Step, Target};
use crate::rules::page;
use crate::state::State;

pub use target::Concern;

mod code;
mod target;
mod urgent;

/// A place in a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which step, from 0.
    pub step: usize,
    /// Which time through, from 0.
    pub round: u8,
}

impl Place {
    /// Where every page begins.
    pub(crate) const FIRST: Self = Self { step: 0, round: 0 };

    /// The place after this one; none after the last.
    pub(crate) fn next(self, policy: &Policy) -> Option<Self> {
        if self.step + 1 < policy.steps.len() {
            Some(Self { step: self.step + 1, round: self.round })
        } else if self.round < policy.repeats {
            Some(Self { step: 0, round: self.round + 1 })
        } else {
            None
        }
    }
}

/// A page as its steps see it, raised or only thought of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) severity: Severity,
    pub(crate) concern: Option<Concern>,
    /// As [`Page::turns`].
    pub(crate) turns: &'a OrdMap<usize, usize>,
}

impl<'a> Need<'a> {
    pub(crate) fn of(state: &State, page: &'a Page) -> Self {
        let concern = target::concern(state, &page.subject);
        Self { policy: &page.policy, severity: page.severity, concern, turns: &page.turns }
    }
}

/// A message to one contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// When it is sent.
    pub due: Timestamp,
    /// Where to.
    pub contact: ContactId,
    /// How.
    pub channel: Channel,
}

/// Somebody whom a step tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Whom.
    pub person: PersonId,
    /// Because of which target.
    pub target: Target,
    /// In time's order, at least one.
    pub messages: Vec<Message>,
}

/// Somebody whom a step means and does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// Whom.
    pub person: PersonId,
    /// Because of which target.
    pub target: Target,
    /// They could be reached, but [`limits::STEP_PEOPLE`] others come before them; otherwise they have no contact that
    /// could be tried.
    pub crowded: bool,
}

/// What a step comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tried {
    /// Who is told.
    pub asked: Vec<Asked>,
    /// Who should be and is not.
    pub missed: Vec<Missed>,
    /// Targets that mean nobody now.
    pub nobody: Vec<Target>,
    /// Of a step that asks in turn: whose turn it is.
    pub turn: Option<usize>,
}

/// What becomes of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is passed over.
    Skipped(Skip),
    /// It begins. One that asks nobody is over at once.
    Tried(Tried),
}

impl Outcome {
    /// Whether somebody is told.
    #[must_use]
    pub const fn reaches(&self) -> bool {
        matches!(self, Self::Tried(tried) if !tried.asked.is_empty())
    }
}

/// What happens at one instant: the step at `place`, or the first after it that reaches somebody, which is the last of
/// those told. Where none does, each was looked at once: going round again at the same instant would reach nobody
/// either.
pub(crate) fn walk(state: &State, need: &Need<'_>, mut place: Option<Place>, now: Timestamp) -> Vec<(Place, Outcome)> {
    let mut steps = Vec::new();
    for _ in &need.policy.steps {
        let Some((at, step)) = place.and_then(|at| Some((at, need.policy.steps.get(at.step)?))) else { break };
        let outcome = match step.skipped(need.severity, now) {
            Some(skip) => Outcome::Skipped(skip),
            None => Outcome::Tried(tried(state, need, at.step, step, now)),
        };
        let reaches = outcome.reaches();
        steps.push((at, outcome));
        if reaches {
            break;
        }
        place = at.next(need.policy);
    }
    steps
}

/// When a step that begins now gives way to the next.
pub(crate) fn escalates_at(need: &Need<'_>, place: Place, reaches: bool, now: Timestamp) -> Timestamp {
    let wait_s = need.policy.steps.get(place.step).map_or(1, |step| step.wait_s.max(1));
    if reaches { later(now, wait_s) } else { now }
}

fn tried(state: &State, need: &Need<'_>, nth: usize, step: &Step, now: Timestamp) -> Tried {
    let mut tried = Tried::default();
    let mut seen = BTreeSet::new();
    let count = step.targets.len();
    if !step.in_turn || count == 0 {
        step.targets.iter().for_each(|target| ask(state, need, *target, now, &mut seen, &mut tried));
        return tried;
    }
    let last = need.turns.get(&nth).or_else(|| state.turns.get(&need.policy.id)?.get(&nth));
    let first = last.map_or(0, |last| last % count + 1);
    for turn in (0..count).map(|more| (first + more) % count) {
        step.targets.get(turn).into_iter().for_each(|target| ask(state, need, *target, now, &mut seen, &mut tried));
        if !tried.asked.is_empty() {
            tried.turn = Some(turn);
            break;
        }
    }
    tried
}

/// Each active person whom the target means is told once by the step, whatever other target means them too.
fn ask(
    state: &State,
    need: &Need<'_>,
    target: Target,
    now: Timestamp,
    seen: &mut BTreeSet<PersonId>,
    tried: &mut Tried,
) {
    let people = target::people(state, need.concern, target, now);
    if people.is_empty() {
        tried.nobody.push(target);
    }
    for person in people {
        if !seen.insert(person.id) {
            continue;
        }
        let crowded = seen.len() > limits::STEP_PEOPLE;
        let messages = if crowded { Vec::new() } else { messages(person, need.severity, now) };
        if messages.is_empty() {
            tried.missed.push(Missed { person: person.id, target, crowded: crowded && person.is_reachable() });
        } else {
            tried.asked.push(Asked { person: person.id, target, messages });
        }
    }
}

/// Which usable contact when, by the person's rules for this severity, in time's order. Where those lead to none, every
/// channel at once: a rule for a telephone that is gone, or for other pages only, must not keep somebody from being told.
/// Whoever has none is tried where a provider said that nothing arrives, for providers err.
///
/// Several contacts of one channel are told at once, unless their person put them in order: then the second is told
/// [`limits::IN_ORDER_S`] after the first, while nobody has answered, and so on.
fn messages(person: &Person, severity: Severity, now: Timestamp) -> Vec<Message> {
    let of = |channel: Channel| person.in_order().filter(move |it| it.is_usable() && it.channel == channel);
    let mut plan: BTreeSet<(Timestamp, ContactId)> = BTreeSet::new();
    let between = if person.order.is_empty() { 0 } else { limits::IN_ORDER_S };
    let mut tell = |channel: Channel, after_s: u32| {
        let moments = (0..).map(|nth: u32| later(now, after_s.saturating_add(nth.saturating_mul(between))));
        plan.extend(moments.zip(of(channel).map(|contact| contact.id)));
    };
    let reached = person.reached_by();
    let rules = person.rules.iter().filter(|rule| rule.severities.holds(severity));
    let rules: Vec<_> = rules.filter(|rule| reached.contains(&rule.channel)).collect();
    if rules.is_empty() {
        reached.iter().for_each(|channel| tell(*channel, 0));
    }
    rules.iter().for_each(|rule| tell(rule.channel, rule.after_s));
    if plan.is_empty() {
        let last = person.contacts.values().filter(|contact| contact.is_last_resort());
        plan.extend(last.map(|contact| (now, contact.id)));
    }
    let message = |(due, contact)| {
        let channel = person.contacts.get(&contact)?.channel;
        Some(Message { due, contact, channel })
    };
    plan.into_iter().filter_map(message).collect()
}

/// When the last of a person's messages for a page raised now would go; none where no message can reach them.
pub(crate) fn last_message(person: &Person, severity: Severity, now: Timestamp) -> Option<Timestamp> {
    messages(person, severity, now).last().map(|message| message.due)
}

/// Records that a step begins. One that reaches nobody is recorded all the same: a gap.
pub(crate) fn start(d: &mut Deciding<'_>, page: PageId, place: Place, tried: &Tried, escalates_at: Timestamp) {
    let notifications: Vec<_> = tried.asked.iter().flat_map(|asked| of_page(d, page, asked)).collect();
    let unreachable: Vec<_> = tried.missed.iter().map(|missed| missed.person).collect();
    let mut notifications = notifications.chunks(limits::NOTIFICATIONS_PER_ENTRY);
    let mut unreachable = unreachable.chunks(limits::UNREACHABLE_PER_ENTRY);
    let (mut asked, mut missed) = (notifications.next(), unreachable.next());
    loop {
        let event = Event::PageStepStarted {
            page,
            step: place.step,
            round: place.round,
            notifications: asked.unwrap_or_default().to_vec(),
            unreachable: missed.unwrap_or_default().to_vec(),
            escalates_at,
            turn: tried.turn,
        };
        page::record(d, page, event);
        (asked, missed) = (notifications.next(), unreachable.next());
        if asked.is_none() && missed.is_none() {
            return;
        }
    }
}

/// An instant some seconds later.
pub(crate) fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}

/// One person's messages of a page: the first to a contact for what the page is about is held for nothing.
fn of_page(d: &mut Deciding<'_>, page: PageId, asked: &Asked) -> Vec<Notification> {
    let is_first = urgent::is_first(&d.state, page);
    let mut told = BTreeSet::new();
    let mut all = notifications(d, asked.person, &asked.messages);
    for it in &mut all {
        it.urgent = is_first && told.insert(it.contact) && !urgent::was_told(&d.state, page, it.contact);
    }
    all
}

/// One person's messages, each with its reply code.
pub(crate) fn notifications(d: &mut Deciding<'_>, person: PersonId, messages: &[Message]) -> Vec<Notification> {
    let mut drawn = BTreeSet::new();
    let notification = |message: &Message| {
        let code = code::draw(d, person, &drawn);
        drawn.insert(code);
        let Message { due, contact, channel } = *message;
        Notification::new(d.draw_id(), person, contact, channel, due).with_code(code)
    };
    messages.iter().map(notification).collect()
}

/// Whom a target means now, where it does not hang on what a page is about.
pub(crate) fn people_of(state: &State, target: Target, now: Timestamp) -> Vec<PersonId> {
    target::people(state, None, target, now).into_iter().map(|person| person.id).collect()
}

#[cfg(test)]
mod conditions;
#[cfg(test)]
mod tests;
