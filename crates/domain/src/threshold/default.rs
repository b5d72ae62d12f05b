//! The set that a cell begins with: a proposal, for its members to agree or change.

use super::{Criterion, Threshold};
use crate::incident::Severity;

/// From the severity proposal of the cell's design: the worst axis decides, and doubt is raised.
const CRITERIA: [(&str, &str, Severity); 9] = [
    ("ransomware", "Ransomware, or files being encrypted or deleted in bulk, seen on any host", Severity::S1),
    ("spread", "Two or more organisations affected, or a supplier that several of them depend on", Severity::S1),
    ("clinical", "A clinical system down, or unsafe to rely on, because of a suspected attack", Severity::S1),
    (
        "privileged",
        "A privileged identity (domain, cloud or backup administrator) taken over, or believed to be",
        Severity::S2,
    ),
    ("intruder", "Somebody is working inside a network by hand, or has a way back in", Severity::S2),
    ("data", "Loss or theft of personal or clinical data suspected", Severity::S2),
    (
        "essential",
        "An essential service degraded by a suspected attack, and the workaround will not hold for 24 hours",
        Severity::S2,
    ),
    (
        "exposed",
        "A vulnerability that is being exploited applies to a member, and cannot be patched or isolated in 48 hours",
        Severity::S3,
    ),
    ("doubt", "None of these for certain, and it should not wait for the morning", Severity::S3),
];

const GUIDANCE: &str = "Raise as soon as one of these is met or you believe it is. Do not wait for proof, and do not wait \
    for another organisation to raise it first. The severity is that of the worst one met; whoever leads may lower it later, \
    with a reason. Say who is affected and give a number at which somebody who knows more can be called back. Do not write \
    patients' names or numbers. If you hear nothing within ten minutes, raise it again and ring the number you have for the \
    cell.";

impl Threshold {
    /// See the module.
    #[must_use]
    pub fn default_set() -> Self {
        let criterion = |(id, text, severity): (&str, &str, Severity)| Criterion {
            id: id.to_owned(),
            text: text.to_owned(),
            severity,
        };
        Self {
            version: 0,
            criteria: CRITERIA.into_iter().map(criterion).collect(),
            guidance: GUIDANCE.to_owned(),
            policy: None,
            agreed: Vec::new(),
            authority: "The service's default, to be agreed by the cell's members".to_owned(),
        }
    }
}
