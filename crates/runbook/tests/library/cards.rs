//! The action cards: one for each role that a procedure names, each one page.

use std::collections::BTreeMap;

use crate::{folder, markdown, procedures};

/// The headings, in their order.
const PARTS: [&str; 5] = ["First 5 minutes", "First 15 minutes", "First 60 minutes", "Never", "Hand over to"];

/// What fits on one page in type that is read at arm's length.
const LINES: usize = 48;
const WORDS: usize = 360;

fn cards() -> BTreeMap<String, String> {
    let files = markdown(&folder().join("cards")).into_iter();
    files.map(|(file, text)| (file.trim_end_matches(".md").to_owned(), text)).collect()
}

#[test]
fn every_role_has_a_card_and_every_card_a_role() {
    let procedures = procedures();
    let roles: BTreeMap<String, String> = procedures
        .iter()
        .flat_map(|procedure| &procedure.runbook.roles)
        .map(|role| (role.slug.to_string(), format!("# Action card: {}", role.name)))
        .collect();
    let titles: BTreeMap<String, String> =
        cards().into_iter().map(|(role, text)| (role, text.lines().next().unwrap().to_owned())).collect();
    assert_eq!(titles, roles);
}

#[test]
fn every_card_has_the_same_parts_and_fits_on_a_page() {
    for (role, text) in cards() {
        let parts: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(parts, PARTS, "{role}");
        for part in PARTS {
            let body = text.split(&format!("## {part}\n\n")).nth(1).unwrap();
            assert!(!body.starts_with('#') && !body.trim().is_empty(), "{role}: nothing under {part}");
        }
        let (lines, words) = (text.lines().count(), text.split_whitespace().count());
        assert!(lines <= LINES && words <= WORDS, "{role}: {lines} lines, {words} words");
    }
}
