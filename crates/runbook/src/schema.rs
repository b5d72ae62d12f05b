//! JSON Schemas (draft 2020-12) of the YAML parts, for editors: what they complete with and mark as wrong. Committed as
//! `runbooks/front-matter.schema.json` and `runbooks/step.schema.json`. What a schema cannot say (that a role is declared,
//! that a branch is there) the parser says.

mod front;
mod step;

use serde_json::{Map, Value, json};

use crate::limits;

/// The JSON Schema of the front matter, as text that ends with a line break.
#[must_use]
pub fn front_matter() -> String {
    text(&front::schema())
}

/// The JSON Schema of a step's block, as text that ends with a line break.
#[must_use]
pub fn step() -> String {
    text(&step::schema())
}

fn text(schema: &Value) -> String {
    format!("{schema:#}\n")
}

/// What both parts are made of.
fn definitions() -> Value {
    let text = |pattern: &str, most: usize| json!({ "type": "string", "pattern": pattern, "maxLength": most });
    json!({
        "slug": text("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", limits::SLUG),
        "name": text("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", limits::SLUG),
        "line": text(r"^\S(.*\S)?$", limits::LINE),
        "duration": { "type": "string", "pattern": "^[1-9][0-9]*[smhd]$", "examples": ["15m", "72h"] },
        "instant": { "type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?Z$" },
        "template": { "type": "string", "maxLength": limits::TEMPLATE },
        "condition": { "type": "string", "maxLength": limits::TEMPLATE, "examples": ["contained = yes and hosts < 5"] },
        "playbook": text(&id("playbook"), 46),
        "identity": text(&id("identity"), 46),
        "answers": {
            "type": "object", "minProperties": 2, "maxProperties": limits::ANSWERS,
            "propertyNames": reference("slug"), "additionalProperties": reference("line"),
        },
    })
}

fn id(kind: &str) -> String {
    format!("^{kind}--[0-9a-f]{{8}}-[0-9a-f]{{4}}-[1-5][0-9a-f]{{3}}-[89ab][0-9a-f]{{3}}-[0-9a-f]{{12}}$")
}

/// Refers to what both parts are made of.
fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// A list of what is defined.
fn list(name: &str, most: usize) -> Value {
    json!({ "type": "array", "items": reference(name), "maxItems": most })
}

/// One of it, or a list of it.
fn one_or_list(one: &Value, most: usize) -> Value {
    json!({ "anyOf": [one, { "type": "array", "items": one, "maxItems": most }] })
}

/// One of some words.
fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Value {
    json!({ "enum": all.iter().map(|one| word(*one)).collect::<Vec<_>>() })
}

/// An object of these keys and no other.
fn object(required: &[&str], properties: Value) -> Value {
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("required".to_owned(), json!(required));
    object.insert("properties".to_owned(), properties);
    object.insert("additionalProperties".to_owned(), Value::Bool(false));
    Value::Object(object)
}
