//! `ctac page explain`: who would be contacted, how and when, as lines that can be read out to somebody. `ctac page test`:
//! whether one of them can be.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::args::{Page, Service};
use crate::client::Client;
use crate::failure::Failure;
use crate::say::Names;
use crate::{out, say};

const HEADINGS: [&str; 6] = ["AFTER", "AT", "STEP", "WHO", "HOW", "WHY"];

/// Explains a page and prints a table of it.
///
/// # Errors
/// There is no such policy, or the service refused or cannot be reached.
pub async fn run(page: Page) -> Result<(), Failure> {
    let (policy, severity, at, incident, integration, service) = match page {
        Page::Explain { policy, severity, at, incident, integration, service } => {
            (policy, severity, at, incident, integration, service)
        }
        Page::Test { person, severity, service } => return test(person.as_deref(), &severity, &service).await,
    };
    let client = Client::new(&service)?;
    let id = found(&super::items(&client, "/api/v1/policies").await?, &policy)?;
    let ask = json!({ "severity": severity, "at": at, "incident": incident, "integration": integration });
    let told = client.post(&format!("/api/v1/policies/{id}/explain"), &ask).await?;
    if service.json {
        return out::json(&told);
    }
    let names = super::names(&client).await?;
    let (name, version) = (out::text(&told, "name"), told.get("version").and_then(Value::as_u64).unwrap_or_default());
    let (_, zone) = super::zones(&client).await?;
    let raised = said(instant(&told, "at"), &zone);
    let place = zone.iana_name().unwrap_or("UTC");
    out::line(&format!("{name}, version {version}: a page of {severity} raised {raised}, if nobody answers"))?;
    out::line(&format!("In the time of {place}.\n"))?;
    out::table(&HEADINGS, &rows(&told, &names, &zone))
}

/// Pages one person as a test.
async fn test(person: Option<&str>, severity: &str, service: &Service) -> Result<(), Failure> {
    let client = Client::new(service)?;
    let id = match person {
        None => out::text(&client.get("/api/v1/me").await?, "person").to_owned(),
        Some(named) => somebody(&super::items(&client, "/api/v1/people").await?, named)?,
    };
    let made = client.post(&format!("/api/v1/people/{id}/test-page"), &json!({ "severity": severity })).await?;
    if service.json {
        return out::json(&made);
    }
    let (_, zone) = super::zones(&client).await?;
    let until = said(instant(&made, "until"), &zone);
    out::line(&format!("Test page {} is on its way; answered by {until}, it has passed.", out::text(&made, "page")))
}

/// A person's id, by their name or as it is given. Nobody is to be woken for somebody of the same name.
fn somebody(people: &[Value], named: &str) -> Result<String, Failure> {
    let is = |person: &&Value| out::text(person, "id") == named || out::text(person, "name") == named;
    let ids: Vec<&str> = people.iter().filter(is).map(|person| out::text(person, "id")).collect();
    match ids.as_slice() {
        [id] => Ok((*id).to_owned()),
        [] => Err(Failure::Usage(format!("there is nobody called {named:?}"))),
        many => {
            Err(Failure::Usage(format!("{} people are called {named:?}; give an id: {}", many.len(), many.join(", "))))
        }
    }
}

/// The policy's id, by its name or as it is given. Nobody is to be told about another policy of the same name.
pub(super) fn found(policies: &[Value], named: &str) -> Result<String, Failure> {
    let is = |policy: &&Value| out::text(policy, "id") == named || out::text(policy, "name") == named;
    let ids: Vec<&str> = policies.iter().filter(is).map(|policy| out::text(policy, "id")).collect();
    match ids.as_slice() {
        [id] => Ok((*id).to_owned()),
        [] => {
            let names: Vec<&str> = policies.iter().map(|policy| out::text(policy, "name")).collect();
            Err(Failure::Usage(format!("there is no policy {named:?}; there are: {}", names.join(", "))))
        }
        many => Err(Failure::Usage(format!(
            "{} policies are called {named:?}; give its id: {}",
            many.len(),
            many.join(", ")
        ))),
    }
}

/// Every line, in time's order.
fn rows(told: &Value, names: &Names, zone: &TimeZone) -> Vec<Vec<String>> {
    let raised = instant(told, "at");
    let mut rows = Vec::new();
    for step in list(told, "steps") {
        lines(step, "", names, &mut rows);
    }
    let end = if told.get("cut").and_then(Value::as_bool) == Some(true) {
        "and so on: there is more than one answer tells"
    } else {
        "nobody is left to ask: the administrators of the cell are paged"
    };
    rows.push((instant(told, "exhausted_at"), ["end", "", "", end].map(str::to_owned)));
    for step in list(told, "administrators") {
        lines(step, "admin ", names, &mut rows);
    }
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(at, cells)| [after(raised, at), said(at, zone)].into_iter().chain(cells).collect()).collect()
}

/// When, and then which step, who, how, why.
type Line = (Option<Timestamp>, [String; 4]);

fn lines(step: &Value, whose: &str, names: &Names, rows: &mut Vec<Line>) {
    let count = |name: &str| step.get(name).and_then(Value::as_u64).unwrap_or_default();
    let again = if count("round") > 0 { format!(", round {}", count("round") + 1) } else { String::new() };
    let place = format!("{whose}{}{again}", count("step") + 1);
    let at = instant(step, "at");
    let mut line = |at, who: &str, how: &str, why: String| {
        rows.push((at, [place.clone(), who.to_owned(), how.to_owned(), why]));
    };
    let name = |person: &Value| {
        let id = out::text(person, "person");
        names.get(id).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| id.to_owned())
    };
    if let Some(why) = step.get("skipped").and_then(Value::as_str) {
        line(at, "nobody", "passed over", why.to_owned());
    }
    for person in list(step, "asked") {
        for message in list(person, "messages") {
            let how = format!("{} {}", say::channel(out::text(message, "channel")), out::text(message, "hint"));
            line(instant(message, "at"), &name(person), how.trim_end(), out::text(person, "because").to_owned());
        }
    }
    for person in list(step, "unreachable") {
        let why = format!("{}: {}", out::text(person, "because"), out::text(person, "why"));
        line(at, &name(person), "NOT REACHED", why);
    }
    for what in list(step, "nobody") {
        line(at, "NOBODY", "", what.as_str().unwrap_or_default().to_owned());
    }
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn instant(value: &Value, name: &str) -> Option<Timestamp> {
    out::text(value, name).parse().ok()
}

fn said(at: Option<Timestamp>, zone: &TimeZone) -> String {
    at.map(|at| out::moment(at, zone)).unwrap_or_default()
}

/// `at once`, `2 min`, `1 h 30 min`.
fn after(raised: Option<Timestamp>, at: Option<Timestamp>) -> String {
    let seconds = raised.zip(at).map_or(0, |(raised, at)| at.duration_since(raised).as_secs());
    let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if parts.is_empty() { "at once".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads_in_times_order_and_names_who_is_missed() {
        let message = |at: &str, channel: &str| json!({ "at": at, "channel": channel, "hint": "07•• ••• 123" });
        let asked = json!({ "person": "p1", "because": "on call in Days", "messages": [
            message("2026-11-21T03:00:00Z", "sms"), message("2026-11-21T03:06:00Z", "voice") ] });
        let missed = json!({ "person": "p2", "because": "named in the step", "why": "no verified contact" });
        let told = json!({ "at": "2026-11-21T03:00:00Z", "exhausted_at": "2026-11-21T03:10:00Z", "cut": false,
            "steps": [
                { "step": 0, "round": 0, "at": "2026-11-21T03:00:00Z", "asked": [asked], "unreachable": [missed],
                  "nobody": ["Nobody is on call in Nights: a gap"] },
                { "step": 1, "round": 1, "at": "2026-11-21T03:05:00Z", "skipped": "it is for other hours" },
            ],
            "administrators": [{ "step": 0, "round": 0, "at": "2026-11-21T03:10:00Z", "nobody": ["x"] }] });
        let names = Names::from([("p1".to_owned(), "Dahlia Example".to_owned())]);
        let said: Vec<String> = rows(&told, &names, &TimeZone::UTC).iter().map(|row| row.join("|")).collect();
        assert_eq!(
            said,
            [
                "at once|Sat 2026-11-21 03:00 +00:00|1|Dahlia Example|text message 07•• ••• 123|on call in Days",
                "at once|Sat 2026-11-21 03:00 +00:00|1|p2|NOT REACHED|named in the step: no verified contact",
                "at once|Sat 2026-11-21 03:00 +00:00|1|NOBODY||Nobody is on call in Nights: a gap",
                "5 min|Sat 2026-11-21 03:05 +00:00|2, round 2|nobody|passed over|it is for other hours",
                "6 min|Sat 2026-11-21 03:06 +00:00|1|Dahlia Example|call 07•• ••• 123|on call in Days",
                "10 min|Sat 2026-11-21 03:10 +00:00|end|||nobody is left to ask: the administrators of the cell are paged",
                "10 min|Sat 2026-11-21 03:10 +00:00|admin 1|NOBODY||x",
            ]
        );
    }

    #[test]
    fn a_policy_is_found_by_its_name_or_its_id_and_never_guessed() {
        let all = [
            json!({ "id": "1", "name": "Days" }),
            json!({ "id": "2", "name": "Nights" }),
            json!({ "id": "3", "name": "Nights" }),
        ];
        assert_eq!(found(&all, "Days").unwrap(), "1");
        assert_eq!(found(&all, "3").unwrap(), "3");
        assert!(found(&all, "Nights").unwrap_err().to_string().contains("give its id: 2, 3"));
        assert!(found(&all, "days").unwrap_err().to_string().contains("there are: Days, Nights"));
    }
}
