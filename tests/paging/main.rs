//! A page is never lost: it is answered by a person, or it escalates until it has run out of people, and then says so.

mod answers;
mod call_out;
mod contacts;
mod escalation;
mod provider;
mod twilio;
