//! `ctac init`: the first organisation and administrator of an empty store, and the cell's four rotas, still empty: an
//! empty rota is a gap that is seen, where a missing one is not.

use ctac_auth::{password, people};
use ctac_domain::command::{Actor, Command, OnNow};
use ctac_domain::directory::{Organisation, OrganisationKind, Role};
use ctac_domain::id::{OrganisationId, PersonId, RotaId};
use ctac_domain::policy::Duty;
use ctac_domain::state::State;
use ctac_engine::ExecuteError;
use ctac_rota::Rota;
use serde_json::json;

use crate::args::Init;
use crate::config::Config;
use crate::failure::Failure;
use crate::service::{Parts, assemble};
use crate::{out, random};

/// Makes them.
///
/// # Errors
/// The store is not empty, or a name or the password cannot be used.
pub async fn run(init: Init) -> Result<(), Failure> {
    let mut config = Config::load(&init.config)?;
    // Nothing is served: a free port keeps out of the way of a node that runs.
    config.server.listen.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    config.server.listen.set_port(0);
    let kind: OrganisationKind = serde_json::from_value(json!(init.kind)).map_err(|_| {
        let kinds = "integrated-care-board, acute-trust, ambulance-trust, council, hospice, supplier, other";
        Failure::Usage(format!("--kind {}: one of {kinds}", init.kind))
    })?;
    // Before anything is recorded: half a cell cannot be begun again.
    if let Err(faults) = ctac_rota::compile(&Rota::new(&init.time_zone, Vec::new())) {
        let said = faults.first().map(ToString::to_string).unwrap_or_default();
        return Err(Failure::Usage(format!("--time-zone: {said}")));
    }
    let password = super::token::password()?;
    check(&init, &password)?;
    let parts = assemble(&config).await?;
    let made = first(&parts, &init, kind, &password).await;
    parts.engine.shutdown().await;
    let (organisation, person) = made?;
    if init.json {
        return out::json(&json!({ "organisation": organisation, "person": person, "login": init.login }));
    }
    out::line(&format!(
        "{} may sign in as {} and administer the cell; its four rotas are still empty. Next: ctac serve --config {}",
        init.name,
        init.login,
        init.config.display()
    ))
}

/// What is wrong with the administrator as they were given, before anything is recorded.
fn check(init: &Init, password: &str) -> Result<(), Failure> {
    let usage = |option: &str, error: &dyn std::error::Error| Failure::Usage(format!("{option}: {error}"));
    people::check_name(&init.name).map_err(|error| usage("--name", &error))?;
    let login = people::check_login(&init.login).map_err(|error| usage("--login", &error))?;
    password::good_enough(password, Some(&login)).map_err(|error| usage("the password", &error))
}

/// Each part that is not there yet, so that what was cut short can be done again.
async fn first(
    parts: &Parts,
    init: &Init,
    kind: OrganisationKind,
    password: &str,
) -> Result<(OrganisationId, PersonId), Failure> {
    let (state, auth) = (parts.engine.state(), &parts.auth);
    let failed = |error: &dyn std::error::Error| Failure::Unavailable(error.to_string());
    let theirs = auth.find_login(&init.login).await.map_err(|error| failed(&error))?;
    if !state.people.is_empty() {
        return go_on(parts, init, &state, theirs, password).await;
    }
    let alike = |there: &&Organisation| there.name == init.organisation && there.kind == kind;
    let there = state.organisations.values().find(alike).map(|there| there.id);
    let organisation = there.unwrap_or_else(|| OrganisationId(random::uuid()));
    // First what the rules may refuse: nothing is in the vault then.
    let added = Organisation { id: organisation, name: init.organisation.clone(), kind };
    record(parts, Actor::Operator, Command::AddOrganisation { organisation: added }).await?;
    // The vault before the person: one in the ledger without a way in would lock everybody out. While nobody is in the
    // ledger, whoever has the login name is left of an init that was cut short.
    let person = theirs.unwrap_or_else(|| PersonId(random::uuid()));
    auth.put_name(person, &init.name).await.map_err(|error| failed(&error))?;
    auth.put_login(person, &init.login).await.map_err(|error| failed(&error))?;
    auth.set_password(person, password).await.map_err(|error| failed(&error))?;
    let command = Command::AddPerson { person, organisation, roles: vec![Role::CellAdmin] };
    record(parts, Actor::Operator, command).await?;
    rotas(parts, &state, Actor::Person(person), &init.time_zone).await?;
    Ok((organisation, person))
}

/// Makes the rotas that are missing beside the only person there is, who must be the one that is asked for.
async fn go_on(
    parts: &Parts,
    init: &Init,
    state: &State,
    theirs: Option<PersonId>,
    password: &str,
) -> Result<(OrganisationId, PersonId), Failure> {
    let only = state.people.values().next().filter(|_| state.people.len() == 1);
    let only = only.filter(|only| theirs == Some(only.id) && state.rotas.len() < DUTIES.len() * 2);
    let Some(only) = only else {
        return Err(Failure::Refused("this cell has begun: its administrators add people from now on".to_owned()));
    };
    if parts.auth.confirm_password(only.id, password).await.is_err() {
        return Err(Failure::Refused(
            "an init was cut short here: give the password of the first time, and it goes on".to_owned(),
        ));
    }
    rotas(parts, state, Actor::Person(only.id), &init.time_zone).await?;
    Ok((only.organisation, only.id))
}

async fn record(parts: &Parts, actor: Actor, command: Command) -> Result<(), Failure> {
    match parts.engine.execute(actor, command).await {
        Ok(_) => Ok(()),
        Err(ExecuteError::Refused(refusal)) => Err(Failure::Usage(refusal.to_string())),
        Err(error) => Err(Failure::Unavailable(error.to_string())),
    }
}

/// Whoever answers and whoever leads, each with a deputy.
const DUTIES: [(&str, &str, Duty); 2] =
    [("Duty responder", "Deputy responder", Duty::Responder), ("Duty lead", "Deputy lead", Duty::Lead)];

async fn rotas(parts: &Parts, state: &State, administrator: Actor, time_zone: &str) -> Result<(), Failure> {
    for (name, deputies, duty) in DUTIES {
        let mut deputy = None;
        // The deputy's first: the other names it.
        for name in [deputies, name] {
            let there = state.rotas.values().find(|kept| kept.saved.name == name).map(|kept| kept.id());
            let id = there.unwrap_or_else(|| RotaId(random::uuid()));
            if there.is_none() {
                let (name, rota) = (name.to_owned(), Rota::new(time_zone, Vec::new()));
                let command = Command::SaveRota { id, name, rota, duty, deputy, on_now: OnNow::Recount, expect: None };
                record(parts, administrator, command).await?;
            }
            deputy = Some(id);
        }
    }
    Ok(())
}
