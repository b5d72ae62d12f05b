//! iCalendar (RFC 5545), out and in: a rota's duty as a feed that calendar programs subscribe to, and a calendar file as
//! proposed overrides.

mod feed;
mod import;
mod time_zone;
mod write;

pub use feed::{Event, Feed, feed};
pub use import::{ImportRefused, PassedOver, Preview, Proposed, Unreadable, Who, Why, Window, import};
