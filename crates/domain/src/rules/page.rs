//! A page's way through its policy: raised, step by step, until somebody answers or nobody is left to ask.
//!
//! A later step adds people, it takes none away: who was asked earlier can still acknowledge, and what is still to be
//! sent to them is sent. Asking two people too many is better than asking one too few.

use std::sync::Arc;

use uuid::Uuid;

use crate::command::Actor;
use crate::decide::{As, Deciding};
use crate::directory::Role;
use crate::event::Event;
use crate::id::{PageId, PolicyId};
use crate::incident::Severity;
use crate::limits;
use crate::marking::Marking;
use crate::page::{Page, Subject};
use crate::policy::{Policy, Step, Target};
use crate::rules::step::{self, Need, Outcome, Place};
use crate::rules::{run, test_page};
use crate::state::{State, Stream};

/// Raises a page, and starts its first step.
pub(crate) fn raise(d: &mut Deciding<'_>, subject: Subject, severity: Severity, policy: &Policy) -> PageId {
    let page: PageId = d.draw_id();
    let stream = stream_of(&d.state, &subject);
    let event = Event::PageRaised { page, subject, severity, policy: policy.clone() };
    emit(d, stream, event);
    go_on(d, page, Some(Place::FIRST));
    page
}

/// The next step; after the last of the last round, nobody is left.
pub(crate) fn advance(d: &mut Deciding<'_>, page: PageId) {
    let Some(it) = d.state.pages.get(&page).filter(|it| it.is_active()) else { return };
    let (next, subject) = (Place { step: it.step, round: it.round }.next(&it.policy), it.subject);
    go_on(d, page, next);
    if let Subject::Run { run, effect } = subject {
        run::answered(d, run, effect);
    }
}

/// The next step at once, if nobody asked in this one can still answer.
pub(crate) fn settle(d: &mut Deciding<'_>, page: PageId) {
    if d.state.pages.get(&page).is_some_and(|it| it.is_active() && it.nobody_left()) {
        advance(d, page);
    }
}

/// Records something of a page where it belongs.
pub(crate) fn record(d: &mut Deciding<'_>, page: PageId, event: Event) {
    let stream = d.state.stream_of_page(page).unwrap_or(Stream::Ledger);
    emit(d, stream, event);
}

/// The policy of last resort: whoever administers the cell.
pub(crate) fn administrators() -> Policy {
    let step = Step::new(vec![Target::Role { role: Role::CellAdmin }], limits::ADMIN_WAIT_S);
    Policy {
        id: PolicyId(Uuid::nil()),
        name: "Administrators of the cell".to_owned(),
        steps: vec![step],
        repeats: limits::ADMIN_REPEATS,
        version: 1,
    }
}

/// Starts the step at `place`, or the first after it that reaches somebody; where none does, nobody is left.
fn go_on(d: &mut Deciding<'_>, id: PageId, place: Option<Place>) {
    let Some(page) = d.state.pages.get(&id).map(Arc::clone) else { return };
    let need = Need::of(&d.state, &page);
    let mut reached = false;
    for (at, outcome) in step::walk(&d.state, &need, place, d.now) {
        reached = outcome.reaches();
        if let Outcome::Tried(tried) = outcome {
            let escalates_at = step::escalates_at(&need, at, reached, d.now);
            step::start(d, id, at, &tried, escalates_at);
        }
    }
    if !reached {
        exhaust(d, id);
    }
}

/// Nobody is left to ask: on the record, and the administrators are paged. When it is a page of theirs that nobody
/// answered, the record is all there is; of a test its person is told.
fn exhaust(d: &mut Deciding<'_>, page: PageId) {
    let Some((subject, severity)) = d.state.pages.get(&page).map(|it| (it.subject, it.severity)) else { return };
    record(d, page, Event::PageExhausted { page });
    match subject {
        Subject::Alert { .. } | Subject::Incident { .. } => {
            raise(d, Subject::Exhausted { page }, severity, &administrators());
        }
        // In an exercise nobody is told who is not of it.
        Subject::Run { run, .. } if d.state.runs.get(&run).is_some_and(|it| it.is_exercise()) => {}
        Subject::Run { .. } => drop(raise(d, Subject::Exhausted { page }, severity, &administrators())),
        Subject::Exhausted { .. } | Subject::Gap { .. } => {}
        Subject::Test { person, .. } => test_page::unanswered(d, page, person),
    }
}

/// Records something where it belongs.
pub(crate) fn emit(d: &mut Deciding<'_>, stream: Stream, event: Event) {
    let how = standing(d, &stream);
    d.emit(stream, event, how);
}

/// How a page's entries stand. In an incident they are marked as it is, but never kept from some of its members: they
/// say who was asked and who answered, and each member must be able to see whether help is coming. Elsewhere AMBER.
/// What nobody in particular did belongs to the organisation whose incident or integration it is.
pub(crate) fn standing(d: &Deciding<'_>, stream: &Stream) -> As {
    let (marking, owner) = match stream {
        Stream::Incident(id) => match d.state.incidents.get(id) {
            Some(incident) => (incident.marking.min(Marking::Amber), incident.organisation),
            None => (Marking::Amber, None),
        },
        Stream::Integration(id) => (Marking::Amber, d.state.integrations.get(id).map(|it| it.organisation)),
        _ => (Marking::Amber, None),
    };
    let organisation = if matches!(d.context.actor, Actor::Person(_)) { None } else { owner };
    As { marking, organisation, ..As::default() }
}

/// Where the entries of a page about `subject` belong.
fn stream_of(state: &State, subject: &Subject) -> Stream {
    match *subject {
        Subject::Incident { incident } => Stream::Incident(incident),
        Subject::Alert { alert, integration } => {
            let incident = state.alerts.get(&alert).and_then(|alert| alert.incident);
            incident.map_or(Stream::Integration(integration), Stream::Incident)
        }
        Subject::Gap { rota, .. } => Stream::Rota(rota),
        Subject::Test { .. } => Stream::Directory,
        Subject::Run { run, .. } => state.runs.get(&run).map_or(Stream::Ledger, |it| Stream::Incident(it.incident)),
        Subject::Exhausted { page } => state.stream_of_page(page).unwrap_or(Stream::Ledger),
    }
}

/// The page, if there is one.
pub(crate) fn find<'a>(d: &'a Deciding<'_>, page: PageId) -> Result<&'a Page, crate::decide::Refusal> {
    d.state.pages.get(&page).map(AsRef::as_ref).ok_or(crate::decide::Refusal::NotFound("page"))
}

#[cfg(test)]
mod tests;
