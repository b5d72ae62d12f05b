//! How the node that answers is doing, gathered from the engine, the state and what the edge counted.

use std::collections::BTreeMap;

use axum::extract::State;
use ctac_api::operations::{CheckpointSeen, NearGapView, NodeSeen, OperationsView, ProviderView, QueueView};
use ctac_domain::access::{Action, Object};
use ctac_domain::due;
use ctac_domain::id::PageId;
use ctac_domain::page::PageStatus;
use ctac_domain::state::State as CellState;
use ctac_domain::told::gaps;
use ctac_engine::Standing;
use ctac_engine::operations::{Calls, Operations, ProviderHealth, Queue};
use jiff::Timestamp;

use super::advice;
use crate::app::App;
use crate::caller::Caller;
use crate::json::Answer;
use crate::limits;
use crate::refused::Refused;

pub(super) async fn read(State(app): State<App>, caller: Caller) -> Result<Answer<OperationsView>, Refused> {
    caller.may(&app.engine.state(), Action::ReadOperations, Object::Cell)?;
    Ok(Answer(view(&app).await))
}

/// All of it.
pub(crate) async fn view(app: &App) -> OperationsView {
    let operations = app.engine.operations().await;
    let (state, now) = (app.engine.state(), app.clock.now());
    let freshness = app.engine.freshness();
    let (writable, why) = match app.engine.standing() {
        Standing::Writable => (freshness.reachable, None),
        Standing::ReadOnly(why) => (false, Some(why)),
    };
    let mut view = OperationsView {
        advice: Vec::new(),
        node: operations.node,
        nodes: operations.nodes.iter().map(|(node, at)| NodeSeen { node: *node, at: *at }).collect(),
        writable,
        reachable: freshness.reachable,
        caught_up_at: freshness.caught_up_at,
        entries: app.engine.size(),
        checkpoint: operations.checkpoint.map(|(size, signed_at)| CheckpointSeen { size, signed_at }),
        queues: queues(&operations, &state, now),
        providers: operations.providers.into_iter().map(provider).collect(),
        callbacks_refused: app.tallies.refused(),
        mail: app.tallies.mails(),
        exhausted: exhausted(&state),
        gaps: near(&state, now),
        violations: app.engine.violations().into_iter().take(limits::OPERATIONS).collect(),
    };
    view.advice = advice::of(&view, why.as_deref(), now, app.options.simulator);
    view
}

fn provider(health: ProviderHealth) -> ProviderView {
    ProviderView {
        provider: health.provider,
        channels: health.channels,
        aside_since: health.aside_since,
        failures_in_a_row: health.failures_in_a_row,
        last_sent_at: health.last_sent_at,
        last_failed_at: health.last_failed_at,
        last_failure: health.last_failure,
        hour: counts(health.hour),
        all: counts(health.all),
    }
}

fn counts(calls: Calls) -> BTreeMap<String, u64> {
    let Calls { sent, failed, unknown } = calls;
    [("sent", sent), ("failed", failed), ("unknown", unknown)].map(|(name, count)| (name.to_owned(), count)).into()
}

fn queues(operations: &Operations, state: &CellState, now: Timestamp) -> Vec<QueueView> {
    let bounded = |name: &str, queue: Queue| QueueView {
        queue: name.to_owned(),
        waiting: queue.waiting as u64,
        room: Some(queue.room as u64),
    };
    let open = |name: &str, waiting: usize| QueueView { queue: name.to_owned(), waiting: waiting as u64, room: None };
    vec![
        bounded("What people ask", operations.people),
        bounded("What integrations say", operations.integrations),
        bounded("Calls to providers under way", operations.calls),
        open("Messages that are due", due::pending(state, now).count()),
        open("Pages that seek somebody", state.pages.len().saturating_sub(state.ended_pages.len())),
        open("Notices still to be sent", state.notices.len().saturating_sub(state.ended_notices.len())),
    ]
}

fn exhausted(state: &CellState) -> Vec<PageId> {
    let pages = state.pages.values().rev().filter(|page| matches!(page.status, PageStatus::Exhausted { .. }));
    pages.map(|page| page.id).take(limits::OPERATIONS).collect()
}

fn near(state: &CellState, now: Timestamp) -> Vec<NearGapView> {
    let of = |kept: &std::sync::Arc<ctac_domain::duty::KeptRota>| {
        let near = gaps::warned(kept).filter(|gap| gaps::is_near(gap, now) && now < gap.to);
        let (rota, name) = (kept.id(), kept.saved.name.clone());
        near.map(|gap| NearGapView { rota, name: name.clone(), from: gap.from, to: gap.to }).collect::<Vec<_>>()
    };
    state.rotas.values().flat_map(of).take(limits::OPERATIONS).collect()
}
