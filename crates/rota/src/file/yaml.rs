//! YAML 1.2 into the tree: one document, no tags, nothing twice, aliases and depth within limits. `no` is a word here,
//! not a falsehood.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Error, Location, Options, Spanned};

use crate::file::fault::{FileFault, FileProblem};
use crate::file::node::{Key, Node, Spot, Value};
use crate::limits;

/// Reads a document.
pub(crate) fn tree(text: &str) -> Result<Node, FileFault> {
    match serde_saphyr::from_str_with_options::<Spanned<Value>>(text, options()) {
        Ok(found) => Ok(node(found)),
        Err(error) => Err(fault(&error)),
    }
}

fn options() -> Options {
    let budget = serde_saphyr::budget! {
        max_events: 4 * limits::FILE_VALUES,
        max_nodes: limits::FILE_VALUES,
        max_depth: limits::FILE_DEPTH,
        flow_nesting_limit: limits::FILE_DEPTH,
        max_aliases: limits::FILE_ALIASES,
        max_anchors: limits::FILE_ALIASES,
        max_recorded_anchor_events: limits::FILE_VALUES,
        max_recorded_anchor_bytes: limits::FILE_BYTES,
        max_total_scalar_bytes: limits::FILE_BYTES,
        max_documents: 1,
    };
    let alias_limits = serde_saphyr::alias_limits! {
        max_total_replayed_events: limits::FILE_VALUES,
        max_replay_stack_depth: limits::FILE_DEPTH,
    };
    serde_saphyr::options! {
        budget: budget,
        alias_limits: alias_limits,
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        reject_unsupported_tags: true,
        with_snippet: false,
    }
}

const TOO_MUCH: &str = "larger or deeper than a rota file may be, aliases written out";

fn fault(error: &Error) -> FileFault {
    let spot = error.location().and_then(spot);
    let said = match error.without_snippet() {
        Error::DuplicateMappingKey { key, .. } => {
            format!("the key {:?} is there twice", key.as_deref().unwrap_or_default())
        }
        Error::MergeKeyNotAllowed { .. } => "no merge keys (<<) here; write it out, or use an alias".to_owned(),
        Error::Budget { breach: BudgetBreach::Documents { .. }, .. } => "one file is one document".to_owned(),
        Error::AliasReplayLimitExceeded { .. } | Error::AliasReplayStackDepthExceeded { .. } => TOO_MUCH.to_owned(),
        other => other.to_string(),
    };
    // Some limits come wrapped: then the words are all there is to know them by.
    let said = if said.starts_with("budget breached") { TOO_MUCH } else { &said };
    // What the parser says ends with its place; ours is given apart.
    let said = said.lines().next().unwrap_or_default();
    let said = said.find(" at line ").map_or(said, |end| said.get(..end).unwrap_or(said));
    FileFault { spot, place: String::new(), problem: FileProblem::Syntax { said: said.chars().take(300).collect() } }
}

fn spot(at: Location) -> Option<Spot> {
    let (line, column) = (usize::try_from(at.line()).ok()?, usize::try_from(at.column()).ok()?);
    (line > 0).then_some(Spot { line, column })
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
        Ok(Value::Whole(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Whole(number.into()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Value, E> {
        Ok(Value::Whole(number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Fraction)
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
