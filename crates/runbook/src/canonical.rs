//! Canonical JSON (RFC 8785) and the hash that names a version of a playbook.
//!
//! What is hashed is read by [`read`]: within limits, and with no key twice in one object, for two readers of such an
//! object may see two different playbooks under one signature (RFC 8785 section 3.1, RFC 7493 section 2.3).

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use sha2::{Digest, Sha256};

use crate::limits;

#[cfg(test)]
mod tests;

/// Why a document is not read, or not written canonically.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// More than [`limits::CACAO_BYTES`].
    #[error("the document has {0} bytes; at most {limit} are read. Split it into playbooks that call each other", limit = limits::CACAO_BYTES)]
    TooLarge(usize),
    /// Not JSON, or not within the limits of depth and number of values, or with a key twice.
    #[error("line {line}, column {column}: {reason}")]
    Malformed {
        /// From 1.
        line: usize,
        /// From 1; 0 where the fault is the line's end.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// A number that a double cannot hold exactly: canonical JSON would change it (RFC 8785 section 3.2.2.3).
    #[error("the number {0} has no exact double; write it as a text")]
    InexactNumber(String),
}

/// Reads a document: at most [`limits::CACAO_BYTES`] bytes, [`limits::CACAO_DEPTH`] levels, [`limits::CACAO_VALUES`]
/// values, no key twice in one object.
///
/// # Errors
/// What is wrong and where.
pub fn read(text: &[u8]) -> Result<Value, JsonError> {
    if text.len() > limits::CACAO_BYTES {
        return Err(JsonError::TooLarge(text.len()));
    }
    let mut left = limits::CACAO_VALUES;
    let mut reader = serde_json::Deserializer::from_slice(text);
    let read = Bounded { depth: 0, left: &mut left }.deserialize(&mut reader).and_then(|value| {
        reader.end()?;
        Ok(value)
    });
    read.map_err(|error| JsonError::Malformed { line: error.line(), column: error.column(), reason: reason(&error) })
}

/// serde_json says the place itself at the end of its message: we say it in our own words.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    text.get(..end).unwrap_or(&text).to_owned()
}

/// The canonical bytes: keys in the order of their UTF-16 units, numbers as ECMAScript writes them, no white space.
///
/// # Errors
/// [`JsonError::InexactNumber`] for an integer beyond what a double holds.
pub fn canonical(value: &Value) -> Result<Vec<u8>, JsonError> {
    check_numbers(value)?;
    serde_json_canonicalizer::to_vec(value).map_err(|error| JsonError::Malformed {
        line: error.line(),
        column: error.column(),
        reason: reason(&error),
    })
}

/// The hash that names this content, whoever signed it: SHA-256 of the canonical bytes without `signatures`, in
/// lower-case hex. Signing does not change it (CACAO v2 section 2.5).
///
/// # Errors
/// As [`canonical`].
pub fn content_hash(playbook: &Value) -> Result<String, JsonError> {
    let bytes = match playbook {
        Value::Object(properties) if properties.contains_key("signatures") => {
            let mut unsigned = properties.clone();
            unsigned.remove("signatures");
            canonical(&Value::Object(unsigned))?
        }
        other => canonical(other)?,
    };
    Ok(hex(&Sha256::digest(bytes)))
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn check_numbers(value: &Value) -> Result<(), JsonError> {
    match value {
        Value::Number(number) if !is_exact(number) => Err(JsonError::InexactNumber(number.to_string())),
        Value::Array(items) => items.iter().try_for_each(check_numbers),
        Value::Object(properties) => properties.values().try_for_each(check_numbers),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// Whether the double nearest to a whole number is written with the very same digits.
fn is_exact(number: &Number) -> bool {
    if !(number.is_u64() || number.is_i64()) {
        return true;
    }
    let double = number.as_f64().and_then(Number::from_f64).map(Value::Number);
    let written = double.and_then(|double| serde_json_canonicalizer::to_string(&double).ok());
    written.is_some_and(|written| written == number.to_string())
}

/// Reads one value, knowing how deep it lies and how many values are left.
struct Bounded<'a> {
    depth: usize,
    left: &'a mut usize,
}

impl Bounded<'_> {
    fn inner(&mut self) -> Bounded<'_> {
        Bounded { depth: self.depth + 1, left: self.left }
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let Some(left) = self.left.checked_sub(1) else {
            return Err(D::Error::custom(format!("more than {} values", limits::CACAO_VALUES)));
        };
        *self.left = left;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number that is none"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        deeper(self.depth)?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.inner())? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Value, A::Error> {
        deeper(self.depth)?;
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(A::Error::custom(format!("the key `{key}` stands twice in one object; keep one")));
            }
            let value = entries.next_value_seed(self.inner())?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

fn deeper<E: serde::de::Error>(depth: usize) -> Result<(), E> {
    if depth < limits::CACAO_DEPTH {
        return Ok(());
    }
    Err(E::custom(format!("values lie more than {} deep in each other", limits::CACAO_DEPTH)))
}
