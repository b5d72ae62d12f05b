//! Time passes: whatever is overdue happens.

use crate::access::{self, Action, Object};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::due;
use crate::event::Event;
use crate::limits;
use crate::marking::Marking;
use crate::rules::{
    attempt, call_out, flap, gap_warning, handoff, handoff_notice, library, membership, monitor, page, run, snooze,
    suppression, swap, test_page,
};
use crate::state::{Alarm, Stream};

/// What is overdue happens, in time's order: pages go on, leases run out, memberships end, shifts are handed over, swaps
/// lapse, monitors fall silent. Where there is more than one commit should hold, the rest waits for the next tick, which is due at once.
pub(crate) fn tick(d: &mut Deciding<'_>) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    let before = d.state.size;
    let heartbeat = due::heartbeat(&d.state).is_some_and(|at| at <= d.now);
    membership::end_due(d);
    let most = usize::try_from(limits::TICK_ENTRIES).unwrap_or(usize::MAX);
    let overdue: Vec<_> = due::overdue(&d.state, d.now).take(most).collect();
    for alarm in overdue {
        if d.state.size - before >= limits::TICK_ENTRIES {
            break;
        }
        // What came before in this tick may have settled it.
        if d.state.alarms.contains(&alarm) {
            act(d, alarm.1, before + limits::TICK_ENTRIES);
        }
    }
    if heartbeat && d.state.size == before {
        d.emit(Stream::Ledger, Event::LedgerHeartbeat {}, As { marking: Marking::Clear, ..As::default() });
    }
    Ok(Answer::Done)
}

/// What an alarm is for; what may be many entries ends where the log would be longer than `most`.
fn act(d: &mut Deciding<'_>, alarm: Alarm, most: u64) {
    match alarm {
        Alarm::Escalate(page) => page::advance(d, page),
        Alarm::Lease(bearer, notification) => attempt::lose(d, bearer, notification),
        Alarm::Handoff(rota) => handoff::pass(d, rota, most),
        Alarm::SwapLapses(id) => swap::lapse(d, id),
        Alarm::TestPage(person) => test_page::due(d, person),
        Alarm::Notices(rota) => handoff_notice::tell(d, rota),
        Alarm::GapWarning(rota) => gap_warning::look(d, rota),
        Alarm::Silence(id) => monitor::silence(d, id),
        Alarm::SuppressionEnds(id) => suppression::lapse(d, id, most),
        Alarm::FlapEnds(alert) => flap::end(d, alert),
        Alarm::Wake(alert) => snooze::wake(d, alert),
        Alarm::Run(id) => run::tick(d, id),
        Alarm::CallLease(id, instance) => run::lose_call(d, id, instance),
        Alarm::Review(id) => library::nag(d, id),
        Alarm::CallOutEnds(id) => call_out::time_out(d, id),
        Alarm::AskAgain(id) => call_out::ask_again(d, id),
        Alarm::Due(..) | Alarm::Ask(..) | Alarm::Call(..) | Alarm::MembershipEnds(..) => {}
    }
}

#[cfg(test)]
mod tests;
