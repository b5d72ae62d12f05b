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
    /// Their password was given by somebody else: until they change it, nothing else is open to this session.
    #[serde(default)]
    pub first_password: bool,
}

/// A new password of one's own.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password that one has.
    pub current: String,
    /// The one that replaces it: 12 characters or more.
    pub new: String,
}

impl fmt::Debug for ChangePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangePassword").finish_non_exhaustive()
    }
}

/// A sign-in for somebody whom one administers: with a first password, which they are asked to replace at once.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveSignIn {
    /// Their sign-in name.
    pub username: String,
    /// Their first password: 12 characters or more.
    pub password: String,
}

impl fmt::Debug for GiveSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GiveSignIn").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Whether and how somebody signs in, for whoever may give them a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInView {
    /// Their sign-in name; none: they do not sign in.
    pub username: Option<String>,
    /// Whether they still have the password that somebody else gave them.
    pub first_password: bool,
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
