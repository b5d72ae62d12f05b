//! JSON bodies: bounded, declared as JSON, without unknown fields; what is wrong is named by field, line and column.

use axum::body::{Bytes, HttpBody};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use ctac_api::problem::{Kind, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::limits;
use crate::refused::Refused;

/// A JSON body of at most `LIMIT` bytes.
pub struct Json<T, const LIMIT: usize = { limits::BODY }>(pub T);

impl<T: DeserializeOwned, const LIMIT: usize> FromRequest<App> for Json<T, LIMIT> {
    type Rejection = Refused;

    async fn from_request(request: Request, _: &App) -> Result<Self, Refused> {
        if !is_json(request.headers()) {
            return Err(Refused::new(Kind::UnsupportedMediaType, "Send JSON with `Content-Type: application/json`."));
        }
        let bytes = read(request, LIMIT).await?;
        parse(&bytes).map(Self).map_err(|problem| Refused(*problem))
    }
}

/// A JSON body that may be left out: nothing at all stands for what the type defaults to.
pub struct MayJson<T>(pub T);

impl<T: DeserializeOwned + Default> FromRequest<App> for MayJson<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        if request.headers().contains_key(header::CONTENT_TYPE) || !request.body().is_end_stream() {
            return Json::<T>::from_request(request, app).await.map(|Json(body)| Self(body));
        }
        Ok(Self(T::default()))
    }
}

/// Whether the body says that it is JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Reads a body of at most `limit` bytes.
///
/// # Errors
/// It is larger, or did not arrive.
pub(crate) async fn read(request: Request, limit: usize) -> Result<Bytes, Refused> {
    let too_large = || {
        let detail = format!("The body may have {limit} bytes at the most.");
        Refused::new(Kind::TooLarge, detail)
    };
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > limit) {
        return Err(too_large());
    }
    axum::body::to_bytes(request.into_body(), limit).await.map_err(|error| {
        // axum tells the two apart only in its source's words.
        if std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("limit")) {
            too_large()
        } else {
            Refused::new(Kind::InvalidBody, "The body did not arrive whole.")
        }
    })
}

/// Reads JSON, naming the field that is wrong.
///
/// # Errors
/// The problem, to be shown to whoever sent it.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Box<Problem>> {
    // Keeping track of the place costs as much again: it is looked for only when something is wrong.
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Ok(value);
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { "body".to_owned() } else { path };
        wrong(&field, error.inner())
    })?;
    deserializer.end().map_err(|error| wrong("body", &error))?;
    Ok(value)
}

fn wrong(field: &str, error: &serde_json::Error) -> Box<Problem> {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let what = error.to_string();
    let what = what.strip_suffix(&place).unwrap_or(&what).to_owned();
    let detail = format!("{field}, line {}, column {}: {what}.", error.line(), error.column());
    Box::new(Problem::new(Kind::InvalidBody, detail).with_field(field, what))
}

/// The query, as a struct; unknown names are refused by the struct's own `deny_unknown_fields`.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refused> {
        Query::<T>::try_from_uri(&parts.uri).map(|Query(value)| Self(value)).map_err(|error| unread(&error.body_text()))
    }
}

/// Which parameter is wrong: the reader says it within a sentence of its own.
fn unread(said: &str) -> Refused {
    let said = said.strip_prefix("Failed to deserialize query string: ").unwrap_or(said);
    if let Some(missing) = said.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        return Refused::parameter(missing, "must be given");
    }
    match said.split_once(": ") {
        Some((name, problem)) if !name.contains(' ') => Refused::parameter(name, problem),
        _ => Refused::parameter("query", said),
    }
}

/// Parts of the path.
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for At<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        axum::extract::Path::<T>::from_request_parts(parts, app)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|error| Refused::parameter("path", error.body_text()))
    }
}

/// A JSON answer.
pub struct Answer<T>(pub T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

#[cfg(test)]
mod tests {
    use ctac_api::incidents::Declare;
    use proptest::prelude::*;

    use super::*;

    fn problem(body: &str) -> Problem {
        *parse::<Declare>(body.as_bytes()).unwrap_err()
    }

    #[test]
    fn the_wrong_part_is_named() {
        let unknown = problem("{\"title\":\"x\",\"severity\":\"S1\",\n \"colour\":\"red\"}");
        assert_eq!(unknown.errors[0].field, "colour");
        assert!(unknown.detail.contains("line 2, column 9"), "{}", unknown.detail);
        assert!(unknown.detail.contains("unknown field `colour`"), "{}", unknown.detail);

        let kind = problem(r#"{"title":7,"severity":"S1"}"#);
        assert_eq!(kind.errors[0].field, "title");
        assert!(kind.errors[0].problem.contains("invalid type: integer `7`, expected a string"));

        let word = problem(r#"{"title":"x","severity":"S9"}"#);
        assert_eq!(word.errors[0].field, "severity");
        assert!(word.errors[0].problem.contains("expected one of `S1`, `S2`, `S3`, `S4`"));

        assert!(problem(r#"{"title":"x"}"#).detail.contains("missing field `severity`"));
        assert!(problem(r#"{"title":"x","severity":"S1"} trailing"#).detail.contains("trailing characters"));
        assert_eq!(problem("").errors[0].field, "body");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
            let _ = parse::<Declare>(&bytes);
        }
    }
}
