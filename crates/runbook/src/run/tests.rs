//! The rules of a run, given, when, then: the edge cases that operating procedures are known for.

mod acting;
mod adhering;
mod changing;
mod choosing;
mod doing;
mod lived;
mod properties;
mod stored;
mod timing;
mod undoing;
