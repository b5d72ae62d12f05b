//! What is for machines that watch the service and for who builds on it: health, metrics, documents, problem pages.

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ctac_api::events_v2::Event;
use ctac_api::operations::OperationsView;
use ctac_api::problem::Kind;
use ctac_engine::Standing;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::json::{Answer, At, Json};
use crate::limits::EVENT_BODY;
use crate::openapi;
use crate::refused::Refused;
use crate::route::Route;

mod advice;
pub(crate) mod status;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/livez", livez).says("Whether the process answers").answers_as(200, "text/plain", "It does"),
        Route::get("/readyz", readyz)
            .says("Whether this node takes commands")
            .answers::<Readiness>(200, "It does")
            .answers::<Readiness>(503, "It only reads; `why` says why"),
        Route::get("/metrics", metrics)
            .says("Prometheus metrics; to callers who may read operations, and on this machine")
            .answers_as(200, "text/plain", "In Prometheus' text format"),
        Route::get("/api/v1/operations", status::read)
            .says("How this node, its providers and its queues are doing, and what to do")
            .answers::<OperationsView>(200, "As this node sees it"),
        Route::get("/problems/{slug}", problem).says("What a problem's type means, and what to do").answers_as(
            200,
            "text/markdown",
            "The type's page",
        ),
        Route::get("/api/v1/openapi.json", document).says("This document").answers_as(
            200,
            "application/json",
            "OpenAPI 3.1",
        ),
        Route::get("/api/v1/asyncapi.yaml", room_document).says("The room's protocol").answers_as(
            200,
            "application/yaml",
            "AsyncAPI 3",
        ),
        Route::post("/bench/noop", noop).page(),
    ]
}

async fn livez() -> &'static str {
    "ok\n"
}

/// Whether a node takes commands.
#[derive(Debug, Serialize, ToSchema)]
struct Readiness {
    /// Whether it does.
    ready: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
}

async fn readyz(State(app): State<App>) -> Response {
    // What it says is for anybody: the details are in the log and in the metrics.
    let why = match app.engine.standing() {
        Standing::ReadOnly(_) => Some("the log contradicts a published checkpoint"),
        Standing::Writable if !app.engine.freshness().reachable => Some("the ledger cannot be reached"),
        Standing::Writable => None,
    };
    let status = if why.is_none() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Answer(Readiness { ready: why.is_none(), why })).into_response()
}

async fn metrics(State(app): State<App>) -> Result<Response, Refused> {
    let metrics = app.metrics.as_ref().ok_or_else(Refused::not_found)?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.render()).into_response())
}

async fn problem(At(slug): At<String>) -> Result<Response, Refused> {
    let kind = Kind::from_slug(&slug).ok_or_else(Refused::not_found)?;
    Ok(([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], kind.page()).into_response())
}

async fn document() -> Result<Response, Refused> {
    static DOCUMENT: LazyLock<Option<String>> = LazyLock::new(|| openapi::document().ok());
    let document =
        DOCUMENT.as_deref().ok_or_else(|| Refused::new(Kind::Internal, "The document cannot be written."))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], document).into_response())
}

async fn room_document() -> Response {
    ([(header::CONTENT_TYPE, "application/yaml")], ctac_api::room::ASYNCAPI).into_response()
}

/// The floor that intake is measured against: the same body parsed, the same status, nothing done.
async fn noop(Json(event): Json<Event, EVENT_BODY>) -> StatusCode {
    drop(event);
    StatusCode::ACCEPTED
}
