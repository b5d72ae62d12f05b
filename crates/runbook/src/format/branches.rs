//! Steps with their branches, whether these stand under them or below.

use std::collections::BTreeMap;

use crate::format::assemble::{no_block, plain};
use crate::format::block;
use crate::format::fault::FileProblem;
use crate::format::node::{Node, Spot};
use crate::format::outline::Section;
use crate::format::read::{Fields, Reader};
use crate::format::steps::{BRANCH, RawGroup, RawStep};
use crate::limits;
use crate::model::{Branch, BranchName, Place, Problem, Slug, Step, Title};
use crate::nearest::nearest;

/// Turns headings into steps, giving each branch that stands below to the step that names it.
pub(super) struct Convert<'r, 'a> {
    pub(super) reader: &'r mut Reader,
    /// The branches that stand below, until they are used.
    named: BTreeMap<Slug, (Spot, Option<Named<'a>>)>,
}

struct Named<'a> {
    title: Title,
    raw: RawGroup<'a>,
}

/// A branch with what leads into it, as its heading or its key says.
pub(super) struct Head {
    pub(super) text: String,
    pub(super) spot: Spot,
    pub(super) branch: Branch,
}

impl<'r, 'a> Convert<'r, 'a> {
    pub(super) fn new(reader: &'r mut Reader, groups: Vec<RawGroup<'a>>) -> Self {
        let mut named = BTreeMap::new();
        for raw in groups {
            let Some((slug, title)) = name(reader, &raw.section) else { continue };
            let spot = raw.section.spot;
            reader.spots.put(Place::Branch(slug.clone()), spot);
            if named.contains_key(&slug) {
                reader.fault(spot, None, FileProblem::Model(Problem::Twice(slug)));
                continue;
            }
            named.insert(slug, (spot, Some(Named { title, raw })));
        }
        Self { reader, named }
    }

    /// Steps of a group, those that cannot be read left out.
    pub(super) fn steps(&mut self, steps: Vec<RawStep<'_>>, depth: usize) -> Vec<Step> {
        steps.into_iter().filter_map(|raw| self.step(raw, depth)).collect()
    }

    fn step(&mut self, raw: RawStep<'_>, depth: usize) -> Option<Step> {
        let RawStep { section, branches } = raw;
        let inline = branches.into_iter().map(|raw| self.inline(raw, depth)).collect();
        block::step(self, &section, inline, depth)
    }

    /// A branch that stands under its step.
    fn inline(&mut self, raw: RawGroup<'_>, depth: usize) -> Head {
        let RawGroup { section, steps } = raw;
        plain(self.reader, &section, "a branch");
        let steps = self.steps(steps, depth + 1);
        let branch = Branch { name: None, text: section.prose, steps };
        Head { text: section.title.to_owned(), spot: section.spot, branch }
    }

    /// The branches that stand below, as `branches` names them.
    pub(super) fn below(&mut self, fields: &mut Fields<'_>, depth: usize) -> Vec<Head> {
        let Some((node, place)) = fields.take(self.reader, "branches") else { return Vec::new() };
        let entries = self.reader.entries(node, &place, limits::ANSWERS);
        let mut heads = Vec::new();
        for (key, value) in entries {
            if let Some(branch) = self.named(value, &place, depth) {
                heads.push(Head { text: key.name.clone(), spot: key.spot, branch });
            }
        }
        heads
    }

    fn named(&mut self, node: &Node, place: &Place, depth: usize) -> Option<Branch> {
        let slug: Slug = self.reader.parsed(node, place)?;
        if depth >= limits::DEPTH {
            self.reader.fault(node.spot, Some(place.clone()), FileProblem::Model(Problem::TooDeep));
            return None;
        }
        let problem = match self.named.get_mut(&slug) {
            Some((_, named)) => match named.take() {
                Some(Named { title, raw }) => {
                    let steps = self.steps(raw.steps, depth + 1);
                    return Some(Branch { name: Some(BranchName { slug, title }), text: raw.section.prose, steps });
                }
                None => FileProblem::BranchUsed(slug),
            },
            None => {
                let nearest = nearest(slug.as_str(), self.named.keys().map(Slug::as_str));
                FileProblem::NoSuchBranch { name: slug, nearest }
            }
        };
        self.reader.fault(node.spot, Some(place.clone()), problem);
        None
    }

    /// Refuses the branches that no step named.
    pub(super) fn end(self) {
        for (slug, (spot, named)) in self.named {
            if named.is_some() {
                self.reader.fault(spot, None, FileProblem::BranchUnused(slug));
            }
        }
    }
}

/// `## Branch: Contain host by host {#contain-by-host}`
fn name(reader: &mut Reader, section: &Section<'_>) -> Option<(Slug, Title)> {
    no_block(reader, section, "a branch");
    let title = section.title.strip_prefix(BRANCH).unwrap_or_default().trim();
    let place = Place::Front(String::new());
    let Some(slug) = section.slug else {
        reader.fault(section.spot, None, FileProblem::NoSlug { suggestion: block::suggestion(title) });
        return None;
    };
    let slug = reader.meant(slug, section.spot, &place);
    let title = reader.meant(title, section.spot, &place);
    Some((slug?, title?))
}
