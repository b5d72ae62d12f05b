//! CACAO's vocabularies (§3.1.1, §3.1.2): its types, and the activities that each must have.

use crate::lint::{Findings, Rule};
use crate::model::{Place, Runbook};

/// CACAO's types, each with the activities that a playbook of it must have.
const MUST: [(&str, &[&str]); 8] = [
    ("attack", &["step-sequence"]),
    ("detection", &["match-indicator"]),
    ("engagement", &["prepare-engagement", "execute-operation", "analyze-engagement-results"]),
    ("investigation", &["identify-indicators"]),
    ("mitigation", &["eliminate-risk"]),
    ("notification", &["compose-content"]),
    ("prevention", &["configure-systems"]),
    ("remediation", &["restore-capabilities"]),
];

pub(super) fn check(runbook: &Runbook, found: &mut Findings) {
    let at = |key: &str| Place::Front(key.to_owned());
    for kind in &runbook.types {
        let Some((_, activities)) = MUST.iter().find(|(name, _)| *name == kind.as_str()) else {
            let known = MUST.map(|(name, _)| name).join(", ");
            found.add(Rule::UnknownType, at("types"), format!("CACAO knows no type {kind}; there are {known}"));
            continue;
        };
        for activity in
            activities.iter().filter(|activity| !runbook.activities.iter().any(|has| has.as_str() == **activity))
        {
            found.add(
                Rule::MissingActivity,
                at("activities"),
                format!("the type {kind} needs the activity {activity}"),
            );
        }
    }
}
