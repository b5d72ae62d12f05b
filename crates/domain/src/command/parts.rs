//! Parts of commands that are types of their own: a planned override, what an edit does to who is on call, a call-out's
//! plan, a post.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::call_out::{Ask, Need};
use crate::id::{ActionId, IncidentId, OverrideId, PersonId};
use crate::incident::{Category, IncidentStatus, Severity};
use crate::page::How;

/// What somebody says to a page, or to all of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// They have it.
    Acknowledge(How),
    /// They cannot come.
    Cannot,
    /// The next person is to be asked now.
    Next,
}

/// One of several overrides that are asked for together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Its id, chosen by the caller so that a repeat is the same.
    pub id: OverrideId,
    /// From when; what lies before now is cut off.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
    /// What it does. Its members are people.
    pub kind: ctac_rota::OverrideKind,
}

/// What an edit of a rota does to who is on call at that moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnNow {
    /// They stay on to their handoff, where they are still in the rota.
    #[default]
    Keep,
    /// The rota is taken as it was sent.
    Recount,
}

/// A call-out as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallOutPlan {
    /// For which incident; none to convene the cell without one.
    pub incident: Option<IncidentId>,
    /// How severe; an incident's is its own, so this is for one without.
    pub severity: Option<Severity>,
    /// One line on what for.
    pub reason: Option<String>,
    /// Whom.
    pub ask: Vec<Ask>,
    /// What is enough. With none, it asks until its time is over.
    pub needs: Vec<Need>,
    /// In how many minutes they are to attend.
    pub within_min: u32,
    /// For how long it asks, in seconds.
    pub for_s: u32,
    /// After how many seconds those who have not answered are asked again; none: not again.
    pub again_after_s: Option<u32>,
    /// Whether a yes makes its person a member of the incident; none: where whoever starts it may bring people in.
    pub join: Option<bool>,
}

/// What a person writes to the timeline: `kind` and `body` of the room's `post` frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", deny_unknown_fields)]
pub enum Post {
    /// Something seen, heard or thought.
    #[serde(rename = "entry.note")]
    Note {
        /// At most [`crate::limits::TEXT`] bytes.
        text: String,
    },
    /// Something decided.
    #[serde(rename = "entry.decision")]
    Decision {
        /// What.
        decision: String,
        /// Why. Never empty.
        reason: String,
    },
    /// Something to be done.
    #[serde(rename = "action.set")]
    ActionSet {
        /// What.
        text: String,
        /// By whom.
        owner: PersonId,
        /// By when.
        #[serde(default)]
        due: Option<Timestamp>,
    },
    /// It was done.
    #[serde(rename = "action.done")]
    ActionDone {
        /// Which.
        action: ActionId,
        /// What came of it.
        #[serde(default)]
        outcome: Option<String>,
    },
    /// Another severity.
    #[serde(rename = "incident.severity_changed")]
    Severity {
        /// Which.
        to: Severity,
        /// Why. Never empty.
        reason: String,
    },
    /// Another category, or the first.
    #[serde(rename = "incident.category_changed")]
    Category {
        /// Which.
        to: Category,
        /// Why. Never empty.
        reason: String,
    },
    /// Another status.
    #[serde(rename = "incident.status_changed")]
    Status {
        /// Which.
        to: IncidentStatus,
        /// Why. Never empty.
        reason: String,
    },
    /// Another lead.
    #[serde(rename = "incident.lead_changed")]
    Lead {
        /// Whom.
        to: PersonId,
        /// Why.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Strike an earlier entry through.
    #[serde(rename = "entry.corrected")]
    Correct {
        /// Which.
        seq: u64,
        /// What it should have said.
        #[serde(default)]
        text: Option<String>,
        /// Why. Never empty.
        reason: String,
    },
    /// Ask the originator of a withheld entry to share it.
    #[serde(rename = "entry.asked")]
    Ask {
        /// Which.
        seq: u64,
        /// Why. Never empty.
        reason: String,
    },
}
