//! The pages that work without a script: signing in, what waits for whom, who is on call and one's own duty,
//! incidents and their timelines, the one-time link, the simulator's phone. Every act is a form that posts; every answer is a whole page or a redirect to one.
//!
//! [`frame`] is what all pages share; [`form`] reads what they send; [`when`], [`words`], [`people`], [`layers`] and [`calendar`]
//! put things in words; the rest is a page each.

pub(crate) mod acknowledge;
pub(crate) mod act;
pub(crate) mod alert;
pub(crate) mod assets;
pub(crate) mod attend;
pub(crate) mod calendar;
pub(crate) mod call_out;
pub(crate) mod contacts;
pub(crate) mod declare;
pub(crate) mod door;
pub(crate) mod duty;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod incident;
pub(crate) mod incidents;
pub(crate) mod layers;
pub(crate) mod now;
pub(crate) mod on_call;
pub(crate) mod operations;
pub(crate) mod password;
pub(crate) mod people;
pub(crate) mod policies;
pub(crate) mod post;
pub(crate) mod problem;
pub(crate) mod prose;
pub(crate) mod raise;
pub(crate) mod reach;
pub(crate) mod receipt;
pub(crate) mod rota;
pub(crate) mod run;
pub(crate) mod runbooks;
pub(crate) mod sign_in;
pub(crate) mod simulator;
pub(crate) mod threshold;
pub(crate) mod timeline;
pub(crate) mod when;
pub(crate) mod words;

use crate::route::Route;

/// Every page, and every form's target.
pub(crate) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::get("/assets/{file}", assets::read),
        Route::get("/sign-in", sign_in::read),
        Route::post("/sign-in", sign_in::sign_in),
        Route::post("/sign-out", sign_in::sign_out),
        Route::get("/", now::read),
        Route::post("/pages/{id}/{answer}", now::answer),
        Route::get("/on-call", on_call::read),
        Route::get("/on-call/{rota}", rota::read),
        Route::post("/on-call/{rota}/overrides", rota::act::overrides),
        Route::post("/on-call/{rota}/swaps", rota::act::swaps),
        Route::post("/on-call/{rota}/absences", rota::act::absences),
        Route::post("/on-call/{rota}/note", rota::act::note),
        Route::get("/me/duty", duty::read),
        Route::post("/me/duty/preferences", duty::preferences),
        Route::post("/me/duty/absences", duty::absence),
        Route::post("/me/duty/feeds", duty::feed),
        Route::get("/me/password", password::read),
        Route::post("/me/password", password::change),
        Route::get("/me/contacts", contacts::read),
        Route::post("/me/contacts", contacts::act::contact),
        Route::post("/me/contacts/rules", contacts::act::rules),
        Route::post("/me/contacts/test", contacts::act::test),
        Route::get("/people", reach::read),
        Route::post("/people/{id}", reach::act),
        Route::get("/policies", policies::list),
        Route::get("/policies/{id}", policies::read),
        Route::get("/raise", raise::read),
        Route::post("/raise", raise::raise),
        Route::get("/r/{token}", receipt::read),
        Route::get("/threshold", threshold::read),
        Route::get("/alerts/{id}", alert::read),
        Route::get("/operations", operations::read),
        Route::get("/declare", declare::read),
        Route::post("/declare", declare::declare),
        Route::get("/incidents", incidents::read),
        Route::get("/incidents/{reference}", incident::read),
        Route::post("/incidents/{reference}/entries", post::post),
        Route::post("/incidents/{reference}/members", act::members),
        Route::post("/incidents/{reference}/break-glass", act::break_glass),
        Route::post("/incidents/{reference}/runs", run::start),
        Route::get("/runbooks", runbooks::list),
        Route::get("/runbooks/{id}", runbooks::read),
        Route::post("/runbooks/{id}", runbooks::act),
        Route::get("/runs/{id}", run::read),
        Route::post("/runs/{id}", run::act),
        Route::get("/runs/{id}/adherence", run::adherence::read),
        Route::post("/incidents/{reference}/call-outs", call_out::act),
        Route::get("/c/{token}", attend::read),
        Route::post("/c/{token}", attend::answer),
        Route::get("/a/{token}", acknowledge::read),
        Route::post("/a/{token}", acknowledge::answer),
        Route::get("/simulator", simulator::read),
        Route::get("/simulator/messages", simulator::messages),
        Route::post("/simulator/messages/{number}/reply", simulator::reply),
    ];
    routes.into_iter().map(Route::page).collect()
}
