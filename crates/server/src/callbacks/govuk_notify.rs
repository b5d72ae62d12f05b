//! GOV.UK Notify's callbacks: a receipt of what became of a message, a text that came in. Both bear the token that was
//! typed in at Notify.
//!
//! Notify sends again what is answered 5xx, five times, five minutes apart: so a text that cannot be recorded now is
//! answered 503, and not lost.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{StatusCode, header};
use ctac_api::problem::Kind;

use crate::app::App;
use crate::callbacks::{GovUkNotifyHooks, opted};
use crate::inbound;
use crate::json::read;
use crate::limits;
use crate::receipt::{self, Report};
use crate::refused::Refused;
use crate::route::Route;

/// Notify's own routes are no part of our API's document.
pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/hooks/notify/receipt", receipt).page(), Route::post("/hooks/notify/sms", sms).page()]
}

/// A request of Notify's. What is not goes no further, and is counted.
struct FromNotify {
    hooks: Arc<GovUkNotifyHooks>,
    body: Bytes,
}

impl FromRequest<App> for FromNotify {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        let hooks = app.govuk_notify.clone().ok_or_else(Refused::not_found)?;
        let authorization = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        if !authorization.is_some_and(|authorization| hooks.notify.knows(authorization)) {
            app.tallies.callback_refused("govuk-notify");
            tracing::warn!("a callback without GOV.UK Notify's token was refused: is callback_token what Notify has?");
            return Err(Refused::new(Kind::Forbidden, "GOV.UK Notify's token is missing, or is another."));
        }
        let body = read(request, limits::CALLBACK_BODY).await?;
        Ok(Self { hooks, body })
    }
}

fn malformed() -> Refused {
    Refused::new(Kind::InvalidBody, "Send what GOV.UK Notify sends.")
}

async fn receipt(State(app): State<App>, from: FromNotify) -> Result<StatusCode, Refused> {
    match from.hooks.notify.report(&from.body) {
        Report::News(receipt) => receipt::record(&app, receipt).await?,
        Report::Nothing => {}
        Report::Malformed => return Err(malformed()),
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn sms(State(app): State<App>, from: FromNotify) -> Result<StatusCode, Refused> {
    let notify = &from.hooks.notify;
    let inbound = notify.inbound(&from.body).ok_or_else(malformed)?;
    let id = inbound.id.to_string();
    let answered = from.hooks.answered.once(&id, async {
        if let Some(words) = inbound::came(&app, &inbound.from, &inbound.text, opted::opts(&inbound.text)).await? {
            notify.answer(&inbound, &words).await;
        }
        Ok::<_, Refused>(String::new())
    });
    answered.await.map(|_| StatusCode::NO_CONTENT)
}
