//! Call-outs on an incident's page: the table of who can attend, and the forms that start and stop one.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::{CallOutPlan, Command};
use ctac_domain::directory::Role;
use ctac_domain::id::{CallOutId, IncidentId, PersonId};
use ctac_domain::incident::Incident;
use ctac_domain::state::State as CellState;

use crate::answers::visible;
use crate::app::App;
use crate::caller::Caller;
use crate::json::At;
use crate::pages::act::carry_out;
use crate::pages::form::{Fields, wrong};
use crate::pages::words::Choice;
use crate::refused::Refused;

mod table;

pub(crate) use table::{Table, tables};

/// The roles that a call-out can need or ask, by what the form calls them.
const ROLES: [(&str, Role, &str); 4] = [
    ("responder", Role::Responder, "Responders"),
    ("incident-lead", Role::IncidentLead, "Incident leads"),
    ("communications", Role::Communications, "Communications"),
    ("loggist", Role::Loggist, "Loggists"),
];

const FIELDS: [&str; 15] = [
    "do",
    "call_out",
    "client_id",
    "ask",
    "person",
    "need_responder",
    "need_incident-lead",
    "need_communications",
    "need_loggist",
    "within",
    "for",
    "again",
    "join",
    "reason",
    "form",
];

/// What the incident's page needs to offer the form.
pub(crate) struct Offer {
    pub(crate) tables: Vec<Table>,
    /// Whether the reader may start or stop one.
    pub(crate) may: bool,
    /// Whether they may bring people in.
    pub(crate) may_join: bool,
    /// Groups that can be asked.
    pub(crate) groups: Vec<Choice>,
    /// What can be needed.
    pub(crate) needs: Vec<Choice>,
}

/// Whose names the tables need.
pub(crate) fn named_in(state: &CellState, incident: &Incident) -> BTreeSet<PersonId> {
    let asked = |it: &ctac_domain::call_out::CallOut| it.terms.people.clone().into_iter().chain([it.terms.by]);
    state.call_outs_of(incident.id).flat_map(asked).collect()
}

/// What the incident's page shows of its call-outs, for one reader.
pub(crate) fn offer(
    state: &CellState,
    caller: Caller,
    incident: &Incident,
    people: &crate::pages::people::People,
) -> Offer {
    let may = |action| can(state, caller.actor(), action, Object::Incident(incident.id)).is_ok();
    let need = |(value, _, label): &(&str, Role, &str)| Choice {
        value: format!("need_{value}"),
        label: (*label).to_owned(),
        hint: "",
    };
    Offer {
        tables: tables(state, incident, people),
        may: may(Action::CallOut),
        may_join: may(Action::ManageMembers),
        groups: groups(state),
        needs: ROLES.iter().map(need).collect(),
    }
}

fn groups(state: &CellState) -> Vec<Choice> {
    let choice = |value: String, label: String| Choice { value, label, hint: "" };
    let mut groups = vec![choice("members".to_owned(), "Everybody who works in this incident".to_owned())];
    groups.extend(ROLES.map(|(value, _, label)| choice(format!("role/{value}"), format!("{label} of the cell"))));
    let rotas = state.rotas.values().filter(|it| it.retired.is_none());
    groups.extend(rotas.map(|it| choice(format!("rota/{}", it.id()), format!("On call now: {}", it.saved.name))));
    groups.extend(state.teams.values().map(|it| choice(format!("team/{}", it.id), format!("Team: {}", it.name))));
    let organisations = state.organisations.values();
    groups
        .extend(organisations.map(|it| choice(format!("responders/{}", it.id), format!("Responders of {}", it.name))));
    groups.truncate(crate::limits::PAGE_CHOICES);
    groups
}

pub(crate) async fn act(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<String>,
    fields: Fields,
) -> Result<Response, Refused> {
    let incident = visible(&app.engine.state(), caller, &reference)?.id;
    let command = command(&app.engine.state(), incident, &fields);
    carry_out(&app, caller, (&reference, incident), "call-out", fields, command).await
}

fn command(state: &CellState, incident: IncidentId, fields: &Fields) -> Result<Command, Refused> {
    fields.only(&FIELDS)?;
    match fields.text("do") {
        "start" => {
            let call_out: CallOutId =
                fields.word("client_id", "the form's own number is missing: load the page again")?;
            Ok(Command::StartCallOut { call_out, plan: plan(incident, fields)? })
        }
        "stop" => {
            let call_out: CallOutId = fields.word("call_out", "say which")?;
            let theirs = state.call_outs.get(&call_out).is_some_and(|it| it.terms.incident == Some(incident));
            if theirs { Ok(Command::StopCallOut { call_out }) } else { Err(Refused::not_found()) }
        }
        _ => Err(wrong("do", "start a call-out, or stop one")),
    }
}

fn plan(incident: IncidentId, fields: &Fields) -> Result<CallOutPlan, Refused> {
    let mut ask = fields.several::<String>("ask")?.iter().map(|it| asked(it)).collect::<Result<Vec<_>, _>>()?;
    let people = fields.several::<PersonId>("person")?;
    ask.extend(people.into_iter().map(|person| ctac_domain::call_out::Ask::Person { person }));
    let minutes = |name: &str, least: u32| -> Result<u32, Refused> {
        let text = fields.text(name).trim();
        let minutes = text.parse::<u32>().ok().filter(|count| *count >= least && *count <= 1_440);
        minutes.ok_or_else(|| wrong(name, &format!("write minutes, {least} to 1440")))
    };
    let again = minutes("again", 0)?;
    Ok(CallOutPlan {
        incident: Some(incident),
        severity: None,
        reason: fields.given("reason"),
        ask,
        needs: needs(fields)?,
        within_min: minutes("within", 1)?,
        for_s: minutes("for", 1)? * 60,
        again_after_s: (again > 0).then_some(again * 60),
        join: Some(fields.has("join", "true")),
    })
}

fn needs(fields: &Fields) -> Result<Vec<ctac_domain::call_out::Need>, Refused> {
    let mut needs = Vec::new();
    for (value, role, _) in ROLES {
        let name = format!("need_{value}");
        let Some(text) = fields.given(&name) else { continue };
        let count: u16 = text.parse().map_err(|_| wrong(&name, "write how many, or leave it empty"))?;
        if count > 0 {
            needs.push(ctac_domain::call_out::Need { role, count });
        }
    }
    Ok(needs)
}

/// A group as the form names it.
fn asked(text: &str) -> Result<ctac_domain::call_out::Ask, Refused> {
    use ctac_domain::call_out::Ask;
    let unknown = || wrong("ask", "this is not one of the choices");
    if text == "members" {
        return Ok(Ask::Members);
    }
    let (kind, which) = text.split_once('/').ok_or_else(unknown)?;
    match kind {
        "role" => {
            let role = ROLES.iter().find(|(value, ..)| *value == which).map(|(_, role, _)| *role);
            role.map(|role| Ask::Role { role }).ok_or_else(unknown)
        }
        "rota" => which.parse().map(|rota| Ask::Rota { rota }).map_err(|_| unknown()),
        "team" => which.parse().map(|team| Ask::Team { team }).map_err(|_| unknown()),
        "responders" => which.parse().map(|organisation| Ask::Responders { organisation }).map_err(|_| unknown()),
        _ => Err(unknown()),
    }
}
