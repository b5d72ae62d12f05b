//! A YAML part as a tree in which everything knows its line and column in the file.

use serde_json::Number;

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
pub(super) struct Node {
    pub(super) spot: Spot,
    pub(super) value: Value,
}

/// A key where it stands.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) spot: Spot,
    pub(super) name: String,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// A key with nothing behind it.
    Nothing,
    Truth(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

impl Value {
    /// What it is, in words.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Truth(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "keys with values",
        }
    }
}
