//! Exceptions to a rota looked at before they are made: what a few acts together would change; and the layers one by one.

use ctac_domain::id::{AbsenceId, OverrideId, PersonId, SwapId};
use ctac_domain::swap::Stretch;
use ctac_rota::OverrideKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::directory::ShiftView;
use crate::duty::StretchSchema;
use crate::fairness::LoadView;
use crate::problem::FieldProblem;
use crate::rota::{ChangeView, CoverageView};

/// What is to be tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TryExceptions {
    /// In this order, each on what the one before left; from 1 to 10.
    pub acts: Vec<ExceptionAct>,
}

/// One act, each of which has a route of its own that does it.
#[expect(missing_docs, reason = "each variant says what it is; its fields are called what they are in its own route")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ExceptionAct {
    /// An override is made.
    Override {
        from: Timestamp,
        to: Timestamp,
        #[schema(value_type = Object)]
        kind: OverrideKind,
    },
    /// An override is put in the place of another.
    Move {
        #[schema(value_type = uuid::Uuid)]
        r#override: OverrideId,
        from: Timestamp,
        to: Timestamp,
        #[schema(value_type = Object)]
        kind: OverrideKind,
    },
    /// An override is taken away.
    Remove {
        #[schema(value_type = uuid::Uuid)]
        r#override: OverrideId,
    },
    /// Somebody, oneself unless said, is away.
    Absence {
        #[serde(default)]
        #[schema(value_type = Option<uuid::Uuid>)]
        person: Option<PersonId>,
        from: Timestamp,
        to: Timestamp,
    },
    /// An absence is taken away.
    Back {
        #[schema(value_type = uuid::Uuid)]
        absence: AbsenceId,
    },
    /// A shift is offered; with `to_person`, as it would be once they have taken it.
    Swap {
        #[serde(default)]
        #[schema(value_type = Option<uuid::Uuid>)]
        person: Option<PersonId>,
        from: Timestamp,
        to: Timestamp,
        #[serde(default)]
        #[schema(value_type = Option<uuid::Uuid>)]
        to_person: Option<PersonId>,
        #[serde(default)]
        #[schema(value_type = Option<StretchSchema>)]
        in_return: Option<Stretch>,
    },
    /// One takes what is on offer, or a part of it.
    Accept {
        #[schema(value_type = uuid::Uuid)]
        swap: SwapId,
        #[serde(default)]
        #[schema(value_type = Option<StretchSchema>)]
        part: Option<Stretch>,
    },
}

/// What the acts would change. Nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExceptionPreview {
    /// From when it was looked at: now.
    pub from: Timestamp,
    /// Until when: 90 days, or what the acts reach to.
    pub to: Timestamp,
    /// The stretches that change hands in this rota, in order; the first 500.
    pub changes: Vec<ChangeView>,
    /// How many further ones there are.
    pub more_changes: usize,
    /// Its coverage as it stands.
    pub before: CoverageView,
    /// Its coverage as it would be; none where it cannot be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<CoverageView>,
    /// Whose duty in this rota becomes more or less, of those whose figures the caller may see.
    pub loads: Vec<LoadChange>,
    /// Why it could not be done, with the place of each fault; empty: it could.
    pub faults: Vec<FieldProblem>,
}

/// How much of a rota's duty somebody bears between the preview's two instants, without the acts and with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoadChange {
    /// Who.
    #[schema(value_type = uuid::Uuid)]
    pub person: PersonId,
    /// Without.
    pub before: LoadView,
    /// With.
    pub after: LoadView,
    /// What an even share would be.
    pub share: LoadView,
}

/// Whom one layer puts on, for itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LayerView {
    /// Its name.
    pub name: String,
    /// On together with the layer before it, rather than covering it.
    pub beside: bool,
    /// In order; absences counted, overrides and other layers not.
    pub shifts: Vec<ShiftView>,
}
