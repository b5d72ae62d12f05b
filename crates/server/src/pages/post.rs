//! Writing to a timeline from a page's forms. Each form sends the id that was drawn when it was shown, so that sending
//! it twice records it once; what the rules refuse is shown again, as typed.

use axum::extract::State;
use axum::response::Response;
use ctac_domain::command::{Command, Post};
use ctac_domain::decide::Answer as Decided;
use ctac_domain::event::Event;
use ctac_domain::id::{ClientId, IncidentId};
use ctac_domain::incident::Category;

use crate::answers::{unexpected, visible};
use crate::app::App;
use crate::caller::Caller;
use crate::json::At;
use crate::mint::fresh;
use crate::pages::form::{Fields, wrong};
use crate::pages::frame::{see_other, status_of};
use crate::pages::incident::forms::Forms;
use crate::pages::incident::piece::Asks;
use crate::pages::incident::show;
use crate::refused::Refused;
use ctac_api::problem::Kind;

const FIELDS: [&str; 16] = [
    "form",
    "client_id",
    "text",
    "decision",
    "reason",
    "owner",
    "due",
    "outcome",
    "to",
    "level",
    "certainty",
    "marking",
    "named",
    "occurred_at",
    "late_reason",
    "seen",
];

pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<String>,
    fields: Fields,
) -> Result<Response, Refused> {
    let incident = visible(&app.engine.state(), caller, &reference)?.id;
    let refused = match recorded(&app, caller, incident, &fields).await {
        Ok(seq) => return Ok(see_other(&format!("/incidents/{reference}?entry={seq}#entry-{seq}"))),
        Err(refused) => refused,
    };
    let form = fields.text("form").to_owned();
    let forms =
        Forms::refused(fresh(&*app.clock, &*app.random), form, fields_to_keep(fields, &refused), words(&refused));
    show(&app, caller, &reference, Asks::default(), forms, status_of(&refused)).await
}

/// A form that was recorded before, and changed since, is to be sent under a fresh id.
fn fields_to_keep(fields: Fields, refused: &Refused) -> Fields {
    if refused.0.kind == Kind::AlreadyDone { fields.without("client_id") } else { fields }
}

/// What is wrong, to be shown above the forms.
pub(crate) fn words(refused: &Refused) -> String {
    let mut words = refused.0.detail.trim_end_matches('.').to_owned();
    words.push_str(". What you typed is still below.");
    words
}

async fn recorded(app: &App, caller: Caller, incident: IncidentId, fields: &Fields) -> Result<u64, Refused> {
    fields.only(&FIELDS)?;
    let post = post_of(fields)?;
    let client_id: ClientId = fields.word("client_id", "the form's own number is missing: load the page again")?;
    let command = Command::Post {
        incident,
        client_id,
        post: post.clone(),
        marking: fields.maybe("marking")?,
        named: fields.several("named")?,
        occurred_at: fields.instant("occurred_at")?,
        late_reason: fields.given("late_reason"),
    };
    let done = app.engine.execute(caller.actor(), command).await?;
    let Decided::Entry { seq } = done.answer else { return Err(unexpected(&done.answer)) };
    if done.entries.is_empty() {
        check_repeat(app, incident, seq, &post).await?;
    }
    Ok(seq)
}

/// What a form says.
fn post_of(fields: &Fields) -> Result<Post, Refused> {
    let text = |name: &str| fields.text(name).trim().to_owned();
    let (form, of) = fields.text("form").split_once(':').unwrap_or((fields.text("form"), ""));
    let seq = || of.parse::<u64>().map_err(|_| wrong("form", "it names no entry"));
    Ok(match form {
        "note" => Post::Note { text: text("text") },
        "decision" => Post::Decision { decision: text("decision"), reason: text("reason") },
        "action" => Post::ActionSet {
            text: text("text"),
            owner: fields.word("owner", "choose who is to do it")?,
            due: fields.instant("due")?,
        },
        "done" => Post::ActionDone {
            action: of.parse().map_err(|_| wrong("form", "it names no action"))?,
            outcome: fields.given("outcome"),
        },
        "severity" => Post::Severity { to: fields.word("to", "choose a severity")?, reason: text("reason") },
        "category" => {
            let level = fields.word("level", "choose a category")?;
            let certainty = fields.word("certainty", "choose who says so")?;
            Post::Category { to: Category { level, certainty }, reason: text("reason") }
        }
        "status" => Post::Status { to: fields.word("to", "choose a status")?, reason: text("reason") },
        "lead" => Post::Lead { to: fields.word("to", "choose who leads from now on")?, reason: fields.given("reason") },
        "correct" => Post::Correct { seq: seq()?, text: fields.given("text"), reason: text("reason") },
        "ask" => Post::Ask { seq: seq()?, reason: text("reason") },
        _ => return Err(wrong("form", "there is no such form here")),
    })
}

/// The same form again is fine; the same form with other words in it would lose them.
async fn check_repeat(app: &App, incident: IncidentId, seq: u64, post: &Post) -> Result<(), Refused> {
    let entries = app.engine.entries(incident, seq.saturating_sub(1), 1).await?;
    let event = entries.first().and_then(|entry| entry.event.as_deref());
    if event.is_none_or(|event| says_the_same(post, event)) {
        return Ok(());
    }
    let detail =
        format!("This form was recorded as entry {seq} before you changed it; the change was not. Send it again.");
    Err(Refused::new(Kind::AlreadyDone, detail))
}

fn says_the_same(post: &Post, event: &Event) -> bool {
    match (post, event) {
        (Post::Note { text }, Event::Note { text: was, .. }) => text == was,
        (Post::Decision { decision, reason }, Event::Decision { decision: was, reason: why, .. }) => {
            decision == was && reason == why
        }
        (Post::ActionSet { text, owner, due }, Event::ActionSet { text: was, owner: who, due: by, .. }) => {
            text == was && owner == who && due == by
        }
        (Post::ActionDone { action, outcome }, Event::ActionDone { action: which, outcome: was, .. }) => {
            action == which && outcome == was
        }
        (Post::Severity { to, reason }, Event::SeverityChanged { to: was, reason: why, .. }) => {
            to == was && reason == why
        }
        (Post::Category { to, reason }, Event::CategoryChanged { to: was, reason: why, .. }) => {
            to == was && reason == why
        }
        (Post::Status { to, reason }, Event::StatusChanged { to: was, reason: why, .. }) => to == was && reason == why,
        (Post::Lead { to, reason }, Event::LeadChanged { to: was, reason: why, .. }) => to == was && reason == why,
        (Post::Correct { seq, text, reason }, Event::Corrected { seq: which, text: was, reason: why, .. }) => {
            seq == which && text == was && reason == why
        }
        (Post::Ask { seq, reason }, Event::Asked { seq: which, reason: why, .. }) => seq == which && reason == why,
        _ => false,
    }
}
