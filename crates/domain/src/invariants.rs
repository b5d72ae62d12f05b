//! What must be true of every state, computed from first principles: by tests, by the simulation, and by the running
//! service, which pages its operator when it is not (design, invariant 8).

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::alert::{Alert, AlertStatus, Held};
use crate::attempt::Bearer;
use crate::call_out::CallOut;
use crate::duty::{KeptRota, Ready, effective};
use crate::id::{AlertId, CallOutId, ContactId, NoticeId, PageId, PersonId, RotaId, RunId, SuppressionId, SwapId};
use crate::limits;
use crate::monitor::KeptMonitor;
use crate::page::Page;
use crate::state::{Alarm, State};
use crate::suppression::Suppression;
use crate::swap::Swap;
use crate::told::{Told, gaps, handoffs};

/// Something that must be true is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// Invariant 8: nobody has this page, and nothing would ever happen to it.
    #[error("page {0} is active without a deadline")]
    NoDeadline(PageId),
    /// A page that is over would go on.
    #[error("page {0} is over, yet has a deadline")]
    DeadlineAfterEnd(PageId),
    /// What should happen by itself would not.
    #[error("an alarm is missing: {1:?} at {0}")]
    AlarmMissing(Timestamp, Alarm),
    /// Something would happen that should not.
    #[error("an alarm is too many: {1:?} at {0}")]
    AlarmTooMany(Timestamp, Alarm),
    /// A reply code that somebody was sent does not lead to its page, or one leads where it should not.
    #[error("the reply codes of person {0} do not match what they were sent")]
    Codes(PersonId),
    /// A page is over and not listed as such, or the reverse.
    #[error("page {0} is not listed where it stands")]
    PageList(PageId),
    /// A notice is over and not listed as such, or the reverse.
    #[error("notice {0} is not listed where it stands")]
    NoticeList(NoticeId),
    /// A call-out has ended and is not listed as such, or the reverse.
    #[error("call-out {0} is not listed where it stands")]
    CallOutList(CallOutId),
    /// An alert is over and not listed as such, or the reverse.
    #[error("alert {0} is not listed where it stands")]
    AlertList(AlertId),
    /// An open alert is held by what will never let it go, or is not listed where it is held.
    #[error("alert {0} is not held as it stands")]
    AlertHeld(AlertId),
    /// A rota answers from something else than what is in force.
    #[error("rota {0} is not ready as it stands")]
    Rota(RotaId),
    /// A swap is over and not listed as such, or the reverse.
    #[error("swap {0} is not listed where it stands")]
    SwapList(SwapId),
    /// A run asked for something, and nothing would ever come of it.
    #[error("run {0} waits for something that nobody does")]
    Unattended(RunId),
    /// What should be sent does not wait where it is sent from, or something does that should not.
    #[error("the lane of contact {0} does not hold what waits for it")]
    Lane(ContactId),
    /// More that is over is kept than the limit allows.
    #[error("{0} {1} are kept, which is too many")]
    TooMany(usize, &'static str),
}

/// Everything that is wrong with a state; empty when nothing is. Looks at all of it: for tests.
#[must_use]
pub fn check(state: &State) -> Vec<Violation> {
    let mut found = Vec::new();
    for page in state.pages.values() {
        check_deadline(page, &mut found);
    }
    check_alarms(state, &mut found);
    check_codes(state, &mut found);
    check_lists(state, &mut found);
    check_rotas(state, &mut found);
    check_told(state, &mut found);
    let unattended = state.runs.values().filter(|kept| !runs::is_attended(state, kept));
    found.extend(unattended.map(|kept| Violation::Unattended(kept.id)));
    lanes::check(state, &mut found);
    found
}

/// What is wrong with one page: cheap enough to ask after every change to it.
#[must_use]
pub fn check_page(state: &State, page: PageId) -> Vec<Violation> {
    let mut found = Vec::new();
    if let Some(page) = state.pages.get(&page) {
        check_deadline(page, &mut found);
        let missing = |alarm: &(Timestamp, Alarm)| !state.alarms.contains(alarm);
        found.extend(alarms_of(page).filter(missing).map(|(at, alarm)| Violation::AlarmMissing(at, alarm)));
        lanes::check_page(state, page, &mut found);
    }
    found
}

fn check_deadline(page: &Page, found: &mut Vec<Violation>) {
    match (page.is_active(), page.escalates_at) {
        (true, None) => found.push(Violation::NoDeadline(page.id)),
        (false, Some(_)) => found.push(Violation::DeadlineAfterEnd(page.id)),
        _ => {}
    }
}

/// When a page goes on, when its calls' leases run out, and when what became of them is asked.
fn alarms_of(page: &Page) -> impl Iterator<Item = (Timestamp, Alarm)> + '_ {
    let bearer = Bearer::Page(page.id);
    let leases = page.notifications.values().filter_map(move |it| lanes::lease(bearer, it));
    let asks = page
        .notifications
        .values()
        .filter_map(move |it| it.ask_at(bearer, page.is_open()).map(|at| (at, Alarm::Ask(bearer, it.id))));
    page.escalation().into_iter().chain(leases).chain(asks)
}

/// When a call-out goes on, and when its calls' leases run out.
fn alarms_of_call_out(it: &CallOut) -> impl Iterator<Item = (Timestamp, Alarm)> + '_ {
    let bearer = Bearer::CallOut(it.id);
    it.alarms().chain(it.notifications.values().filter_map(move |it| lanes::lease(bearer, it)))
}

/// When a rota is to be looked at next, found anew.
fn next_look(kept: &KeptRota) -> Option<(Timestamp, Alarm)> {
    kept.retired.is_none().then(|| (kept.ready.next_look(kept.told_at), Alarm::Handoff(kept.id())))
}

/// The alarms that pages, memberships, rotas, swaps and monitors ask for are the alarms that are set.
fn check_alarms(state: &State, found: &mut Vec<Violation>) {
    let mut expected: BTreeSet<(Timestamp, Alarm)> = state.pages.values().flat_map(|page| alarms_of(page)).collect();
    for notice in state.notices.values() {
        let lease = |it| lanes::lease(Bearer::Notice(notice.id), it);
        expected.extend(notice.notifications.values().filter_map(lease));
    }
    expected.extend(state.lanes.iter().flat_map(|(contact, lane)| lane.alarms(*contact)));
    expected.extend(state.call_outs.values().flat_map(|it| alarms_of_call_out(it)));
    for incident in state.incidents.values() {
        let bounded = incident.members.iter().filter_map(|(person, member)| Some((member.until?, *person)));
        expected.extend(bounded.map(|(until, person)| (until, Alarm::MembershipEnds(incident.id, person))));
    }
    expected.extend(state.rotas.values().filter_map(|kept| next_look(kept)));
    expected.extend(state.swaps.values().filter_map(Swap::alarm));
    expected.extend(state.alerts.values().flat_map(|alert| alert.alarms()));
    expected.extend(state.suppressions.values().map(Suppression::alarm));
    expected.extend(state.monitors.values().filter_map(KeptMonitor::alarm));
    expected.extend(state.proofs.iter().filter_map(|(person, proof)| proof.alarm(*person)));
    expected.extend(state.told.iter().flat_map(|(rota, told)| told.alarms(*rota)));
    expected.extend(state.runs.values().flat_map(|kept| kept.alarms()));
    expected.extend(state.library.values().filter_map(|shelf| shelf.alarm()));
    for (at, alarm) in expected.iter().filter(|alarm| !state.alarms.contains(*alarm)) {
        found.push(Violation::AlarmMissing(*at, *alarm));
    }
    for (at, alarm) in state.alarms.iter().filter(|alarm| !expected.contains(*alarm)) {
        found.push(Violation::AlarmTooMany(*at, *alarm));
    }
}

/// What is to be told of each rota has its alarm. Found anew, it may be later than what is set, for what is long over drops
/// out; never earlier.
fn check_told(state: &State, found: &mut Vec<Violation>) {
    let none = Told::default();
    for kept in state.rotas.values() {
        let told = state.told.get(&kept.id()).unwrap_or(&none);
        let handoff = handoffs::next(state, kept, told, state.recorded_at);
        for (due, set, alarm) in [
            (handoff, told.handoff_at, Alarm::Notices(kept.id())),
            (gaps::next(kept, told), told.gap_at, Alarm::GapWarning(kept.id())),
        ] {
            // One that is further off than handoffs are looked for may come into sight with time alone.
            let soon = due.filter(|at| at.duration_since(state.recorded_at).as_hours() < 24 * limits::STAY_DAYS);
            if let Some(at) = soon.filter(|at| set.is_none_or(|set| *at < set)) {
                found.push(Violation::AlarmMissing(at, alarm));
            }
        }
    }
}

/// Each person's codes are those of what they were sent and can still answer, each once.
fn check_codes(state: &State, found: &mut Vec<Violation>) {
    let mut expected = BTreeSet::new();
    for page in state.pages.values() {
        for it in page.notifications.values().filter(|it| page.takes_code(it)) {
            if it.code.is_none() {
                found.push(Violation::Codes(it.person));
            }
            expected.extend(it.codes().map(|code| (it.person, code, Bearer::Page(page.id), it.id)));
        }
    }
    for call_out in state.call_outs.values() {
        for it in call_out.notifications.values() {
            if it.code.is_none() {
                found.push(Violation::Codes(it.person));
            }
            expected.extend(it.codes().map(|code| (it.person, code, Bearer::CallOut(call_out.id), it.id)));
        }
    }
    let mut actual = BTreeSet::new();
    for (person, codes) in &state.codes {
        for (code, all) in codes {
            actual.extend(all.iter().map(|(bearer, notification)| (*person, *code, *bearer, *notification)));
        }
        if codes.is_empty() || codes.values().any(imbl::OrdSet::is_empty) {
            found.push(Violation::Codes(*person));
        }
    }
    found.extend(expected.symmetric_difference(&actual).map(|(person, ..)| Violation::Codes(*person)));
}

/// What is over is listed once, in what is open nothing is over, and no more is kept than the limit.
fn check_lists(state: &State, found: &mut Vec<Violation>) {
    let over: BTreeSet<PageId> = state.pages.values().filter(|it| !it.is_active()).map(|it| it.id).collect();
    let listed: BTreeSet<PageId> = state.ended_pages.iter().copied().collect();
    found.extend(over.symmetric_difference(&listed).map(|page| Violation::PageList(*page)));

    let over: BTreeSet<NoticeId> = state.notices.values().filter(|it| !it.is_open()).map(|it| it.id).collect();
    let listed: BTreeSet<NoticeId> = state.ended_notices.iter().copied().collect();
    found.extend(over.symmetric_difference(&listed).map(|notice| Violation::NoticeList(*notice)));

    let over: BTreeSet<CallOutId> = state.call_outs.values().filter(|it| !it.is_running()).map(|it| it.id).collect();
    let listed: BTreeSet<CallOutId> = state.ended_call_outs.iter().copied().collect();
    found.extend(over.symmetric_difference(&listed).copied().map(Violation::CallOutList));

    let is_over = |alert: &&Arc<Alert>| alert.status == AlertStatus::Resolved;
    let over: BTreeSet<AlertId> = state.alerts.values().filter(is_over).map(|it| it.id).collect();
    let listed: BTreeSet<AlertId> = state.ended_alerts.iter().copied().collect();
    found.extend(over.symmetric_difference(&listed).map(|alert| Violation::AlertList(*alert)));

    for alert in state.alerts.values() {
        let open = state.open_alert(alert.integration, &alert.dedup_key).is_some_and(|it| it.id == alert.id);
        if open == (alert.status == AlertStatus::Resolved) {
            found.push(Violation::AlertList(alert.id));
        }
    }
    check_held(state, found);
    let (over, open) = (state.ended_notices.len(), state.notices.len().saturating_sub(state.ended_notices.len()));
    for (kept, most) in [(over, limits::ENDED_NOTICES), (open, limits::OPEN_NOTICES)] {
        if kept > most {
            found.push(Violation::TooMany(kept, "notices"));
        }
    }
    if state.calls.len() > limits::CALLS {
        found.push(Violation::TooMany(state.calls.len(), "calls"));
    }
    if state.ended_call_outs.len() > limits::ENDED_CALL_OUTS {
        found.push(Violation::TooMany(state.ended_call_outs.len(), "call-outs"));
    }
    // One list may be held up by a single page that is still needed; a few, never many.
    for (kept, what) in [(state.ended_pages.len(), "pages"), (state.ended_alerts.len(), "alerts")] {
        if kept > 2 * limits::FINISHED {
            found.push(Violation::TooMany(kept, what));
        }
    }
}

/// Every open alert that is held is listed with what holds it, and what holds it is still to end. Groups are of open
/// alerts, and the last of a key is over.
fn check_held(state: &State, found: &mut Vec<Violation>) {
    let is_open = |it: &&Arc<Alert>| it.status != AlertStatus::Resolved;
    let (mut suppressed, mut joined) = (BTreeSet::new(), BTreeSet::new());
    for it in state.alerts.values().filter(is_open) {
        match it.held {
            Some(Held::Suppression { suppression }) => drop(suppressed.insert((suppression, it.id))),
            Some(Held::Group { first }) => drop(joined.insert((first, it.id))),
            Some(Held::Snooze { .. }) | None => {}
        }
    }
    let listed = state.suppressed.iter().flat_map(|(id, alerts)| alerts.iter().map(|alert| (*id, *alert)));
    let listed: BTreeSet<(SuppressionId, AlertId)> = listed.collect();
    let kept = |id: &SuppressionId| state.suppressions.contains_key(id);
    let lists = state.alerts.values().filter(is_open).flat_map(|it| it.joined.iter().map(|other| (it.id, *other)));
    let wrong = suppressed.symmetric_difference(&listed).map(|(_, alert)| *alert);
    let forgotten = listed.iter().filter(|(id, _)| !kept(id)).map(|(_, alert)| *alert);
    let ungrouped = joined.symmetric_difference(&lists.collect()).map(|(_, alert)| *alert).collect::<Vec<_>>();
    found.extend(wrong.chain(forgotten).chain(ungrouped).map(Violation::AlertHeld));
    for (key, group) in state.groups.values().flatten() {
        let first = state.alerts.get(&group.first).filter(is_open);
        if first.is_none_or(|first| first.group.as_ref() != Some(key)) {
            found.push(Violation::AlertHeld(group.first));
        }
    }
    for (key, id) in state.last_alerts.values().flatten() {
        let over = state.alerts.get(id).is_some_and(|it| !is_open(&it) && it.dedup_key == *key);
        if !over {
            found.push(Violation::AlertList(*id));
        }
    }
}

/// Every rota answers from what is in force, its past is in order and ends at its mark, and swaps are listed where
/// they stand.
fn check_rotas(state: &State, found: &mut Vec<Violation>) {
    for kept in state.rotas.values() {
        let in_force = if kept.retired.is_some() { Ready::default() } else { Ready::of(effective(state, kept)) };
        let ends = [kept.known_from].into_iter().chain(kept.past.iter().map(|shift| shift.to));
        let starts = kept.past.iter().map(|shift| shift.from).chain([kept.mark]);
        let in_order = ends.zip(starts).all(|(end, start)| end <= start);
        let looked = kept.ready.on_call(kept.told_at) == kept.on_now;
        if in_force != kept.ready || !in_order || !looked || kept.past.len() > limits::PAST_SHIFTS {
            found.push(Violation::Rota(kept.id()));
        }
    }
    let over: BTreeSet<SwapId> = state.swaps.values().filter(|it| !it.is_open()).map(|it| it.id).collect();
    let listed: BTreeSet<SwapId> = state.ended_swaps.iter().copied().collect();
    found.extend(over.symmetric_difference(&listed).map(|swap| Violation::SwapList(*swap)));
}

mod lanes;
mod runs;
#[cfg(test)]
mod tests;
