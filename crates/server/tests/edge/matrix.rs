//! The access matrix: every documented route has its row and every row its route; nobody gets in without signing in, and
//! somebody who is nobody in particular learns and changes nothing.

use std::collections::BTreeSet;

use crate::cell::{Cell, LEAD, OUTSIDER, TRUST, id};
use axum::http::Method;
use ctac_domain::access::Action;
use ctac_server::matrix::{MATRIX, Need};
use ctac_server::openapi;
use ctac_server::route::Verb;
use serde_json::{Value, json};

fn method(verb: Verb) -> Method {
    match verb {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Put => Method::PUT,
        Verb::Delete => Method::DELETE,
    }
}

/// Rows of routes that are not of the API: the pages for people, and the benchmark's floor.
fn undocumented(path: &str) -> bool {
    let beginnings =
        ["/api/", "/v2/", "/intake/", "/heartbeat/", "/problems/", "/calendar/", "/livez", "/readyz", "/metrics"];
    !beginnings.iter().any(|beginning| path.starts_with(beginning))
}

#[test]
fn every_route_has_its_row_and_every_row_its_route() {
    let document: Value = serde_json::from_str(&openapi::document().unwrap()).unwrap();
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for verb in item.as_object().unwrap().keys() {
            documented.insert(format!("{} {path}", verb.to_uppercase()));
        }
    }
    let rows = MATRIX.iter().filter(|(_, path, _)| !undocumented(path));
    let rows: BTreeSet<String> =
        rows.map(|(verb, path, _)| format!("{} {}", method(*verb), path.replace("{*", "{"))).collect();
    let unguarded: Vec<_> = documented.difference(&rows).collect();
    let gone: Vec<_> = rows.difference(&documented).collect();
    assert!(
        unguarded.is_empty() && gone.is_empty(),
        "routes without a row: {unguarded:?}; rows without a route: {gone:?}"
    );
}

#[test]
fn the_generated_document_is_committed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/openapi.json");
    let made = openapi::document().unwrap();
    // One way to make it and to check it: `cargo xtask generate` sets the variable.
    if std::env::var_os("CTAC_GENERATE").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(committed == made, "crates/api/openapi.json is out of date: cargo xtask generate");
}

const FROM: &str = "2099-01-01T00:00:00Z";
const TO: &str = "2099-01-02T00:00:00Z";

/// A request that is right in form: path, and body where the route takes one.
pub(crate) fn request(verb: Verb, path: &str, incident: &str, rota: &str) -> (String, Option<Value>) {
    let thing = match path.split('/').nth(3) {
        Some("incidents") => incident.to_owned(),
        Some("rotas") => rota.to_owned(),
        Some("people") => id(LEAD).to_string(),
        _ => id(404).to_string(),
    };
    let filled = path
        .replace("{id}", &thing)
        .replace("{person}", &id(LEAD).to_string())
        .replace("{contact}", &id(90).to_string())
        .replace("{monitor}", &id(404).to_string())
        .replace("{seq}", "1")
        .replace("{instance}", "1")
        .replace("{clock}", &id(404).to_string())
        .replace("{sitrep}", &id(404).to_string())
        .replace("{slug}", "not-found")
        .replace("{key}", &"0".repeat(32))
        .replace("{override}", &id(404).to_string())
        .replace("{rota}", rota)
        .replace("{token}", &"A".repeat(43))
        .replace("{reference}", incident)
        .replace("{answer}", "acknowledge")
        .replace("{version}", &"0".repeat(64))
        .replace("{*tile}", "0/000")
        .replace("{*path}", "incidents");
    let filled = match path {
        "/api/v1/rotas/{id}/shifts"
        | "/api/v1/rotas/{id}/layers"
        | "/api/v1/rotas/{id}/fairness"
        | "/api/v1/fairness" => filled + "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
        "/api/v1/rotas/{id}/overrides/{override}" => filled + "?reason=because",
        "/api/v1/ledger/proof/inclusion" => filled + "?position=0&size=1",
        "/api/v1/ledger/proof/consistency" => filled + "?from=1&to=1",
        "/api/v1/incidents/{id}/room" => filled + "?protocol=1",
        "/api/v1/runbooks/{id}/diff" => filled + "?from=a&to=b",
        _ => filled,
    };
    (filled, body(verb, path))
}

fn body(verb: Verb, path: &str) -> Option<Value> {
    let rota = || json!({ "name": "r", "rota": { "time_zone": "Europe/London", "layers": [], "overrides": [] } });
    let policy = || json!({ "name": "p", "steps": [] });
    let integration =
        || json!({ "name": "i", "organisation": id(TRUST), "kind": "events-v2", "otherwise": { "do": "record" } });
    match (verb, path.trim_start_matches("/api/v1")) {
        (Verb::Get | Verb::Delete, _) => None,
        // The pages take forms, here empty ones.
        _ if undocumented(path) && !path.starts_with("/bench/") => None,
        (_, "/session") => Some(json!({ "username": "x", "password": "y" })),
        (_, "/me/password") => Some(json!({ "current": "x", "new": "y" })),
        (_, "/people/{id}/sign-in") => Some(json!({ "username": "n", "password": "otters swim at seven" })),
        (_, "/tokens") => Some(json!({ "label": "t" })),
        (_, "/organisations") => Some(json!({ "name": "o", "kind": "other" })),
        (_, "/people") => Some(json!({ "organisation": id(TRUST), "name": "n", "roles": [] })),
        (_, "/people/{id}/roles") => Some(json!({ "roles": ["cell-admin"] })),
        (_, "/people/{id}/contacts") => Some(json!({ "channel": "sms", "address": "+447700900123" })),
        (_, "/people/{id}/rules") => Some(json!({ "rules": [] })),
        (_, "/people/{id}/contacts/{contact}/verify") => Some(json!({ "code": "000000" })),
        (_, "/people/{id}/contact-order") => Some(json!({ "contacts": [id(90)] })),
        (_, "/people/{id}/test-page") => Some(json!({ "severity": "S1" })),
        (_, "/test-pages") => Some(json!({ "on": true, "severity": "S1" })),
        (_, "/people/{id}/deactivate" | "/incidents/{id}/break-glass") => Some(json!({ "reason": "because" })),
        (_, "/rotas" | "/rotas/{id}" | "/rotas/preview" | "/rotas/{id}/preview") => Some(rota()),
        (_, "/rotas/{id}/exceptions/preview") => {
            Some(json!({ "acts": [{ "act": "absence", "from": FROM, "to": TO }] }))
        }
        (_, "/rotas/{id}/overrides" | "/rotas/{id}/overrides/{override}/move") => {
            Some(json!({ "from": FROM, "to": TO, "kind": { "do": "add", "member": id(LEAD) },
            "reason": "because" }))
        }
        (_, "/rotas/{id}/note") => Some(json!({ "text": "t" })),
        (_, "/swaps") => Some(json!({ "rota": id(404), "from": FROM, "to": TO })),
        (_, "/absences") => Some(json!({ "from": FROM, "to": TO })),
        (_, "/teams" | "/teams/{id}") => Some(json!({ "name": "t", "members": [id(LEAD)] })),
        (_, "/people/{id}/preferences") => Some(json!({ "handoff_notices": [0] })),
        (_, "/policies" | "/policies/{id}") => Some(policy()),
        (_, "/threshold") => Some(
            json!({ "criteria": [{ "id": "a", "text": "t", "severity": "S1" }], "guidance": "g", "authority": "a" }),
        ),
        (_, "/raise") => Some(json!({ "summary": "s" })),
        (_, "/policies/{id}/explain") => Some(json!({ "severity": "S1" })),
        (_, "/integrations" | "/integrations/{id}") => Some(integration()),
        (_, "/suppressions" | "/suppressions/{id}") => Some(json!({
            "ends": { "is": "window", "to": TO }, "integrations": [id(404)], "reason": "because",
        })),
        (_, "/integrations/{id}/try") => Some(json!({ "sample": {} })),
        (_, "/alerts/{id}/snooze") => Some(json!({ "until": TO })),
        (_, "/monitors" | "/monitors/{id}") => {
            Some(json!({ "integration": id(404), "name": "m", "every_s": 60, "severity": "error" }))
        }
        (_, "/incidents/{id}/call-outs" | "/call-outs") => {
            Some(json!({ "severity": "S1", "ask": [{ "kind": "person", "person": id(LEAD) }] }))
        }
        (_, "/call-outs/{id}/answer") => Some(json!({ "minutes": 30 })),
        (_, "/incidents") => Some(json!({ "title": "t", "severity": "S1" })),
        (_, "/incidents/{id}/entries") => Some(json!({ "kind": "entry.note", "body": { "text": "t" } })),
        (_, "/incidents/{id}/members/{person}") => Some(json!({ "role": "lead" })),
        (_, "/runbooks/{id}/versions/{version}/withdraw") => Some(json!({ "reason": "because" })),
        (_, "/incidents/{id}/runs") => Some(json!({ "runbook": "small" })),
        (_, "/runs/{id}/commands") => Some(json!({ "command": { "do": "resume" } })),
        (_, "/runs/{id}/migrate") => Some(json!({ "version": "0" })),
        (_, "/incidents/{id}/erasures") => Some(json!({ "seq": 1, "reason": "because" })),
        (_, "/runs/{id}/steps/{instance}/clock") => Some(json!({ "since": "2026-01-01T00:00:00Z" })),
        (_, "/incidents/{id}/clocks/{clock}/void") => Some(json!({ "reason": "because" })),
        (_, "/incidents/{id}/clocks/{clock}/owner") => Some(json!({ "owner": id(LEAD) })),
        (_, "/runs/{id}/sitreps/{sitrep}/send") => Some(json!({ "text": "All is well" })),
        _ => Some(json!({})),
    }
}

#[tokio::test]
async fn nobody_gets_in_without_signing_in() {
    let cell = Cell::new().await;
    let lead = cell.token(LEAD).await;
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let size = cell.app.engine.size();
    for (verb, path, need) in MATRIX {
        let (filled, body) = request(*verb, path, &incident, &id(404).to_string());
        for headers in [&[][..], &[("authorization", "Bearer ctac_wrong")][..], &[("cookie", "__Host-ctac=wrong")][..]]
        {
            let came = cell.call(method(*verb), &filled, None, body.clone(), headers).await;
            let refused = came.status == 401;
            match need {
                Need::Action(_) | Need::Newcomer | Need::Operations => {
                    assert!(refused, "{verb:?} {path}: {} {}", came.status, came.text)
                }
                Need::Anybody | Need::Key => assert!(!came.text.contains("Encrypted shares"), "{path}"),
            }
        }
    }
    assert_eq!(cell.app.engine.size(), size, "something was recorded");
}

#[tokio::test]
async fn somebody_who_is_nobody_in_particular_learns_and_changes_nothing() {
    let cell = Cell::new().await;
    let lead = cell.token(LEAD).await;
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let reference = cell.get(&format!("/api/v1/incidents/{incident}"), &lead).await.json()["reference"].clone();
    let outsider = cell.token(OUTSIDER).await;
    let size = cell.app.engine.size();
    for (verb, path, need) in MATRIX {
        let (filled, body) = request(*verb, path, &incident, &id(404).to_string());
        let headers = match *verb {
            Verb::Put => &[("if-none-match", "*")][..],
            Verb::Delete => &[("if-match", "\"1\"")],
            Verb::Post if body.is_none() => &[("content-type", "application/x-www-form-urlencoded")],
            _ => &[],
        };
        if matches!(need, Need::Newcomer | Need::Action(Action::ManageSelf)) && !path.contains("/people/") {
            continue;
        }
        let came = cell.call(method(*verb), &filled, Some(&outsider), body, headers).await;
        // The documents have that reference as an example.
        let silent = path.contains("api.") || !came.text.contains(reference.as_str().unwrap());
        assert!(!came.text.contains("Encrypted shares") && silent, "{path}");
        let may_read = matches!(
            need,
            Need::Action(
                Action::ReadDirectory
                    | Action::ReadConfiguration
                    | Action::ReadCheckpoint
                    | Action::ReadAlerts
                    | Action::ReadCallOut
                    | Action::SeeIncident
            )
        ) && *verb == Verb::Get;
        match need {
            Need::Anybody | Need::Key => {}
            Need::Action(_) | Need::Newcomer | Need::Operations => assert!(
                matches!(came.status.as_u16(), 403 | 404) || (may_read && came.status == 200),
                "{verb:?} {path}: {} {}",
                came.status,
                came.text
            ),
        }
    }
    assert_eq!(cell.app.engine.size(), size, "something was recorded");
}
