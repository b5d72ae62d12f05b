//! The rules' words as people read them.

use ctac_domain::call_out::{Status as CallOutStatus, Why};
use ctac_domain::directory::{Channel, Role};
use ctac_domain::incident::{Category, Certainty, IncidentStatus, Level, RoomRole, Severity};
use ctac_domain::marking::Marking;
use ctac_domain::page::{How, PageStatus};
use ctac_domain::policy::Duty;

/// One choice of a form: what is sent, what is read, and what that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) hint: &'static str,
}

fn choice(value: &str, label: impl Into<String>, hint: &'static str) -> Choice {
    Choice { value: value.to_owned(), label: label.into(), hint }
}

/// `S1 critical`: the number that messages use, and a word.
pub(crate) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::S1 => "S1 critical",
        Severity::S2 => "S2 serious",
        Severity::S3 => "S3 limited",
        Severity::S4 => "S4 watch",
    }
}

/// The class of its tag.
pub(crate) const fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::S1 => "s1",
        Severity::S2 => "s2",
        Severity::S3 => "s3",
        Severity::S4 => "s4",
    }
}

pub(crate) fn severities() -> Vec<Choice> {
    vec![
        choice("S1", severity(Severity::S1), "Care is or will be harmed, or several organisations are affected"),
        choice("S2", severity(Severity::S2), "A service that care depends on is lost or at risk"),
        choice("S3", severity(Severity::S3), "Contained to one organisation, no harm to care"),
        choice("S4", severity(Severity::S4), "To be watched"),
    ]
}

/// `C3 significant, confirmed`.
pub(crate) fn category(category: Category) -> String {
    let certainty = match category.certainty {
        Certainty::Indicative => "indicative",
        Certainty::Confirmed => "confirmed",
    };
    format!("{}, {certainty}", level(category.level))
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::C1 => "C1 national emergency",
        Level::C2 => "C2 highly significant",
        Level::C3 => "C3 significant",
        Level::C4 => "C4 substantial",
        Level::C5 => "C5 moderate",
        Level::C6 => "C6 localised",
    }
}

pub(crate) fn levels() -> Vec<Choice> {
    let all = [Level::C1, Level::C2, Level::C3, Level::C4, Level::C5, Level::C6];
    all.into_iter().map(|it| choice(&format!("C{}", it.number()), level(it), "")).collect()
}

pub(crate) fn certainties() -> Vec<Choice> {
    vec![
        choice("indicative", "Indicative", "The cell takes it to be this"),
        choice("confirmed", "Confirmed", "The NCSC has said so"),
    ]
}

pub(crate) const fn status(status: IncidentStatus) -> &'static str {
    match status {
        IncidentStatus::Open => "Open",
        IncidentStatus::Contained => "Contained",
        IncidentStatus::Recovering => "Recovering",
        IncidentStatus::StoodDown => "Stood down",
        IncidentStatus::Closed => "Closed",
    }
}

pub(crate) fn statuses() -> Vec<Choice> {
    vec![
        choice("open", status(IncidentStatus::Open), "Under way"),
        choice("contained", status(IncidentStatus::Contained), "It spreads no further"),
        choice("recovering", status(IncidentStatus::Recovering), "Services are being brought back"),
        choice("stood-down", status(IncidentStatus::StoodDown), "The cell has stood down"),
        choice("closed", status(IncidentStatus::Closed), "Over; the timeline takes corrections and late entries only"),
    ]
}

pub(crate) fn markings() -> Vec<Choice> {
    let marking = |value: &str, marking: Marking, hint| choice(value, marking.label(), hint);
    vec![
        marking("clear", Marking::Clear, "Every member of the cell; may leave it"),
        marking("green", Marking::Green, "Every member of the cell"),
        marking("amber", Marking::Amber, "Members of the incident"),
        marking("amber-strict", Marking::AmberStrict, "Members of the incident from your organisation"),
        marking("red", Marking::Red, "Only the people you name"),
    ]
}

/// The markings of an incident as a whole: who learns that it exists, and how its entries are marked unless said.
pub(crate) fn incident_markings() -> Vec<Choice> {
    let hints = [
        "Everybody who works in the cell may know of it, and say so outside",
        "Everybody who works in the cell may know of it",
        "Only its members know of it",
        "Only its members know of it; entries are for their author's organisation unless marked otherwise",
        "Only its members know of it; entries are for the people they name unless marked otherwise",
    ];
    markings().into_iter().zip(hints).map(|(marking, hint)| Choice { hint, ..marking }).collect()
}

pub(crate) const fn room_role(role: RoomRole) -> &'static str {
    match role {
        RoomRole::Lead => "Lead",
        RoomRole::Responder => "Responder",
        RoomRole::Loggist => "Loggist",
        RoomRole::Communications => "Communications",
        RoomRole::Observer => "Observer",
    }
}

/// What somebody can be brought in as; a lead only while there is none.
pub(crate) fn room_roles(with_lead: bool) -> Vec<Choice> {
    let mut roles = vec![
        choice("responder", room_role(RoomRole::Responder), "Works in it"),
        choice("loggist", room_role(RoomRole::Loggist), "Writes the log for others"),
        choice("communications", room_role(RoomRole::Communications), "Speaks for it"),
        choice("observer", room_role(RoomRole::Observer), "Reads only"),
    ];
    if with_lead {
        roles.insert(0, choice("lead", room_role(RoomRole::Lead), "Runs it"));
    }
    roles
}

pub(crate) const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms => "Text message",
        Channel::Voice => "Call",
        Channel::Push => "Push notification",
        Channel::Email => "Email",
    }
}

pub(crate) const fn how(how: How) -> &'static str {
    match how {
        How::Sms => "by text message",
        How::Dtmf => "in a call",
        How::Link => "by the link",
        How::Api => "signed in",
        How::Source => "at the alert's source",
    }
}

/// Where a call-out stands.
pub(crate) const fn call_out_status(status: CallOutStatus) -> &'static str {
    match status {
        CallOutStatus::Running => "People are being asked",
        CallOutStatus::Ended { why: Why::Filled, .. } => "Enough people are coming",
        CallOutStatus::Ended { why: Why::TimedOut, .. } => "Its time is over",
        CallOutStatus::Ended { why: Why::Stopped, .. } => "It was stopped",
    }
}

/// People who hold a role in the cell.
pub(crate) const fn role(role: Role) -> &'static str {
    match role {
        Role::Responder => "Responders",
        Role::IncidentLead => "Incident leads",
        Role::Loggist => "Loggists",
        Role::Communications => "Communications",
        Role::OrganisationAdmin => "Organisation administrators",
        Role::CellAdmin => "Cell administrators",
        Role::Auditor => "Auditors",
        Role::Observer => "Observers",
        Role::Intake => "Intake",
    }
}

pub(crate) const fn page_status(status: &PageStatus) -> &'static str {
    match status {
        PageStatus::Active => "Nobody has it yet",
        PageStatus::Acknowledged { .. } => "Acknowledged",
        PageStatus::Exhausted { .. } => "Nobody answered",
        PageStatus::Cancelled { .. } => "No longer needed",
    }
}

/// What a rota's people are on call for, where it is one of the two that every cell has.
pub(crate) const fn duty(duty: Duty) -> Option<&'static str> {
    match duty {
        Duty::Responder => Some("Duty responder"),
        Duty::Lead => Some("Duty lead"),
        Duty::Other => None,
    }
}

/// A field of a form, as its label says it.
pub(crate) fn field(name: &str) -> &str {
    match name {
        "repeat" => "The new password again",
        "text" => "What happened",
        "decision" => "What was decided",
        "reason" => "Why",
        "owner" => "Who is to do it",
        "due" => "By when",
        "outcome" => "What came of it",
        "to" => "Change to",
        "marking" => "Marking",
        "named" => "Who may read it",
        "occurred_at" => "When it happened",
        "late_reason" => "Why it is entered late",
        "title" | "summary" => "What is happening",
        "criteria" => "Which criteria are met",
        "organisations" => "Who is affected",
        "call_back" => "Whom to call back",
        "severity" => "Severity",
        "policy" => "Who is paged",
        "person" => "Person",
        "other" => "Whom they replace",
        "role" => "Role",
        "until" => "Until when",
        "from" => "From",
        "to_time" => "Until",
        "shift" => "Which shift",
        "what" => "What it does",
        "kind" => "What it does",
        "time_zone" => "Your time zone",
        "code" => "The code",
        "channel" => "What it is",
        "address" => "Number or address",
        "after" => "Minutes",
        "handoff_notices" => "Before a handoff",
        "ask" => "Whom to ask",
        "within" => "To attend within",
        "for" => "Ask for",
        "again" => "Ask again after",
        "minutes" => "Minutes",
        other => other,
    }
}
