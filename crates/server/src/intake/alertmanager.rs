//! Prometheus Alertmanager's webhook, version 4: `POST /intake/alertmanager/{key}`. It is answered with success only
//! when everything in it is recorded; Alertmanager sends it again after 5xx, and not every version after 429, so
//! whoever must wait is answered 503. What was already recorded is found by its key.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use ctac_api::alertmanager::{Alert, Status, Webhook};
use ctac_api::problem::{Kind, Problem};
use ctac_domain::alert::Signal;
use ctac_domain::command::{Actor, Command};
use ctac_domain::limits::{DEDUP_KEY, SUMMARY};
use ctac_domain::policy::AlertSeverity;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sha2::{Digest as _, Sha256};

use super::{Fields, known, line, room_for};
use crate::app::App;
use crate::integrations::hex;
use crate::json::{At, parse, read};
use crate::limits;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/intake/alertmanager/{key}", take)
            .says("A notification of Prometheus Alertmanager's webhook, version 4")
            .note("Unknown fields are tolerated. Each alert is one of its own: by its fingerprint.")
            .takes::<Webhook>()
            .answers_nothing(202, "Every alert in it is recorded"),
    ]
}

/// The version of the form that this takes.
const VERSION: &str = "4";

async fn take(State(app): State<App>, At(key): At<String>, request: Request) -> Result<StatusCode, Refused> {
    record(&app, &key, request, VERSION).await.map(|()| StatusCode::ACCEPTED).map_err(to_be_sent_again)
}

/// What is refused for now only is refused so that every Alertmanager sends it again.
pub(super) fn to_be_sent_again(refused: Refused) -> Refused {
    if refused.0.status != 429 {
        return refused;
    }
    let seconds = refused.0.retry_after.unwrap_or(limits::RETRY_BUSY_S);
    Refused(Problem::new(Kind::Unavailable, refused.0.detail).with_retry_after(seconds))
}

/// Records a notification of this form; Grafana has the same with a version of its own.
pub(super) async fn record(app: &App, key: &str, request: Request, version: &str) -> Result<(), Refused> {
    let source = known(app, key)?;
    let body = read(request, limits::WEBHOOK_BODY).await?;
    let webhook: Webhook = parse(&body).map_err(|problem| Refused(*problem))?;
    check(&webhook, version)?;
    room_for(app, source, webhook.alerts.len())?;
    if webhook.truncated_alerts > 0 {
        tracing::warn!(integration = %source, left_out = webhook.truncated_alerts, "Alertmanager left alerts out");
    }
    let actor = Actor::Integration(source);
    // Started in their order, so decided in their order; waiting for many at once, so that they share commits.
    let commands = commands(&webhook);
    let engine = &app.engine;
    let done = commands.into_iter().map(|command| async move { engine.execute(actor, command).await });
    stream::iter(done).buffered(limits::WEBHOOK_AT_ONCE).try_for_each(|_| async { Ok(()) }).await?;
    Ok(())
}

fn check(webhook: &Webhook, version: &str) -> Result<(), Refused> {
    if webhook.version != version {
        let why = format!("this takes version {version:?}, not {:?}", webhook.version);
        return Err(Refused(Problem::new(Kind::InvalidBody, format!("{why}.")).with_field("version", why)));
    }
    if webhook.alerts.len() > limits::WEBHOOK_ALERTS {
        let detail =
            format!("It may have {} alerts at the most: set the receiver's `max_alerts`.", limits::WEBHOOK_ALERTS);
        return Err(Refused::new(Kind::TooLarge, detail));
    }
    Ok(())
}

/// What a notification asks for, alert by alert.
pub(super) fn commands(webhook: &Webhook) -> Vec<Command> {
    webhook.alerts.iter().map(|alert| command(webhook, alert)).collect()
}

fn command(webhook: &Webhook, alert: &Alert) -> Command {
    let dedup_key = dedup_key(webhook, alert);
    match alert.status {
        Status::Firing => Command::RaiseAlert { dedup_key, signal: signal(webhook, alert) },
        Status::Resolved => Command::ResolveAlert { dedup_key },
    }
}

/// The fingerprint; from an Alertmanager that sends none, the group's key with the alert's labels.
fn dedup_key(webhook: &Webhook, alert: &Alert) -> String {
    match alert.fingerprint.as_deref().map(str::trim) {
        Some(fingerprint) if !fingerprint.is_empty() && fingerprint.len() <= DEDUP_KEY => fingerprint.to_owned(),
        _ => {
            let mut hash = Sha256::new();
            hash.update(webhook.group_key.as_bytes());
            for (name, value) in &alert.labels {
                // 0xff stands in no UTF-8 text: it keeps names and values apart.
                hash.update(name.as_bytes());
                hash.update([0xff]);
                hash.update(value.as_bytes());
                hash.update([0xff]);
            }
            hex(&hash.finalize())
        }
    }
}

fn signal(webhook: &Webhook, alert: &Alert) -> Signal {
    let first = |candidates: &[Option<&String>], otherwise: &str| {
        let given = candidates.iter().flatten().map(|text| line(text, SUMMARY)).find(|text| !text.is_empty());
        given.unwrap_or_else(|| otherwise.to_owned())
    };
    let (labels, annotations) = (&alert.labels, &alert.annotations);
    let summary = first(
        &[
            annotations.get("summary"),
            annotations.get("description"),
            annotations.get("message"),
            labels.get("alertname"),
        ],
        "an alert without a name",
    );
    let source = first(&[labels.get("instance"), labels.get("job"), Some(&webhook.receiver)], "Alertmanager");
    let mut fields = Fields::default();
    fields.keep_if("class", labels.get("alertname"));
    fields.keep_if("component", labels.get("job"));
    fields.keep("group", &webhook.group_key);
    for (name, value) in labels {
        fields.keep(&format!("details.{name}"), value);
    }
    for (name, value) in annotations {
        fields.keep(&format!("annotations.{name}"), value);
    }
    for (name, value) in [("silence_url", &alert.silence_url), ("panel_url", &alert.panel_url)] {
        fields.keep_if(name, value.as_ref().filter(|url| !url.is_empty()));
    }
    fields.keep_if("generator_url", alert.generator_url.as_ref());
    fields.keep("client_url", &webhook.external_url);
    let occurred_at = alert.starts_at.as_deref().and_then(|text| text.parse().ok());
    Signal { summary, source, severity: severity(labels.get("severity")), fields: fields.kept, occurred_at }
}

/// The words that people write for severities. What says nothing is an error, as PagerDuty's receiver has it:
/// too loud is better than lost.
pub(super) fn severity(label: Option<&String>) -> AlertSeverity {
    match label.map(|label| label.to_lowercase()).as_deref() {
        Some("critical" | "crit" | "page" | "fatal" | "emergency" | "alert" | "disaster") => AlertSeverity::Critical,
        Some("warning" | "warn" | "minor") => AlertSeverity::Warning,
        Some("info" | "information" | "informational" | "notice" | "none" | "debug") => AlertSeverity::Info,
        _ => AlertSeverity::Error,
    }
}

#[cfg(test)]
mod tests;
