//! Prose of runbooks on a page. It is Markdown by whoever wrote the runbook, and is trusted with nothing: paragraphs and
//! lists are told apart, and what is in them is shown as text, escaped like any other.

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// As it was written, lines and all.
    Words(String),
    /// A list; `true`: to be ticked off.
    Items(Vec<(bool, String)>),
}

/// The parts of a text, in order.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut fresh = true;
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() {
            fresh = true;
            continue;
        }
        match (item(words), blocks.last_mut()) {
            (Some(item), Some(Block::Items(items))) => items.push(item),
            (Some(item), _) => blocks.push(Block::Items(vec![item])),
            (None, Some(Block::Items(items))) if !fresh || line.starts_with(' ') => {
                if let Some((_, last)) = items.last_mut() {
                    last.push(' ');
                    last.push_str(words);
                }
            }
            (None, Some(Block::Words(said))) if !fresh => {
                said.push(' ');
                said.push_str(words);
            }
            (None, _) => blocks.push(Block::Words(words.to_owned())),
        }
        fresh = false;
    }
    blocks
}

/// What stands behind a list's mark.
fn item(words: &str) -> Option<(bool, String)> {
    let rest = ["- ", "* ", "+ "].iter().find_map(|mark| words.strip_prefix(mark))?.trim_start();
    let ticked = ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| rest.strip_prefix(mark));
    Some((ticked.is_some(), ticked.unwrap_or(rest).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{Block, blocks};

    #[test]
    fn paragraphs_and_lists_are_told_apart() {
        let found = blocks("One\ntwo.\n\n- [ ] Call\n  back\n- Agree\n\nLast.");
        let items = vec![(true, "Call back".to_owned()), (false, "Agree".to_owned())];
        let words = |text: &str| Block::Words(text.to_owned());
        assert_eq!(found, [words("One two."), Block::Items(items), words("Last.")]);
        assert!(blocks("").is_empty());
    }
}
