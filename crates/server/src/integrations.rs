//! Integrations: sources of alerts and their keys. A key is drawn here, shown once, and kept only as its hash.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::configuration::{IntegrationView, SaveIntegration};
use ctac_api::list::List;
use ctac_api::problem::Kind;
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::handling::Handling;
use ctac_domain::id::IntegrationId;
use ctac_domain::policy::{Integration, KeyHash};
use ctac_domain::report::DESK;
use ctac_engine::ports::Random;
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::caller::Caller;
use crate::edition::{Edition, tagged};
use crate::json::{Answer, At, Json};
use crate::limits::CONFIGURATION_BODY;
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

type Body = Json<SaveIntegration, CONFIGURATION_BODY>;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/integrations", list).says("Sources of alerts").lists::<IntegrationView>("Without keys"),
        Route::post("/api/v1/integrations", make)
            .says("Make an integration")
            .note("Its key is in this answer and nowhere else: a repeat of the request is answered `already-done`.")
            .idempotent()
            .takes::<SaveIntegration>()
            .answers::<IntegrationView>(201, "Made, with its key"),
        Route::get("/api/v1/integrations/{id}", read)
            .says("An integration")
            .answers::<IntegrationView>(200, "With its `ETag`, without its key"),
        Route::put("/api/v1/integrations/{id}", edit)
            .says("Edit an integration; with `new_key`, the answer shows a new key and the old one stops working")
            .edits()
            .takes::<SaveIntegration>()
            .answers::<IntegrationView>(200, "Saved"),
    ]
}

/// What the state keeps of a key: SHA-256, hex.
pub(crate) fn hash(key: &str) -> KeyHash {
    KeyHash(hex(&Sha256::digest(key.as_bytes())))
}

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0'));
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// 128 random bits as 32 characters, the length of a PagerDuty routing key.
fn draw_key(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    hex(&bytes)
}

fn view(integration: &Integration, key: Option<String>) -> IntegrationView {
    IntegrationView {
        id: integration.id,
        name: integration.name.clone(),
        organisation: integration.organisation,
        kind: integration.kind,
        rules: integration.rules.clone(),
        otherwise: integration.otherwise.clone(),
        group: integration.handling.group.clone(),
        mapping: integration.handling.mapping.clone(),
        active: integration.active,
        version: integration.version,
        email: None,
        key,
    }
}

/// Where an integration takes email, if the service does.
pub(crate) fn address(app: &App, integration: &Integration) -> Option<String> {
    let domain = app.options.mail_domain.as_deref().filter(|_| integration.id != DESK)?;
    Some(format!("{}@{domain}", app.auth.mail_local(integration.id, &integration.key)))
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<IntegrationView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    Ok(Answer(List::whole(state.integrations.values().map(|integration| view(integration, None)).collect())))
}

async fn read(State(app): State<App>, caller: Caller, At(id): At<IntegrationId>) -> Result<Response, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    let makes = caller.may(&state, Action::ManageConfiguration, Object::Cell).is_ok();
    let integration = state.integrations.get(&id).ok_or_else(Refused::not_found)?;
    // The address is as good as the key: for those who may make a new one.
    let email = makes.then(|| address(&app, integration)).flatten();
    Ok(tagged(StatusCode::OK, integration.version, IntegrationView { email, ..view(integration, None) }))
}

async fn make(State(app): State<App>, caller: Caller, mint: Mint, Json(body): Body) -> Result<Response, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ManageConfiguration, Object::Cell)?;
    let id = mint.id("integration");
    if state.integrations.contains_key(&id) {
        let detail = "This integration was made before, and its key is shown only once; edit it with `new_key`.";
        return Err(Refused::new(Kind::AlreadyDone, detail));
    }
    let key = draw_key(&*app.random);
    save(&app, caller, id, body, hash(&key), None).await?;
    shown(&app, id, StatusCode::CREATED, Some(key))
}

async fn edit(
    State(app): State<App>,
    caller: Caller,
    At(id): At<IntegrationId>,
    Edition(expect): Edition,
    Json(body): Body,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ManageConfiguration, Object::Cell)?;
    let stands = state.integrations.get(&id).map(|integration| integration.key.clone());
    let (key, shown_key) = match stands {
        Some(key) if !body.new_key => (key, None),
        _ => {
            let key = draw_key(&*app.random);
            (hash(&key), Some(key))
        }
    };
    save(&app, caller, id, body, key, expect).await?;
    shown(&app, id, StatusCode::OK, shown_key)
}

async fn save(
    app: &App,
    caller: Caller,
    id: IntegrationId,
    body: SaveIntegration,
    key: KeyHash,
    expect: Option<u64>,
) -> Result<(), Refused> {
    let command = Command::SaveIntegration {
        id,
        name: body.name,
        organisation: body.organisation,
        kind: body.kind,
        key,
        rules: body.rules,
        otherwise: body.otherwise,
        handling: Handling { group: body.group, mapping: body.mapping },
        active: body.active,
        expect,
    };
    app.engine.execute(caller.actor(), command).await?;
    Ok(())
}

fn shown(app: &App, id: IntegrationId, status: StatusCode, key: Option<String>) -> Result<Response, Refused> {
    let state = app.engine.state();
    let integration = state.integrations.get(&id).ok_or_else(Refused::not_found)?;
    let email = address(app, integration);
    Ok(tagged(status, integration.version, IntegrationView { email, ..view(integration, key) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_kept_as_its_sha_256() {
        // FIPS 180-2, appendix B.1
        assert_eq!(hash("abc").0, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
