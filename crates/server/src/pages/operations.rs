//! The operations page: what is not well and what to do about it; then the providers, the queues, the ledger.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ctac_api::operations::{NearGapView, OperationsView, ProviderView};
use ctac_domain::access::{Action, Object};

use crate::app::App;
use crate::caller::Caller;
use crate::operations::status;
use crate::pages::frame::{Frame, Part, page};
use crate::pages::when::{When, when};
use crate::pages::words;
use crate::refused::Refused;

#[derive(Template)]
#[template(path = "operations.html")]
struct Page {
    frame: Frame,
    view: OperationsView,
    providers: Vec<Provider>,
    nodes: Vec<(String, When)>,
    checkpoint: Option<(u64, When)>,
    gaps: Vec<(NearGapView, When, When)>,
}

struct Provider {
    name: String,
    channels: String,
    aside: Option<When>,
    sent: Option<When>,
    failed: Option<(When, String)>,
    hour: String,
}

pub(crate) async fn read(State(app): State<App>, caller: Caller) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::ReadOperations, Object::Cell)?;
    let view = status::view(&app).await;
    Ok(page(&Page {
        frame: Frame::of(&app, caller, Part::Other, "Operations").await,
        providers: view.providers.iter().map(provider).collect(),
        nodes: view.nodes.iter().map(|it| (it.node.to_string(), when(it.at))).collect(),
        checkpoint: view.checkpoint.as_ref().map(|it| (it.size, when(it.signed_at))),
        gaps: view.gaps.iter().map(|it| (it.clone(), when(it.from), when(it.to))).collect(),
        view,
    }))
}

fn provider(it: &ProviderView) -> Provider {
    let count = |name: &str| it.hour.get(name).copied().unwrap_or(0);
    let channels: Vec<&str> = it.channels.iter().map(|channel| words::channel(*channel)).collect();
    let why = || it.last_failure.clone().unwrap_or_else(|| "no answer came".to_owned());
    Provider {
        name: it.provider.clone(),
        channels: channels.join(", "),
        aside: it.aside_since.map(when),
        sent: it.last_sent_at.map(when),
        failed: it.last_failed_at.map(|at| (when(at), why())),
        hour: format!("{} sent, {} failed, {} without an answer", count("sent"), count("failed"), count("unknown")),
    }
}
