//! The rules' words as OpenAPI schemas. The rules do not know OpenAPI, so their enums are named here a second time,
//! for the document alone; the tests hold both lists equal.

use utoipa::ToSchema;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident [$($word:ident = $text:literal),+ $(,)?];)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, ToSchema)]
        pub enum $name {
            $(#[doc = $text] #[schema(rename = $text)] $word,)+
        }

        impl $name {
            /// The words on the wire.
            pub const WORDS: &[&str] = &[$($text),+];
        }
    )+};
}

words! {
    /// How severe an incident is, S1 the worst.
    SeverityWord [S1 = "S1", S2 = "S2", S3 = "S3", S4 = "S4"];
    /// A category of the NCSC's, C1 the worst.
    LevelWord [C1 = "C1", C2 = "C2", C3 = "C3", C4 = "C4", C5 = "C5", C6 = "C6"];
    /// Whether a category is the cell's own guess, or the NCSC's word.
    CertaintyWord [Indicative = "indicative", Confirmed = "confirmed"];
    /// Where an incident stands.
    IncidentStatusWord [
        Open = "open", Contained = "contained", Recovering = "recovering", StoodDown = "stood-down", Closed = "closed",
    ];
    /// What a member is in the room.
    RoomRoleWord [
        Lead = "lead", Responder = "responder", Loggist = "loggist", Communications = "communications",
        Observer = "observer",
    ];
    /// A TLP 2.0 marking.
    MarkingWord [
        Clear = "clear", Green = "green", Amber = "amber", AmberStrict = "amber-strict", Red = "red",
    ];
    /// A role in the cell.
    RoleWord [
        Responder = "responder", IncidentLead = "incident-lead", Loggist = "loggist",
        Communications = "communications", OrganisationAdmin = "organisation-admin", CellAdmin = "cell-admin",
        Auditor = "auditor", Observer = "observer", Intake = "intake",
    ];
    /// What kind of organisation it is.
    OrganisationKindWord [
        IntegratedCareBoard = "integrated-care-board", AcuteTrust = "acute-trust", AmbulanceTrust = "ambulance-trust",
        Council = "council", Hospice = "hospice", Supplier = "supplier", Other = "other",
    ];
    /// How a message travels.
    ChannelWord [Sms = "sms", Voice = "voice", Push = "push", Email = "email"];
    /// What protocol an integration speaks.
    IntegrationKindWord [
        EventsV2 = "events-v2", Alertmanager = "alertmanager", Grafana = "grafana", CloudEvents = "cloudevents", Json = "json",
        Email = "email", ByHand = "by-hand",
    ];
    /// What whoever is on call in a rota is there for.
    DutyWord [Responder = "responder", Lead = "lead", Other = "other"];
    /// What an edit of a rota does to who is on call at that moment.
    OnNowWord [Keep = "keep", Recount = "recount"];
    /// Whether a call-out's question may reach somebody.
    ReachWord [Asked = "asked", Failed = "failed", Unreachable = "unreachable", NotSent = "not-sent"];
    /// Where an alert stands.
    AlertStatusWord [Triggered = "triggered", Acknowledged = "acknowledged", Resolved = "resolved"];
}

#[cfg(test)]
mod tests {
    //! Reads every word as the rules' own type, and looks each up that the rules know.

    use ctac_domain::alert::AlertStatus;
    use ctac_domain::command::OnNow;
    use ctac_domain::directory::{Channel, OrganisationKind, Role};
    use ctac_domain::incident::{Certainty, IncidentStatus, Level, RoomRole, Severity};
    use ctac_domain::marking::Marking;
    use ctac_domain::policy::{Duty, IntegrationKind};
    use serde::de::DeserializeOwned;

    use super::*;

    /// What serde itself lists when it is given a word that there cannot be.
    fn known<T: DeserializeOwned>() -> Vec<String> {
        let error = match serde_json::from_str::<T>("\"no such word\"") {
            Ok(_) => panic!("took a word that there cannot be"),
            Err(error) => error.to_string(),
        };
        error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn the_document_knows_the_same_words_as_the_rules() {
        assert_eq!(known::<Severity>(), SeverityWord::WORDS);
        assert_eq!(known::<Level>(), LevelWord::WORDS);
        assert_eq!(known::<Certainty>(), CertaintyWord::WORDS);
        assert_eq!(known::<IncidentStatus>(), IncidentStatusWord::WORDS);
        assert_eq!(known::<RoomRole>(), RoomRoleWord::WORDS);
        assert_eq!(known::<Marking>(), MarkingWord::WORDS);
        assert_eq!(known::<Role>(), RoleWord::WORDS);
        assert_eq!(known::<OrganisationKind>(), OrganisationKindWord::WORDS);
        assert_eq!(known::<Channel>(), ChannelWord::WORDS);
        assert_eq!(known::<IntegrationKind>(), IntegrationKindWord::WORDS);
        assert_eq!(known::<AlertStatus>(), AlertStatusWord::WORDS);
        assert_eq!(known::<Duty>(), DutyWord::WORDS);
        assert_eq!(known::<OnNow>(), OnNowWord::WORDS);
    }
}
