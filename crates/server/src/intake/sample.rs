//! `POST /api/v1/integrations/{id}/try`: what a sample would become, and where it would go. Nothing is recorded.

use axum::extract::State;
use ctac_api::configuration::{Tried, Try};
use ctac_api::list::List;
use ctac_api::problem::{Kind, Problem};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::id::IntegrationId;
use ctac_domain::mapping::Mapping;
use ctac_domain::policy::{Integration, IntegrationKind};
use serde_json::Value;

use super::{alertmanager, cloudevents, events, mapped};
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At, Json, parse};
use crate::limits::EVENT_BODY;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/integrations/{id}/try", try_out)
            .says("What a sample of what the source sends would become, and where it would go")
            .note("Nothing is recorded. With `mapping`, that one is tried in the place of the integration's own.")
            .takes::<Try>()
            .lists::<Tried>("One for each alert in it"),
    ]
}

async fn try_out(
    State(app): State<App>,
    caller: Caller,
    At(id): At<IntegrationId>,
    Json(body): Json<Try, EVENT_BODY>,
) -> Result<Answer<List<Tried>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ManageConfiguration, Object::Cell)?;
    let integration = state.integrations.get(&id).ok_or_else(Refused::not_found)?;
    let mapping = body.mapping.as_ref().or(integration.handling.mapping.as_ref());
    let commands = commands(integration.kind, mapping, &body.sample)?;
    Ok(Answer(List::whole(commands.into_iter().filter_map(|command| tried(integration, command)).collect())))
}

fn commands(kind: IntegrationKind, mapping: Option<&Mapping>, sample: &Value) -> Result<Vec<Command>, Refused> {
    let bytes = sample.to_string();
    let wrong = |problem: Box<Problem>| Refused(*problem);
    match kind {
        IntegrationKind::EventsV2 => {
            let event = parse(bytes.as_bytes()).map_err(wrong)?;
            let drawn = || "drawn".to_owned();
            let command = events::command(&event, drawn);
            let refused = |errors: Vec<String>| Refused::new(Kind::InvalidBody, errors.join("; "));
            command.map(|(_, command)| vec![command]).map_err(refused)
        }
        IntegrationKind::Alertmanager | IntegrationKind::Grafana => {
            Ok(alertmanager::commands(&parse(bytes.as_bytes()).map_err(wrong)?))
        }
        IntegrationKind::CloudEvents => {
            cloudevents::check(sample).map_err(wrong)?;
            Ok(vec![cloudevents::command(mapping, sample)])
        }
        // An email is tried as what it is read into: `{subject, subject_key, from, text, message_id, thread, date}`.
        IntegrationKind::Email => Ok(vec![mapped::command(Some(mapping.unwrap_or(&crate::mail::usual())), sample)]),
        IntegrationKind::Json | IntegrationKind::ByHand => Ok(vec![mapped::command(mapping, sample)]),
    }
}

fn tried(integration: &Integration, command: Command) -> Option<Tried> {
    let bare = |act: &str, dedup_key| Tried { act: act.to_owned(), dedup_key, signal: None, route: None };
    match command {
        Command::RaiseAlert { dedup_key, signal } => {
            let route = Some(integration.route_of(&signal).clone());
            Some(Tried { signal: Some(signal), route, ..bare("raise", dedup_key) })
        }
        Command::AcknowledgeAlert { dedup_key } => Some(bare("acknowledge", dedup_key)),
        Command::ResolveAlert { dedup_key } => Some(bare("resolve", dedup_key)),
        _ => None,
    }
}
