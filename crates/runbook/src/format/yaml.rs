//! A YAML 1.2 part into the tree: one document, no tags, no aliases, nothing twice, depth and size within limits. `no` is
//! a word here, not a falsehood.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Error, Location, Options, Spanned};

use crate::format::node::{Key, Node, Spot, Value};
use crate::limits;

/// Reads a part that begins at the first column of a line of the file.
///
/// # Errors
/// Where it cannot be read, and why.
pub(super) fn tree(text: &str, first_line: usize) -> Result<Node, (Spot, String)> {
    let shift = Shift { lines: first_line.saturating_sub(1) };
    let start = Spot { line: first_line, column: 1 };
    if text.len() > limits::YAML_BYTES {
        return Err((start, TOO_MUCH.to_owned()));
    }
    if text.trim().is_empty() {
        return Ok(Node { spot: start, value: Value::Map(Vec::new()) });
    }
    if let Some(spot) = tab(text) {
        return Err((shift.spot(spot), TAB.to_owned()));
    }
    match serde_saphyr::from_str_with_options::<Spanned<Value>>(text, options()) {
        Ok(found) => {
            let mut root = node(found);
            shift.apply(&mut root);
            Ok(root)
        }
        Err(error) => {
            let spot = error.location().and_then(spot).map_or(start, |spot| shift.spot(spot));
            Err((spot, said(&error)))
        }
    }
}

/// The first tab that a line is moved in by. The parser would take it for a space, other parsers refuse it.
fn tab(text: &str) -> Option<Spot> {
    text.lines().enumerate().find_map(|(index, line)| {
        let before = line.chars().take_while(|character| *character == ' ').count();
        line.chars().nth(before).filter(|character| *character == '\t')?;
        Some(Spot { line: index.saturating_add(1), column: before.saturating_add(1) })
    })
}

fn options() -> Options {
    let budget = serde_saphyr::budget! {
        max_events: 4 * limits::YAML_VALUES,
        max_nodes: limits::YAML_VALUES,
        max_depth: limits::YAML_DEPTH,
        flow_nesting_limit: limits::YAML_DEPTH,
        max_aliases: 0,
        max_anchors: 0,
        max_total_scalar_bytes: limits::YAML_BYTES,
        max_documents: 1,
    };
    serde_saphyr::options! {
        budget: budget,
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        reject_unsupported_tags: true,
        with_snippet: false,
    }
}

const TAB: &str = "a line cannot begin with a tab here; use spaces";
const TOO_MUCH: &str = "larger or deeper than this part may be";
const ALIAS: &str = "no anchors and aliases (& and *) here; write it out, and put text that begins with one in quotes";

fn said(error: &Error) -> String {
    let said = match error.without_snippet() {
        Error::DuplicateMappingKey { key, .. } => {
            format!("the key {:?} is there twice", key.as_deref().unwrap_or_default())
        }
        Error::MergeKeyNotAllowed { .. } => "no merge keys (<<) here; write it out".to_owned(),
        Error::Budget { breach, .. } => breached(breach).to_owned(),
        other => other.to_string(),
    };
    // Some limits come wrapped: then the words are all there is to know them by.
    let said = match said.strip_prefix("budget breached") {
        Some(breach) if breach.contains("nchor") || breach.contains("lias") => ALIAS,
        Some(_) => TOO_MUCH,
        None => &said,
    };
    // What the parser says ends with its place; ours is given apart.
    let said = said.lines().next().unwrap_or_default();
    let said = said.find(" at line ").map_or(said, |end| said.get(..end).unwrap_or(said));
    said.chars().take(limits::LINE).collect()
}

fn breached(breach: &BudgetBreach) -> &'static str {
    match breach {
        BudgetBreach::Documents { .. } => "one part is one document",
        BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. } => ALIAS,
        _ => TOO_MUCH,
    }
}

fn spot(at: Location) -> Option<Spot> {
    let (line, column) = (usize::try_from(at.line()).ok()?, usize::try_from(at.column()).ok()?);
    (line > 0).then_some(Spot { line, column })
}

/// How far down the file a part begins.
#[derive(Clone, Copy)]
struct Shift {
    lines: usize,
}

impl Shift {
    fn spot(self, spot: Spot) -> Spot {
        Spot { line: spot.line + self.lines, column: spot.column }
    }

    fn apply(self, node: &mut Node) {
        node.spot = self.spot(node.spot);
        match &mut node.value {
            Value::Nothing | Value::Truth(_) | Value::Number(_) | Value::Text(_) => {}
            Value::List(items) => items.iter_mut().for_each(|item| self.apply(item)),
            Value::Map(entries) => {
                for (key, value) in entries {
                    key.spot = self.spot(key.spot);
                    self.apply(value);
                }
            }
        }
    }
}

fn node(found: Spanned<Value>) -> Node {
    Node { spot: spot(found.referenced).unwrap_or_default(), value: found.value }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Truth(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_i128<E: serde::de::Error>(self, number: i128) -> Result<Value, E> {
        Number::from_i128(number).map(Value::Number).ok_or_else(|| E::custom("the number is too large"))
    }

    fn visit_u128<E: serde::de::Error>(self, number: u128) -> Result<Value, E> {
        Number::from_u128(number).map(Value::Number).ok_or_else(|| E::custom("the number is too large"))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        Number::from_f64(number).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<Spanned<Value>>()? {
            list.push(node(item));
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some((key, value)) = entries.next_entry::<Spanned<String>, Spanned<Value>>()? {
            let key = Key { spot: spot(key.referenced).unwrap_or_default(), name: key.value };
            map.push((key, node(value)));
        }
        Ok(Value::Map(map))
    }
}

/// Where comments begin in a part, as far as can be seen without reading it: a `#` at the beginning of a line or after
/// a space, outside quotes.
pub(super) fn comments(text: &str, first_line: usize) -> Vec<Spot> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let (mut quote, mut before) = (None, ' ');
        for (column, letter) in line.chars().enumerate() {
            match (quote, letter) {
                (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(letter),
                (None, '#') if before.is_whitespace() => {
                    found.push(Spot { line: first_line + index, column: column + 1 });
                    break;
                }
                (Some(open), close) if open == close && before != '\\' => quote = None,
                _ => {}
            }
            before = letter;
        }
    }
    found
}
