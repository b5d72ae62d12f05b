//! Who calls: a person, by the session cookie of a browser or by a personal API token.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use ctac_api::problem::Kind;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::Actor;
use ctac_domain::id::{PersonId, SessionId, TokenId};
use ctac_domain::state::State;
use jiff::Timestamp;

use crate::app::App;
use crate::refused::Refused;

/// How the caller proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// A browser's session, by its cookie.
    Session(SessionId),
    /// A personal API token.
    Token(TokenId),
}

/// Somebody signed in. [`crate::guard`] puts it on every request of a route that needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub person: PersonId,
    /// How they came.
    pub via: Via,
    /// When what they came with ends by itself.
    pub until: Option<Timestamp>,
    /// They signed in with a password that somebody else gave them, and have not chosen their own.
    pub first_password: bool,
}

impl Caller {
    /// As the rules know them.
    #[must_use]
    pub const fn actor(self) -> Actor {
        Actor::Person(self.person)
    }

    /// Asks the one access function.
    ///
    /// # Errors
    /// They may not.
    pub fn may(self, state: &State, action: Action, object: Object) -> Result<(), Refused> {
        can(state, self.actor(), action, object).map_err(Refused::from)
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refused> {
        parts.extensions.get::<Self>().copied().ok_or_else(not_signed_in)
    }
}

/// The name of the session's cookie.
#[must_use]
pub const fn cookie_name(tls: bool) -> &'static str {
    if tls { "__Host-ctac" } else { "ctac" }
}

/// A `Set-Cookie` value: the session's secret for so many seconds; 0 removes it.
#[must_use]
pub fn set_cookie(tls: bool, secret: &str, max_age_s: i64) -> String {
    let secure = if tls { "; Secure" } else { "" };
    format!("{}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}", cookie_name(tls))
}

/// The secret in the session's cookie.
#[must_use]
pub fn session_secret(headers: &HeaderMap, tls: bool) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == cookie_name(tls))
        .map(|(_, secret)| secret)
}

/// The token of an `Authorization: Bearer` header.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Finds out who calls. A token, if there is one, is what counts.
///
/// # Errors
/// Nobody is signed in, they have yet to choose a password of their own, or it cannot be found out now.
pub async fn identify(app: &App, headers: &HeaderMap) -> Result<Caller, Refused> {
    let caller = identify_newcomer(app, headers).await?;
    if caller.first_password {
        let detail = "Somebody else gave you the password that you have. Change it under /me/password; then go on.";
        return Err(Refused::new(Kind::FirstPassword, detail));
    }
    Ok(caller)
}

/// As [`identify`], for the few things that are open before a password of one's own is chosen.
///
/// # Errors
/// Nobody is signed in, or it cannot be found out now.
pub(crate) async fn identify_newcomer(app: &App, headers: &HeaderMap) -> Result<Caller, Refused> {
    let now = app.clock.now();
    let caller = if let Some(token) = bearer(headers) {
        let token = app.auth.token(token, now).await?;
        token.map(|token| Caller {
            person: token.person,
            via: Via::Token(token.id),
            until: token.expires_at,
            first_password: false,
        })
    } else if let Some(secret) = session_secret(headers, app.options.tls) {
        let session = app.auth.session(secret, now).await?;
        session.map(|session| {
            let (until, first_password) = (Some(session.ends_at), session.first_password);
            Caller { person: session.person, via: Via::Session(session.id), until, first_password }
        })
    } else {
        None
    };
    let active = |caller: &Caller| app.engine.state().people.get(&caller.person).is_some_and(|person| person.active);
    caller.filter(active).ok_or_else(not_signed_in)
}

fn not_signed_in() -> Refused {
    Refused::new(Kind::NotSignedIn, "Sign in, or send a personal API token as `Authorization: Bearer TOKEN`.")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_cookie_is_bound_to_the_host_where_there_is_tls() {
        let cookie = set_cookie(true, "abc", 60);
        assert_eq!(cookie, "__Host-ctac=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
        assert!(!set_cookie(false, "abc", 60).contains("Secure"));
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("theme=dark; ctac=old"));
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-ctac=abc"));
        assert_eq!(session_secret(&headers, true), Some("abc"));
        assert_eq!(session_secret(&headers, false), Some("old"));
    }

    #[test]
    fn a_bearer_is_read_whatever_its_case() {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("bearer ctac_x"));
        assert_eq!(bearer(&headers), Some("ctac_x"));
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Basic ctac_x"));
        assert_eq!(bearer(&headers), None);
    }
}
