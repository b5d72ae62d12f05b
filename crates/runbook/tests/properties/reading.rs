//! Whatever is read: no panic, bounded time, every fault with its place; what is taken comes back as itself. The same body is
//! run by the fuzz target `crates/runbook/fuzz` for as long as somebody lets it.

use std::path::Path;

use ctac_runbook::fuzz;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, proptest};
use proptest::sample::Index;

const RANSOMWARE: &str = include_str!("../fixtures/ransomware.md");

/// What turns one file into another sort of file.
const PIECES: [&str; 26] = [
    "---\n",
    "\n## ",
    "\n### x {#x}\n",
    "\n#### When yes\n",
    "\n##### y {#y}\n",
    "\n```step\n",
    "\n```\n",
    "\n## Branch: B {#b}\n",
    "{",
    "}",
    "&a ",
    "*a ",
    "!!str ",
    "<<: ",
    "- ",
    ": ",
    "\"",
    "'",
    "\t",
    "\u{202e}",
    "<b>",
    "# ",
    "\0",
    "~~~\n",
    "\r\n",
    "kind: repeat\n",
];

/// What the fuzz targets begin from, and whatever once broke one of them.
#[test]
fn every_input_that_is_kept_is_read_or_refused() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/inputs");
    for (target, body) in [("parse", fuzz::parse as fn(&[u8])), ("cacao", fuzz::cacao), ("condition", fuzz::condition)]
    {
        let inputs = std::fs::read_dir(kept.join(target)).unwrap();
        assert!(inputs.map(|input| body(&std::fs::read(input.unwrap().path()).unwrap())).count() > 0, "{target}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..400)) {
        fuzz::parse(&bytes);
    }

    #[test]
    fn a_file_with_pieces_put_in_taken_out_and_moved(edits in vec((any::<Index>(), any::<Index>(), 0..4_u8, 0..60_usize), 1..6)) {
        let mut text: Vec<char> = RANSOMWARE.chars().collect();
        for (at, piece, what, length) in edits {
            let at = at.index(text.len().max(1)).min(text.len());
            let end = (at + length).min(text.len());
            match what {
                0 => drop(text.splice(at..at, piece.get(&PIECES).chars())),
                1 => drop(text.drain(at..end)),
                2 => {
                    let moved: Vec<char> = text.drain(at..end).collect();
                    let to = piece.index(text.len() + 1);
                    text.splice(to..to, moved);
                }
                _ => drop(text.splice(at..end, piece.get(&PIECES).chars())),
            }
        }
        fuzz::parse(text.into_iter().collect::<String>().as_bytes());
    }
}
