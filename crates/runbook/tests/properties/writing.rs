//! What is written is read as it was, and written again as it stands.

use ctac_runbook::diff::diff;
use ctac_runbook::{format, lint, preview};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

use crate::draw::runbook;

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_what_was_written_gives_the_same(bytes in vec(any::<u8>(), 0..1_500)) {
        let drawn = runbook(&bytes);
        let written = format::write(&drawn);
        let read = match format::parse(&written) {
            Ok((read, _)) => read,
            Err(faults) => panic!("{faults:#?}\n{written}"),
        };
        prop_assert_eq!(format::write(&read), written.clone());
        prop_assert!(read == drawn, "what was read differs, and is written alike:\n{}", written);
        prop_assert_eq!(diff(&drawn, &read), vec![]);
    }

    #[test]
    fn the_stored_model_is_the_same_and_everything_takes_it(bytes in vec(any::<u8>(), 0..800)) {
        let drawn = runbook(&bytes);
        let stored = serde_json::to_string(&drawn).unwrap();
        let read: ctac_runbook::model::Runbook = serde_json::from_str(&stored).unwrap();
        prop_assert!(read == drawn, "what was stored is read as something else:\n{}", stored);
        drop(lint::lint(&drawn));
        drop(lint::library(&[&drawn]));
        drop(preview(&drawn, None));
        drop(preview(&drawn, Some(&drawn.lead)));
    }

    #[test]
    fn what_changed_is_said_and_nothing_else(one in vec(any::<u8>(), 0..600), other in vec(any::<u8>(), 0..600)) {
        let (one, other) = (runbook(&one), runbook(&other));
        prop_assert_eq!(diff(&one, &other).is_empty(), format::write(&one) == format::write(&other));
    }
}
