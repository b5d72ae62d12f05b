//! Grafana Alerting's webhook: `POST /intake/grafana/{key}`. It is Alertmanager's form under a version of its own, with
//! more fields; Grafana, too, sends again what was not answered with success.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use ctac_api::alertmanager::Webhook;

use super::alertmanager::{record, to_be_sent_again};
use crate::app::App;
use crate::json::At;
use crate::refused::Refused;
use crate::route::Route;

/// The version of the form.
pub(super) const VERSION: &str = "1";

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/intake/grafana/{key}", take)
            .says("A notification of Grafana Alerting's webhook, version 1")
            .note("Unknown fields are tolerated. Each alert is one of its own: by its fingerprint.")
            .takes::<Webhook>()
            .answers_nothing(202, "Every alert in it is recorded"),
    ]
}

async fn take(State(app): State<App>, At(key): At<String>, request: Request) -> Result<StatusCode, Refused> {
    record(&app, &key, request, VERSION).await.map(|()| StatusCode::ACCEPTED).map_err(to_be_sent_again)
}
