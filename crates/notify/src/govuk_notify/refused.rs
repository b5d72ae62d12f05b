//! What Notify's refusals mean: by the status and the error's kind, which are its interface, never by its words.

use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use reqwest::header::DATE;
use serde::Deserialize;

use crate::client::Answer;

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

/// Whether Notify's clock and this machine's disagree by more than a token may.
fn clock_is_off(answer: &Answer, now: Timestamp) -> bool {
    let date = answer.headers.get(DATE).and_then(|date| date.to_str().ok());
    let theirs = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    theirs.is_some_and(|theirs| now.duration_since(theirs.timestamp()).abs() > TOLERANCE)
}

/// Judges an answer that is no success.
pub(super) fn judge(answer: &Answer, now: Timestamp) -> Verdict {
    let kind = kind(&answer.body);
    let named = kind.as_deref().unwrap_or("no error named");
    let reason = format!("GOV.UK Notify answered {}: {named}", answer.status.as_u16());
    match answer.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN if clock_is_off(answer, now) => Verdict::Failed {
            reason: format!("{reason}; this machine's clock is more than {} seconds off", TOLERANCE.as_secs()),
            again: false,
        },
        StatusCode::TOO_MANY_REQUESTS if kind.as_deref() == Some("TooManyRequestsError") => Verdict::ClosedForToday,
        StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => Verdict::Unknown,
        status => {
            let again = status.is_server_error()
                || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
            Verdict::Failed { reason, again }
        }
    }
}
