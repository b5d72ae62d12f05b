//! `ctac init`: the first organisation and administrator of an empty store, and the cell's four rotas, still empty: an
//! empty rota is a gap that is seen, where a missing one is not.

use ctac_domain::command::{Actor, Command, OnNow};
use ctac_domain::directory::{Organisation, OrganisationKind, Role};
use ctac_domain::id::{OrganisationId, PersonId, RotaId};
use ctac_domain::policy::Duty;
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

async fn first(
    parts: &Parts,
    init: &Init,
    kind: OrganisationKind,
    password: &str,
) -> Result<(OrganisationId, PersonId), Failure> {
    let state = parts.engine.state();
    if !state.people.is_empty() || !state.organisations.is_empty() {
        return Err(Failure::Refused("this cell has begun: its administrators add people from now on".to_owned()));
    }
    let (organisation, person) = (OrganisationId(random::uuid()), PersonId(random::uuid()));
    let usage = |error: &dyn std::error::Error| Failure::Usage(error.to_string());
    let auth = &parts.auth;
    // The vault first: a person in the ledger without a way in would lock everybody out.
    auth.put_name(person, &init.name).await.map_err(|error| usage(&error))?;
    auth.put_login(person, &init.login).await.map_err(|error| usage(&error))?;
    auth.set_password(person, password).await.map_err(|error| usage(&error))?;
    let added = Organisation { id: organisation, name: init.organisation.clone(), kind };
    let roles = vec![Role::CellAdmin];
    for command in
        [Command::AddOrganisation { organisation: added }, Command::AddPerson { person, organisation, roles }]
    {
        let done = parts.engine.execute(Actor::Operator, command).await;
        done.map_err(|error| Failure::Refused(error.to_string()))?;
    }
    rotas(parts, Actor::Person(person), &init.time_zone).await?;
    Ok((organisation, person))
}

/// Whoever answers and whoever leads, each with a deputy.
async fn rotas(parts: &Parts, administrator: Actor, time_zone: &str) -> Result<(), Failure> {
    for (name, deputies, duty) in
        [("Duty responder", "Deputy responder", Duty::Responder), ("Duty lead", "Deputy lead", Duty::Lead)]
    {
        let mut deputy = None;
        // The deputy's first: the other names it.
        for name in [deputies, name] {
            let id = RotaId(random::uuid());
            let (name, rota) = (name.to_owned(), Rota::new(time_zone, Vec::new()));
            let command = Command::SaveRota { id, name, rota, duty, deputy, on_now: OnNow::Recount, expect: None };
            let done = parts.engine.execute(administrator, command).await;
            done.map_err(|error| Failure::Refused(error.to_string()))?;
            deputy = Some(id);
        }
    }
    Ok(())
}
