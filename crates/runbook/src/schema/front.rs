//! The front matter's schema.

use serde_json::{Value, json};

use crate::limits;
use crate::model::{ClockBasis, Occasion, RoleKind, Severity, Standing, Status, Tlp};
use crate::schema::{definitions, list, object, one_or_list, reference, words};

const TYPES: [&str; 14] = [
    "bool",
    "integer",
    "float",
    "timestamp",
    "date",
    "uri",
    "uuid",
    "ipv4-addr",
    "ipv6-addr",
    "mac-addr",
    "md5-hash",
    "sha256-hash",
    "hash",
    "hexstring",
];

pub(super) fn schema() -> Value {
    let required =
        ["runbook", "id", "status", "owner", "review_by", "created", "modified", "created_by", "tlp", "roles"];
    let hundred = || json!({ "type": "integer", "minimum": 1, "maximum": 100 });
    let mut schema = object(
        &required,
        json!({
            "runbook": reference("slug"),
            "id": reference("playbook"),
            "status": words(Status::ALL, Status::as_str),
            "owner": reference("line"),
            "review_by": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" },
            "created": reference("instant"),
            "modified": reference("instant"),
            "created_by": reference("identity"),
            "tlp": words(Tlp::ALL, Tlp::as_str),
            "types": list("slug", limits::ITEMS),
            "activities": list("slug", limits::ITEMS),
            "priority": hundred(),
            "severity": hundred(),
            "impact": hundred(),
            "labels": list("line", limits::ITEMS),
            "sectors": list("slug", limits::ITEMS),
            "valid_from": reference("instant"),
            "valid_until": reference("instant"),
            "derived_from": list("playbook", limits::ITEMS),
            "references": { "type": "array", "maxItems": limits::ITEMS, "items": object(&["name"], json!({
                "name": reference("line"), "description": reference("line"), "source": reference("line"),
                "url": reference("line"), "external_id": reference("line"),
            })) },
            "triggers": { "type": "array", "maxItems": limits::TRIGGERS, "items": trigger() },
            "roles": mapped("slug", limits::ROLES, 1, &role()),
            "lead": reference("slug"),
            "inputs": mapped("name", limits::VARIABLES, 0, &variable(false)),
            "records": mapped("name", limits::VARIABLES, 0, &variable(false)),
            "constants": mapped("name", limits::VARIABLES, 0, &variable(true)),
            "clocks": mapped("slug", limits::CLOCKS, 0, &clock()),
            "to_confirm": list("line", limits::ITEMS),
            "retired": list("slug", limits::RETIRED),
        }),
    );
    if let Some(root) = schema.as_object_mut() {
        root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        root.insert("title".to_owned(), json!("Front matter of a runbook"));
        root.insert("$defs".to_owned(), definitions());
    }
    schema
}

/// Values by names.
fn mapped(name: &str, most: usize, least: usize, value: &Value) -> Value {
    json!({
        "type": "object", "minProperties": least, "maxProperties": most,
        "propertyNames": reference(name), "additionalProperties": value,
    })
}

fn trigger() -> Value {
    object(
        &[],
        json!({
            "on": one_or_list(&words(Occasion::ALL, Occasion::as_str), limits::ITEMS),
            "severity": words(Severity::ALL, Severity::as_str),
            "category": { "type": "integer", "minimum": 1, "maximum": 6 },
            "words": list("line", limits::WORDS),
            "pattern": { "type": "string", "minLength": 1, "maxLength": limits::PATTERN },
        }),
    )
}

fn role() -> Value {
    let whole = object(
        &["name"],
        json!({
            "name": reference("line"), "kind": words(RoleKind::ALL, RoleKind::as_str), "about": reference("line"),
            "deputy": reference("slug"),
        }),
    );
    json!({ "anyOf": [reference("line"), whole] })
}

/// A label, or a label with more; a constant has its value.
fn variable(is_constant: bool) -> Value {
    let required: &[&str] = if is_constant { &["label", "value"] } else { &["label"] };
    let value = || json!({ "type": ["string", "number", "boolean"], "maxLength": limits::VALUE });
    let text = object(
        required,
        json!({
            "label": reference("line"), "type": { "const": "string" }, "value": value(),
            "pattern": { "type": "string", "minLength": 1, "maxLength": limits::PATTERN },
        }),
    );
    let mut with_answers = required.to_vec();
    with_answers.extend(["type", "answers"]);
    let choice = object(
        &with_answers,
        json!({
            "label": reference("line"), "type": { "const": "choice" }, "answers": reference("answers"), "value": value(),
        }),
    );
    let mut with_type = required.to_vec();
    with_type.push("type");
    let other = object(&with_type, json!({ "label": reference("line"), "type": { "enum": TYPES }, "value": value() }));
    let whole = [text, choice, other].into_iter();
    let alone = (!is_constant).then(|| reference("line"));
    json!({ "anyOf": alone.into_iter().chain(whole).collect::<Vec<_>>() })
}

fn clock() -> Value {
    object(
        &["name", "within"],
        json!({
            "name": reference("line"), "within": reference("duration"), "from": words(ClockBasis::ALL, ClockBasis::as_str),
            "standing": words(Standing::ALL, Standing::as_str), "source": reference("line"),
        }),
    )
}
