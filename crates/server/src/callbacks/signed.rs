//! A request with Twilio's signature: a bounded form, or a bounded JSON object whose hash the query names. What is not
//! signed goes no further, and is counted.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use ctac_api::problem::Kind;

use crate::app::App;
use crate::callbacks::TwilioHooks;
use crate::json::{is_json, read};
use crate::limits;
use crate::refused::Refused;
use crate::twilio::Params;

const HEADER: &str = "x-twilio-signature";

/// See the module.
pub(crate) struct Signed {
    pub(crate) hooks: Arc<TwilioHooks>,
    pub(crate) params: Params,
    pub(crate) signature: String,
}

impl Signed {
    /// A parameter; empty without it.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.params.get(name).and_then(|values| values.first()).map(String::as_str).unwrap_or_default()
    }
}

impl FromRequest<App> for Signed {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        let hooks = app.twilio.clone().ok_or_else(Refused::not_found)?;
        let (parts, body) = request.into_parts();
        let json = is_json(&parts.headers);
        let signature = parts.headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let path = parts.uri.path_and_query().map_or("/", |it| it.as_str()).to_owned();
        if signature.is_empty() || signature.len() > limits::FIELD_NAME {
            return Err(not_signed(app));
        }
        let head = parts.clone();
        let bytes = read(Request::from_parts(parts, body), limits::CALLBACK_BODY).await?;
        let params = if json { of_json(&bytes)? } else { of_form(head, bytes.clone().into(), app).await? };
        if !hooks.twilio.signed(&path, &params, &bytes, &signature) {
            return Err(not_signed(app));
        }
        Ok(Self { hooks, params, signature })
    }
}

fn not_signed(app: &App) -> Refused {
    app.tallies.callback_refused("twilio");
    tracing::warn!("a callback without Twilio's valid signature was refused: is server.public_url what Twilio calls?");
    Refused::new(Kind::Forbidden, "Twilio's signature is missing, or is not of this request.")
}

fn malformed(why: impl std::fmt::Display) -> Refused {
    Refused::new(Kind::InvalidBody, format!("Send what Twilio sends: {why}."))
}

async fn of_form(head: Parts, body: Body, app: &App) -> Result<Params, Refused> {
    let whole = Request::from_parts(head, body);
    let pairs = axum::Form::<Vec<(String, String)>>::from_request(whole, app).await;
    let axum::Form(pairs) = pairs.map_err(|error| malformed(error.body_text()))?;
    if pairs.len() > limits::CALLBACK_FIELDS {
        return Err(malformed(format!("at most {} fields", limits::CALLBACK_FIELDS)));
    }
    let mut params = Params::new();
    for (name, value) in pairs {
        params.entry(name).or_default().insert(value);
    }
    Ok(params)
}

/// The texts of an object; the rest says nothing to us.
fn of_json(bytes: &[u8]) -> Result<Params, Refused> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes).map_err(malformed)?;
    let text = |value: serde_json::Value| if let serde_json::Value::String(text) = value { Some(text) } else { None };
    Ok(object.into_iter().filter_map(|(name, value)| Some((name, [text(value)?].into()))).collect())
}
