//! The webhook payload of Prometheus Alertmanager, version 4, which Grafana Alerting sends as its version 1. Unknown fields are tolerated: newer ones add some.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One notification of a group of alerts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// `"4"`; Grafana's is `"1"`.
    pub version: String,
    /// What identifies the group.
    #[serde(default)]
    pub group_key: String,
    /// The receiver's name in Alertmanager's configuration.
    #[serde(default)]
    pub receiver: String,
    /// Where Alertmanager is.
    #[serde(default, rename = "externalURL")]
    pub external_url: String,
    /// The alerts of the group.
    pub alerts: Vec<Alert>,
    /// How many alerts were left out by `max_alerts`.
    #[serde(default)]
    pub truncated_alerts: u64,
}

/// Whether it is on or over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is on.
    Firing,
    /// It is over.
    Resolved,
}

/// One alert of the group.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// Whether it is on or over.
    pub status: Status,
    /// What identifies it.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// What is said of it.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    /// Since when, RFC 3339.
    #[serde(default)]
    pub starts_at: Option<String>,
    /// What raised it.
    #[serde(default, rename = "generatorURL")]
    pub generator_url: Option<String>,
    /// Where it can be silenced; Grafana only.
    #[serde(default, rename = "silenceURL")]
    pub silence_url: Option<String>,
    /// Where it can be seen; Grafana only.
    #[serde(default, rename = "panelURL")]
    pub panel_url: Option<String>,
    /// The hash of its labels.
    #[serde(default)]
    pub fingerprint: Option<String>,
}
