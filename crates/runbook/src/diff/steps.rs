//! The steps of two versions, by their slugs.

use std::collections::BTreeMap;

use crate::diff::order::stayed;
use crate::diff::{Change, keys};
use crate::format::lines;
use crate::model::{Runbook, Slug, Step, Visit};

/// A step with where it stands, in words and exactly.
struct Found<'a> {
    step: &'a Step,
    at: String,
    /// The slugs of the steps whose branches it lies in, with the branches' headings.
    path: Vec<(&'a Slug, String)>,
}

fn all<'a>(visits: &'a [Visit<'a>]) -> Vec<Found<'a>> {
    visits
        .iter()
        .map(|visit| {
            let mut at = visit.phase.title.to_string();
            for (step, head, _) in &visit.path {
                at.push_str(&format!(" › {} › {head}", step.title));
            }
            let path = visit.path.iter().map(|(step, head, _)| (&step.slug, head.clone())).collect();
            Found { step: visit.step, at, path }
        })
        .collect()
}

pub(super) fn diff(older: &Runbook, newer: &Runbook) -> Vec<Change> {
    let (old_visits, new_visits) = (older.steps(), newer.steps());
    let (old, new) = (all(&old_visits), all(&new_visits));
    let places: BTreeMap<&Slug, usize> =
        old.iter().enumerate().map(|(place, found)| (&found.step.slug, place)).collect();
    let before = |found: &Found<'_>| places.get(&found.step.slug).and_then(|place| old.get(*place));
    let is_elsewhere = |before: &Found<'_>, found: &Found<'_>| {
        before.path != found.path || phase(older, before) != phase(newer, found)
    };
    // What stands elsewhere has moved already; the order is that of those that stand where they stood.
    let same = new.iter().filter(|found| before(found).is_some_and(|before| !is_elsewhere(before, found)));
    let kept: Vec<usize> = same.filter_map(|found| places.get(&found.step.slug).copied()).collect();
    let mut stayed = stayed(&kept).into_iter();
    let mut changes = Vec::new();
    for found in &new {
        let (slug, title) = (found.step.slug.clone(), found.step.title.to_string());
        let Some(before) = before(found) else {
            changes.push(Change::Added { slug, title, at: found.at.clone() });
            continue;
        };
        if is_elsewhere(before, found) || !stayed.next().unwrap_or(true) {
            let (from, to) = (before.at.clone(), found.at.clone());
            changes.push(Change::Moved { slug: slug.clone(), title: title.clone(), from, to });
        }
        let changed = keys(&written(before.step), &written(found.step)).into_iter();
        changes.extend(changed.map(|key| Change::Changed { slug: slug.clone(), title: title.clone(), key }));
    }
    let names: BTreeMap<&Slug, ()> = new.iter().map(|found| (&found.step.slug, ())).collect();
    for found in old.iter().filter(|found| !names.contains_key(&found.step.slug)) {
        let (slug, title) = (found.step.slug.clone(), found.step.title.to_string());
        let retired = newer.retired.contains(&slug);
        changes.push(Change::Removed { slug, title, at: found.at.clone(), retired });
    }
    changes
}

/// The phase of a step that lies in no branch: a branch's steps go where their step goes.
fn phase<'a>(runbook: &'a Runbook, found: &Found<'_>) -> Option<&'a str> {
    let holds = |steps: &[Step]| steps.iter().any(|step| step.slug == found.step.slug);
    runbook.phases.iter().find(|phase| holds(&phase.steps)).map(|phase| phase.title.as_str())
}

/// A step as keys with what is behind them: its block, its heading, its prose and that of its branches.
fn written(step: &Step) -> Vec<(String, String)> {
    let mut keys = vec![("heading".to_owned(), step.title.to_string())];
    keys.extend(lines::step(step));
    keys.push(("text".to_owned(), step.text.as_str().to_owned()));
    for (head, branch) in step.kind.branches() {
        let title = branch.name.as_ref().map(|name| format!("{} ", name.title)).unwrap_or_default();
        // A branch with nothing said in it is there all the same.
        keys.push((format!("branch {head}"), format!("{title}{}", branch.text.as_str()).trim().to_owned()));
    }
    keys
}
