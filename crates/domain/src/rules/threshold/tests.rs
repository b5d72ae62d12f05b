//! Versions of the threshold.

use super::*;
use crate::command::{Actor, Command};
use crate::rules::story::{ANN, CAT, POLICY, Story};
use crate::threshold::Criterion;

fn save(story: &mut Story, threshold: &Threshold, expect: Option<u64>) -> Result<Answer, Refusal> {
    story.when(Actor::Person(CAT), &Command::SaveThreshold { threshold: threshold.clone(), expect })
}

#[test]
fn the_default_is_version_0_and_every_save_is_the_next() {
    let mut story = Story::new();
    let threshold = Threshold { policy: Some(POLICY), ..story.state.threshold_now().into_owned() };
    assert_eq!(threshold.version, 0);
    assert_eq!(save(&mut story, &threshold, Some(0)).unwrap(), Answer::Version(1));
    assert_eq!(story.then(), ["threshold.saved"]);
    assert_eq!(story.entries[0].stream, Stream::Threshold);
    assert_eq!(save(&mut story, &threshold, Some(0)).unwrap(), Answer::Version(1), "sent again");
    assert!(story.then().is_empty());
    let next = Threshold { guidance: "Ring first.".to_owned(), ..threshold };
    assert_eq!(save(&mut story, &next, Some(0)), Err(Refusal::Stale { actual: 1 }));
    assert_eq!(save(&mut story, &next, None), Err(Refusal::Stale { actual: 1 }));
    story.later(60);
    assert_eq!(save(&mut story, &next, Some(1)).unwrap(), Answer::Version(2));
    let adopted = story.state.threshold.clone().unwrap();
    assert_eq!((adopted.by, adopted.at, adopted.threshold.version), (Some(CAT), story.now, 2));
}

#[test]
fn what_nobody_could_follow_is_refused() {
    let mut story = Story::new();
    let whole = Threshold::default_set();
    let criterion = |id: &str, text: &str| Criterion {
        id: id.to_owned(),
        text: text.to_owned(),
        severity: crate::incident::Severity::S2,
    };
    let with = |criteria: Vec<Criterion>| Threshold { criteria, ..whole.clone() };
    for (bad, says) in [
        (with(vec![]), "criteria: 1 to 40, not 0"),
        (with(vec![criterion("A b", "x")]), "lower-case"),
        (with(vec![criterion("a", "x"), criterion("a", "y")]), "stands twice"),
        (with(vec![criterion("a", " ")]), "criteria.text"),
        (Threshold { authority: String::new(), ..whole.clone() }, "authority"),
        (
            Threshold { policy: Some(crate::id::PolicyId(uuid::Uuid::from_u128(404))), ..whole.clone() },
            "no such escalation policy",
        ),
        (
            Threshold { agreed: vec![crate::id::OrganisationId(uuid::Uuid::from_u128(404))], ..whole.clone() },
            "no member",
        ),
    ] {
        let refused = save(&mut story, &bad, Some(0)).unwrap_err().to_string();
        assert!(refused.contains(says), "{refused}");
    }
    // Each within its own limits, together more than an entry holds: it would take others' commands down with it.
    let long = (0..40).map(|n| criterion(&format!("c-{n}"), &"\u{1f525}".repeat(300))).collect();
    assert!(matches!(save(&mut story, &with(long), Some(0)), Err(Refusal::Limit { what: "bytes in all", .. })));
    assert!(story.when(Actor::Person(ANN), &Command::SaveThreshold { threshold: whole, expect: Some(0) }).is_err());
}
