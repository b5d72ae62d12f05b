//! Small things that several handlers do.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ctac_api::problem::{Kind, Problem};
use ctac_auth::account::SignInError;
use ctac_auth::change::PasswordError;
use ctac_auth::contacts::ContactError;
use ctac_auth::feed::FeedError;
use ctac_auth::people::{LoginError, NameError};
use ctac_auth::sealed_vault::SealedError;
use ctac_auth::token::TokenError;
use ctac_domain::access::{Action, Object};
use ctac_domain::decide::Answer as Decided;
use ctac_domain::id::IncidentId;
use ctac_domain::incident::Incident;
use ctac_domain::state::State;
use serde::Serialize;

use crate::caller::Caller;
use crate::json::Answer;
use crate::refused::Refused;

/// Something was made: 201, where it is, and what it is.
pub(crate) fn made<T: Serialize>(location: &str, body: T) -> Response {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(location) {
        headers.insert(header::LOCATION, value);
    }
    (StatusCode::CREATED, headers, Answer(body)).into_response()
}

/// An answer that the rules do not give to this command: a defect.
pub(crate) fn unexpected(answer: &Decided) -> Refused {
    tracing::error!(?answer, "the rules gave an answer that this command does not have");
    Refused::new(Kind::Internal, "A defect of the service; it has been logged under this request's id.")
}

/// An incident by its id or its reference, if the caller may know of it.
pub(crate) fn visible(state: &State, caller: Caller, named: &str) -> Result<Arc<Incident>, Refused> {
    let incident = match named.parse::<IncidentId>() {
        Ok(id) => state.incidents.get(&id),
        Err(_) => state.incident_of(named),
    };
    let incident = incident.ok_or_else(Refused::not_found)?;
    // Whoever may not see it learns no more than that there is no such thing, whatever the reason.
    caller.may(state, Action::SeeIncident, Object::Incident(incident.id)).map_err(|_| Refused::not_found())?;
    Ok(Arc::clone(incident))
}

impl From<SealedError> for Refused {
    fn from(error: SealedError) -> Self {
        match error {
            SealedError::Store(error) => error.into(),
            SealedError::Conflict => {
                Self::new(Kind::Conflict, "Somebody else changed this at the same time; try again.")
            }
            other => {
                tracing::error!(error = %other, "a record of the vault cannot be used");
                Self::new(Kind::Internal, "A record of the vault cannot be read; it has been logged.")
            }
        }
    }
}

fn busy() -> Refused {
    Refused(Problem::new(Kind::Busy, "Too many people are signing in.").with_retry_after(2))
}

fn field(name: &str, problem: impl std::fmt::Display) -> Refused {
    let problem = problem.to_string();
    Refused(Problem::new(Kind::InvalidField, format!("{name}: {problem}.")).with_field(name, problem))
}

/// As [`field`], where the sentence needs no field's name to be understood.
fn plain(name: &str, problem: &impl std::fmt::Display) -> Refused {
    let problem = problem.to_string();
    let mut letters = problem.chars();
    let sentence: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    Refused(Problem::new(Kind::InvalidField, sentence + ".").with_field(name, problem))
}

impl From<SignInError> for Refused {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Refused => wrong_credentials(),
            SignInError::Busy(_) => busy(),
            SignInError::Store(error) => error.into(),
        }
    }
}

/// The same for an unknown name, a wrong password and somebody who has left.
pub(crate) fn wrong_credentials() -> Refused {
    Refused::new(Kind::WrongCredentials, "There is nobody with this name and this password.")
}

impl From<PasswordError> for Refused {
    fn from(error: PasswordError) -> Self {
        match error {
            wrong @ PasswordError::Wrong => plain("current", &wrong),
            wrong @ PasswordError::Same => plain("new", &wrong),
            PasswordError::Weak(weak) => plain("password", &weak),
            PasswordError::Busy(_) => busy(),
            PasswordError::Store(error) => error.into(),
        }
    }
}

impl From<NameError> for Refused {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Store(error) => error.into(),
            wrong @ NameError::NotAName => field("name", wrong),
        }
    }
}

impl From<LoginError> for Refused {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Store(error) => error.into(),
            LoginError::Taken => Self::new(Kind::Conflict, "Somebody else has this sign-in name."),
            wrong @ LoginError::NotALogin => field("username", wrong),
        }
    }
}

impl From<ContactError> for Refused {
    fn from(error: ContactError) -> Self {
        match error {
            ContactError::Store(error) => error.into(),
            ContactError::Address(wrong) => field("address", wrong),
            ContactError::Taken => {
                Self::new(Kind::Conflict, "Another person has a contact with this id. Load the page again.")
            }
        }
    }
}

impl From<FeedError> for Refused {
    fn from(error: FeedError) -> Self {
        match error {
            FeedError::Store(error) => error.into(),
            FeedError::AlreadyMade => Self::new(
                Kind::AlreadyDone,
                "This feed was made before and its address is shown only once; revoke it, make another.",
            ),
            wrong @ FeedError::TooMany => Self::new(Kind::LimitReached, format!("{wrong}.")),
        }
    }
}

impl From<TokenError> for Refused {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Store(error) => error.into(),
            wrong @ TokenError::Label => field("label", wrong),
            wrong @ TokenError::Over => field("expires_at", wrong),
            TokenError::AlreadyMade => Self::new(
                Kind::AlreadyDone,
                "This token was made before and is shown only once; revoke it, make another.",
            ),
            wrong @ TokenError::TooMany => Self::new(Kind::LimitReached, wrong.to_string()),
        }
    }
}
