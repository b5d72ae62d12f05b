//! L13, L18, L19, L27: commands, times, secrets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::cacao::lint::report::{Report, Rule, at, step_path};
use crate::cacao::wire::{AuthenticationInfo, Command, Playbook, Step};

pub(crate) fn check(report: &mut Report, playbook: &Playbook) {
    for (id, step) in &playbook.workflow {
        times(report, id, step);
        for (index, command) in step.commands.iter().enumerate() {
            let path = step_path(id, &format!("commands/{index}"));
            forms(report, &path, command);
            http(report, playbook, &path, step, command);
        }
    }
    for (id, info) in &playbook.authentication_info {
        secrets(report, &at("authentication_info_definitions", id, ""), info);
    }
}

/// L18.
fn times(report: &mut Report, id: &str, step: &Step) {
    for (key, value) in [("delay", step.delay), ("timeout", step.timeout)] {
        if value.is_some_and(|value| value < 0) {
            report.error(Rule::L18, &step_path(id, key), "a time is not negative");
        }
    }
    if step.delay == Some(0) {
        report.error(Rule::L01, &step_path(id, "delay"), "the official schema refuses 0; leave it out");
    }
    let manual = step.commands.iter().any(|command| command.kind.as_deref() == Some("manual"));
    if manual && step.timeout.is_some() {
        let text = "when this is over the step has failed, and a person is still at work: is a time target meant?";
        report.warning(Rule::L18, &step_path(id, "timeout"), text);
    }
}

/// L13 (section 5): what each type needs. The vocabulary is open: other types are not looked into.
fn forms(report: &mut Report, path: &str, command: &Command) {
    let both = (command.command.is_some(), command.command_b64.is_some());
    match command.kind.as_deref() {
        Some("manual" | "bash" | "powershell" | "ssh" | "caldera-cmd") => match both {
            (true, true) => report.error(Rule::L13, path, "`command` and `command_b64` both; keep one"),
            (false, false) => report.error(Rule::L13, path, "`command` or `command_b64` is missing"),
            _ => {}
        },
        Some("http-api") if !both.0 => report.error(Rule::L13, path, "`command` is missing: an HTTP start line"),
        Some("openc2-http") if !(both.0 && command.content_b64.is_some()) => {
            report.error(Rule::L13, path, "`command` and `content_b64` are needed");
        }
        Some("elastic" | "jupyter" | "kestrel" | "sigma" | "yara") if !both.1 => {
            report.error(Rule::L13, path, "`command_b64` is missing");
        }
        _ => {}
    }
    if command.content.is_some() && command.content_b64.is_some() {
        report.error(Rule::L13, path, "`content` and `content_b64` both; keep one");
    }
    for (key, text) in [("command_b64", &command.command_b64), ("content_b64", &command.content_b64)] {
        // A variable may stand for the whole value.
        let good = |text: &str| text.ends_with(":value") || STANDARD.decode(text).is_ok();
        if text.as_deref().is_some_and(|text| !good(text)) {
            report.error(Rule::L13, &format!("{path}/{key}"), "this is not base64 (RFC 4648 section 4)");
        }
    }
}

/// L27.
fn http(report: &mut Report, playbook: &Playbook, path: &str, step: &Step, command: &Command) {
    let is_openc2 = command.kind.as_deref() == Some("openc2-http");
    if !is_openc2 && command.kind.as_deref() != Some("http-api") {
        return;
    }
    if let Some(line) = &command.command {
        let parts: Vec<&str> = line.split(' ').collect();
        let good = matches!(parts.as_slice(), [method, target, version]
            if !method.is_empty() && method.chars().all(|one| one.is_ascii_uppercase())
                && (target.starts_with('/') || *target == "*" || target.starts_with("__"))
                && version.starts_with("HTTP/"));
        if !good {
            report.ours(Rule::L27, &format!("{path}/command"), "a start line is `METHOD /path HTTP/1.1`");
        } else if is_openc2 && parts.first() != Some(&"POST") {
            report.error(Rule::L27, &format!("{path}/command"), "OpenC2 is sent with POST");
        }
    }
    for (name, values) in &command.headers {
        let good = values.as_array().is_some_and(|values| values.iter().all(serde_json::Value::is_string));
        if !good {
            report.error(Rule::L27, &format!("{path}/headers/{name}"), "a header's values are a list of texts");
        }
    }
    let addressed = |id: &String| playbook.targets.get(id).is_some_and(|target| !target.address.is_empty());
    if !step.targets.iter().any(addressed) {
        report.ours(Rule::L27, path, "no target of the step has an address: nobody knows where to send this");
    }
}

/// L19.
fn secrets(report: &mut Report, path: &str, info: &AuthenticationInfo) {
    for (key, secret) in [("password", &info.password), ("token", &info.token)] {
        if secret.as_ref().is_some_and(|secret| !secret.is_placeholder()) {
            let text = "a secret in a playbook is known to all who read it: change it, and use `kms`";
            report.error(Rule::L19, &format!("{path}/{key}"), text);
        }
    }
    if info.kms == Some(true) && info.kms_key_identifier.is_none() {
        report.error(Rule::L19, path, "`kms` needs `kms_key_identifier`");
    }
}
