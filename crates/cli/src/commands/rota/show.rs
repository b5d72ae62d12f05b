//! `ctac rota list` and `ctac rota show`: the service's rotas.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::words;
use crate::args::Service;
use crate::client::Client;
use crate::failure::Failure;
use crate::out;
use crate::say::Names;

/// Hours shown ahead: a fortnight.
const AHEAD_H: i64 = 14 * 24;

pub(super) async fn list(service: Service) -> Result<(), Failure> {
    let rotas = super::super::items(&Client::new(&service)?, "/api/v1/rotas").await?;
    if service.json {
        return rotas.iter().try_for_each(out::json);
    }
    let row = |rota: &Value| {
        let of = |value: &Value, name| out::text(value, name).to_owned();
        let within = rota.get("rota").unwrap_or(&Value::Null);
        let layers = within.get("layers").and_then(Value::as_array).map_or(0, Vec::len);
        let layers = if layers == 0 { "NONE: a gap".to_owned() } else { layers.to_string() };
        vec![of(rota, "name"), of(rota, "duty"), of(within, "time_zone"), layers, of(rota, "id")]
    };
    let mut rows: Vec<_> = rotas.iter().filter(|rota| !is_retired(rota)).map(row).collect();
    rows.sort();
    out::table(&["ROTA", "DUTY", "TIME ZONE", "LAYERS", "ID"], &rows)
}

fn is_retired(rota: &Value) -> bool {
    rota.get("retired").and_then(Value::as_bool).unwrap_or(false)
}

/// The rota of this name or id, if there is one in use.
pub(super) async fn find(client: &Client, wanted: &str) -> Result<Option<Value>, Failure> {
    let rotas = super::super::items(client, "/api/v1/rotas").await?;
    let mut found =
        rotas.into_iter().filter(|rota| out::text(rota, "id") == wanted || out::text(rota, "name") == wanted);
    let Some(one) = found.by_ref().find(|rota| !is_retired(rota)) else { return Ok(None) };
    if found.any(|rota| !is_retired(&rota)) {
        return Err(Failure::Usage(format!("two rotas are called {wanted:?}; give the id (ctac rota list)")));
    }
    Ok(Some(one))
}

pub(super) async fn one(wanted: String, service: Service) -> Result<(), Failure> {
    let client = Client::new(&service)?;
    let none = || Failure::Usage(format!("no rota is called {wanted:?}; see ctac rota list"));
    let rota = find(&client, &wanted).await?.ok_or_else(none)?;
    let now = ctac_engine::ports::Clock::now(&ctac_engine::ports::SystemClock);
    let to = now.saturating_add(SignedDuration::from_hours(AHEAD_H)).unwrap_or(now);
    let path = format!("/api/v1/rotas/{}/shifts?from={now}&to={to}", out::text(&rota, "id"));
    let shifts = super::super::items(&client, &path).await?;
    if service.json {
        out::json(&rota)?;
        return shifts.iter().try_for_each(out::json);
    }
    let names = super::super::names(&client).await?;
    let within = rota.get("rota").cloned().unwrap_or_default();
    out::line(&format!("{}, in the time of {}.", out::text(&rota, "name"), out::text(&within, "time_zone")))?;
    let layers: Vec<ctac_rota::Layer> =
        within.get("layers").cloned().and_then(|layers| serde_json::from_value(layers).ok()).unwrap_or_default();
    let row = |layer: &ctac_rota::Layer| vec![layer.name.clone(), turn(&layer.turn), groups(layer, &names)];
    out::table(&["LAYER", "TURN", "WHO"], &layers.iter().map(row).collect::<Vec<_>>())?;
    out::line("")?;
    let zone = jiff::tz::TimeZone::get(out::text(&within, "time_zone")).unwrap_or(jiff::tz::TimeZone::UTC);
    let moment = |shift: &Value, name| {
        let at: Option<Timestamp> = out::text(shift, name).parse().ok();
        at.map(|at| words::moment(at, &zone)).unwrap_or_default()
    };
    let row = |shift: &Value| vec![moment(shift, "from"), moment(shift, "to"), people(shift.get("people"), &names)];
    let stretches = with_gaps(&shifts, now, to);
    out::table(&["FROM", "TO", "ON CALL"], &stretches.iter().map(row).collect::<Vec<_>>())
}

/// The shifts, and as shifts of nobody what they leave open: what is not shown is not seen.
fn with_gaps(shifts: &[Value], from: Timestamp, to: Timestamp) -> Vec<Value> {
    let instant = |shift: &Value, name| out::text(shift, name).parse::<Timestamp>().ok();
    let gap = |from: Timestamp, to: Timestamp| json!({ "from": from, "to": to, "people": [] });
    let (mut all, mut reached) = (Vec::new(), from);
    for shift in shifts {
        all.extend(instant(shift, "from").filter(|begins| *begins > reached).map(|begins| gap(reached, begins)));
        reached = instant(shift, "to").unwrap_or(reached);
        all.push(shift.clone());
    }
    all.extend((reached < to).then(|| gap(reached, to)));
    all
}

fn turn(turn: &ctac_rota::Turn) -> String {
    use ctac_rota::Unit::{Daily, Hourly, Monthly, Weekly};
    let unit = match turn.unit {
        Hourly => "hour",
        Daily => "day",
        Weekly => "week",
        Monthly => "month",
    };
    words::count(usize::try_from(turn.length).unwrap_or(usize::MAX), unit)
}

fn groups(layer: &ctac_rota::Layer, names: &Names) -> String {
    let name = |member: &ctac_rota::Member| names.get(&member.0).cloned().unwrap_or_else(|| member.0.clone());
    let group = |group: &Vec<ctac_rota::Member>| group.iter().map(name).collect::<Vec<_>>().join(" with ");
    layer.groups.iter().map(group).collect::<Vec<_>>().join(", ")
}

/// Those of these ids, or that it is a gap.
pub(super) fn people(ids: Option<&Value>, names: &Names) -> String {
    let ids = ids.and_then(Value::as_array).cloned().unwrap_or_default();
    let name = |id: &Value| id.as_str().map(|id| names.get(id).cloned().unwrap_or_else(|| id.to_owned()));
    let people: Vec<String> = ids.iter().filter_map(name).collect();
    if people.is_empty() { "NOBODY: a gap".to_owned() } else { people.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_shift_covers_is_shown_as_a_gap() {
        let at = |hour: u8| -> Timestamp { format!("2026-11-22T{hour:02}:00:00Z").parse().unwrap() };
        let shift = |from, to, who: &[&str]| json!({ "from": at(from), "to": at(to), "people": who });
        let shifts = [shift(1, 3, &["a"]), shift(4, 9, &["b"]), shift(9, 10, &["a"])];
        let gaps = [shift(0, 1, &[]), shift(3, 4, &[]), shift(10, 12, &[])];
        let [first, second, third] = shifts.clone();
        let [before, between, after] = gaps;
        assert_eq!(with_gaps(&shifts, at(0), at(12)), [before, first, between, second, third, after]);
        assert_eq!(with_gaps(&shifts, at(1), at(10)).len(), 4);
        assert_eq!(with_gaps(&[], at(0), at(1)), [shift(0, 1, &[])], "a rota without layers");
    }
}
