//! What the application needs to know of the service itself.

use axum::extract::State;
use ctac_api::service::ServiceView;

use crate::app::App;
use crate::json::Answer;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/service", read)
            .says("How the service is set up, as far as pages show it")
            .answers::<ServiceView>(200, "As this node has it"),
    ]
}

async fn read(State(app): State<App>) -> Answer<ServiceView> {
    Answer(ServiceView { simulator: app.options.simulator, push_key: app.options.push_key.clone() })
}
