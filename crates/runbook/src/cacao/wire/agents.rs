//! Who acts, on what, and how it is signed in to.

use serde::Serialize;
use serde_json::Value;

use super::{Dictionary, Texts};
use crate::cacao::read::{Reader, Shape};

object! {
    /// Who acts, or what is acted on (section 6).
    AgentTarget {
        /// Its type; the vocabulary is open.
        kind "type": Option<String>,
        /// Its name.
        name "name": Option<String>,
        /// What it is.
        description "description": Option<String>,
        /// Where it is (section 10.4).
        location "location": Option<Value>,
        /// Extensions.
        extensions "agent_target_extensions": Dictionary<Value>,
        /// How to reach a person or an organisation (section 10.5).
        contact "contact": Option<Value>,
        /// Of a location: names for it.
        logical "logical": Texts,
        /// Of a sector.
        sector "sector": Option<String>,
        /// Its addresses by kind: `dname`, `ipv4`, `ipv6`, `l2mac`, `vlan`, `url`.
        address "address": Dictionary<Value>,
        /// Its port.
        port "port": Option<String>,
        /// How to sign in to it.
        authentication_info "authentication_info": Option<String>,
        /// What kind of thing it is.
        category "category": Texts,
    }
}

object! {
    /// How something is signed in to (section 7). Secrets belong in a key store, never here.
    AuthenticationInfo {
        /// Its type.
        kind "type": Option<String>,
        /// Its name.
        name "name": Option<String>,
        /// What it is.
        description "description": Option<String>,
        /// Extensions.
        extensions "authentication_info_extensions": Dictionary<Value>,
        /// Whether the secret is in a key store.
        kms "kms": Option<bool>,
        /// Under which name it is there.
        kms_key_identifier "kms_key_identifier": Option<String>,
        /// Of `user-auth`: the account.
        username "username": Option<String>,
        /// Of `http-basic`: the account.
        user_id "user_id": Option<String>,
        /// Of `oauth2`: the header.
        oauth_header "oauth_header": Option<String>,
        /// A secret, where none should be.
        password "password": Option<Secret>,
        /// A secret, where none should be.
        token "token": Option<Secret>,
    }
}

/// A secret that somebody left in a playbook. It is written again as it was, and shown nowhere.
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Whether it is only the name of a variable, `__name__:value`, or empty.
    pub(crate) fn is_placeholder(&self) -> bool {
        self.0.is_empty() || (self.0.starts_with("__") && self.0.ends_with("__:value"))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl Shape for Secret {
    const EXPECTED: &'static str = "a text";

    fn read(value: &Value, _: &mut Reader) -> Option<Self> {
        value.as_str().map(|text| Self(text.to_owned()))
    }
}
