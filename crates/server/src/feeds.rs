//! Calendar feeds: made, listed, revoked. What a calendar program reads is [`read`]'s.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::duty::{FeedMade, FeedView, NewFeed};
use ctac_api::list::List;
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::id::{FeedId, RotaId};

use crate::answers::made;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At, Json};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

mod read;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/feeds", list).says("One's calendar feeds").lists::<FeedView>("Without addresses"),
        Route::post("/api/v1/feeds", make)
            .says("Make a calendar feed: an address for a calendar program")
            .note(
                "Of one's own shifts, or with `rota` of everybody's in one rota. The address is in this answer and nowhere \
                 else: a repeat of the request is answered `already-done`.",
            )
            .idempotent()
            .takes::<NewFeed>()
            .answers::<FeedMade>(201, "Made"),
        Route::delete("/api/v1/feeds/{id}", revoke)
            .says("Revoke a calendar feed: its address shows nothing any more")
            .answers_nothing(204, "Revoked"),
        Route::get("/calendar/{token}", read::read)
            .says("A calendar feed, for calendar programs")
            .note("Past 30 days and next 180. The address is the proof: no sign-in. Answers `If-None-Match` with 304.")
            .answers_as(200, "text/calendar", "RFC 5545"),
    ]
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<FeedView>>, Refused> {
    let feeds = app.auth.feeds(caller.person).await?;
    let view = |feed: ctac_auth::feed::Feed| FeedView { id: feed.id, rota: feed.rota, created_at: feed.created_at };
    Ok(Answer(List::whole(feeds.into_iter().map(view).collect())))
}

async fn make(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    Json(NewFeed { rota }): Json<NewFeed>,
) -> Result<Response, Refused> {
    let id: FeedId = mint.id("feed");
    let url = begin(&app, caller, id, rota).await?;
    Ok(made("/api/v1/feeds", FeedMade { id, url }))
}

/// Makes a feed; its address, to be shown once.
pub(crate) async fn begin(app: &App, caller: Caller, feed: FeedId, rota: Option<RotaId>) -> Result<String, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ManageSelf, Object::Person(caller.person))?;
    if let Some(rota) = rota {
        caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
        state.rotas.get(&rota).filter(|kept| kept.retired.is_none()).ok_or_else(Refused::not_found)?;
    }
    let secret = app.auth.create_feed(caller.person, feed, rota, app.clock.now()).await?;
    let command = Command::CreateFeed { feed, person: caller.person, rota };
    if let Err(error) = app.engine.execute(caller.actor(), command).await {
        // Without its entry there is no feed. Where it was recorded after all, its address shows nothing.
        app.auth.revoke_feed(caller.person, feed).await?;
        return Err(error.into());
    }
    Ok(format!("{}/calendar/{}", app.options.public_url.trim_end_matches('/'), secret.expose()))
}

async fn revoke(State(app): State<App>, caller: Caller, At(feed): At<FeedId>) -> Result<StatusCode, Refused> {
    end(&app, caller, feed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Revokes one of the caller's feeds.
pub(crate) async fn end(app: &App, caller: Caller, feed: FeedId) -> Result<(), Refused> {
    if !app.auth.revoke_feed(caller.person, feed).await? {
        return Err(Refused::not_found());
    }
    // Its address shows nothing from here on, whatever becomes of the entry.
    app.engine.execute(caller.actor(), Command::RevokeFeed { feed }).await?;
    Ok(())
}
