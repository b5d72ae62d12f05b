//! The JSON Schema of a rota file: what editors check and complete with. Committed as `config/rotas/rota.schema.json`.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::file::document::{At, Clock, Document, PersonDocument, Wall, When};
use crate::limits;
use crate::model::{Day, Turn, Unit};

/// The JSON Schema (draft 2020-12) of a rota file, as text that ends with a line break.
///
/// # Errors
/// None that a test would not show: it is made of constants.
pub fn schema() -> Result<String, serde_json::Error> {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Document>();
    serde_json::to_string_pretty(&schema).map(|text| text + "\n")
}

/// A name of a person, a team, a layer, a zone.
pub(crate) type Name = String;
/// Names, each where it stands.
#[derive(Debug)]
pub(crate) struct Names(pub(crate) Vec<At<Name>>);
/// One name, or a list of them.
#[derive(Debug)]
pub(crate) struct OneOrMore(pub(crate) Vec<At<Name>>);
/// Everybody, in the order of the file.
#[derive(Debug)]
pub(crate) struct People(pub(crate) Vec<(At<Name>, PersonDocument)>);
/// Days of the week.
#[derive(Debug)]
pub(crate) struct Days(pub(crate) Vec<Day>);
/// A turn in words.
#[derive(Debug)]
pub(crate) struct Every(pub(crate) Turn);

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Implements the schema of a type that is written as something simple.
macro_rules! written_as {
    ($type:ty, $name:literal, |$generator:ident| $schema:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

fn name() -> Schema {
    json_schema!({ "type": "string", "minLength": 1, "maxLength": limits::NAME })
}

written_as!(Names, "Names", |_generator| json_schema!({ "type": "array", "items": name() }));
written_as!(OneOrMore, "NameOrNames", |_generator| json_schema!({
    "anyOf": [name(), { "type": "array", "items": name(), "minItems": 1 }]
}));
written_as!(People, "People", |generator| {
    let person = generator.subschema_for::<PersonDocument>();
    json_schema!({
        "anyOf": [
            { "type": "array", "items": name(), "minItems": 1, "maxItems": limits::PEOPLE },
            {
                "type": "object", "minProperties": 1, "maxProperties": limits::PEOPLE,
                "propertyNames": name(),
                "additionalProperties": { "anyOf": [name(), { "type": "null" }, person] }
            }
        ]
    })
});
written_as!(Days, "Days", |_generator| json_schema!({
    "type": "array", "maxItems": 7,
    "items": { "enum": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
                        "weekdays", "weekend"] }
}));
written_as!(Every, "Every", |_generator| json_schema!({
    "type": "string", "pattern": "^([1-9][0-9]{0,3} +)?(hour|day|week|month)s?$",
    "examples": ["week", "day", "12 hours", "2 weeks", "month"]
}));
written_as!(Wall, "WallTime", |_generator| json_schema!({
    "description": "A date and time on the wall clock of the rota's zone, or the layer's. A date alone is its midnight.",
    "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$",
    "examples": ["2026-01-05 09:00", "2026-01-05"]
}));
written_as!(Clock, "TimeOfDay", |_generator| json_schema!({
    "type": "string", "pattern": "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$", "examples": ["09:00", "20:30"]
}));
written_as!(When, "When", |_generator| json_schema!({
    "description": "A date and time on the wall clock of the rota's zone, or with an offset from UTC.",
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?$",
    "examples": ["2026-12-25 09:00", "2026-12-25", "2026-12-25T09:00:00Z", "2026-07-01T09:00:00+01:00"]
}));
written_as!(Unit, "Unit", |_generator| json_schema!({ "enum": ["hourly", "daily", "weekly", "monthly"] }));
