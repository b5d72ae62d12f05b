//! Words and lines of a runbook: each a text that cannot be wrong once it is one.

use crate::limits;

/// A text that is not what it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not {0}")]
pub struct NotA(
    /// What it must be, with an example.
    pub &'static str,
);

/// Defines a text that is checked when it is made.
macro_rules! checked_text {
    ($(#[$doc:meta])* $type:ident, $expected:expr, $is_ok:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            /// What such a text must be, with an example.
            pub const EXPECTED: &'static str = $expected;

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = $crate::model::NotA;

            fn try_from(text: String) -> Result<Self, $crate::model::NotA> {
                let is_ok: fn(&str) -> bool = $is_ok;
                if is_ok(&text) { Ok(Self(text)) } else { Err($crate::model::NotA(Self::EXPECTED)) }
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::model::NotA;

            fn from_str(text: &str) -> Result<Self, $crate::model::NotA> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$type> for String {
            fn from(text: $type) -> Self {
                text.0
            }
        }

        impl std::borrow::Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use checked_text;

checked_text!(
    /// What a step, a role, a branch, a clock, a lane or an answer is called for ever: a renamed heading keeps it.
    Slug,
    "a slug such as open-log: lower-case letters and digits in words joined by single hyphens, a letter first, at most 64",
    |text| is_words(text, b'-')
);

checked_text!(
    /// A variable's name. In CACAO it stands between two underscores on each side.
    Name,
    "a name such as patient_care: lower-case letters and digits in words joined by single underscores, a letter first, at most 64",
    |text| is_words(text, b'_')
);

checked_text!(
    /// A heading: one line of plain text.
    Title,
    "a heading of one line, at most 200 characters, without braces or HTML, and without # at its end",
    |text| is_line(text, limits::TITLE) && !text.contains(['{', '}']) && !text.ends_with('#') && !has_tag(text)
);

checked_text!(
    /// One line of plain text: a label, what evidence is called.
    Line,
    "one line of text, at most 300 characters, with nothing but text in it",
    |text| is_line(text, limits::LINE)
);

checked_text!(
    /// A word of a vocabulary that others keep, such as CACAO's playbook types: lower-case letters, digits, hyphens.
    Token,
    "a word such as restrict-access: lower-case letters, digits and hyphens, at most 64",
    |text| is_words(text, b'-')
);

/// Lower-case words of letters and digits, joined by single signs, the first beginning with a letter.
fn is_words(text: &str, sign: u8) -> bool {
    let mut before = sign;
    for byte in text.bytes() {
        let is_fine = byte.is_ascii_lowercase() || byte.is_ascii_digit() || (byte == sign && before != sign);
        if !is_fine {
            return false;
        }
        before = byte;
    }
    text.starts_with(|first: char| first.is_ascii_lowercase()) && before != sign && text.len() <= limits::SLUG
}

/// One line, trimmed, neither empty nor endless, with no control character and nothing that turns text round.
pub(crate) fn is_line(text: &str, limit: usize) -> bool {
    !text.is_empty()
        && text.len() <= 4 * limit
        && text.chars().count() <= limit
        && text.trim() == text
        && !text.chars().any(is_unreadable)
}

/// Characters that a reader does not see, or that change how the rest is read.
pub(crate) fn is_unreadable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether something in a text looks like the beginning of HTML.
fn has_tag(text: &str) -> bool {
    let after = text.match_indices('<').filter_map(|(at, _)| text.get(at + 1..)?.chars().next());
    after.into_iter().any(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
}
