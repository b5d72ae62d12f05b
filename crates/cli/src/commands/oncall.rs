//! `ctac oncall`: who is on call, in every rota.

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
    let row = |rota: &Value| {
        let people = rota.get("people").and_then(Value::as_array).cloned().unwrap_or_default();
        let people: Vec<&str> =
            people.iter().filter_map(Value::as_str).filter_map(|id| names.get(id).map(String::as_str)).collect();
        let who = if people.is_empty() { "NOBODY: a gap".to_owned() } else { people.join(", ") };
        vec![out::text(rota, "name").to_owned(), who, out::instant(rota, "at")]
    };
    out::table(&["ROTA", "ON CALL", "AT"], &rotas.iter().map(row).collect::<Vec<_>>())
}
