//! Long answers come in pieces.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A piece of a list, and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct List<T> {
    /// In the route's order.
    pub items: Vec<T>,
    /// Give this as `cursor` to go on; none: that was all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> List<T> {
    /// A list that is whole.
    #[must_use]
    pub const fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}
