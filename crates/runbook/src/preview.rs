//! A runbook as text to be read: at a terminal, on paper, aloud.

mod kind;
pub mod outline;

use std::fmt::Write as _;

use crate::model::{Base, Runbook, Skip, Slug, Standing, Step, Target, Visit};

/// Columns of the text.
const WIDTH: usize = 100;

/// The whole runbook; with a role, only the steps that are that role's, as a card for whoever has it.
#[must_use]
pub fn preview(runbook: &Runbook, role: Option<&Slug>) -> String {
    let mut out = Out::default();
    out.line(0, &runbook.title.to_string().to_uppercase());
    out.line(
        0,
        &format!("{} · TLP:{} · {} · review by {}", runbook.slug, runbook.tlp, runbook.status, runbook.review_by),
    );
    if let Some(role) = role.and_then(|slug| runbook.role(slug.as_str())) {
        out.line(0, &format!("Card of the role {}", role.name));
        out.prose(0, role.about.iter().map(|about| about.as_str()).collect::<Vec<_>>().join(" ").as_str());
    } else {
        out.prose(0, runbook.purpose.as_str());
        let names: Vec<&str> = runbook.roles.iter().map(|role| role.name.as_str()).collect();
        out.blank();
        out.line(0, &format!("Roles: {}.", names.join(", ")));
    }
    for fact in &runbook.to_confirm {
        out.line(0, &format!("To be confirmed before it is adopted: {fact}"));
    }
    let mut numbers = Numbers::default();
    for visit in runbook.steps() {
        let number = numbers.next(runbook, &visit);
        if role.is_none_or(|role| is_for(runbook, visit.step, role)) {
            out.heads(&visit, &number);
            out.step(runbook, &visit, &number, role.is_none());
        } else {
            out.passed(&visit);
        }
    }
    out.text
}

/// Whether somebody of a role has something to do in a step.
fn is_for(runbook: &Runbook, step: &Step, role: &Slug) -> bool {
    let own = step.role.as_ref().unwrap_or(&runbook.lead) == role;
    own || kind::asks(&step.kind).contains(&role)
}

/// Steps numbered as the phases and branches that they are in: 2.3.a.1
#[derive(Default)]
struct Numbers {
    /// How many steps came so far in each place: a phase, or a branch of a step.
    counts: std::collections::BTreeMap<String, usize>,
    of: std::collections::BTreeMap<Slug, String>,
}

impl Numbers {
    fn next(&mut self, runbook: &Runbook, visit: &Visit<'_>) -> String {
        let place = match visit.path.last() {
            Some((step, head, _)) => {
                let branches = step.kind.branches();
                let index = branches.iter().position(|(other, _)| other == head).unwrap_or(0);
                let letter = char::from(b'a'.saturating_add(u8::try_from(index).unwrap_or(u8::MAX)));
                format!("{}{letter}", self.of.get(&step.slug).cloned().unwrap_or_default())
            }
            None => {
                let index = runbook.phases.iter().position(|phase| std::ptr::eq(phase, visit.phase)).unwrap_or(0);
                format!("{}", index + 1)
            }
        };
        let count = self.counts.entry(place.clone()).or_default();
        *count += 1;
        let number = format!("{place}.{count}");
        self.of.insert(visit.step.slug.clone(), number.clone());
        number
    }
}

/// The text so far.
#[derive(Default)]
struct Out {
    text: String,
    /// The phase that was written last.
    phase: Option<String>,
    /// The branch that was written last, as its number.
    branch: Option<String>,
}

impl Out {
    fn blank(&mut self) {
        if !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A paragraph, broken between words.
    fn line(&mut self, indent: usize, text: &str) {
        let space = " ".repeat(indent);
        let mut line = String::new();
        for word in text.split_whitespace() {
            let length = line.chars().count() + 1 + word.chars().count();
            if !line.is_empty() && indent + length > WIDTH {
                let _infallible = writeln!(self.text, "{space}{line}");
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        let _infallible = writeln!(self.text, "{space}{line}");
    }

    /// Prose as it is written, moved in.
    fn prose(&mut self, indent: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        self.blank();
        for line in text.lines() {
            let _infallible = writeln!(self.text, "{}", format!("{}{line}", " ".repeat(indent)).trim_end());
        }
    }

    /// The headings above a step that were not written yet.
    fn heads(&mut self, visit: &Visit<'_>, number: &str) {
        let title = visit.phase.title.to_string();
        if self.phase.as_ref() != Some(&title) {
            self.blank();
            self.line(0, &format!("== {title} =="));
            self.prose(0, visit.phase.text.as_str());
            self.phase = Some(title);
        }
        let branch = visit.path.last().map(|_| number.rsplit_once('.').map_or("", |(branch, _)| branch).to_owned());
        if self.branch != branch
            && let Some((_, head, found)) = visit.path.last()
        {
            let indent = 4 * (visit.path.len() - 1) + 2;
            self.blank();
            let name = found.name.as_ref().map(|name| format!(": {}", name.title)).unwrap_or_default();
            self.line(indent, &format!("-- {head}{name} --"));
            self.prose(indent, found.text.as_str());
        }
        self.branch = branch;
    }

    /// A step that is not written: what comes after it begins anew.
    fn passed(&mut self, visit: &Visit<'_>) {
        if visit.path.is_empty() {
            self.branch = None;
        }
    }

    fn step(&mut self, runbook: &Runbook, visit: &Visit<'_>, number: &str, with_role: bool) {
        let step = visit.step;
        let indent = 4 * visit.path.len();
        self.blank();
        self.line(indent, &format!("{number}  {}", step.title));
        let below = indent + 6;
        let role = step.role.as_ref().unwrap_or(&runbook.lead);
        let mut said = Vec::new();
        if with_role {
            said.push(name(runbook, role));
        }
        said.extend(step.target.as_ref().map(|target| self::target(runbook, target)));
        match &step.skip {
            Skip::Reason => {}
            Skip::Never => said.push("never left out".to_owned()),
            Skip::Approval(role) => said.push(format!("left out only if {} agrees", name(runbook, role))),
        }
        if !said.is_empty() {
            self.line(below, &format!("{}.", said.join(" · ")));
        }
        for sentence in kind::sentences(runbook, &step.kind) {
            self.line(below, &sentence);
        }
        let records = step.kind.records();
        if !records.is_empty() {
            let labels = records.iter().map(|(name, optional)| {
                let label = runbook.variable(name).map_or(name.as_str(), |variable| variable.label.as_str());
                if *optional { format!("{label} (if known)") } else { label.to_owned() }
            });
            self.line(below, &format!("Write down: {}.", labels.collect::<Vec<_>>().join("; ")));
        }
        if !step.evidence.is_empty() {
            let names = step.evidence.iter().map(|evidence| {
                if evidence.optional {
                    format!("{} (if there is one)", evidence.name)
                } else {
                    evidence.name.to_string()
                }
            });
            self.line(below, &format!("Hand in: {}.", names.collect::<Vec<_>>().join("; ")));
        }
        self.prose(below, step.text.as_str());
    }
}

/// What people call a role.
fn name(runbook: &Runbook, role: &Slug) -> String {
    runbook.role(role.as_str()).map_or_else(|| role.to_string(), |role| role.name.to_string())
}

fn target(runbook: &Runbook, target: &Target) -> String {
    let from = match &target.from {
        Base::Activation => String::new(),
        Base::RunStart => " of the start of the run".to_owned(),
        Base::Declared => " of the incident's declaration".to_owned(),
        Base::Step(slug) => {
            let title = runbook.step(slug.as_str()).map_or_else(|| slug.to_string(), |step| step.title.to_string());
            format!(" of \"{title}\"")
        }
        Base::Clock(slug) => {
            let name = runbook.clock(slug.as_str()).map_or_else(|| slug.to_string(), |clock| clock.name.to_string());
            format!(" on the clock \"{name}\"")
        }
    };
    let standing = match target.standing {
        Standing::Default => " (proposed)",
        Standing::Agreed => "",
        Standing::Required => " (required)",
    };
    let late: Vec<String> = target
        .on_overdue
        .iter()
        .map(|level| match level.after {
            None => name(runbook, &level.page),
            Some(after) => format!("{} {} later", name(runbook, &level.page), after.in_words()),
        })
        .collect();
    let late = if late.is_empty() { String::new() } else { format!(", else page {}", late.join(", then ")) };
    format!("within {}{from}{standing}{late}", target.within.in_words())
}

#[cfg(test)]
mod tests;
