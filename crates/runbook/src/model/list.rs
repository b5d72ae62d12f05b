//! Lists that have at least so many items and at most so many.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::limits;

/// At least `MIN` items, at most `MAX`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<T>", into = "Vec<T>")]
#[serde(bound(serialize = "T: Serialize + Clone", deserialize = "T: Deserialize<'de>"))]
pub struct List<T, const MIN: usize, const MAX: usize>(Vec<T>);

/// One item at least, and no more than any list has.
pub type OneOrMore<T> = List<T, 1, { limits::ITEMS }>;

/// Too few or too many items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("has {found} items; there must be from {min} to {max}")]
pub struct WrongLength {
    /// How many there are.
    pub found: usize,
    /// How many there must be.
    pub min: usize,
    /// How many there may be.
    pub max: usize,
}

impl<T, const MIN: usize, const MAX: usize> TryFrom<Vec<T>> for List<T, MIN, MAX> {
    type Error = WrongLength;

    fn try_from(items: Vec<T>) -> Result<Self, WrongLength> {
        let found = items.len();
        if (MIN..=MAX).contains(&found) { Ok(Self(items)) } else { Err(WrongLength { found, min: MIN, max: MAX }) }
    }
}

impl<T, const MIN: usize, const MAX: usize> From<List<T, MIN, MAX>> for Vec<T> {
    fn from(list: List<T, MIN, MAX>) -> Self {
        list.0
    }
}

impl<T, const MIN: usize, const MAX: usize> Deref for List<T, MIN, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, T, const MIN: usize, const MAX: usize> IntoIterator for &'a List<T, MIN, MAX> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T, const MAX: usize> List<T, 1, MAX> {
    /// A list of one.
    #[must_use]
    pub fn one(item: T) -> Self {
        Self(vec![item])
    }

    /// Its first item, which is always there.
    ///
    /// # Panics
    /// Never: there is one.
    #[must_use]
    pub fn first_item(&self) -> &T {
        #[expect(
            clippy::indexing_slicing,
            reason = "a list of this type is never empty: its only constructors see to it"
        )]
        &self.0[0]
    }
}
