//! What a playbook says beside its workflow.

use serde_json::{Map, Value, json};

use crate::cacao::EXTENSION;
use crate::cacao::export::compile::{Compiled, named};
use crate::cacao::export::ids::Ids;
use crate::cacao::export::{Options, Profile};
use crate::cacao::strip;
use crate::model::{Origin, Reference, RoleKind, Runbook, Status, Tlp, Variable, VariableType};
use crate::tlp::Level;

/// Who made our extension: one id, whatever the runbook.
const MAKER: &str = "identity--2f6d0a4e-8a57-4f0e-9f0d-6a3f5b7c9e11";

pub(crate) fn front(runbook: &Runbook, options: &Options, compiled: &Compiled) -> Map<String, Value> {
    let level = level(runbook.tlp);
    let mut front = json!({
        "type": "playbook", "spec_version": "cacao-2.0", "id": runbook.id, "name": runbook.title,
        "created_by": runbook.created_by, "created": instant(runbook.created), "modified": instant(runbook.modified),
        "markings": [level.marking_id()],
        "data_marking_definitions": {level.marking_id(): level.marking()},
        "workflow_start": compiled.start, "workflow_exception": compiled.exception, "workflow": compiled.workflow,
        "agent_definitions": agents(runbook, options), "target_definitions": targets(runbook, options, compiled),
    });
    let Some(object) = front.as_object_mut() else { return Map::new() };
    let mut put = |key: &str, value: Value| {
        let is_empty = value.is_null()
            || value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(Map::is_empty)
            || value.as_str().is_some_and(str::is_empty);
        if !is_empty {
            object.insert(key.to_owned(), value);
        }
    };
    put("description", json!(runbook.purpose));
    put("playbook_types", json!(runbook.types));
    put("playbook_activities", json!(runbook.activities));
    put("priority", json!(runbook.priority));
    put("severity", json!(runbook.severity));
    put("impact", json!(runbook.impact));
    put("labels", json!(runbook.labels));
    put("industry_sectors", json!(runbook.sectors));
    put("valid_from", json!(runbook.valid_from.map(instant)));
    put("valid_until", json!(runbook.valid_until.map(instant)));
    put("derived_from", json!(runbook.derived_from));
    put("external_references", runbook.references.iter().map(reference).collect());
    put("revoked", if runbook.status == Status::Withdrawn { json!(true) } else { Value::Null });
    put("playbook_variables", Value::Object(variables(runbook, compiled)));
    if options.profile == Profile::Standard {
        put("playbook_extensions", json!({EXTENSION: strip::front(runbook)}));
        put("extension_definitions", json!({EXTENSION: definition()}));
    }
    std::mem::take(object)
}

/// An instant as CACAO writes it: three decimals.
pub(crate) fn instant(at: jiff::Timestamp) -> String {
    format!("{at:.3}")
}

/// The level of TLP.
pub(crate) fn level(tlp: Tlp) -> Level {
    match tlp {
        Tlp::Clear => Level::Clear,
        Tlp::Green => Level::Green,
        Tlp::Amber => Level::Amber,
        Tlp::AmberStrict => Level::AmberStrict,
        Tlp::Red => Level::Red,
    }
}

fn reference(reference: &Reference) -> Value {
    let mut object = json!({"name": reference.name});
    let rest = [
        ("description", &reference.description),
        ("source", &reference.source),
        ("url", &reference.url),
        ("external_id", &reference.external_id),
    ];
    if let Some(object) = object.as_object_mut() {
        object.extend(rest.into_iter().filter_map(|(key, text)| Some((key.to_owned(), json!(text.as_ref()?)))));
    }
    object
}

/// A kind of role as CACAO calls it (section 6).
pub(crate) fn agent_type(kind: RoleKind) -> &'static str {
    match kind {
        RoleKind::Individual => "individual",
        RoleKind::Group => "group",
        RoleKind::Organisation => "organization",
    }
}

fn agents(runbook: &Runbook, options: &Options) -> Map<String, Value> {
    let ids = Ids::new(runbook.id);
    let mut agents = Map::new();
    if options.profile == Profile::Soarca {
        for name in ["soarca-manual", "soarca-http-api"] {
            agents.insert(ids.of("soarca", &[name]), json!({"type": "soarca", "name": name}));
        }
        return agents;
    }
    agents.extend(roles(runbook, &ids));
    agents.insert(ids.of("ctac-engine", &["engine"]), json!({"type": "ctac-engine", "name": "CTAC"}));
    agents
}

fn roles(runbook: &Runbook, ids: &Ids) -> Map<String, Value> {
    let role = |role: &crate::model::Role| {
        let kind = agent_type(role.kind);
        let mut object = json!({"type": kind, "name": role.name});
        if let (Some(object), Some(about)) = (object.as_object_mut(), &role.about) {
            object.insert("description".to_owned(), json!(about));
        }
        (ids.of(kind, &["role", role.slug.as_str()]), object)
    };
    runbook.roles.iter().map(role).collect()
}

fn targets(runbook: &Runbook, options: &Options, compiled: &Compiled) -> Map<String, Value> {
    let ids = Ids::new(runbook.id);
    let mut targets = compiled.targets.clone();
    let service = json!({"type": "http-api", "name": "CTAC API", "address": {"url": [options.service]}});
    targets.insert(ids.of("http-api", &["service"]), service);
    if options.profile == Profile::Soarca {
        targets.extend(roles(runbook, &ids));
    }
    targets
}

fn variables(runbook: &Runbook, compiled: &Compiled) -> Map<String, Value> {
    let mut variables: Map<String, Value> =
        runbook.variables.iter().map(|variable| (named(&variable.name), self::variable(variable))).collect();
    variables.extend(compiled.variables.clone());
    variables
}

/// A record without a value is not known: null. A text is empty instead, for engines that compare it before a step has
/// filled it in: `'' != 'yes'`.
fn variable(variable: &Variable) -> Value {
    use VariableType::{Choice, Date, String, Timestamp};
    let (kind, is_text) = match &variable.kind {
        String(_) | Choice(_) | Timestamp | Date => ("string", true),
        other => (other.name(), false),
    };
    let value = variable.origin.initial().map(|value| json!(value));
    let value = value.unwrap_or(if is_text { json!("") } else { Value::Null });
    json!({
        "type": kind, "description": variable.label, "value": value,
        "constant": matches!(variable.origin, Origin::Constant(_)),
        "external": matches!(variable.origin, Origin::Input(_)),
    })
}

fn definition() -> Value {
    json!({
        "type": "extension-definition", "name": "CTAC runbook", "version": "1.0.0", "created_by": MAKER,
        "description": "What CACAO has no words for: roles, time targets, evidence, skips, approvals, clocks, phases.",
        "schema": "The JSON of ctac_runbook::model, without titles, texts and the steps of branches, which are CACAO's.",
    })
}
