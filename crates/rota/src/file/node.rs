//! A YAML or TOML document as one kind of tree, in which everything knows its line and column.

/// Where something stands in a file, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Spot {
    /// The line.
    pub line: usize,
    /// The character of the line.
    pub column: usize,
}

/// A value where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) spot: Spot,
    pub(crate) value: Value,
}

/// A key where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) spot: Spot,
    pub(crate) name: String,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// A key with nothing behind it.
    Nothing,
    Truth(bool),
    Whole(i128),
    Fraction,
    /// Text, and TOML's dates and times as they are written.
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

impl Value {
    /// What it is, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Truth(_) => "true or false",
            Self::Whole(_) => "a number",
            Self::Fraction => "a number with a fraction",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "keys with values",
        }
    }
}

impl Node {
    pub(crate) fn child(&self, key: &str) -> Option<&Self> {
        let Value::Map(entries) = &self.value else { return None };
        entries.iter().find(|(found, _)| found.name == key).map(|(_, node)| node)
    }

    pub(crate) fn item(&self, index: usize) -> Option<&Self> {
        let Value::List(items) = &self.value else { return None };
        items.get(index)
    }
}
