//! Words: what is still to be written, what is too long, what will not be filled in.

use crate::lint::{Findings, Rule};
use crate::model::{Branch, Part, Place, Runbook, Status, Template, Text};

/// Characters of a heading that can be read at a glance.
const HEADING: usize = 80;

/// Words that say that something is still to be written.
const STILL: [&str; 5] = ["TODO", "TBC", "TBD", "FIXME", "XXX"];

pub(super) fn check(runbook: &Runbook, found: &mut Findings) {
    prose(runbook, &Place::Front("title".to_owned()), &runbook.purpose, found);
    heading(&Place::Front("title".to_owned()), runbook.title.as_str(), found);
    for (index, phase) in runbook.phases.iter().enumerate() {
        prose(runbook, &Place::Phase(index), &phase.text, found);
        heading(&Place::Phase(index), phase.title.as_str(), found);
    }
    for visit in runbook.steps() {
        let place = Place::Step(visit.step.slug.clone(), String::new());
        prose(runbook, &place, &visit.step.text, found);
        heading(&place, visit.step.title.as_str(), found);
        for (head, branch) in visit.step.kind.branches() {
            let place = branch.name.as_ref().map_or(place.clone(), |name| Place::Branch(name.slug.clone()));
            prose(runbook, &place, &branch.text, found);
            empty(&place, &head, branch, found);
        }
    }
    let front = |key: &str| Place::Front(key.to_owned());
    if runbook.status == Status::Approved && !runbook.to_confirm.is_empty() {
        let said = "the runbook is approved and has facts to be confirmed; confirm them, then take them off the list";
        found.add(Rule::ToConfirm, front("to_confirm"), said);
    }
    let changed = runbook.modified.to_zoned(jiff::tz::TimeZone::UTC).date();
    if runbook.review_by <= changed {
        found.add(
            Rule::ReviewPassed,
            front("review_by"),
            "the review is due on the day of the last change or before it",
        );
    }
}

fn heading(place: &Place, title: &str, found: &mut Findings) {
    let length = title.chars().count();
    if length > HEADING {
        let said = format!("the heading has {length} characters; one of at most {HEADING} is read at a glance");
        found.add(Rule::LongHeading, place.clone(), said);
    }
}

fn prose(runbook: &Runbook, place: &Place, text: &Text, found: &mut Findings) {
    let words =
        |text: &str| text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    if let Some(word) = words(text.as_str()).iter().find(|word| STILL.contains(&word.as_str())) {
        let rule = if runbook.status == Status::Approved { Rule::ApprovedPlaceholder } else { Rule::Placeholder };
        found.add(rule, place.clone(), format!("the text says {word}: something is still to be written"));
    }
    // What looks like a place for a variable that there is.
    for piece in text.as_str().split('{').skip(1) {
        let Some((name, _)) = piece.split_once('}') else { continue };
        let template = format!("{{{name}}}").parse::<Template>();
        let is_ours = template.is_ok_and(
            |template| matches!(template.parts(), [Part::Variable(name)] if runbook.variable(name).is_some()),
        );
        if is_ours {
            let said = format!("{{{name}}} is not filled in here: only messages, reasons and calls are");
            found.add(Rule::PlaceInText, place.clone(), said);
            break;
        }
    }
}

fn empty(place: &Place, head: &str, branch: &Branch, found: &mut Findings) {
    if branch.steps.is_empty() && branch.text.is_empty() {
        found.add(Rule::EmptyBranch, place.clone(), format!("{head} has nothing in it; take it away, or say why"));
    }
}
