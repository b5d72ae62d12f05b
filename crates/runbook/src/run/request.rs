//! What a run asks of the world, and what the world answers. The run never acts itself: whoever runs it reads
//! [`super::state::Run::outbox`], acts, and answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::Person;

/// What is to be done, with every text filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What.
    pub what: Ask,
    /// Whether it is part of an exercise: then nothing leaves the building, and every message says so.
    #[serde(default, skip_serializing_if = "is_false")]
    pub exercise: bool,
}

/// What is to be done. All but a call by HTTP is done once, however often it is asked for under one id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Ask {
    /// Page whoever holds these roles, and these people. Done when each is acknowledged.
    Page {
        /// By the runbook's roles.
        roles: Vec<String>,
        /// By name.
        people: Vec<Person>,
        /// What they are told.
        message: String,
        /// After how many seconds without acknowledgement it has failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ack_within_s: Option<u32>,
    },
    /// Ask many who can attend. Done when the needs are filled.
    CallOut {
        /// How many of which role.
        needs: BTreeMap<String, u32>,
        /// What they are told.
        message: String,
        /// How long there is to answer, in seconds.
        answer_within_s: u32,
    },
    /// Start or stop a clock of an organisation.
    Clock {
        /// Which.
        clock: String,
        /// Whose.
        organisation: Option<String>,
        /// Whether it is stopped.
        stop: bool,
        /// From when it counts, as recorded.
        since: Option<String>,
    },
    /// Draft a situation report.
    Sitrep {
        /// From which template.
        template: String,
        /// For whom.
        roles: Vec<String>,
    },
    /// Bring an organisation into the incident.
    Invite {
        /// Which.
        organisation: String,
        /// What it is told.
        message: Option<String>,
    },
    /// Set the incident's severity.
    Severity {
        /// To what: S1 to S4.
        severity: String,
        /// Why.
        reason: String,
    },
    /// Call an interface on a host that is allowed.
    Http {
        /// In capitals.
        method: String,
        /// Whole, every value in it percent-encoded.
        url: String,
        /// By name, in lower case.
        headers: BTreeMap<String, Header>,
        /// JSON.
        body: Option<String>,
        /// Where in the answer is what goes into which record: JSON Pointers.
        outputs: BTreeMap<String, String>,
    },
}

/// Somebody of a role is told something.
pub(crate) fn page(role: Option<String>, message: String) -> Ask {
    Ask::Page { roles: role.into_iter().collect(), people: Vec::new(), message, ack_within_s: None }
}

/// What is behind a header's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Header {
    /// Text.
    Text(String),
    /// A secret of the service's configuration, by its name. The run never sees it.
    Secret(String),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Outcome {
    /// It happened.
    Done {
        /// What the world calls it.
        reference: String,
        /// What was found, by record.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        outputs: BTreeMap<String, String>,
    },
    /// It did not.
    Failed {
        /// Why, in words.
        reason: String,
        /// Whether trying again could help.
        again: bool,
    },
    /// It may have.
    Unknown,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_false(it: &bool) -> bool {
    !*it
}
