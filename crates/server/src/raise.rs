//! Raising by hand: `POST /api/v1/raise`, and its receipt. By a person, signed in or with an API token, or by an
//! integration's key, which sees what was raised by it and nothing else.

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use ctac_api::problem::{Kind, Problem};
use ctac_api::raise::{Raise, Receipt};
use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::Answer as Decided;
use ctac_domain::id::{AlertId, IntegrationId, PersonId};
use ctac_domain::report::ByHand;

use crate::alerts::readable;
use crate::answers::unexpected;
use crate::app::App;
use crate::caller::{Caller, bearer, identify};
use crate::guard::not_cross_site;
use crate::intake::{Unknown, clean, integration, line, room_for};
use crate::json::{Answer, At, Json};
use crate::limits;
use crate::mint::fresh;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) mod receipt;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/raise", raise)
            .says("Raise an alert by hand, at the cell's threshold")
            .note("Signed in, or by an API token or an integration's key as `Authorization: Bearer`. The criteria are those of `GET /api/v1/threshold`.")
            .idempotent()
            .takes::<Raise>()
            .answers::<Receipt>(201, "The receipt: what it became, and who is being asked"),
        Route::get("/api/v1/raise/{reference}", read)
            .says("A receipt, as things stand now")
            .note("For the key it was raised with, and for those who read alerts.")
            .answers::<Receipt>(200, "The receipt"),
    ]
}

/// Who raises or reads: somebody signed in or with an API token, or whoever holds an integration's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    Person(Caller),
    Integration(IntegrationId),
}

impl FromRequestParts<App> for Asker {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let Some(token) = bearer(&parts.headers) else {
            // The door lets these routes through without a session: the guard of a browser's request stands here.
            let caller = identify(app, &parts.headers).await?;
            not_cross_site(&app.options, &parts.method, &parts.headers)?;
            return Ok(Self::Person(caller));
        };
        match integration(&app.engine, token) {
            Ok(id) => Ok(Self::Integration(id)),
            Err(Unknown::Stale) => {
                Err(Refused::unavailable("The ledger cannot be reached now; the key may be a new one."))
            }
            Err(Unknown::Key) => identify(app, &parts.headers).await.map(Self::Person),
        }
    }
}

impl Asker {
    const fn actor(self) -> Actor {
        match self {
            Self::Person(caller) => caller.actor(),
            Self::Integration(id) => Actor::Integration(id),
        }
    }
}

async fn raise(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Json(mut body): Json<Raise>,
) -> Result<Response, Refused> {
    if let Asker::Integration(id) = asker {
        room_for(&app, id, 1)?;
    }
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok());
    body.reference = body.reference.or_else(|| key.map(|key| line(key, limits::IDEMPOTENCY_KEY)));
    let alert = raised(&app, asker.actor(), body).await?;
    let receipt = receipt::of(&app, alert).await.ok_or_else(Refused::not_found)?;
    Ok((StatusCode::CREATED, Answer(receipt)).into_response())
}

/// Raises it, and keeps whom to call back.
///
/// # Errors
/// The rules refuse it, or it cannot be recorded now.
pub(crate) async fn raised(app: &App, actor: Actor, body: Raise) -> Result<AlertId, Refused> {
    if let Actor::Person(person) = actor {
        room_for_person(app, person)?;
    }
    let Raise { reference, summary, text, source, criteria, organisations, call_back } = body;
    let given = |text: Option<String>| text.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    let drawn = || fresh(&*app.clock, &*app.random).simple().to_string();
    let by_hand = ByHand {
        dedup_key: given(reference).unwrap_or_else(drawn),
        summary: summary.trim().to_owned(),
        text: given(text),
        source: given(source),
        criteria,
        organisations,
    };
    let done = app.engine.execute(actor, Command::RaiseByHand { by_hand }).await?;
    let Decided::Alert(Some(alert)) = done.answer else { return Err(unexpected(&done.answer)) };
    if let Some(call_back) = given(call_back) {
        let call_back = clean(&line(&call_back, limits::CALL_BACK));
        // People are being paged by now: what fails here is said on the receipt, not answered as if nothing was raised.
        if let Err(error) = app.auth.put_call_back(alert, &call_back).await {
            tracing::error!(%alert, %error, "whom to call back could not be kept");
        }
    }
    Ok(alert)
}

/// Counts one of a person's.
fn room_for_person(app: &App, person: PersonId) -> Result<(), Refused> {
    app.throttles.raises.check(&person).map_err(|seconds| {
        let detail = "You have raised very many alerts in a minute; wait, or say more of one that is open.";
        Refused(Problem::new(Kind::TooManyRequests, detail).with_retry_after(seconds))
    })
}

async fn read(State(app): State<App>, asker: Asker, At(reference): At<String>) -> Result<Answer<Receipt>, Refused> {
    let state = app.engine.state();
    let alert = state.reports.get(&reference).and_then(|id| state.alerts.get(id)).ok_or_else(Refused::not_found)?;
    let own = match asker {
        Asker::Person(caller) => {
            let raised_it = alert.report.as_ref().and_then(|report| report.by) == Some(caller.person);
            raised_it || readable(&state, caller, alert)
        }
        Asker::Integration(id) => alert.integration == id,
    };
    let receipt = if own { receipt::of(&app, alert.id).await } else { None };
    receipt.map(Answer).ok_or_else(Refused::not_found)
}
