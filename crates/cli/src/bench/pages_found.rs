//! Which page an alert became: asked of the server after a round, since a message itself names no alert.

use std::collections::BTreeMap;

use ctac_domain::id::PageId;
use serde_json::Value;

use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// The pages of alerts whose number, at the end of their key, is at least `from`.
pub(super) async fn by_number(client: &Client, from: u64, count: u64) -> Result<BTreeMap<PageId, u64>, Failure> {
    /// Items of one answer; the server's limit.
    const PIECE: u64 = 500;
    let mut pages = BTreeMap::new();
    let mut cursor = String::new();
    // Newest first: a piece more than needed is enough, whatever else was raised meanwhile.
    for _ in 0..=count.div_ceil(PIECE) {
        let list: Value = client.get(&format!("/api/v1/alerts?limit={PIECE}{cursor}")).await?;
        for alert in list.get("items").and_then(Value::as_array).into_iter().flatten() {
            let number = out::text(alert, "dedup_key").rsplit_once('-').and_then(|(_, number)| number.parse().ok());
            let page = out::text(alert, "page").parse().ok();
            if let (Some(number), Some(page)) = (number.filter(|number| *number >= from), page) {
                pages.insert(page, number);
            }
        }
        match list.get("next").and_then(Value::as_str) {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    Ok(pages)
}
