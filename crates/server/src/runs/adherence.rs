//! How a run was followed: its report, from its incident's entries.

use axum::extract::State;
use ctac_api::problem::{Kind, Problem};
use ctac_api::runs::RunAdherence;
use ctac_domain::event::Event;
use ctac_domain::id::RunId;
use ctac_domain::run::KeptRun;
use ctac_runbook::run::adherence::Report;
use ctac_runbook::run::fact::Fact;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At};
use crate::limits::{ADHERENCE_ENTRIES, ENTRIES};
use crate::refused::Refused;

pub(super) async fn read(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RunId>,
) -> Result<Answer<RunAdherence>, Refused> {
    let kept = super::run(&app.engine.state(), caller, id)?;
    report(&app, &kept).await.map(Answer)
}

/// The report of a run that its caller may read.
///
/// # Errors
/// The ledger cannot be read, or the incident is too long.
pub(crate) async fn report(app: &App, kept: &KeptRun) -> Result<RunAdherence, Refused> {
    let reference = app.engine.state().incidents.get(&kept.incident).map(|it| it.reference.clone());
    let mut facts: Vec<Fact> = Vec::new();
    let mut after = 0;
    loop {
        let entries = app.engine.entries(kept.incident, after, ENTRIES).await?;
        let Some(last) = entries.last() else { break };
        after = last.seq;
        for entry in &entries {
            if let Some(Event::Run { run, fact }) = entry.event.as_deref()
                && *run == kept.id
            {
                facts.push(fact.as_ref().clone());
            }
        }
        if usize::try_from(after).is_ok_and(|seen| seen >= ADHERENCE_ENTRIES) {
            let detail = format!("A report is made of at most {ADHERENCE_ENTRIES} entries of an incident.");
            return Err(Refused(Problem::new(Kind::LimitReached, detail)));
        }
    }
    Ok(RunAdherence {
        run: kept.id,
        incident: kept.incident,
        reference: reference.unwrap_or_default(),
        through: after,
        report: Report::of(&kept.run, &facts),
    })
}
