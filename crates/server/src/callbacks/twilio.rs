//! Twilio's callbacks: a text that came in, a key that was pressed, a report of what became of what was sent. Whoever
//! answers is told in the same way what came of it.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ctac_api::problem::Kind;
use ctac_domain::id::AttemptId;
use serde::Deserialize;

use crate::app::App;
use crate::callbacks::opted::opts;
use crate::callbacks::signed::Signed;
use crate::inbound::{self, Chose, Heard};
use crate::json::{Asked, At};
use crate::receipt::{self, Report};
use crate::refused::Refused;
use crate::route::Route;

/// Twilio's own routes are no part of our API's document.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/hooks/twilio/sms", sms).page(),
        Route::post("/hooks/twilio/voice/{token}", voice).page(),
        Route::post("/hooks/twilio/status", status).page(),
    ]
}

fn twiml(document: String) -> Response {
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], document).into_response()
}

/// What somebody chose of texts: by Twilio's own reading of the words, where the account has it, else by ours.
fn chose(signed: &Signed) -> Option<Chose> {
    match signed.text("OptOutType") {
        "STOP" => Some(Chose::Stop),
        "START" => Some(Chose::Start),
        _ => opts(signed.text("Body")),
    }
}

async fn sms(State(app): State<App>, signed: Signed) -> Result<Response, Refused> {
    let (from, text) = (signed.text("From"), signed.text("Body"));
    if from.is_empty() {
        return Err(Refused::new(Kind::InvalidBody, "Send what Twilio sends: a text has a `From`."));
    }
    let twilio = &signed.hooks.twilio;
    let answered = signed.hooks.answered.once(&signed.signature, async {
        // What somebody chose Twilio answers itself, and sends nothing of ours to whoever opted out.
        let words = inbound::came(&app, from, text, chose(&signed)).await?;
        Ok::<_, Refused>(words.map_or_else(|| twilio.nothing(), |words| twilio.message(&words)))
    });
    Ok(twiml(answered.await.unwrap_or_else(|refused: Refused| {
        tracing::error!(detail = refused.0.detail, "a text that came in could not be recorded");
        twilio.message("This could not be recorded now. Send it again, or open the link in the message.")
    })))
}

async fn voice(State(app): State<App>, At(token): At<String>, signed: Signed) -> Response {
    let twilio = &signed.hooks.twilio;
    let gone = || twilio.say("This page is not known here any more. Goodbye.");
    let Some(notification) = app.auth.verify_call(&token) else { return twiml(gone()) };
    let Some(digit) = signed.text("Digits").chars().next() else {
        return twiml(twilio.say("No key was pressed, and nothing was recorded. Goodbye."));
    };
    let answered = signed.hooks.answered.once(&signed.signature, async {
        Ok::<_, Refused>(match inbound::dtmf(&app, notification, digit).await? {
            Heard::Done(words) => twilio.say(&words),
            Heard::Again(words) => twilio.ask(&words, &token),
        })
    });
    twiml(answered.await.unwrap_or_else(|refused: Refused| {
        if refused.0.kind == Kind::NotFound {
            return gone();
        }
        tracing::error!(detail = refused.0.detail, "a key that was pressed could not be recorded");
        twilio.ask("This could not be recorded now. Press the key again.", &token)
    }))
}

/// Which attempt a report is of. Twilio may add to the query.
#[derive(Deserialize)]
struct Of {
    attempt: Option<AttemptId>,
}

async fn status(State(app): State<App>, Asked(of): Asked<Of>, signed: Signed) -> Result<StatusCode, Refused> {
    match signed.hooks.twilio.report(&signed.params, of.attempt) {
        Report::News(receipt) => receipt::record(&app, receipt).await?,
        Report::Nothing => {}
        Report::Malformed => {
            let problem = "Send what Twilio sends: a report names a `MessageSid` or a `CallSid`.";
            return Err(Refused::new(Kind::InvalidBody, problem));
        }
    }
    Ok(StatusCode::NO_CONTENT)
}
