//! The steps of a runbook as a workflow.

use serde_json::{Map, Value, json};

use crate::cacao::EXTENSION;
use crate::cacao::export::ids::Ids;
use crate::cacao::export::{LeftOut, Options, Profile};
use crate::cacao::strip;
use crate::model::{Branch, Runbook, Step};

/// A workflow, and what its steps need of the playbook.
pub(crate) struct Compiled {
    pub(crate) start: String,
    pub(crate) exception: String,
    pub(crate) workflow: Map<String, Value>,
    /// Hosts that are called, beside the service's.
    pub(crate) targets: Map<String, Value>,
    /// Variables that the runbook does not have itself.
    pub(crate) variables: Map<String, Value>,
    pub(crate) left_out: Vec<LeftOut>,
}

/// Everything that is compiled at the time.
pub(crate) struct Compiler<'a> {
    pub(crate) runbook: &'a Runbook,
    pub(crate) options: &'a Options,
    pub(crate) ids: Ids,
    pub(crate) compiled: Compiled,
}

pub(crate) fn compile(runbook: &Runbook, options: &Options) -> Compiled {
    let ids = Ids::new(runbook.id);
    let (start, exception) = (ids.of("start", &[]), ids.of("action", &["", "exception"]));
    let compiled = Compiled {
        start: start.clone(),
        exception: exception.clone(),
        workflow: Map::new(),
        targets: Map::new(),
        variables: Map::new(),
        left_out: Vec::new(),
    };
    let mut compiler = Compiler { runbook, options, ids, compiled };
    let mut next = compiler.end(&["", "main"], "End");
    for (index, phase) in runbook.phases.iter().enumerate().rev() {
        next = compiler.flow(&phase.steps, next, Some(index));
    }
    compiler.add(start, json!({"type": "start", "name": "Start", "on_completion": next}));
    let end = compiler.end(&["", "exception"], "End after an exception");
    let mut handler = compiler.manual(
        "Take manual control",
        "A step failed and nothing handles that. Take manual control, and record what you do.",
        runbook.lead.as_str(),
    );
    handler.insert("on_completion".to_owned(), json!(end));
    compiler.add(exception, Value::Object(handler));
    compiler.compiled
}

impl Compiler<'_> {
    pub(crate) fn is_soarca(&self) -> bool {
        self.options.profile == Profile::Soarca
    }

    /// Steps in order, then on to `next`; the first one's id. Written from the last to the first, so that each knows
    /// where it leads.
    pub(crate) fn flow(&mut self, steps: &[Step], next: String, phase: Option<usize>) -> String {
        steps.iter().rev().fold(next, |next, step| self.step(step, next, phase))
    }

    /// A branch of a step: it ends with an end of its own; the id of what it begins with.
    pub(crate) fn branch(&mut self, step: &Step, head: &str, branch: &Branch) -> String {
        let end = self.end(&[step.slug.as_str(), head], &format!("End of branch: {head}"));
        self.flow(&branch.steps, end, None)
    }

    pub(crate) fn end(&mut self, names: &[&str], name: &str) -> String {
        let id = self.ids.of("end", names);
        self.add(id.clone(), json!({"type": "end", "name": name}));
        id
    }

    pub(crate) fn add(&mut self, id: String, object: Value) {
        self.compiled.workflow.insert(id, object);
    }

    /// The object of a step that carries what CACAO has no words for; its id.
    pub(crate) fn carry(
        &mut self,
        kind: &'static str,
        step: &Step,
        phase: Option<usize>,
        mut object: Map<String, Value>,
    ) -> String {
        let id = self.ids.of(kind, &[step.slug.as_str()]);
        object.insert("type".to_owned(), json!(kind));
        object.insert("name".to_owned(), json!(step.title));
        if !step.text.is_empty() {
            object.insert("description".to_owned(), json!(step.text));
        }
        if !self.is_soarca() {
            let mut extension =
                json!({"slug": step.slug, "step_kind": step.kind.name(), "step_meta": strip::meta(step)});
            if let (Some(phase), Some(extension)) = (phase, extension.as_object_mut()) {
                extension.insert("phase".to_owned(), json!(phase));
            }
            object.insert("step_extensions".to_owned(), json!({EXTENSION: extension}));
        }
        self.add(id.clone(), Value::Object(object));
        id
    }

    /// An action for somebody of a role.
    pub(crate) fn manual(&self, name: &str, command: &str, role: &str) -> Map<String, Value> {
        let mut action = Map::new();
        action.insert("type".to_owned(), json!("action"));
        action.insert("name".to_owned(), json!(name));
        action.insert("commands".to_owned(), json!([{"type": "manual", "command": command}]));
        let agent = self.role(role);
        if self.is_soarca() {
            action.insert("agent".to_owned(), json!(self.ids.of("soarca", &["soarca-manual"])));
            action.insert("targets".to_owned(), json!([agent]));
        } else {
            action.insert("agent".to_owned(), json!(agent));
        }
        action
    }

    /// The agent that is a role.
    pub(crate) fn role(&self, slug: &str) -> String {
        let kind = self.runbook.role(slug).map_or("individual", |role| super::front::agent_type(role.kind));
        self.ids.of(kind, &["role", slug])
    }

    pub(crate) fn left_out(&mut self, step: &Step, what: &'static str) {
        self.compiled.left_out.push(LeftOut { step: step.slug.to_string(), what });
    }

    /// A variable that the runbook does not have itself.
    pub(crate) fn variable(&mut self, name: &str, description: &str, external: bool) {
        let mut variable = json!({"type": "string", "description": description});
        if let Some(variable) = variable.as_object_mut() {
            let (key, value) = if external { ("external", json!(true)) } else { ("value", json!("")) };
            variable.insert(key.to_owned(), value);
        }
        self.compiled.variables.insert(name.to_owned(), variable);
    }
}

/// A variable's name as CACAO writes it.
pub(crate) fn named(name: &crate::model::Name) -> String {
    format!("__{name}__")
}
