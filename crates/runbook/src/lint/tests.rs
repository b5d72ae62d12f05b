//! Each rule: a runbook that it finds something in, and the same put right.

use crate::format;
use crate::lint::{Level, Rule, library, lint};
use crate::model::Runbook;

const FRONT: &str = "---
runbook: small
id: playbook--7c1f5a52-90d4-4e0b-8f35-2a6b0de1c9f4
status: draft
owner: Nobody
review_by: 2027-01-31
created: 2026-02-02T10:00:00.000Z
modified: 2026-02-02T10:00:00.000Z
created_by: identity--2b9a4c1e-6d0f-4a7b-8c55-0f1e2d3c4b5a
tlp: GREEN
";
const ROLES: &str = "roles: {lead: Lead}\n";

fn file(front: &str, body: &str) -> String {
    format!("{FRONT}{front}---\n\n# Small\n\n## Phase\n\n{body}")
}

fn runbook(front: &str, body: &str) -> Runbook {
    read(&file(front, body))
}

fn read(text: &str) -> Runbook {
    format::parse(text).unwrap_or_else(|faults| panic!("{faults:#?}\n{text}")).0
}

fn step(slug: &str, block: &str) -> String {
    format!("### Do it {{#{slug}}}\n\n```step\n{block}\n```\n\n")
}

fn rules(runbook: &Runbook) -> Vec<Rule> {
    lint(runbook).into_iter().map(|finding| finding.rule).collect()
}

/// The rule finds something in the first, and nothing in the second, whatever else is found there.
#[track_caller]
fn finds(rule: Rule, wrong: &Runbook, right: &Runbook) {
    assert!(rules(wrong).contains(&rule), "{rule} finds nothing: {:?}", lint(wrong));
    assert!(!rules(right).contains(&rule), "{rule} finds something: {:?}", lint(right));
}

#[track_caller]
fn of_steps(rule: Rule, front: &str, wrong: &str, right: &str) {
    let front = &format!("{ROLES}{front}");
    finds(rule, &runbook(front, wrong), &runbook(front, right));
}

#[test]
fn what_waits_for_what_nobody_fills_in() {
    let front = "records: {done: Whether it is done, other: Something else}\n";
    let repeat = |block: &str, inner: &str| {
        format!(
            "{}#### Each time\n\n##### Look {{#look}}\n\n```step\nrecord: {inner}\n```\n",
            step("again", &format!("kind: repeat\n{block}"))
        )
    };
    of_steps(Rule::EndlessRepeat, front, &repeat("until: done = yes", "other"), &repeat("until: done = yes", "done"));
    of_steps(
        Rule::NeverFilled,
        front,
        &repeat("until: done = yes or other = b", "done"),
        &repeat("until: done = yes", "done"),
    );
    of_steps(
        Rule::NeverFilled,
        front,
        &step("a", "kind: wait\nuntil: done = yes"),
        &(step("a", "record: done") + &step("b", "kind: wait\nuntil: done = yes")),
    );
}

#[test]
fn what_is_said_before_it_is_known() {
    let front = "records: {found: What was found}\n";
    let page = step("tell", "kind: page\nwho: lead\nmessage: \"Found {found}\"");
    let find = step("find", "record: found");
    of_steps(Rule::NotYetKnown, front, &(page.clone() + &find), &(find + &page));
    // In a branch that may not be taken it may not be known; in a lane that is waited for it is.
    let decision = step("which", "kind: decision\nanswers: {a: A, b: B}")
        + "#### When a\n\n##### Find {#find}\n\n```step\nrecord: found\n```\n\n";
    let lanes = step("both", "kind: parallel")
        + "#### Lane one\n\n##### Find {#find}\n\n```step\nrecord: found\n```\n\n#### Lane two\n\n##### Look {#look}\n\n";
    of_steps(Rule::NotYetKnown, front, &(decision + &page), &(lanes + &page));
    let optional = step("find", "record: {name: found, optional: true}");
    of_steps(Rule::NotYetKnown, front, &(optional + &page), &step("find", "record: found"));
}

#[test]
fn times_count_from_what_comes_before() {
    let late = step("one", "within: 5m\nfrom: step:two") + &step("two", "role: lead");
    of_steps(Rule::TargetBase, "", &late, &(step("two", "role: lead") + &step("one", "within: 5m\nfrom: step:two")));
}

#[test]
fn somebody_must_be_able_to_approve_and_to_be_reminded() {
    let front = "roles: {lead: Lead, second: Second, many: {name: Many, kind: group}}\n";
    let of = |block: &str| runbook(front, &step("gate", &format!("kind: approval\nwithin: 5m\n{block}")));
    finds(Rule::NoApprover, &of("by: [lead]\nnot_by: [lead]"), &of("by: [lead, second]\nnot_by: [lead]"));
    finds(Rule::NoApprover, &of("by: [lead, second]\nneeds: 3"), &of("by: [lead, many]\nneeds: 3"));
    finds(
        Rule::NoApprover,
        &of("by: [lead, second]\nneeds: each\nnot_by: [lead]"),
        &of("by: [lead, second]\nneeds: each"),
    );
    let bare = runbook(front, &step("gate", "kind: approval"));
    finds(Rule::NoTarget, &bare, &of("by: [lead]"));
    let overdue = |role: &str| runbook(front, &step("a", &format!("within: 5m\non_overdue: {{page: {role}}}")));
    finds(Rule::OverdueToItself, &overdue("lead"), &overdue("many"));
}

#[test]
fn what_is_declared_is_used() {
    let one = step("a", "role: lead");
    let roles = "roles: {lead: Lead, second: Second}\n";
    finds(Rule::UnusedRole, &runbook(roles, &one), &runbook(roles, &step("a", "role: second")));
    of_steps(Rule::UnusedVariable, "records: {found: Found}\n", &one, &step("a", "record: found"));
    let clocks = "clocks: {ico: {name: ICO, within: 72h}}\n";
    let clock = |action: &str| step(action, &format!("kind: clock\nclock: ico\naction: {action}\norganisation: Ours"));
    of_steps(Rule::UnusedClock, clocks, &one, &(clock("start") + &clock("stop")));
    of_steps(Rule::HalfClock, clocks, &clock("start"), &(clock("start") + &clock("stop")));
    of_steps(Rule::HalfClock, clocks, &clock("stop"), &(clock("start") + &clock("stop")));
    of_steps(Rule::WhoseClock, clocks, &clock("start").replace("organisation: Ours\n", ""), &clock("start"));
}

#[test]
fn branches_lead_to_something() {
    let decision = step("which", "kind: decision\nwithin: 5m\nanswers: {a: A, b: B}");
    let with = |text: &str| format!("{decision}#### When a\n\n{text}\n");
    of_steps(Rule::EmptyBranch, "", &with(""), &with("Nothing to do, since it is known."));
    of_steps(Rule::IdleDecision, "", &decision, &with("This."));
}

#[test]
fn words_that_are_not_the_last() {
    let with = |text: &str| format!("{}{text}\n", step("a", "role: lead"));
    of_steps(Rule::Placeholder, "", &with("TODO: say how."), &with("Do all of it."));
    of_steps(Rule::PlaceInText, "inputs: {org: Organisation}\n", &with("Call {org}."), &with("Call {somebody}."));
    let long = format!("### {} {{#a}}\n", "word ".repeat(20).trim());
    of_steps(Rule::LongHeading, "", &long, "### Short {#a}\n");
    let approved = |front: &str, text: &str| {
        read(&file(&format!("{ROLES}{front}"), &with(text)).replace("status: draft", "status: approved"))
    };
    finds(Rule::ApprovedPlaceholder, &approved("", "TBC"), &approved("", "Done."));
    finds(Rule::ToConfirm, &approved("to_confirm: [a number]\n", "Done."), &approved("", "Done."));
    let due = read(&file(ROLES, &with("Do it.")).replace("review_by: 2027-01-31", "review_by: 2026-02-02"));
    finds(Rule::ReviewPassed, &due, &runbook(ROLES, &with("Do it.")));
}

#[test]
fn types_have_their_activities() {
    let of = |front: &str| runbook(&format!("{ROLES}{front}"), "### Do it {#a}\n");
    let right = of("types: [notification]\nactivities: [compose-content]\n");
    finds(Rule::MissingActivity, &of("types: [notification]\n"), &right);
    finds(Rule::UnknownType, &of("types: [cleaning]\n"), &right);
}

/// A runbook with an id that ends so, calling another.
fn calling(own: u8, other: Option<u8>, more: &str) -> Runbook {
    let id = |number: u8| format!("playbook--7c1f5a52-90d4-4e0b-8f35-2a6b0de1c9{number:02x}");
    let body = other.map_or_else(
        || step("end", "role: lead"),
        |other| step("call", &format!("kind: runbook\nuse: {}\n{more}", id(other))),
    );
    let inputs = if more.is_empty() { "" } else { "inputs: {org: Organisation}\n" };
    let text =
        file(&format!("{ROLES}{inputs}"), &body).replace("playbook--7c1f5a52-90d4-4e0b-8f35-2a6b0de1c9f4", &id(own));
    read(&text.replace("runbook: small", &format!("runbook: small-{own}")))
}

fn together(runbooks: &[Runbook]) -> Vec<(usize, Rule)> {
    let all: Vec<&Runbook> = runbooks.iter().collect();
    library(&all).into_iter().map(|(index, finding)| (index, finding.rule)).collect()
}

#[test]
fn circles_through_other_runbooks_are_found_from_each() {
    let circle = [calling(1, Some(2), ""), calling(2, Some(3), ""), calling(3, Some(1), "")];
    assert_eq!(together(&circle), [(0, Rule::RunbookCycle), (1, Rule::RunbookCycle), (2, Rule::RunbookCycle)]);
    let row: Vec<Runbook> = (1..=6).map(|own| calling(own, (own < 6).then_some(own + 1), "")).collect();
    assert_eq!(together(&row), [(0, Rule::RunbookDepth)], "five calls are one too deep");
    assert_eq!(together(&row[1..]), []);
    assert_eq!(together(&row[..1]), [(0, Rule::UnknownRunbook)]);
}

#[test]
fn what_is_handed_over_is_what_is_asked_for() {
    let asking = calling(2, None, "").into_parts();
    let asking = Runbook::new(crate::model::Parts {
        variables: calling(3, Some(9), "pass: [org]").into_parts().variables,
        ..asking
    });
    let asking = asking.unwrap();
    assert_eq!(together(&[calling(1, Some(2), "pass: [org]"), asking.clone()]), []);
    assert_eq!(together(&[calling(1, Some(2), ""), asking.clone()]), [(0, Rule::Handover)]);
    assert_eq!(together(&[calling(1, Some(2), "pass: {org: org, more: org}"), asking.clone()]), [(0, Rule::Handover)]);
    let withdrawn = crate::model::Parts { status: crate::model::Status::Withdrawn, ..asking.into_parts() };
    let withdrawn = Runbook::new(withdrawn).unwrap();
    assert_eq!(together(&[calling(1, Some(2), "pass: [org]"), withdrawn]), [(0, Rule::Withdrawn)]);
    assert_eq!(together(&[calling(1, None, ""), calling(1, None, "")]), [(1, Rule::SameName)]);
}

#[test]
fn errors_come_first() {
    let found = runbook(
        &format!("{ROLES}types: [notification, cleaning]\n"),
        &step("a", "kind: decision\nanswers: {a: A, b: B}"),
    );
    let levels: Vec<Level> = lint(&found).iter().map(|finding| finding.rule.level()).collect();
    assert!(levels.is_sorted() && levels.contains(&Level::Error) && levels.contains(&Level::Warning));
}
