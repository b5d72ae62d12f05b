//! Codes that prove a contact, over the API: one is sent through the contact itself, and typed by its person. Whether it is
//! the right one is known here, where the key is; how often one may guess is the rules' and in the ledger.

use axum::extract::State;
use ctac_api::contacts::{Code, CodeSent, ContactOrder};
use ctac_api::directory::PersonView;
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::id::{ContactId, PersonId};

use crate::app::App;
use crate::caller::Caller;
use crate::directory::person_now;
use crate::json::{Answer, At, Json};
use crate::pages::form::wrong;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/people/{id}/contacts/{contact}/verification", send)
            .says("Send a code to one of one's contacts")
            .note(
                "Through that very contact; a call speaks it. Nobody does it for another. A code lives ten minutes and \
                 takes five tries; five codes an hour to a contact, twenty a day to a person.",
            )
            .answers::<CodeSent>(200, "It is on its way"),
        Route::post("/api/v1/people/{id}/contacts/{contact}/verify", verify)
            .says("Prove one of one's contacts by the code that was sent to it")
            .takes::<Code>()
            .answers::<PersonView>(200, "It is verified"),
        Route::put("/api/v1/people/{id}/contact-order", order)
            .says("Say in which order one's contacts are tried")
            .takes::<ContactOrder>()
            .answers::<PersonView>(200, "As they are now"),
    ]
}

async fn send(
    State(app): State<App>,
    caller: Caller,
    At((person, contact)): At<(PersonId, ContactId)>,
) -> Result<Answer<CodeSent>, Refused> {
    begin(&app, caller, person, contact).await.map(Answer)
}

/// Has a code sent.
pub(crate) async fn begin(
    app: &App,
    caller: Caller,
    person: PersonId,
    contact: ContactId,
) -> Result<CodeSent, Refused> {
    app.engine.execute(caller.actor(), Command::SendVerification { person, contact }).await?;
    let state = app.engine.state();
    let sent = state.verifications.get(&contact).ok_or_else(Refused::not_found)?;
    Ok(CodeSent { until: sent.until(), tries_left: sent.tries_left() })
}

async fn verify(
    State(app): State<App>,
    caller: Caller,
    At((person, contact)): At<(PersonId, ContactId)>,
    Json(body): Json<Code>,
) -> Result<Answer<PersonView>, Refused> {
    finish(&app, caller, person, contact, &body.code).await?;
    person_now(&app, caller, person).await.map(Answer)
}

/// Compares a code. The rules count a wrong one, and refuse a right one that comes after too many: that they ask again
/// under the ledger's lock is what keeps a thousand guesses at the same instant from being more than five.
pub(crate) async fn finish(
    app: &App,
    caller: Caller,
    person: PersonId,
    contact: ContactId,
    typed: &str,
) -> Result<(), Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ManageSelf, Object::Person(person))?;
    let holder = state.people.get(&person).ok_or_else(Refused::not_found)?;
    let its = holder.contacts.get(&contact).ok_or_else(Refused::not_found)?;
    let Some(sent) = state.verifications.get(&contact) else {
        if its.is_usable() {
            // The form was sent twice.
            return Ok(());
        }
        return Err(wrong("code", "no code was sent to this contact yet: have one sent"));
    };
    let notification = sent.notification;
    if app.auth.is_verification_code(notification, typed) {
        app.engine.execute(caller.actor(), Command::VerifyContact { person, contact, notification }).await?;
        return Ok(());
    }
    app.engine.execute(caller.actor(), Command::MistakeCode { person, contact, notification }).await?;
    let state = app.engine.state();
    let left = state.verifications.get(&contact).filter(|it| it.notification == notification);
    Err(match left.map_or(0, |it| it.tries_left()) {
        0 => wrong("code", "this is not the code, and there is no further try: have another sent"),
        1 => wrong("code", "this is not the code; there is 1 more try"),
        more => wrong("code", &format!("this is not the code; there are {more} more tries")),
    })
}

async fn order(
    State(app): State<App>,
    caller: Caller,
    At(person): At<PersonId>,
    Json(body): Json<ContactOrder>,
) -> Result<Answer<PersonView>, Refused> {
    let command = Command::OrderContacts { person, order: body.contacts };
    app.engine.execute(caller.actor(), command).await?;
    person_now(&app, caller, person).await.map(Answer)
}
