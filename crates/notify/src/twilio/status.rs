//! Twilio's status callbacks, read.

use ctac_domain::id::AttemptId;

use crate::status::{Receipt, Status};
use crate::twilio::signature::Params;
use crate::twilio::{sms, voice};

/// Why a signed request is no receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAReceipt {
    /// No id of a message or a call.
    #[error("it names no MessageSid or CallSid")]
    Sid,
    /// No status, or a new one.
    #[error("its status is none that is known here")]
    Status,
}

/// Whether a text is an id of Twilio's: two letters and 32 hexadecimal digits.
#[must_use]
pub fn is_sid(text: &str) -> bool {
    let (kind, number) = text.split_at_checked(2).unwrap_or_default();
    kind.bytes().all(|byte| byte.is_ascii_uppercase())
        && number.len() == 32
        && number.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Who took what has this id: texts and calls are two providers of one account.
#[must_use]
pub fn provider_of(sid: &str) -> &'static str {
    if sid.starts_with("CA") { voice::NAME } else { sms::NAME }
}

/// Reads a status callback. Fields that are not known here are passed over.
///
/// # Errors
/// See [`NotAReceipt`].
pub fn receipt(params: &Params, attempt: Option<AttemptId>) -> Result<Receipt, NotAReceipt> {
    let value = |name: &str| params.get(name).and_then(|values| values.first()).map(String::as_str);
    let of = |sid: &str, status: &str| value(sid).filter(|sid| is_sid(sid)).map(|sid| (sid.to_owned(), value(status)));
    let found = of("MessageSid", "MessageStatus").or_else(|| of("CallSid", "CallStatus"));
    let (sid, status) = found.ok_or(NotAReceipt::Sid)?;
    let status = status.and_then(Status::of).ok_or(NotAReceipt::Status)?;
    let error = value("ErrorCode").and_then(|code| code.parse().ok()).filter(|code| *code != 0);
    Ok(Receipt { provider: provider_of(&sid), reference: sid, attempt, status, error })
}

#[cfg(test)]
mod tests;
