//! The time of day, as a provider that signs needs it: it comes in, so that a test says what it is.

use std::sync::Arc;

use jiff::Timestamp;

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;
