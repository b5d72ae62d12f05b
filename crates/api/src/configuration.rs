//! Escalation policies and integrations: what is edited with `ETag` and `If-Match`.

use std::fmt;

use ctac_domain::alert::Signal;
use ctac_domain::handling::Grouping;
use ctac_domain::id::{IntegrationId, OrganisationId, PolicyId};
use ctac_domain::mapping::Mapping;
use ctac_domain::policy::{IntegrationKind, Route, RoutingRule, Step};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::IntegrationKindWord;

/// An escalation policy as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavePolicy {
    /// Its name; at most 200 characters.
    pub name: String,
    /// Its steps, in order: `{targets, wait_s, severities?, hours?, in_turn?}`. A target is `{kind: person, person}`,
    /// `{kind: rota, rota}`, `{kind: deputy, rota}` (of that rota), `{kind: team, team}`, `{kind: role, role}` or
    /// `{kind: leads}` (of the organisations that are affected). `severities` are those the step is for, such as
    /// `["S1", "S2"]`; `hours` are `{time_zone, windows: [{days?, from, to}], outside?, not_on_holidays?}` (bank holidays of
    /// England and Wales are then outside them); with `in_turn` each page asks
    /// the next of the targets, not all.
    #[schema(value_type = Vec<Object>)]
    pub steps: Vec<Step>,
    /// How often the whole is gone through again.
    #[serde(default)]
    pub repeats: u8,
}

/// An escalation policy as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: PolicyId,
    /// Its name.
    pub name: String,
    /// Its steps, in order.
    #[schema(value_type = Vec<Object>)]
    pub steps: Vec<Step>,
    /// How often the whole is gone through again.
    pub repeats: u8,
    /// From 1, one more with each edit; also the `ETag`.
    pub version: u64,
}

/// An integration as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveIntegration {
    /// Its name; at most 200 characters.
    pub name: String,
    /// Whose it is.
    #[schema(value_type = uuid::Uuid)]
    pub organisation: OrganisationId,
    /// What it speaks.
    #[schema(value_type = IntegrationKindWord)]
    pub kind: IntegrationKind,
    /// Routing rules, in order, the first that applies decides: `{when: {severity_at_least, fields}, then: {do, …}}`.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub rules: Vec<RoutingRule>,
    /// When none applies: `{do: record}`, `{do: page, policy, severity}` or `{do: declare, policy, severity, marking}`.
    #[schema(value_type = Object)]
    pub otherwise: Route,
    /// How later alerts join an earlier one instead of paging by themselves: `{by: [field, …], window_s}`.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub group: Option<Grouping>,
    /// How JSON is read at `/intake/json/{key}` and the data of CloudEvents: for each of `summary`, `source`, `dedup_key`,
    /// `severity` and `fields` a template with JSON Pointers, such as `{/check} on {/host}`; `severities`, the sender's
    /// own words; `over: {of, is}`, when it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub mapping: Option<Mapping>,
    /// False: its key is refused.
    #[serde(default = "yes")]
    pub active: bool,
    /// True in an edit: the old key stops working, and the answer shows a new one.
    #[serde(default)]
    pub new_key: bool,
}

const fn yes() -> bool {
    true
}

/// An integration as it is. Its key is shown when it is made, and never again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IntegrationView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: IntegrationId,
    /// Its name.
    pub name: String,
    /// Whose it is.
    #[schema(value_type = uuid::Uuid)]
    pub organisation: OrganisationId,
    /// What it speaks.
    #[schema(value_type = IntegrationKindWord)]
    pub kind: IntegrationKind,
    /// Routing rules, in order.
    #[schema(value_type = Vec<Object>)]
    pub rules: Vec<RoutingRule>,
    /// When none applies.
    #[schema(value_type = Object)]
    pub otherwise: Route,
    /// How later alerts join an earlier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub group: Option<Grouping>,
    /// How JSON is read at `/intake/json/{key}` and the data of CloudEvents: for each of `summary`, `source`, `dedup_key`,
    /// `severity` and `fields` a template with JSON Pointers, such as `{/check} on {/host}`; `severities`, the sender's
    /// own words; `over: {of, is}`, when it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub mapping: Option<Mapping>,
    /// False: its key is refused.
    pub active: bool,
    /// From 1, one more with each edit; also the `ETag`.
    pub version: u64,
    /// The address at which it takes email, for those who make integrations, where the service takes email. A secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The key, once: as `routing_key` of the Events API, or at the end of `/intake/alertmanager/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl fmt::Debug for IntegrationView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntegrationView")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// A sample of what an integration's source sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// As it would be sent: of a CloudEvent its structured form.
    #[schema(value_type = Object)]
    pub sample: serde_json::Value,
    /// A mapping to try in the place of the integration's own.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub mapping: Option<Mapping>,
}

/// What a sample would become.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Tried {
    /// `raise`, `acknowledge` or `resolve`.
    #[serde(rename = "do")]
    pub act: String,
    /// What would make two the same alert.
    pub dedup_key: String,
    /// The alert's signal, of `raise`: `{summary, source, severity, fields, occurred_at}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub signal: Option<Signal>,
    /// Where it would go, of `raise`: `{do: record}`, `{do: page, …}` or `{do: declare, …}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub route: Option<Route>,
}
