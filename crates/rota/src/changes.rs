//! What an edit of a rota changes: the stretches over which others are on call than before it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::compiled::Compiled;
use crate::fault::TooLong;
use crate::model::Member;
use crate::sweep::cut;
use crate::together::Together;

/// A stretch over which others are on call after an edit than before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// From this instant.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
    /// Who was on. Empty: nobody.
    pub was: Arc<[Member]>,
    /// Who is on now. Empty: nobody.
    pub is: Arc<[Member]>,
}

/// Every stretch between two instants over which others are on call after an edit than before it, in order, cut to
/// them. The same people in another order are not others.
///
/// # Errors
/// Refuses a stretch that is too long to be resolved at once.
pub fn changes(before: &Compiled, after: &Compiled, from: Timestamp, to: Timestamp) -> Result<Vec<Change>, TooLong> {
    let mut both = Together::of(before, Some(after), from, to)?;
    let mut found = Vec::new();
    while let Some(common) = both.next()? {
        let (was, is) = (both.of_one(common.one), both.of_other(common.other));
        if !same(&was, &is) {
            let (from, to) = cut(common.from, common.to, (from, to));
            found.push(Change { from, to, was, is });
        }
    }
    Ok(found)
}

fn same(was: &[Member], is: &[Member]) -> bool {
    was == is || (was.len() == is.len() && was.iter().collect::<BTreeSet<_>>() == is.iter().collect())
}

#[cfg(test)]
mod tests;
