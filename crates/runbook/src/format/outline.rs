//! A file as its front matter and its headings, each with the block and the prose under it.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag};

use crate::format::fault::FileProblem;
use crate::format::node::Spot;
use crate::format::read::Reader;
use crate::limits;
use crate::markdown;
use crate::model::Text;

/// What stands between the first two lines `---`, and what comes after.
pub(super) struct File<'a> {
    /// The front matter; its first line is the file's second.
    pub(super) front: &'a str,
    /// The headings, in order.
    pub(super) sections: Vec<Section<'a>>,
    /// Whether some headings were not looked at, since there are too many.
    pub(super) is_cut: bool,
}

/// A heading and what is under it, to the next.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// 1 to 5.
    pub(super) level: u8,
    /// The heading's text, without `#` and slug.
    pub(super) title: &'a str,
    /// What stands in `{#…}`.
    pub(super) slug: Option<&'a str>,
    /// Where the heading begins.
    pub(super) spot: Spot,
    /// The block directly under it.
    pub(super) block: Option<Block<'a>>,
    /// The prose under both.
    pub(super) prose: Text,
}

/// A `step` block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a> {
    /// What is in it.
    pub(super) yaml: &'a str,
    /// Where its first line is, the one with ```` ```step ````.
    pub(super) spot: Spot,
}

/// Lines of a text: where each begins.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// How many lines of the file come before the text.
    before: usize,
}

impl Lines<'_> {
    fn spot(&self, at: usize) -> Spot {
        let index = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let start = self.starts.get(index).copied().unwrap_or(0);
        let column = self.text.get(start..at).map_or(1, |before| before.chars().count() + 1);
        Spot { line: self.before + index + 1, column }
    }
}

/// Something that structures the file.
enum Mark {
    Heading { level: u8, range: Range<usize> },
    Block { range: Range<usize> },
}

impl Mark {
    fn range(&self) -> &Range<usize> {
        match self {
            Self::Heading { range, .. } | Self::Block { range } => range,
        }
    }
}

/// Splits a file. None where there is no front matter: then nothing else can be told.
pub(super) fn split<'a>(reader: &mut Reader, text: &'a str) -> Option<File<'a>> {
    let first = Spot { line: 1, column: 1 };
    let Some(rest) = text.strip_prefix("---\n") else {
        reader.fault(first, None, FileProblem::NoFrontMatter);
        return None;
    };
    let end = if rest.starts_with("---\n") { Some(0) } else { rest.find("\n---\n").map(|at| at + 1) };
    let at_end = rest.strip_suffix("\n---").map(|front| front.len() + 1);
    let Some(end) = end.or(at_end) else {
        reader.fault(first, None, FileProblem::OpenFrontMatter);
        return None;
    };
    let (front, body) = (rest.get(..end)?, rest.get(end..)?);
    let body = body.strip_prefix("---\n").unwrap_or_default();
    let starts = std::iter::once(0).chain(body.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let lines = Lines { text: body, starts, before: front.matches('\n').count() + 2 };
    let (marks, is_cut) = marks(body);
    Some(File { front, sections: sections(reader, &lines, body, &marks), is_cut })
}

/// Every heading of level 1 to 5 and every `step` block that lies in nothing else. After more headings than a runbook
/// could have, no more are looked at.
fn marks(body: &str) -> (Vec<Mark>, bool) {
    const MOST: usize = 4 * (limits::STEPS + limits::PHASES);
    let mut marks = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in markdown::parser(body) {
        match event {
            Event::Start(tag) => {
                let mark = match tag {
                    Tag::Heading { level, .. } if depth == 0 && level != HeadingLevel::H6 => {
                        Some(Mark::Heading { level: number(level), range })
                    }
                    Tag::CodeBlock(kind) if depth == 0 && markdown::is_step_block(&kind) => Some(Mark::Block { range }),
                    _ => None,
                };
                marks.extend(mark);
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if marks.len() > MOST {
            return (marks, true);
        }
    }
    (marks, false)
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn sections<'a>(reader: &mut Reader, lines: &Lines<'a>, body: &'a str, marks: &[Mark]) -> Vec<Section<'a>> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    let before = marks.first().map_or(body.len(), |mark| mark.range().start);
    if let Some(stray) = body.get(..before).filter(|stray| !stray.trim().is_empty()) {
        let at = stray.len() - stray.trim_start().len();
        let said = "there is text before the heading; begin with # and the runbook's title";
        reader.fault(lines.spot(at), None, FileProblem::Stray(said));
    }
    for (index, mark) in marks.iter().enumerate() {
        let start = mark.range().start;
        let next = marks.get(index + 1).map_or(body.len(), |mark| mark.range().start);
        match mark {
            Mark::Heading { level, .. } => {
                let line = body.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
                let section = heading(reader, lines, *level, start, line);
                let under = (start + line.len()).min(next);
                // Where a block follows, the prose is what comes after it.
                let has_block = matches!(marks.get(index + 1), Some(Mark::Block { .. }));
                let prose = prose(reader, lines, body, under..next);
                if has_block && !prose.is_empty() {
                    let said = "there is text between the heading and its step block; put it after the block";
                    reader.fault(section.spot, None, FileProblem::Stray(said));
                }
                sections.push(Section { prose: if has_block { Text::default() } else { prose }, ..section });
            }
            Mark::Block { range } => {
                let follows_heading = index.checked_sub(1).and_then(|before| marks.get(before));
                let follows_heading = matches!(follows_heading, Some(Mark::Heading { .. }));
                let block = block(reader, lines, body, range);
                let prose = prose(reader, lines, body, range.end.min(next)..next);
                let Some(section) = sections.last_mut().filter(|_| follows_heading) else {
                    let said = "a step block belongs directly under a heading, once";
                    reader.fault(lines.spot(start), None, FileProblem::Stray(said));
                    continue;
                };
                section.block = block;
                section.prose = prose;
            }
        }
    }
    sections
}

/// A heading's line: `### Open the incident log {#open-log}`.
fn heading<'a>(reader: &mut Reader, lines: &Lines<'a>, level: u8, start: usize, line: &'a str) -> Section<'a> {
    let spot = lines.spot(start);
    let marks = "#".repeat(level.into());
    let title = match line.trim_start().strip_prefix(&marks) {
        Some(rest) => rest.trim(),
        None => {
            reader.fault(spot, None, FileProblem::Underlined);
            ""
        }
    };
    // CommonMark: signs at the end, after a space, close the heading.
    let closed = title.trim_end_matches('#');
    let title = if closed.is_empty() || closed.ends_with([' ', '\t']) { closed.trim_end() } else { title };
    let slug = title.strip_suffix('}').and_then(|open| open.rsplit_once("{#"));
    let (title, slug) = slug.map_or((title, None), |(title, slug)| (title.trim_end(), Some(slug)));
    Section { level, title, slug, spot, block: None, prose: Text::default() }
}

fn block<'a>(reader: &mut Reader, lines: &Lines<'a>, body: &'a str, range: &Range<usize>) -> Option<Block<'a>> {
    let spot = lines.spot(range.start);
    let whole = body.get(range.clone())?;
    let (first, rest) = whole.split_once('\n').unwrap_or((whole, ""));
    let fence: usize = first.chars().take_while(|sign| *sign == '`' || *sign == '~').count();
    let rest = rest.strip_suffix('\n').unwrap_or(rest);
    let (yaml, last) = rest.rsplit_once('\n').unwrap_or(("", rest));
    let closes = last.trim().len() >= fence && last.trim().bytes().all(|sign| Some(&sign) == first.as_bytes().first());
    if !closes {
        let said = "the step block is not closed; end it with ``` on a line of its own";
        reader.fault(spot, None, FileProblem::Stray(said));
        return None;
    }
    if spot.column != 1 {
        reader.fault(spot, None, FileProblem::Stray("begin the step block in the first column"));
        return None;
    }
    Some(Block { yaml, spot })
}

/// Prose without the blank lines around it.
fn prose(reader: &mut Reader, lines: &Lines<'_>, body: &str, range: Range<usize>) -> Text {
    let Some(whole) = body.get(range.clone()) else { return Text::default() };
    let text = whole.trim_end();
    let mut at = 0;
    while let Some((line, _)) =
        text.get(at..).and_then(|rest| rest.split_once('\n')).filter(|(line, _)| line.trim().is_empty())
    {
        at += line.len() + 1;
    }
    let text = text.get(at..).unwrap_or_default();
    if let Some((inside, problem)) = markdown::problem(text) {
        reader.fault(lines.spot(range.start + at + inside), None, FileProblem::Prose(problem));
        return Text::default();
    }
    Text::new(text).unwrap_or_default()
}
