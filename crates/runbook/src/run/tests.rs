//! The rules of a run, given, when, then: the edge cases that operating procedures are known for.

mod acting;
mod changing;
mod choosing;
mod doing;
mod properties;
mod timing;
mod undoing;
