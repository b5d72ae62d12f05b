//! What people do about their own duty: swaps, absences, preferences, calendar feeds; and teams.

use std::fmt;

use ctac_domain::directory::{Channel, Preferences};
use ctac_domain::id::{AbsenceId, FeedId, PersonId, RotaId, SwapId, TeamId};
use ctac_domain::swap::{Stretch, SwapStatus};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::ChannelWord;

/// A shift, or a part of one, that somebody would rather not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSwap {
    /// In which rota.
    #[schema(value_type = uuid::Uuid)]
    pub rota: RotaId,
    /// Whose shift it is; oneself unless said, which is for who arranges duty.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub person: Option<PersonId>,
    /// From when.
    pub from: Timestamp,
    /// Until just before when.
    pub to: Timestamp,
    /// Who is asked to take it; none: whoever will.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub to_person: Option<PersonId>,
    /// What the giver takes of the other's in return.
    #[serde(default)]
    #[schema(value_type = Option<StretchSchema>)]
    pub in_return: Option<Stretch>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A stretch of time, for the OpenAPI document; the values are the rules' [`Stretch`].
#[derive(Debug, ToSchema)]
#[schema(as = Stretch)]
pub struct StretchSchema {
    /// From when.
    pub from: Timestamp,
    /// Until just before when.
    pub to: Timestamp,
}

/// An offer is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptSwap {
    /// Only this part of it; the rest stays on offer. None: the whole.
    #[serde(default)]
    #[schema(value_type = Option<StretchSchema>)]
    pub part: Option<Stretch>,
}

/// An offered shift and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SwapView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: SwapId,
    /// In which rota.
    #[schema(value_type = uuid::Uuid)]
    pub rota: RotaId,
    /// Whose shift it is.
    #[schema(value_type = uuid::Uuid)]
    pub person: PersonId,
    /// From when.
    pub from: Timestamp,
    /// Until just before when.
    pub to: Timestamp,
    /// Who is asked to take it; none: whoever will.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub to_person: Option<PersonId>,
    /// What the giver takes in return.
    #[schema(value_type = Option<StretchSchema>)]
    pub in_return: Option<Stretch>,
    /// Why.
    pub reason: Option<String>,
    /// `{is: open}`, or `accepted` or `declined` by whom and when, or `withdrawn` or `lapsed` and when.
    #[schema(value_type = Object)]
    pub status: SwapStatus,
}

/// A time in which somebody cannot be on call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAbsence {
    /// Who; oneself unless said, which is for who arranges duty.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub person: Option<PersonId>,
    /// From when, on a whole second.
    pub from: Timestamp,
    /// Until just before when.
    pub to: Timestamp,
}

/// A time in which somebody cannot be on call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AbsenceView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: AbsenceId,
    /// Who.
    #[schema(value_type = uuid::Uuid)]
    pub person: PersonId,
    /// From when.
    pub from: Timestamp,
    /// Until just before when.
    pub to: Timestamp,
}

/// A team as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveTeam {
    /// Its name; at most 200 characters.
    pub name: String,
    /// Who is in it, in the order of their turns.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub members: Vec<PersonId>,
}

/// A team as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeamView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Who is in it.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub members: Vec<PersonId>,
    /// From 1, one more with each edit; also the `ETag`.
    pub version: u64,
}

/// How a person wants to hear of their duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyPreferences {
    /// The IANA name of the zone they live in, such as `Europe/London`; none: the rota's.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// How long before a handoff they are told, in seconds; 0: at it. At most four, each a week or less.
    pub handoff_notices: Vec<u32>,
    /// How they are told; none: as they are paged.
    #[serde(default)]
    #[schema(value_type = Option<ChannelWord>)]
    pub notice_channel: Option<Channel>,
}

impl From<DutyPreferences> for Preferences {
    fn from(body: DutyPreferences) -> Self {
        let DutyPreferences { time_zone, handoff_notices, notice_channel } = body;
        Self { time_zone, handoff_notices, notice_channel }
    }
}

impl From<Preferences> for DutyPreferences {
    fn from(chosen: Preferences) -> Self {
        let Preferences { time_zone, handoff_notices, notice_channel } = chosen;
        Self { time_zone, handoff_notices, notice_channel }
    }
}

/// A calendar feed that is to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFeed {
    /// All shifts of this rota; none: one's own shifts in every rota.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub rota: Option<RotaId>,
}

/// A feed as it is shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedMade {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: FeedId,
    /// Its address, for a calendar program. Whoever has it reads the feed. It is kept nowhere and cannot be shown again.
    pub url: String,
}

impl fmt::Debug for FeedMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FeedMade").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A feed as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: FeedId,
    /// All shifts of this rota; none: one's own, in every rota.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub rota: Option<RotaId>,
    /// When it was made.
    pub created_at: Timestamp,
}
