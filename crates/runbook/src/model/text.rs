//! Prose: Markdown that is kept byte for byte, and that can stand under a heading without becoming part of the runbook's
//! own structure.

use serde::{Deserialize, Serialize};

use crate::markdown;

/// Prose under a heading: CommonMark with no heading of the runbook's own levels in it, no `step` block, no HTML, and
/// nothing left open. Empty where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text(String);

/// An item to be ticked off within a step: `- [ ] Call back`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What is to be done, as it is written.
    pub text: String,
    /// How deep it lies in other lists, from 0.
    pub depth: usize,
}

/// What a text has in it that may not be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextProblem {
    /// More bytes than a text may have.
    #[error("is longer than {limit} bytes; put part of it into a document and link to it", limit = crate::limits::TEXT_BYTES)]
    Long,
    /// A heading of level 1 to 5.
    #[error("has a heading in it; headings are the runbook's phases, steps and branches: use bold text")]
    Heading,
    /// A `step` block.
    #[error("has a step block in it; it belongs directly under the step's heading, once")]
    StepBlock,
    /// HTML.
    #[error("has HTML in it, which is never shown; write Markdown, or put it in backticks")]
    Html,
    /// A code block that never ends.
    #[error("has a code block that is not closed; end it with as many backticks as it began with")]
    Open,
    /// A character that a reader does not see.
    #[error("has a character in it that cannot be seen or that turns text round; take it out")]
    Unreadable,
    /// Blank lines or spaces around it.
    #[error("has blank lines or spaces around it; take them away")]
    Untrimmed,
}

impl Text {
    /// A text, checked. Line ends are `\n`; no blank line before it, no space after it.
    ///
    /// # Errors
    /// The first thing in it that may not be there.
    pub fn new(text: impl Into<String>) -> Result<Self, TextProblem> {
        let text = text.into();
        match markdown::problem(&text) {
            Some((_, problem)) => Err(problem),
            None => Ok(Self(text)),
        }
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The items to be ticked off in it, in order.
    #[must_use]
    pub fn checks(&self) -> Vec<Check> {
        markdown::checks(&self.0)
    }
}

impl TryFrom<String> for Text {
    type Error = TextProblem;

    fn try_from(text: String) -> Result<Self, TextProblem> {
        Self::new(text)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}
