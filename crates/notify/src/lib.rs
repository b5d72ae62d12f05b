//! Delivers messages: one file per provider, and the only outbound HTTP client ([`client`]).
//!
//! [`dispatch::Notify`] picks the provider by channel, and the next where one does not take the message. It keeps no queue
//! and tries nobody twice: what is sent when, and again, is the rules' business; a provider's answer is an outcome that the
//! ledger records.

pub mod breaker;
pub mod client;
pub mod clock;
pub mod dispatch;
pub mod forward;
pub mod govuk_notify;
pub mod guard;
pub mod interface;
pub mod latest;
pub mod limits;
pub mod line;
pub mod message;
pub mod ntfy;
mod outcome;
pub mod phone;
pub mod recent;
pub mod secret;
pub mod smtp;
pub mod status;
pub mod target;
pub mod teams;
pub mod twilio;
pub mod web_push;
pub mod webhook;

#[cfg(test)]
mod stand_in;
