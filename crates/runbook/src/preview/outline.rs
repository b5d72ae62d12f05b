//! A runbook step by step, with the words of [`super::preview`], for whoever lays it out otherwise than as one text.

use crate::model::{Runbook, Skip, Slug, Step, StepKind, Trigger, Visit};
use crate::preview::{Numbers, kind, name, target};

/// A step as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlined<'a> {
    /// The step.
    pub step: &'a Step,
    /// As in the text: `2.3a.1`.
    pub number: String,
    /// Which phase it is in, from 0.
    pub phase: usize,
    /// The step that it stands under, and in which of that one's branches, from 0.
    pub under: Option<(&'a Slug, usize)>,
    /// Whose it is.
    pub role: &'a Slug,
    /// The other roles that it asks something of.
    pub asks: Vec<&'a Slug>,
    /// Until when, from when, and who is paged when it is late.
    pub within: Option<String>,
    /// When it may be left out, where that is not as usual.
    pub skip: Option<String>,
    /// What it comes to: an approval's terms, what the service does. A decision's answers are not among them.
    pub sentences: Vec<String>,
    /// What is written down.
    pub records: Vec<String>,
    /// What is handed in.
    pub evidence: Vec<String>,
}

/// Every step, in the order of the text.
#[must_use]
pub fn outline(runbook: &Runbook) -> Vec<Outlined<'_>> {
    let mut numbers = Numbers::default();
    let visits = runbook.steps();
    visits.iter().map(|visit| outlined(runbook, visit, numbers.next(runbook, visit))).collect()
}

fn outlined<'a>(runbook: &'a Runbook, visit: &Visit<'a>, number: String) -> Outlined<'a> {
    let step = visit.step;
    let under = visit.path.last().map(|(above, head, _)| {
        let branches = above.kind.branches();
        (&above.slug, branches.iter().position(|(other, _)| other == head).unwrap_or(0))
    });
    let sentences = match &step.kind {
        StepKind::Decision(_) => Vec::new(),
        other => kind::sentences(runbook, other),
    };
    Outlined {
        step,
        number,
        phase: runbook.phases.iter().position(|phase| std::ptr::eq(phase, visit.phase)).unwrap_or(0),
        under,
        role: step.role.as_ref().unwrap_or(&runbook.lead),
        asks: kind::asks(&step.kind),
        within: step.target.as_ref().map(|it| target(runbook, it)),
        skip: match &step.skip {
            Skip::Reason => None,
            Skip::Never => Some("never left out".to_owned()),
            Skip::Approval(role) => Some(format!("left out only if {} agrees", name(runbook, role))),
        },
        sentences,
        records: records(runbook, &step.kind),
        evidence: step.evidence.iter().map(|it| if_any(it.name.as_str(), it.optional, "if there is one")).collect(),
    }
}

fn records(runbook: &Runbook, kind: &StepKind) -> Vec<String> {
    let label = |name| runbook.variable(name).map_or(name.as_str(), |variable| variable.label.as_str());
    kind.records().into_iter().map(|(name, optional)| if_any(label(name), optional, "if known")).collect()
}

fn if_any(words: &str, optional: bool, when: &str) -> String {
    if optional { format!("{words} ({when})") } else { words.to_owned() }
}

/// When a runbook is proposed, in words, such as `severity S2 or worse, and one of these words: supplier`.
#[must_use]
pub fn trigger(it: &Trigger) -> String {
    let severity = it.severity.map(|severity| match severity.as_str() {
        "S1" => "severity S1".to_owned(),
        other => format!("severity {other} or worse"),
    });
    let category = it.category.map(|category| format!("category {category} or worse"));
    let words: Vec<&str> = it.words.iter().map(|word| word.as_str()).collect();
    let words = (!words.is_empty()).then(|| format!("one of these words: {}", words.join(", ")));
    let pattern = it.pattern.as_ref().map(|pattern| format!("text that matches {}", pattern.as_str()));
    let all: Vec<String> = [severity, category, words, pattern].into_iter().flatten().collect();
    if all.is_empty() { "every incident that is declared".to_owned() } else { all.join(", and ") }
}

#[cfg(test)]
mod tests {
    use super::{outline, trigger};
    use crate::format::parse;

    #[test]
    fn steps_stand_under_the_branches_they_are_in_with_the_words_of_the_text() {
        let file = include_str!("../../../../runbooks/04-ransomware.md");
        let runbook = parse(file).unwrap().0;
        let steps = outline(&runbook);
        assert_eq!(steps.len(), runbook.steps().len());
        let text = crate::preview(&runbook, None);
        for it in &steps {
            let line = format!("{} ", it.number);
            assert!(text.lines().any(|it| it.trim_start().starts_with(&line)), "{line}");
            if let Some((above, branch)) = it.under {
                let above = steps.iter().find(|other| other.step.slug == *above).unwrap();
                assert!(it.number.starts_with(above.number.as_str()));
                assert!(above.step.kind.branches()[branch].1.steps.iter().any(|step| step.slug == it.step.slug));
            }
        }
        assert!(steps.iter().any(|it| it.under.is_some()) && steps.iter().any(|it| it.within.is_some()));
        let words: Vec<String> = runbook.triggers.iter().map(trigger).collect();
        assert!(words.iter().any(|it| it.contains("severity") || it.contains("words")), "{words:?}");
    }
}
