//! The playbook itself, with what it says of the features that it uses.

use serde_json::Value;

use super::{
    AgentTarget, AuthenticationInfo, Dictionary, ExtensionDefinition, ExternalReference, Marking, Signature, Step,
    Texts, Variable,
};

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
