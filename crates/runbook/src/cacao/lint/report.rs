//! The rules by number, and what is found.

use crate::cacao::read::escaped;
use crate::limits;

/// What a playbook is checked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Before it is given out: every rule in full.
    Publish,
    /// Made by others: what the field does often, and can be read in one way only, is a warning.
    Import,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It breaks a rule.
    Error,
    /// It is allowed or can be lived with; somebody should look.
    Warning,
}

macro_rules! numbered {
    ($($rule:ident $text:literal,)*) => {
        /// A rule, by its number.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule { $(#[doc = $text] $rule,)* }

        impl Rule {
            /// What it demands.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$rule => $text,)* }
            }
        }

        /// Every rule.
        #[must_use]
        pub fn rules() -> Vec<Rule> {
            vec![$(Rule::$rule),*]
        }
    };
}

numbered! {
    L01 "It has the shape that the official schemas demand.",
    L02 "Every reference resolves.",
    L03 "One start, and it is `workflow_start`.",
    L04 "At least one action or call, and at least one end.",
    L05 "Every step but an end leads on when it succeeded.",
    L06 "`on_completion` stands alone; a start has only that, an end nothing.",
    L07 "A key begins with the type of what stands under it.",
    L08 "Steps have UUIDs of version 4, and no UUID is used twice.",
    L09 "Instants are in `Z`; `created` and `modified` have three decimals and are in order.",
    L10 "Each branch reaches an end of its own.",
    L11 "No circle of pointers.",
    L12 "Every step is reached.",
    L13 "A command has what its type needs, in one form.",
    L14 "Conditions can be read and fit their variables; constants do not change.",
    L15 "Variables are named by the rule, and once.",
    L16 "Types come with the activities that they must have.",
    L17 "The processing summary says what is.",
    L18 "Delays and timeouts are not negative; people have time targets, not timeouts.",
    L19 "No secrets.",
    L20 "A switch has a case for every answer, or a default.",
    L21 "It ends to be valid after it begins to be, and is not revoked.",
    L22 "The TLP markings are the fixed ones.",
    L23 "Calls name their version; no playbook calls itself through others; calls are not too deep.",
    L24 "Properties of extensions are named by the rule.",
    L25 "No properties that CACAO does not know.",
    L26 "Arguments are names of declared variables.",
    L27 "An HTTP command has a start line, lists of header values, and a target with an address.",
    L28 "Numbers are within their bounds.",
    L29 "No lane, and no branch's end, is named twice.",
    L30 "Sizes are within limits.",
}

/// A place where a playbook breaks a rule, or should be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// Where: a JSON pointer (RFC 6901).
    pub path: String,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, and what to do.
    pub text: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let path = if self.path.is_empty() { "/" } else { &self.path };
        write!(formatter, "{:?} {severity} {path}: {}", self.rule, self.text)
    }
}

/// What is found so far.
pub(crate) struct Report {
    mode: Mode,
    found: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(mode: Mode) -> Self {
        Self { mode, found: Vec::new() }
    }

    pub(crate) fn error(&mut self, rule: Rule, path: &str, text: impl Into<String>) {
        self.add(rule, Severity::Error, path, text.into());
    }

    pub(crate) fn warning(&mut self, rule: Rule, path: &str, text: impl Into<String>) {
        self.add(rule, Severity::Warning, path, text.into());
    }

    /// An error of ours, a warning of others'.
    pub(crate) fn ours(&mut self, rule: Rule, path: &str, text: impl Into<String>) {
        let severity = match self.mode {
            Mode::Publish => Severity::Error,
            Mode::Import => Severity::Warning,
        };
        self.add(rule, severity, path, text.into());
    }

    fn add(&mut self, rule: Rule, severity: Severity, path: &str, text: String) {
        // Ten times what is listed: enough to sort the worst first, and a bound on what is held.
        if self.found.len() < limits::FINDINGS * 10 {
            self.found.push(Finding { rule, path: path.to_owned(), severity, text });
        }
    }

    pub(crate) fn finish(mut self) -> Vec<Finding> {
        self.found.sort();
        self.found.dedup();
        if self.found.len() > limits::FINDINGS {
            self.found.sort_by_key(|finding| finding.severity);
            self.found.truncate(limits::FINDINGS);
            self.found.sort();
        }
        self.found
    }
}

/// The place of something in the workflow.
pub(crate) fn step_path(id: &str, rest: &str) -> String {
    at("workflow", id, rest)
}

/// The place of something in a dictionary of the playbook.
pub(crate) fn at(dictionary: &str, id: &str, rest: &str) -> String {
    let slash = if rest.is_empty() { "" } else { "/" };
    format!("/{dictionary}/{}{slash}{rest}", escaped(id))
}

/// The place of an object in a dictionary of the playbook.
pub(crate) fn place(dictionary: &str, id: &str) -> String {
    at(dictionary, id, "")
}
