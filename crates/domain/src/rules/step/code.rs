//! Reply codes.

use std::collections::BTreeSet;

use crate::decide::Deciding;
use crate::id::PersonId;
use crate::limits;

/// A reply code that is free among this person's and was not of late another message's: four digits, more once so many are
/// open that a mistyped one would often be another's. Looks at one more number than are taken, so that one of them is free.
pub(super) fn draw(d: &mut Deciding<'_>, person: PersonId, drawn: &BTreeSet<u32>) -> u32 {
    let number = d.draw_number();
    let taken = d.state.codes.get(&person);
    let open = taken.map_or(0, imbl::OrdMap::len) + drawn.len();
    let (first, count) = if open <= limits::FOUR_DIGIT_CODES {
        (1_000, 9_000)
    } else if open <= limits::SIX_DIGIT_CODES {
        (100_000, 900_000)
    } else {
        (100_000_000, 900_000_000)
    };
    let resting = d.state.codes_at_rest.get(&person);
    let rests = |code: &u32| resting.is_some_and(|resting| resting.contains(code));
    let free =
        |code: &u32| !drawn.contains(code) && !taken.is_some_and(|taken| taken.contains_key(code)) && !rests(code);
    let start = number % count;
    let tries = open + resting.map_or(0, imbl::Vector::len);
    let tries = u32::try_from(tries).unwrap_or(u32::MAX - 1);
    (0..=tries).map(|nth| first + (start + nth % count) % count).find(free).unwrap_or(first)
}
