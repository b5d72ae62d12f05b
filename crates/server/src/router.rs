//! Every route of the edge put together, with what stands around and before each.

use axum::Router;
use axum::middleware::from_fn_with_state;
use ctac_api::problem::Kind;
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::around::{around, panicked};
use crate::guard::{Guard, guard};
use crate::refused::Refused;
use crate::route::Route;
use crate::{
    absences, alerts, application, call_outs, callbacks, clocks, contacts, directory, erasures, export, feeds,
    incidents, intake, integrations, ledger, matrix, members, monitors, oncall, operations, pages, pages_api, policies,
    preferences, raise, rotas, runbooks, runs, service, session, sign_ins, suppressions, swaps, teams, test_pages,
    threshold, timeline, tokens, upgrade, verification,
};

/// Every route there is, whether or not the options turn it on.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = operations::routes();
    routes.extend(intake::routes());
    routes.extend(service::routes());
    routes.extend(session::routes());
    routes.extend(sign_ins::routes());
    routes.extend(tokens::routes());
    routes.extend(directory::routes());
    routes.extend(contacts::routes());
    routes.extend(verification::routes());
    routes.extend(test_pages::routes());
    routes.extend(oncall::routes());
    routes.extend(preferences::routes());
    routes.extend(teams::routes());
    routes.extend(rotas::routes());
    routes.extend(swaps::routes());
    routes.extend(absences::routes());
    routes.extend(feeds::routes());
    routes.extend(policies::routes());
    routes.extend(integrations::routes());
    routes.extend(monitors::routes());
    routes.extend(suppressions::routes());
    routes.extend(alerts::routes());
    routes.extend(raise::routes());
    routes.extend(threshold::routes());
    routes.extend(pages_api::routes());
    routes.extend(call_outs::routes());
    routes.extend(incidents::routes());
    routes.extend(timeline::routes());
    routes.extend(upgrade::routes());
    routes.extend(members::routes());
    routes.extend(erasures::routes());
    routes.extend(export::routes());
    routes.extend(runbooks::routes());
    routes.extend(runs::routes());
    routes.extend(clocks::routes());
    routes.extend(ledger::routes());
    routes.extend(callbacks::routes());
    routes.extend(application::routes());
    routes.extend(pages::routes());
    routes
}

/// The whole edge. It binds nothing: whoever serves it gives each request its peer's address as
/// `ConnectInfo<SocketAddr>`.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in routes() {
        if route.path.starts_with("/bench/") && !app.options.bench {
            continue;
        }
        let at_the_door: Guard = (app.clone(), matrix::need(route.verb, route.path));
        router = router.route(route.path, route.handler.route_layer(from_fn_with_state(at_the_door, guard)));
    }
    router
        .fallback(|| async { Refused::not_found() })
        .method_not_allowed_fallback(|| async {
            Refused::new(Kind::MethodNotAllowed, "The `Allow` header names the methods of this route.")
        })
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), around))
        .with_state(app)
}
