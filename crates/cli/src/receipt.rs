//! What providers report, as the server's callbacks want it.

use ctac_notify::status::Receipt;
use ctac_server::receipt::{Receipt as Wanted, Report};

/// What is final, of what this service sent, is news.
#[must_use]
pub fn report(receipt: Receipt) -> Report {
    match (receipt.attempt, receipt.delivery()) {
        (Some(attempt), Some(delivery)) => {
            let Receipt { provider, reference, .. } = receipt;
            Report::News(Wanted { attempt, provider: provider.to_owned(), reference, delivery })
        }
        _ => Report::Nothing,
    }
}
