//! The schema of a step's block: one object for each kind.

use serde_json::{Map, Value, json};

use crate::limits;
use crate::model::{Method, OnFailure, Severity, Standing};
use crate::schema::{definitions, list, object, one_or_list, reference, words};

pub(super) fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Block of a step in a runbook",
        "oneOf": kinds(),
        "$defs": definitions(),
    })
}

/// What a kind may have besides its own keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    /// All that steps have in common.
    All,
    /// All but `skip`.
    NoSkip,
    /// All but `evidence`.
    NoEvidence,
    /// Only a role.
    Role,
    /// All, and what becomes of a failure.
    Service,
}

fn kinds() -> Vec<Value> {
    people().into_iter().chain(service()).collect()
}

/// Kinds that people do, and those that lead the run.
fn people() -> Vec<Value> {
    let condition = || reference("condition");
    let duration = || reference("duration");
    let roles = || one_or_list(&reference("slug"), limits::ITEMS);
    let record = item("name", &reference("name"));
    vec![
        kind("task", Has::All, &[], json!({ "record": one_or_list(&record, limits::ITEMS) })),
        kind(
            "decision",
            Has::All,
            &["answers"],
            json!({ "answers": reference("answers"), "record": reference("name") }),
        ),
        kind(
            "approval",
            Has::NoSkip,
            &[],
            json!({
                "by": roles(), "not_by": roles(), "record": reference("name"), "expires": duration(),
                "needs": { "anyOf": [{ "const": "each" }, whole(1, limits::APPROVALS)] },
            }),
        ),
        kind(
            "parallel",
            Has::NoEvidence,
            &[],
            json!({
                "join": { "anyOf": [{ "enum": ["all", "any"] }, { "type": "integer", "minimum": 1, "maximum": limits::LANES }] },
            }),
        ),
        kind(
            "repeat",
            Has::NoEvidence,
            &["until"],
            json!({
                "until": condition(), "every": duration(), "on_limit": escalations(),
                "max": { "type": "integer", "minimum": 1, "maximum": limits::MOST_PASSES },
            }),
        ),
        kind(
            "runbook",
            Has::All,
            &["use"],
            json!({
                "use": reference("playbook"), "version": reference("instant"), "pass": passes(), "return": passes(),
            }),
        ),
        kind("wait", Has::NoEvidence, &["for"], json!({ "for": duration() })),
        kind("wait", Has::NoEvidence, &["until"], json!({ "until": condition(), "give_up_after": duration() })),
        kind("note", Has::Role, &[], json!({})),
    ]
}

/// Kinds that the service does.
fn service() -> Vec<Value> {
    let duration = || reference("duration");
    let roles = || one_or_list(&reference("slug"), limits::ITEMS);
    let text = || reference("template");
    vec![
        kind(
            "page",
            Has::Service,
            &["who", "message"],
            json!({
                "who": roles(), "message": text(), "ack_within": duration(),
            }),
        ),
        kind(
            "callout",
            Has::Service,
            &["needs", "message", "answer_within"],
            json!({
                "message": text(), "answer_within": duration(),
                "needs": {
                    "type": "object", "minProperties": 1, "maxProperties": limits::ITEMS,
                    "propertyNames": reference("slug"), "additionalProperties": whole(1, 50),
                },
            }),
        ),
        kind("sitrep", Has::Service, &["template"], json!({ "template": reference("slug"), "who": roles() })),
        kind(
            "clock",
            Has::Service,
            &["clock", "action"],
            json!({
                "clock": reference("slug"), "action": { "enum": ["start", "stop"] }, "since": reference("name"),
            }),
        ),
        kind("invite", Has::Service, &["organisation"], json!({ "organisation": text(), "message": text() })),
        kind(
            "severity",
            Has::Service,
            &["severity", "reason"],
            json!({
                "severity": words(Severity::ALL, Severity::as_str), "reason": text(),
            }),
        ),
        kind("http", Has::Service, &["method", "url"], http()),
    ]
}

fn whole(least: u8, most: u8) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

/// One kind: its own keys, and those that it has in common with others.
fn kind(name: &str, has: Has, required: &[&str], own: Value) -> Value {
    let mut properties = Map::new();
    let mut put = |keys: Value| {
        if let Value::Object(keys) = keys {
            properties.extend(keys);
        }
    };
    put(json!({ "role": reference("slug") }));
    if has != Has::Role {
        put(json!({
            "organisation": reference("template"),
            "within": reference("duration"),
            "from": {
                "type": "string",
                "pattern": "^(activation|run-start|declared|#[a-z][a-z0-9-]*|(step|clock):[a-z][a-z0-9-]*)$",
            },
            "standing": words(Standing::ALL, Standing::as_str),
            "on_overdue": escalations(),
            "branches": {
                "type": "object", "maxProperties": limits::ANSWERS, "additionalProperties": reference("slug"),
                "propertyNames": { "pattern": "^(When |Lane |Each time$)" },
            },
        }));
    }
    if has != Has::Role && has != Has::NoSkip {
        put(json!({ "skip": { "type": "string", "pattern": "^(reason|never|approval:[a-z][a-z0-9-]*)$" } }));
    }
    if has != Has::Role && has != Has::NoEvidence {
        put(json!({ "evidence": {
            "type": "array", "maxItems": limits::ITEMS, "items": item("name", &reference("line")),
        } }));
    }
    if has == Has::Service {
        put(json!({ "on_failure": words(OnFailure::ALL, OnFailure::as_str), "give_up_after": reference("duration") }));
    }
    put(own);
    // A block without a kind is a task's.
    let mut needed = required.to_vec();
    needed.extend((name != "task").then_some("kind"));
    put(json!({ "kind": { "const": name } }));
    let mut schema = object(&needed, Value::Object(properties));
    if let (Some(root), true) = (schema.as_object_mut(), has != Has::Role) {
        let within =
            json!({ "from": ["within"], "standing": ["within"], "on_overdue": ["within"], "retry": ["idempotent"] });
        root.insert("dependentRequired".to_owned(), within);
    }
    schema
}

/// A text, or an object of it that may say that it is optional.
fn item(key: &str, value: &Value) -> Value {
    json!({ "anyOf": [value, object(&[key], json!({ key: value, "optional": { "type": "boolean" } }))] })
}

fn escalations() -> Value {
    let level = object(&["page"], json!({ "page": reference("slug"), "after": reference("duration") }));
    one_or_list(&level, limits::ESCALATIONS)
}

/// Names that are the same in both runbooks, or each with the one it is in the other.
fn passes() -> Value {
    let names =
        json!({ "type": "object", "propertyNames": reference("name"), "additionalProperties": reference("name") });
    json!({ "anyOf": [list("name", limits::ITEMS), names] })
}

fn http() -> Value {
    let secret = object(&["secret"], json!({ "secret": reference("slug") }));
    json!({
        "method": words(Method::ALL, Method::as_str),
        "url": { "type": "string", "pattern": r"^https://[a-z0-9.-]+(:[0-9]+)?/[!-~]*$", "maxLength": limits::URL },
        "headers": {
            "type": "object", "maxProperties": limits::ITEMS, "propertyNames": { "pattern": "^[a-z0-9-]+$" },
            "additionalProperties": { "anyOf": [reference("template"), secret] },
        },
        "body": true,
        "idempotent": { "type": "boolean" },
        "retry": whole(0, limits::RETRIES),
        "return": {
            "type": "object", "maxProperties": limits::ITEMS, "propertyNames": reference("name"),
            "additionalProperties": { "type": "string", "pattern": "^(/|$)" },
        },
    })
}
