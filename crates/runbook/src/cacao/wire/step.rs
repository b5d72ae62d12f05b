//! Steps and their commands.

use serde::Serialize;
use serde_json::Value;

use super::{Dictionary, ExternalReference, Texts, Variable};
use crate::cacao::read::{Reader, Shape};

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
