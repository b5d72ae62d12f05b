//! Entries of the library, of runs and of what runs start.

use ctac_runbook::run::fact::{By, Event as Happened};
use ctac_runbook::run::id::{EffectId, InstanceId, Person as Named};

use super::*;
use crate::clock::Started;
use crate::sitrep::{Draft, OpenAction, RunningClock};

/// Of runbooks. The facts of a run are pinned where they are made: `ctac-runbook`.
pub(super) fn samples() -> Vec<Event> {
    let runbook: PlaybookId = "playbook--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c08".parse().unwrap();
    let version = Hash("00".into());
    let by = By::Person { person: Named("p".into()), role: None, on_behalf_of: None };
    let fact = Fact { at: at(), by, command: None, event: Happened::Paused { reason: "tea".into() } };
    vec![
        Event::RunbookSaved { version: version.clone(), source: "---".to_owned().into() },
        Event::RunbookSubmitted { runbook, version: version.clone() },
        Event::RunbookApproved { runbook, version: version.clone(), in_force: true },
        Event::RunbookWithdrawn { runbook, version: version.clone(), reason: "old".into() },
        Event::RunbookReviewDue { runbook, version: version.clone() },
        Event::RunbookSignedOff { runbook, version, organisation: id(1) },
        Event::ClockStarted { clock: Box::new(clock()) },
        Event::ClockStopped { clock: id(12), reference: Some("ICO-1".into()), reason: None },
        Event::ClockVoided { clock: id(12), reason: "no personal data".into() },
        Event::ClockOwned { clock: id(12), owner: id(2) },
        Event::SitrepDrafted { sitrep: id(13), draft: Box::new(draft()) },
        Event::SitrepSent { run: id(11), sitrep: id(13), text: "All is well".into() },
        Event::RunRolesSet { run: id(11), role: "comms-lead".into(), people: vec![id(2)] },
        Event::RunPlayersSet { run: id(11), players: vec![id(2)] },
        Event::RunCallStarted { run: id(11), effect: EffectId::Act(InstanceId(3), 1), node: id(14), lease_until: at() },
        Event::Run { run: id(11), fact: Box::new(fact) },
    ]
}

fn clock() -> Started {
    Started {
        id: id(12),
        slug: "ico-72h".into(),
        organisation: Some("A trust".into()),
        name: "Breach of personal data".into(),
        since: at(),
        deadline: at(),
        owner: Some(id(2)),
        run: id(11),
        effect: EffectId::Act(InstanceId(3), 1),
        exercise: false,
    }
}

fn draft() -> Draft {
    Draft {
        run: id(11),
        effect: EffectId::Act(InstanceId(4), 1),
        template: "initial".into(),
        roles: vec!["exec".into()],
        exercise: true,
        severity: Severity::S2,
        status: IncidentStatus::Open,
        lead: Some(id(2)),
        actions: vec![OpenAction { text: "Call back".into(), owner: id(2), due: Some(at()) }],
        more_actions: 1,
        clocks: vec![RunningClock { name: "72 h".into(), organisation: None, deadline: at() }],
        steps: vec!["Write".into()],
    }
}
