//! A run drafts a situation report from what the cell knows; a person sends it.

use ctac_runbook::run::id::EffectId;
use ctac_runbook::run::request::Outcome;

use super::{done, failed};
use crate::command::Actor;
use crate::decide::{As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{PersonId, SitrepId};
use crate::incident::{Action, Incident};
use crate::limits::{NOTICE_S, SITREP_ITEMS, SITREPS, TITLE, TOLD};
use crate::notice::About;
use crate::rules::{notice, step};
use crate::run::KeptRun;
use crate::sitrep::{Draft, OpenAction, RunningClock};
use crate::state::Stream;

/// Drafts the report, if it was not; done when somebody has sent it.
pub(super) fn attend(
    d: &mut Deciding<'_>,
    kept: &KeptRun,
    effect: EffectId,
    (template, roles): (&str, &[String]),
) -> Option<Outcome> {
    if let Some(stands) = kept.sitreps.values().find(|it| it.effect == effect) {
        return stands.sent.map(|seq| done(format!("entry {seq}")));
    }
    if kept.sitreps.len() >= SITREPS {
        return failed(format!("no more than {SITREPS} situation reports of one run"));
    }
    let incident = d.state.incidents.get(&kept.incident)?;
    let marking = incident.open_marking();
    let draft = Box::new(draft(kept, incident, effect, (template, roles)));
    let event = Event::SitrepDrafted { sitrep: d.draw_id(), draft };
    let how = As { marking, actor: Some(Actor::System), ..As::default() };
    d.emit(Stream::Incident(kept.incident), event, how);
    None
}

/// What every member of the incident may read of it.
fn draft(kept: &KeptRun, incident: &Incident, effect: EffectId, (template, roles): (&str, &[String])) -> Draft {
    let open = || incident.actions.values().filter(|action| !action.done);
    let for_all =
        |action: &&Action| incident.entry(action.seq).is_some_and(|entry| entry.marking <= incident.open_marking());
    let actions: Vec<OpenAction> = open().filter(for_all).take(SITREP_ITEMS).map(action).collect();
    let more_actions = u32::try_from(open().count().saturating_sub(actions.len())).unwrap_or(u32::MAX);
    let clocks = incident.clocks.iter().filter(|it| it.is_running() && it.exercise == kept.is_exercise());
    let clock = |it: &crate::clock::Clock| RunningClock {
        name: it.name.clone(),
        organisation: it.organisation.as_deref().map(cut),
        deadline: it.deadline,
    };
    let live = kept.run.instances.values().filter(|it| it.status.is_live());
    Draft {
        run: kept.id,
        effect,
        template: template.to_owned(),
        roles: roles.to_vec(),
        exercise: kept.is_exercise(),
        severity: incident.severity,
        status: incident.status,
        lead: incident.lead,
        actions,
        more_actions,
        clocks: clocks.take(SITREP_ITEMS).map(clock).collect(),
        steps: live.filter_map(|it| kept.run.def(it)).take(SITREP_ITEMS).map(|def| cut(&def.title)).collect(),
    }
}

fn action(action: &Action) -> OpenAction {
    OpenAction { text: cut(&action.text), owner: action.owner, due: action.due }
}

fn cut(text: &str) -> String {
    text.chars().take(TITLE).collect()
}

/// A person sends it: an entry, and whoever holds the roles is told that there is something to read.
pub(in crate::rules::run) fn send(
    d: &mut Deciding<'_>,
    kept: &KeptRun,
    sitrep: SitrepId,
    text: &str,
) -> Result<(), Refusal> {
    let stands = kept.sitreps.get(&sitrep).ok_or(Refusal::NotFound("situation report"))?;
    if let Some(seq) = stands.sent {
        return Err(Refusal::Conflict(format!("it was sent already, as entry {seq}")));
    }
    let marking = d.state.incidents.get(&kept.incident).map_or_else(Default::default, |it| it.open_marking());
    let event = Event::SitrepSent { run: kept.id, sitrep, text: text.to_owned() };
    d.emit(Stream::Incident(kept.incident), event, As { marking, ..As::default() });
    let of = |role: &String| kept.holders(&d.state, stands.effect.instance(), role, d.now);
    let mut people: Vec<PersonId> = stands.roles.iter().flat_map(of).filter(|it| kept.may_tell(*it)).collect();
    people.sort_unstable();
    people.dedup();
    let about = About::Sitrep { incident: kept.incident, exercise: kept.is_exercise() };
    for person in people.into_iter().take(TOLD) {
        notice::raise(d, person, about, step::later(d.now, NOTICE_S));
    }
    Ok(())
}
