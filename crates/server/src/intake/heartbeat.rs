//! Pings of heartbeat monitors: `/heartbeat/{key}/{monitor}`, by POST, and by GET, since a line of cron with `curl`
//! or a device that can only fetch an address is what most of them are. A GET that changes something is safe here: it
//! may be repeated at will, and whoever knows the address holds the key. HEAD, which link checkers and proxies send,
//! is not a ping.

use axum::extract::State;
use axum::http::Method;
use ctac_api::monitors::Heard;
use ctac_domain::command::{Actor, Command};
use ctac_domain::id::MonitorId;

use super::{known, room_for};
use crate::app::App;
use crate::json::{Answer, At};
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    let said = |route: Route| {
        route
            .says("A monitor is heard from")
            .note("Proved by its integration's key. No body is read. GET does the same as POST, for `curl` and cron.")
            .answers::<Heard>(200, "It was heard; by when the next ping must come")
    };
    vec![said(Route::post("/heartbeat/{key}/{monitor}", ping)), said(Route::get("/heartbeat/{key}/{monitor}", ping))]
}

async fn ping(
    State(app): State<App>,
    method: Method,
    At((key, monitor)): At<(String, MonitorId)>,
) -> Result<Answer<Heard>, Refused> {
    let source = known(&app, &key)?;
    room_for(&app, source, 1)?;
    if method != Method::HEAD {
        app.engine.execute(Actor::Integration(source), Command::Ping { monitor }).await?;
    }
    let state = app.engine.state();
    let kept = state.monitors.get(&monitor).filter(|kept| kept.saved.integration == source);
    let next_by = kept.ok_or_else(Refused::not_found)?.silent_at;
    Ok(Answer(Heard { monitor, next_by }))
}
