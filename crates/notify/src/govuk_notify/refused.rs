//! What Notify's refusals mean: by the status and the error's kind, which are its interface, never by its words.

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde::Deserialize;

/// How far a token's time may be from Notify's.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(30);

/// Characters of an error's kind that are repeated.
const KIND: usize = 40;

/// Why nothing more is sent today.
pub(super) const DAILY_LIMIT: &str =
    "GOV.UK Notify's limit for today is reached; it takes messages again after midnight UTC";

/// What is to be done about it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was not sent.
    Failed { reason: String, again: bool },
    /// It may have been sent: a gateway, or Notify's own time, gave up.
    Unknown,
    /// Nothing is sent any more before midnight UTC.
    ClosedForToday,
}

#[derive(Deserialize)]
struct Refusal {
    errors: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    error: String,
}

/// The first error's kind, such as `BadRequestError`, if it is one word.
fn kind(body: &[u8]) -> Option<String> {
    let kind = serde_json::from_slice::<Refusal>(body).ok()?.errors.into_iter().next()?.error;
    let word = (1..=KIND).contains(&kind.len()) && kind.bytes().all(|byte| byte.is_ascii_alphanumeric());
    word.then_some(kind)
}

/// Judges an answer that is no success. `ahead` is by how much this machine's clock is ahead of the answer's date.
pub(super) fn judge(status: StatusCode, body: &[u8], ahead: Option<SignedDuration>) -> Verdict {
    let kind = kind(body);
    let named = kind.as_deref().unwrap_or("no error named");
    let reason = format!("GOV.UK Notify answered {}: {named}", status.as_u16());
    match status {
        // A token is of the second: when the clocks disagree it is refused, whoever signed it.
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            let off = ahead.filter(|ahead| ahead.abs() > TOLERANCE);
            let why = off.map(|ahead| format!("; this machine's clock is {} seconds off", ahead.as_secs()));
            let reason = reason + why.as_deref().unwrap_or_default();
            tracing::error!(reason, "GOV.UK Notify's key or this machine's clock needs an operator");
            // The account's trouble, or the clock's, says nothing of this message: it is tried again once that is mended.
            Verdict::Failed { reason, again: true }
        }
        StatusCode::TOO_MANY_REQUESTS if kind.as_deref() == Some("TooManyRequestsError") => Verdict::ClosedForToday,
        StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => Verdict::Unknown,
        status => {
            // A redirect is something in between, or the address of another service: nothing came to Notify.
            let again = status.is_server_error()
                || status.is_redirection()
                || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
            Verdict::Failed { reason, again }
        }
    }
}
