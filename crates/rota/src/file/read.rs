//! Reads values out of the tree, keeping every fault with its place and going on after it.

use crate::file::document::At;
use crate::file::fault::{FileFault, FileProblem, nearest};
use crate::file::node::{Key, Node, Spot, Value};
use crate::limits;

/// What was found wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    pub(crate) faults: Vec<FileFault>,
}

impl Reader {
    /// Whether no more faults are listed: then there is no point in looking for the names that were meant.
    pub(crate) fn is_full(&self) -> bool {
        self.faults.len() >= limits::FILE_FAULTS
    }

    pub(crate) fn fault(&mut self, spot: Spot, place: &str, problem: FileProblem) {
        if !self.is_full() {
            self.faults.push(FileFault { spot: Some(spot), place: place.to_owned(), problem });
        }
    }

    fn kind(&mut self, node: &Node, place: &str, expected: &'static str) {
        self.fault(node.spot, place, FileProblem::Kind { expected, found: node.value.kind() });
    }

    pub(crate) fn text(&mut self, node: &Node, place: &str) -> Option<At<String>> {
        match &node.value {
            Value::Text(text) => Some(At { value: text.clone(), spot: node.spot, place: place.to_owned() }),
            Value::Truth(_) | Value::Whole(_) | Value::Fraction => {
                self.kind(node, place, "text (put it in quotes)");
                None
            }
            Value::Nothing | Value::List(_) | Value::Map(_) => {
                self.kind(node, place, "text");
                None
            }
        }
    }

    /// A name: text that is not empty and not endless.
    pub(crate) fn name(&mut self, node: &Node, place: &str) -> Option<At<String>> {
        let text = self.text(node, place)?;
        self.is_name(&text.value, node.spot, place).then_some(text)
    }

    pub(crate) fn is_name(&mut self, text: &str, spot: Spot, place: &str) -> bool {
        let problem = if text.trim().is_empty() {
            crate::Problem::Empty
        } else if text.len() > 4 * limits::NAME || text.chars().count() > limits::NAME {
            crate::Problem::TooLong { found: text.chars().count(), limit: limits::NAME }
        } else {
            return true;
        };
        self.fault(spot, place, FileProblem::Rota(problem));
        false
    }

    /// A text that `read` understands; `expected` says what it should be, with an example.
    pub(crate) fn parsed<T>(
        &mut self,
        node: &Node,
        place: &str,
        expected: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<At<T>> {
        let At { value, spot, place } = self.text(node, place)?;
        match read(&value) {
            Some(value) => Some(At { value, spot, place }),
            None => {
                let found = value.chars().take(limits::NAME).collect();
                self.fault(spot, &place, FileProblem::Text { expected, found });
                None
            }
        }
    }

    pub(crate) fn truth(&mut self, node: &Node, place: &str) -> Option<bool> {
        if let Value::Truth(truth) = node.value {
            return Some(truth);
        }
        self.kind(node, place, "true or false");
        None
    }

    pub(crate) fn count(&mut self, node: &Node, place: &str) -> Option<u32> {
        if let Value::Whole(number) = node.value {
            // What is too large for the type is refused by the rota's own limit.
            return Some(u32::try_from(number.max(0)).unwrap_or(u32::MAX));
        }
        self.kind(node, place, "a whole number");
        None
    }

    /// The items of a list that is no longer than it may be. What comes after a longer one is not looked at.
    pub(crate) fn list<'a>(&mut self, node: &'a Node, place: &str, limit: usize) -> &'a [Node] {
        match &node.value {
            Value::List(items) if self.at_most(node, place, items.len(), limit) => items,
            Value::List(_) => &[],
            _ => {
                self.kind(node, place, "a list");
                &[]
            }
        }
    }

    /// The entries of a map of names that is no longer than it may be.
    pub(crate) fn entries<'a>(&mut self, node: &'a Node, place: &str, limit: usize) -> &'a [(Key, Node)] {
        match &node.value {
            Value::Map(entries) if self.at_most(node, place, entries.len(), limit) => entries,
            Value::Map(_) => &[],
            _ => {
                self.kind(node, place, "keys with values");
                &[]
            }
        }
    }

    fn at_most(&mut self, node: &Node, place: &str, found: usize, limit: usize) -> bool {
        if found > limit {
            self.fault(node.spot, place, FileProblem::Rota(crate::Problem::TooMany { found, limit }));
        }
        found <= limit
    }

    /// A value with known keys, to be taken one by one; [`Fields::end`] refuses the rest.
    pub(crate) fn fields<'a>(&mut self, node: &'a Node, place: &str) -> Option<Fields<'a>> {
        let Value::Map(entries) = &node.value else {
            self.kind(node, place, "keys with values");
            return None;
        };
        Some(Fields { spot: node.spot, place: place.to_owned(), entries, known: Vec::new() })
    }
}

/// Keys with values, of which the known ones are asked for by name.
pub(crate) struct Fields<'a> {
    pub(crate) spot: Spot,
    pub(crate) place: String,
    entries: &'a [(Key, Node)],
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(crate) fn path(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) }
    }

    /// The value of a key, and its place. A key with nothing behind it counts as left out.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<(&'a Node, String)> {
        self.known.push(key);
        let found = self.entries.iter().find(|(name, _)| name.name == key).map(|(_, node)| node);
        found.filter(|node| !matches!(node.value, Value::Nothing)).map(|node| (node, self.path(key)))
    }

    pub(crate) fn required(&mut self, reader: &mut Reader, key: &'static str) -> Option<(&'a Node, String)> {
        let found = self.take(key);
        if found.is_none() {
            reader.fault(self.spot, &self.place, FileProblem::Missing(key));
        }
        found
    }

    /// Refuses every key that was not asked for.
    pub(crate) fn end(self, reader: &mut Reader) {
        for (key, _) in self.entries.iter().filter(|(key, _)| !self.known.contains(&key.name.as_str())) {
            if reader.is_full() {
                return;
            }
            let nearest = nearest(&key.name, self.known.iter().copied());
            let name = key.name.chars().take(limits::NAME).collect();
            let problem = FileProblem::UnknownKey { key: name, nearest, known: self.known.clone() };
            reader.fault(key.spot, &self.place, problem);
        }
    }
}
