//! Pages over the API: those that one may see, and answering them. A page's reply codes and addresses never leave.

use axum::extract::State;
use ctac_api::alerts::{Answered, PageSchema};
use ctac_api::list::List;
use ctac_api::room::PageView;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::Command;
use ctac_domain::decide::Answer as Decided;
use ctac_domain::id::PageId;
use ctac_domain::page::{How, Page, PageStatus};
use ctac_engine::view::page_view;
use serde::Deserialize;

use crate::alerts::piece;
use crate::answers::unexpected;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At};
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/pages", list)
            .says("Pages, newest first")
            .asks("mine", false, "`true`: only those that told the caller")
            .asks("active", false, "`true`: only those that nobody has yet")
            .asks("cursor", false, "`next` of the piece before")
            .asks("limit", false, "1 to 500; 100 unless said")
            .lists::<PageSchema>("A piece; each as the room's `page` entity"),
        Route::get("/api/v1/pages/{id}", read).says("A page").answers::<PageSchema>(200, "As the room's `page` entity"),
        Route::post("/api/v1/pages/{id}/acknowledge", acknowledge)
            .says("Take a page")
            .note("Idempotent: `first` tells whether this is what acknowledged it.")
            .answers::<Answered>(200, "Somebody has it now"),
        Route::post("/api/v1/pages/{id}/decline", decline)
            .says("Say that one cannot take a page")
            .answers::<Answered>(200, "Recorded"),
        Route::post("/api/v1/pages/{id}/escalate", escalate)
            .says("Go on to the next step now")
            .answers::<Answered>(200, "The next step has started"),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    #[serde(default)]
    mine: bool,
    #[serde(default)]
    active: bool,
    cursor: Option<PageId>,
    limit: Option<usize>,
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    Asked(filter): Asked<Filter>,
) -> Result<Answer<List<PageView>>, Refused> {
    let state = app.engine.state();
    let limit = piece(filter.limit)?;
    let told = |page: &Page| page.notifications.values().any(|notification| notification.person == caller.person);
    let fits = |page: &&Page| {
        filter.cursor.is_none_or(|cursor| page.id < cursor)
            && (!filter.active || page.status == PageStatus::Active)
            && (!filter.mine || told(page))
            && can(&state, caller.actor(), Action::ReadAlerts, Object::Page(page.id)).is_ok()
    };
    let pages = state.pages.iter().rev().map(|(_, page)| page.as_ref());
    let mut items: Vec<PageView> = pages.filter(fits).take(limit + 1).map(page_view).collect();
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Answer(List { items, next }))
}

async fn read(State(app): State<App>, caller: Caller, At(id): At<PageId>) -> Result<Answer<PageView>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadAlerts, Object::Page(id)).map_err(|_| Refused::not_found())?;
    state.pages.get(&id).map(|page| Answer(page_view(page))).ok_or_else(Refused::not_found)
}

async fn acknowledge(
    State(app): State<App>,
    caller: Caller,
    At(page): At<PageId>,
) -> Result<Answer<Answered>, Refused> {
    answer(&app, caller, page, Command::Acknowledge { page, how: How::Api }).await
}

async fn decline(State(app): State<App>, caller: Caller, At(page): At<PageId>) -> Result<Answer<Answered>, Refused> {
    answer(&app, caller, page, Command::Decline { page }).await
}

async fn escalate(State(app): State<App>, caller: Caller, At(page): At<PageId>) -> Result<Answer<Answered>, Refused> {
    answer(&app, caller, page, Command::EscalateNow { page }).await
}

async fn answer(app: &App, caller: Caller, page: PageId, command: Command) -> Result<Answer<Answered>, Refused> {
    let done = app.engine.execute(caller.actor(), command).await?;
    match done.answer {
        Decided::Page { id, first } => Ok(Answer(Answered { page: id, first })),
        Decided::Done => Ok(Answer(Answered { page, first: true })),
        other => Err(unexpected(&other)),
    }
}
