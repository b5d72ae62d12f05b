//! The forms of an incident's page: each with the id that makes its post idempotent, drawn when it is shown, and with
//! what was typed into it when the rules refused it.

use uuid::Uuid;

use crate::pages::form::Fields;

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Forms {
    /// All ids of this showing follow from it.
    seed: Uuid,
    /// The form that was refused, and what was in it.
    kept: Option<(String, Fields)>,
    pub(crate) problem: Option<String>,
}

impl Forms {
    /// Nothing typed yet.
    pub(crate) const fn empty(seed: Uuid) -> Self {
        Self { seed, kept: None, problem: None }
    }

    /// `form` was refused.
    pub(crate) const fn refused(seed: Uuid, form: String, fields: Fields, problem: String) -> Self {
        Self { seed, kept: Some((form, fields)), problem: Some(problem) }
    }

    fn typed(&self, form: &str) -> Option<&Fields> {
        self.kept.as_ref().filter(|(name, _)| name == form).map(|(_, fields)| fields)
    }

    /// The id that a form sends: what it was refused with, so that a repeat is the same post, or a fresh one.
    pub(crate) fn client_id(&self, form: impl AsRef<str>) -> String {
        let form = form.as_ref();
        let kept = self.typed(form).and_then(|fields| fields.given("client_id"));
        kept.filter(|id| Uuid::try_parse(id).is_ok())
            .unwrap_or_else(|| Uuid::new_v5(&self.seed, form.as_bytes()).to_string())
    }

    /// What was typed into a field.
    pub(crate) fn value(&self, form: impl AsRef<str>, field: &str) -> &str {
        self.typed(form.as_ref()).map(|fields| fields.text(field)).unwrap_or_default()
    }

    /// What was typed into the field of a runbook's input.
    pub(crate) fn input(&self, form: impl AsRef<str>, name: &str) -> &str {
        let typed = self.typed(form.as_ref());
        typed.map(|fields| fields.text(&format!("input.{name}"))).unwrap_or_default()
    }

    /// Whether a choice was made.
    pub(crate) fn chosen(&self, form: impl AsRef<str>, field: &str, value: impl AsRef<str>) -> bool {
        self.typed(form.as_ref()).is_some_and(|fields| fields.has(field, value.as_ref()))
    }

    /// Whether a form stands open: the refused one, or the first of the composer.
    pub(crate) fn open(&self, form: impl AsRef<str>) -> bool {
        let form = form.as_ref();
        match &self.kept {
            Some((kept, _)) => kept == form,
            None => form == "note",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_is_kept_with_its_id_and_the_rest_is_fresh() {
        let seed = Uuid::from_u128(7);
        let id = Uuid::from_u128(8).to_string();
        let fields = Fields::of(vec![("client_id".into(), id.clone()), ("text".into(), "typed".into())]);
        let forms = Forms::refused(seed, "note".into(), fields, "no".into());
        assert_eq!((forms.client_id("note"), forms.value("note", "text")), (id, "typed"));
        assert_eq!(forms.value("decision", "text"), "");
        assert!(forms.open("note") && !forms.open("decision"));
        assert_ne!(forms.client_id("decision"), forms.client_id("action"));
        assert_eq!(forms.client_id("decision"), Forms::empty(seed).client_id("decision"));
    }

    #[test]
    fn an_id_that_is_none_is_not_given_back() {
        let fields = Fields::of(vec![("client_id".into(), "\"><script>".into())]);
        let forms = Forms::refused(Uuid::from_u128(7), "note".into(), fields, "no".into());
        assert!(Uuid::try_parse(&forms.client_id("note")).is_ok());
    }
}
