//! The ways to reach a person, and when to use which. Addresses go into the vault; what comes out is a hint.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::directory::{NewContact, PersonView, Rules};
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::Command;
use ctac_domain::directory::Contact;
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
            .note("One's own, or as who administers the person; only the latter may say that it is verified.")
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

/// One's own, or as who administers the person; whether it is the latter. Asked before anything goes into the vault.
fn may_change(state: &CellState, caller: Caller, person: PersonId) -> Result<bool, Refused> {
    let manages = can(state, caller.actor(), Action::ManagePeople, Object::Person(person)).is_ok();
    if !manages {
        caller.may(state, Action::ManageSelf, Object::Person(person))?;
    }
    Ok(manages)
}

async fn add(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    At(person): At<PersonId>,
    Json(body): Json<NewContact>,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    let manages = may_change(&state, caller, person)?;
    let holder = state.people.get(&person).ok_or_else(Refused::not_found)?;
    let id: ContactId = mint.id("contact");
    let location = format!("/api/v1/people/{person}/contacts/{id}");
    if holder.contacts.contains_key(&id) {
        return Ok(made(&location, person_now(&app, caller, person).await?));
    }
    let hint = app.auth.put_contact(person, id, body.channel, &body.address).await?;
    let contact = Contact { id, channel: body.channel, hint, verified: body.verified && manages, flag: None };
    if let Err(error) = app.engine.execute(caller.actor(), Command::AddContact { person, contact }).await {
        let refused = Refused::from(error);
        // Where it may have been recorded after all, the address stays; a repeat with the same key finds it.
        if refused.0.status < 500 {
            app.auth.remove_contact(id).await?;
        }
        return Err(refused);
    }
    Ok(made(&location, person_now(&app, caller, person).await?))
}

async fn remove(
    State(app): State<App>,
    caller: Caller,
    At((person, contact)): At<(PersonId, ContactId)>,
) -> Result<StatusCode, Refused> {
    app.engine.execute(caller.actor(), Command::RemoveContact { person, contact }).await?;
    app.auth.remove_contact(contact).await?;
    Ok(StatusCode::NO_CONTENT)
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
