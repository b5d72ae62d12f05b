//! `ctac oncall`: who is on call in every rota, since when, until when, and who comes then.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::args::Oncall;
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// Prints who is on call.
///
/// # Errors
/// The service refused or cannot be reached.
pub async fn run(oncall: Oncall) -> Result<(), Failure> {
    let client = Client::new(&oncall.service)?;
    let path = oncall.at.map_or_else(|| "/api/v1/oncall".to_owned(), |at| format!("/api/v1/oncall?at={at}"));
    let rotas = super::items(&client, &path).await?;
    if oncall.service.json {
        return rotas.iter().try_for_each(out::json);
    }
    let names = super::names(&client).await?;
    let (zones, cells) = super::zones(&client).await?;
    let said = |rota: &Value, field: &str, zone: &TimeZone| {
        let at: Option<Timestamp> = out::text(rota, field).parse().ok();
        at.map(|at| out::moment(at, zone))
    };
    let people = |rota: &Value, field: &str| {
        let ids = rota.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
        let known = ids.iter().filter_map(Value::as_str).map(|id| names.get(id).map_or(id, String::as_str));
        known.collect::<Vec<_>>().join(", ")
    };
    let row = |rota: &Value| {
        let who = Some(people(rota, "people")).filter(|who| !who.is_empty());
        let zone = zones.get(out::text(rota, "rota")).unwrap_or(&cells);
        let until = said(rota, "until", zone);
        // What comes next is nobody only where something comes: far ahead, nothing is known.
        let next = people(rota, "next");
        let next = if next.is_empty() && until.is_some() { "NOBODY: a gap".to_owned() } else { next };
        vec![
            out::text(rota, "name").to_owned(),
            who.unwrap_or_else(|| "NOBODY: a gap".to_owned()),
            said(rota, "since", zone).unwrap_or_default(),
            until.unwrap_or_default(),
            next,
        ]
    };
    if let Some(at) = rotas.first().and_then(|rota| said(rota, "at", &cells)) {
        let zone = cells.iana_name().unwrap_or("UTC");
        out::line(&format!("At {at}, in the time of {zone}; rotas in their own."))?;
    }
    let mut rows: Vec<_> = rotas.iter().map(row).collect();
    rows.sort();
    out::table(&["ROTA", "ON CALL", "SINCE", "UNTIL", "THEN"], &rows)
}
