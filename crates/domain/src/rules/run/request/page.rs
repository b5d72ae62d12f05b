//! A run pages people: one page for each role, which goes to its holders and then to the run's lead.

use ctac_runbook::run::id::{EffectId, Person};
use ctac_runbook::run::request::Outcome;
use uuid::Uuid;

use super::{done, failed, is_acknowledged};
use crate::decide::Deciding;
use crate::id::{PageId, PersonId, PolicyId};
use crate::incident::Severity;
use crate::limits::{RUN_PAGE_ASKS, RUN_PAGE_WAIT_S};
use crate::page::{Page, PageStatus, Subject};
use crate::policy::{Policy, Step, Target};
use crate::rules::page;
use crate::run::{KeptRun, person_of};

/// Whom a run wants.
pub(super) struct Asked<'a> {
    pub(super) roles: &'a [String],
    pub(super) people: &'a [Person],
    pub(super) ack_within_s: Option<u32>,
}

/// Raises the pages, if they were not; tells what came of them, once it is known. What only tells somebody something is
/// done when its page is on its way: that goes on until it is acknowledged, or its step is over.
pub(super) fn attend(d: &mut Deciding<'_>, kept: &KeptRun, effect: EffectId, asked: &Asked<'_>) -> Option<Outcome> {
    if pages(d, kept, effect).is_empty() {
        let pages = wanted(d, kept, effect, asked);
        if pages.is_empty() {
            return failed("nobody may be paged for this: in an exercise only those on its list are");
        }
        let severity = d.state.incidents.get(&kept.incident).map_or(Severity::S2, |it| it.severity);
        for policy in pages {
            page::raise(d, Subject::Run { run: kept.id, effect }, severity, &policy);
        }
    }
    let kept = d.state.runs.get(&kept.id).cloned()?;
    let came = outcome(d, &kept, effect);
    match effect {
        EffectId::Act(..) => came,
        EffectId::Overdue(..) | EffectId::Limit(..) | EffectId::Override(_) => Some(came.unwrap_or_else(|| done(""))),
    }
}

/// What came of the pages of a request: all were acknowledged, or one cannot be any more; none while they are under way.
pub(super) fn outcome(d: &Deciding<'_>, kept: &KeptRun, effect: EffectId) -> Option<Outcome> {
    let pages = pages(d, kept, effect);
    let over = |page: &&Page| matches!(page.status, PageStatus::Exhausted { .. } | PageStatus::Cancelled { .. });
    if let Some(page) = pages.iter().copied().find(over) {
        return failed(format!("nobody acknowledged the page to {}", page.policy.name));
    }
    if pages.is_empty() || !pages.iter().all(|page| is_acknowledged(&page.status)) {
        return None;
    }
    let ids: Vec<String> = pages.iter().map(|page| page.id.to_string()).collect();
    Some(done(ids.join(", ")))
}

/// The pages of a request, so far as they are kept.
fn pages<'a>(d: &'a Deciding<'_>, kept: &KeptRun, effect: EffectId) -> Vec<&'a Page> {
    let ids = kept.pages.iter().filter(|(_, of)| **of == effect).map(|(page, _): (&PageId, _)| page);
    ids.filter_map(|page| d.state.pages.get(page)).map(AsRef::as_ref).collect()
}

/// One policy for each role, and one for the people named; whoever has nobody, and no deputy, falls to the run's lead.
fn wanted(d: &Deciding<'_>, kept: &KeptRun, effect: EffectId, asked: &Asked<'_>) -> Vec<Policy> {
    let lead: Vec<PersonId> = kept.lead().into_iter().filter(|it| kept.may_tell(*it)).collect();
    let mut groups: Vec<(String, Vec<PersonId>)> = Vec::new();
    for role in asked.roles {
        groups.push((role.clone(), kept.holders(&d.state, effect.instance(), role, d.now)));
    }
    if !asked.people.is_empty() || asked.roles.is_empty() {
        groups.push(("whoever does the step".to_owned(), asked.people.iter().filter_map(person_of).collect()));
    }
    let policy = |(name, people): (String, Vec<PersonId>)| {
        let people: Vec<PersonId> = people.into_iter().filter(|it| kept.may_tell(*it)).collect();
        let first = if people.is_empty() { lead.clone() } else { people };
        (!first.is_empty()).then(|| policy(name, &first, &lead, asked.ack_within_s))
    };
    groups.into_iter().filter_map(policy).collect()
}

/// The same people so often, then the lead; all of it within the time that the step allows.
fn policy(name: String, first: &[PersonId], lead: &[PersonId], within_s: Option<u32>) -> Policy {
    let in_all = u32::try_from(RUN_PAGE_ASKS).unwrap_or(u32::MAX).saturating_add(1);
    let wait_s = within_s.map_or(RUN_PAGE_WAIT_S, |within_s| (within_s / in_all).max(1));
    let step = |people: &[PersonId]| {
        let targets = people.iter().map(|person| Target::Person { person: *person }).collect();
        Step::new(targets, wait_s)
    };
    let last = if lead.is_empty() { first } else { lead };
    let steps = (0..RUN_PAGE_ASKS).map(|_| step(first)).chain([step(last)]).collect();
    Policy { id: PolicyId(Uuid::nil()), name, steps, repeats: 0, version: 1 }
}
