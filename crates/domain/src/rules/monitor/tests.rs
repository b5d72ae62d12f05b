//! Monitors as given, when, then; and a property over pings, clocks that jump and nodes that start again.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::command::{Actor, Command};
use crate::policy::{AlertSeverity, Integration, Route};
use crate::rules::story::{CAT, POLICY, SOURCE, Story};
use crate::testing::Cell;

const MONITOR: MonitorId = MonitorId(Uuid::from_u128(0x71));
const EVERY: u32 = 600;
const GRACE: u32 = 60;
/// From a recorded ping to the alert.
const PATIENCE: i64 = 600 + 60 + 120;

fn monitor() -> Monitor {
    let (name, severity) = ("Nightly backup".to_owned(), AlertSeverity::Error);
    Monitor { id: MONITOR, integration: SOURCE, name, every_s: EVERY, grace_s: GRACE, severity, version: 0 }
}

fn watched() -> Story {
    let mut story = Story::new();
    save(&mut story, monitor(), None).unwrap();
    story
}

fn save(story: &mut Story, monitor: Monitor, expect: Option<u64>) -> Result<Answer, Refusal> {
    story.when(Actor::Person(CAT), &Command::SaveMonitor { monitor, expect })
}

fn ping(story: &mut Story) -> Vec<String> {
    story.when(Actor::Integration(SOURCE), &Command::Ping { monitor: MONITOR }).unwrap();
    story.then().into_iter().map(str::to_owned).collect()
}

fn switch(story: &mut Story, active: bool) {
    let Integration { id, name, organisation, kind, rules, otherwise, handling, version, .. } =
        story.state.integrations[&SOURCE].clone();
    let key = crate::policy::KeyHash("0".repeat(64));
    let expect = Some(version);
    let command =
        Command::SaveIntegration { id, name, organisation, kind, key, rules, otherwise, handling, active, expect };
    story.when(Actor::Person(CAT), &command).unwrap();
}

#[test]
fn silence_is_an_alert_that_pages_and_the_next_ping_resolves_it() {
    let mut story = watched();
    assert_eq!(story.then(), ["monitor.saved"]);
    story.later(PATIENCE - 1).tick();
    assert!(!story.then().contains(&"monitor.silent"));
    story.later(1).tick();
    assert_eq!(story.then(), ["monitor.silent", "alert.raised", "page.raised", "page.step_started"]);
    let organisation = story.state.integrations[&SOURCE].organisation;
    assert!(story.entries.iter().all(|entry| entry.organisation == Some(organisation)));
    let alert = story.state.alerts.values().next().unwrap();
    assert_eq!(alert.signal.summary, "No heartbeat from Nightly backup for more than 11 min");
    assert_eq!(alert.signal.fields["class"], "heartbeat");
    assert_eq!(ping(&mut story), ["monitor.heard", "alert.resolved", "page.cancelled"]);
    story.later(PATIENCE).tick();
    assert!(story.then().contains(&"monitor.silent"), "it is watched again");
}

#[test]
fn a_ping_moves_the_deadline_and_few_of_many_are_recorded() {
    let mut story = watched();
    assert_eq!(ping(&mut story), ["monitor.heard"]);
    let mut recorded = 0;
    for _ in 0..120 {
        story.later(10);
        recorded += ping(&mut story).len();
    }
    assert_eq!(recorded, 10, "one in two minutes");
    story.later(PATIENCE - 1).tick();
    assert!(!story.then().contains(&"monitor.silent"));
}

#[test]
fn its_silence_goes_where_the_integrations_rules_say() {
    let mut story = watched();
    story.rules(vec![], Route::Record);
    story.later(PATIENCE).tick();
    assert_eq!(story.then(), ["monitor.silent", "alert.raised"]);
    let page = Route::Page { policy: POLICY, severity: crate::incident::Severity::S2 };
    story.rules(vec![], page);
    ping(&mut story);
    story.later(PATIENCE).tick();
    assert!(story.then().contains(&"page.raised"));
}

#[test]
fn what_is_switched_off_is_not_missed_and_has_a_whole_interval_once_it_is_on_again() {
    let mut story = watched();
    switch(&mut story, false);
    assert!(story.state.monitors[&MONITOR].silent_at.is_none());
    story.later(10 * PATIENCE).tick();
    assert_eq!(story.then(), ["ledger.heartbeat"]);
    switch(&mut story, true);
    story.later(PATIENCE - 1).tick();
    assert!(!story.then().contains(&"monitor.silent"));
    story.later(1).tick();
    assert!(story.then().contains(&"monitor.silent"));
}

#[test]
fn an_edit_counts_anew_and_who_removes_it_ends_its_alert() {
    let mut story = watched();
    story.later(PATIENCE - 1);
    let longer = Monitor { every_s: 1_200, ..monitor() };
    assert_eq!(save(&mut story, longer.clone(), Some(1)), Ok(Answer::Version(2)));
    assert_eq!(save(&mut story, longer, Some(1)), Ok(Answer::Version(2)), "sent again");
    story.later(PATIENCE + 599).tick();
    assert!(!story.then().contains(&"monitor.silent"));
    story.later(1).tick();
    assert!(story.then().contains(&"monitor.silent"));
    story.when(Actor::Person(CAT), &Command::RemoveMonitor { monitor: MONITOR }).unwrap();
    assert_eq!(story.then(), ["monitor.removed", "alert.resolved", "page.cancelled"]);
    let command = Command::Ping { monitor: MONITOR };
    assert_eq!(story.when(Actor::Integration(SOURCE), &command), Err(Refusal::NotFound("monitor")));
}

#[test]
fn only_its_own_integration_is_heard_and_only_what_can_be_right_is_saved() {
    let mut story = watched();
    let other = crate::id::IntegrationId(Uuid::from_u128(0x72));
    let stranger = Integration { id: other, ..story.state.integrations[&SOURCE].clone() };
    story.state.integrations.insert(other, stranger);
    let command = Command::Ping { monitor: MONITOR };
    assert_eq!(story.when(Actor::Integration(other), &command), Err(Refusal::NotFound("monitor")));
    assert!(matches!(story.when(Actor::Person(CAT), &command), Err(Refusal::Denied(_))));
    let mut refused = |monitor: Monitor| match save(&mut story, monitor, Some(1)) {
        Err(Refusal::Invalid { field, .. }) => field,
        wrong => panic!("{wrong:?}"),
    };
    assert_eq!(refused(Monitor { every_s: 59, ..monitor() }), "every_s");
    assert_eq!(refused(Monitor { every_s: 7 * 86_400 + 1, ..monitor() }), "every_s");
    assert_eq!(refused(Monitor { grace_s: 7 * 86_400 + 1, ..monitor() }), "grace_s");
    assert_eq!(refused(Monitor { name: " ".to_owned(), ..monitor() }), "name");
    assert_eq!(refused(Monitor { integration: other, ..monitor() }), "integration");
    let save = Command::SaveMonitor { monitor: monitor(), expect: Some(1) };
    let by = Actor::Person(crate::rules::story::ANN);
    assert!(matches!(story.when(by, &save), Err(Refusal::Denied(_))));
}

/// What happens to a watched cell.
#[derive(Debug, Clone)]
enum Happens {
    Pass(i64),
    /// The node's clock is put somewhere else, perhaps back.
    Jump(i64),
    Ping,
    Tick,
    /// The state is gone and read back from what was stored.
    Restart,
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        4 => (1..700_i64).prop_map(Happens::Pass),
        1 => (-3_000..3_000_i64).prop_map(Happens::Jump),
        4 => Just(Happens::Ping),
        4 => Just(Happens::Tick),
        1 => Just(Happens::Restart),
    ]
}

/// A cell of the organisations' own making, with one monitor.
fn cell() -> Cell {
    use crate::testing::{ADMIN, TRUST};
    let mut cell = Cell::seeded();
    cell.given(
        ADMIN,
        Command::SaveIntegration {
            id: SOURCE,
            name: "Monitoring".to_owned(),
            organisation: TRUST,
            kind: crate::policy::IntegrationKind::EventsV2,
            key: crate::policy::KeyHash("0".repeat(64)),
            rules: Vec::new(),
            otherwise: Route::Record,
            handling: crate::handling::Handling::default(),
            active: true,
            expect: None,
        },
    );
    cell.given(ADMIN, Command::SaveMonitor { monitor: monitor(), expect: None });
    cell
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// By the ledger's time, which never runs back: nobody is called silent who was heard within interval and grace;
    /// whoever was not heard for that and two minutes is; and pings make few entries.
    #[test]
    fn silence_is_never_early_never_missed_and_cheap(all in prop::collection::vec(happens(), 1..120)) {
        let mut cell = cell();
        let began = cell.state.recorded_at;
        let mut heard = began;
        let mut silences = 0_i64;
        for one in all {
            let silent_before = cell.state.monitors[&MONITOR].silent_since.is_some();
            let time = |cell: &Cell| cell.now.max(cell.state.recorded_at);
            match one {
                Happens::Pass(seconds) => cell.pass(seconds),
                Happens::Jump(seconds) => cell.now += SignedDuration::from_secs(seconds),
                Happens::Ping => {
                    heard = time(&cell);
                    cell.given(Actor::Integration(SOURCE), Command::Ping { monitor: MONITOR });
                    prop_assert!(cell.state.monitors[&MONITOR].silent_since.is_none());
                }
                Happens::Tick => {
                    let now = time(&cell);
                    cell.given(Actor::System, Command::Tick);
                    let silent = cell.state.monitors[&MONITOR].silent_since.is_some();
                    let waited = now.duration_since(heard).as_secs();
                    prop_assert!(!silent || silent_before || waited >= i64::from(EVERY + GRACE), "early: {waited} s");
                    prop_assert!(silent || waited < PATIENCE, "missed: {waited} s");
                    silences += i64::from(silent && !silent_before);
                }
                Happens::Restart => cell.state = cell.replayed(),
            }
            let silent = cell.state.monitors[&MONITOR].silent_since.is_some();
            let alert = cell.state.open_alert(SOURCE, &monitor().dedup_key()).is_some();
            prop_assert_eq!(silent, alert);
        }
        prop_assert_eq!(cell.replayed(), cell.state.clone());
        let entries = |kind: &str| i64::try_from(cell.log.iter().filter(|entry| entry.kind == kind).count()).unwrap();
        let passed = |to: Timestamp| to.duration_since(began).as_secs();
        prop_assert!(entries("monitor.heard") <= 1 + passed(cell.state.recorded_at) / 120 + silences);
    }
}
