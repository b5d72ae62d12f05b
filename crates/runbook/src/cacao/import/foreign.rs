//! A playbook by others, as a runbook that people follow.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan, Unit};

use crate::cacao::graph::{circles, continuation, is_end};
use crate::cacao::import::kinds::Maker;
use crate::cacao::import::words::{Unique, line, text, title};
use crate::cacao::import::{Change, Changed, ImportError};
use crate::cacao::wire::{AgentTarget, Playbook, StepType, Variable as Declared};
use crate::model::{
    IdentityId, Line, Name, Origin, Parts, Phase, PlaybookId, Reference, Role, RoleKind, Runbook, Slug, Status, Text,
    Tlp, Token, Value, Variable, VariableType,
};
use crate::tlp::Level;

/// What steps of it need to know.
pub(crate) struct Known {
    /// The role of each agent's id.
    pub(crate) roles: BTreeMap<String, Slug>,
    /// The variable of each name with underscores.
    pub(crate) names: BTreeMap<String, Name>,
    pub(crate) variables: Vec<Variable>,
}

pub(crate) fn runbook(playbook: &Playbook) -> Result<(Runbook, Vec<Change>), ImportError> {
    let mut changes = Vec::new();
    whole(playbook)?;
    let (roles, by_agent) = roles(playbook, &mut changes)?;
    let lead = roles.first().map(|role| role.slug.clone());
    let lead = lead.ok_or(ImportError::Property { path: "/agent_definitions".to_owned(), problem: "no role" })?;
    let (variables, names) = variables(playbook, &mut changes)?;
    let known = Known { roles: by_agent, names, variables };
    let mut maker = Maker::new(playbook, known, &mut changes);
    let first = first(playbook, maker.changes)?;
    let mut phases = vec![Phase {
        title: title("The work", "The work")?,
        text: Text::default(),
        steps: maker.flow(first, &BTreeSet::new(), 0, false)?,
    }];
    phases.extend(maker.exception(playbook.workflow_exception.as_deref())?);
    let variables = maker.into_variables();
    let parts = Parts { roles, lead, variables, phases, ..front(playbook, &mut changes)? };
    Ok((Runbook::new(parts).map_err(ImportError::Runbook)?, changes))
}

/// Every step is of a known type, leads somewhere, and not back.
fn whole(playbook: &Playbook) -> Result<(), ImportError> {
    if playbook.workflow.is_empty() {
        return Err(ImportError::Property { path: "/workflow".to_owned(), problem: "there is no workflow" });
    }
    for (id, step) in &playbook.workflow {
        if step.kind.is_none() {
            return Err(ImportError::UnknownStep { step: id.clone() });
        }
        for edge in crate::cacao::graph::edges(step) {
            if !playbook.workflow.contains_key(edge.to) {
                return Err(ImportError::NoSuchStep { step: id.clone(), to: edge.to.to_owned() });
            }
        }
    }
    match circles(playbook).first() {
        Some((id, _)) => Err(ImportError::Circle((*id).to_owned())),
        None => Ok(()),
    }
}

/// Where the work begins: behind the start, or at what is named instead of one.
fn first<'a>(playbook: &'a Playbook, changes: &mut Vec<Change>) -> Result<&'a str, ImportError> {
    let named = playbook.workflow_start.as_deref().and_then(|id| playbook.workflow.get_key_value(id));
    let only = || playbook.workflow.iter().find(|(_, step)| step.kind == Some(StepType::Start));
    let (id, step) = named.or_else(only).ok_or(ImportError::Property {
        path: "/workflow_start".to_owned(),
        problem: "it names no step that is there",
    })?;
    if step.kind != Some(StepType::Start) || playbook.workflow_start.as_ref() != Some(id) {
        changes.push(Change { path: "/workflow_start".to_owned(), what: Changed::Start(id.clone()) });
    }
    let first = if step.kind == Some(StepType::Start) { continuation(step) } else { Some(id.as_str()) };
    let first = first.filter(|id| !is_end(playbook, id));
    first.ok_or(ImportError::Property { path: "/workflow".to_owned(), problem: "nothing is to be done in it" })
}

fn needed<T>(path: &str, problem: &'static str, value: Option<T>) -> Result<T, ImportError> {
    value.ok_or_else(|| ImportError::Property { path: path.to_owned(), problem })
}

/// The front matter; roles, variables and phases come from elsewhere.
fn front(playbook: &Playbook, changes: &mut Vec<Change>) -> Result<Parts, ImportError> {
    let mut left = |path: &str, what: Changed| changes.push(Change { path: path.to_owned(), what });
    let id: PlaybookId =
        needed("/id", "an id such as playbook--UUID is needed", playbook.id.as_deref().and_then(|id| id.parse().ok()))?;
    let created_by: IdentityId = needed(
        "/created_by",
        "an id such as identity--UUID is needed",
        playbook.created_by.as_deref().and_then(|id| id.parse().ok()),
    )?;
    let instant = |text: &Option<String>| -> Option<Timestamp> {
        text.as_deref()?.parse::<Timestamp>().ok()?.round(Unit::Millisecond).ok()
    };
    let created = needed("/created", "an instant is needed", instant(&playbook.created))?;
    let modified = needed("/modified", "an instant is needed", instant(&playbook.modified))?.max(created);
    let name = playbook.name.as_deref().unwrap_or_default();
    let (purpose, is_same) = text(playbook.description.as_deref().unwrap_or_default());
    if !is_same {
        left("/description", Changed::Left("something in the text"));
    }
    left("/", Changed::Added("the owner is to be named, and it is to be looked at again a year after its version"));
    let review_by = modified.to_zoned(jiff::tz::TimeZone::UTC).date().saturating_add(1.year());
    let bounded = |number: Option<i64>| {
        number.filter(|number| (1..=100).contains(number)).and_then(|number| u8::try_from(number).ok())
    };
    let tokens =
        |words: &[String]| words.iter().filter_map(|word| word.parse().ok()).take(crate::limits::ITEMS).collect();
    vocabulary(playbook, &mut left);
    kept(playbook, &mut left);
    Ok(Parts {
        slug: Unique::default().slug(name, "imported")?,
        id,
        title: title(name, "Imported playbook")?,
        status: if playbook.revoked == Some(true) { Status::Withdrawn } else { Status::Draft },
        owner: needed("/name", "no owner", line("To be named"))?,
        review_by,
        created,
        modified,
        created_by,
        tlp: marking(playbook, &mut left),
        types: tokens(&playbook.playbook_types),
        activities: tokens(&playbook.playbook_activities),
        priority: bounded(playbook.priority),
        severity: bounded(playbook.severity),
        impact: bounded(playbook.impact),
        labels: playbook.labels.iter().filter_map(|label| line(label)).take(crate::limits::ITEMS).collect(),
        sectors: tokens(&playbook.industry_sectors),
        valid_from: instant(&playbook.valid_from),
        valid_until: instant(&playbook.valid_until),
        derived_from: playbook
            .derived_from
            .iter()
            .filter_map(|id| id.parse().ok())
            .take(crate::limits::ITEMS)
            .collect(),
        references: references(playbook),
        triggers: Vec::new(),
        roles: Vec::new(),
        lead: Unique::default().slug("lead", "lead")?,
        variables: Vec::new(),
        clocks: Vec::new(),
        to_confirm: line("Every step: this procedure was made by others").into_iter().collect(),
        retired: Vec::new(),
        purpose,
        phases: Vec::new(),
    })
}

/// Words that are not of the form that vocabularies have.
fn vocabulary(playbook: &Playbook, left: &mut impl FnMut(&str, Changed)) {
    let known = [
        ("/industry_sectors", &playbook.industry_sectors),
        ("/playbook_types", &playbook.playbook_types),
        ("/playbook_activities", &playbook.playbook_activities),
    ];
    for (path, words) in known {
        for (index, _) in words.iter().enumerate().filter(|(_, word)| word.parse::<Token>().is_err()) {
            left(&format!("{path}/{index}"), Changed::Left("a word that is not of the vocabulary's form"));
        }
    }
}

/// What a runbook has no place for.
fn kept(playbook: &Playbook, left: &mut impl FnMut(&str, Changed)) {
    let without = [
        (!playbook.related_to.is_empty(), "/related_to", "what it is related to"),
        (!playbook.authentication_info.is_empty(), "/authentication_info_definitions", "how to sign in"),
        (!playbook.targets.is_empty(), "/target_definitions", "a target"),
        (!playbook.extensions.is_empty(), "/playbook_extensions", "an extension"),
        (!playbook.signatures.is_empty(), "/signatures", "a signature"),
        (!playbook.unknown.is_empty(), "", "an unknown property"),
    ];
    for (_, path, what) in without.into_iter().filter(|(is_there, ..)| *is_there) {
        left(path, Changed::Left(what));
    }
}

/// The strictest of its markings; AMBER where it has none.
fn marking(playbook: &Playbook, left: &mut impl FnMut(&str, Changed)) -> Tlp {
    let of = |id: &String| {
        let declared = playbook.marking_definitions.get(id).and_then(|marking| marking.tlpv2_level.as_deref());
        Level::of_marking(id).or_else(|| declared.and_then(Level::of_label))
    };
    for (index, _) in playbook.markings.iter().enumerate().filter(|(_, id)| of(id).is_none()) {
        left(&format!("/markings/{index}"), Changed::Left("a marking that is not TLP"));
    }
    match playbook.markings.iter().filter_map(of).max() {
        Some(Level::Clear) => Tlp::Clear,
        Some(Level::Green) => Tlp::Green,
        Some(Level::Amber) => Tlp::Amber,
        Some(Level::AmberStrict) => Tlp::AmberStrict,
        Some(Level::Red) => Tlp::Red,
        None => {
            left("/markings", Changed::Added("no TLP marking: it is held as AMBER"));
            Tlp::Amber
        }
    }
}

fn references(playbook: &Playbook) -> Vec<Reference> {
    let of = |text: &Option<String>| text.as_deref().and_then(line);
    let reference = |one: &crate::cacao::ExternalReference| {
        Some(Reference {
            name: of(&one.name)?,
            description: of(&one.description),
            source: of(&one.source),
            url: of(&one.url),
            external_id: of(&one.external_id),
        })
    };
    playbook.external_references.iter().filter_map(reference).take(crate::limits::ITEMS).collect()
}

/// A role for each agent; one to lead, where no agent is a person.
fn roles(playbook: &Playbook, changes: &mut Vec<Change>) -> Result<(Vec<Role>, BTreeMap<String, Slug>), ImportError> {
    let (mut roles, mut by_agent, mut unique) = (Vec::new(), BTreeMap::new(), Unique::default());
    let role = |agent: &AgentTarget, slug: Slug, kind: RoleKind| -> Option<Role> {
        let name = line(agent.name.as_deref().unwrap_or_default()).or_else(|| line(slug.as_str()))?;
        let about = agent.description.as_deref().and_then(line);
        Some(Role { slug, name, kind, about, deputy: None })
    };
    for (id, agent) in &playbook.agents {
        let kind = match agent.kind.as_deref() {
            Some("individual") => RoleKind::Individual,
            Some("group") => RoleKind::Group,
            Some("organization") => RoleKind::Organisation,
            _ => {
                let path = crate::cacao::lint::place("agent_definitions", id);
                changes.push(Change { path, what: Changed::Left("an agent that is not people") });
                continue;
            }
        };
        let slug = unique.slug(agent.name.as_deref().unwrap_or_default(), "role")?;
        by_agent.insert(id.clone(), slug.clone());
        roles.extend(role(agent, slug, kind));
    }
    if roles.is_empty() {
        let slug = unique.slug("lead", "lead")?;
        let lead = AgentTarget { name: Some("Incident lead".to_owned()), ..AgentTarget::default() };
        roles.extend(role(&lead, slug, RoleKind::Individual));
        let what = Changed::Added("no agent is people: the incident lead does every step");
        changes.push(Change { path: "/agent_definitions".to_owned(), what });
    }
    Ok((roles, by_agent))
}

type Variables = (Vec<Variable>, BTreeMap<String, Name>);

fn variables(playbook: &Playbook, changes: &mut Vec<Change>) -> Result<Variables, ImportError> {
    let outputs: BTreeSet<&str> = playbook
        .workflow
        .values()
        .flat_map(|step| &step.out_args)
        .map(|name| name.strip_suffix(":value").unwrap_or(name))
        .collect();
    let (mut variables, mut names, mut unique) = (Vec::new(), BTreeMap::new(), Unique::default());
    let of_steps = playbook.workflow.values().flat_map(|step| &step.variables);
    for (theirs, declared) in playbook.variables.iter().chain(of_steps) {
        if names.contains_key(theirs) {
            continue;
        }
        let name = unique.name(theirs)?;
        if format!("__{name}__") != *theirs {
            let path = crate::cacao::lint::place("playbook_variables", theirs);
            changes.push(Change { path, what: Changed::Renamed(name.to_string()) });
        }
        variables.push(variable(theirs, &name, declared, outputs.contains(theirs.as_str()))?);
        names.insert(theirs.clone(), name);
    }
    Ok((variables, names))
}

fn variable(theirs: &str, name: &Name, declared: &Declared, is_output: bool) -> Result<Variable, ImportError> {
    let kind = match declared.kind.as_deref() {
        Some("bool") => VariableType::Bool,
        Some("integer" | "long") => VariableType::Integer,
        Some("float") => VariableType::Float,
        Some("ipv4-addr") => VariableType::Ipv4Addr,
        Some("ipv6-addr") => VariableType::Ipv6Addr,
        Some("mac-addr") => VariableType::MacAddr,
        Some("md5-hash") => VariableType::Md5Hash,
        Some("sha256-hash") => VariableType::Sha256Hash,
        Some("hash") => VariableType::Hash,
        Some("hexstring") => VariableType::Hexstring,
        Some("uri") => VariableType::Uri,
        Some("uuid") => VariableType::Uuid,
        _ => VariableType::String(None),
    };
    let value = declared.value.as_ref().and_then(|value| value.as_str()).filter(|value| !value.is_empty());
    let value =
        value.and_then(|value| Value::try_from(value.to_owned()).ok()).filter(|value| kind.check(value).is_ok());
    let label: Option<Line> = declared.description.as_deref().and_then(line).or_else(|| line(theirs));
    let label = needed(theirs, "a variable without a name", label)?;
    let origin = match (is_output, declared.constant, declared.external, value) {
        (false, Some(true), _, Some(value)) => Origin::Constant(value),
        (false, _, Some(true), value) => Origin::Input(value),
        (_, _, _, value) => Origin::Record(value),
    };
    Ok(Variable { name: name.clone(), label, kind, origin })
}
