//! JSON of anybody's: `POST /intake/json/{key}`, read by the integration's mapping. Without one the usual names are
//! looked for. Answers: 202 when it is recorded; 400 is not to be sent again, 429 and 503 are.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use ctac_domain::command::Actor;
use serde_json::Value;

use super::{known, mapped, room_for};
use crate::app::App;
use crate::json::{At, parse, read};
use crate::limits;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/intake/json/{key}", take)
            .says("JSON of anybody's, read by the integration's `mapping`")
            .note("Without a mapping `summary`, `title`, `message`, `source`, `host`, `severity` and the like are looked for.")
            .takes_text("application/json")
            .answers_nothing(202, "It is recorded"),
    ]
}

async fn take(State(app): State<App>, At(key): At<String>, request: Request) -> Result<StatusCode, Refused> {
    let source = known(&app, &key)?;
    let body = read(request, limits::EVENT_BODY).await?;
    let came: Value = parse(&body).map_err(|problem| Refused(*problem))?;
    room_for(&app, source, 1)?;
    let command = {
        let state = app.engine.state();
        let mapping = state.integrations.get(&source).and_then(|it| it.handling.mapping.as_ref());
        mapped::command(mapping, &came)
    };
    app.engine.execute(Actor::Integration(source), command).await?;
    Ok(StatusCode::ACCEPTED)
}
