//! Reading a condition. `AND` binds more than `OR`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::condition::token::{Token, Word, tokens};
use crate::condition::{
    Comparison, Condition, ConditionError, ConditionProblem, Decimal, Literal, Note, Order, Pattern, Test, VariableName,
};
use crate::limits;

/// A condition, and what was written in another way than the grammar's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What it says.
    pub condition: Condition,
    /// Each way once, in a fixed order.
    pub notes: Vec<Note>,
}

/// Reads a condition.
///
/// # Errors
/// What is wrong, and at which character.
pub fn parse(text: &str) -> Result<Parsed, ConditionError> {
    let mut notes = Vec::new();
    let mut reader = Reader::new(text, &mut notes)?;
    let bracket = reader.take_sign("[");
    let condition = reader.or(0)?;
    if bracket {
        reader.expect_sign("]", "the closing bracket")?;
        reader.notes.push(Note::Brackets);
    }
    reader.end()?;
    notes.sort_unstable();
    notes.dedup();
    Ok(Parsed { condition, notes })
}

/// Reads a variable alone, as a switch names it.
///
/// # Errors
/// What is wrong, and at which character.
pub fn parse_variable(text: &str) -> Result<(VariableName, Vec<Note>), ConditionError> {
    let mut notes = Vec::new();
    let mut reader = Reader::new(text, &mut notes)?;
    let name = reader.variable()?;
    reader.end()?;
    Ok((name, notes))
}

struct Reader<'a> {
    words: std::iter::Peekable<std::vec::IntoIter<Token>>,
    /// Where the text ends, from 1.
    end: usize,
    tests: usize,
    notes: &'a mut Vec<Note>,
}

impl<'a> Reader<'a> {
    fn new(text: &str, notes: &'a mut Vec<Note>) -> Result<Self, ConditionError> {
        if text.len() > limits::CONDITION_BYTES {
            return Err(ConditionError { at: 1, problem: ConditionProblem::TooLong });
        }
        let words = tokens(text, notes)?.into_iter().peekable();
        Ok(Self { words, end: text.chars().count() + 1, tests: 0, notes })
    }

    fn at(&mut self) -> usize {
        let end = self.end;
        self.words.peek().map_or(end, |token| token.at)
    }

    fn error<T>(&mut self, problem: ConditionProblem) -> Result<T, ConditionError> {
        Err(ConditionError { at: self.at(), problem })
    }

    fn expected<T>(&mut self, expected: &'static str) -> Result<T, ConditionError> {
        let found = self.words.peek().map_or("the end".to_owned(), |token| token.word.shown());
        self.error(ConditionProblem::Expected { expected, found })
    }

    fn end(&mut self) -> Result<(), ConditionError> {
        match self.words.peek().map(|token| token.word.keyword()) {
            None => Ok(()),
            Some(word) if is_observation(&word) => self.error(ConditionProblem::Observation(word)),
            Some(_) => self.expected("`AND`, `OR` or the end"),
        }
    }

    fn take_word(&mut self, keyword: &str) -> bool {
        self.words.next_if(|token| token.word.keyword() == keyword).is_some()
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        self.words.next_if(|token| matches!(token.word, Word::Sign(found) if found == sign)).is_some()
    }

    fn expect_sign(&mut self, sign: &str, expected: &'static str) -> Result<(), ConditionError> {
        if self.take_sign(sign) { Ok(()) } else { self.expected(expected) }
    }

    fn or(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        self.list(depth, "OR", Condition::Or, Self::and)
    }

    fn and(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        self.list(depth, "AND", Condition::And, Self::test)
    }

    /// Parts with a word between them; one part alone is itself.
    fn list(
        &mut self,
        depth: usize,
        word: &str,
        made: impl Fn(Vec<Condition>) -> Condition,
        part: impl Fn(&mut Self, usize) -> Result<Condition, ConditionError>,
    ) -> Result<Condition, ConditionError> {
        let first = part(self, depth)?;
        let mut rest = Vec::new();
        while self.take_word(word) {
            rest.push(part(self, depth)?);
        }
        if rest.is_empty() {
            return Ok(first);
        }
        rest.insert(0, first);
        Ok(made(rest))
    }

    fn test(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        if self.take_sign("(") {
            if depth >= limits::CONDITION_DEPTH {
                return self.error(ConditionProblem::TooDeep);
            }
            let inner = self.or(depth + 1)?;
            self.expect_sign(")", "the closing parenthesis")?;
            return Ok(inner);
        }
        self.tests += 1;
        if self.tests > limits::CONDITION_TESTS {
            return self.error(ConditionProblem::TooMany(limits::CONDITION_TESTS));
        }
        if self.take_word("EXISTS") {
            return self.variable().map(Condition::Exists);
        }
        let variable = self.variable()?;
        let negated = self.take_word("NOT");
        let comparison = self.comparison()?;
        Ok(Condition::Test(Test { variable, negated, comparison }))
    }

    fn variable(&mut self) -> Result<VariableName, ConditionError> {
        match self.words.next_if(|token| matches!(token.word, Word::Variable(_))) {
            Some(Token { word: Word::Variable(name), .. }) => Ok(name),
            _ => self.expected("a variable such as `__name__:value`"),
        }
    }

    fn comparison(&mut self) -> Result<Comparison, ConditionError> {
        let orders =
            [("<=", Order::LessOrEqual), (">=", Order::GreaterOrEqual), ("<", Order::Less), (">", Order::Greater)];
        if let Some((_, order)) = orders.into_iter().find(|(sign, _)| self.take_sign(sign)) {
            return Ok(Comparison::Ordered(order, self.literal()?));
        }
        if self.take_sign("=") {
            return self.literal().map(Comparison::Equal);
        }
        if self.take_sign("!=") {
            return self.literal().map(Comparison::NotEqual);
        }
        if self.take_word("IN") {
            return self.set();
        }
        if self.take_word("LIKE") {
            return self.text().map(Comparison::Like);
        }
        if self.take_word("MATCHES") {
            let at = self.at();
            let pattern = self.text()?;
            return match Pattern::new(&pattern) {
                Ok(pattern) => Ok(Comparison::Matches(pattern)),
                Err(problem) => Err(ConditionError { at, problem }),
            };
        }
        if self.take_word("ISSUBSET") {
            return self.text().map(Comparison::IsSubset);
        }
        if self.take_word("ISSUPERSET") {
            return self.text().map(Comparison::IsSuperset);
        }
        self.expected("an operator such as `=`")
    }

    fn set(&mut self) -> Result<Comparison, ConditionError> {
        self.expect_sign("(", "the opening parenthesis of a set")?;
        let mut literals = vec![self.literal()?];
        while self.take_sign(",") {
            if literals.len() >= limits::CONDITION_SET {
                return self.error(ConditionProblem::TooMany(limits::CONDITION_SET));
            }
            literals.push(self.literal()?);
        }
        self.expect_sign(")", "the closing parenthesis of the set")?;
        Ok(Comparison::In(literals))
    }

    fn text(&mut self) -> Result<String, ConditionError> {
        match self.words.next_if(|token| matches!(token.word, Word::Quoted(None, _))) {
            Some(Token { word: Word::Quoted(None, text), .. }) => Ok(text),
            _ => self.expected("a text in quotes"),
        }
    }

    fn literal(&mut self) -> Result<Literal, ConditionError> {
        let at = self.at();
        let literal = match self.words.next_if(|token| matches!(token.word, Word::Quoted(..) | Word::Bare(_))) {
            Some(Token { word: Word::Quoted(letter, text), .. }) => quoted(letter, text),
            Some(Token { word: Word::Bare(word), .. }) => self.bare(word),
            _ => return self.expected("a value such as 'text' or 3"),
        };
        literal.map_err(|problem| ConditionError { at, problem })
    }

    fn bare(&mut self, word: String) -> Result<Literal, ConditionProblem> {
        if word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false") {
            return Ok(Literal::Bool(word.eq_ignore_ascii_case("true")));
        }
        if let Some(number) = Decimal::parse(&word) {
            return Ok(Literal::Number(number));
        }
        if word.len() > limits::NUMBER_DIGITS && word.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(ConditionProblem::Literal("a number with too many digits"));
        }
        self.notes.push(Note::Unquoted);
        Ok(Literal::Text(word))
    }
}

fn quoted(letter: Option<char>, text: String) -> Result<Literal, ConditionProblem> {
    match letter {
        Some('t') => text
            .parse()
            .map(Literal::Timestamp)
            .map_err(|_| ConditionProblem::Literal("a time such as t'2026-01-12T09:00:00Z' should stand here")),
        Some('h') => unhex(&text)
            .map(Literal::Hex)
            .ok_or(ConditionProblem::Literal("pairs of hex digits such as h'00ff' should stand here")),
        Some(_) => STANDARD
            .decode(&text)
            .map(Literal::Binary)
            .map_err(|_| ConditionProblem::Literal("base64 such as b'AP8=' should stand here")),
        None => Ok(Literal::Text(text)),
    }
}

/// Bytes out of pairs of hex digits.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| u8::try_from(high * 16 + low).ok()).collect()
}

fn is_observation(word: &str) -> bool {
    ["FOLLOWEDBY", "WITHIN", "REPEATS", "START", "STOP"].contains(&word)
}

impl Word {
    /// A bare word in capitals; nothing for others.
    fn keyword(&self) -> String {
        match self {
            Self::Bare(word) => word.to_ascii_uppercase(),
            Self::Variable(_) | Self::Quoted(..) | Self::Sign(_) => String::new(),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Variable(name) => format!("`{name}`"),
            Self::Bare(word) => format!("`{word}`"),
            Self::Quoted(_, text) => format!("'{text}'"),
            Self::Sign(sign) => format!("`{sign}`"),
        }
    }
}
