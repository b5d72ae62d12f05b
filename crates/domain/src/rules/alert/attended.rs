//! Whatever comes, in whatever order: no open alert that is to page is left without anybody and without anything that
//! will still happen to it. Each act is checked for every invariant and for replay, too.

use jiff::SignedDuration;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::command::Command;
use crate::id::SuppressionId;
use crate::incident::Severity;
use crate::page::How;
use crate::policy::{AlertSeverity, Condition};
use crate::rules::story::{ANN, BOB, CAT, POLICY, SOURCE, Story, from_severity, signal};
use crate::suppression::{Ends, Suppression};

#[derive(Debug, Clone)]
enum Happens {
    Raise { key: u8, source: u8, severity: AlertSeverity },
    Resolve(u8),
    SourceAcknowledges(u8),
    Acknowledge(u8),
    Snooze { nth: u8, seconds: i64 },
    Suppress { id: u8, source: u8, seconds: i64 },
    EndSuppression(u8),
    Pass(i64),
}

fn happens() -> impl Strategy<Value = Happens> {
    let severity = prop_oneof![Just(AlertSeverity::Warning), Just(AlertSeverity::Error), Just(AlertSeverity::Critical)];
    prop_oneof![
        8 => (0..4_u8, 0..2_u8, severity).prop_map(|(key, source, severity)| Happens::Raise { key, source, severity }),
        6 => (0..4_u8).prop_map(Happens::Resolve),
        1 => (0..4_u8).prop_map(Happens::SourceAcknowledges),
        2 => (0..4_u8).prop_map(Happens::Acknowledge),
        2 => (0..4_u8, 30..900_i64).prop_map(|(nth, seconds)| Happens::Snooze { nth, seconds }),
        1 => (0..2_u8, 0..2_u8, 30..900_i64).prop_map(|(id, source, seconds)| Happens::Suppress { id, source, seconds }),
        1 => (0..2_u8).prop_map(Happens::EndSuppression),
        6 => (1..400_i64).prop_map(Happens::Pass),
    ]
}

fn happen(story: &mut Story, one: &Happens) {
    let ahead = |story: &Story, seconds: i64| story.now + SignedDuration::from_secs(seconds);
    let suppression = |id: u8| SuppressionId(Uuid::from_u128(0x90 + u128::from(id)));
    let key = |key: u8| format!("key {key}");
    let nth = |story: &Story, nth: u8| {
        let open = story.state.alerts.values().filter(|it| it.status != AlertStatus::Resolved);
        open.map(|it| it.id).nth(usize::from(nth))
    };
    let (actor, command) = match *one {
        Happens::Raise { key: at, source, severity } => {
            let signal = Signal { source: format!("db-{source}"), ..signal(severity) };
            (Actor::Integration(SOURCE), Command::RaiseAlert { dedup_key: key(at), signal })
        }
        Happens::Resolve(at) => (Actor::Integration(SOURCE), Command::ResolveAlert { dedup_key: key(at) }),
        Happens::SourceAcknowledges(at) => {
            (Actor::Integration(SOURCE), Command::AcknowledgeAlert { dedup_key: key(at) })
        }
        Happens::Acknowledge(at) => {
            let page = nth(story, at).and_then(|id| story.state.alerts[&id].page);
            let Some(page) = page else { return };
            (Actor::Person(BOB), Command::Acknowledge { page, how: How::Api })
        }
        Happens::Snooze { nth: at, seconds } => {
            let Some(alert) = nth(story, at) else { return };
            (Actor::Person(ANN), Command::SnoozeAlert { alert, until: ahead(story, seconds) })
        }
        Happens::Suppress { id, source, seconds } => {
            let when =
                Condition { severity_at_least: None, fields: [("source".to_owned(), format!("db-{source}"))].into() };
            let (id, from, ends) = (suppression(id), story.now, Ends::Window { to: ahead(story, seconds) });
            let reason = "patching".to_owned();
            let new = Suppression { id, from, ends, integrations: vec![], when, reason, by: None, version: 0 };
            (Actor::Person(CAT), Command::SaveSuppression { suppression: new, expect: None })
        }
        Happens::EndSuppression(id) => (Actor::Person(CAT), Command::EndSuppression { suppression: suppression(id) }),
        Happens::Pass(seconds) => {
            story.later(seconds);
            (Actor::System, Command::Tick)
        }
    };
    // A refusal changes nothing, and is an answer.
    let _answer = story.when(actor, &command);
}

/// Whether somebody is asked, has it, or something is still to happen.
fn attended(story: &Story, alert: &Alert) -> bool {
    let page = alert.page.and_then(|page| story.state.pages.get(&page));
    match alert.held {
        Some(Held::Suppression { suppression }) => story.state.suppressions.contains_key(&suppression),
        Some(Held::Snooze { until, .. }) => until > story.now,
        Some(Held::Group { first }) => {
            let first = &story.state.alerts[&first];
            first.status != AlertStatus::Resolved && attended(story, first)
        }
        None => page.is_some_and(|page| !matches!(page.status, PageStatus::Cancelled { .. })),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_open_alert_is_forgotten(all in prop::collection::vec(happens(), 1..60), grouped in any::<bool>()) {
        let mut story = Story::new();
        let urgent = Route::Page { policy: POLICY, severity: Severity::S1 };
        story.rules(vec![from_severity(AlertSeverity::Critical, urgent)], Route::Page {
            policy: POLICY,
            severity: Severity::S3,
        });
        if grouped {
            story.grouped_by(&["source"]);
        }
        for one in &all {
            happen(&mut story, one);
            // What is due by now happens by now.
            story.tick();
            for alert in story.state.alerts.values().filter(|it| it.status == AlertStatus::Triggered) {
                prop_assert!(attended(&story, alert), "after {one:?} nobody attends to {alert:?}");
            }
        }
    }
}
