//! Escalation policies, integrations and routing rules: what becomes of an alert, and who hears of it in which order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::alert::Signal;
use crate::handling::Handling;
use crate::id::{IntegrationId, OrganisationId, PolicyId, RotaId};
use crate::incident::Severity;
use crate::marking::Marking;

mod step;

pub use step::{Hours, Skip, Step, Target};

/// An escalation policy. A page keeps the policy it was raised with: a later edit does not change a page under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// Its name.
    pub name: String,
    /// Its steps, in order; at least one.
    pub steps: Vec<Step>,
    /// How often the whole is gone through again after the first time.
    pub repeats: u8,
    /// From 1, one more with each edit: the `ETag`.
    pub version: u64,
}

impl Policy {
    /// How long it takes until nobody is left to ask, when everybody can be reached and nobody answers, in seconds.
    #[must_use]
    pub fn length_s(&self) -> i64 {
        let once: i64 = self.steps.iter().map(|step| i64::from(step.wait_s)).sum();
        once.saturating_mul(i64::from(self.repeats) + 1)
    }
}

/// How severe a source says its alert is (the words of the PagerDuty Events API v2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertSeverity {
    /// For information.
    Info,
    /// A warning.
    Warning,
    /// An error; the default of most sources.
    Error,
    /// Critical.
    Critical,
}

/// When a rule applies: every condition holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// The alert's severity is at least this.
    pub severity_at_least: Option<AlertSeverity>,
    /// Each named field of the alert (`source`, `component`, `group`, `class`, or `details.NAME`) has this value.
    /// A `*` at the end matches any rest.
    pub fields: BTreeMap<String, String>,
}

impl Condition {
    /// Whether it holds of a signal.
    #[must_use]
    pub fn holds(&self, signal: &Signal) -> bool {
        let field = |name: &str| signal.field(name);
        self.severity_at_least.is_none_or(|least| signal.severity >= least)
            && self.fields.iter().all(|(name, pattern)| field(name).is_some_and(|value| matches(pattern, value)))
    }
}

fn matches(pattern: &str, value: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => value.starts_with(start),
        None => value == pattern,
    }
}

/// What becomes of an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Route {
    /// Recorded; nobody is woken.
    Record,
    /// Somebody is paged.
    Page {
        /// By which policy.
        policy: PolicyId,
        /// How severe the page is.
        severity: Severity,
    },
    /// An incident is declared, and somebody is paged for it.
    Declare {
        /// By which policy.
        policy: PolicyId,
        /// How severe the incident is.
        severity: Severity,
        /// How it is marked.
        marking: Marking,
    },
}

/// One routing rule; the first whose condition holds decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingRule {
    /// When.
    #[serde(default)]
    pub when: Condition,
    /// Then what.
    pub then: Route,
}

/// What protocol an integration speaks; any key works at any intake, this is for its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntegrationKind {
    /// PagerDuty Events API v2.
    EventsV2,
    /// Prometheus Alertmanager's webhook, version 4.
    Alertmanager,
    /// Grafana Alerting's webhook, version 1.
    Grafana,
    /// CloudEvents 1.0 over HTTP.
    #[serde(rename = "cloudevents")]
    CloudEvents,
    /// JSON, read by the integration's own mapping.
    Json,
    /// Email.
    Email,
    /// People and other organisations' security operations, by hand.
    ByHand,
}

/// SHA-256 of an integration's key, in hex. The key has 128 random bits, so its hash may stand in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyHash(pub String);

impl KeyHash {
    /// What a key hashes to.
    #[must_use]
    pub fn of(key: &str) -> Self {
        use std::fmt::Write as _;
        let digest = Sha256::digest(key.as_bytes());
        Self(digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _written = write!(hex, "{byte:02x}");
            hex
        }))
    }
}

/// A source of alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integration {
    /// Its id.
    pub id: IntegrationId,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What it speaks.
    pub kind: IntegrationKind,
    /// What its key hashes to.
    pub key: KeyHash,
    /// In order; the first that applies decides.
    pub rules: Vec<RoutingRule>,
    /// When none applies.
    pub otherwise: Route,
    /// What else becomes of its alerts.
    #[serde(default, skip_serializing_if = "Handling::is_nothing")]
    pub handling: Handling,
    /// False: its key is refused.
    pub active: bool,
    /// From 1, one more with each edit: the `ETag`.
    pub version: u64,
}

impl Integration {
    /// Where a signal goes: as the first rule says whose condition holds.
    #[must_use]
    pub fn route_of(&self, signal: &Signal) -> &Route {
        let rule = self.rules.iter().find(|rule| rule.when.holds(signal));
        rule.map_or(&self.otherwise, |rule| &rule.then)
    }
}

/// What whoever is on call in a rota is there for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// Answers first.
    Responder,
    /// Leads.
    Lead,
    /// Something else.
    #[default]
    Other,
}

impl Duty {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_other(&self) -> bool {
        *self == Self::Other
    }
}

/// A rota as the cell keeps it. Its members are ids of people, written as text, and of teams, as `team/ID`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellRota {
    /// Its id.
    pub id: RotaId,
    /// Its name.
    pub name: String,
    /// Who is on when.
    pub rota: ctac_rota::Rota,
    /// What they are on call for.
    #[serde(default, skip_serializing_if = "Duty::is_other")]
    pub duty: Duty,
    /// The rota that stands in where this one has nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<RotaId>,
    /// From 1, one more with each edit: the `ETag`.
    pub version: u64,
}
