//! The pages that work without a script: signing in, what waits for whom, incidents and their timelines, the one-time
//! link, the simulator's phone. Every act is a form that posts; every answer is a whole page or a redirect to one.
//!
//! [`frame`] is what all pages share; [`form`] reads what they send; [`when`], [`words`] and [`people`] put things in
//! words; the rest is a page each.

pub(crate) mod acknowledge;
pub(crate) mod act;
pub(crate) mod assets;
pub(crate) mod declare;
pub(crate) mod door;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod incident;
pub(crate) mod incidents;
pub(crate) mod now;
pub(crate) mod on_call;
pub(crate) mod people;
pub(crate) mod post;
pub(crate) mod problem;
pub(crate) mod sign_in;
pub(crate) mod simulator;
pub(crate) mod timeline;
pub(crate) mod when;
pub(crate) mod words;

#[cfg(test)]
mod tests;

use ctac_domain::access::Action;

use crate::matrix::Need;
use crate::route::Route;
use crate::route::Verb::{self, Get, Post};

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
        Route::get("/declare", declare::read),
        Route::post("/declare", declare::declare),
        Route::get("/incidents", incidents::read),
        Route::get("/incidents/{reference}", incident::read),
        Route::post("/incidents/{reference}/entries", post::post),
        Route::post("/incidents/{reference}/members", act::members),
        Route::post("/incidents/{reference}/break-glass", act::break_glass),
        Route::get("/a/{token}", acknowledge::read),
        Route::post("/a/{token}", acknowledge::answer),
        Route::get("/simulator", simulator::read),
        Route::get("/simulator/messages", simulator::messages),
        Route::post("/simulator/messages/{number}/reply", simulator::reply),
    ];
    routes.into_iter().map(Route::page).collect()
}

/// What each of them needs of its caller: their part of [`crate::matrix::MATRIX`].
pub(crate) const MATRIX: [(Verb, &str, Need); 19] = [
    (Get, "/assets/{file}", Need::Anybody),
    (Get, "/sign-in", Need::Anybody),
    (Post, "/sign-in", Need::Anybody),
    (Post, "/sign-out", Need::Action(Action::ManageSelf)),
    (Get, "/", Need::Action(Action::ReadDirectory)),
    (Post, "/pages/{id}/{answer}", Need::Action(Action::AnswerPage)),
    (Get, "/on-call", Need::Action(Action::ReadDirectory)),
    (Get, "/declare", Need::Action(Action::Declare)),
    (Post, "/declare", Need::Action(Action::Declare)),
    (Get, "/incidents", Need::Action(Action::SeeIncident)),
    (Get, "/incidents/{reference}", Need::Action(Action::SeeIncident)),
    (Post, "/incidents/{reference}/entries", Need::Action(Action::Post)),
    (Post, "/incidents/{reference}/members", Need::Action(Action::ManageMembers)),
    (Post, "/incidents/{reference}/break-glass", Need::Action(Action::BreakGlass)),
    (Get, "/a/{token}", Need::Key),
    (Post, "/a/{token}", Need::Key),
    // The simulator's phone is a phone: whoever holds it is whoever it rings for. It is there only when configured.
    (Get, "/simulator", Need::Anybody),
    (Get, "/simulator/messages", Need::Anybody),
    (Post, "/simulator/messages/{number}/reply", Need::Anybody),
];
