//! Test pages: one person is paged by their own rules and nobody else ever is, whatever comes of it.

use jiff::Timestamp;
use uuid::Uuid;

use super::contact::self_or_manager;
use super::person_named;
use crate::access::{self, Action, Object};
use crate::attempt::Bearer;
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{PageId, PersonId, PolicyId};
use crate::incident::Severity;
use crate::limits;
use crate::notice::About;
use crate::page::{Subject, TestAsked};
use crate::policy::{Policy, Step, Target};
use crate::rules::{notice, page, step};
use crate::state::{State, Stream};
use crate::test_page::{MonthlyTest, PutOff, slot};

/// Somebody wants to know whether they, or whoever they administer, can be reached.
pub(crate) fn ask(d: &mut Deciding<'_>, person: PersonId, severity: Severity) -> Result<Answer, Refusal> {
    self_or_manager(d, person)?;
    if !person_named(d, person)?.active {
        return Err(Refusal::Conflict("they have left".to_owned()));
    }
    if is_paged(&d.state, person) {
        return Err(Refusal::Conflict("a page is open for them: it is to be answered first".to_owned()));
    }
    if d.state.proofs.get(&person).is_some_and(|proof| proof.has_enough(d.now)) {
        return Err(Refusal::Limit { what: "test pages of one person in an hour", limit: limits::TESTS as u64 });
    }
    let asked = if d.context.actor == Actor::Person(person) { TestAsked::Oneself } else { TestAsked::Administrator };
    match raise(d, person, severity, asked) {
        Some(id) => Ok(Answer::Page { id, first: true }),
        None => Err(Refusal::Conflict("no usable contact: there is nothing to test".to_owned())),
    }
}

/// Switches the monthly tests on or off.
pub(crate) fn set_monthly(
    d: &mut Deciding<'_>,
    on: bool,
    severity: Severity,
    expect: Option<u64>,
) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageConfiguration, Object::Cell)?;
    let stands = d.state.monthly_test;
    if expect.unwrap_or(0) != stands.version {
        return Err(Refusal::Stale { actual: stands.version });
    }
    let monthly = MonthlyTest { on, severity, version: stands.version + 1 };
    d.emit(Stream::Directory, Event::MonthlyTestSet { monthly }, As::default());
    Ok(Answer::Version(monthly.version))
}

/// A person's monthly test is due.
pub(crate) fn due(d: &mut Deciding<'_>, person: PersonId) {
    let Some(its) = d.state.people.get(&person) else { return };
    let zone = slot::zone_of(its);
    let (next_day, next_month) = (slot::next_working_day(person, &zone, d.now), slot::after(person, &zone, d.now));
    let away = d.state.absences.values().any(|it| it.person == person && it.from <= d.now && d.now < it.to);
    let (why, until) = if !slot::is_working_hour(&zone, d.now) {
        (PutOff::Hours, next_day)
    } else if away {
        (PutOff::Absent, next_month)
    } else if is_paged(&d.state, person) {
        (PutOff::Paged, next_day)
    } else if raise(d, person, d.state.monthly_test.severity, TestAsked::Monthly).is_none() {
        (PutOff::Unreachable, next_month)
    } else {
        return;
    };
    // With no slot in sight, which the calendar rules out, one looks again in a month.
    let until = until.unwrap_or_else(|| step::later(d.now, 31 * 86_400));
    d.emit(Stream::Directory, Event::TestPutOff { person, why, until }, As::default());
}

/// They did not answer. They are told, and nobody else is woken.
pub(crate) fn unanswered(d: &mut Deciding<'_>, page: PageId, person: PersonId) {
    notice::raise(d, person, About::TestUnanswered { page }, step::later(d.now, limits::NOTICE_S));
}

/// None where no message can reach them.
fn raise(d: &mut Deciding<'_>, person: PersonId, severity: Severity, asked: TestAsked) -> Option<PageId> {
    let last = step::last_message(d.state.people.get(&person)?, severity, d.now)?;
    Some(page::raise(d, Subject::Test { person, asked }, severity, &policy(person, d.now, last)))
}

/// One step that waits until all of their messages have gone and some time more.
fn policy(person: PersonId, now: Timestamp, last: Timestamp) -> Policy {
    let sending = u32::try_from(last.duration_since(now).as_secs()).unwrap_or(0);
    let step = Step::new(vec![Target::Person { person }], sending.saturating_add(limits::TEST_WAIT_S));
    Policy { id: PolicyId(Uuid::nil()), name: "Test page".to_owned(), steps: vec![step], repeats: 0, version: 1 }
}

/// Whether a page seeks them now. One that is exhausted does not, and may stand for long.
fn is_paged(state: &State, person: PersonId) -> bool {
    let mut pages = state.codes.get(&person).into_iter().flat_map(|codes| codes.values().flatten());
    let page = |bearer: &Bearer| state.pages.get(&bearer.page()?);
    pages.any(|(bearer, _)| page(bearer).is_some_and(|page| page.is_active()))
}

#[cfg(test)]
mod tests;
