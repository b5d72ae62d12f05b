//! Notify's API key, and the token made of it for each request.

use jiff::Timestamp;
use jsonwebtoken::errors::Error;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use uuid::Uuid;

use crate::secret::Secret;

/// Characters of a UUID with its hyphens.
const UUID: usize = 36;

/// `NAME-SERVICE-SECRET`, where the name may hold hyphens too: read from the right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    service: Uuid,
    secret: Secret,
}

/// What is no key. Holds nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no GOV.UK Notify API key: it is a name, the service's id and a secret id, joined by hyphens")]
pub struct NoApiKey;

/// Nothing else may stand in it.
#[derive(Serialize)]
struct Claims {
    iss: Uuid,
    iat: i64,
}

fn uuid(text: &str) -> Option<Uuid> {
    // Other ways to write one are not Notify's.
    Some(text).filter(|text| text.len() == UUID).and_then(|text| Uuid::try_parse(text).ok())
}

impl ApiKey {
    /// Reads a key as Notify shows it once.
    ///
    /// # Errors
    /// See [`NoApiKey`].
    pub fn parse(key: &Secret) -> Result<Self, NoApiKey> {
        let parsed = || {
            let (rest, secret) = key.0.split_at_checked(key.0.len().checked_sub(UUID)?)?;
            let rest = rest.strip_suffix('-')?;
            let (name, service) = rest.split_at_checked(rest.len().checked_sub(UUID)?)?;
            let named = name.strip_suffix('-').is_some_and(|name| !name.is_empty());
            uuid(secret).filter(|_| named)?;
            Some(Self { service: uuid(service)?, secret: Secret(secret.to_owned()) })
        };
        parsed().ok_or(NoApiKey)
    }

    /// A token for a request made now.
    ///
    /// # Errors
    /// It cannot be signed; never in practice.
    pub(super) fn token(&self, now: Timestamp) -> Result<String, Error> {
        let claims = Claims { iss: self.service, iat: now.as_second() };
        // The secret is the text, hyphens and all, not the number it stands for.
        let key = EncodingKey::from_secret(self.secret.0.as_bytes());
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stand_in::conformance;

    fn key(text: &str) -> Result<ApiKey, NoApiKey> {
        ApiKey::parse(&Secret(text.to_owned()))
    }

    /// The documentation's example.
    const EXAMPLE: &str = "my_test_key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";

    #[test]
    fn the_documentations_token() {
        let Some(vectors) = conformance("vectors.json") else { return };
        let vector = &vectors["notify_jwt"];
        let token =
            key(vector["api_key"].as_str().unwrap()).unwrap().token(Timestamp::from_second(1_568_818_578).unwrap());
        let token = token.unwrap();
        let [header, payload, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
        use base64::Engine as _;
        let read =
            |part: &str| String::from_utf8(base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        assert_eq!(read(header), vector["header"].as_str().unwrap());
        assert_eq!(read(payload), vector["payload"].as_str().unwrap());
        assert_eq!(signature, vector["signature_base64url"].as_str().unwrap());
    }

    #[test]
    fn is_read_from_the_right_and_never_shown() {
        let example = key(EXAMPLE).unwrap();
        assert_eq!(example.service.to_string(), "26785a09-ab16-4eb0-8407-a37497a57506");
        assert_eq!(example.secret.0, "3d844edf-8d35-48ac-975b-e847b4f122b0");
        assert_eq!(key(&EXAMPLE.replace("my_test_key", "a-b-c")).unwrap(), example);
        assert!(!format!("{example:?}").contains("3d844edf"));
        let bare = EXAMPLE.trim_start_matches("my_test_key");
        for bad in ["", "-", bare, &bare[1..], &EXAMPLE[..EXAMPLE.len() - 1], "é-", &format!("é{}", &EXAMPLE[13..])] {
            assert_eq!(key(bad), Err(NoApiKey), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_fall_over(text in "\\PC{0,100}") {
            let _ = key(&text);
        }
    }
}
