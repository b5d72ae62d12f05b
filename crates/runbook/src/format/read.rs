//! Reads values out of the tree, keeping every fault with its place and going on after it.

use std::str::FromStr;

use crate::format::fault::{FileFault, FileProblem};
use crate::format::node::{Key, Node, Spot, Value};
use crate::format::spots::Spots;
use crate::limits;
use crate::model::{NotA, Place, Problem, WrongLength};
use crate::nearest::nearest;

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) faults: Vec<FileFault>,
    pub(super) spots: Spots,
}

impl Reader {
    /// Whether no more faults are listed: then there is no point in looking for the names that were meant.
    pub(super) fn is_full(&self) -> bool {
        self.faults.len() >= limits::FAULTS
    }

    pub(super) fn fault(&mut self, spot: Spot, place: Option<Place>, problem: FileProblem) {
        if !self.is_full() {
            self.faults.push(FileFault { spot: Some(spot), place, problem });
        }
    }

    /// Says that a value is of another kind.
    pub(super) fn kind(&mut self, node: &Node, place: &Place, expected: &'static str) {
        let problem = match node.value {
            Value::Nothing => FileProblem::Nothing,
            _ => FileProblem::Kind { expected, found: node.value.kind() },
        };
        self.fault(node.spot, Some(place.clone()), problem);
    }

    pub(super) fn text<'a>(&mut self, node: &'a Node, place: &Place) -> Option<&'a str> {
        match &node.value {
            Value::Text(text) => return Some(text),
            Value::Truth(_) | Value::Number(_) => self.kind(node, place, "text (put it in quotes)"),
            Value::Nothing | Value::List(_) | Value::Map(_) => self.kind(node, place, "text"),
        }
        None
    }

    /// A text that is one of the model's.
    pub(super) fn parsed<T: FromStr<Err = NotA>>(&mut self, node: &Node, place: &Place) -> Option<T> {
        let text = self.text(node, place)?;
        self.meant(text, node.spot, place)
    }

    /// A text that stands somewhere else than in a value, such as a key.
    pub(super) fn meant<T: FromStr<Err = NotA>>(&mut self, text: &str, spot: Spot, place: &Place) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(NotA(expected)) => {
                let found = text.chars().take(limits::SLUG).collect();
                self.fault(spot, Some(place.clone()), FileProblem::Text { expected, found });
                None
            }
        }
    }

    pub(super) fn truth(&mut self, node: &Node, place: &Place) -> Option<bool> {
        if let Value::Truth(truth) = node.value {
            return Some(truth);
        }
        self.kind(node, place, "true or false");
        None
    }

    /// A whole number that is not less than none.
    pub(super) fn count<T: TryFrom<u64>>(&mut self, node: &Node, place: &Place) -> Option<T> {
        let found = match &node.value {
            Value::Number(number) => number.as_u64().and_then(|number| T::try_from(number).ok()),
            _ => None,
        };
        if found.is_none() {
            self.kind(node, place, "a small whole number");
        }
        found
    }

    /// The items of a list that is no longer than it may be. What comes after a longer one is not looked at.
    pub(super) fn list<'a>(&mut self, node: &'a Node, place: &Place, max: usize) -> &'a [Node] {
        match &node.value {
            Value::List(items) if self.at_most(node, place, items.len(), max) => items,
            Value::List(_) => &[],
            _ => {
                self.kind(node, place, "a list");
                &[]
            }
        }
    }

    /// The entries of a map of names that is no longer than it may be.
    pub(super) fn entries<'a>(&mut self, node: &'a Node, place: &Place, max: usize) -> &'a [(Key, Node)] {
        match &node.value {
            Value::Map(entries) if self.at_most(node, place, entries.len(), max) => entries,
            Value::Map(_) => &[],
            _ => {
                self.kind(node, place, "keys with values");
                &[]
            }
        }
    }

    fn at_most(&mut self, node: &Node, place: &Place, found: usize, max: usize) -> bool {
        if found > max {
            let problem = FileProblem::Model(Problem::Length(WrongLength { found, min: 0, max }));
            self.fault(node.spot, Some(place.clone()), problem);
        }
        found <= max
    }

    /// Each item of a list, or the value itself where it stands alone. An item that cannot be read is left out: the
    /// reader knows why.
    pub(super) fn each<T>(
        &mut self,
        (node, place): (&Node, Place),
        max: usize,
        read: impl Fn(&mut Self, &Node, &Place) -> Option<T>,
    ) -> Vec<T> {
        let items = self.list(node, &place, max).iter().enumerate();
        items.filter_map(|(index, item)| read(self, item, &deeper(&place, &format!("[{index}]")))).collect()
    }

    /// As [`Self::each`], but a single value needs no list round it.
    pub(super) fn one_or_each<T>(
        &mut self,
        (node, place): (&Node, Place),
        max: usize,
        read: impl Fn(&mut Self, &Node, &Place) -> Option<T>,
    ) -> Vec<T> {
        match node.value {
            Value::List(_) => self.each((node, place), max, read),
            _ => read(self, node, &place).into_iter().collect(),
        }
    }

    /// A list that must have some items, as one of the model's.
    pub(super) fn listed<T, const MIN: usize, const MAX: usize>(
        &mut self,
        spot: Spot,
        place: &Place,
        items: Vec<T>,
    ) -> Option<crate::model::List<T, MIN, MAX>> {
        match crate::model::List::try_from(items) {
            Ok(list) => Some(list),
            Err(wrong) => {
                self.fault(spot, Some(place.clone()), FileProblem::Model(Problem::Length(wrong)));
                None
            }
        }
    }

    /// A value with known keys, to be taken one by one; [`Fields::end`] refuses the rest.
    pub(super) fn fields<'a>(&mut self, node: &'a Node, place: &Place) -> Option<Fields<'a>> {
        let Value::Map(entries) = &node.value else {
            self.kind(node, place, "keys with values");
            return None;
        };
        Some(Fields { spot: node.spot, place: place.clone(), entries, known: Vec::new() })
    }
}

/// A place further down: behind a key, or an item such as `[0]`.
pub(super) fn deeper(place: &Place, key: &str) -> Place {
    let mut place = place.clone();
    if let Place::Front(keys) | Place::Step(_, keys) = &mut place {
        if !keys.is_empty() && !key.starts_with('[') {
            keys.push('.');
        }
        keys.push_str(key);
    }
    place
}

/// Keys with values, of which the known ones are asked for by name.
pub(super) struct Fields<'a> {
    pub(super) spot: Spot,
    pub(super) place: Place,
    entries: &'a [(Key, Node)],
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The value of a key, and its place.
    pub(super) fn take(&mut self, reader: &mut Reader, key: &'static str) -> Option<(&'a Node, Place)> {
        self.known.push(key);
        let (found, node) = self.entries.iter().find(|(name, _)| name.name == key)?;
        let place = deeper(&self.place, key);
        reader.spots.put(place.clone(), found.spot);
        if matches!(node.value, Value::Nothing) {
            reader.fault(found.spot, Some(place), FileProblem::Nothing);
            return None;
        }
        Some((node, place))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name.name == key)
    }

    pub(super) fn required(&mut self, reader: &mut Reader, key: &'static str) -> Option<(&'a Node, Place)> {
        let found = self.take(reader, key);
        if found.is_none() && !self.has(key) {
            reader.fault(self.spot, Some(self.place.clone()), FileProblem::Missing(key));
        }
        found
    }

    /// The text of a key, as one of the model's.
    pub(super) fn parsed<T: FromStr<Err = NotA>>(&mut self, reader: &mut Reader, key: &'static str) -> Option<T> {
        let (node, place) = self.take(reader, key)?;
        reader.parsed(node, &place)
    }

    /// The text of a key that must be there.
    pub(super) fn needed<T: FromStr<Err = NotA>>(&mut self, reader: &mut Reader, key: &'static str) -> Option<T> {
        let (node, place) = self.required(reader, key)?;
        reader.parsed(node, &place)
    }

    /// The texts of a key whose value is a list; none where it is not there.
    pub(super) fn several<T: FromStr<Err = NotA>>(
        &mut self,
        reader: &mut Reader,
        key: &'static str,
        max: usize,
    ) -> Vec<T> {
        let Some(found) = self.take(reader, key) else { return Vec::new() };
        reader.each(found, max, Reader::parsed)
    }

    /// Refuses every key that was not asked for.
    pub(super) fn end(&self, reader: &mut Reader) {
        for (key, _) in self.entries.iter().filter(|(key, _)| !self.known.contains(&key.name.as_str())) {
            if reader.is_full() {
                return;
            }
            let nearest = nearest(&key.name, self.known.iter().copied());
            let name = key.name.chars().take(limits::SLUG).collect();
            let problem = FileProblem::UnknownKey { key: name, nearest, known: self.known.clone() };
            reader.fault(key.spot, Some(self.place.clone()), problem);
        }
    }
}
