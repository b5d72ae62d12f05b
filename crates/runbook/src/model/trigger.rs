//! When a runbook is proposed: what an incident must be for it.

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::limits;
use crate::model::list::OneOrMore;
use crate::model::metadata::{Severity, words};
use crate::model::word::{Line, NotA};

/// What must hold of an incident, all of it, for the runbook to be proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// What must have happened: one of these.
    pub on: OneOrMore<Occasion>,
    /// The incident is at least this severe. S1 is the most.
    pub severity: Option<Severity>,
    /// It has at least this category of the NCSC's. 1 is the most, 6 the least; one without a category is of none.
    pub category: Option<u8>,
    /// One of these is in its words, as whole words, whatever their case.
    pub words: Vec<Line>,
    /// The pattern is somewhere in its words.
    pub pattern: Option<Pattern>,
}

words!(
    /// What happened to an incident.
    Occasion {
        /// It was declared.
        Declared = "declared",
        /// Its severity, category, title or summary changed.
        Changed = "changed",
    }
);

/// What is known of an incident when its runbooks are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What happened.
    pub occasion: Occasion,
    /// How severe it is.
    pub severity: Severity,
    /// Its category, 1 to 6, if it has one.
    pub category: Option<u8>,
    /// Its title, summary and labels.
    pub words: &'a [&'a str],
}

impl Trigger {
    /// Whether all of it holds.
    #[must_use]
    pub fn matches(&self, facts: &Facts<'_>) -> bool {
        self.on.contains(&facts.occasion)
            && self.severity.is_none_or(|least| facts.severity <= least)
            && self.category.is_none_or(|least| facts.category.is_some_and(|category| category <= least))
            && (self.words.is_empty() || facts.words.iter().any(|text| has_word(text, &self.words)))
            && self.pattern.as_ref().is_none_or(|pattern| facts.words.iter().any(|text| pattern.is_in(text)))
    }
}

/// Whether one of the words is in a text, with no letter or digit directly before or after it.
fn has_word(text: &str, words: &[Line]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| {
        let word = word.as_str().to_lowercase();
        text.match_indices(&word).any(|(at, found)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
    })
}

/// A regular expression, matched in time linear in the text, whatever it says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    source: String,
    whole: Regex,
    part: Regex,
}

impl Pattern {
    /// What a pattern must be, with an example.
    pub const EXPECTED: &'static str = "a regular expression such as \"INC-[0-9]{4,8}\": at most 200 characters, without look-around, back-references and large counts";

    /// Its source.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Whether a text as a whole matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.whole.is_match(text)
    }

    /// Whether something in a text matches.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.part.is_match(text)
    }
}

impl TryFrom<String> for Pattern {
    type Error = NotA;

    fn try_from(source: String) -> Result<Self, NotA> {
        let build = |source: &str| {
            let mut builder = RegexBuilder::new(source);
            builder.size_limit(limits::PATTERN_BYTES).dfa_size_limit(limits::PATTERN_BYTES).nest_limit(16).build()
        };
        let is_short = !source.is_empty() && source.chars().count() <= limits::PATTERN;
        if !is_short || source.chars().any(super::word::is_unreadable) {
            return Err(NotA(Self::EXPECTED));
        }
        let part = build(&source).map_err(|_| NotA(Self::EXPECTED))?;
        let whole = build(&format!("^(?:{source})$")).map_err(|_| NotA(Self::EXPECTED))?;
        Ok(Self { source, whole, part })
    }
}

impl std::str::FromStr for Pattern {
    type Err = NotA;

    fn from_str(source: &str) -> Result<Self, NotA> {
        Self::try_from(source.to_owned())
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.source
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}
