//! CACAO's objects as they are written. Every property may be missing: what must be there is the lint's to say.

use std::collections::BTreeMap;

/// One object: its properties by their names, and what CACAO does not know, kept.
macro_rules! object {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident $key:literal: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
        pub struct $name {
            $($(#[$doc])* #[serde(rename = $key, skip_serializing_if = "crate::cacao::read::Shape::is_absent")] pub $field: $type,)*
            /// Properties that CACAO does not know, kept.
            #[serde(flatten)]
            pub unknown: std::collections::BTreeMap<String, serde_json::Value>,
        }

        impl $crate::cacao::read::Shape for $name {
            const EXPECTED: &'static str = "an object";

            fn read(value: &serde_json::Value, reader: &mut $crate::cacao::read::Reader) -> Option<Self> {
                let serde_json::Value::Object(properties) = value else { return None };
                Some(Self {
                    $($field: reader.property(properties, $key),)*
                    unknown: reader.rest(properties, &[$($key),*]),
                })
            }
        }
    };
}

mod agents;
mod parts;
mod playbook;
mod step;

pub use agents::{AgentTarget, AuthenticationInfo, Secret};
pub use parts::{ExtensionDefinition, ExternalReference, Marking, Signature, Variable};
pub use playbook::{Playbook, ProcessingSummary};
pub use step::{Command, Step, StepType};

type Texts = Vec<String>;
type Dictionary<T> = BTreeMap<String, T>;
