//! iCalendar (RFC 5545), out and in: a rota's duty as a feed that calendar programs subscribe to, and a calendar file as
//! proposed overrides.
//!
//! ```
//! use ctac_rota::calendar::{Event, Feed, Who, Window, feed, import};
//! use ctac_rota::{Shift, stretches};
//!
//! let shift = Shift {
//!     from: "2026-03-28T20:00:00Z".parse()?,
//!     to: "2026-03-29T07:00:00Z".parse()?,
//!     members: ["amara".into()].into(),
//! };
//! let mut events = Vec::new();
//! for (member, all) in stretches(&[shift])? {
//!     for on in all {
//!         let (rota, summary) = ("responders".to_owned(), format!("On call: {member}"));
//!         events.push(Event { rota, member: member.clone(), on, summary, description: String::new(), sequence: 1 });
//!     }
//! }
//! let text = feed(&Feed {
//!     name: "Duty responders",
//!     time_zone: "Europe/London",
//!     made: "2026-03-01T12:00:00Z".parse()?,
//!     refresh: 60.try_into()?,
//!     events: &events,
//! })?;
//! assert!(text.contains("DTSTART;TZID=Europe/London:20260328T200000\r\n"));
//! assert!(text.contains("DTEND;TZID=Europe/London:20260329T080000\r\n"));
//!
//! let (from, to) = ("2026-03-01T00:00:00Z".parse()?, "2026-05-01T00:00:00Z".parse()?);
//! let preview = import(text.as_bytes(), &Window { from, to, time_zone: "Europe/London" })?;
//! assert_eq!(preview.proposed[0].to, "2026-03-29T07:00:00Z".parse()?);
//! assert_eq!(preview.proposed[0].who, Who::Name("On call: amara".to_owned()));
//! assert_eq!(preview.passed_over, []);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod feed;
mod import;
mod time_zone;
mod write;

pub use feed::{Event, Feed, feed};
pub use import::{ImportRefused, PassedOver, Preview, Proposed, Unreadable, Who, Why, Window, import};
