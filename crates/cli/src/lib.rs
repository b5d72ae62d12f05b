//! `ctac`, as a library of its commands: the binary and the end-to-end tests are thin around it.

pub mod application;
pub mod arenas;
pub mod args;
pub mod bench;
pub mod client;
pub mod commands;
pub mod config;
pub mod deliver;
pub mod demo;
pub mod failure;
pub mod govuk_notify;
mod health;
pub mod interfaces;
pub mod library;
pub mod log;
pub mod mail;
pub mod metric;
pub mod out;
pub mod phone;
pub mod providers;
pub mod random;
pub mod receipt;
pub mod room_client;
pub mod say;
pub mod service;
pub mod tls;
pub mod twilio;
