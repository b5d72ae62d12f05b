//! What the CommonMark parser is asked: what may stand in prose, and which items are to be ticked off.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd};

use crate::limits;
use crate::model::{Check, TextProblem};

/// The extensions that are read: tables and task lists, so that they are not taken for something else.
pub(crate) fn parser(text: &str) -> OffsetIter<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS).into_offset_iter()
}

/// The info string of a step's block.
pub(crate) const STEP: &str = "step";

/// Whether a code block is a step's.
pub(crate) fn is_step_block(kind: &CodeBlockKind<'_>) -> bool {
    matches!(kind, CodeBlockKind::Fenced(info) if info.split_whitespace().next() == Some(STEP))
}

/// The first thing in a text that may not be there, and at which byte.
pub(crate) fn problem(text: &str) -> Option<(usize, TextProblem)> {
    if text.len() > limits::TEXT_BYTES {
        return Some((0, TextProblem::Long));
    }
    if text.is_empty() {
        return None;
    }
    if let Some(at) = text.find(|character: char| is_unreadable(character)) {
        return Some((at, TextProblem::Unreadable));
    }
    let starts_blank = text.lines().next().is_none_or(|line| line.trim().is_empty());
    if starts_blank || text.trim_end() != text {
        return Some((0, TextProblem::Untrimmed));
    }
    // What comes after the text must still be a heading: nothing in it may reach past its end.
    let framed = format!("{BEFORE}{text}{AFTER}");
    let inside = BEFORE.len()..BEFORE.len() + text.len();
    let (mut depth, mut ended) = (0_usize, false);
    for (event, range) in parser(&framed) {
        if inside.contains(&range.start)
            && let Some(problem) = of_event(&event, depth)
        {
            return Some((range.start - inside.start, problem));
        }
        match event {
            Event::Start(Tag::Heading { .. }) => {
                ended |= depth == 0 && range.start >= inside.end;
                depth += 1;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (!ended).then_some((last_fence(text), TextProblem::Open))
}

const BEFORE: &str = "# Before\n\n";
const AFTER: &str = "\n\n# After\n";

fn is_unreadable(character: char) -> bool {
    crate::model::is_unreadable(character) && character != '\n' && character != '\t'
}

fn of_event(event: &Event<'_>, depth: usize) -> Option<TextProblem> {
    match event {
        Event::Start(Tag::Heading { level, .. }) if depth == 0 && *level != HeadingLevel::H6 => {
            Some(TextProblem::Heading)
        }
        Event::Start(Tag::CodeBlock(kind)) if is_step_block(kind) => Some(TextProblem::StepBlock),
        Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => Some(TextProblem::Html),
        _ => None,
    }
}

/// Where the code block probably begins that never ends.
fn last_fence(text: &str) -> usize {
    text.rfind("```").or_else(|| text.rfind("~~~")).unwrap_or(0)
}

/// The items to be ticked off.
pub(crate) fn checks(text: &str) -> Vec<Check> {
    let mut checks = Vec::new();
    // One place for each open item: where its words begin, if it is one to be ticked off, and where they end.
    let mut items: Vec<Option<Range<usize>>> = Vec::new();
    for (event, range) in parser(text) {
        match event {
            Event::Start(Tag::Item) => items.push(None),
            Event::TaskListMarker(_) => {
                if let Some(item) = items.last_mut() {
                    *item = Some(range.end..range.end);
                }
            }
            Event::Start(Tag::List(_)) => close(text, &mut items, &mut checks),
            Event::End(TagEnd::Item) => {
                close(text, &mut items, &mut checks);
                items.pop();
            }
            _ => {
                if let Some(Some(item)) = items.last_mut() {
                    item.end = item.end.max(range.end);
                }
            }
        }
    }
    checks
}

/// An item's own words are over: its list of lists begins, or it ends.
fn close(text: &str, items: &mut [Option<Range<usize>>], checks: &mut Vec<Check>) {
    let depth = items.len().saturating_sub(1);
    if let Some(range) = items.last_mut().and_then(Option::take) {
        checks.push(Check { text: text.get(range).unwrap_or_default().trim().to_owned(), depth });
    }
}
