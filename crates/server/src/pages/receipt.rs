//! A receipt's page, for whoever has its address: what it became, what the cell does now, and who. Reading it changes
//! nothing.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::raise::Receipt;

use crate::app::App;
use crate::json::At;
use crate::pages::frame::{Frame, page, page_with};
use crate::pages::when::{When, when};
use crate::pages::words;
use crate::raise::receipt;

#[derive(Template)]
#[template(path = "receipt.html")]
struct Page {
    frame: Frame,
    receipt: Receipt,
    severity: Option<(&'static str, &'static str)>,
    received: When,
    now: When,
}

#[derive(Template)]
#[template(path = "no_such_link.html")]
struct Unknown {
    frame: Frame,
}

pub(crate) async fn read(State(app): State<App>, At(token): At<String>) -> Response {
    let receipt = match app.auth.verify_receipt(&token) {
        Some(alert) => receipt::of(&app, alert).await,
        None => None,
    };
    let Some(receipt) = receipt else {
        let unknown = Unknown { frame: Frame::anonymous(&app, "This link does not work") };
        return page_with(StatusCode::NOT_FOUND, &unknown);
    };
    page(&Page {
        frame: Frame::anonymous(&app, &format!("Receipt {}", receipt.reference)),
        severity: receipt.severity.map(|it| (words::severity(it), words::severity_class(it))),
        received: when(receipt.received_at),
        now: when(app.clock.now()),
        receipt,
    })
}
