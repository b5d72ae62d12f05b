//! Organisations and people. Names are the vault's; everything else is the state's.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::directory::{NewOrganisation, NewPerson, OrganisationView, PersonView, Reason, Roles};
use ctac_api::list::List;
use ctac_api::problem::{Kind, Problem};
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::Command;
use ctac_domain::directory::{Organisation, Person};
use ctac_domain::id::{OrganisationId, PersonId};
use ctac_domain::state::State as CellState;
use ctac_domain::test_page::Proof;

use crate::answers::made;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At, Json};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/organisations", organisations)
            .says("Member organisations")
            .lists::<OrganisationView>("All"),
        Route::post("/api/v1/organisations", add_organisation)
            .says("Add a member organisation")
            .idempotent()
            .takes::<NewOrganisation>()
            .answers::<OrganisationView>(201, "Added"),
        Route::get("/api/v1/people", people)
            .says("People of the cell")
            .note(
                "Contacts (as hints) and rules are shown to their person alone; whether somebody can be reached, and by \
                 which channels, to who administers them too.",
            )
            .lists::<PersonView>("All"),
        Route::post("/api/v1/people", add_person)
            .says("Add a person")
            .idempotent()
            .takes::<NewPerson>()
            .answers::<PersonView>(201, "Added"),
        Route::put("/api/v1/people/{id}/roles", change_roles)
            .says("Set a person's roles")
            .takes::<Roles>()
            .answers::<PersonView>(200, "As they are now"),
        Route::post("/api/v1/people/{id}/deactivate", deactivate)
            .says("A person leaves: their sessions, tokens and calendar feeds end, their history stays")
            .takes::<Reason>()
            .answers_nothing(204, "They have left"),
    ]
}

fn organisation_view(organisation: &Organisation) -> OrganisationView {
    OrganisationView { id: organisation.id, name: organisation.name.clone(), kind: organisation.kind }
}

async fn organisations(State(app): State<App>, caller: Caller) -> Result<Answer<List<OrganisationView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadDirectory, Object::Cell)?;
    Ok(Answer(List::whole(state.organisations.values().map(organisation_view).collect())))
}

async fn add_organisation(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    Json(body): Json<NewOrganisation>,
) -> Result<Response, Refused> {
    let organisation = Organisation { id: mint.id::<OrganisationId>("organisation"), name: body.name, kind: body.kind };
    let view = organisation_view(&organisation);
    app.engine.execute(caller.actor(), Command::AddOrganisation { organisation }).await?;
    Ok(made("/api/v1/organisations", view))
}

/// A person as `caller` may see them.
pub(crate) fn person_view(state: &CellState, caller: Caller, person: &Person, name: Option<String>) -> PersonView {
    let own = caller.person == person.id;
    let manages = || can(state, caller.actor(), Action::ManagePeople, Object::Person(person.id)).is_ok();
    let arranges = || can(state, caller.actor(), Action::ArrangeDuty, Object::Cell).is_ok();
    // Whether they can be reached is for whoever has to see to it; where, is nobody's but theirs.
    let reach = own || manages() || arranges();
    let proof = state.proofs.get(&person.id).filter(|_| reach);
    PersonView {
        id: person.id,
        name,
        organisation: person.organisation,
        roles: person.roles.iter().copied().collect(),
        active: person.active,
        reachable: reach.then(|| person.is_reachable()),
        reached_by: reach.then(|| person.reached_by().into_iter().collect()),
        proven_at: proof.and_then(|proof| proof.proven_at),
        not_proven: reach.then(|| proof.is_some_and(Proof::is_in_doubt)),
        contacts: own.then(|| person.in_order().cloned().collect()),
        rules: own.then(|| person.rules.clone()),
    }
}

/// One person as `caller` may see them, as things stand now.
pub(crate) async fn person_now(app: &App, caller: Caller, person: PersonId) -> Result<PersonView, Refused> {
    let state = app.engine.state();
    let person = state.people.get(&person).ok_or_else(Refused::not_found)?;
    let name = app.auth.name(person.id).await.unwrap_or_default();
    Ok(person_view(&state, caller, person, name))
}

async fn people(State(app): State<App>, caller: Caller) -> Result<Answer<List<PersonView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadDirectory, Object::Cell)?;
    let ids: Vec<PersonId> = state.people.keys().copied().collect();
    // Names are for show: that the vault cannot be read now is no reason to answer nothing.
    let mut names = app.auth.names(&ids).await.unwrap_or_default();
    let view = |person: &Person| person_view(&state, caller, person, names.remove(&person.id));
    Ok(Answer(List::whole(state.people.values().map(view).collect())))
}

async fn add_person(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    Json(body): Json<NewPerson>,
) -> Result<Response, Refused> {
    // Asked before anything goes into the vault; the rules ask again.
    caller.may(&app.engine.state(), Action::ManagePeople, Object::Organisation(body.organisation))?;
    let person: PersonId = mint.id("person");
    let location = "/api/v1/people";
    if app.engine.state().people.contains_key(&person) {
        // A repeat. What was given in the vault may have changed since, and stays.
        return Ok(made(location, person_now(&app, caller, person).await?));
    }
    if let Err(refused) = admit(&app, caller, person, &body).await {
        // Where it may have been recorded after all, the name stays; a repeat with the same key finds it.
        if refused.0.status < 500 && !app.engine.state().people.contains_key(&person) {
            app.auth.forget(person, &[]).await?;
        }
        return Err(refused);
    }
    Ok(made(location, person_now(&app, caller, person).await?))
}

/// The vault first: whoever stands in the ledger has a name.
async fn admit(app: &App, caller: Caller, person: PersonId, body: &NewPerson) -> Result<(), Refused> {
    app.auth.put_name(person, &body.name).await?;
    match (&body.username, &body.password) {
        (Some(username), password) => {
            app.auth.put_login(person, username).await?;
            if let Some(password) = password {
                // Whoever adds them knows it.
                let first = app.auth.first_password(username, password).await?;
                app.auth.replace_password(person, first, None).await?;
            }
        }
        (None, Some(_)) => {
            let why = "a password needs a username";
            return Err(Refused(Problem::new(Kind::InvalidField, format!("{why}.")).with_field("username", why)));
        }
        (None, None) => {}
    }
    let command = Command::AddPerson { person, organisation: body.organisation, roles: body.roles.clone() };
    app.engine.execute(caller.actor(), command).await?;
    Ok(())
}

async fn change_roles(
    State(app): State<App>,
    caller: Caller,
    At(person): At<PersonId>,
    Json(body): Json<Roles>,
) -> Result<Answer<PersonView>, Refused> {
    app.engine.execute(caller.actor(), Command::ChangeRoles { person, roles: body.roles }).await?;
    person_now(&app, caller, person).await.map(Answer)
}

async fn deactivate(
    State(app): State<App>,
    caller: Caller,
    At(person): At<PersonId>,
    Json(body): Json<Reason>,
) -> Result<StatusCode, Refused> {
    // From here on every request of theirs is refused: the state says that they have left.
    app.engine.execute(caller.actor(), Command::DeactivatePerson { person, reason: body.reason }).await?;
    app.auth.end_sessions(person).await?;
    app.auth.revoke_tokens(person).await?;
    app.auth.revoke_feeds(person).await?;
    Ok(StatusCode::NO_CONTENT)
}
