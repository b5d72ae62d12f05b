//! What is wrong with the inputs that a run was to begin with, by the runbook's own list of them.

use ctac_runbook::nearest::nearest;
use serde_json::Value;

use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// Which input is missing or unknown, with those there are; none where it is not the inputs, or they cannot be read.
pub(super) async fn wrong(client: &Client, runbook: &str, version: Option<&str>, given: &[String]) -> Option<Failure> {
    let version = match version {
        Some(version) => version.to_owned(),
        None => {
            let whole: Value = client.get(&format!("/api/v1/runbooks/{runbook}")).await.ok()?;
            out::text(whole.get("runbook")?, "in_force").to_owned()
        }
    };
    let read = super::show::procedure(client, runbook, &version).await.ok()?;
    said(read.get("inputs")?.as_array()?, given)
}

fn said(inputs: &[Value], given: &[String]) -> Option<Failure> {
    let names = || inputs.iter().map(|it| out::text(it, "name"));
    let unknown = given.iter().find(|name| !names().any(|there| there == *name));
    let needed = inputs.iter().filter(|it| out::text(it, "value").is_empty());
    let missing = needed.map(|it| out::text(it, "name")).find(|name| !given.iter().any(|there| there == name));
    let what = match (unknown, missing) {
        (Some(unknown), _) => {
            let meant = nearest(unknown, names()).map(|it| format!("; did you mean {it}?")).unwrap_or_default();
            format!("--input {unknown}=…: the runbook has no such input{meant}")
        }
        (None, Some(missing)) => format!("--input {missing}=…: it must be given"),
        (None, None) => return None,
    };
    let line = |it: &Value| {
        let default = match out::text(it, "value") {
            "" => String::new(),
            value => format!(", {value} unless given"),
        };
        format!(
            "\n  --input {}=…  {} ({}{default})",
            out::text(it, "name"),
            out::text(it, "label"),
            out::text(it, "expected")
        )
    };
    let there: String = inputs.iter().map(line).collect();
    let there = if there.is_empty() { " none".to_owned() } else { there };
    Some(Failure::Usage(format!("{what}. The runbook's inputs:{there}")))
}

#[cfg(test)]
mod tests {
    use super::said;
    use serde_json::json;

    #[test]
    fn the_input_is_named_with_those_there_are() {
        let inputs = [
            json!({ "name": "supplier", "label": "Which supplier", "expected": "text" }),
            json!({ "name": "sites", "label": "How many sites", "expected": "number", "value": "1" }),
        ];
        let told = |given: &[&str]| {
            let given: Vec<String> = given.iter().map(|it| (*it).to_owned()).collect();
            said(&inputs, &given).map(|failure| failure.to_string())
        };
        let missing = told(&[]).unwrap();
        assert!(
            missing.starts_with("--input supplier=…: it must be given") && missing.contains("1 unless given"),
            "{missing}"
        );
        assert!(told(&["supplir"]).unwrap().contains("did you mean supplier?"));
        assert_eq!(told(&["supplier"]), None);
    }
}
