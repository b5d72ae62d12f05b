//! Which handoffs are to be told to whom, and when.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{Told, ToldHandoff, Way};
use crate::duty::{DutyShift, KeptRota, Ready};
use crate::id::PersonId;
use crate::limits;
use crate::state::State;

/// A notice this long after the moment that its person chose is late.
const LATE: SignedDuration = SignedDuration::from_secs(limits::HANDOFF_NOTICE_LATE_S);
/// A late notice stands for those of the moments that come this soon after it.
const CLOSE: SignedDuration = SignedDuration::from_secs(limits::HANDOFF_NOTICE_CLOSE_S);

/// A person comes on call or goes off. Where the same person stays on there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handoff {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub person: PersonId,
    /// Which.
    pub way: Way,
}

/// Handoffs as they were seen when one last looked, so that the rota is not walked through at each entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Of the rota as it was made ready then.
    ready: Ready,
    /// In their order.
    handoffs: Arc<[Handoff]>,
    /// They were looked for up to here.
    until: Timestamp,
}

impl Coming {
    fn of(kept: &KeptRota, earliest: Option<SignedDuration>, at: Timestamp) -> Self {
        let until = in_sight(kept, earliest);
        let (handoffs, _) = between(kept, too_late(at), until);
        Self { ready: kept.ready.clone(), handoffs: handoffs.into(), until }
    }
}

/// Up to when handoffs need be known now. When the rota is next looked at, so is this: whoever is told before then is
/// told of a handoff no later than that and as long as anybody wants to be told before theirs.
fn in_sight(kept: &KeptRota, earliest: Option<SignedDuration>) -> Timestamp {
    let looked = kept.next.unwrap_or(kept.mark).max(kept.mark);
    later(looked, earliest.unwrap_or(SignedDuration::ZERO) + SignedDuration::from_secs(1))
}

/// A handoff that its person is to be told of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub handoff: Handoff,
    /// The moment they chose, in seconds before it. Of several that have passed, the last: once is enough.
    pub ahead_s: u32,
}

/// What is to be told now, in the handoffs' order.
#[must_use]
pub fn due(state: &State, kept: &KeptRota, now: Timestamp) -> Vec<Due> {
    let Some(told) = state.told.get(&kept.id()) else { return Vec::new() };
    let earliest = earliest(state, kept);
    let window = earliest.unwrap_or(SignedDuration::ZERO) + SignedDuration::from_secs(1);
    // At least as far as one looked for when to tell: what is due by that is found here.
    let until = later(now, window).max(in_sight(kept, earliest));
    let (handoffs, until) = between(kept, too_late(told.looked.min(now)), until);
    let due = |handoff: &Handoff| {
        let by = |latest: Timestamp| {
            untold(state, told, handoff).filter(|ahead_s| ahead(handoff.at, *ahead_s) <= latest).min()
        };
        let passed = by(now)?;
        // Told late, because an edit brought it near: the moments that come within minutes say nothing new.
        let late = later(ahead(handoff.at, passed), LATE) < now;
        let ahead_s = if late { by(later(now, CLOSE)).unwrap_or(passed) } else { passed };
        Some(Due { handoff: *handoff, ahead_s })
    };
    let mut all: Vec<Due> = handoffs.iter().filter_map(due).collect();
    all.extend(undone(kept, told, &handoffs, (too_late(told.looked.min(now)), until)));
    all.sort_by_key(|due| due.handoff.at);
    all
}

/// Handoffs that somebody was told of and that an edit undid, without another of theirs at that instant: they would go by
/// what they were told. They are told the contrary, by the moment at which they were told.
fn undone<'a>(
    kept: &'a KeptRota,
    told: &'a Told,
    handoffs: &'a [Handoff],
    (from, until): (Timestamp, Timestamp),
) -> impl Iterator<Item = Due> + 'a {
    let known = told.handoffs.iter().filter(move |(at, _)| from < **at && **at < until);
    known.flat_map(move |(at, all)| {
        // The last that each was told.
        let last: BTreeMap<PersonId, &ToldHandoff> = all.iter().map(|it| (it.person, it)).collect();
        let stands = |person| {
            let first = handoffs.partition_point(|it| it.at < *at);
            handoffs.iter().skip(first).take_while(|it| it.at == *at).any(|it| it.person == person)
        };
        let mut open: Vec<_> = last.into_values().filter(|it| !stands(it.person)).collect();
        if !open.is_empty() {
            let on = kept.on_call(*at);
            open.retain(|it| on.contains(&it.person) != (it.way == Way::On));
        }
        open.into_iter().map(|it| {
            let way = if it.way == Way::On { Way::Off } else { Way::On };
            Due { handoff: Handoff { at: *at, person: it.person, way }, ahead_s: it.ahead_s }
        })
    })
}

/// When somebody is next to be told of a handoff, as of `at`; none where nobody is before the rota itself is looked at
/// again. Does not change while nothing else does, however late one looks, but that what is long over drops out.
#[must_use]
pub fn next(state: &State, kept: &KeptRota, told: &Told, at: Timestamp) -> Option<Timestamp> {
    let earliest = earliest(state, kept);
    first(state, kept, told, (&Coming::of(kept, earliest, at), earliest), at)
}

/// As [`next`], from the handoffs that were seen when one last looked, so long as they are those of the rota.
pub(crate) fn look(state: &State, kept: &KeptRota, told: &mut Told, at: Timestamp) {
    let earliest = earliest(state, kept);
    let known = told.coming.take().filter(|it| it.ready.is(&kept.ready) && it.until == in_sight(kept, earliest));
    let coming = known.unwrap_or_else(|| Coming::of(kept, earliest, at));
    (told.looked, told.handoff_at) = (at, first(state, kept, told, (&coming, earliest), at));
    told.coming = Some(coming);
}

/// When somebody is first to be told of one of these.
fn first(
    state: &State,
    kept: &KeptRota,
    told: &Told,
    (coming, earliest): (&Coming, Option<SignedDuration>),
    at: Timestamp,
) -> Option<Timestamp> {
    let news = too_late(at);
    let mut found: Option<Timestamp> = None;
    for handoff in coming.handoffs.iter().filter(|handoff| handoff.at > news) {
        // Nothing of what follows is told of before this. Where nobody of the rota wants to be told, those who have
        // just left it may.
        if earliest.is_some_and(|earliest| found.is_some_and(|found| found <= later(handoff.at, -earliest))) {
            break;
        }
        let moment = untold(state, told, handoff).max().map(|it| ahead(handoff.at, it));
        found = found.into_iter().chain(moment).min();
    }
    let undone = undone(kept, told, &coming.handoffs, (news, coming.until));
    found.into_iter().chain(undone.map(|due| ahead(due.handoff.at, due.ahead_s))).min()
}

/// Until when a person who comes on at an instant stays on; none where no end is in sight.
#[must_use]
pub fn stays_until(kept: &KeptRota, person: PersonId, from: Timestamp) -> Option<Timestamp> {
    // Most shifts end within a day: what is further off is looked at only where it must be.
    for days in [1, 7, limits::STAY_DAYS] {
        let end = later(from, SignedDuration::from_hours(24 * days));
        let (shifts, seen) = shifts(kept, from, end);
        let theirs = |shift: &DutyShift, until: Timestamp| shift.from == until && shift.people.contains(&person);
        let mut until = from;
        for shift in &shifts {
            if !theirs(shift, until) {
                break;
            }
            until = shift.to;
        }
        if until < seen || seen < end {
            return (until < seen).then_some(until);
        }
    }
    None
}

/// How long before a handoff anybody of the rota wants to be told of it, at the most; none where nobody wants to.
fn earliest(state: &State, kept: &KeptRota) -> Option<SignedDuration> {
    let people = kept.ready.people().iter().filter_map(|id| state.people.get(id));
    let chosen = people.filter_map(|person| person.preferences.handoff_notices.iter().max().copied());
    chosen.max().map(|ahead_s| SignedDuration::from_secs(i64::from(ahead_s)))
}

/// Moments that a person chose and that were not used yet for this handoff.
fn untold<'a>(state: &'a State, told: &Told, handoff: &Handoff) -> impl Iterator<Item = u32> + use<'a> {
    let last = told.handoffs.get(&handoff.at).and_then(|told| {
        // Since they were told the contrary, if they were.
        let theirs = told.iter().rev().filter(|it| it.person == handoff.person);
        theirs.take_while(|it| it.way == handoff.way).map(|it| it.ahead_s).min()
    });
    let chosen = state.people.get(&handoff.person).map(|it| it.preferences.handoff_notices.as_slice());
    chosen.unwrap_or_default().iter().copied().filter(move |ahead_s| last.is_none_or(|last| *ahead_s < last))
}

/// Every handoff after `from` and before `to`, in order, and up to when they were looked for: where too much happens,
/// not so far.
fn between(kept: &KeptRota, from: Timestamp, to: Timestamp) -> (Vec<Handoff>, Timestamp) {
    let (shifts, to) = shifts(kept, from, to);
    let mut handoffs = Vec::new();
    let (mut before, mut until): (&[PersonId], Timestamp) = (&[], from);
    for shift in &shifts {
        if until < shift.from {
            change(&mut handoffs, until, before, &[], from);
            before = &[];
        }
        change(&mut handoffs, shift.from, before, &shift.people, from);
        (before, until) = (&shift.people, shift.to);
    }
    if until < to {
        change(&mut handoffs, until, before, &[], from);
    }
    (handoffs, to)
}

/// Whoever differs before and after an instant. What was before the first is not known, so that it is no handoff.
fn change(handoffs: &mut Vec<Handoff>, at: Timestamp, before: &[PersonId], after: &[PersonId], first: Timestamp) {
    if at <= first {
        return;
    }
    let off =
        before.iter().filter(|it| !after.contains(it)).map(|person| Handoff { at, person: *person, way: Way::Off });
    let on = after.iter().filter(|it| !before.contains(it)).map(|person| Handoff { at, person: *person, way: Way::On });
    handoffs.extend(off.chain(on));
}

/// The shifts between two instants, and up to when: half as far while that is too long to be resolved at once.
fn shifts(kept: &KeptRota, from: Timestamp, mut to: Timestamp) -> (Vec<DutyShift>, Timestamp) {
    loop {
        match kept.shifts(from, to) {
            Ok(shifts) => return (shifts, to),
            Err(_) if to <= from => return (Vec::new(), from),
            Err(_) => to = later(from, to.duration_since(from) / 2),
        }
    }
}

/// A handoff at this instant or before is no news any more.
#[must_use]
pub fn too_late(at: Timestamp) -> Timestamp {
    later(at, -SignedDuration::from_secs(limits::HANDOFF_LATE_S))
}

fn ahead(at: Timestamp, seconds: u32) -> Timestamp {
    later(at, -SignedDuration::from_secs(i64::from(seconds)))
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
}
