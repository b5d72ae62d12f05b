//! Each kind of step.

use serde_json::{Map, Value, json};

use crate::cacao::export::compile::{Compiler, named};
use crate::condition;
use crate::model::{
    Approval, Comparison, Condition, Decision, Joined, Name, Operator, Parallel, Repeat, Step, StepKind, SubRunbook,
    Wait,
};

impl Compiler<'_> {
    /// A step and then on to `next`; the id it begins with.
    pub(crate) fn step(&mut self, step: &Step, next: String, phase: Option<usize>) -> String {
        match &step.kind {
            StepKind::Task(_) | StepKind::Note => {
                let action = self.asked(step, step.title.as_str(), step.kind.records());
                self.then(step, phase, action, &next)
            }
            StepKind::Wait(wait) => self.wait(step, wait, &next, phase),
            StepKind::Decision(decision) => self.decision(step, decision, next, phase),
            StepKind::Approval(approval) => self.approval(step, approval, next, phase),
            StepKind::Parallel(parallel) => self.parallel(step, parallel, next, phase),
            StepKind::Repeat(repeat) => self.repeat(step, repeat, &next, phase),
            StepKind::Runbook(sub) => self.runbook(step, sub, &next, phase),
            StepKind::Automatic(automatic) => self.automatic(step, automatic, &next, phase),
        }
    }

    fn then(&mut self, step: &Step, phase: Option<usize>, mut action: Map<String, Value>, next: &str) -> String {
        action.insert("on_completion".to_owned(), json!(next));
        self.carry("action", step, phase, action)
    }

    /// A step that its role does, with what comes out of it.
    pub(crate) fn asked(&mut self, step: &Step, command: &str, records: Vec<(&Name, bool)>) -> Map<String, Value> {
        let role = step.role.as_ref().unwrap_or(&self.runbook.lead).to_string();
        let mut action = self.manual(step.title.as_str(), command, &role);
        if !records.is_empty() {
            let names: Vec<String> = records.into_iter().map(|(name, _)| named(name)).collect();
            action.insert("out_args".to_owned(), json!(names));
        }
        action
    }

    fn wait(&mut self, step: &Step, wait: &Wait, next: &str, phase: Option<usize>) -> String {
        let command = match wait {
            Wait::For(duration) => format!("Wait {duration}, then go on"),
            Wait::Until { condition, .. } => format!("Wait until {condition}, then go on"),
        };
        let mut action = self.asked(step, &command, Vec::new());
        if let Wait::For(duration) = wait {
            action.insert("delay".to_owned(), json!(duration.seconds() * 1_000));
        }
        self.then(step, phase, action, next)
    }

    /// The variable that an answer goes into: the runbook's, or one of ours. No name of a runbook has a hyphen in it.
    fn answer(&mut self, step: &Step, record: Option<&Name>) -> String {
        record.map_or_else(
            || {
                let name = format!("__answer-{}__", step.slug);
                self.variable(&name, &format!("What was answered: {}", step.title), false);
                name
            },
            named,
        )
    }

    fn decision(&mut self, step: &Step, decision: &Decision, next: String, phase: Option<usize>) -> String {
        let variable = self.answer(step, decision.record.as_ref());
        let entries: Vec<String> = decision
            .branches
            .iter()
            .map(|when| {
                let head: Vec<&str> = when.answers.iter().map(crate::model::Slug::as_str).collect();
                // The end of a branch without steps would be shared by its answers.
                if when.branch.steps.is_empty() {
                    String::new()
                } else {
                    self.branch(step, &head.join(", "), &when.branch)
                }
            })
            .collect();
        let mut cases = Vec::new();
        for (answer, _) in decision.answers.iter() {
            let led = decision.branches.iter().zip(&entries).find(|(when, _)| when.answers.contains(answer));
            let entry = led.map(|(_, entry)| entry.clone()).filter(|entry| !entry.is_empty());
            let entry =
                entry.unwrap_or_else(|| self.end(&[step.slug.as_str(), "answer", answer.as_str()], "Straight on"));
            cases.push((answer.to_string(), entry));
        }
        let gate = if self.is_soarca() {
            if decision.branches.iter().any(|when| when.answers.len() > 1) {
                self.left_out(step, "SOARCA has no switch: answers that share a branch share its end");
            }
            self.ifs(step, &variable, &cases, next)
        } else {
            let id = self.ids.of("switch-condition", &[step.slug.as_str()]);
            let cases: Map<String, Value> = cases.into_iter().map(|(answer, to)| (answer, json!(to))).collect();
            let switch = json!({
                "type": "switch-condition", "name": step.title, "switch": format!("{variable}:value"), "cases": cases,
                "on_completion": next,
            });
            let part = self.part(step, "switch", switch);
            self.add(id.clone(), part);
            id
        };
        let mut action = self.asked(step, step.title.as_str(), Vec::new());
        action.insert("out_args".to_owned(), json!([variable]));
        self.then(step, phase, action, &gate)
    }

    /// SOARCA passes switches over in silence: an if for each answer, each in the one before.
    fn ifs(&mut self, step: &Step, variable: &str, cases: &[(String, String)], next: String) -> String {
        let mut otherwise: Option<String> = None;
        for (index, (answer, entry)) in cases.iter().enumerate().rev() {
            let id = self.ids.of("if-condition", &[step.slug.as_str(), answer]);
            let after =
                if index == 0 { next.clone() } else { self.end(&[step.slug.as_str(), "if", answer], "Answered") };
            let mut object = json!({
                "type": "if-condition", "name": format!("{}: {answer}", step.title),
                "condition": format!("{variable}:value = {answer}"), "on_true": entry, "on_completion": after,
            });
            if let (Some(object), Some(otherwise)) = (object.as_object_mut(), otherwise) {
                object.insert("on_false".to_owned(), json!(otherwise));
            }
            self.add(id.clone(), object);
            otherwise = Some(id);
        }
        otherwise.unwrap_or(next)
    }

    /// A further object of a step, known as one in our extension.
    fn part(&self, step: &Step, part: &str, mut object: Value) -> Value {
        if let Some(object) = object.as_object_mut().filter(|_| !self.is_soarca()) {
            let mut extension = json!({"slug": step.slug, "part": part});
            if let (StepKind::Decision(decision), Some(extension)) = (&step.kind, extension.as_object_mut()) {
                let answers: Vec<&str> = decision.answers.iter().map(|(name, _)| name.as_str()).collect();
                extension.insert("answers".to_owned(), json!(answers));
            }
            object.insert("step_extensions".to_owned(), json!({crate::cacao::EXTENSION: extension}));
        }
        object
    }

    fn approval(&mut self, step: &Step, approval: &Approval, next: String, phase: Option<usize>) -> String {
        let variable = self.answer(step, approval.record.as_ref());
        let literal = |word: &str| if self.is_soarca() { word.to_owned() } else { format!("'{word}'") };
        let rejected_if = format!("{variable}:value != {}", literal("approved"));
        let approved_if = format!("{variable}:value = {}", literal("approved"));
        let mut action = self.asked(step, &format!("Approve or reject: {}", step.title), Vec::new());
        action.insert("out_args".to_owned(), json!([variable]));
        let approved = approval.approved.as_ref().map(|branch| self.branch(step, "approved", branch));
        let mut gate =
            json!({"type": "if-condition", "name": format!("{}: rejected?", step.title), "on_completion": next});
        let object = gate.as_object_mut();
        let Some(rejected) = &approval.rejected else {
            // Asked again until it is approved.
            let after = match (approved, object) {
                (Some(approved), Some(object)) => {
                    object.insert("name".to_owned(), json!(format!("{}: approved", step.title)));
                    object.insert("condition".to_owned(), json!(approved_if));
                    object.insert("on_true".to_owned(), json!(approved));
                    self.gate(step, gate)
                }
                _ => next,
            };
            let end = self.end(&[step.slug.as_str(), "asked"], "Asked");
            action.insert("on_completion".to_owned(), json!(end));
            let asked = self.ids.of("action", &[step.slug.as_str(), "ask"]);
            let ask = self.part(step, "ask", Value::Object(action));
            self.add(asked.clone(), ask);
            let repeat = json!({"condition": rejected_if, "on_true": asked, "on_completion": after});
            return self.carry("while-condition", step, phase, repeat.as_object().cloned().unwrap_or_default());
        };
        let rejected = self.branch(step, "rejected", rejected);
        if let Some(object) = object {
            object.insert("condition".to_owned(), json!(rejected_if));
            object.insert("on_true".to_owned(), json!(rejected));
            object.extend(approved.map(|approved| ("on_false".to_owned(), json!(approved))));
        }
        let gate = self.gate(step, gate);
        self.then(step, phase, action, &gate)
    }

    fn gate(&mut self, step: &Step, gate: Value) -> String {
        let id = self.ids.of("if-condition", &[step.slug.as_str()]);
        let part = self.part(step, "gate", gate);
        self.add(id.clone(), part);
        id
    }

    fn parallel(&mut self, step: &Step, parallel: &Parallel, next: String, phase: Option<usize>) -> String {
        if self.is_soarca() {
            self.left_out(step, "SOARCA has no lanes: they follow each other");
            return parallel.lanes.iter().rev().fold(next, |next, lane| self.flow(&lane.branch.steps, next, None));
        }
        let lanes = parallel.lanes.iter();
        let entries: Vec<String> =
            lanes.map(|lane| self.branch(step, &format!("Lane {}", lane.name), &lane.branch)).collect();
        let object = json!({"next_steps": entries, "on_completion": next});
        self.carry("parallel", step, phase, object.as_object().cloned().unwrap_or_default())
    }

    fn repeat(&mut self, step: &Step, repeat: &Repeat, next: &str, phase: Option<usize>) -> String {
        let each = self.branch(step, "Each time", &repeat.each);
        let going_on = negated(&repeat.until);
        let condition = if self.is_soarca() { self.three_words(step, &repeat.until) } else { going_on };
        if self.is_soarca() {
            self.left_out(step, "SOARCA has no bound of passes, and no time between them");
        }
        let object = json!({"condition": condition, "on_true": each, "on_completion": next});
        self.carry("while-condition", step, phase, object.as_object().cloned().unwrap_or_default())
    }

    /// A condition as SOARCA splits it: at blanks, into three.
    fn three_words(&mut self, step: &Step, until: &Condition) -> String {
        let Some(first) = until.tests().first() else { return String::new() };
        let value = first.value.as_str();
        if until.tests().len() > 1 || value.is_empty() || value.contains(char::is_whitespace) {
            self.left_out(
                step,
                "SOARCA compares one variable with one word: only the first comparison's first word is asked",
            );
        }
        let word = value.split_whitespace().next().unwrap_or("none");
        format!("{}:value {} {word}", named(&first.variable), opposite(first.operator))
    }

    fn runbook(&mut self, step: &Step, sub: &SubRunbook, next: &str, phase: Option<usize>) -> String {
        let mut object = Map::new();
        object.insert("playbook_id".to_owned(), json!(sub.playbook));
        if let Some(version) = sub.version {
            object.insert("playbook_version".to_owned(), json!(format!("{version:.3}")));
        }
        for (key, passes) in [("in_args", &sub.pass), ("out_args", &sub.returns)] {
            if !passes.is_empty() {
                let names: Vec<String> = passes.iter().map(|pass| named(&pass.ours)).collect();
                object.insert(key.to_owned(), json!(names));
            }
        }
        object.insert("on_completion".to_owned(), json!(next));
        self.carry("playbook-action", step, phase, object)
    }
}

fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Is => Operator::IsNot,
        Operator::IsNot => Operator::Is,
        Operator::Less => Operator::AtLeast,
        Operator::AtMost => Operator::More,
        Operator::More => Operator::AtMost,
        Operator::AtLeast => Operator::Less,
    }
}

/// When a repeat goes on: when it does not end. What is not known stays so on both sides.
fn negated(until: &Condition) -> String {
    let test = |comparison: &Comparison| {
        let value = comparison.value.as_str();
        let literal = match value {
            "true" | "false" => value.to_owned(),
            _ => condition::Decimal::parse(value).filter(|number| number.to_string() == value).map_or_else(
                || condition::Literal::Text(value.to_owned()).to_string(),
                |number| condition::Literal::Number(number).to_string(),
            ),
        };
        format!("{}:value {} {literal}", named(&comparison.variable), opposite(comparison.operator))
    };
    let tests: Vec<String> = until.tests().iter().map(test).collect();
    tests.join(match until.joined() {
        Joined::And => " OR ",
        Joined::Or => " AND ",
    })
}
