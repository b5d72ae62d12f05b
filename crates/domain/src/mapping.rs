//! How an integration reads JSON that is nobody's format in particular: for each part of an alert a template, whose
//! places are JSON Pointers (RFC 6901) into what came.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::policy::AlertSeverity;

/// Text with places: `{/host} on {/alert/name}` has two, everything else stands as it is. A place with nothing there
/// is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Template(pub String);

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// As it stands.
    Text(&'a str),
    /// A JSON Pointer.
    Place(&'a str),
}

impl Template {
    /// Its parts, in order.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let mut rest = self.0.as_str();
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let place = rest.strip_prefix("{/").and_then(|inner| inner.find('}'));
            // Both are at the borders of characters: the braces are one byte each.
            let end =
                place.map_or_else(|| rest.get(1..).and_then(|it| it.find("{/")).map(|at| at + 1), |at| Some(at + 3));
            let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
            rest = after;
            Some(match place {
                Some(_) => Part::Place(part.trim_start_matches('{').trim_end_matches('}')),
                None => Part::Text(part),
            })
        })
    }
}

/// When what came says that an alert is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Over {
    /// What to look at.
    pub of: Template,
    /// Over when it is one of these, whatever their case.
    pub is: Vec<String>,
}

/// What becomes of JSON that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The alert's summary.
    pub summary: Template,
    /// What it is about.
    pub source: Template,
    /// What makes two the same alert. Empty: all of what came.
    pub dedup_key: Template,
    /// How severe it is: one of the four words, or one of [`severities`](Self::severities); anything else is an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Template>,
    /// The sender's own words for severities, in lower case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub severities: BTreeMap<String, AlertSeverity>,
    /// When it is over; none: never by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<Over>,
    /// Further fields by name: `component`, `group`, `class` or `details.NAME`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Template>,
}

impl Mapping {
    /// Every template of it.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let named = [&self.summary, &self.source, &self.dedup_key].into_iter();
        named.chain(&self.severity).chain(self.over.iter().map(|over| &over.of)).chain(self.fields.values())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn places_are_pointers_and_everything_else_is_text() {
        let template = Template("a {b} {/c/0}{/d~1e} é {/unclosed".to_owned());
        let parts: Vec<_> = template.parts().collect();
        let expected = [
            Part::Text("a {b} "),
            Part::Place("/c/0"),
            Part::Place("/d~1e"),
            Part::Text(" é "),
            Part::Text("{/unclosed"),
        ];
        assert_eq!(parts, expected);
        assert_eq!(Template(String::new()).parts().count(), 0);
    }

    proptest! {
        #[test]
        fn nothing_of_a_template_is_lost(text in "[{}/aé]{0,20}") {
            let template = Template(text.clone());
            let put_together = template.parts().map(|part| match part {
                Part::Text(text) => text.to_owned(),
                Part::Place(place) => format!("{{{place}}}"),
            });
            prop_assert_eq!(put_together.collect::<String>(), text);
        }
    }
}
