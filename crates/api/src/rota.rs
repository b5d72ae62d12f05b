//! Rotas: what is saved, what a save would change, who is on when, and where nobody is.

use ctac_domain::command::OnNow;
use ctac_domain::duty::HandoffNote;
use ctac_domain::id::{OverrideId, PersonId, RotaId, SwapId};
use ctac_domain::policy::Duty;
use ctac_rota::OverrideKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::FieldProblem;
use crate::words::{DutyWord, OnNowWord};

/// A rota as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveRota {
    /// Its name; at most 200 characters.
    pub name: String,
    /// Who is on when: time zone and layers. Members are people's ids, or `team/` and a team's id. Overrides and
    /// absences have routes of their own and are refused here.
    #[schema(value_type = Object)]
    pub rota: ctac_rota::Rota,
    /// What those on it do for the cell.
    #[serde(default)]
    #[schema(value_type = DutyWord)]
    pub duty: Duty,
    /// The rota that stands in where this one has nobody.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub deputy: Option<RotaId>,
    /// Whether who is on call now stays on until their handoff, whatever the edit does to the order of turns.
    #[serde(default)]
    #[schema(value_type = OnNowWord)]
    pub on_now: OnNow,
}

/// A rota as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RotaView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: RotaId,
    /// Its name.
    pub name: String,
    /// Who is on when, as it was saved; its overrides are listed by themselves.
    #[schema(value_type = Object)]
    pub rota: ctac_rota::Rota,
    /// What those on it do for the cell.
    #[schema(value_type = DutyWord)]
    pub duty: Duty,
    /// The rota that stands in where this one has nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub deputy: Option<RotaId>,
    /// True: it is over, nobody is on call in it any more, its past can still be read.
    pub retired: bool,
    /// What is to be handed on at the next handoff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NoteSchema>)]
    pub note: Option<HandoffNote>,
    /// From 1, one more with each edit; also the `ETag`.
    pub version: u64,
}

/// What is to be handed on, for the OpenAPI document; the values are the rules' [`HandoffNote`].
#[derive(Debug, ToSchema)]
#[schema(as = HandoffNote)]
pub struct NoteSchema {
    /// In its writer's words.
    pub text: String,
    /// Who wrote it.
    pub by: Option<uuid::Uuid>,
    /// When.
    pub at: Timestamp,
}

/// A note for the next handoff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// In its writer's words, at most 4 KiB.
    pub text: String,
}

/// A stretch of time in which others are on call than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
// Changes of a member's systems (`change_events`) have the plain name in the document.
#[schema(as = RotaChange)]
pub struct ChangeView {
    /// From when.
    pub from: Timestamp,
    /// Until just before when.
    pub to: Timestamp,
    /// Who would have been on; nobody: a gap.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub was: Vec<PersonId>,
    /// Who is to be on; nobody: a gap.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub is: Vec<PersonId>,
}

/// What a save would do. Nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RotaPreview {
    /// From when it was looked at: now.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// The stretches that change hands, in order; the first 500.
    pub changes: Vec<ChangeView>,
    /// How many further ones there are.
    pub more_changes: usize,
    /// Its coverage as it stands; none for a rota that is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<CoverageView>,
    /// Its coverage as it would be; none where it cannot be saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<CoverageView>,
    /// Why it could not be saved, with the place of each fault; empty: it could.
    pub faults: Vec<FieldProblem>,
}

/// Where nobody is on call, or nobody who can be reached; and where all hangs on one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CoverageView {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// Stretches with nobody to be reached, in order; the first 500.
    pub gaps: Vec<GapView>,
    /// How many further ones there are.
    pub more_gaps: usize,
    /// Stretches with one person to be reached in this rota and its deputies' together, in order; the first 500.
    pub singles: Vec<SingleView>,
    /// How many further ones there are.
    pub more_singles: usize,
    /// People of the rota who did not answer their last test page: whether they can be reached is not known.
    #[serde(default)]
    pub not_proven: Vec<NotProven>,
}

/// Somebody who did not answer their last test page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotProven {
    /// Who.
    #[schema(value_type = uuid::Uuid)]
    pub person: PersonId,
    /// When they were last proved to be reached; none: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

/// A stretch with nobody to be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GapView {
    /// From when.
    pub from: Timestamp,
    /// Until just before when.
    pub to: Timestamp,
    /// Who is on call and has no verified way to be reached; empty: nobody is on call at all.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub unreachable: Vec<PersonId>,
}

/// A stretch in which one person alone can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SingleView {
    /// From when.
    pub from: Timestamp,
    /// Until just before when.
    pub to: Timestamp,
    /// Who.
    #[schema(value_type = uuid::Uuid)]
    pub person: PersonId,
}

/// The coverage of a rota: looked at now, and as it was recorded last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RotaCoverage {
    /// As it stands now.
    pub now: CoverageView,
    /// As the service recorded it last, which is what warnings go by; none: not yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<RecordedCoverage>,
}

/// The coverage that was recorded last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordedCoverage {
    /// Until when it was looked at.
    pub horizon: Timestamp,
    /// How many gaps were found.
    pub gaps: usize,
    /// How many stretches with one person alone.
    pub singles: usize,
}

/// An exception that is to be made to a rota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOverride {
    /// From this instant, on a whole second.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
    /// What it does: `{do: add|remove, member}`, `{do: replace, member, by}` or `{do: temporary, members}`.
    #[schema(value_type = Object)]
    pub kind: OverrideKind,
    /// Why.
    pub reason: String,
}

/// An exception to a rota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverrideView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: OverrideId,
    /// From this instant.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
    /// What it does.
    #[schema(value_type = Object)]
    pub kind: OverrideKind,
    /// Why.
    pub reason: String,
    /// Who made it; none: the service, by a rule.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub by: Option<PersonId>,
    /// The swap that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub swap: Option<SwapId>,
}

/// What became, or would become, of a calendar file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Imported {
    /// False: it was a preview, nothing was recorded.
    pub recorded: bool,
    /// The overrides, in the file's order.
    pub overrides: Vec<ImportedOverride>,
    /// Events that were passed over, and why.
    pub passed_over: Vec<PassedOver>,
}

/// One event that becomes an override: this person is on call, and nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportedOverride {
    /// The line at which its event begins.
    pub line: usize,
    /// The event's own title.
    pub summary: String,
    /// From this instant.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
    /// Whom the event names.
    #[schema(value_type = uuid::Uuid)]
    pub person: PersonId,
    /// By what they were found: `login` or `name`.
    pub matched_by: String,
}

/// An event that becomes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PassedOver {
    /// The line at which it begins.
    pub line: usize,
    /// Its own title, where it has one.
    pub summary: String,
    /// Why.
    pub why: String,
}
