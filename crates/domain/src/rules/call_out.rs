//! A call-out's way: started, answered, asked again, and ended by enough, by time or by hand.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::SignedDuration;

use crate::access::{self, Action, Denied, Object};
use crate::call_out::{Answer as Said, CallOut, Can, Filled, ForRun, Terms, Why, filled};
use crate::command::{Actor, CallOutPlan};
use crate::decide::{Answer, Deciding, Refusal};
use crate::directory::Role;
use crate::event::Event;
use crate::id::{CallOutId, NotificationId, PersonId};
use crate::incident::RoomRole;
use crate::limits;
use crate::notice::About;
use crate::page::{How, NotificationStatus};
use crate::rules::text::invalid;
use crate::rules::{membership, notice, page, run, step};
use crate::state::Stream;

mod asking;
mod plan;

/// Starts a call-out, and asks everybody for the first time.
pub(crate) fn start(d: &mut Deciding<'_>, id: CallOutId, plan: &CallOutPlan) -> Result<Answer, Refusal> {
    access::check(d, Action::CallOut, plan.incident.map_or(Object::Cell, Object::Incident))?;
    let by = person_asking(d)?;
    if let Some(stands) = d.state.call_outs.get(&id) {
        let same = stands.terms.by == by && stands.terms.incident == plan.incident;
        let other = || Refusal::Conflict("another call-out has this id".to_owned());
        return if same { Ok(Answer::Done) } else { Err(other()) };
    }
    let terms = plan::terms(d, plan, by)?;
    begin(d, id, terms);
    Ok(Answer::Done)
}

/// A run of a runbook starts one, in the name of whoever leads the run; who says yes comes into the incident.
pub(super) fn start_for_run(
    d: &mut Deciding<'_>,
    id: CallOutId,
    (plan, by): (&CallOutPlan, PersonId),
    run: ForRun,
) -> Result<(), Refusal> {
    let terms = plan::terms(d, plan, by)?;
    begin(d, id, Terms { join: true, run: Some(run), ..terms });
    Ok(())
}

fn begin(d: &mut Deciding<'_>, id: CallOutId, terms: Terms) {
    let everybody = terms.people.clone();
    let stream = terms.incident.map_or(Stream::CallOut(id), Stream::Incident);
    emit(d, stream, Event::CallOutStarted { call_out: id, terms });
    asking::ask(d, id, &everybody);
}

/// Nobody waits for it any more.
pub(super) fn call_off(d: &mut Deciding<'_>, id: CallOutId) {
    end(d, id, Why::Stopped);
}

/// Somebody answers. While it runs, their latest word counts; after its end it is recorded as offered late.
pub(crate) fn answer(d: &mut Deciding<'_>, id: CallOutId, can: Can, how: How) -> Result<Answer, Refusal> {
    access::check(d, Action::AnswerCallOut, Object::CallOut(id))?;
    let person = person_asking(d)?;
    check_answer(can, how)?;
    let stands = find(d, id)?;
    if !stands.takes_answers_at(d.now) {
        let gone = "this call-out ended more than a day ago: tell whoever runs the incident".to_owned();
        return Err(Refusal::Conflict(gone));
    }
    // Whoever is coming already and says when anew offers nothing late.
    let coming = stands.answers.get(&person).is_some_and(|said| !said.late && matches!(said.can, Can::Yes { .. }));
    let counts = stands.is_running() || coming && matches!(can, Can::Yes { .. });
    let late = !counts;
    if stands.answers.get(&person).is_some_and(|said| is_again(d, said, can, late)) {
        return Ok(Answer::Done);
    }
    record(d, id, Event::CallOutAnswered { call_out: id, person, can, how, late });
    if stands.is_running() {
        let found = filled(&d.state, find(d, id)?.as_ref());
        if matches!(can, Can::Yes { .. }) {
            bring_in(d, &stands.terms, person, &found);
        }
        if found.is_complete() {
            end(d, id, Why::Filled);
        }
    }
    Ok(Answer::Done)
}

/// Nobody more is asked.
pub(crate) fn stop(d: &mut Deciding<'_>, id: CallOutId) -> Result<Answer, Refusal> {
    access::check(d, Action::CallOut, Object::CallOut(id))?;
    end(d, id, Why::Stopped);
    Ok(Answer::Done)
}

/// Its time is over.
pub(crate) fn time_out(d: &mut Deciding<'_>, id: CallOutId) {
    end(d, id, Why::TimedOut);
}

/// Those who have not answered are asked once more, each by their next channel.
pub(crate) fn ask_again(d: &mut Deciding<'_>, id: CallOutId) {
    let people: Vec<PersonId> = d.state.call_outs.get(&id).map(|it| it.to_ask_again().collect()).unwrap_or_default();
    asking::ask(d, id, &people);
}

/// A message could not be sent. When nothing else is on its way to its person, they are asked by their next channel now.
pub(crate) fn ask_otherwise(d: &mut Deciding<'_>, id: CallOutId, notification: NotificationId) {
    let Some(it) = d.state.call_outs.get(&id).filter(|it| it.is_running()) else { return };
    let Some(failed) = it.notifications.get(&notification).filter(|it| it.status == NotificationStatus::Failed) else {
        return;
    };
    let person = failed.person;
    let waits = it.notifications_of(person).any(|it| it.is_on_its_way());
    let may = it.to_ask_again().any(|one| one == person);
    if may && !waits {
        asking::ask_one(d, id, person);
    }
}

/// What reaches somebody has changed. Who can be reached no more is on record as such, and not waited for; who can again
/// is asked at once.
pub(super) fn reach_changed(d: &mut Deciding<'_>, person: PersonId) {
    let reachable = d.state.people.get(&person).is_some_and(|it| it.active && it.is_reachable());
    let changed = |it: &&Arc<CallOut>| {
        let open = it.is_running() && it.asks(person) && !it.answers.contains_key(&person);
        open && it.unreachable.contains(&person) == reachable
    };
    let call_outs: Vec<CallOutId> = d.state.call_outs.values().filter(changed).map(|it| it.id).collect();
    for id in call_outs {
        if reachable {
            asking::ask_one(d, id, person);
        } else {
            asking::give_up(d, id, person);
        }
    }
}

/// Records something of a call-out where it belongs.
pub(crate) fn record(d: &mut Deciding<'_>, id: CallOutId, event: Event) {
    let stream = d.state.stream_of_call_out(id).unwrap_or(Stream::Ledger);
    emit(d, stream, event);
}

/// As a page's entries: each member must be able to see whether help is coming.
fn emit(d: &mut Deciding<'_>, stream: Stream, event: Event) {
    let how = page::standing(d, &stream);
    d.emit(stream, event, how);
}

fn find(d: &Deciding<'_>, id: CallOutId) -> Result<Arc<CallOut>, Refusal> {
    d.state.call_outs.get(&id).cloned().ok_or(Refusal::NotFound("call-out"))
}

fn person_asking(d: &Deciding<'_>) -> Result<PersonId, Refusal> {
    match d.context.actor {
        Actor::Person(person) => Ok(person),
        Actor::System | Actor::Operator | Actor::Integration(_) => Err(Denied::NotSignedIn.into()),
    }
}

fn check_answer(can: Can, how: How) -> Result<(), Refusal> {
    if how == How::Source {
        return Err(invalid("how", "a source of alerts attends nothing; use sms, dtmf, link or api"));
    }
    match can {
        Can::Yes { minutes } if !limits::ATTEND_MIN.contains(&minutes) => {
            let (least, most) = (limits::ATTEND_MIN.start(), limits::ATTEND_MIN.end());
            Err(invalid("minutes", format!("from {least} to {most}; say that you cannot if you cannot")))
        }
        Can::Yes { .. } | Can::No => Ok(()),
    }
}

/// Whether this is what they have just said: a message that came twice. The same minutes later are another time.
fn is_again(d: &Deciding<'_>, said: &Said, can: Can, late: bool) -> bool {
    let just_now = d.now.duration_since(said.at) < SignedDuration::from_secs(limits::SAME_ANSWER_S);
    said.can == can && (can == Can::No || said.late == late && just_now)
}

/// Makes somebody a member, as what they are needed for.
fn bring_in(d: &mut Deciding<'_>, terms: &Terms, person: PersonId, found: &Filled) {
    let Some(incident) = terms.incident.filter(|_| terms.join) else { return };
    let role = match found.need_of(person).map(|need| need.role) {
        Some(Role::Loggist) => RoomRole::Loggist,
        Some(Role::Communications) => RoomRole::Communications,
        _ => RoomRole::Responder,
    };
    membership::join_by_call_out(d, incident, person, role);
}

/// Ends it, if it runs, and tells those who were asked and need not come.
fn end(d: &mut Deciding<'_>, id: CallOutId, why: Why) {
    let Some(it) = d.state.call_outs.get(&id).filter(|it| it.is_running()).cloned() else { return };
    record(d, id, Event::CallOutEnded { call_out: id, why });
    let until = step::later(d.now, limits::RELEASE_S);
    for person in released(d, &it, why) {
        notice::raise(d, person, About::CallOutOver { call_out: id, why }, until);
    }
    if let Some(ForRun { run, effect }) = it.terms.run {
        run::answered(d, run, effect);
    }
}

/// Who was told of it, said no no, and is not needed. When it was stopped, whoever said yes is still expected; when its
/// time was over, every answer is still welcome.
fn released(d: &Deciding<'_>, it: &CallOut, why: Why) -> Vec<PersonId> {
    let found = filled(&d.state, it);
    let needed: BTreeSet<PersonId> = found.needs.into_iter().flat_map(|(_, people)| people).collect();
    let told = it.terms.people.iter().copied().filter(|person| it.was_told(*person));
    let free = told.filter(|person| match (why, it.answers.get(person).map(|said| said.can)) {
        (Why::TimedOut, _) | (_, Some(Can::No)) => false,
        (Why::Filled, _) => !needed.contains(person),
        (Why::Stopped, said) => said.is_none(),
    });
    free.collect()
}

#[cfg(test)]
mod tests;
