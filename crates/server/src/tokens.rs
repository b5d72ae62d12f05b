//! Personal API tokens: for programs, each shown once.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::list::List;
use ctac_api::session::{NewToken, TokenMade, TokenView};
use ctac_domain::command::Command;
use ctac_domain::id::TokenId;

use crate::answers::made;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At, Json};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/tokens", list).says("One's API tokens").lists::<TokenView>("Without secrets"),
        Route::post("/api/v1/tokens", make)
            .says("Make an API token")
            .note("The secret is in this answer and nowhere else: a repeat of the request is answered `already-done`.")
            .idempotent()
            .takes::<NewToken>()
            .answers::<TokenMade>(201, "Made"),
        Route::delete("/api/v1/tokens/{id}", revoke)
            .says("Revoke an API token: its sockets close")
            .answers_nothing(204, "Revoked"),
    ]
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<TokenView>>, Refused> {
    let tokens = app.auth.tokens(caller.person, app.clock.now()).await?;
    let view = |token: ctac_auth::token::Token| TokenView {
        id: token.id,
        label: token.label,
        created_at: token.created_at,
        expires_at: token.expires_at,
    };
    Ok(Answer(List::whole(tokens.into_iter().map(view).collect())))
}

async fn make(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    Json(body): Json<NewToken>,
) -> Result<Response, Refused> {
    let token: TokenId = mint.id("token");
    let now = app.clock.now();
    let secret = app.auth.create_token(caller.person, token, &body.label, body.expires_at, now).await?;
    let command = Command::CreateToken {
        person: caller.person,
        token,
        label: body.label.trim().to_owned(),
        expires_at: body.expires_at,
    };
    if let Err(error) = app.engine.execute(caller.actor(), command).await {
        // Without its entry there is no token. Where it was recorded after all, it is one that opens nothing.
        app.auth.revoke_token(caller.person, token).await?;
        return Err(error.into());
    }
    Ok(made(&format!("/api/v1/tokens/{token}"), TokenMade { id: token, token: secret.expose() }))
}

async fn revoke(State(app): State<App>, caller: Caller, At(token): At<TokenId>) -> Result<StatusCode, Refused> {
    if !app.auth.revoke_token(caller.person, token).await? {
        return Err(Refused::not_found());
    }
    // Here its sockets close whatever becomes of the entry, which is what closes them on every other node.
    app.engine.close_connections(caller.person, token.0);
    app.engine.execute(caller.actor(), Command::RevokeToken { person: caller.person, token }).await?;
    Ok(StatusCode::NO_CONTENT)
}
