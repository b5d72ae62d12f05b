//! Texts that come in: Markdown, or a CACAO playbook, which becomes Markdown. Read and looked at beside the threads that
//! serve requests.

use axum::extract::{FromRequest, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ctac_api::problem::{Kind, Problem};
use ctac_api::runbooks::{CheckedRunbook, FoundInRunbook, RunbookFault, SavedRunbook};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::library::Written;
use ctac_runbook::cacao::import::import;
use ctac_runbook::format::{self, FileFault};
use ctac_runbook::lint::lint;
use ctac_runbook::model::Runbook;

use crate::answers::made;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, read};
use crate::limits::{FAULTS, RUNBOOK_BODY};
use crate::refused::Refused;
use crate::resolve::resolved;

/// A text, of either kind, bounded.
pub(super) struct Sent {
    bytes: axum::body::Bytes,
    playbook: bool,
}

impl FromRequest<App> for Sent {
    type Rejection = Refused;

    async fn from_request(request: Request, _: &App) -> Result<Self, Refused> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim).unwrap_or_default();
        let playbook = kind.eq_ignore_ascii_case("application/json");
        if !playbook && !kind.eq_ignore_ascii_case("text/markdown") {
            let detail =
                "Send a runbook with `Content-Type: text/markdown`, or a CACAO playbook as `application/json`.";
            return Err(Refused::new(Kind::UnsupportedMediaType, detail));
        }
        Ok(Self { bytes: read(request, RUNBOOK_BODY).await?, playbook })
    }
}

/// A text that can be saved.
struct Text {
    source: String,
    found: FoundInRunbook,
}

impl Sent {
    /// What it says, or what is wrong with it.
    fn text(&self) -> Result<Text, Vec<RunbookFault>> {
        if self.playbook {
            let imported = import(&self.bytes).map_err(|error| vec![whole(error.to_string())])?;
            let tolerated = imported.changes.iter().map(ToString::to_string);
            let tolerated = tolerated.chain(imported.findings.iter().map(ToString::to_string)).collect();
            let source = format::write(&imported.runbook);
            return Ok(Text { source, found: found(&imported.runbook, Vec::new(), tolerated) });
        }
        let faults = |faults: Vec<FileFault>| faults.iter().take(FAULTS).map(fault).collect::<Vec<_>>();
        let parsed = format::parse_bytes(&self.bytes).map_err(faults)?;
        let source = String::from_utf8(self.bytes.to_vec()).map_err(|error| vec![whole(error.to_string())])?;
        let warnings = parsed.warnings.iter().map(ToString::to_string).collect();
        Ok(Text { source, found: found(&parsed.runbook, warnings, Vec::new()) })
    }
}

fn found(runbook: &Runbook, warnings: Vec<String>, tolerated: Vec<String>) -> FoundInRunbook {
    FoundInRunbook { warnings, findings: lint(runbook).iter().map(ToString::to_string).collect(), tolerated }
}

const fn whole(problem: String) -> RunbookFault {
    RunbookFault { line: None, column: None, problem }
}

fn fault(it: &FileFault) -> RunbookFault {
    RunbookFault {
        line: it.spot.map(|spot| spot.line),
        column: it.spot.map(|spot| spot.column),
        problem: it.to_string(),
    }
}

pub(super) async fn check(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Result<Answer<CheckedRunbook>, Refused> {
    caller.may(&app.engine.state(), Action::WriteRunbooks, Object::Cell)?;
    let sent = Sent::from_request(request, &app).await?;
    let checked = resolved(&app, caller.person, move || {
        Ok(match sent.text() {
            Ok(text) => CheckedRunbook { ok: true, faults: Vec::new(), found: text.found },
            Err(faults) => CheckedRunbook { ok: false, faults, found: FoundInRunbook::default() },
        })
    });
    checked.await.map(Answer)
}

pub(super) async fn save(State(app): State<App>, caller: Caller, request: Request) -> Result<Response, Refused> {
    // Asked before the body is read.
    caller.may(&app.engine.state(), Action::WriteRunbooks, Object::Cell)?;
    let sent = Sent::from_request(request, &app).await?;
    let (text, written) = resolved(&app, caller.person, move || {
        let text = sent.text().map_err(|faults| refused(&faults))?;
        let written = Written::read(&text.source).map_err(|error| refused(&[whole(error.to_string())]))?;
        Ok((text, written))
    })
    .await?;
    let (id, version) = (written.runbook().id, written.version().clone());
    let done = app.engine.execute(caller.actor(), Command::SaveRunbook { written }).await?;
    let saved = SavedRunbook { id, version, new: !done.entries.is_empty(), found: text.found };
    if !saved.new {
        return Ok((StatusCode::OK, Answer(saved)).into_response());
    }
    Ok(made(&format!("/api/v1/runbooks/{id}/versions/{}", saved.version), saved))
}

/// A text with faults: each with its place.
fn refused(faults: &[RunbookFault]) -> Refused {
    let told: Vec<&str> = faults.iter().map(|it| it.problem.as_str()).collect();
    let mut problem = Problem::new(Kind::InvalidField, format!("{}.", told.join("; ")));
    for it in faults {
        let field = it.line.map_or_else(|| "source".to_owned(), |line| format!("line {line}"));
        problem = problem.with_field(field, it.problem.clone());
    }
    Refused(problem)
}
