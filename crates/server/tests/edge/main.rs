//! The edge, whole and in one process, over an engine on the memory store.

#[cfg(test)]
mod application;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod callbacks;
#[cfg(test)]
mod cell;
mod clocks;
#[cfg(test)]
mod contacts;
#[cfg(test)]
mod duty;
#[cfg(test)]
mod govuk_notify;
#[cfg(test)]
mod leaks;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod passwords;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod raising;
#[cfg(test)]
mod room;
#[cfg(test)]
mod runbooks;
#[cfg(test)]
mod runs;
#[cfg(test)]
mod signals;
#[cfg(test)]
mod story;
