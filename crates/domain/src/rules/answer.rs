//! What people answer to a page: I have it, I cannot, ask the next. And what ends a page without a person.

use crate::access::{self, Action, Denied, Object};
use crate::command::{Actor, Says};
use crate::decide::{Answer, Deciding, Refusal};
use crate::event::Event;
use crate::id::{AlertId, IncidentId, PageId, PersonId};
use crate::limits;
use crate::page::{How, PageStatus, Subject};
use crate::rules::{alert, membership, over, page, run};

/// A person takes the page. The first does; to later ones the answer says that it has been taken or needs nobody. A
/// page that was exhausted can still be taken.
pub(crate) fn acknowledge(d: &mut Deciding<'_>, id: PageId, how: How) -> Result<Answer, Refusal> {
    let over = take(d, id, how)?;
    over::tell(d, &over, by(d));
    Ok(Answer::Page { id, first: !over.is_empty() })
}

/// A person answers a message that carried these pages: each as if it were answered alone. Where that is more than one
/// commit should hold, the rest is left, and the answer says how many.
pub(crate) fn all(d: &mut Deciding<'_>, pages: &[PageId], says: Says) -> Result<Answer, Refusal> {
    if pages.len() > limits::ANSWERED {
        return Err(Refusal::Limit { what: "pages in one answer", limit: limits::ANSWERED as u64 });
    }
    let before = d.state.size;
    let (mut taken, mut left, mut over) = (0, 0, Vec::new());
    let (mut done, mut refused) = (false, Refusal::NotFound("page"));
    for id in pages {
        if d.state.size - before >= limits::ANSWER_ENTRIES {
            left += u32::from(d.state.pages.get(id).is_some_and(|it| it.is_open()));
            continue;
        }
        let answered = match says {
            Says::Acknowledge(how) => take(d, *id, how).map(|ended| {
                taken += u32::from(!ended.is_empty());
                over.extend(ended);
            }),
            Says::Cannot => decline(d, *id).map(|_| ()),
            Says::Next => escalate_now(d, *id).map(|_| ()),
        };
        match answered {
            Ok(()) => done = true,
            Err(refusal) => refused = refusal,
        }
    }
    over::tell(d, &over, by(d));
    if done { Ok(Answer::Pages { taken, left }) } else { Err(refused) }
}

/// Takes a page: which pages are over with it, none if it was not this act's.
fn take(d: &mut Deciding<'_>, id: PageId, how: How) -> Result<Vec<PageId>, Refusal> {
    let by = answering(d, id)?;
    if how == How::Source {
        let problem = "only the source of an alert acknowledges so; use sms, dtmf, link or api".to_owned();
        return Err(Refusal::Invalid { field: "how", problem });
    }
    if !page::find(d, id)?.is_open() {
        return Ok(Vec::new());
    }
    page::record(d, id, Event::PageAcknowledged { page: id, by: Some(by), how });
    let notice = cancel_notice(d, id);
    take_alerts(d, id);
    if let Some(incident) = incident_of(d, id) {
        membership::join_by_page(d, incident, by);
    }
    if let Some(Subject::Run { run, effect }) = d.state.pages.get(&id).map(|it| it.subject) {
        run::answered(d, run, effect);
    }
    Ok([id].into_iter().chain(notice).collect())
}

/// Whose act it is, if it is a person's.
fn by(d: &Deciding<'_>) -> Option<PersonId> {
    match d.context.actor {
        Actor::Person(person) => Some(person),
        Actor::System | Actor::Operator | Actor::Integration(_) => None,
    }
}

/// A person cannot come: nothing more is sent to them, and when they were the last who could, the next are asked.
pub(crate) fn decline(d: &mut Deciding<'_>, id: PageId) -> Result<Answer, Refusal> {
    let by = answering(d, id)?;
    no_test(d, id)?;
    let it = page::find(d, id)?;
    if it.is_active() && !it.declined.contains(&by) {
        if !it.notifications.values().any(|notification| notification.person == by) {
            return Err(Refusal::Conflict("this page did not ask you, so there is nothing to decline".to_owned()));
        }
        page::record(d, id, Event::PageDeclined { page: id, by });
        page::settle(d, id);
    }
    Ok(Answer::Page { id, first: false })
}

/// Somebody wants the next step now. Whoever was asked means the step that asked them: when the page has gone on from
/// it, by a second press or by somebody else's, it is where they wanted it.
pub(crate) fn escalate_now(d: &mut Deciding<'_>, id: PageId) -> Result<Answer, Refusal> {
    let by = answering(d, id)?;
    no_test(d, id)?;
    let why_not = match page::find(d, id)?.status {
        PageStatus::Active => None,
        PageStatus::Acknowledged { .. } => Some("somebody has acknowledged this page already"),
        PageStatus::Exhausted { .. } => Some("nobody is left to ask; the administrators have been paged"),
        PageStatus::Cancelled { .. } => Some("this page is no longer needed"),
    };
    if let Some(why_not) = why_not {
        return Err(Refusal::Conflict(why_not.to_owned()));
    }
    if !page::find(d, id)?.has_gone_on_from(by) {
        page::advance(d, id);
    }
    Ok(Answer::Page { id, first: false })
}

/// A test needs nobody, so that nobody can be unable to come, and nobody is next.
fn no_test(d: &Deciding<'_>, id: PageId) -> Result<(), Refusal> {
    if page::find(d, id)?.subject.is_test() {
        let why = "this is a test, and nobody else is asked: acknowledge it, and it has been answered";
        return Err(Refusal::Conflict(why.to_owned()));
    }
    Ok(())
}

/// The alert's source says that somebody looks at it.
pub(crate) fn acknowledge_for_source(d: &mut Deciding<'_>, id: PageId) {
    end(d, id, Event::PageAcknowledged { page: id, by: None, how: How::Source });
}

/// The need went away.
pub(crate) fn cancel(d: &mut Deciding<'_>, id: PageId) {
    end(d, id, Event::PageCancelled { page: id });
}

/// A page ends without a person, if it is open. Whoever was told of it is told that they can sleep.
fn end(d: &mut Deciding<'_>, id: PageId, how: Event) {
    if d.state.pages.get(&id).is_some_and(|it| it.is_open()) {
        page::record(d, id, how);
        let over: Vec<PageId> = [id].into_iter().chain(cancel_notice(d, id)).collect();
        over::tell(d, &over, None);
    }
}

/// With the page answered after all, its administrators need not act. Their page, if it is over with that.
fn cancel_notice(d: &mut Deciding<'_>, id: PageId) -> Option<PageId> {
    let notice = d.state.pages.get(&id)?.notice?;
    if !d.state.pages.get(&notice)?.is_open() {
        return None;
    }
    page::record(d, notice, Event::PageCancelled { page: notice });
    Some(notice)
}

/// Who answers: a person who may.
fn answering(d: &Deciding<'_>, id: PageId) -> Result<PersonId, Refusal> {
    access::check(d, Action::AnswerPage, Object::Page(id))?;
    match d.context.actor {
        Actor::Person(person) => Ok(person),
        Actor::System | Actor::Operator | Actor::Integration(_) => Err(Denied::NotSignedIn.into()),
    }
}

/// The alerts behind a page are looked at, too.
fn take_alerts(d: &mut Deciding<'_>, id: PageId) {
    let alerts = match d.state.pages.get(&id).map(|it| it.subject) {
        Some(Subject::Alert { alert, .. }) => vec![alert],
        Some(Subject::Incident { incident }) => {
            let alerts = d.state.incidents.get(&incident).map(|it| it.alerts.as_slice()).unwrap_or_default();
            alerts.iter().copied().take(limits::ALERTS_TAKEN).collect()
        }
        Some(Subject::Run { .. } | Subject::Exhausted { .. } | Subject::Gap { .. } | Subject::Test { .. }) | None => {
            Vec::new()
        }
    };
    let joined = |id: &AlertId| d.state.alerts.get(id).map(|it| it.joined.clone()).unwrap_or_default();
    let with_joined: Vec<AlertId> = alerts.iter().flat_map(|id| [*id].into_iter().chain(joined(id))).collect();
    for alert in with_joined.into_iter().take(limits::ALERTS_TAKEN) {
        alert::taken(d, alert);
    }
}

/// The incident that a page is for, or that its alert belongs to. A page about an exhausted page is for none: whoever
/// administers the cell does not thereby read its incidents.
fn incident_of(d: &Deciding<'_>, id: PageId) -> Option<IncidentId> {
    match d.state.pages.get(&id)?.subject {
        Subject::Incident { incident } => Some(incident),
        Subject::Alert { alert, .. } => d.state.alerts.get(&alert)?.incident,
        Subject::Run { run, .. } => d.state.runs.get(&run).map(|it| it.incident),
        Subject::Exhausted { .. } | Subject::Gap { .. } | Subject::Test { .. } => None,
    }
}

#[cfg(test)]
mod tests;
