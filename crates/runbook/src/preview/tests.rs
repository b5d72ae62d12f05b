//! The worked example as it is read.

use crate::{format, preview};

const RANSOMWARE: &str = include_str!("../../tests/fixtures/ransomware.md");

#[test]
fn the_worked_example_can_be_read_aloud() {
    let runbook = format::parse(RANSOMWARE).unwrap().0;
    insta::assert_snapshot!("whole", preview(&runbook, None));
}

#[test]
fn a_role_has_its_card() {
    let runbook = format::parse(RANSOMWARE).unwrap().0;
    let role = &runbook.role("technical-lead").unwrap().slug;
    insta::assert_snapshot!("card", preview(&runbook, Some(role)));
}
