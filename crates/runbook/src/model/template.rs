//! Texts with places for variables. They are read once, when the runbook is; filling them in is one pass, so that
//! whatever stands in a value is text and never a place again.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::model::word::{Name, NotA, is_unreadable};

/// A text such as `Ransomware at {org}.`; a brace that is meant is written twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Template(Vec<Part>);

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// Text as it is.
    Text(String),
    /// The value of a variable.
    Variable(Name),
}

/// A variable that has no value yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} has no value yet")]
pub struct Unset(
    /// The variable.
    pub Name,
);

impl Template {
    /// What a template must be, with an example.
    pub const EXPECTED: &'static str = "a text such as \"Call from {org}\": variables by name in braces, a brace that is meant twice, at most 4,000 characters";

    /// Its pieces, in order: no text is empty, and no two texts follow each other.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// Whether nothing that can be seen is in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.iter().all(|part| matches!(part, Part::Text(text) if text.trim().is_empty()))
    }

    /// The variables in it.
    pub fn variables(&self) -> impl Iterator<Item = &Name> {
        self.0.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Variable(name) => Some(name),
        })
    }

    /// Puts values in the places. Braces in a value stay braces.
    ///
    /// # Errors
    /// The first variable that has no value.
    pub fn fill<'a>(&self, value_of: impl Fn(&Name) -> Option<&'a str>) -> Result<String, Unset> {
        let mut filled = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Variable(name) => filled.push_str(value_of(name).ok_or_else(|| Unset(name.clone()))?),
            }
        }
        Ok(filled)
    }
}

impl FromStr for Template {
    type Err = NotA;

    fn from_str(text: &str) -> Result<Self, NotA> {
        let is_readable = text.len() <= 4 * limits::TEMPLATE
            && text.chars().count() <= limits::TEMPLATE
            && !text.chars().any(|character| is_unreadable(character) && character != '\n');
        is_readable.then(|| parts(text)).flatten().map(Self).ok_or(NotA(Self::EXPECTED))
    }
}

fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '{' | '}' if rest.next_if_eq(&character).is_some() => plain.push(character),
            '}' => return None,
            '{' => {
                let mut name = String::new();
                loop {
                    match rest.next()? {
                        '}' => break,
                        letter => name.push(letter),
                    }
                }
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                parts.push(Part::Variable(name.parse().ok()?));
            }
            character => plain.push(character),
        }
    }
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    Some(parts)
}

impl fmt::Display for Template {
    /// The template as it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.0 {
            match part {
                Part::Text(text) => f.write_str(&text.replace('{', "{{").replace('}', "}}"))?,
                Part::Variable(name) => write!(f, "{{{name}}}")?,
            }
        }
        Ok(())
    }
}

impl TryFrom<String> for Template {
    type Error = NotA;

    fn try_from(text: String) -> Result<Self, NotA> {
        text.parse()
    }
}

impl From<Template> for String {
    fn from(template: Template) -> Self {
        template.to_string()
    }
}

/// JSON whose texts are templates: filled in, a value can never become anything but text in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum JsonTemplate {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it is.
    Number(serde_json::Number),
    /// A text with places for variables.
    Text(Template),
    /// A list.
    List(Vec<JsonTemplate>),
    /// An object. Its keys are no templates.
    Object(BTreeMap<String, JsonTemplate>),
}

impl JsonTemplate {
    /// The templates in it, in order.
    #[must_use]
    pub fn templates(&self) -> Vec<&Template> {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => Vec::new(),
            Self::Text(template) => vec![template],
            Self::List(items) => items.iter().flat_map(Self::templates).collect(),
            Self::Object(entries) => entries.values().flat_map(Self::templates).collect(),
        }
    }

    /// Puts values in the places.
    ///
    /// # Errors
    /// The first variable that has no value.
    pub fn fill<'a>(&self, value_of: &impl Fn(&Name) -> Option<&'a str>) -> Result<serde_json::Value, Unset> {
        use serde_json::Value;
        Ok(match self {
            Self::Null => Value::Null,
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(template) => Value::String(template.fill(value_of)?),
            Self::List(items) => Value::Array(items.iter().map(|item| item.fill(value_of)).collect::<Result<_, _>>()?),
            Self::Object(entries) => {
                let filled = entries.iter().map(|(key, value)| Ok((key.clone(), value.fill(value_of)?)));
                Value::Object(filled.collect::<Result<_, _>>()?)
            }
        })
    }
}
