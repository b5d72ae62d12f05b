//! The ways to reach a person, and when to use which. Addresses go into the vault; what comes out is a hint.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::directory::{NewContact, PersonView, Rules};
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::Command;
use ctac_domain::directory::{Channel, Contact};
use ctac_domain::id::{ContactId, PersonId};
use ctac_domain::state::State as CellState;

use crate::answers::made;
use crate::app::App;
use crate::caller::Caller;
use crate::directory::person_now;
use crate::json::{Answer, At, Json};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/people/{id}/contacts", add)
            .says("Add a way to reach a person")
            .note(
                "One's own, or as who administers the person. Only its person verifies it, by a code that is sent to it; \
                 only then are they paged there.",
            )
            .idempotent()
            .takes::<NewContact>()
            .answers::<PersonView>(201, "Added"),
        Route::delete("/api/v1/people/{id}/contacts/{contact}", remove)
            .says("Remove a way to reach a person")
            .answers_nothing(204, "Removed"),
        Route::put("/api/v1/people/{id}/rules", change_rules)
            .says("Set how a person is to be told")
            .takes::<Rules>()
            .answers::<PersonView>(200, "As it is now"),
    ]
}

/// One's own, or as who administers the person. Asked before anything goes into the vault.
fn may_change(state: &CellState, caller: Caller, person: PersonId) -> Result<(), Refused> {
    can(state, caller.actor(), Action::ManagePeople, Object::Person(person))
        .or_else(|_| can(state, caller.actor(), Action::ManageSelf, Object::Person(person)))
        .map_err(Refused::from)
}

async fn add(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    At(person): At<PersonId>,
    Json(body): Json<NewContact>,
) -> Result<Response, Refused> {
    let id: ContactId = mint.id("contact");
    begin(&app, caller, person, id, body.channel, &body.address).await?;
    Ok(made(&format!("/api/v1/people/{person}/contacts/{id}"), person_now(&app, caller, person).await?))
}

/// Adds a contact under an id, not yet verified; one that is there already is a repeat.
pub(crate) async fn begin(
    app: &App,
    caller: Caller,
    person: PersonId,
    id: ContactId,
    channel: Channel,
    address: &str,
) -> Result<(), Refused> {
    let state = app.engine.state();
    may_change(&state, caller, person)?;
    let holder = state.people.get(&person).ok_or_else(Refused::not_found)?;
    if holder.contacts.contains_key(&id) {
        return Ok(());
    }
    let hint = app.auth.put_contact(person, id, channel, address).await?;
    let contact = Contact { id, channel, hint, verified: false, flag: None };
    if let Err(error) = app.engine.execute(caller.actor(), Command::AddContact { person, contact }).await {
        let refused = Refused::from(error);
        // Where it may have been recorded after all, the address stays; a repeat with the same key finds it.
        if refused.0.status < 500 {
            app.auth.remove_contact(id).await?;
        }
        return Err(refused);
    }
    Ok(())
}

async fn remove(
    State(app): State<App>,
    caller: Caller,
    At((person, contact)): At<(PersonId, ContactId)>,
) -> Result<StatusCode, Refused> {
    end(&app, caller, person, contact).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a contact away, and erases its address.
pub(crate) async fn end(app: &App, caller: Caller, person: PersonId, contact: ContactId) -> Result<(), Refused> {
    app.engine.execute(caller.actor(), Command::RemoveContact { person, contact }).await?;
    app.auth.remove_contact(contact).await?;
    Ok(())
}

async fn change_rules(
    State(app): State<App>,
    caller: Caller,
    At(person): At<PersonId>,
    Json(body): Json<Rules>,
) -> Result<Answer<PersonView>, Refused> {
    app.engine.execute(caller.actor(), Command::ChangeRules { person, rules: body.rules }).await?;
    person_now(&app, caller, person).await.map(Answer)
}
