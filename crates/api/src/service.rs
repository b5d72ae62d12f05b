//! What a browser needs to know of the service itself.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the service is set up, as far as pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceView {
    /// Messages go to the built-in phone: nobody's real phone rings, and every page must say so.
    pub simulator: bool,
    /// What a browser subscribes to pushes with (`applicationServerKey`, base64url without padding); none where no provider
    /// pushes to browsers.
    pub push_key: Option<String>,
}
