//! The alert threshold, for people: what must be raised, and what it said before.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ctac_api::raise::ThresholdView;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::id::PersonId;

use crate::app::App;
use crate::caller::Caller;
use crate::pages::frame::{Frame, Part, page};
use crate::pages::people::People;
use crate::pages::when::{When, when};
use crate::pages::words;
use crate::refused::Refused;
use crate::threshold::{current, versions};

#[derive(Template)]
#[template(path = "threshold.html")]
struct Page {
    frame: Frame,
    current: Version,
    earlier: Vec<Version>,
    may_raise: bool,
}

struct Version {
    version: u64,
    criteria: Vec<(String, String, &'static str, &'static str)>,
    guidance: String,
    agreed: Vec<String>,
    authority: String,
    approved: Option<(String, When)>,
}

pub(crate) async fn read(State(app): State<App>, caller: Caller) -> Result<Response, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    let (current, all) = (current(&state), versions(&app).await?);
    let by = all.iter().chain([&current]).filter_map(|it| it.approved_by);
    let people = People::named(&app, &state, by.collect::<BTreeSet<PersonId>>()).await;
    let earlier = all.into_iter().filter(|it| it.version != current.version);
    Ok(page(&Page {
        frame: Frame::of(&app, caller, Part::Other, "Alert threshold").await,
        earlier: earlier.map(|it| version(&people, it)).collect(),
        current: version(&people, current),
        may_raise: can(&state, caller.actor(), Action::Declare, Object::Cell).is_ok(),
    }))
}

fn version(people: &People, it: ThresholdView) -> Version {
    let criteria = it.criteria.into_iter().map(|criterion| {
        let severity = criterion.severity;
        (criterion.id, criterion.text, words::severity(severity), words::severity_class(severity))
    });
    let by = it.approved_by.map_or_else(|| "The service's set-up".to_owned(), |by| people.with_organisation(by));
    Version {
        version: it.version,
        criteria: criteria.collect(),
        guidance: it.guidance,
        agreed: it.agreed.into_iter().map(|id| people.organisation(Some(id))).collect(),
        authority: it.authority,
        approved: it.approved_at.map(|at| (by, when(at))),
    }
}
