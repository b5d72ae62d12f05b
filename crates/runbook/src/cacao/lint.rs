//! The thirty rules that a playbook is held to: what the prose demands and the official schemas let through.

mod closure;
mod commands;
mod flow;
mod identity;
mod references;
mod report;
mod structure;
#[cfg(test)]
mod tests;
mod variables;
mod vocabulary;

pub use closure::Closure;
pub use report::{Finding, Mode, Rule, Severity, rules};

use crate::cacao::Document;
use crate::cacao::lint::report::Report;
pub(crate) use report::place;
pub(crate) use vocabulary::derived;

/// Holds a playbook to every rule. `closure` knows the playbooks that it calls.
///
/// Findings come in the order of the rules and then of their places; at most [`crate::limits::FINDINGS`].
#[must_use]
pub fn lint(document: &Document, mode: Mode, closure: &Closure<'_>) -> Vec<Finding> {
    let playbook = &document.playbook;
    let mut report = Report::new(mode);
    structure::check(&mut report, document);
    references::check(&mut report, playbook, closure);
    flow::check(&mut report, playbook);
    identity::check(&mut report, playbook);
    commands::check(&mut report, playbook);
    variables::check(&mut report, playbook);
    vocabulary::check(&mut report, playbook);
    closure::check(&mut report, playbook, closure);
    report.finish()
}
