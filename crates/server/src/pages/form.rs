//! What a form sends: bounded, only names that the form has, lines ended as elsewhere. Kept whole, so that a page that
//! says what is wrong can give back what was typed.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use ctac_api::problem::{Kind, Problem};
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde::de::value::{Error as Unreadable, StrDeserializer};

use crate::app::App;
use crate::json::read;
use crate::limits;
use crate::pages::when;
use crate::refused::Refused;

/// A form's fields, by name; a name may stand several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields(BTreeMap<String, Vec<String>>);

impl FromRequest<App> for Fields {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        let (parts, body) = request.into_parts();
        let head = Request::from_parts(parts.clone(), Body::empty());
        let bytes = read(Request::from_parts(parts, body), limits::FORM_BODY).await?;
        let whole = head.map(|_| Body::from(bytes));
        let pairs = axum::Form::<Vec<(String, String)>>::from_request(whole, app).await;
        let axum::Form(pairs) = pairs.map_err(|error| {
            Refused::new(Kind::InvalidBody, format!("Send this form as a browser does: {}.", error.body_text()))
        })?;
        if pairs.len() > limits::FORM_FIELDS {
            return Err(Refused::new(Kind::InvalidBody, format!("A form has at most {} fields.", limits::FORM_FIELDS)));
        }
        Ok(Self::of(pairs))
    }
}

/// Whether a request's body is a form.
pub(crate) fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

impl Fields {
    pub(crate) fn of(pairs: Vec<(String, String)>) -> Self {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            fields.entry(name).or_default().push(value.replace("\r\n", "\n"));
        }
        Self(fields)
    }

    /// Refuses names that the form does not have.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Refused> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => {
                let problem = "this form has no such field";
                Err(Refused(Problem::new(Kind::InvalidBody, format!("{name}: {problem}.")).with_field(name, problem)))
            }
        }
    }

    /// As typed; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map(String::as_str).unwrap_or_default()
    }

    /// As typed, where something was.
    pub(crate) fn given(&self, name: &str) -> Option<String> {
        Some(self.text(name).trim()).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// All but the field of this name.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// Whether `value` is among those of this name.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.0.get(name).is_some_and(|values| values.iter().any(|it| it == value))
    }

    /// What was typed into the fields whose names begin so, by the rest of the name; empty ones left out.
    pub(crate) fn starting_with(&self, beginning: &str) -> BTreeMap<String, String> {
        let named = self.0.iter().filter_map(|(name, values)| Some((name.strip_prefix(beginning)?, values.first()?)));
        let typed = named.map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
        typed.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// One of the words of a kind, such as `S1` or `stood-down`.
    /// Without one, `missing` says what to do.
    pub(crate) fn word<T: DeserializeOwned>(&self, name: &str, missing: &str) -> Result<T, Refused> {
        self.maybe(name)?.ok_or_else(|| wrong(name, missing))
    }

    /// As [`Self::word`], where something was chosen.
    pub(crate) fn maybe<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Refused> {
        let read = |text: String| read_word(&text).map_err(|_| wrong(name, "this is not one of the choices"));
        self.given(name).map(read).transpose()
    }

    /// All that were chosen under this name.
    pub(crate) fn several<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, Refused> {
        let values = self.0.get(name).into_iter().flatten();
        values.map(|text| read_word(text).map_err(|_| wrong(name, "this is not one of the choices"))).collect()
    }

    /// A time as a browser's date and time field sends it, in the United Kingdom's time.
    pub(crate) fn instant(&self, name: &str) -> Result<Option<jiff::Timestamp>, Refused> {
        self.instant_in(name, &when::home())
    }

    /// As [`Self::instant`], on the clocks of a zone.
    pub(crate) fn instant_in(&self, name: &str, zone: &TimeZone) -> Result<Option<jiff::Timestamp>, Refused> {
        let read = |text: String| {
            let at = when::from_field_in(&text, zone);
            at.ok_or_else(|| wrong(name, "write a date and time such as 2026-03-31T03:15"))
        };
        self.given(name).map(read).transpose()
    }
}

fn read_word<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    T::deserialize(StrDeserializer::new(text))
}

/// A field is wrong.
pub(crate) fn wrong(name: &str, problem: &str) -> Refused {
    let label = crate::pages::words::field(name);
    Refused(Problem::new(Kind::InvalidField, format!("{label}: {problem}.")).with_field(name, problem))
}

#[cfg(test)]
mod tests {
    use ctac_domain::incident::{IncidentStatus, Severity};

    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn words_and_ids_are_read_as_the_rules_write_them() {
        let form = fields(&[("to", "stood-down"), ("severity", "S9"), ("named", "a"), ("empty", "  ")]);
        assert_eq!(form.word::<IncidentStatus>("to", "choose one").unwrap(), IncidentStatus::StoodDown);
        assert_eq!(form.word::<Severity>("severity", "one").unwrap_err().0.errors[0].field, "severity");
        assert_eq!(
            form.word::<Severity>("empty", "choose a severity").unwrap_err().0.errors[0].problem,
            "choose a severity"
        );
        assert!(form.several::<ctac_domain::id::PersonId>("named").is_err());
        let id = "0190b9c2-0000-7000-8000-000000000001";
        let people: Vec<ctac_domain::id::PersonId> = fields(&[("named", id), ("named", id)]).several("named").unwrap();
        assert_eq!(people.len(), 2);
    }

    #[test]
    fn lines_end_as_elsewhere_and_unknown_names_are_refused() {
        let form = fields(&[("text", "one\r\ntwo"), ("colour", "red")]);
        assert_eq!(form.text("text"), "one\ntwo");
        assert_eq!(form.only(&["text"]).unwrap_err().0.errors[0].field, "colour");
        assert!(form.only(&["text", "colour"]).is_ok());
    }
}
