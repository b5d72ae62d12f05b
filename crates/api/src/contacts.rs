//! Proving contacts, the order they are tried in, and test pages.

use std::fmt;

use ctac_domain::id::{ContactId, PageId};
use ctac_domain::incident::Severity;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::SeverityWord;

/// A code is on its way to a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CodeSent {
    /// Until when it works.
    pub until: Timestamp,
    /// How many times it may be typed.
    pub tries_left: u8,
}

/// The code that was sent to a contact.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Six digits; spaces and hyphens between them count for nothing.
    pub code: String,
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// The order in which one's contacts are tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactOrder {
    /// Each of them once. Of several of one channel, the second is told a minute after the first while nobody has
    /// answered, and so on.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub contacts: Vec<ContactId>,
}

/// A test of whether a person can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTestPage {
    /// Their rules for pages of this severity are followed.
    #[schema(value_type = SeverityWord)]
    pub severity: Severity,
}

/// A test page that was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TestPageMade {
    /// Its page; it is read and answered like any.
    #[schema(value_type = uuid::Uuid)]
    pub page: PageId,
    /// When it ends unanswered.
    pub until: Option<Timestamp>,
}

/// The cell's monthly test pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonthlyTests {
    /// Whether each person who has a contact is tested once a month, at an hour of their own working day.
    pub on: bool,
    /// Their rules for pages of this severity are followed.
    #[schema(value_type = SeverityWord)]
    pub severity: Severity,
}
