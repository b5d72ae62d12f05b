//! The rules of `configuration`, told as given, when, then.

use crate::command::Command;
use crate::decide::{Answer, Refusal};
use crate::id::{IntegrationId, PolicyId, RotaId};
use crate::incident::Severity;
use crate::policy::{IntegrationKind, KeyHash, Route, RoutingRule, Step, Target};
use crate::testing::*;
use uuid::Uuid;

const ROTA: RotaId = RotaId(Uuid::from_u128(0x61));
const POLICY: PolicyId = PolicyId(Uuid::from_u128(0x62));
const INTEGRATION: IntegrationId = IntegrationId(Uuid::from_u128(0x63));

fn saved(name: &str, expect: Option<u64>) -> Command {
    save_rota(ROTA, name, rota(), expect)
}

fn policy(steps: Vec<Step>) -> Command {
    Command::SavePolicy { id: POLICY, name: "Nights".to_owned(), steps, repeats: 1, expect: None }
}

fn step(targets: Vec<Target>, wait_s: u32) -> Step {
    Step::new(targets, wait_s)
}

fn integration(id: IntegrationId, key: char, rules: Vec<RoutingRule>, expect: Option<u64>) -> Command {
    Command::SaveIntegration {
        id,
        name: "Alertmanager".to_owned(),
        organisation: TRUST,
        kind: IntegrationKind::Alertmanager,
        key: KeyHash(key.to_string().repeat(64)),
        rules,
        otherwise: Route::Record,
        handling: crate::handling::Handling::default(),
        active: true,
        expect,
    }
}

#[test]
fn versions_guard_edits_and_a_repeat_records_nothing() {
    let mut cell = Cell::seeded();
    assert_eq!(cell.given(ADMIN, saved("On call", None)), Answer::Version(1));
    assert_eq!(cell.given(ADMIN, saved("On call", None)), Answer::Version(1));
    assert_eq!(cell.given(ADMIN, saved("Nights", Some(1))), Answer::Version(2));
    let size = cell.state.size;
    assert_eq!(cell.given(ADMIN, saved("Nights", Some(1))), Answer::Version(2), "the answer was lost");
    assert_eq!(cell.given(ADMIN, saved("Nights", Some(2))), Answer::Version(2));
    assert_eq!(cell.state.size, size);
    assert_eq!(cell.when(ADMIN, saved("Days", Some(1))), Err(Refusal::Stale { actual: 2 }));
    assert_eq!(cell.when(ADMIN, saved("Days", None)), Err(Refusal::Stale { actual: 2 }));
    assert_eq!(cell.when(ADMIN, saved("Days", Some(9))), Err(Refusal::Stale { actual: 2 }));
    assert!(cell.refused(LEAD, saved("Days", Some(2))).starts_with("your roles"));
}

#[test]
fn a_policy_pages_somebody_there_is() {
    let mut cell = Cell::seeded();
    let person = |person| Target::Person { person };
    let says = |cell: &mut Cell, steps| cell.refused(ADMIN, policy(steps));
    assert_eq!(says(&mut cell, vec![]), "steps: a policy needs at least one step");
    assert_eq!(says(&mut cell, vec![step(vec![], 60)]), "steps.targets: a step needs somebody to page");
    assert!(says(&mut cell, vec![step(vec![person(NURSE)], 0)]).starts_with("steps.wait_s"));
    assert!(says(&mut cell, vec![step(vec![person(STRANGER)], 60)]).contains("no active person"));
    assert!(says(&mut cell, vec![step(vec![person(NURSE), person(NURSE)], 60)]).contains("twice"));
    assert!(says(&mut cell, vec![step(vec![Target::Rota { rota: ROTA }], 60)]).contains("no rota"));
    assert!(says(&mut cell, vec![step(vec![person(NURSE)], 60); 21]).contains("20 steps"));
    cell.given(ADMIN, saved("On call", None));
    cell.given(ADMIN, policy(vec![step(vec![Target::Rota { rota: ROTA }, person(NURSE)], 60)]));
    assert_eq!(cell.state.policies[&POLICY].version, 1);
}

#[test]
fn an_integration_has_its_own_key_and_known_policies() {
    let mut cell = Cell::seeded();
    let page = Route::Page { policy: POLICY, severity: Severity::S1 };
    let rule = |field: &str, then| {
        let mut rule = RoutingRule { when: crate::policy::Condition::default(), then };
        rule.when.fields.insert(field.to_owned(), "*".to_owned());
        vec![rule]
    };
    let refusal = cell.refused(ADMIN, integration(INTEGRATION, 'a', rule("source", page), None));
    assert!(refusal.starts_with("rules.then: there is no policy"), "{refusal}");
    let refusal = cell.refused(ADMIN, integration(INTEGRATION, 'a', rule("details.", Route::Record), None));
    assert!(refusal.starts_with("rules.when.fields"), "{refusal}");
    assert!(cell.refused(ADMIN, integration(INTEGRATION, 'G', vec![], None)).starts_with("key:"));
    cell.given(ADMIN, integration(INTEGRATION, 'a', rule("details.team", Route::Record), None));
    let other = IntegrationId(Uuid::from_u128(0x64));
    assert_eq!(cell.refused(ADMIN, integration(other, 'a', vec![], None)), "another integration has this key");
    cell.given(ADMIN, integration(INTEGRATION, 'b', vec![], Some(1)));
    assert!(cell.state.integration_of(&KeyHash("a".repeat(64))).is_none(), "the old key opens nothing");
    assert_eq!(cell.state.integration_of(&KeyHash("b".repeat(64))).unwrap().version, 2);
}

#[test]
fn what_is_saved_fits_an_entry() {
    let mut cell = Cell::seeded();
    let mut rule = RoutingRule { when: crate::policy::Condition::default(), then: Route::Record };
    rule.when.fields.insert("source".to_owned(), "x".repeat(1_000));
    let refusal = cell.refused(ADMIN, integration(INTEGRATION, 'a', vec![rule; 60], None));
    assert_eq!(refusal, "no more than 49152 bytes in all");
}

#[test]
fn a_rota_is_sound_and_names_active_people() {
    let mut cell = Cell::seeded();
    let save = |rota| save_rota(ROTA, "On call", rota, None);
    let start = jiff::civil::date(2026, 1, 5).at(9, 0, 0, 0);
    let with = |member: String, length| {
        let turn = ctac_rota::Turn::of(length, ctac_rota::Unit::Weekly);
        let layers = vec![ctac_rota::Layer::new("week", vec![vec![ctac_rota::Member(member)]], start, turn)];
        ctac_rota::Rota { layers, ..rota() }
    };
    let refusal = cell.refused(ADMIN, save(with(NURSE.to_string(), 0)));
    assert!(refusal.starts_with("rota: layers[0].turn.length"), "{refusal}");
    let zone = ctac_rota::Rota { time_zone: "Europe/Northmoor".to_owned(), ..rota() };
    assert!(cell.refused(ADMIN, save(zone)).contains("no time zone"));
    for nobody in [STRANGER.to_string(), "nurse".to_owned()] {
        let refusal = cell.refused(ADMIN, save(with(nobody.clone(), 1)));
        assert_eq!(refusal, format!("rota: layers[0].groups[0][0]: there is no active person {nobody}"));
    }
    cell.given(ADMIN, save(with(NURSE.to_string(), 1)));
}
