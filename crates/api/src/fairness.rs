//! Who bears how much of the duty, and what of it tires: figures beside an even share.

use ctac_domain::id::{OrganisationId, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The duty of one rota, or of all, over a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FairnessView {
    /// From when.
    pub from: Timestamp,
    /// Until just before when. What lies ahead is counted as the rotas have it now.
    pub to: Timestamp,
    /// Since when pages are counted: older ones are no longer in memory. None: all of `from` to `to` is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages_since: Option<Timestamp>,
    /// When the list of bank holidays was issued; those of England and Wales.
    #[schema(value_type = String, format = Date)]
    pub holidays_issued: Date,
    /// Seconds of duty on dates of which that list says nothing.
    pub holidays_unknown_s: i64,
    /// People the caller may see: themselves, or more for who arranges or administers. The totals count everybody.
    pub people: Vec<PersonFairness>,
    /// The sums over each organisation's people.
    pub organisations: Vec<OrganisationFairness>,
    /// What tires: never forbidden. Of the people above only.
    pub flags: Vec<FatigueFlag>,
}

/// Amounts of duty. Nights, weekends and holidays overlap: an hour of Saturday night is in both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoadView {
    /// On call, in seconds.
    pub duty_s: i64,
    /// Of that between 11pm and 6am of the person's own clock.
    pub night_s: i64,
    /// Of that on Saturdays and Sundays.
    pub weekend_s: i64,
    /// Of that on bank holidays.
    pub holiday_s: i64,
    /// Shifts: stretches without a break.
    pub shifts: i64,
    /// Pages that told them while the rota had them on call.
    pub pages: i64,
}

/// A person's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonFairness {
    /// Who.
    #[schema(value_type = uuid::Uuid)]
    pub person: PersonId,
    /// What they bore.
    pub load: LoadView,
    /// What an even share would have been.
    pub share: LoadView,
}

/// An organisation's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrganisationFairness {
    /// Which.
    #[schema(value_type = uuid::Uuid)]
    pub organisation: OrganisationId,
    /// How many of its people are counted.
    pub people: usize,
    /// What they bore.
    pub load: LoadView,
    /// What their even shares would have been.
    pub share: LoadView,
}

/// Something that tires somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FatigueFlag {
    /// Whom.
    #[schema(value_type = uuid::Uuid)]
    pub person: PersonId,
    /// `short-rest`, `many-days` or `long-lead`.
    pub kind: String,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// In words.
    pub says: String,
}
