//! `ctac call-out` and `ctac incident call-out`: ask who can attend, look who does, answer, stop.

use serde_json::{Value, json};

use crate::args::Service;
use crate::args::call_out::{CallOut, Plan};
use crate::client::Client;
use crate::failure::Failure;
use crate::out;
use crate::say::Names;

/// Runs the one that was asked for.
///
/// # Errors
/// The service refused or cannot be reached.
pub async fn run(call_out: CallOut) -> Result<(), Failure> {
    match call_out {
        CallOut::Start { severity, plan, service } => {
            start("/api/v1/call-outs", &plan, Some(&severity), &service).await
        }
        CallOut::List { service } => list(&service).await,
        CallOut::Show { id, service } => show(id.as_deref(), &service).await,
        CallOut::Answer { id, minutes, service } => {
            let body = minutes.map_or_else(|| json!({ "cannot": true }), |minutes| json!({ "minutes": minutes }));
            let client = Client::new(&service)?;
            let answered =
                client.post(&format!("/api/v1/call-outs/{}/answer", super::id("call-out", &id)?), &body).await?;
            if service.json { out::json(&answered) } else { out::line("recorded") }
        }
        CallOut::Stop { id, service } => {
            let client = Client::new(&service)?;
            client.post(&format!("/api/v1/call-outs/{}/stop", super::id("call-out", &id)?), &json!({})).await?;
            if service.json { Ok(()) } else { out::line("stopped: nobody more is asked") }
        }
    }
}

/// Starts one at `path`; prints its id.
///
/// # Errors
/// A name is of nobody, or the service refused or cannot be reached.
pub async fn start(path: &str, plan: &Plan, severity: Option<&str>, service: &Service) -> Result<(), Failure> {
    let client = Client::new(service)?;
    let mut ask = Vec::new();
    for whom in &plan.ask {
        ask.push(asked(&client, whom).await?);
    }
    let needs = plan.need.iter().map(|need| needed(need)).collect::<Result<Vec<_>, _>>()?;
    let mut body = json!({
        "id": crate::random::uuid(), "ask": ask, "needs": needs, "within_min": plan.within,
        "for_s": plan.lasts.saturating_mul(60), "reason": plan.reason, "severity": severity, "join": plan.join,
    });
    if let Some(body) = body.as_object_mut() {
        let again = (plan.again > 0).then_some(plan.again.saturating_mul(60));
        body.insert("again_after_s".to_owned(), json!(again));
    }
    let started = client.post(path, &body).await?;
    if service.json { out::json(&started) } else { out::line(out::text(&started, "id")) }
}

/// A role as people say it.
fn role(name: &str) -> Option<&'static str> {
    Some(match name {
        "responder" | "responders" => "responder",
        "lead" | "leads" | "incident-lead" => "incident-lead",
        "communications" | "comms" => "communications",
        "loggist" | "loggists" => "loggist",
        _ => return None,
    })
}

fn needed(text: &str) -> Result<Value, Failure> {
    let wrong = || Failure::Usage(format!("{text:?} is no need; write such as lead=1 or responder=2"));
    let (name, count) = text.split_once('=').ok_or_else(wrong)?;
    let (role, count) = (role(name).ok_or_else(wrong)?, count.parse::<u16>().map_err(|_| wrong())?);
    Ok(json!({ "role": role, "count": count }))
}

async fn asked(client: &Client, whom: &str) -> Result<Value, Failure> {
    if whom == "members" {
        return Ok(json!({ "kind": "members" }));
    }
    if let Some(role) = role(whom) {
        return Ok(json!({ "kind": "role", "role": role }));
    }
    let wrong = || {
        Failure::Usage(format!(
            "{whom:?} is nobody to ask; write members, a role, rota:NAME, team:NAME, org:NAME or person:NAME"
        ))
    };
    let (kind, named) = whom.split_once(':').ok_or_else(wrong)?;
    let (path, kind, field) = match kind {
        "rota" => ("/api/v1/rotas", "rota", "rota"),
        "team" => ("/api/v1/teams", "team", "team"),
        "org" => ("/api/v1/organisations", "responders", "organisation"),
        "person" => ("/api/v1/people", "person", "person"),
        _ => return Err(wrong()),
    };
    let id = found(&super::items(client, path).await?, kind, named)?;
    Ok(json!({ "kind": kind, field: id }))
}

/// The id of what has this name, or is given by its id. Nobody is to be asked for another of the same name.
fn found(items: &[Value], kind: &str, named: &str) -> Result<String, Failure> {
    let is = |item: &&Value| out::text(item, "id") == named || out::text(item, "name") == named;
    let ids: Vec<&str> = items.iter().filter(is).map(|item| out::text(item, "id")).collect();
    match ids.as_slice() {
        [id] => Ok((*id).to_owned()),
        [] => Err(Failure::Usage(format!("there is no {kind} {named:?}"))),
        many => Err(Failure::Usage(format!("{} are called {named:?}; give an id: {}", many.len(), many.join(", ")))),
    }
}

async fn list(service: &Service) -> Result<(), Failure> {
    let call_outs = super::items(&Client::new(service)?, "/api/v1/call-outs").await?;
    if service.json {
        return call_outs.iter().try_for_each(out::json);
    }
    let row = |it: &Value| {
        let severity = out::text(it, "severity").to_owned();
        vec![out::text(it, "id").to_owned(), severity, out::instant(it, "raised_at"), status(it), needs(it)]
    };
    out::table(&["ID", "SEVERITY", "STARTED", "STATUS", "NEEDS"], &call_outs.iter().map(row).collect::<Vec<_>>())
}

async fn show(id: Option<&str>, service: &Service) -> Result<(), Failure> {
    let client = Client::new(service)?;
    let it = match id {
        Some(id) => client.get(&format!("/api/v1/call-outs/{}", super::id("call-out", id)?)).await?,
        None => latest(&client).await?,
    };
    if service.json {
        return out::json(&it);
    }
    let names = super::names(&client).await?;
    out::line(&format!("{} {}: {}", out::text(&it, "severity"), status(&it), needs(&it)))?;
    let people = it.get("people").and_then(Value::as_array).cloned().unwrap_or_default();
    let rows: Vec<_> = people.iter().map(|called| row(called, &names)).collect();
    out::table(&["WHO", "ANSWER", "AT", "HOW"], &rows)
}

async fn latest(client: &Client) -> Result<Value, Failure> {
    let list: Value = client.get("/api/v1/call-outs?limit=1").await?;
    let first = list.get("items").and_then(|items| items.get(0)).cloned();
    first.ok_or_else(|| Failure::Usage("there is no call-out that you may see".to_owned()))
}

fn status(it: &Value) -> String {
    let status = it.get("status").unwrap_or(&Value::Null);
    match (out::text(status, "is"), out::text(status, "why")) {
        ("ended", "filled") => "enough are coming",
        ("ended", "timed-out") => "its time is over",
        ("ended", _) => "stopped",
        _ => "asking",
    }
    .to_owned()
}

/// `1 of 2 responder, 1 of 1 incident-lead`.
fn needs(it: &Value) -> String {
    let need = |need: &Value| {
        let have = need.get("people").and_then(Value::as_array).map_or(0, Vec::len);
        let count = need.get("count").and_then(Value::as_u64).unwrap_or_default();
        format!("{have} of {count} {}", out::text(need, "role"))
    };
    let needs = it.get("needs").and_then(Value::as_array).cloned().unwrap_or_default();
    needs.iter().map(need).collect::<Vec<_>>().join(", ")
}

fn row(called: &Value, names: &Names) -> Vec<String> {
    let id = out::text(called, "person");
    let name = names.get(id).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| id.to_owned());
    let Some(answer) = called.get("answer").filter(|answer| !answer.is_null()) else {
        return vec![name, format!("- ({})", out::text(called, "reach")), String::new(), String::new()];
    };
    let can = answer.get("can").unwrap_or(&Value::Null);
    let late = if answer.get("late").and_then(Value::as_bool) == Some(true) { ", offered late" } else { "" };
    let says = match can.get("minutes").and_then(Value::as_u64) {
        Some(minutes) => format!("in {minutes} minutes{late}"),
        None => format!("cannot{late}"),
    };
    vec![name, says, out::instant(answer, "at"), out::text(answer, "how").to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_are_read_as_people_write_them() {
        assert_eq!(needed("lead=1").unwrap(), json!({ "role": "incident-lead", "count": 1 }));
        assert_eq!(needed("responders=2").unwrap(), json!({ "role": "responder", "count": 2 }));
        for wrong in ["lead", "lead=", "lead=x", "boss=1", "=1", "lead=99999"] {
            assert!(matches!(needed(wrong), Err(Failure::Usage(_))), "{wrong}");
        }
    }

    #[test]
    fn a_row_says_what_was_said() {
        let names = Names::from([("p".to_owned(), "Gorse Example".to_owned())]);
        let answer =
            json!({ "can": { "is": "yes", "minutes": 30 }, "at": "2026-11-21T03:00:00Z", "how": "sms", "late": true });
        let said = row(&json!({ "person": "p", "reach": "asked", "answer": answer }), &names);
        assert_eq!(said, ["Gorse Example", "in 30 minutes, offered late", "2026-11-21 03:00:00Z", "sms"]);
        let silent = row(&json!({ "person": "p", "reach": "failed", "answer": null }), &names);
        assert_eq!(silent[1], "- (failed)");
    }
}
