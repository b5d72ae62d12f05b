//! `ctac threshold show`: what must be raised.

use serde_json::Value;

use super::items;
use crate::args::Threshold;
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// Prints the threshold that stands, or an earlier version.
///
/// # Errors
/// The service refused it or cannot be reached; there is no such version.
pub async fn run(threshold: Threshold) -> Result<(), Failure> {
    let Threshold::Show { version, service } = threshold;
    let client = Client::new(&service)?;
    let shown: Value = match version {
        None => client.get("/api/v1/threshold").await?,
        Some(version) => {
            let all = items(&client, "/api/v1/threshold/versions").await?;
            let found = all.into_iter().find(|it| it.get("version").and_then(Value::as_u64) == Some(version));
            found.ok_or_else(|| Failure::Refused(format!("there is no version {version}")))?
        }
    };
    if service.json {
        return out::json(&shown);
    }
    let version = shown.get("version").and_then(Value::as_u64).unwrap_or_default();
    let by = out::text(&shown, "authority");
    out::line(&format!("Version {version}: {by}"))?;
    for criterion in shown.get("criteria").and_then(Value::as_array).into_iter().flatten() {
        let (severity, id, text) =
            (out::text(criterion, "severity"), out::text(criterion, "id"), out::text(criterion, "text"));
        out::line(&format!("{severity}  {id:<14} {text}"))?;
    }
    out::line(out::text(&shown, "guidance"))
}
