//! What the API answers to a request to send something, and what each answer means.

use ctac_domain::directory::Flag;
use ctac_domain::id::AttemptId;
use reqwest::StatusCode;
use serde::Deserialize;

use crate::client::Came;
use crate::status::{Receipt, Status};
use crate::twilio::errors::{self, Trouble};
use crate::twilio::status::{is_sid, provider_of};

/// A message or a call, as the API shows it; the rest is passed over.
#[derive(Deserialize)]
pub(super) struct Resource {
    pub(super) sid: String,
    #[serde(default)]
    pub(super) status: String,
    #[serde(default)]
    pub(super) error_code: Option<u32>,
}

#[derive(Deserialize)]
struct Fault {
    code: u32,
}

/// What came of a request to send something.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Made(Receipt),
    Refused { reason: String, again: bool, flag: Option<Flag> },
    Unknown,
}

/// What an exchange came to.
pub(super) fn judged(came: Came, attempt: AttemptId) -> Answer {
    let refused = |reason: &str, again| Answer::Refused { reason: reason.to_owned(), again, flag: None };
    match came {
        Came::Answer(status, body) if status.is_success() => made(&body.unwrap_or_default(), attempt),
        Came::Answer(status, body) => not_made(status, &body.unwrap_or_default()),
        Came::Unreachable => refused("Twilio cannot be reached", true),
        Came::NotPublic | Came::Unbuildable => refused("the request could not be built", false),
        Came::Lost => Answer::Unknown,
    }
}

/// A success names what was made. One that cannot be read may be Twilio's or something's in between: it is looked up
/// before anything is sent again, so that nothing is lost and nothing is doubled without need.
fn made(body: &[u8], attempt: AttemptId) -> Answer {
    let Ok(Resource { sid, status, error_code }) = serde_json::from_slice(body) else { return Answer::Unknown };
    if !is_sid(&sid) {
        return Answer::Unknown;
    }
    let status = Status::of(&status).unwrap_or(Status::Accepted);
    let (provider, error) = (provider_of(&sid), error_code.filter(|code| *code != 0));
    Answer::Made(Receipt { provider, reference: sid, attempt: Some(attempt), status, error })
}

/// The reason holds Twilio's code and our words for it, never Twilio's own: they name the number.
fn not_made(status: StatusCode, body: &[u8]) -> Answer {
    let code = serde_json::from_slice(body).ok().map(|Fault { code }| code);
    let number = status.as_u16();
    if let Some((code, meaning)) = code.and_then(|code| errors::meaning(code).map(|meaning| (code, meaning))) {
        if meaning.trouble == Trouble::Account {
            tracing::error!(code, "Twilio's account or its settings need an operator: {}", meaning.words);
        }
        // Whatever the table says, a server's own fault passes.
        let again = meaning.again() || status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        return Answer::Refused { reason: format!("{} ({code})", meaning.words), again, flag: meaning.flag };
    }
    let said = code.map_or_else(|| format!("Twilio answered {number}"), |code| format!("Twilio's error {code}"));
    let (reason, again) = match status {
        _ if status.is_redirection() => {
            (format!("{said}, a redirect, which is not followed: look at providers.twilio.base_url"), true)
        }
        // Not about the message: the address of the API, or the account.
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
            (format!("{said}: look at the account and providers.twilio.base_url"), true)
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY => (said, true),
        _ => (said, status.is_server_error()),
    };
    Answer::Refused { reason, again, flag: None }
}
