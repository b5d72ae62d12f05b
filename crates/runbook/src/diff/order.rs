//! Which of several things changed places: the fewest that need to have moved.

/// Given for each thing, in its new order, its place in the old order: which of them stayed, being part of the longest row
/// that still goes up.
pub(super) fn stayed(old_places: &[usize]) -> Vec<bool> {
    // For each thing: the length of the longest row that ends with it, and the thing before it in that row.
    let mut rows: Vec<(usize, Option<usize>)> = Vec::with_capacity(old_places.len());
    for (index, place) in old_places.iter().enumerate() {
        let before = rows
            .iter()
            .enumerate()
            .filter(|(earlier, _)| old_places.get(*earlier).is_some_and(|other| other < place))
            .max_by_key(|(_, (length, _))| *length)
            .map(|(earlier, (length, _))| (earlier, *length));
        debug_assert_eq!(rows.len(), index, "one row for each thing so far");
        rows.push(before.map_or((1, None), |(earlier, length)| (length + 1, Some(earlier))));
    }
    let mut stayed = vec![false; old_places.len()];
    let mut next = rows.iter().enumerate().max_by_key(|(_, (length, _))| *length).map(|(index, _)| index);
    while let Some(index) = next {
        if let Some(found) = stayed.get_mut(index) {
            *found = true;
        }
        next = rows.get(index).and_then(|(_, before)| *before);
    }
    stayed
}
