//! The runbook out of its file.

use crate::format::branches::Convert;
use crate::format::fault::{FileFault, FileProblem, Warning};
use crate::format::node::Spot;
use crate::format::outline::{File, Section};
use crate::format::read::Reader;
use crate::format::steps::{RawGroup, Tree, tree};
use crate::format::{Parsed, front, outline, yaml};
use crate::limits;
use crate::model::{Parts, Phase, Place, Problem, Runbook, Title};

/// Reads a whole file.
pub(super) fn runbook(text: &str) -> Result<Parsed, Vec<FileFault>> {
    let mut reader = Reader::default();
    let Some(file) = outline::split(&mut reader, text) else { return Err(sorted(reader.faults)) };
    let warnings = comments(&file);
    let Some(parts) = parts(&mut reader, file).filter(|_| reader.faults.is_empty()) else {
        return Err(sorted(reader.faults));
    };
    match Runbook::new(parts) {
        Ok(runbook) => Ok(Parsed { runbook, warnings, spots: reader.spots }),
        Err(faults) => {
            let located = faults.into_iter().map(|fault| FileFault {
                spot: reader.spots.find(&fault.place),
                place: Some(fault.place),
                problem: FileProblem::Model(fault.problem),
            });
            Err(sorted(located.collect()))
        }
    }
}

/// Faults of a runbook that is in no file.
pub(crate) fn unlocated(faults: Vec<crate::model::Fault>) -> Vec<FileFault> {
    let unlocated = |fault: crate::model::Fault| FileFault {
        spot: None,
        place: Some(fault.place),
        problem: FileProblem::Model(fault.problem),
    };
    faults.into_iter().map(unlocated).collect()
}

fn sorted(mut faults: Vec<FileFault>) -> Vec<FileFault> {
    faults.sort_by_key(|fault| fault.spot);
    faults
}

fn parts(reader: &mut Reader, file: File<'_>) -> Option<Parts> {
    let front = match yaml::tree(file.front, 2) {
        Ok(node) => Some(node),
        Err((spot, said)) => {
            reader.fault(spot, None, FileProblem::Syntax { said });
            None
        }
    };
    reader.spots.put(Place::Front(String::new()), Spot { line: 1, column: 1 });
    let front = front.and_then(|node| front::front(reader, &node));
    let headings = tree(reader, file.sections);
    if file.is_cut {
        return None;
    }
    let Tree { title, phases, named } = headings;
    let title = heading(reader, title);
    let mut convert = Convert::new(reader, named);
    let phases: Vec<Phase> =
        phases.into_iter().enumerate().filter_map(|(index, raw)| phase(&mut convert, index, raw)).collect();
    convert.end();
    if phases.is_empty() && reader.faults.is_empty() {
        let spot = Spot { line: 1, column: 1 };
        reader.fault(spot, None, FileProblem::Level("there is no phase; write ## and what it is called"));
    }
    let (mut parts, (title, purpose)) = (front?, title?);
    (parts.title, parts.purpose, parts.phases) = (title, purpose, phases);
    Some(parts)
}

/// The title and what stands under it.
fn heading(reader: &mut Reader, section: Option<Section<'_>>) -> Option<(Title, crate::model::Text)> {
    let Some(section) = section else {
        let spot = Spot { line: 1, column: 1 };
        reader.fault(
            spot,
            None,
            FileProblem::Level("there is no title; write # and the runbook's title after the front matter"),
        );
        return None;
    };
    plain(reader, &section, "the title");
    reader.spots.put(Place::Front("title".to_owned()), section.spot);
    let title = reader.meant(section.title, section.spot, &Place::Front("title".to_owned()))?;
    Some((title, section.prose))
}

/// A heading that is no step has no block, and no slug either where it needs none.
pub(super) fn plain(reader: &mut Reader, section: &Section<'_>, what: &'static str) {
    if let Some(slug) = section.slug {
        let slug = slug.chars().take(limits::SLUG).collect();
        reader.fault(section.spot, None, FileProblem::SlugHere(slug));
    }
    no_block(reader, section, what);
}

pub(super) fn no_block(reader: &mut Reader, section: &Section<'_>, what: &'static str) {
    if let Some(block) = section.block {
        let said = match what {
            "a branch" => "a branch has no step block; its steps do",
            _ => "only a step has a step block",
        };
        reader.fault(block.spot, None, FileProblem::Stray(said));
    }
}

fn phase(convert: &mut Convert<'_, '_>, index: usize, raw: RawGroup<'_>) -> Option<Phase> {
    let RawGroup { section, steps } = raw;
    let place = Place::Phase(index);
    convert.reader.spots.put(place.clone(), section.spot);
    plain(convert.reader, &section, "a phase");
    if index == limits::PHASES {
        let wrong = crate::model::WrongLength { found: index + 1, min: 1, max: limits::PHASES };
        convert.reader.fault(section.spot, None, FileProblem::Model(Problem::Length(wrong)));
    }
    let title = convert.reader.meant(section.title, section.spot, &place);
    let steps = convert.steps(steps, 0);
    Some(Phase { title: title?, text: section.prose, steps })
}

/// What stands in the YAML and is not kept.
fn comments(file: &File<'_>) -> Vec<Warning> {
    let said = "comments in YAML are not kept by fmt; write it as text under the heading";
    let front = yaml::comments(file.front, 2);
    let blocks = file.sections.iter().filter_map(|section| section.block);
    let spots = front.into_iter().chain(blocks.flat_map(|block| yaml::comments(block.yaml, block.spot.line + 1)));
    spots.take(limits::FAULTS).map(|spot| Warning { spot, said }).collect()
}
