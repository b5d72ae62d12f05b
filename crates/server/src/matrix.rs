//! The access matrix of the edge: every route, and what its caller must be allowed. What each role is allowed is
//! `ctac_domain::access`, which the handlers and the rules ask with the object in hand; this table says which question
//! stands at the door, and a route that is not here is answered 404.

use ctac_domain::access::Action;

use crate::route::Verb;
use crate::route::Verb::{Delete, Get, Post, Put};

/// What a route needs of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it shows nothing, or is where one signs in.
    Anybody,
    /// An integration's key or another proof in the request itself.
    Key,
    /// Somebody signed in who may do this; to which object, the handler and the rules ask.
    Action(Action),
    /// [`Action::ReadOperations`], or to be on this machine.
    Operations,
}

use Action::{
    AnswerPage, ArrangeDuty, BreakGlass, Cosign, Declare, Erase, Export, ManageConfiguration, ManageMembers,
    ManageOrganisations, ManagePeople, ManageSelf, Post as PostEntry, ReadAlerts, ReadCheckpoint, ReadConfiguration,
    ReadDirectory, ReadIncident, ReadLedger, SeeIncident,
};
use Need::{Action as A, Anybody, Key, Operations};

/// Every route.
pub const MATRIX: &[(Verb, &str, Need)] = &[
    (Get, "/livez", Anybody),
    (Get, "/readyz", Anybody),
    (Get, "/metrics", Operations),
    (Post, "/bench/noop", Anybody),
    (Get, "/problems/{slug}", Anybody),
    (Get, "/api/v1/openapi.json", Anybody),
    (Get, "/api/v1/asyncapi.yaml", Anybody),
    (Post, "/v2/enqueue", Key),
    (Post, "/intake/alertmanager/{key}", Key),
    (Post, "/heartbeat/{key}/{monitor}", Key),
    (Get, "/heartbeat/{key}/{monitor}", Key),
    (Post, "/api/v1/session", Anybody),
    (Delete, "/api/v1/session", A(ManageSelf)),
    (Get, "/api/v1/sessions", A(ManageSelf)),
    (Delete, "/api/v1/sessions/{id}", A(ManageSelf)),
    (Get, "/api/v1/me", A(ManageSelf)),
    (Get, "/api/v1/tokens", A(ManageSelf)),
    (Post, "/api/v1/tokens", A(ManageSelf)),
    (Delete, "/api/v1/tokens/{id}", A(ManageSelf)),
    (Get, "/api/v1/organisations", A(ReadDirectory)),
    (Post, "/api/v1/organisations", A(ManageOrganisations)),
    (Get, "/api/v1/people", A(ReadDirectory)),
    (Post, "/api/v1/people", A(ManagePeople)),
    (Put, "/api/v1/people/{id}/roles", A(ManagePeople)),
    (Post, "/api/v1/people/{id}/deactivate", A(ManagePeople)),
    (Post, "/api/v1/people/{id}/contacts", A(ManageSelf)),
    (Delete, "/api/v1/people/{id}/contacts/{contact}", A(ManageSelf)),
    (Put, "/api/v1/people/{id}/rules", A(ManageSelf)),
    (Get, "/api/v1/oncall", A(ReadDirectory)),
    (Get, "/api/v1/rotas", A(ReadConfiguration)),
    (Post, "/api/v1/rotas", A(ManageConfiguration)),
    (Get, "/api/v1/rotas/{id}", A(ReadConfiguration)),
    (Put, "/api/v1/rotas/{id}", A(ManageConfiguration)),
    (Delete, "/api/v1/rotas/{id}", A(ManageConfiguration)),
    (Post, "/api/v1/rotas/preview", A(ManageConfiguration)),
    (Post, "/api/v1/rotas/{id}/preview", A(ManageConfiguration)),
    (Get, "/api/v1/rotas/{id}/shifts", A(ReadConfiguration)),
    (Get, "/api/v1/rotas/{id}/coverage", A(ReadConfiguration)),
    (Get, "/api/v1/rotas/{id}/fairness", A(ReadDirectory)),
    (Get, "/api/v1/fairness", A(ReadDirectory)),
    (Get, "/api/v1/rotas/{id}/overrides", A(ReadConfiguration)),
    (Post, "/api/v1/rotas/{id}/overrides", A(ArrangeDuty)),
    (Delete, "/api/v1/rotas/{id}/overrides/{override}", A(ArrangeDuty)),
    (Post, "/api/v1/rotas/{id}/overrides/import", A(ArrangeDuty)),
    (Put, "/api/v1/rotas/{id}/note", A(ManageSelf)),
    (Get, "/api/v1/swaps", A(ReadConfiguration)),
    (Post, "/api/v1/swaps", A(ManageSelf)),
    (Post, "/api/v1/swaps/{id}/accept", A(ManageSelf)),
    (Post, "/api/v1/swaps/{id}/decline", A(ManageSelf)),
    (Post, "/api/v1/swaps/{id}/withdraw", A(ManageSelf)),
    (Get, "/api/v1/absences", A(ReadDirectory)),
    (Post, "/api/v1/absences", A(ManageSelf)),
    (Delete, "/api/v1/absences/{id}", A(ManageSelf)),
    (Get, "/api/v1/teams", A(ReadConfiguration)),
    (Post, "/api/v1/teams", A(ManageConfiguration)),
    (Get, "/api/v1/teams/{id}", A(ReadConfiguration)),
    (Put, "/api/v1/teams/{id}", A(ManageConfiguration)),
    (Get, "/api/v1/people/{id}/preferences", A(ManageSelf)),
    (Put, "/api/v1/people/{id}/preferences", A(ManageSelf)),
    (Get, "/api/v1/feeds", A(ManageSelf)),
    (Post, "/api/v1/feeds", A(ManageSelf)),
    (Delete, "/api/v1/feeds/{id}", A(ManageSelf)),
    // A calendar program has nothing but the address.
    (Get, "/calendar/{token}", Key),
    (Get, "/api/v1/policies", A(ReadConfiguration)),
    (Post, "/api/v1/policies", A(ManageConfiguration)),
    (Get, "/api/v1/policies/{id}", A(ReadConfiguration)),
    (Put, "/api/v1/policies/{id}", A(ManageConfiguration)),
    (Get, "/api/v1/integrations", A(ReadConfiguration)),
    (Post, "/api/v1/integrations", A(ManageConfiguration)),
    (Get, "/api/v1/integrations/{id}", A(ReadConfiguration)),
    (Put, "/api/v1/integrations/{id}", A(ManageConfiguration)),
    (Get, "/api/v1/monitors", A(ReadConfiguration)),
    (Post, "/api/v1/monitors", A(ManageConfiguration)),
    (Get, "/api/v1/monitors/{id}", A(ReadConfiguration)),
    (Put, "/api/v1/monitors/{id}", A(ManageConfiguration)),
    (Delete, "/api/v1/monitors/{id}", A(ManageConfiguration)),
    (Get, "/api/v1/alerts", A(ReadAlerts)),
    (Get, "/api/v1/alerts/{id}", A(ReadAlerts)),
    (Get, "/api/v1/pages", A(ReadAlerts)),
    (Get, "/api/v1/pages/{id}", A(ReadAlerts)),
    (Post, "/api/v1/pages/{id}/acknowledge", A(AnswerPage)),
    (Post, "/api/v1/pages/{id}/decline", A(AnswerPage)),
    (Post, "/api/v1/pages/{id}/escalate", A(AnswerPage)),
    (Get, "/api/v1/incidents", A(SeeIncident)),
    (Post, "/api/v1/incidents", A(Declare)),
    (Get, "/api/v1/incidents/{id}", A(SeeIncident)),
    (Get, "/api/v1/incidents/{id}/entries", A(ReadIncident)),
    (Post, "/api/v1/incidents/{id}/entries", A(PostEntry)),
    (Get, "/api/v1/incidents/{id}/room", A(ReadIncident)),
    (Put, "/api/v1/incidents/{id}/members/{person}", A(ManageMembers)),
    (Delete, "/api/v1/incidents/{id}/members/{person}", A(ManageMembers)),
    (Post, "/api/v1/incidents/{id}/break-glass", A(BreakGlass)),
    (Post, "/api/v1/incidents/{id}/erasures", A(Erase)),
    (Post, "/api/v1/incidents/{id}/erasures/{seq}/approve", A(Erase)),
    (Get, "/api/v1/incidents/{id}/export", A(Export)),
    (Get, "/api/v1/ledger/checkpoint", A(ReadCheckpoint)),
    (Get, "/api/v1/ledger/tile/{*tile}", A(ReadLedger)),
    (Get, "/api/v1/ledger/proof/inclusion", A(ReadLedger)),
    (Get, "/api/v1/ledger/proof/consistency", A(ReadLedger)),
    (Post, "/api/v1/ledger/cosignatures", A(Cosign)),
    (Get, "/assets/{file}", Anybody),
    (Get, "/sign-in", Anybody),
    (Post, "/sign-in", Anybody),
    (Post, "/sign-out", A(ManageSelf)),
    (Get, "/", A(ReadDirectory)),
    (Post, "/pages/{id}/{answer}", A(AnswerPage)),
    (Get, "/on-call", A(ReadDirectory)),
    (Get, "/on-call/{rota}", A(ReadConfiguration)),
    (Post, "/on-call/{rota}/overrides", A(ArrangeDuty)),
    (Post, "/on-call/{rota}/swaps", A(ManageSelf)),
    (Post, "/on-call/{rota}/absences", A(ManageSelf)),
    (Post, "/on-call/{rota}/note", A(ManageSelf)),
    (Get, "/me/duty", A(ManageSelf)),
    (Post, "/me/duty/preferences", A(ManageSelf)),
    (Post, "/me/duty/absences", A(ManageSelf)),
    (Post, "/me/duty/feeds", A(ManageSelf)),
    (Get, "/declare", A(Declare)),
    (Post, "/declare", A(Declare)),
    (Get, "/incidents", A(SeeIncident)),
    (Get, "/incidents/{reference}", A(SeeIncident)),
    (Post, "/incidents/{reference}/entries", A(PostEntry)),
    (Post, "/incidents/{reference}/members", A(ManageMembers)),
    (Post, "/incidents/{reference}/break-glass", A(BreakGlass)),
    (Get, "/a/{token}", Key),
    (Post, "/a/{token}", Key),
    // The simulator's phone is a phone: whoever holds it is whoever it rings for. It is there only when configured.
    (Get, "/simulator", Anybody),
    (Get, "/simulator/messages", Anybody),
    (Post, "/simulator/messages/{number}/reply", Anybody),
];

/// A route's row.
#[must_use]
pub fn need(verb: Verb, path: &str) -> Option<Need> {
    MATRIX.iter().find(|(v, p, _)| *v == verb && *p == path).map(|(_, _, need)| *need)
}
