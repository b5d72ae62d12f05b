//! `ctac rota save`: a file into the service, after saying which shifts change hands.

use std::collections::BTreeMap;

use ctac_rota::file::{Duty, Person, RotaFile};
use ctac_rota::{Member, Rota};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{show, words};
use crate::args::Save;
use crate::client::Client;
use crate::failure::Failure;
use crate::out;
use crate::say::Names;

pub(super) async fn run(command: Save) -> Result<(), Failure> {
    let ready = super::read(&command.file)?.map_err(|faults| Failure::Usage(super::said(&command.file, &faults)))?;
    let client = Client::new(&command.service)?;
    let names = super::super::names(&client).await?;
    let people = super::super::items(&client, "/api/v1/people").await?;
    let rota = with_ids(&ready.file, &people, &names)?;
    let wanted = command.rota.as_deref().unwrap_or(&ready.file.name);
    let old = show::find(&client, wanted).await?;
    if old.is_none() && command.rota.is_some() {
        return Err(Failure::Usage(format!("no rota is called {wanted:?}; see ctac rota list")));
    }
    let body = json!({
        "name": ready.file.name, "rota": rota, "duty": duty(ready.file.duty),
        // Whose deputy stands behind it is said in the service, and stays.
        "deputy": old.as_ref().and_then(|old| old.get("deputy")).cloned(),
        "on_now": if command.recount { "recount" } else { "keep" },
    });
    let id = old.as_ref().map(|old| out::text(old, "id").to_owned());
    let at = id.as_ref().map_or_else(|| "/api/v1/rotas/preview".to_owned(), |id| format!("/api/v1/rotas/{id}/preview"));
    let preview = client.post(&at, &body).await?;
    if command.service.json {
        out::json(&preview)?;
    } else {
        say(&preview, old.is_none(), &ready.zone, &names)?;
    }
    if !preview.get("faults").and_then(Value::as_array).is_none_or(Vec::is_empty) {
        return Err(Failure::Refused("the service would refuse it: see above".to_owned()));
    }
    if !command.yes {
        return if command.service.json { Ok(()) } else { out::line("Nothing was saved. To save it, add --yes.") };
    }
    let version = old.as_ref().and_then(|old| old.get("version")).and_then(Value::as_u64);
    let saved = match (&id, version) {
        (Some(id), Some(version)) => client.edit(&format!("/api/v1/rotas/{id}"), version, &body).await?,
        _ => client.post("/api/v1/rotas", &body).await?,
    };
    if command.service.json {
        return out::json(&saved);
    }
    out::line(&format!("Saved: {}, id {}.", out::text(&saved, "name"), out::text(&saved, "id")))
}

fn duty(duty: Duty) -> &'static str {
    match duty {
        Duty::Responder => "responder",
        Duty::Lead => "lead",
        Duty::Other => "other",
    }
}

/// The file's rota, its people by the service's ids.
fn with_ids(file: &RotaFile, people: &[Value], names: &Names) -> Result<Rota, Failure> {
    if !file.rota.overrides.is_empty() || !file.rota.absences.is_empty() {
        let said = "the service keeps overrides and absences apart from the rota; leave them out of the file";
        return Err(Failure::Usage(said.to_owned()));
    }
    let ids: Vec<Result<(&str, String), String>> =
        file.people.iter().map(|person| Ok((person.key.as_str(), id(person, people, names)?))).collect();
    let unknown: Vec<&str> = ids.iter().filter_map(|id| id.as_ref().err()).map(String::as_str).collect();
    if !unknown.is_empty() {
        return Err(Failure::Usage(unknown.join("\n")));
    }
    let ids: BTreeMap<&str, String> = ids.into_iter().flatten().collect();
    let mut rota = file.rota.clone();
    for member in rota.layers.iter_mut().flat_map(|layer| layer.groups.iter_mut().flatten()) {
        if let Some(id) = ids.get(member.0.as_str()) {
            *member = Member(id.clone());
        }
    }
    Ok(rota)
}

/// The one active person of this name, and of this organisation where the file says which.
fn id(person: &Person, people: &[Value], names: &Names) -> Result<String, String> {
    let organisation = |found: &Value| {
        let theirs = names.get(out::text(found, "organisation"));
        person.organisation.as_ref().is_none_or(|wanted| theirs == Some(wanted))
    };
    let active = |found: &Value| found.get("active").and_then(Value::as_bool).unwrap_or(true);
    let is_it = |found: &&Value| out::text(found, "name") == person.name && active(found) && organisation(found);
    let mut found = people.iter().filter(is_it);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(out::text(one, "id").to_owned()),
        (Some(_), Some(_)) => Err(format!("several people are called {:?}; give the organisation too", person.name)),
        (None, _) => {
            let of = person.organisation.as_ref().map(|it| format!(" of {it}")).unwrap_or_default();
            Err(format!("the service knows nobody called {:?}{of}; give the name it has", person.name))
        }
    }
}

/// Which shifts change hands, and what is left uncovered.
fn say(preview: &Value, is_new: bool, zone: &TimeZone, names: &Names) -> Result<(), Failure> {
    let list = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    for fault in list(preview, "faults") {
        out::line(&format!("{}: {}", out::text(&fault, "field"), out::text(&fault, "problem")))?;
    }
    let moment = |value: &Value, name: &str| {
        let at: Option<Timestamp> = out::text(value, name).parse().ok();
        at.map(|at| words::moment(at, zone)).unwrap_or_default()
    };
    let changes = list(preview, "changes");
    let more = preview.get("more_changes").and_then(Value::as_u64).unwrap_or(0);
    let until = moment(preview, "to");
    if changes.is_empty() {
        out::line(&format!("No shift changes hands until {until}."))?;
    } else {
        let what = if is_new { "A new rota. Who comes on" } else { "These shifts change hands" };
        out::line(&format!("{what} until {until}:"))?;
        let who = |change: &Value, name: &str| show::people(change.get(name), names);
        let row = |one: &Value| vec![moment(one, "from"), moment(one, "to"), who(one, "was"), who(one, "is")];
        out::table(&["FROM", "TO", "WAS", "IS"], &changes.iter().map(row).collect::<Vec<_>>())?;
        if more > 0 {
            out::line(&format!("and {more} more"))?;
        }
    }
    let gaps = preview.get("after").map(|after| list(after, "gaps")).unwrap_or_default();
    gaps.iter().try_for_each(|gap| out::line(&open(gap, &moment(gap, "from"), &moment(gap, "to"), names)))
}

/// A stretch left open: nobody is on call, or somebody whom nothing reaches.
fn open(gap: &Value, from: &str, to: &str, names: &Names) -> String {
    let unreachable =
        gap.get("unreachable").filter(|people| people.as_array().is_some_and(|people| !people.is_empty()));
    match unreachable {
        None => format!("GAP: nobody is on call from {from} to {to}"),
        Some(people) => {
            let people = show::people(Some(people), names);
            format!("GAP: {people} on call from {from} to {to} with no verified way to be reached")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, organisation: Option<&str>) -> Person {
        Person {
            key: "k".to_owned(),
            name: name.to_owned(),
            time_zone: None,
            organisation: organisation.map(str::to_owned),
            login: "k".to_owned(),
        }
    }

    #[test]
    fn a_person_is_known_by_name_and_organisation() {
        let names = Names::from([("o1".to_owned(), "Council".to_owned()), ("o2".to_owned(), "Trust".to_owned())]);
        let one = |id: &str, name: &str, organisation: &str, active: bool| json!({ "id": id, "name": name, "organisation": organisation, "active": active });
        let people = [
            one("1", "Ivy", "o1", true),
            one("2", "Ivy", "o2", true),
            one("3", "Elder", "o1", true),
            one("4", "Elder", "o1", false),
        ];
        let of = |name, organisation| id(&person(name, organisation), &people, &names);
        assert_eq!(of("Ivy", Some("Trust")), Ok("2".to_owned()));
        assert_eq!(of("Elder", None), Ok("3".to_owned()));
        assert!(of("Ivy", None).unwrap_err().contains("several people"));
        assert!(of("Elder", Some("Trust")).unwrap_err().contains("nobody called \"Elder\" of Trust"));
    }

    #[test]
    fn a_gap_says_whether_nobody_is_on_or_nobody_who_can_be_reached() {
        let names = Names::from([("1".to_owned(), "Ivy".to_owned())]);
        let said = |unreachable: Value| open(&json!({ "unreachable": unreachable }), "A", "B", &names);
        assert_eq!(said(json!([])), "GAP: nobody is on call from A to B");
        assert_eq!(said(json!(["1"])), "GAP: Ivy on call from A to B with no verified way to be reached");
    }
}
