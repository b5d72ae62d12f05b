//! Signing in, who one is, and personal API tokens.

use std::fmt;

use ctac_domain::directory::{Contact, NotificationRule, Role};
use ctac_domain::id::{OrganisationId, PersonId, SessionId, TokenId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::RoleWord;

/// A name and a password.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The sign-in name.
    pub username: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Who the caller is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Their id.
    #[schema(value_type = uuid::Uuid)]
    pub person: PersonId,
    /// Their name, if the vault still holds it.
    pub name: Option<String>,
    /// Where they belong.
    #[schema(value_type = uuid::Uuid)]
    pub organisation: OrganisationId,
    /// What they are in the cell.
    #[schema(value_type = Vec<RoleWord>)]
    pub roles: Vec<Role>,
    /// Ways to reach them; addresses only as hints.
    #[schema(value_type = Vec<crate::directory::ContactSchema>)]
    pub contacts: Vec<Contact>,
    /// How they are to be told.
    #[schema(value_type = Vec<crate::directory::RuleSchema>)]
    pub rules: Vec<NotificationRule>,
    /// The browser's session, when that is how they came.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub session: Option<SessionId>,
}

/// A new personal API token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What its holder calls it; at most 200 characters.
    pub label: String,
    /// Until when it works; none: until it is revoked.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// A token as it is shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenMade {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: TokenId,
    /// The secret. It is kept nowhere and cannot be shown again.
    pub token: String,
}

impl fmt::Debug for TokenMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenMade").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A token as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: TokenId,
    /// What its holder calls it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it works.
    pub expires_at: Option<Timestamp>,
}

/// A session as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: SessionId,
    /// Since when.
    pub started_at: Timestamp,
    /// When it was last used, to within some minutes.
    pub seen_at: Timestamp,
    /// When it ends unless it is used before.
    pub ends_at: Timestamp,
    /// Whether it is the one that asks.
    pub this: bool,
}
