//! The words of a condition.

use crate::condition::{ConditionError, ConditionProblem, Note, VariableName};

/// One word, and the place of its first character from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) at: usize,
    pub(crate) word: Word,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    /// A variable, `:value` taken off.
    Variable(VariableName),
    /// A keyword or a text without quotes; numbers too.
    Bare(String),
    /// `'text'`, and the letter before it: `t`, `h`, `b` or none.
    Quoted(Option<char>, String),
    /// One of `= != < <= > >= ( ) , [ ]`.
    Sign(&'static str),
}

/// Splits a text into its words; `notes` says what was written in another way than the grammar's.
pub(crate) fn tokens(text: &str, notes: &mut Vec<Note>) -> Result<Vec<Token>, ConditionError> {
    let mut reader = Reader { characters: text.chars().collect(), at: 0, notes };
    let mut words = Vec::new();
    while let Some(token) = reader.next()? {
        words.push(token);
    }
    Ok(words)
}

struct Reader<'a> {
    characters: Vec<char>,
    at: usize,
    notes: &'a mut Vec<Note>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Result<Option<Token>, ConditionError> {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        let at = self.at + 1;
        let Some(first) = self.peek(0) else { return Ok(None) };
        let word = match (first, self.peek(1)) {
            ('_', Some('_')) => self.variable(at)?,
            ('\'' | '"', _) => self.quoted(at, None)?,
            (letter @ ('t' | 'T' | 'h' | 'H' | 'b' | 'B'), Some('\'')) => {
                self.at += 1;
                self.quoted(at, Some(letter.to_ascii_lowercase()))?
            }
            (letter, _) if is_bare(letter) => Word::Bare(self.while_true(is_bare)),
            _ => self.sign(at)?,
        };
        Ok(Some(Token { at, word }))
    }

    fn while_true(&mut self, is_part: impl Fn(char) -> bool) -> String {
        let part: String = self.characters.iter().skip(self.at).take_while(|one| is_part(**one)).collect();
        self.at += part.chars().count();
        part
    }

    fn variable(&mut self, at: usize) -> Result<Word, ConditionError> {
        let name = self.while_true(|one| one.is_ascii_alphanumeric() || matches!(one, '_' | '-'));
        let name = VariableName::new(&name).map_err(|problem| ConditionError { at, problem })?;
        let suffix: String = self.characters.iter().skip(self.at).take(":value".len()).collect();
        match suffix.as_str() {
            ":value" => self.at += suffix.len(),
            ".value" => {
                self.at += suffix.len();
                self.notes.push(Note::DotValue);
            }
            _ => self.notes.push(Note::NoValue),
        }
        Ok(Word::Variable(name))
    }

    fn quoted(&mut self, at: usize, letter: Option<char>) -> Result<Word, ConditionError> {
        let unfinished = ConditionError { at, problem: ConditionProblem::Literal("a text that no quote ends") };
        let quote = self.peek(0).ok_or_else(|| unfinished.clone())?;
        if quote == '"' {
            self.notes.push(Note::DoubleQuotes);
        }
        self.at += 1;
        let mut text = String::new();
        loop {
            let character = self.peek(0).ok_or_else(|| unfinished.clone())?;
            self.at += 1;
            match character {
                one if one == quote => return Ok(Word::Quoted(letter, text)),
                '\\' => {
                    text.push(self.peek(0).ok_or_else(|| unfinished.clone())?);
                    self.at += 1;
                }
                other => text.push(other),
            }
        }
    }

    fn sign(&mut self, at: usize) -> Result<Word, ConditionError> {
        let signs: [(&str, &'static str, Option<Note>); 13] = [
            ("==", "=", Some(Note::DoubleEquals)),
            ("!=", "!=", None),
            ("<>", "!=", Some(Note::Angles)),
            ("<=", "<=", None),
            (">=", ">=", None),
            ("=", "=", None),
            ("<", "<", None),
            (">", ">", None),
            ("(", "(", None),
            (")", ")", None),
            (",", ",", None),
            ("[", "[", None),
            ("]", "]", None),
        ];
        for (written, sign, note) in signs {
            if written.chars().enumerate().all(|(ahead, character)| self.peek(ahead) == Some(character)) {
                self.at += written.len();
                self.notes.extend(note);
                return Ok(Word::Sign(sign));
            }
        }
        let found = self.peek(0).map(|character| format!("`{character}`")).unwrap_or_default();
        Err(ConditionError { at, problem: ConditionProblem::Expected { expected: "a variable or an operator", found } })
    }
}

fn is_bare(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '+' | '.')
}
