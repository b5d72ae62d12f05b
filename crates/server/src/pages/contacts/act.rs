//! What the forms of one's own contacts do.

use axum::extract::State;
use axum::response::Response;
use ctac_domain::command::Command;
use ctac_domain::id::ContactId;

use crate::app::App;
use crate::caller::Caller;
use crate::contacts;
use crate::pages::contacts::{Said, Shows, rules, show};
use crate::pages::form::{Fields, wrong};
use crate::pages::frame::{see_other, status_of};
use crate::refused::Refused;
use crate::{test_pages, verification};

/// Back to the page, with what was done or what was wrong.
async fn after(app: &App, caller: Caller, fields: Fields, done: Result<Said, Refused>) -> Result<Response, Refused> {
    match done {
        Ok(said) => Ok(see_other(&format!("/me/contacts?said={}", said.word()))),
        Err(refused) => {
            let problem = Some(refused.0.detail.clone());
            show(app, caller, Shows { said: None, problem, typed: fields }, status_of(&refused)).await
        }
    }
}

/// Adds a contact, has a code sent, proves it, takes it away, moves it up or down.
pub(crate) async fn contact(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Response, Refused> {
    let done = act(&app, caller, &fields).await;
    after(&app, caller, fields, done).await
}

async fn act(app: &App, caller: Caller, fields: &Fields) -> Result<Said, Refused> {
    fields.only(&["do", "id", "channel", "address", "code"])?;
    let id: ContactId = fields.word("id", "the form's own number is missing: load the page again")?;
    let person = caller.person;
    match fields.text("do") {
        "add" => {
            let channel = fields.word("channel", "choose how messages to it travel")?;
            contacts::begin(app, caller, person, id, channel, fields.text("address")).await?;
            // What keeps the code from being sent, such as too many today, is said when they ask for one.
            let sent = verification::begin(app, caller, person, id).await;
            sent.map(|_| Said::Added)
        }
        "send" => verification::begin(app, caller, person, id).await.map(|_| Said::Sent),
        "verify" => verification::finish(app, caller, person, id, fields.text("code")).await.map(|()| Said::Verified),
        "remove" => contacts::end(app, caller, person, id).await.map(|()| Said::Removed),
        "up" => moved(app, caller, id, true).await.map(|()| Said::Ordered),
        "down" => moved(app, caller, id, false).await.map(|()| Said::Ordered),
        _ => Err(wrong("do", "this is none of the page's buttons")),
    }
}

/// Moves a contact by one place.
async fn moved(app: &App, caller: Caller, id: ContactId, up: bool) -> Result<(), Refused> {
    let state = app.engine.state();
    let person = state.people.get(&caller.person).ok_or_else(Refused::not_found)?;
    let mut order: Vec<ContactId> = person.in_order().map(|contact| contact.id).collect();
    let place = order.iter().position(|it| *it == id).ok_or_else(Refused::not_found)?;
    let other = if up { place.saturating_sub(1) } else { (place + 1).min(order.len().saturating_sub(1)) };
    order.swap(place, other);
    app.engine.execute(caller.actor(), Command::OrderContacts { person: person.id, order }).await?;
    Ok(())
}

pub(crate) async fn rules(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Response, Refused> {
    let done = match rules::of(caller.person, &fields) {
        Ok(command) => app.engine.execute(caller.actor(), command).await.map_err(Refused::from),
        Err(refused) => Err(refused),
    };
    after(&app, caller, fields, done.map(|_| Said::Rules)).await
}

pub(crate) async fn test(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Response, Refused> {
    let done = match fields.only(&["severity"]).and_then(|()| fields.word("severity", "choose a severity")) {
        Ok(severity) => test_pages::begin(&app, caller, caller.person, severity).await,
        Err(refused) => Err(refused),
    };
    after(&app, caller, fields, done.map(|_| Said::Testing)).await
}
