//! A step out of its heading and its block: what all kinds have in common.

use crate::format::branches::{Convert, Head};
use crate::format::fault::FileProblem;
use crate::format::kinds::{self, KINDS};
use crate::format::node::{Node, Value};
use crate::format::outline::Section;
use crate::format::read::{Fields, Reader, deeper};
use crate::format::yaml;
use crate::limits;
use crate::model::{Base, Duration, Escalation, Evidence, List, NotA, Place, Skip, Slug, Standing, Step, Target};
use crate::nearest::nearest;

/// Reads a step. None where something in it is wrong, and then the reader knows what.
pub(super) fn step(
    convert: &mut Convert<'_, '_>,
    section: &Section<'_>,
    inline: Vec<Head>,
    depth: usize,
) -> Option<Step> {
    let reader = &mut *convert.reader;
    let slug = slug(reader, section);
    // A step without a slug is refused; what else is wrong in it is said all the same.
    let place = match &slug {
        Some(slug) => Place::Step(slug.clone(), String::new()),
        None => Place::Front(String::new()),
    };
    if slug.is_some() {
        reader.spots.put(place.clone(), section.spot);
    }
    let title = reader.meant(section.title, section.spot, &place);
    let node = match section.block {
        None => Some(Node { spot: section.spot, value: Value::Map(Vec::new()) }),
        Some(block) => match yaml::tree(block.yaml, block.spot.line + 1) {
            Ok(node) => Some(node),
            Err((spot, said)) => {
                reader.fault(spot, slug.is_some().then(|| place.clone()), FileProblem::Syntax { said });
                None
            }
        },
    };
    let node = node?;
    let mut fields = reader.fields(&node, &place)?;
    let kind_name = kind_name(reader, &mut fields);
    let mut heads = inline;
    heads.extend(convert.below(&mut fields, depth));
    let reader = &mut *convert.reader;
    let role = fields.parsed(reader, "role");
    let target = target(reader, &mut fields);
    let skip = fields.take(reader, "skip").map(|(node, place)| skip(reader, node, &place));
    let evidence = evidence(reader, &mut fields);
    let kind = kind_name.and_then(|name| kinds::kind(reader, name, &mut fields, heads));
    let organisation = if kind_name == Some("invite") { None } else { fields.parsed(reader, "organisation") };
    if kind_name.is_some() {
        fields.end(reader);
    }
    let skip = skip.unwrap_or(Some(Skip::Reason));
    let (slug, title, kind, skip) = (slug?, title?, kind?, skip?);
    Some(Step { slug, title, role, organisation, target, skip, evidence, kind, text: section.prose.clone() })
}

fn slug(reader: &mut Reader, section: &Section<'_>) -> Option<Slug> {
    let Some(slug) = section.slug else {
        let suggestion = suggestion(section.title);
        reader.fault(section.spot, None, FileProblem::NoSlug { suggestion });
        return None;
    };
    reader.meant(slug, section.spot, &Place::Front(String::new()))
}

/// A slug made of a heading, as it would be written.
pub(super) fn suggestion(title: &str) -> String {
    format!("{{#{}}}", slugged(title))
}

/// The words of a heading as a slug.
pub(super) fn slugged(title: &str) -> String {
    let words: Vec<String> = title
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(5)
        .map(str::to_ascii_lowercase)
        .collect();
    let slug: String = words.join("-").chars().take(limits::SLUG).collect();
    let slug = slug.trim_matches('-');
    if slug.parse::<Slug>().is_ok() { slug.to_owned() } else { format!("step-{slug}").trim_matches('-').to_owned() }
}

fn kind_name(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<&'static str> {
    let Some((node, place)) = fields.take(reader, "kind") else {
        return (!fields.has("kind")).then_some("task");
    };
    let text = reader.text(node, &place)?;
    let known = KINDS.iter().find(|kind| **kind == text).copied();
    if known.is_none() {
        let nearest = nearest(text, KINDS.iter().copied());
        let found = text.chars().take(limits::SLUG).collect();
        reader.fault(node.spot, Some(place), FileProblem::StepKind { found, nearest, known: KINDS });
    }
    known
}

/// `within`, and what says more of it.
fn target(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Target> {
    let within: Option<Duration> = fields.parsed(reader, "within");
    let from = fields.take(reader, "from").and_then(|(node, place)| base(reader, node, &place));
    let standing: Option<Standing> = fields.parsed(reader, "standing");
    let on_overdue = escalations(reader, fields, "on_overdue");
    if !fields.has("within") {
        for key in ["from", "standing", "on_overdue"] {
            if fields.has(key) {
                let place = deeper(&fields.place, key);
                reader.fault(
                    reader.spots.find(&place).unwrap_or(fields.spot),
                    Some(place),
                    FileProblem::Without("within"),
                );
            }
        }
    }
    Some(Target {
        within: within?,
        from: from.unwrap_or(Base::Activation),
        standing: standing.unwrap_or(Standing::Default),
        on_overdue: on_overdue?,
    })
}

const BASE: &str = "one of activation, run-start, declared, step:SLUG and clock:SLUG";

fn base(reader: &mut Reader, node: &Node, place: &Place) -> Option<Base> {
    let text = reader.text(node, place)?;
    let read = match text {
        "activation" => Some(Base::Activation),
        "run-start" => Some(Base::RunStart),
        "declared" => Some(Base::Declared),
        _ => match text.split_once(':') {
            Some(("step", slug)) => slug.parse().ok().map(Base::Step),
            Some(("clock", slug)) => slug.parse().ok().map(Base::Clock),
            // As a link says it.
            _ => text.strip_prefix('#').and_then(|slug| slug.parse().ok()).map(Base::Step),
        },
    };
    if read.is_none() {
        let found = text.chars().take(limits::SLUG).collect();
        reader.fault(node.spot, Some(place.clone()), FileProblem::Text { expected: BASE, found });
    }
    read
}

/// `on_overdue`, `on_limit`: who is paged, in one map or a list of them. None where it cannot be read.
pub(super) fn escalations(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Option<List<Escalation, 0, { limits::ESCALATIONS }>> {
    let Some((node, place)) = fields.take(reader, key) else {
        return reader.listed(fields.spot, &fields.place, Vec::new());
    };
    let before = reader.faults.len();
    let levels = reader.one_or_each((node, place.clone()), limits::ITEMS, |reader, node, place| {
        let mut fields = reader.fields(node, place)?;
        let page: Option<Slug> = fields.needed(reader, "page");
        let after = fields.parsed(reader, "after");
        fields.end(reader);
        Some(Escalation { page: page?, after })
    });
    if reader.faults.len() > before {
        return None;
    }
    reader.listed(node.spot, &place, levels)
}

const SKIP: &str = "one of reason, never and approval:ROLE";

fn skip(reader: &mut Reader, node: &Node, place: &Place) -> Option<Skip> {
    let text = reader.text(node, place)?;
    let read = match text {
        "reason" => Some(Skip::Reason),
        "never" => Some(Skip::Never),
        _ => text.strip_prefix("approval:").and_then(|role| role.parse().ok()).map(Skip::Approval),
    };
    if read.is_none() {
        let found = text.chars().take(limits::SLUG).collect();
        reader.fault(node.spot, Some(place.clone()), FileProblem::Text { expected: SKIP, found });
    }
    read
}

fn evidence(reader: &mut Reader, fields: &mut Fields<'_>) -> Vec<Evidence> {
    let Some(found) = fields.take(reader, "evidence") else { return Vec::new() };
    reader.each(found, limits::ITEMS, |reader, node, place| {
        let (name, optional) = item(reader, node, place, "name")?;
        Some(Evidence { name, optional })
    })
}

/// An item that is a text, or a map of a text under a key and `optional`.
pub(super) fn item<T: std::str::FromStr<Err = NotA>>(
    reader: &mut Reader,
    node: &Node,
    place: &Place,
    key: &'static str,
) -> Option<(T, bool)> {
    if !matches!(node.value, Value::Map(_)) {
        return reader.parsed(node, place).map(|value| (value, false));
    }
    let mut fields = reader.fields(node, place)?;
    let value = fields.needed(reader, key);
    let optional = fields.take(reader, "optional").map(|(node, place)| reader.truth(node, &place));
    fields.end(reader);
    Some((value?, optional.unwrap_or(Some(false))?))
}
