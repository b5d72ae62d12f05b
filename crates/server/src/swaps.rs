//! Swaps: somebody offers a shift or a part of one, somebody else takes it.

use axum::extract::State;
use axum::response::Response;
use ctac_api::duty::{AcceptSwap, NewSwap, SwapView};
use ctac_api::list::List;
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::id::{RotaId, SwapId};
use ctac_domain::swap::Swap;
use serde::Deserialize;

use crate::answers::made;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At, Json, MayJson};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/swaps", list)
            .says("Shifts on offer, and the latest that were")
            .asks("open", false, "`true`: only those that can be taken")
            .asks("rota", false, "Of one rota")
            .lists::<SwapView>("The newest first"),
        Route::post("/api/v1/swaps", offer)
            .says("Offer a shift, or a part of one")
            .note("One's own; whoever arranges duty may offer anybody's. The giver is on call until somebody takes it.")
            .idempotent()
            .takes::<NewSwap>()
            .answers::<SwapView>(201, "Offered"),
        Route::post("/api/v1/swaps/{id}/accept", accept)
            .says("Take an offered shift, or a part of it; the rest stays on offer")
            .takes::<AcceptSwap>()
            .answers::<SwapView>(200, "Taken"),
        Route::post("/api/v1/swaps/{id}/decline", decline)
            .says("Say that one does not take what one was asked to")
            .answers::<SwapView>(200, "Declined"),
        Route::post("/api/v1/swaps/{id}/withdraw", withdraw)
            .says("Take an offer back")
            .answers::<SwapView>(200, "Withdrawn"),
    ]
}

fn view(swap: &Swap) -> SwapView {
    SwapView {
        id: swap.id,
        rota: swap.rota,
        person: swap.from_person,
        from: swap.from,
        to: swap.to,
        to_person: swap.to_person,
        in_return: swap.in_return,
        reason: swap.reason.clone(),
        status: swap.status,
    }
}

fn shown(app: &App, swap: SwapId) -> Result<SwapView, Refused> {
    app.engine.state().swaps.get(&swap).map(view).ok_or_else(Refused::not_found)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default)]
    open: bool,
    rota: Option<RotaId>,
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    Asked(Which { open, rota }): Asked<Which>,
) -> Result<Answer<List<SwapView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    let wanted = |swap: &&Swap| (!open || swap.is_open()) && rota.is_none_or(|rota| rota == swap.rota);
    let mut swaps: Vec<SwapView> = state.swaps.values().filter(wanted).map(view).collect();
    swaps.sort_by_key(|swap| std::cmp::Reverse((swap.from, swap.id)));
    Ok(Answer(List::whole(swaps)))
}

async fn offer(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    Json(body): Json<NewSwap>,
) -> Result<Response, Refused> {
    let swap: SwapId = mint.id("swap");
    let NewSwap { rota, person, from, to, to_person, in_return, reason } = body;
    let person = person.unwrap_or(caller.person);
    let command = Command::OfferSwap { swap, rota, person, from, to, to_person, in_return, reason };
    app.engine.execute(caller.actor(), command).await?;
    Ok(made("/api/v1/swaps", shown(&app, swap)?))
}

async fn accept(
    State(app): State<App>,
    caller: Caller,
    At(swap): At<SwapId>,
    MayJson(body): MayJson<AcceptSwap>,
) -> Result<Answer<SwapView>, Refused> {
    let command = Command::AcceptSwap { swap, by: caller.person, part: body.part };
    app.engine.execute(caller.actor(), command).await?;
    shown(&app, swap).map(Answer)
}

async fn decline(State(app): State<App>, caller: Caller, At(swap): At<SwapId>) -> Result<Answer<SwapView>, Refused> {
    app.engine.execute(caller.actor(), Command::DeclineSwap { swap, by: caller.person }).await?;
    shown(&app, swap).map(Answer)
}

async fn withdraw(State(app): State<App>, caller: Caller, At(swap): At<SwapId>) -> Result<Answer<SwapView>, Refused> {
    app.engine.execute(caller.actor(), Command::WithdrawSwap { swap }).await?;
    shown(&app, swap).map(Answer)
}
