//! CACAO's objects as they are written. Every property may be missing: what must be there is the lint's to say.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::cacao::read::{Reader, Shape};

/// One object: its properties by their names, and what CACAO does not know, kept.
macro_rules! object {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident $key:literal: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize)]
        pub struct $name {
            $($(#[$doc])* #[serde(rename = $key, skip_serializing_if = "Shape::is_absent")] pub $field: $type,)*
            /// Properties that CACAO does not know, kept.
            #[serde(flatten)]
            pub unknown: BTreeMap<String, Value>,
        }

        impl Shape for $name {
            const EXPECTED: &'static str = "an object";

            fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
                let Value::Object(properties) = value else { return None };
                Some(Self {
                    $($field: reader.property(properties, $key),)*
                    unknown: reader.rest(properties, &[$($key),*]),
                })
            }
        }
    };
}

type Texts = Vec<String>;
type Dictionary<T> = BTreeMap<String, T>;

object! {
    /// A playbook (section 3.1).
    Playbook {
        /// `playbook`.
        kind "type": Option<String>,
        /// `cacao-2.0`.
        spec_version "spec_version": Option<String>,
        /// `playbook--UUID`, the same for every version.
        id "id": Option<String>,
        /// Its name.
        name "name": Option<String>,
        /// What it is for.
        description "description": Option<String>,
        /// What kind of work it is (section 3.1.1).
        playbook_types "playbook_types": Texts,
        /// What it does (section 3.1.2).
        playbook_activities "playbook_activities": Texts,
        /// Which features it uses (section 10.14): derived, never written by hand.
        processing_summary "playbook_processing_summary": Option<ProcessingSummary>,
        /// Who made it.
        created_by "created_by": Option<String>,
        /// When its first version was made.
        created "created": Option<String>,
        /// When this version was made.
        modified "modified": Option<String>,
        /// Whether it must not be used any more.
        revoked "revoked": Option<bool>,
        /// From when it may be run.
        valid_from "valid_from": Option<String>,
        /// Until when it may be run.
        valid_until "valid_until": Option<String>,
        /// Playbooks that it was made from.
        derived_from "derived_from": Texts,
        /// Objects that it has to do with.
        related_to "related_to": Texts,
        /// 1 the highest to 100 the lowest; 0 undefined.
        priority "priority": Option<i64>,
        /// 1 the lowest to 100 the highest; 0 undefined.
        severity "severity": Option<i64>,
        /// The harm of running it: 1 to 100; 0 undefined.
        impact "impact": Option<i64>,
        /// For whom it is.
        industry_sectors "industry_sectors": Texts,
        /// Free words.
        labels "labels": Texts,
        /// Where to read more.
        external_references "external_references": Vec<ExternalReference>,
        /// Ids of markings.
        markings "markings": Texts,
        /// Variables of the whole playbook.
        variables "playbook_variables": Dictionary<Variable>,
        /// The id of the `start` step.
        workflow_start "workflow_start": Option<String>,
        /// The step for what no step handles.
        workflow_exception "workflow_exception": Option<String>,
        /// The steps by their ids.
        workflow "workflow": Dictionary<Step>,
        /// Extensions of the playbook.
        extensions "playbook_extensions": Dictionary<Value>,
        /// How agents and targets are signed in to.
        authentication_info "authentication_info_definitions": Dictionary<AuthenticationInfo>,
        /// Who does the work.
        agents "agent_definitions": Dictionary<AgentTarget>,
        /// What is worked on.
        targets "target_definitions": Dictionary<AgentTarget>,
        /// The extensions used.
        extension_definitions "extension_definitions": Dictionary<ExtensionDefinition>,
        /// The markings used.
        marking_definitions "data_marking_definitions": Dictionary<Marking>,
        /// Signatures (section 10.15): no part of the version's content.
        signatures "signatures": Vec<Signature>,
    }
}

object! {
    /// A step of a workflow (section 4): the properties of every type; the lint says which belong to which.
    Step {
        /// Its type.
        kind "type": Option<StepType>,
        /// Its name.
        name "name": Option<String>,
        /// What it is for.
        description "description": Option<String>,
        /// Where to read more.
        external_references "external_references": Vec<ExternalReference>,
        /// Milliseconds to wait before it starts.
        delay "delay": Option<i64>,
        /// Milliseconds after which it has failed.
        timeout "timeout": Option<i64>,
        /// Variables of this step and what it calls.
        variables "step_variables": Dictionary<Variable>,
        /// Who answers for it.
        owner "owner": Option<String>,
        /// What follows, however it ended.
        on_completion "on_completion": Option<String>,
        /// What follows when it succeeded.
        on_success "on_success": Option<String>,
        /// What follows when it failed.
        on_failure "on_failure": Option<String>,
        /// Extensions of the step.
        extensions "step_extensions": Dictionary<Value>,
        /// Of an action: what to do, in this order.
        commands "commands": Vec<Command>,
        /// Of an action: who does it.
        agent "agent": Option<String>,
        /// Of an action: what it is done to.
        targets "targets": Texts,
        /// Of an action or a call: variables that go in, by name.
        in_args "in_args": Texts,
        /// Of an action or a call: variables that come out, by name.
        out_args "out_args": Texts,
        /// Of a call: which playbook.
        playbook_id "playbook_id": Option<String>,
        /// Of a call: which version, by its `modified`.
        playbook_version "playbook_version": Option<String>,
        /// Of a parallel: the first step of each lane.
        next_steps "next_steps": Texts,
        /// Of an if or a while.
        condition "condition": Option<String>,
        /// Of an if or a while: what is done when it holds.
        on_true "on_true": Option<String>,
        /// Of an if: what is done otherwise.
        on_false "on_false": Option<String>,
        /// Of a switch: its variable.
        switch "switch": Option<String>,
        /// Of a switch: the first step for each value.
        cases "cases": Dictionary<String>,
    }
}

object! {
    /// A command of an action (section 5).
    Command {
        /// Its type; the vocabulary is open.
        kind "type": Option<String>,
        /// What it does.
        description "description": Option<String>,
        /// The version of the type.
        version "version": Option<String>,
        /// The activity it is (section 3.1.2).
        playbook_activity "playbook_activity": Option<String>,
        /// Where to read more.
        external_references "external_references": Vec<ExternalReference>,
        /// The command, or an HTTP start line.
        command "command": Option<String>,
        /// The command in base64.
        command_b64 "command_b64": Option<String>,
        /// Of HTTP: each header's values.
        headers "headers": Dictionary<Value>,
        /// Of HTTP: the body.
        content "content": Option<String>,
        /// Of HTTP: the body in base64.
        content_b64 "content_b64": Option<String>,
    }
}

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

object! {
    /// A variable (section 10.18). Its value is a text, or null when it is not known.
    Variable {
        /// What the text means.
        kind "type": Option<String>,
        /// What it holds.
        description "description": Option<String>,
        /// The text.
        value "value": Option<Value>,
        /// Whether it must not change.
        constant "constant": Option<bool>,
        /// Whether the caller gives its first value.
        external "external": Option<bool>,
    }
}

object! {
    /// Where to read more (section 10.9).
    ExternalReference {
        /// Its name.
        name "name": Option<String>,
        /// What it says.
        description "description": Option<String>,
        /// A citation.
        source "source": Option<String>,
        /// Its address.
        url "url": Option<String>,
        /// Its number elsewhere.
        external_id "external_id": Option<String>,
        /// The id of an object.
        reference_id "reference_id": Option<String>,
    }
}

object! {
    /// A data marking (section 9).
    Marking {
        /// Its type.
        kind "type": Option<String>,
        /// Its id: the key it stands under.
        id "id": Option<String>,
        /// Its name.
        name "name": Option<String>,
        /// What it means.
        description "description": Option<String>,
        /// Who made it.
        created_by "created_by": Option<String>,
        /// When.
        created "created": Option<String>,
        /// Whether it holds no more.
        revoked "revoked": Option<bool>,
        /// From when it holds.
        valid_from "valid_from": Option<String>,
        /// Until when.
        valid_until "valid_until": Option<String>,
        /// Free words.
        labels "labels": Texts,
        /// Where to read more.
        external_references "external_references": Vec<ExternalReference>,
        /// Extensions.
        extensions "marking_extensions": Dictionary<Value>,
        /// Of TLP 2.0: its level.
        tlpv2_level "tlpv2_level": Option<String>,
        /// Of a statement: the statement.
        statement "statement": Option<String>,
    }
}

object! {
    /// An extension that is used (section 8).
    ExtensionDefinition {
        /// `extension-definition`.
        kind "type": Option<String>,
        /// Its name.
        name "name": Option<String>,
        /// What it is for.
        description "description": Option<String>,
        /// Who made it.
        created_by "created_by": Option<String>,
        /// Where its schema is, or the schema.
        schema "schema": Option<String>,
        /// Its version.
        version "version": Option<String>,
        /// Where to read more.
        external_references "external_references": Vec<ExternalReference>,
    }
}

object! {
    /// Which features a playbook uses (section 10.14).
    ProcessingSummary {
        /// Every command is for people.
        manual_playbook "manual_playbook": Option<bool>,
        /// It calls others.
        external_playbooks "external_playbooks": Option<bool>,
        /// It has lanes.
        parallel_processing "parallel_processing": Option<bool>,
        /// It has an if.
        if_logic "if_logic": Option<bool>,
        /// It has a while.
        while_logic "while_logic": Option<bool>,
        /// It has a switch.
        switch_logic "switch_logic": Option<bool>,
        /// It has delays, timeouts or a time in which it is valid.
        temporal_logic "temporal_logic": Option<bool>,
        /// It is marked.
        data_markings "data_markings": Option<bool>,
        /// It is signed.
        digital_signatures "digital_signatures": Option<bool>,
        /// A signature is signed.
        countersigned_signatures "countersigned_signatures": Option<bool>,
        /// It uses extensions.
        extensions "extensions": Option<bool>,
    }
}

object! {
    /// A signature (section 10.15); [`crate::signature`] makes and checks them.
    Signature {
        /// `jss`.
        kind "type": Option<String>,
        /// Its id.
        id "id": Option<String>,
        /// Who made the object.
        created_by "created_by": Option<String>,
        /// When it was made.
        created "created": Option<String>,
        /// When it was changed last.
        modified "modified": Option<String>,
        /// Whether it holds no more.
        revoked "revoked": Option<bool>,
        /// Who signs.
        signee "signee": Option<String>,
        /// From when it holds.
        valid_from "valid_from": Option<String>,
        /// Until when.
        valid_until "valid_until": Option<String>,
        /// The playbook signed.
        related_to "related_to": Option<String>,
        /// Its version, by `modified`.
        related_version "related_version": Option<String>,
        /// Such as `sha-256`.
        hash_algorithm "hash_algorithm": Option<String>,
        /// Such as `Ed25519`.
        algorithm "algorithm": Option<String>,
        /// The key: DER (`SubjectPublicKeyInfo`) in base64.
        public_key "public_key": Option<String>,
        /// Certificates, the signer's first.
        public_cert_chain "public_cert_chain": Texts,
        /// Where the certificate is.
        cert_url "cert_url": Option<String>,
        /// The key's hash.
        thumbprint "thumbprint": Option<String>,
        /// The signature, base64url.
        value "value": Option<String>,
        /// A countersignature.
        signature "signature": Option<Box<Signature>>,
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

/// The types of steps (section 4.2): a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepType {
    /// Where a workflow begins.
    Start,
    /// Where a workflow or a branch ends.
    End,
    /// Commands.
    Action,
    /// A call of another playbook.
    PlaybookAction,
    /// Lanes, all of them.
    Parallel,
    /// One branch or the other.
    IfCondition,
    /// A branch again and again.
    WhileCondition,
    /// One branch of many.
    SwitchCondition,
}

impl StepType {
    /// Every type.
    pub const ALL: [Self; 8] = [
        Self::Start,
        Self::End,
        Self::Action,
        Self::PlaybookAction,
        Self::Parallel,
        Self::IfCondition,
        Self::WhileCondition,
        Self::SwitchCondition,
    ];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
            Self::Action => "action",
            Self::PlaybookAction => "playbook-action",
            Self::Parallel => "parallel",
            Self::IfCondition => "if-condition",
            Self::WhileCondition => "while-condition",
            Self::SwitchCondition => "switch-condition",
        }
    }

    /// Whether it has branches.
    #[must_use]
    pub fn is_branching(self) -> bool {
        matches!(self, Self::Parallel | Self::IfCondition | Self::WhileCondition | Self::SwitchCondition)
    }
}

impl Shape for StepType {
    const EXPECTED: &'static str =
        "one of start, end, action, playbook-action, parallel, if-condition, while-condition and switch-condition";

    fn read(value: &Value, _: &mut Reader) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| value.as_str() == Some(kind.as_str()))
    }
}
