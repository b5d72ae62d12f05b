//! The one way the state changes: [`evolve`] takes an entry into it. Total: it cannot refuse and cannot fail; what it
//! does not know it passes over.

use crate::event::Event;
use crate::run::Calling;
use crate::state::{Recorded, State};

mod alert;
mod attempt;
mod call_out;
mod change;
mod clock;
mod configuration;
mod directory;
mod erasure;
mod incident;
mod lane;
mod library;
mod membership;
mod monitor;
mod notice;
mod outage;
mod page;
mod post;
mod rota;
mod run;
mod suppression;
mod swap;
mod test_page;
mod threshold;
mod timeline;
mod told;
mod verification;

/// Takes one entry into the state. Entries come in the order of their positions, each once.
pub fn evolve(state: &mut State, recorded: &Recorded) {
    state.size = recorded.position + 1;
    state.recorded_at = recorded.recorded_at;
    state.streams.insert(recorded.stream.to_string(), recorded.seq);
    if let Some(event) = recorded.event.as_deref() {
        happened(state, recorded, event);
    }
    timeline::index(state, recorded);
}

#[expect(clippy::too_many_lines, reason = "a table: one arm for each part of the state, each only naming its kinds")]
fn happened(state: &mut State, recorded: &Recorded, event: &Event) {
    match event {
        // set-up, directory, configuration, access, incidents
        Event::LedgerStarted { origin, .. } => state.origin = Some(origin.clone()),
        Event::OrganisationAdded { .. }
        | Event::PersonAdded { .. }
        | Event::PersonRolesChanged { .. }
        | Event::PersonDeactivated { .. }
        | Event::ContactAdded { .. }
        | Event::ContactRemoved { .. }
        | Event::ContactFlagged { .. }
        | Event::ContactUnflagged { .. }
        | Event::PersonRulesChanged { .. }
        | Event::PersonPreferencesSet { .. }
        | Event::TeamSaved { .. }
        | Event::AbsenceAdded { .. }
        | Event::AbsenceRemoved { .. } => directory::happened(state, recorded, event),
        Event::PersonContactsOrdered { .. } => directory::happened(state, recorded, event),
        Event::ContactVerified { .. } | Event::ContactVerificationFailed { .. } => {
            verification::evolve(state, recorded.recorded_at, event);
        }
        Event::MonthlyTestSet { .. } | Event::TestPutOff { .. } => {
            test_page::evolve(state, recorded.recorded_at, event);
        }
        Event::PolicySaved { .. } => configuration::happened(state, event),
        Event::IntegrationSaved { integration } => {
            configuration::happened(state, event);
            monitor::integration_saved(state, integration.id, recorded.recorded_at);
        }
        Event::MonitorSaved { .. }
        | Event::MonitorHeard { .. }
        | Event::MonitorSilent { .. }
        | Event::MonitorRemoved { .. } => monitor::evolve(state, recorded.recorded_at, event),
        Event::RotaSaved { .. }
        | Event::RotaRetired { .. }
        | Event::RotaOverrideAdded { .. }
        | Event::RotaOverrideRemoved { .. }
        | Event::RotaOnCallChanged { .. }
        | Event::RotaNoteLeft { .. }
        | Event::CoverageRecorded { .. } => rota::happened(state, recorded, event),
        Event::SwapOffered { .. }
        | Event::SwapAccepted { .. }
        | Event::SwapDeclined { .. }
        | Event::SwapWithdrawn { .. }
        | Event::SwapLapsed { .. } => swap::happened(state, recorded, event),
        Event::FeedCreated { feed } => {
            state.feeds.insert(feed.id, *feed);
        }
        Event::FeedRevoked { feed } => {
            state.feeds.remove(feed);
        }
        // Passwords, sessions and tokens are the vault's; the rules keep nothing of them.
        Event::PersonPasswordChanged { .. }
        | Event::SessionStarted { .. }
        | Event::SessionEnded { .. }
        | Event::TokenCreated { .. }
        | Event::TokenRevoked { .. } => {}
        Event::IncidentDeclared { .. }
        | Event::SeverityChanged { .. }
        | Event::CategoryChanged { .. }
        | Event::StatusChanged { .. } => incident::happened(state, recorded, event),
        Event::MembershipGranted { .. }
        | Event::MembershipRevoked { .. }
        | Event::RoomJoined { .. }
        | Event::RoomLeft { .. }
        | Event::LeadChanged { .. } => membership::happened(state, recorded, event),
        Event::ActionSet { .. } | Event::ActionDone { .. } | Event::Corrected { .. } => {
            post::happened(state, recorded, event);
        }
        Event::ErasureRequested { .. } | Event::EntryErased { .. } => erasure::happened(state, recorded, event),
        // What these say is in the ledger alone.
        Event::Note { .. } | Event::Decision { .. } | Event::Asked { .. } | Event::Exported { .. } => {}
        // alerts, pages
        Event::AlertRaised { .. }
        | Event::AlertRepeated { .. }
        | Event::AlertFlapping { .. }
        | Event::AlertFlapped { .. }
        | Event::AlertSteadied { .. }
        | Event::AlertGroupOpened { .. }
        | Event::AlertHeld { .. }
        | Event::AlertReleased { .. }
        | Event::AlertAcknowledged { .. }
        | Event::AlertResolved { .. }
        | Event::AlertLinked { .. }
        | Event::AlertReported { .. } => alert::evolve(state, recorded, event),
        Event::ChangeRecorded { integration, change } => change::recorded(state, recorded, *integration, change),
        Event::ThresholdSaved { threshold } => threshold::saved(state, recorded, threshold),
        Event::ProviderDown { .. } | Event::ProviderBack { .. } => outage::evolve(state, recorded.recorded_at, event),
        Event::SuppressionSaved { .. } | Event::SuppressionEnded { .. } => suppression::evolve(state, event),
        Event::PageRaised { .. }
        | Event::PageStepStarted { .. }
        | Event::PageAcknowledged { .. }
        | Event::PageDeclined { .. }
        | Event::PageExhausted { .. }
        | Event::PageCancelled { .. } => page::evolve(state, recorded.recorded_at, event),
        Event::PageAttemptStarted { .. }
        | Event::PageAttemptFinished { .. }
        | Event::PageDelivery { .. }
        | Event::PageDeliveryAsked { .. }
        | Event::CallOutAttemptStarted { .. }
        | Event::CallOutAttemptFinished { .. }
        | Event::CallOutDelivery { .. }
        | Event::NoticeAttemptStarted { .. }
        | Event::NoticeAttemptFinished { .. }
        | Event::NoticeDelivery { .. }
        | Event::PageFolded { .. }
        | Event::PageFoldedFinished { .. }
        | Event::ContactLimited { .. } => attempt::evolve(state, recorded.recorded_at, event),
        Event::CallOutStarted { .. }
        | Event::CallOutAsked { .. }
        | Event::CallOutAnswered { .. }
        | Event::CallOutEnded { .. } => call_out::evolve(state, recorded.recorded_at, event),
        // notices
        Event::NoticeRaised { .. } | Event::NoticeLapsed { .. } | Event::CoverageWarned { .. } => {
            notice::evolve(state, recorded.recorded_at, event);
        }
        Event::RunbookSaved { .. }
        | Event::RunbookSubmitted { .. }
        | Event::RunbookApproved { .. }
        | Event::RunbookWithdrawn { .. }
        | Event::RunbookReviewDue { .. }
        | Event::RunbookSignedOff { .. } => library::evolve(state, recorded, event),
        Event::ClockStarted { .. }
        | Event::ClockStopped { .. }
        | Event::ClockVoided { .. }
        | Event::ClockOwned { .. } => clock::evolve(state, recorded, event),
        Event::SitrepDrafted { .. } | Event::SitrepSent { .. } => run::reported(state, recorded, event),
        Event::RunRolesSet { run, role, people } => run::roles(state, *run, role, people),
        Event::RunPlayersSet { run, players } => run::players(state, *run, players),
        Event::RunCallStarted { run, effect, node, lease_until } => {
            run::called(state, *run, Calling { effect: *effect, node: *node, lease_until: *lease_until });
        }
        Event::Run { run, fact } => run::evolve(state, recorded, *run, fact),
        Event::LedgerHeartbeat {} => {}
    }
}

#[cfg(test)]
mod tests;
