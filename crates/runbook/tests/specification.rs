//! The written specification: every example in it is a runbook, in canonical form, with nothing to put right.
#![expect(clippy::expect_used, reason = "the helpers of a test fail as a test does")]

use ctac_runbook::format;
use ctac_runbook::lint::{self, Rule};

const SPECIFICATION: &str = include_str!("../../../runbooks/README.md");

fn examples() -> Vec<&'static str> {
    let parts = SPECIFICATION.split("````markdown\n").skip(1);
    parts.map(|part| part.split_once("````").expect("the example ends").0).collect()
}

#[test]
fn every_example_is_right_and_canonical() {
    let examples = examples();
    assert_eq!(examples.len(), 2);
    for example in examples {
        let (runbook, warnings) = format::parse(example).unwrap_or_else(|faults| {
            panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        });
        assert_eq!(warnings, []);
        assert_eq!(format::write(&runbook), example);
        assert_eq!(lint::lint(&runbook), [], "{}", runbook.title);
    }
}

#[test]
fn the_fault_that_is_shown_is_the_one_that_is_found() {
    let wrong = examples()[0].replace("answers:", "anwsers:");
    let faults = format::parse(&wrong).unwrap_err();
    let shown = SPECIFICATION.split("```text\n").nth(1).and_then(|part| part.lines().next()).unwrap();
    assert!(faults.iter().any(|fault| fault.to_string() == shown), "{shown} is not among {faults:#?}");
}

#[test]
fn every_rule_is_in_it() {
    for rule in Rule::ALL {
        assert!(SPECIFICATION.contains(&format!("`{rule}`")), "{rule} is not in runbooks/README.md");
    }
}
