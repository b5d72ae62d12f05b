//! Reading a playbook: bounded, tolerant, and saying what it tolerated, each at its place.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::cacao::wire::Playbook;
use crate::canonical::{self, JsonError};
use crate::limits;

/// A playbook as it was read: its source, the typed view of it, and what was tolerated to get there.
#[derive(Clone, PartialEq)]
pub struct Document {
    /// All of it, as it was written.
    pub source: Value,
    /// What of it is of CACAO's shape.
    pub playbook: Playbook,
    /// What did not fit, at most [`limits::FINDINGS`].
    pub tolerated: Vec<Tolerated>,
}

impl std::fmt::Debug for Document {
    /// Not the source: somebody may have left a secret in it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Document").field("playbook", &self.playbook).finish_non_exhaustive()
    }
}

/// Why nothing is read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not JSON, or beyond the limits.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// Some other JSON.
    #[error("this is no CACAO playbook: `type` is not `playbook`. A bundle holds playbooks: import each of them alone")]
    NotAPlaybook,
    /// CACAO 1.0 or 1.1: steps of type `single`, other commands, other conditions.
    #[error("this is CACAO {0}, of which steps and commands differ; only CACAO 2.0 is read. Convert it first")]
    OldVersion(String),
    /// A version that is not known.
    #[error("the version `{0}` of CACAO is not known; only `cacao-2.0` is read")]
    UnknownVersion(String),
    /// More steps than [`limits::CACAO_STEPS`], or more objects than [`limits::CACAO_OBJECTS`].
    #[error("the playbook has {found} {what}; at most {most} are read. Split it into playbooks that call each other")]
    TooMany {
        /// `steps` or `objects in its workflow`.
        what: &'static str,
        /// How many it has.
        found: usize,
        /// How many it may have.
        most: usize,
    },
}

/// Something that is not as CACAO says and was read all the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tolerated {
    /// Where: a JSON pointer (RFC 6901).
    pub path: String,
    /// What.
    pub what: Tolerance,
}

/// What was tolerated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Tolerance {
    /// A property that CACAO does not know: kept.
    #[error("CACAO does not know this property; it is kept")]
    Unknown,
    /// A value of another shape: left out of what is used, kept in the source.
    #[error("{found} stands where {expected} should; it is left aside")]
    Shape {
        /// What would fit.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A list or an object that must not be empty: read as if it were not there.
    #[error("this must not be empty; it is read as if it were not there")]
    Empty,
    /// The version is written otherwise than `cacao-2.0`.
    #[error("the version should be written `cacao-2.0`")]
    Version,
}

/// Reads a playbook.
///
/// # Errors
/// When it is not JSON within the limits, is not a playbook, or is one of another version.
pub fn read(text: &[u8]) -> Result<Document, ReadError> {
    document(canonical::read(text)?)
}

/// The document of a value that is in memory already.
///
/// # Errors
/// As [`read`].
pub(crate) fn document(source: Value) -> Result<Document, ReadError> {
    if source.get("type").and_then(Value::as_str) != Some("playbook") {
        return Err(ReadError::NotAPlaybook);
    }
    let mut reader = Reader::default();
    version(&source, &mut reader)?;
    sizes(&source)?;
    let playbook = Playbook::read(&source, &mut reader).ok_or(ReadError::NotAPlaybook)?;
    Ok(Document { source, playbook, tolerated: reader.tolerated })
}

fn version(source: &Value, reader: &mut Reader) -> Result<(), ReadError> {
    match source.get("spec_version").and_then(Value::as_str) {
        Some("cacao-2.0") => Ok(()),
        Some(other) if other.eq_ignore_ascii_case("cacao-2.0") || other == "2.0" => {
            reader.inside("spec_version", |reader| reader.tolerate(Tolerance::Version));
            Ok(())
        }
        Some(old) if old.trim_start_matches("cacao-").starts_with("1.") => Err(ReadError::OldVersion(old.to_owned())),
        Some(other) => Err(ReadError::UnknownVersion(other.chars().take(40).collect())),
        None => Err(ReadError::UnknownVersion(String::new())),
    }
}

fn sizes(source: &Value) -> Result<(), ReadError> {
    let Some(workflow) = source.get("workflow").and_then(Value::as_object) else { return Ok(()) };
    if workflow.len() > limits::CACAO_OBJECTS {
        let (found, most) = (workflow.len(), limits::CACAO_OBJECTS);
        return Err(ReadError::TooMany { what: "objects in its workflow", found, most });
    }
    let is_step = |step: &&Value| !matches!(step.get("type").and_then(Value::as_str), Some("start" | "end"));
    let found = workflow.values().filter(is_step).count();
    if found > limits::CACAO_STEPS {
        return Err(ReadError::TooMany { what: "steps", found, most: limits::CACAO_STEPS });
    }
    Ok(())
}

/// A shape that a value may have.
pub(crate) trait Shape: Sized {
    /// In words, for who wrote something else.
    const EXPECTED: &'static str;

    /// The value in this shape; none when it has another.
    fn read(value: &Value, reader: &mut Reader) -> Option<Self>;

    /// Whether it says nothing and is not written.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Where in the document the reading is, and what it has tolerated so far.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    path: String,
    tolerated: Vec<Tolerated>,
}

impl Reader {
    /// Reads at a place below this one.
    pub(crate) fn inside<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(&escaped(key));
        let found = read(self);
        self.path.truncate(length);
        found
    }

    fn tolerate(&mut self, what: Tolerance) {
        if self.tolerated.len() < limits::FINDINGS {
            self.tolerated.push(Tolerated { path: self.path.clone(), what });
        }
    }

    /// A property: its shape's default when it is not there or does not fit.
    pub(crate) fn property<T: Shape + Default>(&mut self, properties: &Map<String, Value>, key: &str) -> T {
        let Some(value) = properties.get(key) else { return T::default() };
        if NOT_EMPTY.contains(&key) && value.as_object().is_some_and(Map::is_empty) {
            self.inside(key, |reader| reader.tolerate(Tolerance::Empty));
        }
        self.inside(key, |reader| reader.fit(value)).unwrap_or_default()
    }

    fn fit<T: Shape>(&mut self, value: &Value) -> Option<T> {
        let found = T::read(value, self);
        if found.is_none() {
            self.tolerate(Tolerance::Shape { expected: T::EXPECTED, found: shape_of(value) });
        }
        found
    }

    /// What is not among the known properties.
    pub(crate) fn rest(&mut self, properties: &Map<String, Value>, known: &[&str]) -> BTreeMap<String, Value> {
        let rest = properties.iter().filter(|(key, _)| !known.contains(&key.as_str()));
        rest.map(|(key, value)| {
            self.inside(key, |reader| reader.tolerate(Tolerance::Unknown));
            (key.clone(), value.clone())
        })
        .collect()
    }
}

/// Dictionaries that must have something in them where they are there at all.
const NOT_EMPTY: [&str; 8] = [
    "agent_definitions",
    "target_definitions",
    "authentication_info_definitions",
    "playbook_extensions",
    "step_extensions",
    "agent_target_extensions",
    "authentication_info_extensions",
    "marking_extensions",
];

/// A key in a JSON pointer.
pub(crate) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn shape_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "a whole number",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl Shape for String {
    const EXPECTED: &'static str = "a text";

    fn read(value: &Value, _: &mut Reader) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Shape for bool {
    const EXPECTED: &'static str = "true or false";

    fn read(value: &Value, _: &mut Reader) -> Option<Self> {
        value.as_bool()
    }
}

impl Shape for i64 {
    const EXPECTED: &'static str = "a whole number";

    fn read(value: &Value, _: &mut Reader) -> Option<Self> {
        value.as_i64()
    }
}

impl Shape for Value {
    const EXPECTED: &'static str = "a value";

    fn read(value: &Value, _: &mut Reader) -> Option<Self> {
        Some(value.clone())
    }
}

impl<T: Shape> Shape for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        T::read(value, reader).map(Some)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Shape> Shape for Box<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        T::read(value, reader).map(Self::new)
    }
}

impl<T: Shape> Shape for Vec<T> {
    const EXPECTED: &'static str = "a list";

    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let items = value.as_array()?;
        if items.is_empty() {
            reader.tolerate(Tolerance::Empty);
        }
        let numbered = items.iter().enumerate();
        Some(
            numbered.filter_map(|(index, item)| reader.inside(&index.to_string(), |reader| reader.fit(item))).collect(),
        )
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Shape> Shape for BTreeMap<String, T> {
    const EXPECTED: &'static str = "an object";

    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let entries = value.as_object()?;
        let read = |(key, item): (&String, &Value)| {
            reader.inside(key, |reader| reader.fit(item)).map(|found| (key.clone(), found))
        };
        Some(entries.iter().filter_map(read).collect())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}
