//! Texts by the number they came from, within limits: a telephone that answers every text, ours among them, must neither
//! have us answer for ever nor fill the ledger. The code of an open page acknowledges it however many came before.

use crate::app::App;
use crate::callbacks::opted;
use crate::inbound::text::{Sender, holders, said};
use crate::refused::Refused;

/// What its holder chose for texts to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chose {
    /// None any more.
    Stop,
    /// Texts again.
    Start,
}

/// A text came in: what its sender is answered, if anything. Whoever is not known may be a machine that answers every
/// text, or a forged sender whose texts are charged to the cell; and whoever chose, is answered by the network.
///
/// # Errors
/// It could not be looked up or recorded now.
pub(crate) async fn came(app: &App, number: &str, text: &str, chose: Option<Chose>) -> Result<Option<String>, Refused> {
    let holders = holders(app, number).await?;
    if holders.is_empty() {
        return Ok(None);
    }
    let throttles = &app.throttles;
    let crowded = throttles.texts.is_over(number);
    throttles.texts.count(number);
    if crowded {
        metrics::counter!("ctac_texts_crowded_total").increment(1);
        tracing::warn!("very many texts came from one number: only the codes of pages are looked at");
    }
    if let Some(chose) = chose {
        // That somebody wants no texts is known once it is recorded, and again changes nothing; it is the word to and fro
        // that could go on for ever. Left at STOP, the contact is a gap that everybody sees.
        if chose == Chose::Stop || !throttles.starts.is_over(number) {
            opted::record(app, &holders, chose).await?;
        }
        if chose == Chose::Start {
            throttles.starts.count(number);
        }
    }
    let said = said(app, Sender::Number(number), text, crowded).await?;
    let answered = if said.meant { &throttles.answers } else { &throttles.idle_answers };
    if chose.is_some() || answered.is_over(number) {
        return Ok(None);
    }
    answered.count(number);
    Ok(Some(said.words))
}
