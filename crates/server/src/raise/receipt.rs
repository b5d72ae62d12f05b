//! A receipt: what something that was raised became, what the cell does now, and a named human. It tells no title, no
//! incident and no number: whoever raised it may be no member of the cell.

use std::collections::BTreeSet;

use ctac_api::raise::{NamedHuman, Receipt};
use ctac_domain::alert::{Alert, AlertStatus, Held};
use ctac_domain::directory::Role;
use ctac_domain::id::{AlertId, PageId, PersonId, RotaId};
use ctac_domain::incident::Severity;
use ctac_domain::on_call::on_call;
use ctac_domain::page::{Page, PageStatus, Subject};
use ctac_domain::policy::{Duty, Target};
use ctac_domain::report::Report;
use ctac_domain::state::State;
use jiff::Timestamp;

use crate::app::App;
use crate::pages::words;

/// Somebody, and how they stand to it.
#[derive(Debug, PartialEq, Eq)]
struct Somebody {
    person: PersonId,
    is: &'static str,
}

/// The receipt of an alert that was raised by hand; none for any other.
pub(crate) async fn of(app: &App, alert: AlertId) -> Option<Receipt> {
    let state = app.engine.state();
    let alert = state.alerts.get(&alert)?;
    let report = alert.report.as_ref()?;
    let now = app.clock.now();
    let page = page_of(&state, alert);
    let nobody = page.map(|page| nobody_on_call(&state, page, now)).unwrap_or_default();
    let somebody = page.and_then(|page| somebody(&state, page, now));
    let person = match &somebody {
        None => None,
        Some(Somebody { person, is }) => Some(NamedHuman {
            // A name that cannot be read now is no reason to show no receipt.
            name: app.auth.name(*person).await.ok().flatten().unwrap_or_else(|| "A member of the cell".to_owned()),
            role: role(&state, page, *person, now),
            is: (*is).to_owned(),
        }),
    };
    // At the desk it may stand under its person's id.
    let own = report.by.map(|by| format!("{by}/")).unwrap_or_default();
    let organisations = report.organisations.iter().filter_map(|id| state.organisations.get(id));
    Some(Receipt {
        reference: report.reference.clone(),
        your_reference: alert.dedup_key.strip_prefix(&own).unwrap_or(&alert.dedup_key).to_owned(),
        received_at: alert.raised_at,
        threshold_version: report.threshold,
        severity: report.severity,
        because: because(&state, report),
        unknown_criteria: report.unknown.clone(),
        organisations: organisations.map(|it| it.name.clone()).collect(),
        now: does_now(alert, page, person.as_ref(), &nobody),
        person,
        nobody_on_call: nobody,
        call_back_kept: app.auth.call_back(alert.id).await.ok().flatten().is_some(),
        link: format!("{}/r/{}", app.options.public_url, app.auth.receipt_token(alert.id)),
    })
}

fn because(state: &State, report: &Report) -> Vec<String> {
    let threshold = state.threshold_now();
    let said = |id: &String| match threshold.criterion(id).filter(|_| threshold.version == report.threshold) {
        Some(criterion) => format!("{}: {}", words::severity(criterion.severity), criterion.text),
        None => format!("Criterion {id} of version {}", report.threshold),
    };
    let mut because: Vec<String> = report.criteria.iter().map(said).collect();
    because.extend(report.unknown.iter().map(|id| {
        format!(
            "{}: {id:?} is no criterion of version {}, and counts as this",
            words::severity(Severity::S3),
            report.threshold
        )
    }));
    if because.is_empty() {
        because.push("None of the criteria is met: it is below the threshold.".to_owned());
    }
    because
}

/// The page that is about it: its own, or its incident's.
fn page_of<'a>(state: &'a State, alert: &Alert) -> Option<&'a Page> {
    let page = |id: &PageId| state.pages.get(id).map(AsRef::as_ref);
    let of_incident = || {
        let incident = state.incidents.get(&alert.incident?)?;
        incident.pages.iter().rev().filter_map(page).find(|page| matches!(page.subject, Subject::Incident { .. }))
    };
    alert.page.as_ref().and_then(page).or_else(of_incident)
}

/// Who has it, else who is being asked, else who answers for its having nobody.
fn somebody(state: &State, page: &Page, now: Timestamp) -> Option<Somebody> {
    let asked = |page: &Page| {
        let asked = page.asked.iter().filter_map(|id| page.notifications.get(id));
        let mut left = asked.filter(|it| it.is_on_its_way() && !page.declined.contains(&it.person));
        left.next().map(|it| Somebody { person: it.person, is: "paged" })
    };
    match &page.status {
        PageStatus::Acknowledged { by: Some(person), .. } => Some(Somebody { person: *person, is: "has-it" }),
        PageStatus::Acknowledged { by: None, .. } | PageStatus::Cancelled { .. } => None,
        PageStatus::Active => asked(page).or_else(|| lead(state, now)),
        PageStatus::Exhausted { .. } => {
            let administrators = page.notice.and_then(|id| state.pages.get(&id)).map(AsRef::as_ref);
            let taken = administrators.and_then(|page| match page.status {
                PageStatus::Acknowledged { by: Some(person), .. } => Some(Somebody { person, is: "has-it" }),
                _ => None,
            });
            taken.or_else(|| administrators.and_then(asked)).or_else(|| lead(state, now))
        }
    }
}

/// Whoever is on call as a lead, or as a deputy of one; else an administrator of the cell.
fn lead(state: &State, now: Timestamp) -> Option<Somebody> {
    let leads = || state.rotas.values().filter(|kept| kept.retired.is_none() && kept.saved.duty == Duty::Lead);
    let on = |rota: RotaId| on_call(state, rota, now).first().copied();
    let lead = leads().find_map(|kept| on(kept.id()));
    let deputy = || leads().find_map(|kept| on(kept.saved.deputy?));
    let administrator = || {
        let mut people = state.people.values();
        people.find(|it| it.active && it.roles.contains(&Role::CellAdmin)).map(|it| it.id)
    };
    let person = lead.or_else(deputy).or_else(administrator)?;
    Some(Somebody { person, is: "deputy" })
}

/// Rotas that the page's policy asks first and that have nobody on call.
fn nobody_on_call(state: &State, page: &Page, now: Timestamp) -> Vec<String> {
    let first = page.policy.steps.iter().find(|step| step.skipped(page.severity, page.raised_at).is_none());
    let rotas = first.into_iter().flat_map(|step| &step.targets).filter_map(|target| match target {
        Target::Rota { rota } => state.rotas.get(rota),
        _ => None,
    });
    rotas.filter(|kept| on_call(state, kept.id(), now).is_empty()).map(|kept| kept.saved.name.clone()).collect()
}

/// What somebody is in this: the rota they are on call in, else what they are in the cell.
fn role(state: &State, page: Option<&Page>, person: PersonId, now: Timestamp) -> String {
    let steps = page.into_iter().flat_map(|page| &page.policy.steps).flat_map(|step| &step.targets);
    let asked: BTreeSet<RotaId> = steps
        .filter_map(|target| match target {
            Target::Rota { rota } => Some(*rota),
            Target::Deputy { rota } => state.rotas.get(rota)?.saved.deputy,
            _ => None,
        })
        .collect();
    let on = |kept: &&std::sync::Arc<ctac_domain::duty::KeptRota>| on_call(state, kept.id(), now).contains(&person);
    let rotas = || state.rotas.values().filter(|kept| kept.retired.is_none()).filter(on);
    let rota =
        rotas().find(|kept| asked.contains(&kept.id())).or_else(|| rotas().find(|kept| kept.saved.duty == Duty::Lead));
    if let Some(kept) = rota {
        return kept.saved.name.clone();
    }
    let holds = |role| state.people.get(&person).is_some_and(|it| it.roles.contains(&role));
    let role = [
        (Role::IncidentLead, "Incident lead"),
        (Role::Responder, "Responder"),
        (Role::CellAdmin, "Administrator of the cell"),
    ];
    role.into_iter().find(|(role, _)| holds(*role)).map_or("Member of the cell", |(_, words)| words).to_owned()
}

/// Why nobody is paged, for whoever raised it: the cell's own reasons and other alerts are not theirs to read.
fn held_back(held: Held) -> String {
    match held {
        Held::Suppression { .. } => "Alerts like it are held back at the moment, as during maintenance.".to_owned(),
        Held::Group { .. } => "It joined another alert, which is attended to.".to_owned(),
        Held::Snooze { until, .. } => format!("It is put off until {until}."),
    }
}

fn does_now(alert: &Alert, page: Option<&Page>, person: Option<&NamedHuman>, nobody: &[String]) -> String {
    if alert.status == AlertStatus::Resolved {
        return "It is over: whoever raised it said so.".to_owned();
    }
    let who = person.map_or_else(|| "Somebody".to_owned(), |it| format!("{} ({})", it.name, it.role));
    let gap = match nobody {
        [] => String::new(),
        rotas => format!("Nobody is on call as {} now. ", rotas.join(", ")),
    };
    let Some(page) = page else {
        return match alert.held {
            Some(held) => format!("It is recorded; nobody is paged now. {}", held_back(held)),
            None => {
                "It is recorded, and nobody is woken. If you believe that somebody must be, raise it again and name a \
                     criterion, or ring the cell."
                    .to_owned()
            }
        };
    };
    match &page.status {
        PageStatus::Acknowledged { by: Some(_), .. } => format!("{who} has it."),
        PageStatus::Acknowledged { by: None, .. } => "Its source says that it is being looked at.".to_owned(),
        PageStatus::Active if person.is_some_and(|it| it.is == "deputy") => {
            format!("{gap}Nobody could be paged yet; the next people are being asked. {who} answers for it: ring them.")
        }
        PageStatus::Active => {
            format!("{gap}{who} is being paged. If nobody answers, the next people are asked, and so on.")
        }
        PageStatus::Exhausted { .. } => {
            format!("{gap}Nobody has answered so far. {who} is to find somebody: ring the cell now.")
        }
        PageStatus::Cancelled { .. } => "It needs nobody any more.".to_owned(),
    }
}
