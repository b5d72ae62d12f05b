//! What the service does by itself, as calls of its API, and calls of others' APIs.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::cacao::export::compile::{Compiler, named};
use crate::model::{Action, Automatic, ClockAction, HeaderValue, Http, JsonTemplate, OnFailure, Part, Step, Template};

/// One call: where, and the command.
struct Call {
    target: String,
    command: Value,
}

impl Compiler<'_> {
    pub(crate) fn automatic(&mut self, step: &Step, automatic: &Automatic, next: &str, phase: Option<usize>) -> String {
        let call = match &automatic.action {
            Action::Http(http) => self.http(http),
            action => self.service(action, step),
        };
        let mut object = Map::new();
        object.insert("commands".to_owned(), json!([call.command]));
        object.insert("agent".to_owned(), json!(self.engine()));
        object.insert("targets".to_owned(), json!([call.target]));
        if let Action::Http(Http { outputs, .. }) = &automatic.action
            && !outputs.is_empty()
        {
            let names: Vec<String> = outputs.iter().map(|output| named(&output.record)).collect();
            object.insert("out_args".to_owned(), json!(names));
        }
        if let Some(duration) = automatic.give_up_after {
            object.insert("timeout".to_owned(), json!(duration.seconds() * 1_000));
        }
        match automatic.on_failure {
            OnFailure::Continue => object.insert("on_completion".to_owned(), json!(next)),
            OnFailure::Manual => {
                let by_hand = self.by_hand(step, next);
                object.insert("on_failure".to_owned(), json!(by_hand));
                object.insert("on_success".to_owned(), json!(next))
            }
        };
        self.carry("action", step, phase, object)
    }

    /// The agent that is the service.
    pub(crate) fn engine(&self) -> String {
        let kind = if self.is_soarca() { "soarca" } else { "ctac-engine" };
        self.ids.of(kind, &[if self.is_soarca() { "soarca-http-api" } else { "engine" }])
    }

    /// The target that is the service's API.
    pub(crate) fn api(&self) -> String {
        self.ids.of("http-api", &["service"])
    }

    fn by_hand(&mut self, step: &Step, next: &str) -> String {
        let id = self.ids.of("action", &[step.slug.as_str(), "by hand"]);
        let records = step.kind.records();
        let mut action = self.asked(step, &format!("Do by hand: {}", step.title), records);
        action.insert("name".to_owned(), json!(format!("Do by hand: {}", step.title)));
        action.insert("on_completion".to_owned(), json!(next));
        self.add(id.clone(), Value::Object(action));
        id
    }

    fn service(&self, action: &Action, step: &Step) -> Call {
        let (path, body, activity) = match action {
            Action::Page(page) => {
                let body = json!({"who": page.who, "message": placed(&page.message), "ack_within": page.ack_within});
                ("pages", body, Some("deliver-content"))
            }
            Action::CallOut(call) => {
                let body = json!({
                    "needs": call.needs, "message": placed(&call.message), "answer_within": call.answer_within,
                });
                ("call-outs", body, Some("identify-audience"))
            }
            Action::Sitrep(sitrep) => {
                ("situation-reports", json!({"template": sitrep.template, "who": sitrep.who}), Some("compose-content"))
            }
            Action::Clock(clock) => {
                let organisation = step.organisation.as_ref().map(placed);
                let since = match &clock.action {
                    ClockAction::Start { since: Some(record) } => Some(format!("{}:value", named(record))),
                    ClockAction::Start { since: None } | ClockAction::Stop => None,
                };
                let action = if clock.action == ClockAction::Stop { "stop" } else { "start" };
                let body =
                    json!({"clock": clock.clock, "action": action, "since": since, "organisation": organisation});
                ("clocks", body, None)
            }
            Action::Invite(invite) => {
                let message = invite.message.as_ref().map(placed);
                ("invitations", json!({"organisation": placed(&invite.organisation), "message": message}), None)
            }
            Action::SetSeverity(set) => {
                ("severity", json!({"severity": set.severity, "reason": placed(&set.reason)}), None)
            }
            Action::Http(_) => ("", Value::Null, None),
        };
        let mut command = json!({
            "type": "http-api", "command": format!("POST /api/v1/{path} HTTP/1.1"),
            "headers": {"content-type": ["application/json"]}, "content": without_nulls(body).to_string(),
        });
        let listed = activity.filter(|name| self.runbook.activities.iter().any(|one| one.as_str() == *name));
        if let (Some(command), Some(activity)) = (command.as_object_mut(), listed) {
            command.insert("playbook_activity".to_owned(), json!(activity));
        }
        Call { target: self.api(), command }
    }

    fn http(&mut self, http: &Http) -> Call {
        let mut headers: BTreeMap<String, Value> = BTreeMap::new();
        for (name, value) in &http.headers {
            let value = match value {
                HeaderValue::Text(template) => placed(template),
                HeaderValue::Secret(secret) => {
                    let variable = format!("__secret-{secret}__");
                    self.variable(&variable, "A secret of the service that runs this: never in a playbook", true);
                    format!("{variable}:value")
                }
            };
            headers.insert(name.to_string(), json!([value]));
        }
        let path = placed(http.url.path());
        let mut command = json!({"type": "http-api", "command": format!("{} {path} HTTP/1.1", http.method)});
        if let Some(command) = command.as_object_mut() {
            if let Some(body) = &http.body {
                headers.entry("content-type".to_owned()).or_insert_with(|| json!(["application/json"]));
                command.insert("content".to_owned(), json!(filled(body).to_string()));
            }
            if !headers.is_empty() {
                command.insert("headers".to_owned(), json!(headers));
            }
        }
        let host = http.url.host();
        let target = self.ids.of("http-api", &["host", host]);
        let object = json!({"type": "http-api", "name": host, "address": {"url": [format!("https://{host}")]}});
        self.compiled.targets.insert(target.clone(), object);
        Call { target, command }
    }
}

/// A template as CACAO writes it: `__name__:value` for a place.
fn placed(template: &Template) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Variable(name) => format!("{}:value", named(name)),
    };
    template.parts().iter().map(part).collect()
}

fn filled(body: &JsonTemplate) -> Value {
    match body {
        JsonTemplate::Null => Value::Null,
        JsonTemplate::Bool(value) => json!(value),
        JsonTemplate::Number(number) => json!(number),
        JsonTemplate::Text(template) => json!(placed(template)),
        JsonTemplate::List(items) => items.iter().map(filled).collect(),
        JsonTemplate::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), filled(value))).collect(),
    }
}

fn without_nulls(body: Value) -> Value {
    match body {
        Value::Object(entries) => entries.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}
