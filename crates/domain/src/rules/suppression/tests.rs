//! Suppressions as given, when, then.

use uuid::Uuid;

use super::*;
use crate::alert::Held;
use crate::command::Command;
use crate::id::AlertId;
use crate::policy::{AlertSeverity, Route};
use crate::rules::story::{ANN, CAT, POLICY, SOURCE, Story, from_severity, signal};

const WINDOW: SuppressionId = SuppressionId(Uuid::from_u128(0x81));
const OTHER: SuppressionId = SuppressionId(Uuid::from_u128(0x82));

fn window(story: &Story, seconds: i64) -> Suppression {
    let to = story.now + SignedDuration::from_secs(seconds);
    Suppression {
        id: WINDOW,
        from: story.now,
        ends: Ends::Window { to },
        integrations: vec![SOURCE],
        when: Condition::default(),
        reason: "patching the storage".to_owned(),
        by: None,
        version: 0,
    }
}

fn save(story: &mut Story, suppression: Suppression, expect: Option<u64>) -> Result<Answer, Refusal> {
    story.when(Actor::Person(CAT), &Command::SaveSuppression { suppression, expect })
}

/// A window of ten minutes.
fn maintained() -> Story {
    let mut story = Story::new();
    let window = window(&story, 600);
    save(&mut story, window, None).unwrap();
    story
}

fn held(story: &Story, alert: AlertId) -> Option<Held> {
    story.state.alerts[&alert].held
}

#[test]
fn an_alert_in_a_window_is_recorded_and_pages_when_the_window_ends() {
    let mut story = maintained();
    assert_eq!(story.then(), ["suppression.saved"]);
    assert_eq!(story.state.suppressions[&WINDOW].by, Some(CAT));
    let alert = story.raise("disk");
    assert_eq!(story.then(), ["alert.raised", "alert.held"]);
    assert_eq!(held(&story, alert), Some(Held::Suppression { suppression: WINDOW }));
    story.raise("disk");
    assert_eq!(story.then(), ["alert.repeated"]);
    story.later(600).tick();
    assert_eq!(story.then(), ["alert.released", "page.raised", "page.step_started", "suppression.ended"]);
    assert_eq!((held(&story, alert), story.state.suppressions.len()), (None, 0));
    story.raise("fan");
    assert!(story.then().contains(&"page.raised"));
}

#[test]
fn what_is_over_or_taken_before_the_end_pages_nobody_and_why_it_did_not_stays_on_it() {
    let mut story = maintained();
    let over = story.raise("disk");
    let taken = story.raise("fan");
    story.resolve("disk");
    assert_eq!(story.then(), ["alert.resolved"]);
    story.when(Actor::Integration(SOURCE), &Command::AcknowledgeAlert { dedup_key: "fan".to_owned() }).unwrap();
    story.later(600).tick();
    assert_eq!(story.then(), ["alert.released", "suppression.ended"]);
    assert_eq!(held(&story, over), Some(Held::Suppression { suppression: WINDOW }));
    assert_eq!(held(&story, taken), None);
}

#[test]
fn what_became_worse_goes_its_way_as_the_worst_it_was() {
    let mut story = Story::new();
    let urgent = Route::Declare {
        policy: POLICY,
        severity: crate::incident::Severity::S1,
        marking: crate::marking::Marking::Amber,
    };
    let page = Route::Page { policy: POLICY, severity: crate::incident::Severity::S3 };
    story.rules(vec![from_severity(AlertSeverity::Critical, urgent)], page);
    let window = window(&story, 600);
    save(&mut story, window, None).unwrap();
    story.signal("disk", &signal(AlertSeverity::Warning)).unwrap();
    story.signal("disk", &signal(AlertSeverity::Critical)).unwrap();
    story.signal("disk", &signal(AlertSeverity::Warning)).unwrap();
    story.later(600).tick();
    assert!(story.then().contains(&"incident.declared"), "{:?}", story.then());
}

#[test]
fn only_what_it_names_is_held_and_only_while_it_lasts() {
    let mut story = Story::new();
    let mut later = window(&story, 1_200);
    later.from = story.now + SignedDuration::from_secs(600);
    later.integrations = Vec::new();
    later.when.fields.insert("source".to_owned(), "db-*".to_owned());
    save(&mut story, later, None).unwrap();
    story.raise("before");
    assert!(story.then().contains(&"page.raised"));
    story.later(600).raise("within");
    assert_eq!(story.then(), ["alert.raised", "alert.held"]);
    let elsewhere = Signal { source: "web-1".to_owned(), ..signal(AlertSeverity::Error) };
    story.signal("elsewhere", &elsewhere).unwrap();
    assert!(story.then().contains(&"page.raised"));
    story.later(600).tick().raise("after");
    assert!(story.then().contains(&"page.raised"));
}

#[test]
fn an_alert_under_two_windows_waits_for_both() {
    let mut story = maintained();
    let alert = story.raise("disk");
    let longer = Suppression { id: OTHER, ..window(&story, 1_200) };
    save(&mut story, longer, None).unwrap();
    story.later(600).tick();
    assert_eq!(story.then(), ["alert.released", "alert.held", "suppression.ended"]);
    assert_eq!(held(&story, alert), Some(Held::Suppression { suppression: OTHER }));
    story.later(600).tick();
    assert!(story.then().contains(&"page.raised"));
}

#[test]
fn who_ends_it_early_lets_go_at_once_and_who_extends_it_holds_on() {
    let mut story = maintained();
    story.raise("disk");
    let longer = Suppression { reason: "it takes longer".to_owned(), from: story.now, ..window(&story, 900) };
    assert_eq!(save(&mut story, longer.clone(), Some(1)), Ok(Answer::Version(2)));
    assert_eq!(save(&mut story, longer, Some(1)), Ok(Answer::Version(2)), "sent again");
    story.later(600).tick();
    assert!(!story.then().contains(&"alert.released"));
    story.when(Actor::Person(CAT), &Command::EndSuppression { suppression: WINDOW }).unwrap();
    assert_eq!(story.then(), ["suppression.saved"]);
    story.tick();
    assert_eq!(story.then(), ["alert.released", "page.raised", "page.step_started", "suppression.ended"]);
}

#[test]
fn a_rule_that_nobody_reviewed_lapses_and_lets_go() {
    let mut story = Story::new();
    let by = story.now + SignedDuration::from_secs(REVIEW_S);
    let rule = Suppression { ends: Ends::Review { by }, ..window(&story, 0) };
    save(&mut story, rule, None).unwrap();
    story.raise("disk");
    assert_eq!(story.then(), ["alert.raised", "alert.held"]);
    story.later(REVIEW_S).tick();
    assert!(story.then().contains(&"page.raised"));
}

#[test]
fn many_that_are_let_go_fill_no_commit_and_none_is_forgotten() {
    let mut story = maintained();
    for n in 0..400 {
        let command = Command::RaiseAlert { dedup_key: format!("disk {n}"), signal: signal(AlertSeverity::Error) };
        story.unchecked(Actor::Integration(SOURCE), &command).unwrap();
    }
    story.later(600);
    let mut ticks = 0;
    while story.state.suppressions.contains_key(&WINDOW) {
        story.tick();
        assert!(story.entries.len() <= 510, "{}", story.entries.len());
        ticks += 1;
    }
    assert!(ticks > 1);
    assert!(story.state.alerts.values().all(|alert| alert.page.is_some() && alert.held.is_none()));
}

#[test]
fn what_cannot_be_right_is_refused() {
    let mut story = maintained();
    let good = Suppression { id: OTHER, ..window(&story, 600) };
    let mut refused = |by, suppression, expect| match story.when(by, &Command::SaveSuppression { suppression, expect })
    {
        Err(Refusal::Invalid { field, .. }) => field,
        Err(Refusal::Denied(_)) => "denied",
        other => panic!("{other:?}"),
    };
    let cat = Actor::Person(CAT);
    let at = |seconds| good.from + SignedDuration::from_secs(seconds);
    assert_eq!(refused(Actor::Person(ANN), good.clone(), None), "denied");
    assert_eq!(refused(cat, Suppression { reason: String::new(), ..good.clone() }, None), "reason");
    assert_eq!(refused(cat, Suppression { integrations: Vec::new(), ..good.clone() }, None), "when");
    assert_eq!(refused(cat, Suppression { ends: Ends::Window { to: at(0) }, ..good.clone() }, None), "ends");
    let long = Ends::Window { to: at(MAINTENANCE_S + 1) };
    assert_eq!(refused(cat, Suppression { ends: long, ..good.clone() }, None), "ends.to");
    let long = Ends::Review { by: at(REVIEW_S + 1) };
    assert_eq!(refused(cat, Suppression { ends: long, ..good.clone() }, None), "ends.by");
    let mut unknown = good.clone();
    unknown.when.fields.insert("colour".to_owned(), "red".to_owned());
    assert_eq!(refused(cat, unknown, None), "when.fields");
    let nobody = IntegrationId(Uuid::from_u128(1));
    assert_eq!(refused(cat, Suppression { integrations: vec![nobody], ..good.clone() }, None), "integrations");
    let wider = Suppression { id: WINDOW, integrations: Vec::new(), ..good };
    let wider =
        Suppression { when: Condition { severity_at_least: Some(AlertSeverity::Info), ..wider.when.clone() }, ..wider };
    assert_eq!(refused(cat, wider, Some(1)), "when");
}
