//! Alerts and pages as they are read.

use std::collections::BTreeMap;

use ctac_domain::alert::{AlertStatus, Held};
use ctac_domain::id::{AlertId, IncidentId, IntegrationId, PageId};
use ctac_domain::policy::AlertSeverity;
use ctac_domain::report::Report;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::change_events::ChangeView;
use crate::words::AlertStatusWord;

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: AlertId,
    /// Where it came from.
    #[schema(value_type = uuid::Uuid)]
    pub integration: IntegrationId,
    /// What makes two signals the same alert, while it is open.
    pub dedup_key: String,
    /// One line.
    pub summary: String,
    /// What it is about, such as a host.
    pub source: String,
    /// `info`, `warning`, `error` or `critical`.
    #[schema(value_type = String)]
    pub severity: AlertSeverity,
    /// Further fields by name.
    pub fields: BTreeMap<String, String>,
    /// When it happened, if the source said.
    pub occurred_at: Option<Timestamp>,
    /// Where it stands.
    #[schema(value_type = AlertStatusWord)]
    pub status: AlertStatus,
    /// How many signals it has had.
    pub count: u64,
    /// How severe it has been at the worst.
    #[schema(value_type = String)]
    pub worst: AlertSeverity,
    /// When the first came.
    pub raised_at: Timestamp,
    /// Why it is not paged for, though its route says so; of one that is over, why it was not. `by` says what holds it:
    /// `{by: suppression, suppression}`, `{by: snooze, until, person, page}` or `{by: group, first}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub held: Option<Held>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not_paged: Option<String>,
    /// Whether it comes and goes: then it stays one alert, with one page, until it has been quiet for a quarter of an hour.
    pub flapping: bool,
    /// Open alerts that joined it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub joined: Vec<AlertId>,
    /// The page it raised.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub page: Option<PageId>,
    /// The incident it belongs to.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub incident: Option<IncidentId>,
    /// What was said by whoever raised it by hand: `{reference, threshold, criteria, severity, organisations, by}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub report: Option<Report>,
    /// Whom to call back, as whoever raised it by hand said; only of one alert read by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back: Option<String>,
    /// What the same integration changed within a day before, the latest first; at most ten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ChangeView>,
}

/// Until when an alert is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Snooze {
    /// In the future, and at most 24 hours ahead.
    pub until: Timestamp,
}

/// What came of answering a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Answered {
    /// Which page.
    #[schema(value_type = uuid::Uuid)]
    pub page: PageId,
    /// Of an acknowledgement: whether it was the first. Later ones change nothing.
    pub first: bool,
}

/// A page, for the OpenAPI document; the values are [`crate::room::PageView`].
#[derive(Debug, ToSchema)]
#[schema(as = Page)]
pub struct PageSchema {
    /// Its id.
    pub id: uuid::Uuid,
    /// Why: `{kind: alert, alert, integration}`, `{kind: incident, incident}` or `{kind: exhausted, page}`.
    #[schema(value_type = Object)]
    pub subject: (),
    /// How severe.
    pub severity: crate::words::SeverityWord,
    /// Where it stands: `{is: active}`, `{is: acknowledged, by, how, at}`, `{is: exhausted, at}` or
    /// `{is: cancelled, at}`.
    #[schema(value_type = Object)]
    pub status: (),
    /// Which step is under way, from 0.
    pub step: u32,
    /// Which time through, from 0.
    pub round: u8,
    /// When the next step starts.
    pub escalates_at: Option<Timestamp>,
    /// Who has been told, in which way, and what came of it.
    pub notifications: Vec<NotificationSchema>,
    /// Since when.
    pub raised_at: Timestamp,
}

/// One notification of a page, for the OpenAPI document; the values are [`crate::room::NotificationView`].
#[derive(Debug, ToSchema)]
#[schema(as = Notification)]
pub struct NotificationSchema {
    /// Its id.
    pub id: uuid::Uuid,
    /// To whom.
    pub person: uuid::Uuid,
    /// How.
    pub channel: crate::words::ChannelWord,
    /// When it was or will be sent.
    pub due: Timestamp,
    /// `due`, `claimed`, `sent`, `failed`, `cancelled`.
    pub status: String,
}
