//! Who is in an incident, from a page's forms: bringing in, taking out, breaking the glass.

use axum::extract::State;
use axum::response::Response;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::Command;
use ctac_domain::id::IncidentId;

use crate::answers::visible;
use crate::app::App;
use crate::caller::Caller;
use crate::json::At;
use crate::members::told_of;
use crate::mint::fresh;
use crate::pages::form::{Fields, wrong};
use crate::pages::frame::{see_other, status_of};
use crate::pages::incident::forms::Forms;
use crate::pages::incident::piece::Asks;
use crate::pages::incident::show;
use crate::pages::post::words;
use crate::refused::Refused;

pub(crate) async fn members(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<String>,
    fields: Fields,
) -> Result<Response, Refused> {
    let incident = visible(&app.engine.state(), caller, &reference)?.id;
    let command = members_of(incident, &fields);
    carry_out(&app, caller, (&reference, incident), "members", fields, command).await
}

fn members_of(incident: IncidentId, fields: &Fields) -> Result<Command, Refused> {
    fields.only(&["do", "person", "role", "until", "reason"])?;
    let person = fields.word("person", "choose who")?;
    let reason = fields.given("reason");
    match fields.text("do") {
        "grant" => {
            let (role, until) = (fields.word("role", "choose what they are to be")?, fields.instant("until")?);
            Ok(Command::GrantMembership { incident, person, role, until, reason })
        }
        "revoke" => Ok(Command::RevokeMembership { incident, person, reason }),
        _ => Err(wrong("do", "bring somebody in, or take them out")),
    }
}

pub(crate) async fn break_glass(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<String>,
    fields: Fields,
) -> Result<Response, Refused> {
    let incident = told_of(&app.engine.state(), caller, &reference)?;
    fields.only(&["reason"])?;
    let reason = fields.text("reason").trim().to_owned();
    let command = Ok(Command::BreakGlass { incident, reason });
    carry_out(&app, caller, (&reference, incident), "break-glass", fields, command).await
}

/// Does what a form of an incident's page asks, if it asks something: back to the incident, or to the list for whoever may not know of it any more; with what was wrong, if it was.
pub(crate) async fn carry_out(
    app: &App,
    caller: Caller,
    (reference, incident): (&str, IncidentId),
    form: &str,
    fields: Fields,
    command: Result<Command, Refused>,
) -> Result<Response, Refused> {
    let done = match command {
        Ok(command) => app.engine.execute(caller.actor(), command).await.map(|_| ()).map_err(Refused::from),
        Err(refused) => Err(refused),
    };
    let sees = can(&app.engine.state(), caller.actor(), Action::SeeIncident, Object::Incident(incident)).is_ok();
    match done {
        Ok(()) if sees => Ok(see_other(&format!("/incidents/{reference}"))),
        Ok(()) => Ok(see_other("/incidents")),
        Err(refused) if sees => {
            let forms = Forms::refused(fresh(&*app.clock, &*app.random), form.to_owned(), fields, words(&refused));
            show(app, caller, reference, Asks::default(), forms, status_of(&refused)).await
        }
        Err(refused) => Err(refused),
    }
}
