//! What an integration does with its alerts besides routing them.

use serde::{Deserialize, Serialize};

use crate::alert::Signal;
use crate::mapping::Mapping;

/// How later alerts join an earlier one instead of paging by themselves. The first is never delayed by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grouping {
    /// By which fields, as in a rule's condition: alerts that have the same of each belong together. At most
    /// [`crate::limits::GROUP_FIELDS`]; a field that is not there counts as empty.
    pub by: Vec<String>,
    /// For how long after the first others join it, in seconds: at most [`crate::limits::GROUP_WINDOW_S`].
    pub window_s: u32,
}

impl Grouping {
    /// What a signal has of the fields.
    #[must_use]
    pub fn values(&self, signal: &Signal) -> Vec<String> {
        self.by.iter().map(|name| signal.field(name).unwrap_or_default().to_owned()).collect()
    }
}

/// All of it; by default nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    /// How its alerts are grouped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Grouping>,
    /// How JSON that is nobody's format in particular is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Mapping>,
}

impl Handling {
    /// Whether it is nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// One text for the values of a group, whatever is in them.
#[must_use]
pub fn group_key(values: &[String]) -> String {
    serde_json::Value::from(values.to_vec()).to_string()
}
