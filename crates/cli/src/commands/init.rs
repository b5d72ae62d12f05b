//! `ctac init`: the first organisation and administrator of an empty store.

use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::{Organisation, OrganisationKind, Role};
use ctac_domain::id::{OrganisationId, PersonId};
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
    let password = super::token::password()?;
    let parts = assemble(&config).await?;
    let made = first(&parts, &init, kind, &password).await;
    parts.engine.shutdown().await;
    let (organisation, person) = made?;
    if init.json {
        return out::json(&json!({ "organisation": organisation, "person": person, "login": init.login }));
    }
    out::line(&format!("{} may sign in as {} and administer the cell. Next: ctac serve", init.name, init.login))
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
    Ok((organisation, person))
}
