//! Events as they are stored: the kind in its column, the body as JSON.

use serde::{Deserialize, Serialize};

use super::Event;

/// A stored event's body could not be read back.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The kind or schema is not known to this program: it is older than the ledger.
    #[error("entry kind {kind} schema {schema} is not known to this version")]
    Unknown {
        /// As stored.
        kind: String,
        /// As stored.
        schema: u16,
    },
    /// The body is not what its kind says.
    #[error("the body of a {kind} entry cannot be read: {source}")]
    Body {
        /// As stored.
        kind: String,
        /// What serde found.
        source: serde_json::Error,
    },
}

impl Event {
    /// The schema number that bodies are written with.
    pub const SCHEMA: u16 = 1;

    /// The stored kind.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table: one line for each kind")]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::LedgerStarted { .. } => "ledger.started",
            Self::LedgerHeartbeat { .. } => "ledger.heartbeat",
            Self::EntryErased { .. } => "entry.erased",
            Self::OrganisationAdded { .. } => "organisation.added",
            Self::PersonAdded { .. } => "person.added",
            Self::PersonRolesChanged { .. } => "person.roles_changed",
            Self::PersonPasswordChanged { .. } => "person.password_changed",
            Self::PersonDeactivated { .. } => "person.deactivated",
            Self::ContactAdded { .. } => "contact.added",
            Self::ContactRemoved { .. } => "contact.removed",
            Self::ContactFlagged { .. } => "contact.flagged",
            Self::ContactUnflagged { .. } => "contact.unflagged",
            Self::PersonRulesChanged { .. } => "person.rules_changed",
            Self::ContactVerified { .. } => "contact.verified",
            Self::ContactVerificationFailed { .. } => "contact.verification_failed",
            Self::PersonContactsOrdered { .. } => "person.contacts_ordered",
            Self::MonthlyTestSet { .. } => "test.monthly_set",
            Self::TestPutOff { .. } => "test.put_off",
            Self::RotaSaved { .. } => "rota.saved",
            Self::RotaRetired { .. } => "rota.retired",
            Self::RotaOverrideAdded { .. } => "rota.override_added",
            Self::RotaOverrideRemoved { .. } => "rota.override_removed",
            Self::RotaOnCallChanged { .. } => "rota.on_call_changed",
            Self::RotaNoteLeft { .. } => "rota.note_left",
            Self::CoverageRecorded { .. } => "coverage.recorded",
            Self::SwapOffered { .. } => "swap.offered",
            Self::SwapAccepted { .. } => "swap.accepted",
            Self::SwapDeclined { .. } => "swap.declined",
            Self::SwapWithdrawn { .. } => "swap.withdrawn",
            Self::SwapLapsed { .. } => "swap.lapsed",
            Self::AbsenceAdded { .. } => "absence.added",
            Self::AbsenceRemoved { .. } => "absence.removed",
            Self::TeamSaved { .. } => "team.saved",
            Self::PersonPreferencesSet { .. } => "person.preferences_set",
            Self::FeedCreated { .. } => "feed.created",
            Self::FeedRevoked { .. } => "feed.revoked",
            Self::PolicySaved { .. } => "policy.saved",
            Self::IntegrationSaved { .. } => "integration.saved",
            Self::SessionStarted { .. } => "session.started",
            Self::SessionEnded { .. } => "session.ended",
            Self::TokenCreated { .. } => "token.created",
            Self::TokenRevoked { .. } => "token.revoked",
            Self::AlertRaised { .. } => "alert.raised",
            Self::AlertRepeated { .. } => "alert.repeated",
            Self::AlertAcknowledged { .. } => "alert.acknowledged",
            Self::AlertResolved { .. } => "alert.resolved",
            Self::AlertLinked { .. } => "alert.linked",
            Self::AlertHeld { .. } => "alert.held",
            Self::AlertReleased { .. } => "alert.released",
            Self::AlertFlapping { .. } => "alert.flapping",
            Self::AlertFlapped { .. } => "alert.flapped",
            Self::AlertSteadied { .. } => "alert.steadied",
            Self::AlertGroupOpened { .. } => "alert.group_opened",
            Self::AlertReported { .. } => "alert.reported",
            Self::ChangeRecorded { .. } => "change.recorded",
            Self::ThresholdSaved { .. } => "threshold.saved",
            Self::ProviderDown { .. } => "provider.down",
            Self::ProviderBack { .. } => "provider.back",
            Self::MonitorSaved { .. } => "monitor.saved",
            Self::MonitorHeard { .. } => "monitor.heard",
            Self::MonitorSilent { .. } => "monitor.silent",
            Self::MonitorRemoved { .. } => "monitor.removed",
            Self::SuppressionSaved { .. } => "suppression.saved",
            Self::SuppressionEnded { .. } => "suppression.ended",
            Self::PageRaised { .. } => "page.raised",
            Self::PageStepStarted { .. } => "page.step_started",
            Self::PageAttemptStarted { .. } => "page.attempt_started",
            Self::PageAttemptFinished { .. } => "page.attempt_finished",
            Self::PageDelivery { .. } => "page.delivery",
            Self::PageDeliveryAsked { .. } => "page.delivery_asked",
            Self::PageAcknowledged { .. } => "page.acknowledged",
            Self::PageDeclined { .. } => "page.declined",
            Self::PageExhausted { .. } => "page.exhausted",
            Self::PageCancelled { .. } => "page.cancelled",
            Self::CallOutStarted { .. } => "call_out.started",
            Self::CallOutAsked { .. } => "call_out.asked",
            Self::CallOutAttemptStarted { .. } => "call_out.attempt_started",
            Self::CallOutAttemptFinished { .. } => "call_out.attempt_finished",
            Self::CallOutDelivery { .. } => "call_out.delivery",
            Self::CallOutAnswered { .. } => "call_out.answered",
            Self::CallOutEnded { .. } => "call_out.ended",
            Self::NoticeRaised { .. } => "notice.raised",
            Self::NoticeAttemptStarted { .. } => "notice.attempt_started",
            Self::NoticeAttemptFinished { .. } => "notice.attempt_finished",
            Self::NoticeDelivery { .. } => "notice.delivery",
            Self::PageFolded { .. } => "page.folded",
            Self::PageFoldedFinished { .. } => "page.folded_finished",
            Self::ContactLimited { .. } => "contact.limited",
            Self::CoverageWarned { .. } => "coverage.warned",
            Self::NoticeLapsed { .. } => "notice.lapsed",
            Self::IncidentDeclared { .. } => "incident.declared",
            Self::MembershipGranted { .. } => "membership.granted",
            Self::MembershipRevoked { .. } => "membership.revoked",
            Self::RoomJoined { .. } => "room.joined",
            Self::RoomLeft { .. } => "room.left",
            Self::Note { .. } => "entry.note",
            Self::Decision { .. } => "entry.decision",
            Self::ActionSet { .. } => "action.set",
            Self::ActionDone { .. } => "action.done",
            Self::SeverityChanged { .. } => "incident.severity_changed",
            Self::CategoryChanged { .. } => "incident.category_changed",
            Self::StatusChanged { .. } => "incident.status_changed",
            Self::LeadChanged { .. } => "incident.lead_changed",
            Self::Corrected { .. } => "entry.corrected",
            Self::Asked { .. } => "entry.asked",
            Self::ErasureRequested { .. } => "erasure.requested",
            Self::Exported { .. } => "incident.exported",
            Self::RunbookSaved { .. } => "runbook.saved",
            Self::RunbookSubmitted { .. } => "runbook.submitted",
            Self::RunbookApproved { .. } => "runbook.approved",
            Self::RunbookWithdrawn { .. } => "runbook.withdrawn",
            Self::RunbookReviewDue { .. } => "runbook.review_due",
            Self::RunbookSignedOff { .. } => "runbook.signed_off",
            Self::ClockStarted { .. } => "clock.started",
            Self::ClockStopped { .. } => "clock.stopped",
            Self::ClockVoided { .. } => "clock.voided",
            Self::ClockOwned { .. } => "clock.owned",
            Self::SitrepDrafted { .. } => "sitrep.drafted",
            Self::SitrepSent { .. } => "sitrep.sent",
            Self::RunRolesSet { .. } => "run_roles.set",
            Self::RunPlayersSet { .. } => "run_players.set",
            Self::RunCallStarted { .. } => "run_call.started",
            Self::Run { fact, .. } => fact.event.stored_kind(),
        }
    }

    /// The exact bytes of the body as stored.
    ///
    /// # Errors
    /// Never in practice: every variant is plain data. The error is serde's.
    pub fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        // The tag and the body are taken apart again so that a kind is a column, never parsed out of a body.
        #[derive(Deserialize)]
        struct Tagged<'a> {
            #[serde(borrow)]
            body: &'a serde_json::value::RawValue,
        }
        let whole = serde_json::to_string(self)?;
        let tagged: Tagged<'_> = serde_json::from_str(&whole)?;
        Ok(tagged.body.get().as_bytes().to_vec())
    }

    /// Reads a stored body back.
    ///
    /// # Errors
    /// See [`DecodeError`].
    pub fn decode(kind: &str, schema: u16, body: &[u8]) -> Result<Self, DecodeError> {
        if schema != Self::SCHEMA {
            return Err(DecodeError::Unknown { kind: kind.to_owned(), schema });
        }
        let failed = |source| DecodeError::Body { kind: kind.to_owned(), source };
        let raw: &serde_json::value::RawValue = serde_json::from_slice(body).map_err(failed)?;
        #[derive(Serialize)]
        struct Parts<'a> {
            kind: &'a str,
            body: &'a serde_json::value::RawValue,
        }
        // A fact of a run says in its body which it is: its kind is for whoever reads kinds alone.
        let tag = if kind.starts_with("run.") { "run" } else { kind };
        let whole = serde_json::to_string(&Parts { kind: tag, body: raw }).map_err(failed)?;
        let event: Self = serde_json::from_str(&whole).map_err(failed)?;
        if event.kind() == kind { Ok(event) } else { Err(DecodeError::Unknown { kind: kind.to_owned(), schema }) }
    }
}
