//! Alerts as they are read: newest first, in pieces.

use axum::extract::State;
use ctac_api::alerts::{AlertView, Snooze};
use ctac_api::change_events::ChangeView;
use ctac_api::events_v2::Link;
use ctac_api::list::List;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::alert::{Alert, AlertStatus, Held};
use ctac_domain::change::{self, KeptChange};
use ctac_domain::command::Command;
use ctac_domain::id::{AlertId, IntegrationId};
use ctac_domain::policy::AlertSeverity;
use ctac_domain::state::State as CellState;
use ctac_domain::suppression::Ends;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At, Json};
use crate::limits;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/alerts", list)
            .says("Alerts, newest first")
            .asks("status", false, "`triggered`, `acknowledged` or `resolved`")
            .asks("severity", false, "`info`, `warning`, `error` or `critical`: so severe at the worst, or worse")
            .asks("integration", false, "One integration's id")
            .asks("cursor", false, "`next` of the piece before")
            .asks("limit", false, "1 to 500; 100 unless said")
            .lists::<AlertView>("A piece"),
        Route::get("/api/v1/alerts/{id}", read).says("An alert").answers::<AlertView>(200, "The alert"),
        Route::post("/api/v1/alerts/{id}/snooze", snooze)
            .says("Put an alert off: its page ends, and if it is open then, it pages again from the first step")
            .takes::<Snooze>()
            .answers::<AlertView>(200, "Put off"),
        Route::post("/api/v1/alerts/{id}/close", close)
            .says("Say that an alert is over, where its source never does")
            .note(
                "What was raised by hand has no source that would. Nobody's page is taken away: while people are being \
                 paged for it, somebody takes the page first. The next signal with its key is a new alert.",
            )
            .answers::<AlertView>(200, "Over"),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    status: Option<AlertStatus>,
    severity: Option<AlertSeverity>,
    integration: Option<IntegrationId>,
    cursor: Option<AlertId>,
    limit: Option<usize>,
}

/// Whether somebody may read this alert: one that belongs to an incident follows the incident.
pub(crate) fn readable(state: &CellState, caller: Caller, alert: &Alert) -> bool {
    match alert.incident {
        Some(incident) => can(state, caller.actor(), Action::ReadAlerts, Object::Incident(incident)).is_ok(),
        None => can(state, caller.actor(), Action::ReadAlerts, Object::Cell).is_ok(),
    }
}

/// Why nobody is paged for an alert, in words.
pub(crate) fn why_not_paged(state: &CellState, held: Held) -> String {
    match held {
        Held::Suppression { suppression } => match state.suppressions.get(&suppression) {
            Some(it) => match it.ends {
                Ends::Window { to } => format!("Maintenance until {to}: {}", it.reason),
                Ends::Review { by } => format!("Suppressed, to be reviewed by {by}: {}", it.reason),
            },
            None => "It came during a maintenance window or under a suppression rule that has ended.".to_owned(),
        },
        Held::Group { first } => format!("It joined alert {first}, which is attended to."),
        Held::Snooze { until, .. } => format!("Put off until {until}."),
    }
}

fn view(state: &CellState, alert: &Alert) -> AlertView {
    AlertView {
        id: alert.id,
        integration: alert.integration,
        dedup_key: alert.dedup_key.clone(),
        summary: alert.signal.summary.clone(),
        source: alert.signal.source.clone(),
        severity: alert.signal.severity,
        fields: alert.signal.fields.clone(),
        occurred_at: alert.signal.occurred_at,
        status: alert.status,
        count: alert.count,
        worst: alert.worst,
        raised_at: alert.raised_at,
        held: alert.held,
        why_not_paged: alert.held.map(|held| why_not_paged(state, held)),
        flapping: alert.flapping.is_some(),
        joined: alert.joined.iter().copied().collect(),
        page: alert.page,
        incident: alert.incident,
        report: alert.report.clone(),
        call_back: None,
        changes: changes(state, alert),
    }
}

/// What the same integration changed before.
pub(crate) fn changes(state: &CellState, alert: &Alert) -> Vec<ChangeView> {
    let of = |kept: &KeptChange| {
        let before_s = alert.raised_at.duration_since(kept.at).as_secs();
        let link = |it: &ctac_domain::change::ChangeLink| Link { href: Some(it.href.clone()), text: it.text.clone() };
        ChangeView {
            at: kept.at,
            before_s,
            before: format!("changed {} before", spoken(before_s)),
            summary: kept.change.summary.clone(),
            source: kept.change.source.clone(),
            links: kept.change.links.iter().map(link).collect(),
        }
    };
    change::before(state, alert).into_iter().map(of).collect()
}

/// `12 minutes`, for as many seconds.
fn spoken(seconds: i64) -> String {
    let (number, unit) = match seconds {
        ..60 => (seconds.max(0), "second"),
        60..3_600 => (seconds / 60, "minute"),
        _ => (seconds / 3_600, "hour"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// How many items a piece may have.
///
/// # Errors
/// More than there may be, or none.
pub(crate) fn piece(limit: Option<usize>) -> Result<usize, Refused> {
    let limit = limit.unwrap_or(limits::LIST_DEFAULT);
    if (1..=limits::LIST).contains(&limit) {
        Ok(limit)
    } else {
        Err(Refused::parameter("limit", format!("must lie between 1 and {}", limits::LIST)))
    }
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    Asked(filter): Asked<Filter>,
) -> Result<Answer<List<AlertView>>, Refused> {
    let state = app.engine.state();
    let limit = piece(filter.limit)?;
    let before = state.alerts.iter().rev().map(|(_, alert)| alert.as_ref());
    // Ids are in the order of time, so a cursor is the last id of the piece before.
    let fits = |alert: &&Alert| {
        filter.cursor.is_none_or(|cursor| alert.id < cursor)
            && filter.status.is_none_or(|status| alert.status == status)
            && filter.severity.is_none_or(|severity| alert.worst >= severity)
            && filter.integration.is_none_or(|integration| alert.integration == integration)
            && readable(&state, caller, alert)
    };
    let mut items: Vec<AlertView> = before.filter(fits).take(limit + 1).map(|it| view(&state, it)).collect();
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Answer(List { items, next }))
}

async fn read(State(app): State<App>, caller: Caller, At(id): At<AlertId>) -> Result<Answer<AlertView>, Refused> {
    let state = app.engine.state();
    let alert = state.alerts.get(&id).filter(|alert| readable(&state, caller, alert)).ok_or_else(Refused::not_found)?;
    Ok(Answer(AlertView { call_back: call_back(&app, alert).await, ..view(&state, alert) }))
}

/// Whom to call back about what was raised by hand.
pub(crate) async fn call_back(app: &App, alert: &Alert) -> Option<String> {
    alert.report.as_ref()?;
    app.auth.call_back(alert.id).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "whom to call back cannot be read now");
        Some("It cannot be read now".to_owned())
    })
}

async fn snooze(
    State(app): State<App>,
    caller: Caller,
    At(alert): At<AlertId>,
    Json(Snooze { until }): Json<Snooze>,
) -> Result<Answer<AlertView>, Refused> {
    act(&app, caller, alert, Command::SnoozeAlert { alert, until }).await
}

async fn close(State(app): State<App>, caller: Caller, At(alert): At<AlertId>) -> Result<Answer<AlertView>, Refused> {
    act(&app, caller, alert, Command::CloseAlert { alert }).await
}

/// Does something to an alert that the caller may see; tells how it is then.
async fn act(app: &App, caller: Caller, alert: AlertId, command: Command) -> Result<Answer<AlertView>, Refused> {
    let visible = |state: &CellState| state.alerts.get(&alert).is_some_and(|it| readable(state, caller, it));
    caller.may(&app.engine.state(), Action::ReadAlerts, Object::Cell)?;
    if !visible(&app.engine.state()) {
        return Err(Refused::not_found());
    }
    app.engine.execute(caller.actor(), command).await?;
    let state = app.engine.state();
    state.alerts.get(&alert).map(|alert| Answer(view(&state, alert))).ok_or_else(Refused::not_found)
}
