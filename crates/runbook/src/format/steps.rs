//! Headings put into each other: phases with steps, steps with branches, branches with steps.

use crate::format::fault::FileProblem;
use crate::format::outline::Section;
use crate::format::read::Reader;
use crate::limits;

/// What begins the heading of a branch that stands below.
pub(super) const BRANCH: &str = "Branch:";

/// The headings of a file.
#[derive(Default)]
pub(super) struct Tree<'a> {
    pub(super) title: Option<Section<'a>>,
    pub(super) phases: Vec<RawGroup<'a>>,
    /// The branches with a heading of their own.
    pub(super) named: Vec<RawGroup<'a>>,
}

/// A heading with steps under it: a phase, or a branch.
pub(super) struct RawGroup<'a> {
    pub(super) section: Section<'a>,
    pub(super) steps: Vec<RawStep<'a>>,
}

/// A step's heading, and its branches that stand under it.
pub(super) struct RawStep<'a> {
    pub(super) section: Section<'a>,
    pub(super) branches: Vec<RawGroup<'a>>,
}

/// Puts headings into each other.
pub(super) fn tree<'a>(reader: &mut Reader, sections: Vec<Section<'a>>) -> Tree<'a> {
    let mut tree = Tree::default();
    let mut is_named = false;
    let mut count = 0;
    for section in sections {
        let spot = section.spot;
        if matches!(section.level, 3 | 5) {
            count += 1;
            if count > limits::STEPS {
                reader.fault(spot, None, FileProblem::Steps);
                break;
            }
        }
        match section.level {
            1 if tree.title.is_none() && tree.phases.is_empty() && tree.named.is_empty() => tree.title = Some(section),
            1 => {
                reader.fault(
                    spot,
                    None,
                    FileProblem::Level("one # heading, the runbook's title, at the top; use ## for a phase"),
                );
            }
            2 => {
                is_named = section.title.starts_with(BRANCH);
                let groups = if is_named { &mut tree.named } else { &mut tree.phases };
                groups.push(RawGroup { section, steps: Vec::new() });
            }
            _ => {
                let groups = if is_named { &mut tree.named } else { &mut tree.phases };
                if let Some(said) = below(groups.last_mut(), section) {
                    reader.fault(spot, None, FileProblem::Level(said));
                }
            }
        }
    }
    tree
}

/// Puts a heading of level 3 to 5 where it belongs, or says what is missing above it.
fn below<'a>(group: Option<&mut RawGroup<'a>>, section: Section<'a>) -> Option<&'static str> {
    let Some(group) = group else { return Some("put a phase before it: ## and what the phase is called") };
    if section.level == 3 {
        group.steps.push(RawStep { section, branches: Vec::new() });
        return None;
    }
    let Some(step) = group.steps.last_mut() else {
        return Some("a #### heading is a branch of a step: ### comes before it");
    };
    if section.level == 4 {
        step.branches.push(RawGroup { section, steps: Vec::new() });
        return None;
    }
    let Some(branch) = step.branches.last_mut() else {
        return Some("a ##### heading is a step in a branch: #### and what leads into it comes before it");
    };
    branch.steps.push(RawStep { section, branches: Vec::new() });
    None
}
