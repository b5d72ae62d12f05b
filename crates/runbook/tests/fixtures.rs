//! The worked example, read, written and read again.

use ctac_runbook::format;

const RANSOMWARE: &str = include_str!("fixtures/ransomware.md");

#[test]
fn the_worked_example_is_read_and_written_as_it_stands() {
    let (runbook, warnings) = format::parse(RANSOMWARE)
        .unwrap_or_else(|faults| panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")));
    assert_eq!(warnings, []);
    let written = format::write(&runbook);
    for (number, (written, given)) in written.lines().zip(RANSOMWARE.lines()).enumerate() {
        assert_eq!(written, given, "line {}", number + 1);
    }
    assert_eq!(written.len(), RANSOMWARE.len());
    assert_eq!(format::parse(&written).unwrap().0, runbook);
}

#[test]
fn a_text_that_begins_with_a_comma_stays_one() {
    let written = RANSOMWARE.replace("  comms-lead: Communications lead", "  comms-lead: \", late\"");
    let runbook = format::parse(&written).unwrap().0;
    assert_eq!(format::write(&runbook), written);
}
