//! What Notify calls back with: delivery receipts, and texts that people sent. Both prove themselves by a bearer token that
//! was typed in at Notify; both may come twice, late, in any order, or never.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use ctac_domain::id::AttemptId;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use crate::limits;
use crate::secret::Secret;
use crate::status::Status;

/// The fewest characters that Notify takes for a token.
const TOKEN_CHARS: usize = 10;

/// Knows Notify by its token. The token is not kept: its digest is.
#[derive(Clone)]
pub struct Token([u8; 32]);

/// What is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a GOV.UK Notify callback's bearer token has at least 10 characters, none of them a space")]
pub struct NoToken;

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

fn hashed(text: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    hash
}

impl Token {
    /// The token as it was typed in at Notify.
    ///
    /// # Errors
    /// It is too short.
    pub fn new(token: &Secret) -> Result<Self, NoToken> {
        let text = token.0.as_str();
        let fits = text.chars().count() >= TOKEN_CHARS && !text.contains(char::is_whitespace);
        if fits { Ok(Self(hashed(text))) } else { Err(NoToken) }
    }

    /// Whether an `Authorization` header is Notify's. How long it takes tells nothing of the token.
    #[must_use]
    pub fn is_in(&self, authorization: &str) -> bool {
        let Some((scheme, token)) = authorization.split_once(' ') else { return false };
        let same = verify_slices_are_equal(&hashed(token), &self.0).is_ok();
        scheme.eq_ignore_ascii_case("bearer") && same
    }
}

/// How a message ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// It arrived.
    Delivered,
    /// The number or address is none.
    PermanentFailure,
    /// The telephone was off, or without signal, or full; the mailbox did not take it.
    TemporaryFailure,
    /// It broke between Notify and its provider.
    TechnicalFailure,
}

/// A delivery receipt. Further fields are Notify's business: above all the address, which is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Receipt {
    /// What Notify calls the message: the reference of the attempt in the ledger.
    pub id: Uuid,
    /// Which attempt; none when the message was not this service's.
    #[serde(rename = "reference", default, deserialize_with = "attempt")]
    pub attempt: Option<AttemptId>,
    /// How it ended.
    pub status: Ended,
    /// When.
    #[serde(default, deserialize_with = "instant")]
    pub completed_at: Option<Timestamp>,
}

/// A text that somebody sent to the service's number.
#[derive(Clone, PartialEq, Eq)]
pub struct Inbound {
    /// What Notify calls it. The same again is the same text.
    pub id: Uuid,
    /// From whom, as E.164 where it is a number.
    pub from: String,
    /// What it says, cut to [`limits::INBOUND_CHARS`].
    pub text: String,
    /// When it came to Notify.
    pub received_at: Option<Timestamp>,
}

impl fmt::Debug for Inbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the number nor the words are for a log.
        f.debug_struct("Inbound").field("id", &self.id).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Written {
    id: Uuid,
    source_number: String,
    message: String,
    #[serde(default, deserialize_with = "instant")]
    date_received: Option<Timestamp>,
}

/// Why a body is not what it should be. Holds nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not what GOV.UK Notify calls back with")]
pub struct NotNotifys;

impl Receipt {
    /// As every provider's news is put.
    #[must_use]
    pub fn told(&self) -> crate::status::Receipt {
        let status = match self.status {
            Ended::Delivered => Status::Delivered,
            Ended::PermanentFailure => Status::PermanentFailure,
            Ended::TemporaryFailure => Status::TemporaryFailure,
            Ended::TechnicalFailure => Status::TechnicalFailure,
        };
        super::told(self.id, self.attempt, status)
    }

    /// Reads a receipt.
    ///
    /// # Errors
    /// See [`NotNotifys`].
    pub fn read(body: &[u8]) -> Result<Self, NotNotifys> {
        serde_json::from_slice(body).map_err(|_| NotNotifys)
    }
}

impl Inbound {
    /// Reads a text.
    ///
    /// # Errors
    /// See [`NotNotifys`].
    pub fn read(body: &[u8]) -> Result<Self, NotNotifys> {
        let written: Written = serde_json::from_slice(body).map_err(|_| NotNotifys)?;
        let number = written.source_number.trim_start_matches('+');
        let is_number = (8..=15).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit());
        let from = if is_number { format!("+{number}") } else { written.source_number };
        let text = written.message.chars().take(limits::INBOUND_CHARS).collect();
        Ok(Self { id: written.id, from, text, received_at: written.date_received })
    }
}

/// The attempt that a reference names; one of somebody else's names none.
fn attempt<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<AttemptId>, D::Error> {
    let reference = Option::<String>::deserialize(deserializer)?;
    Ok(reference.and_then(|reference| Uuid::try_parse(&reference).ok()).map(AttemptId))
}

/// An instant as Notify writes it: `2017-05-14T12:15:30.000000Z`, or with a space and no zone. One that cannot be read is
/// not worth losing the rest for.
fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let plain = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    Ok(text.parse().ok().or_else(plain))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ID: &str = "740e5834-3a29-46b4-9a6f-16142fde533a";

    fn written(status: &str, reference: &Value) -> Vec<u8> {
        json!({
            "id": ID, "reference": reference, "to": "07700912345", "status": status,
            "created_at": "2017-05-14T12:15:30.000000Z", "completed_at": "2017-05-14T12:15:31.000000Z",
            "sent_at": "2017-05-14T12:15:30.000000Z", "notification_type": "sms",
            "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a", "template_version": 1
        })
        .to_string()
        .into_bytes()
    }

    #[test]
    fn a_receipt_is_read_and_the_address_left_behind() {
        let attempt = Uuid::from_u128(0x51);
        let receipt = Receipt::read(&written("delivered", &json!(attempt))).unwrap();
        assert_eq!((receipt.attempt, receipt.status), (Some(AttemptId(attempt)), Ended::Delivered));
        assert_eq!(receipt.completed_at, "2017-05-14T12:15:31Z".parse().ok());
        assert!(!format!("{receipt:?}").contains("912345"));
        for (status, ended) in [
            ("permanent-failure", Ended::PermanentFailure),
            ("temporary-failure", Ended::TemporaryFailure),
            ("technical-failure", Ended::TechnicalFailure),
        ] {
            for foreign in [json!(null), json!("their own 12345")] {
                let receipt = Receipt::read(&written(status, &foreign)).unwrap();
                assert_eq!((receipt.status, receipt.attempt), (ended, None));
            }
        }
        for bad in [
            &b""[..],
            b"{}",
            b"[]",
            b"\xff",
            &written("teleported", &json!(null)),
            br#"{"id":"x","status":"delivered"}"#,
        ] {
            assert_eq!(Receipt::read(bad), Err(NotNotifys));
        }
    }

    #[test]
    fn an_inbound_text_is_read() {
        let body = |number: &str, message: &str, date: &str| {
            json!({ "id": ID, "source_number": number, "destination_number": "07700987654", "message": message,
                    "date_received": date })
            .to_string()
            .into_bytes()
        };
        let inbound = Inbound::read(&body("447700912345", "ACK 4821", "2017-05-14T12:15:30.000000Z")).unwrap();
        assert_eq!((inbound.from.as_str(), inbound.text.as_str()), ("+447700912345", "ACK 4821"));
        assert!(!format!("{inbound:?}").contains("7700912345"));
        let spaced = Inbound::read(&body("NETWORK", &"x".repeat(5_000), "2017-05-14 12:15:30.000000")).unwrap();
        assert_eq!((spaced.from.as_str(), spaced.text.len()), ("NETWORK", limits::INBOUND_CHARS));
        assert_eq!((spaced.received_at, inbound.received_at.is_some()), (inbound.received_at, true));
        assert_eq!(Inbound::read(&body("1", "", "yesterday")).unwrap().received_at, None);
        assert_eq!(Inbound::read(b"{}"), Err(NotNotifys));
    }

    #[test]
    fn only_notifys_token_will_do() {
        let token = Token::new(&Secret("correct horse".replace(' ', "-"))).unwrap();
        assert!(token.is_in("Bearer correct-horse") && token.is_in("bearer correct-horse"));
        for wrong in [
            "",
            "Bearer",
            "Bearer ",
            "correct-horse",
            "Basic correct-horse",
            "Bearer correct-horse ",
            "Bearer correct-hors",
            "Bearer Correct-horse",
        ] {
            assert!(!token.is_in(wrong), "{wrong:?}");
        }
        assert_eq!(Token::new(&Secret("short".to_owned())).unwrap_err(), NoToken);
        assert!(!format!("{token:?}").contains("horse"));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = (Receipt::read(&bytes), Inbound::read(&bytes));
        }
    }
}
