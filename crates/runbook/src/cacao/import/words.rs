//! Words by others in the forms that a runbook has.

use std::collections::BTreeSet;

use crate::cacao::import::ImportError;
use crate::limits;
use crate::model::{Line, Name, Slug, Text, Title, is_unreadable};

/// Slugs and names that are not used twice.
#[derive(Debug, Default)]
pub(crate) struct Unique(BTreeSet<String>);

impl Unique {
    /// A slug of these words; with a number behind it where it is there already.
    pub(crate) fn slug(&mut self, words: &str, fallback: &str) -> Result<Slug, ImportError> {
        self.of(words, fallback, '-')
    }

    /// A variable's name of these words.
    pub(crate) fn name(&mut self, words: &str) -> Result<Name, ImportError> {
        self.of(words, "variable", '_')
    }

    fn of<T: std::str::FromStr>(&mut self, words: &str, fallback: &str, sign: char) -> Result<T, ImportError> {
        let plain = joined(words, sign);
        let base = if plain.is_empty() { fallback.to_owned() } else { plain };
        // One of as many candidates as there are names, and one more, is free.
        let numbers = 1..=self.0.len() + 1;
        let mut candidates =
            numbers.map(|number| if number == 1 { base.clone() } else { format!("{base}{sign}{number}") });
        let free = candidates.find(|candidate| !self.0.contains(candidate)).unwrap_or(base);
        let made = free.parse().map_err(|_| unnamed(words))?;
        self.0.insert(free);
        Ok(made)
    }
}

fn unnamed(words: &str) -> ImportError {
    ImportError::Property { path: words.chars().take(40).collect(), problem: "no name can be made of this" }
}

/// Letters and digits in lower case, joined by single signs, a letter first.
pub(crate) fn joined(words: &str, sign: char) -> String {
    let mut made = String::new();
    for character in words.chars().map(|character| character.to_ascii_lowercase()) {
        if character.is_ascii_lowercase() || (character.is_ascii_digit() && !made.is_empty()) {
            made.push(character);
        } else if !made.is_empty() && !made.ends_with(sign) {
            made.push(sign);
        }
        if made.len() >= limits::SLUG - 8 {
            break;
        }
    }
    made.trim_end_matches(sign).to_owned()
}

/// One line of these words; none where nothing is left of them.
pub(crate) fn line(words: &str) -> Option<Line> {
    one_line(words, limits::LINE).parse().ok()
}

/// A heading of these words.
pub(crate) fn title(words: &str, fallback: &str) -> Result<Title, ImportError> {
    let clean = one_line(words, limits::TITLE).replace('{', "(").replace('}', ")").replace('<', "‹");
    let clean = clean.trim_end_matches(['#', ' ']);
    clean.parse().or_else(|_| fallback.parse()).map_err(|_| unnamed(words))
}

fn one_line(words: &str, limit: usize) -> String {
    let plain: String = words.chars().map(|one| if is_unreadable(one) { ' ' } else { one }).collect();
    let line: String = plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(limit).collect();
    line.trim().to_owned()
}

/// Prose of these words: as it is where it can be, else as a block of plain text. Whether it is as it was.
pub(crate) fn text(words: &str) -> (Text, bool) {
    let trimmed = words.trim_end().trim_start_matches(['\n', '\r']);
    if let Ok(text) = Text::new(trimmed) {
        return (text, true);
    }
    let clean: String = trimmed
        .replace("\r\n", "\n")
        .chars()
        .filter(|one| !is_unreadable(*one) || matches!(one, '\n' | '\t'))
        .collect();
    if let Ok(text) = Text::new(clean.trim()) {
        return (text, false);
    }
    (block(&clean), false)
}

/// A block of plain text that nothing in it ends.
pub(crate) fn block(words: &str) -> Text {
    let longest = words.split(|one| one != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let room = limits::TEXT_BYTES.saturating_sub(2 * fence.len() + 8);
    let mut end = words.len().min(room);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    let cut = words.get(..end).unwrap_or_default();
    Text::new(format!("{fence}text\n{cut}\n{fence}")).unwrap_or_default()
}
