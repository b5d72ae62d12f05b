//! The pages for people, whole: what each shows to whom, what its forms do, and what reading never does.

mod answering;
pub(crate) mod browser;
mod incident;
mod policies;
mod reading;
mod runbooks;
