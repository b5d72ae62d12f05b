//! What criteria come to.

use proptest::prelude::*;

use super::*;

#[test]
fn the_worst_that_is_met_decides() {
    let threshold = Threshold::default_set();
    let judged = |ids: &[&str]| threshold.judge(&ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
    assert_eq!(judged(&[]).severity, None);
    assert_eq!(judged(&["doubt"]).severity, Some(Severity::S3));
    let both = judged(&["doubt", "ransomware", "data"]);
    assert_eq!(
        (both.severity, both.met),
        (Some(Severity::S1), vec!["ransomware".into(), "data".into(), "doubt".into()])
    );
    let old = judged(&["worm", "worm"]);
    assert_eq!((old.severity, old.unknown), (Some(Severity::S3), vec!["worm".to_owned()]));
}

proptest! {
    #[test]
    fn more_never_makes_it_less(ids in proptest::collection::vec("[a-z]{0,3}|ransomware|data|doubt|clinical", 0..8), at: prop::sample::Index) {
        let threshold = Threshold::default_set();
        let all = threshold.judge(&ids);
        prop_assert_eq!(all.severity.is_none(), ids.is_empty());
        let fewer = threshold.judge(&ids[..at.index(ids.len() + 1)]);
        prop_assert!(fewer.severity.is_none_or(|fewer| all.severity.is_some_and(|all| all <= fewer)));
    }
}
