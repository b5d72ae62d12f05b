//! `ctac incident tail`: a live timeline in the terminal, over the room's WebSocket, resuming after any disconnect.

use std::time::Duration;

use serde_json::Value;

use crate::client::Client;
use crate::failure::Failure;
use crate::room_client::RoomClient;
use crate::{out, say};

/// The wait before the first reconnect; doubled each time, up to [`LONGEST`].
const SHORTEST: Duration = Duration::from_millis(500);
/// The longest wait between two attempts.
const LONGEST: Duration = Duration::from_secs(30);

/// Follows a timeline until `count` entries were shown, or for ever.
///
/// # Errors
/// The service refuses; while it cannot be reached, it is tried again.
pub async fn tail(client: &Client, reference: &str, after: u64, count: Option<u64>, json: bool) -> Result<(), Failure> {
    let incident: Value = client.get(&format!("/api/v1/incidents/{reference}")).await?;
    let of = incident.get("incident").unwrap_or(&incident);
    let id = out::text(of, "id").to_owned();
    let mut names = super::names(client).await?;
    let last = count.map(|count| after.saturating_add(count));
    let mut seen = after;
    let mut pause = SHORTEST;
    loop {
        match RoomClient::enter(client, &id, seen).await {
            Ok(mut room) => {
                while let Some(frame) = room.next().await? {
                    pause = SHORTEST;
                    if out::text(&frame, "type") == "bye" {
                        eprintln!("-- the room says goodbye: {}", out::text(&frame, "reason"));
                    }
                    if let Err(why) = super::look_up(client, &frame, &mut names).await {
                        eprintln!("-- {why}; some names are missing");
                    }
                    seen = show(&frame, &names, json)?.unwrap_or(seen);
                    if last.is_some_and(|last| seen >= last) {
                        return Ok(());
                    }
                }
                eprintln!("-- disconnected after #{seen}; connecting again");
            }
            Err(Failure::Unavailable(why)) => eprintln!("-- {why}; trying again in {} s", pause.as_secs_f32()),
            Err(refused) => return Err(refused),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST);
    }
}

/// Prints an entry or stub and tells its number.
fn show(frame: &Value, names: &say::Names, json: bool) -> Result<Option<u64>, Failure> {
    let Some(line) = say::entry(frame, names) else { return Ok(None) };
    if json {
        out::json(frame)?
    } else {
        out::line(&line)?
    }
    Ok(frame.get("seq").and_then(Value::as_u64))
}
