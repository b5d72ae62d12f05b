//! What a provider reports of a message that it took, whichever provider: handed on to the ledger.
//!
//! A report that is authenticated and well-formed is answered 2xx whatever the rules say to it. One that cannot be recorded
//! now is answered 503: GOV.UK Notify sends it again, five times, five minutes apart; Twilio does not, unless configured to,
//! and is asked instead.

use ctac_domain::command::{Actor, Command};
use ctac_domain::id::AttemptId;
use ctac_domain::page::Delivery;
use ctac_engine::ExecuteError;

use crate::app::App;
use crate::refused::Refused;

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The call that sent it.
    pub attempt: AttemptId,
    /// Who says so, as it stands in the ledger.
    pub provider: String,
    /// What the provider calls it.
    pub reference: String,
    /// What it says.
    pub delivery: Delivery,
}

/// What a provider's report comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// It is none.
    Malformed,
    /// It says nothing that is recorded: the message is on its way, or is none of ours.
    Nothing,
    /// It says what became of a message.
    News(Receipt),
}

/// Records what became of a message. What the rules refuse, being of nothing they know, is taken all the same.
///
/// # Errors
/// It cannot be recorded now.
pub(crate) async fn record(app: &App, receipt: Receipt) -> Result<(), Refused> {
    let Receipt { attempt, provider, reference, delivery } = receipt;
    let command = Command::RecordReceipt { attempt, provider, reference, delivery };
    match app.engine.execute(Actor::System, command).await {
        Ok(_) => Ok(()),
        Err(ExecuteError::Refused(refusal)) => {
            tracing::info!(%attempt, %refusal, "a provider reported of what is not known here");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
