//! A page that is only thought of, told step by step: by the rules that page, in words.

use axum::extract::State;
use ctac_api::explain::{Explain, ExplainedMessage, ExplainedMiss, ExplainedPage, ExplainedPerson, ExplainedStep};
use ctac_domain::access::{Action, Object};
use ctac_domain::directory::Role;
use ctac_domain::explain::{self as rules, Asked, Concern, Explained, Message, Missed, Outcome, Thought};
use ctac_domain::id::{PolicyId, RotaId};
use ctac_domain::policy::{Skip, Target};
use ctac_domain::state::State as CellState;

use crate::answers::visible;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At, Json};
use crate::refused::Refused;

pub(super) async fn explain(
    State(app): State<App>,
    caller: Caller,
    At(id): At<PolicyId>,
    Json(body): Json<Explain>,
) -> Result<Answer<ExplainedPage>, Refused> {
    let state = app.engine.state();
    explained(&app, &state, caller, id, &body).map(Answer)
}

/// The answer, for the API and for the page alike.
pub(crate) fn explained(
    app: &App,
    state: &CellState,
    caller: Caller,
    id: PolicyId,
    body: &Explain,
) -> Result<ExplainedPage, Refused> {
    caller.may(state, Action::ReadConfiguration, Object::Cell)?;
    let policy = state.policies.get(&id).ok_or_else(Refused::not_found)?;
    let now = app.clock.now().max(state.recorded_at);
    let at = body.at.unwrap_or(now);
    if at < state.recorded_at {
        return Err(Refused::parameter("at", "must not lie in the past: the cell is no longer as it was then"));
    }
    let concern = concern(state, caller, body)?;
    let told = rules::explain(state, &Thought { policy, severity: body.severity, concern, at });
    let steps = |steps: &[Explained]| steps.iter().map(|step| step_view(state, caller, step)).collect();
    Ok(ExplainedPage {
        policy: id,
        name: policy.name.clone(),
        version: policy.version,
        severity: body.severity,
        at,
        steps: steps(&told.steps),
        exhausted_at: told.exhausted_at,
        administrators: steps(&told.administrators),
        cut: told.cut,
    })
}

/// Whose leads a step means says which organisations are in an incident: for those only who may enter it.
fn concern(state: &CellState, caller: Caller, body: &Explain) -> Result<Option<Concern>, Refused> {
    match (&body.incident, body.integration) {
        (None, None) => Ok(None),
        (Some(named), None) => {
            let incident = visible(state, caller, named)?.id;
            caller.may(state, Action::ReadIncident, Object::Incident(incident))?;
            Ok(Some(Concern::Incident(incident)))
        }
        (None, Some(id)) if state.integrations.contains_key(&id) => Ok(Some(Concern::Integration(id))),
        (None, Some(_)) => Err(Refused::parameter("integration", "there is no such integration")),
        (Some(_), Some(_)) => Err(Refused::parameter("integration", "say either an incident or an integration")),
    }
}

fn step_view(state: &CellState, caller: Caller, step: &Explained) -> ExplainedStep {
    let (place, at, until) = (step.place, step.at, step.until);
    let empty = ExplainedStep {
        step: place.step,
        round: place.round,
        at,
        until,
        skipped: None,
        asked: Vec::new(),
        unreachable: Vec::new(),
        nobody: Vec::new(),
    };
    match &step.outcome {
        Outcome::Skipped(skip) => ExplainedStep { skipped: Some(skipped(*skip).to_owned()), ..empty },
        Outcome::Tried(tried) => ExplainedStep {
            asked: tried.asked.iter().map(|asked| person_view(state, caller, asked)).collect(),
            unreachable: tried.missed.iter().map(|missed| missed_view(state, missed)).collect(),
            nobody: tried.nobody.iter().map(|target| nobody(state, *target)).collect(),
            ..empty
        },
    }
}

fn person_view(state: &CellState, caller: Caller, asked: &Asked) -> ExplainedPerson {
    // By which channel is everybody's to know; where to, nobody's but theirs.
    let shown = caller.person == asked.person;
    let contacts = state.people.get(&asked.person).map(|person| &person.contacts);
    let message = |message: &Message| ExplainedMessage {
        at: message.due,
        channel: message.channel,
        contact: shown.then_some(message.contact),
        hint: contacts.and_then(|all| all.get(&message.contact)).filter(|_| shown).map(|it| it.hint.clone()),
    };
    ExplainedPerson {
        person: asked.person,
        because: because(state, asked.target),
        messages: asked.messages.iter().map(message).collect(),
    }
}

fn missed_view(state: &CellState, missed: &Missed) -> ExplainedMiss {
    let why = if missed.crowded { "too many others come before them" } else { "no verified contact" };
    ExplainedMiss { person: missed.person, because: because(state, missed.target), why: why.to_owned() }
}

const fn skipped(skip: Skip) -> &'static str {
    match skip {
        Skip::Severity => "it is for other severities",
        Skip::Hours => "it is for other hours",
    }
}

fn rota(state: &CellState, rota: RotaId) -> &str {
    state.rotas.get(&rota).map_or("an unknown rota", |kept| kept.saved.name.as_str())
}

fn because(state: &CellState, target: Target) -> String {
    match target {
        Target::Person { .. } => "named in the step".to_owned(),
        Target::Rota { rota: id } => format!("on call in {}", rota(state, id)),
        Target::Deputy { rota: id } => format!("deputy of {}", rota(state, id)),
        Target::Team { team } => {
            let name = state.teams.get(&team).map_or("an unknown team", |team| team.name.as_str());
            format!("in the team {name}")
        }
        Target::Role { role } => format!("{} of the cell", role_word(role)),
        Target::Leads => "lead of an affected organisation".to_owned(),
    }
}

fn nobody(state: &CellState, target: Target) -> String {
    match target {
        Target::Person { .. } => "The person named in the step has left".to_owned(),
        Target::Rota { rota: id } => format!("Nobody is on call in {}: a gap", rota(state, id)),
        Target::Deputy { rota: id } => format!("No deputy of {} is on call", rota(state, id)),
        Target::Team { team } => {
            let name = state.teams.get(&team).map_or("an unknown team", |team| team.name.as_str());
            format!("Nobody is in the team {name}")
        }
        Target::Role { role } => format!("The cell has no {}", role_word(role)),
        Target::Leads => "No lead is known: say which incident or integration it is about".to_owned(),
    }
}

const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Responder => "responder",
        Role::IncidentLead => "incident lead",
        Role::Loggist => "loggist",
        Role::Communications => "communications officer",
        Role::OrganisationAdmin => "organisation administrator",
        Role::CellAdmin => "administrator",
        Role::Auditor => "auditor",
        Role::Observer => "observer",
        Role::Intake => "intake desk",
    }
}
