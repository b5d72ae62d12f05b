//! Raising by hand: judged by the threshold, paged for whatever the routing says, one report for one reference.

use crate::alert::AlertStatus;
use crate::command::{Actor, Command};
use crate::decide::{Answer, Refusal};
use crate::directory::Role;
use crate::id::AlertId;
use crate::incident::Severity;
use crate::page::Page;
use crate::policy::{Route, Step, Target};
use crate::report::{ByHand, DESK};
use crate::rules::story::{ANN, BOB, CAT, DAN, POLICY, SOURCE, Story};
use crate::state::Stream;

fn by_hand(key: &str, criteria: &[&str]) -> ByHand {
    ByHand {
        dedup_key: key.to_owned(),
        summary: "Shares are being encrypted".to_owned(),
        text: Some("Seen by the night shift.\nThree hosts.".to_owned()),
        source: None,
        criteria: criteria.iter().map(|id| (*id).to_owned()).collect(),
        organisations: Vec::new(),
    }
}

fn raise(story: &mut Story, actor: Actor, by_hand: ByHand) -> Result<AlertId, Refusal> {
    match story.when(actor, &Command::RaiseByHand { by_hand })? {
        Answer::Alert(Some(alert)) => Ok(alert),
        other => panic!("{other:?}"),
    }
}

fn page_of(story: &Story, alert: AlertId) -> &Page {
    &story.state.pages[&story.state.alerts[&alert].page.unwrap()]
}

#[test]
fn a_person_raises_at_the_desk_and_somebody_is_paged_as_severely_as_the_criteria_say() {
    let mut story = Story::new();
    let alert = raise(&mut story, Actor::Person(ANN), by_hand("a", &["data", "ransomware"])).unwrap();
    assert_eq!(
        story.then(),
        ["integration.saved", "alert.raised", "alert.reported", "page.raised", "page.step_started"]
    );
    assert!(story.entries.iter().all(|entry| entry.stream == Stream::Integration(DESK)));
    let (it, page) = (&story.state.alerts[&alert], page_of(&story, alert));
    assert_eq!((page.severity, page.policy.id), (Severity::S1, POLICY));
    let report = it.report.as_ref().unwrap();
    assert_eq!((report.reference.as_str(), report.threshold, report.by), ("R-2026-0001", 0, Some(ANN)));
    assert_eq!(story.state.reports["R-2026-0001"], alert);
    raise(&mut story, Actor::Person(BOB), by_hand("b", &["doubt"])).unwrap();
    assert_eq!(story.then(), ["alert.raised", "alert.reported", "page.raised", "page.step_started"]);
    assert!(story.state.reports.contains_key("R-2026-0002"));
}

#[test]
fn what_meets_the_threshold_pages_though_the_routing_pages_nobody() {
    let mut story = Story::new();
    story.rules(vec![], Route::Record);
    let met = raise(&mut story, Actor::Integration(SOURCE), by_hand("a", &["doubt"])).unwrap();
    assert_eq!(page_of(&story, met).severity, Severity::S3);
    raise(&mut story, Actor::Integration(SOURCE), by_hand("b", &[])).unwrap();
    assert_eq!(story.then(), ["alert.raised", "alert.reported"], "below the threshold the routing decides");
    story.state.policies.remove(&POLICY);
    let met = raise(&mut story, Actor::Integration(SOURCE), by_hand("c", &["worm"])).unwrap();
    assert_eq!(page_of(&story, met).severity, Severity::S3, "a criterion of an older version is no reason to wait");
    assert_eq!(
        page_of(&story, met).notifications.values().next().unwrap().person,
        CAT,
        "without a policy, who administers"
    );
}

#[test]
fn the_same_reference_is_the_same_report_and_pages_again_only_when_it_became_worse() {
    let mut story = Story::new();
    let source = Actor::Integration(SOURCE);
    let first = raise(&mut story, source, by_hand("a", &["doubt"])).unwrap();
    assert_eq!(raise(&mut story, source, by_hand("a", &[])).unwrap(), first);
    assert_eq!(story.then(), ["alert.repeated", "alert.reported"]);
    let before = page_of(&story, first).id;
    assert_eq!(raise(&mut story, source, by_hand("a", &["ransomware"])).unwrap(), first);
    assert_eq!(
        story.then(),
        ["alert.repeated", "alert.reported", "page.cancelled", "page.raised", "page.step_started"]
    );
    assert_ne!(page_of(&story, first).id, before);
    let report = story.state.alerts[&first].report.clone().unwrap();
    assert_eq!((report.severity, report.criteria.len()), (Some(Severity::S1), 2));
    assert_eq!(report.reference, "R-2026-0001");
    story.when(source, &Command::ResolveAlert { dedup_key: "a".to_owned() }).unwrap();
    let second = raise(&mut story, source, by_hand("a", &["doubt"])).unwrap();
    assert_eq!(story.state.alerts[&second].report.as_ref().unwrap().reference, "R-2026-0002");
    assert_eq!(story.state.alerts[&first].status, AlertStatus::Resolved);
}

#[test]
fn what_was_only_looked_at_is_paged_once_it_is_raised_at_the_threshold() {
    let mut story = Story::new();
    let source = Actor::Integration(SOURCE);
    story.rules(vec![], Route::Record);
    let alert = story.raise("a");
    story.when(source, &Command::AcknowledgeAlert { dedup_key: "a".to_owned() }).unwrap();
    assert_eq!(raise(&mut story, source, by_hand("a", &["ransomware"])).unwrap(), alert);
    assert_eq!(page_of(&story, alert).severity, Severity::S1);
}

#[test]
fn a_reference_at_the_desk_is_its_persons() {
    let mut story = Story::new();
    let anns = raise(&mut story, Actor::Person(ANN), by_hand("1", &["doubt"])).unwrap();
    let bobs = raise(&mut story, Actor::Person(BOB), by_hand("1", &["ransomware"])).unwrap();
    assert_ne!(anns, bobs);
    assert_eq!(raise(&mut story, Actor::Person(BOB), by_hand("1", &[])).unwrap(), bobs);
    assert_eq!(raise(&mut story, Actor::Person(ANN), by_hand("1", &[])).unwrap(), anns);
    let by = |alert| story.state.alerts[&alert].report.as_ref().unwrap().by;
    assert_eq!((by(anns), by(bobs), page_of(&story, anns).severity), (Some(ANN), Some(BOB), Severity::S3));
}

#[test]
fn maintenance_holds_back_nothing_that_meets_the_threshold() {
    use crate::suppression::{Ends, Suppression};
    let mut story = Story::new();
    let to = story.now + jiff::SignedDuration::from_hours(1);
    let suppression = Suppression {
        id: crate::id::SuppressionId(uuid::Uuid::from_u128(77)),
        from: story.now,
        ends: Ends::Window { to },
        integrations: vec![SOURCE],
        when: crate::policy::Condition::default(),
        reason: "patching".to_owned(),
        by: None,
        version: 0,
    };
    story.when(Actor::Person(CAT), &Command::SaveSuppression { suppression, expect: None }).unwrap();
    let met = raise(&mut story, Actor::Integration(SOURCE), by_hand("a", &["clinical"])).unwrap();
    assert_eq!(page_of(&story, met).severity, Severity::S1);
    let below = raise(&mut story, Actor::Integration(SOURCE), by_hand("b", &[])).unwrap();
    assert!(story.state.alerts[&below].page.is_none() && story.state.alerts[&below].held.is_some());
}

#[test]
fn the_leads_of_whom_it_affects_are_the_leads() {
    let mut story = Story::new();
    let other = crate::directory::Organisation {
        id: crate::id::OrganisationId(uuid::Uuid::from_u128(99)),
        name: "A trust".to_owned(),
        kind: crate::directory::OrganisationKind::AcuteTrust,
    };
    let mut lead = story.state.people[&BOB].clone();
    (lead.organisation, lead.roles) = (other.id, [Role::IncidentLead].into_iter().collect());
    story.state.people.insert(BOB, lead);
    story.state.organisations.insert(other.id, other.clone());
    let mut policy = story.state.policies[&POLICY].clone();
    policy.steps = vec![Step::new(vec![Target::Leads], 60)];
    story.state.policies.insert(POLICY, policy);
    let asked = ByHand { organisations: vec![other.id], ..by_hand("a", &["data"]) };
    let alert = raise(&mut story, Actor::Integration(SOURCE), asked).unwrap();
    assert_eq!(page_of(&story, alert).notifications.values().next().unwrap().person, BOB);
}

#[test]
fn what_cannot_be_is_refused() {
    let mut story = Story::new();
    let refused = |story: &mut Story, actor, by_hand| raise(story, actor, by_hand).unwrap_err().to_string();
    assert_eq!(
        refused(&mut story, Actor::Person(CAT), by_hand("a", &["data"])),
        "your roles in the cell do not allow this"
    );
    assert_eq!(refused(&mut story, Actor::System, by_hand("a", &["data"])), "your roles in the cell do not allow this");
    let stranger = crate::id::OrganisationId(uuid::Uuid::from_u128(404));
    let asked = ByHand { organisations: vec![stranger], ..by_hand("a", &[]) };
    assert!(refused(&mut story, Actor::Person(DAN), asked).contains("is no member organisation"));
    let asked = ByHand { summary: "two\nlines".to_owned(), ..by_hand("a", &[]) };
    assert!(refused(&mut story, Actor::Person(DAN), asked).starts_with("summary: write it on one line"));
    assert!(refused(&mut story, Actor::Person(DAN), by_hand(" ", &[])).starts_with("dedup_key: is empty"));
}
