//! Who is on call.
use serde::{Deserialize, Serialize};
/// A rota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rota {
    /// IANA zone.
    pub time_zone: String,
}
