//! `ctac runbook push|list|approve`: the library of a service.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{FILES, bytes};
use crate::args::{PushRunbooks, Service};
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// Saves each file that is new there. A file that is refused is said and passed over; exit code 1 then.
pub(super) async fn push(push: PushRunbooks) -> Result<(), Failure> {
    let client = Client::new(&push.service)?;
    let mut refused = 0_usize;
    for file in files(&push.files)? {
        let name = file.display().to_string();
        let is_playbook = file.extension().is_some_and(|it| it == "json");
        let kind = if is_playbook { "application/json" } else { "text/markdown" };
        match client.post_text("/api/v1/runbooks", kind, bytes(&file)?).await {
            Ok(saved) if push.service.json => out::json(&saved)?,
            Ok(saved) => {
                let is_new = saved.get("new") == Some(&Value::Bool(true));
                let what = if is_new { "saved as a draft" } else { "is there already" };
                out::line(&format!("{name}: {what}, {}", out::text(&saved, "version")))?;
                for kind in ["warnings", "findings", "tolerated"] {
                    let told = saved.get("found").and_then(|found| found.get(kind)).and_then(Value::as_array);
                    for words in told.into_iter().flatten().filter_map(Value::as_str) {
                        out::line(&format!("  {words}"))?;
                    }
                }
            }
            Err(Failure::Refused(why)) => {
                refused = refused.saturating_add(1);
                out::line(&format!("{name}: refused: {why}"))?;
            }
            Err(failure) => return Err(failure),
        }
    }
    match refused {
        0 => Ok(()),
        count => Err(Failure::Refused(format!("{count} files were refused"))),
    }
}

/// Files, and the runbooks of folders, in the order of names.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let listed = std::fs::read_dir(path).map_err(|error| Failure::io(path, &error))?;
        let mut found: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).filter(|it| is_runbook(it)).collect();
        found.sort();
        files.extend(found);
    }
    files.truncate(FILES);
    Ok(files)
}

/// Markdown with front matter.
fn is_runbook(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "md") && bytes(path).is_ok_and(|bytes| bytes.starts_with(b"---"))
}

pub(super) async fn list(service: Service) -> Result<(), Failure> {
    let mut runbooks = crate::commands::items(&Client::new(&service)?, "/api/v1/runbooks").await?;
    runbooks.sort_by(|one, other| out::text(one, "slug").cmp(out::text(other, "slug")));
    if service.json {
        return runbooks.iter().try_for_each(out::json);
    }
    let row = |it: &Value| {
        let late = if it.get("overdue") == Some(&Value::Bool(true)) { " (overdue)" } else { "" };
        let followed = it.get("in_force").and_then(Value::as_str).and_then(|hash| hash.get(..12)).unwrap_or("none");
        vec![
            out::text(it, "slug").to_owned(),
            followed.to_owned(),
            out::text(it, "standing").to_owned(),
            format!("{}{late}", out::text(it, "review_by")),
            out::text(it, "title").to_owned(),
        ]
    };
    let rows: Vec<_> = runbooks.iter().map(row).collect();
    out::table(&["RUNBOOK", "FOLLOWED", "NEWEST", "REVIEW BY", "TITLE"], &rows)
}

/// Approves a version, the newest unless said; a draft is put in review first.
pub(super) async fn approve(runbook: &str, version: Option<String>, service: &Service) -> Result<(), Failure> {
    let client = Client::new(service)?;
    let whole: Value = client.get(&format!("/api/v1/runbooks/{runbook}")).await?;
    let versions = whole.get("versions").and_then(Value::as_array).cloned().unwrap_or_default();
    let named = |it: &&Value| version.as_ref().is_none_or(|version| out::text(it, "version").starts_with(version));
    let found = versions.iter().find(named);
    let found = found.ok_or_else(|| Failure::Usage("--version: the runbook has none such".to_owned()))?;
    let path = format!("/api/v1/runbooks/{runbook}/versions/{}", out::text(found, "version"));
    if out::text(found, "standing") == "approved" {
        let already = format!("{runbook}: {} is approved already", out::text(found, "version"));
        return if service.json { out::json(found) } else { out::line(&already) };
    }
    if out::text(found, "standing") == "draft" {
        client.post(&format!("{path}/submit"), &json!({})).await?;
    }
    let now = client.post(&format!("{path}/approve"), &json!({})).await?;
    if service.json {
        return out::json(&now);
    }
    out::line(&format!("{runbook}: approved {}", out::text(found, "version")))
}
