//! The name that was probably meant.

/// Letters of a name that are compared.
const LETTERS: usize = 24;

/// Of the names, the one that differs least from a mistyped one, if it differs by no more than a third of its letters
/// (and by two at least: letters change places).
///
/// Only the first letters of each count: comparing takes time with the square of their number.
#[must_use]
pub fn nearest<'a>(mistyped: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mistyped: Vec<char> = mistyped.chars().take(LETTERS).collect();
    let most = (mistyped.len() / 3).max(2);
    let by_distance = names.into_iter().map(|name| (distance(&mistyped, name), name));
    by_distance.min().filter(|(distance, _)| *distance <= most).map(|(_, name)| name.to_owned())
}

/// How many letters must be put in, left out or changed (Levenshtein), whatever their case.
fn distance(one: &[char], other: &str) -> usize {
    let other: Vec<char> = other.chars().take(LETTERS).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut left = index + 1;
        let mut diagonal = std::mem::replace(row.first_mut().unwrap_or(&mut 0), left);
        for (cell, against) in row.iter_mut().skip(1).zip(&other) {
            let changed = diagonal + usize::from(!letter.eq_ignore_ascii_case(against));
            diagonal = *cell;
            left = changed.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(one.len())
}
