//! Which runbooks are proposed for an incident: those whose triggers fit it. A question to the state that changes nothing.

use ctac_runbook::model::{Facts, Occasion, PlaybookId, Severity as Least, Trigger};

use crate::id::IncidentId;
use crate::incident::{Incident, IncidentStatus, Severity};
use crate::limits;
use crate::state::State;

/// A runbook that fits an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Which.
    pub runbook: PlaybookId,
    /// What fits, in words: "at least S2; says ransomware".
    pub why: String,
}

/// The runbooks in force whose triggers fit an incident that is not over, and that are not worked in it yet, at most
/// [`limits::PROPOSALS`]. What is taken as an incident's words is its title. One without a category fits no trigger that
/// wants one.
#[must_use]
pub fn proposals(state: &State, incident: IncidentId) -> Vec<Proposal> {
    let Some(incident) = state.incidents.get(&incident).filter(|it| is_worked(it)) else { return Vec::new() };
    let begun = |id: PlaybookId| state.runs.values().any(|run| run.incident == incident.id && run.runbook == id);
    let shelves = state.library.values().filter(|shelf| !begun(shelf.id));
    let proposal = |shelf: &std::sync::Arc<crate::library::Shelf>| {
        let triggers = &shelf.current()?.runbook.triggers;
        let why = triggers.iter().find_map(|trigger| fits(trigger, incident))?;
        Some(Proposal { runbook: shelf.id, why })
    };
    shelves.filter_map(proposal).take(limits::PROPOSALS).collect()
}

const fn is_worked(incident: &Incident) -> bool {
    !matches!(incident.status, IncidentStatus::StoodDown | IncidentStatus::Closed)
}

/// Why a trigger fits, if it does.
fn fits(trigger: &Trigger, incident: &Incident) -> Option<String> {
    let changes = ["incident.severity_changed", "incident.category_changed"];
    let changed = incident.entries.iter().any(|entry| changes.contains(&entry.kind.as_str()));
    let occasions = [Some(Occasion::Declared), changed.then_some(Occasion::Changed)];
    let words = [incident.title.as_str()];
    let (severity, category) = (least(incident.severity), incident.category.map(|it| it.level.number()));
    let of = |occasion: Occasion| Facts { occasion, severity, category, words: &words };
    let occasion = occasions.into_iter().flatten().find(|occasion| trigger.matches(&of(*occasion)))?;
    let mut why = vec![match occasion {
        Occasion::Declared => "declared".to_owned(),
        Occasion::Changed => "its severity or its category changed".to_owned(),
    }];
    why.extend(trigger.severity.map(|least| format!("at least {least}")));
    why.extend(trigger.category.map(|least| format!("at least category {least}")));
    if !trigger.words.is_empty() {
        let words: Vec<&str> = trigger.words.iter().map(|word| word.as_str()).collect();
        why.push(format!("says {}", words.join(" or ")));
    }
    if trigger.pattern.is_some() {
        why.push("its title fits a pattern".to_owned());
    }
    Some(why.join("; "))
}

const fn least(severity: Severity) -> Least {
    match severity {
        Severity::S1 => Least::S1,
        Severity::S2 => Least::S2,
        Severity::S3 => Least::S3,
        Severity::S4 => Least::S4,
    }
}
