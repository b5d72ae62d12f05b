//! What a handler answers when it does not do what it was asked: a problem. One exhaustive mapping from every error
//! of the parts behind the edge; nothing of a machine's own words leaves.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ctac_api::problem::{Kind, Problem};
use ctac_domain::access::Denied;
use ctac_engine::{CheckpointError, CosignError, ExecuteError};
use ctac_ledger::store::StoreError;

use crate::limits;

/// A problem on its way out. Its body is written by [`crate::around`], which knows the request's id.
#[derive(Debug, Clone)]
pub struct Refused(pub Problem);

impl Refused {
    /// A problem of this kind.
    #[must_use]
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self(Problem::new(kind, detail))
    }

    /// A part of the path, the query or a header is wrong.
    #[must_use]
    pub fn parameter(name: &str, problem: impl Into<String>) -> Self {
        let problem = problem.into();
        Self(Problem::new(Kind::InvalidParameter, format!("{name}: {problem}.")).with_field(name, problem))
    }

    /// What a part needs cannot be reached; try again.
    #[must_use]
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self(Problem::new(Kind::Unavailable, detail).with_retry_after(limits::RETRY_UNAVAILABLE_S))
    }

    /// Unknown, or not for the caller to know.
    #[must_use]
    pub fn not_found() -> Self {
        Self(Problem::not_found())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        if let Some(seconds) = self.0.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.0.kind == Kind::NotSignedIn {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        Self(Problem::from(&denied))
    }
}

impl From<ExecuteError> for Refused {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Refused(refusal) => Self(Problem::from(&refusal)),
            ExecuteError::Busy => Self(
                Problem::new(Kind::Busy, "Too much is waiting to be recorded; nothing was.")
                    .with_retry_after(limits::RETRY_BUSY_S),
            ),
            ExecuteError::Unavailable => {
                Self::unavailable("The ledger cannot be written now; whether this was recorded may be unknown.")
            }
            ExecuteError::ReadOnly => Self::unavailable(
                "This node is read-only, because the log contradicts what was published: nothing was recorded. \
                 Whoever runs it finds the cause in its log and by ctac doctor.",
            ),
            ExecuteError::Stopping => Self::stopping(),
        }
    }
}

impl Refused {
    fn stopping() -> Self {
        let problem = Problem::new(Kind::Stopping, "This node is stopping; another will answer.");
        Self(problem.with_retry_after(limits::RETRY_UNAVAILABLE_S))
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the database did not do what it was asked");
        match error {
            StoreError::Unavailable(_) => Self::unavailable("The database cannot be reached now."),
            StoreError::Corrupt(_) | StoreError::Schema { .. } => {
                Self::new(Kind::Internal, "What stands in the database cannot be read; it has been logged.")
            }
        }
    }
}

impl From<CheckpointError> for Refused {
    fn from(error: CheckpointError) -> Self {
        match error {
            CheckpointError::NotSigned(why) => {
                tracing::error!(%why, "no checkpoint was signed");
                Self::unavailable("No checkpoint can be signed now.")
            }
            CheckpointError::Busy => {
                Self(Problem::new(Kind::Busy, "Too many wait for a checkpoint.").with_retry_after(limits::RETRY_BUSY_S))
            }
            CheckpointError::Stopping => Self::stopping(),
        }
    }
}

impl From<CosignError> for Refused {
    fn from(error: CosignError) -> Self {
        match error {
            CosignError::Invalid(reason) => Self(Problem::new(Kind::InvalidField, format!("{reason}."))),
            CosignError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use ctac_domain::decide::Refusal;

    use super::*;

    #[test]
    fn the_machines_own_words_stay_inside() {
        let secret = "connection to 10.0.0.7:5432 refused for role ctac";
        let refused = Refused::from(StoreError::Unavailable(secret.into()));
        assert_eq!(refused.0.status, 503);
        assert!(!serde_json::to_string(&refused.0).unwrap().contains("10.0.0.7"));
        let refused = Refused::from(StoreError::Corrupt(secret.to_owned()));
        assert_eq!(refused.0.status, 500);
        assert!(!serde_json::to_string(&refused.0).unwrap().contains("10.0.0.7"));
    }

    #[test]
    fn who_must_wait_is_told_how_long() {
        for error in [ExecuteError::Busy, ExecuteError::Unavailable, ExecuteError::ReadOnly, ExecuteError::Stopping] {
            let response = Refused::from(error).into_response();
            assert!(matches!(response.status().as_u16(), 429 | 503));
            assert!(response.headers().contains_key(header::RETRY_AFTER));
        }
        let refused = Refused::from(ExecuteError::Refused(Refusal::Denied(Denied::Hidden)));
        assert_eq!(refused.into_response().status(), 404);
    }
}
