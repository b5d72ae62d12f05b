//! The simulator's phone: everything that was sent, by person, and replying to it as they would. It is there only when
//! the configuration says so; nobody's real telephone rings then, and every page says that.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use ctac_api::problem::{Kind, Problem};
use ctac_auth::contacts::Holder;
use ctac_domain::directory::Channel;
use ctac_domain::page::How;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::callbacks::opted;
use crate::inbound::{self, Chose, Heard, Says, Sender, asked};
use crate::json::{Answer, Asked, At, Json};
use crate::limits;
use crate::pages::form::{Fields, is_form, wrong};
use crate::pages::frame::{Frame, Part, page};
use crate::pages::people::People;
use crate::pages::when::{When, when};
use crate::pages::words;
use crate::phone::{Phone, PhoneMessage};
use crate::refused::Refused;

#[derive(Template)]
#[template(path = "simulator.html")]
struct Page {
    frame: Frame,
    /// What the latest reply was answered, and to which message.
    said: Option<(u64, String)>,
    phones: Vec<Held>,
}

/// One person's phone.
struct Held {
    name: String,
    messages: Vec<Shown>,
}

struct Shown {
    number: u64,
    channel: &'static str,
    hint: String,
    at: When,
    body: String,
    link: Option<String>,
    text: bool,
    call: bool,
    /// It is a page's, which the link acknowledges.
    paged: bool,
    /// It asks who can attend.
    call_out: bool,
}

fn phone(app: &App) -> Result<Arc<dyn Phone>, Refused> {
    app.phone.clone().filter(|_| app.options.simulator).ok_or_else(Refused::not_found)
}

pub(crate) async fn read(State(app): State<App>) -> Result<Response, Refused> {
    let phone = phone(&app)?;
    Ok(shown(&app, &*phone, None).await)
}

async fn shown(app: &App, phone: &dyn Phone, said: Option<(u64, String)>) -> Response {
    let mut messages = phone.messages(0);
    messages.reverse();
    messages.truncate(limits::PAGE_MESSAGES);
    let people: BTreeSet<_> = messages.iter().map(|message| message.person).collect();
    let people = People::named(app, &app.engine.state(), people).await;
    // People stand in the order of their newest message.
    let mut phones: Vec<Held> = Vec::new();
    let mut places = BTreeMap::new();
    for message in messages {
        let place = *places.entry(message.person).or_insert_with(|| {
            phones.push(Held { name: people.with_organisation(message.person), messages: Vec::new() });
            phones.len() - 1
        });
        phones.get_mut(place).into_iter().for_each(|held| held.messages.push(line(&message)));
    }
    let frame = Frame { part: Part::Simulator, ..Frame::anonymous(app, "Simulator") };
    page(&Page { frame, said, phones })
}

fn line(message: &PhoneMessage) -> Shown {
    Shown {
        number: message.number,
        channel: words::channel(message.channel),
        hint: message.hint.clone(),
        at: when(message.received_at),
        body: message.text.body.clone(),
        link: message.text.link.clone(),
        text: message.channel == Channel::Sms,
        // What wants no reply has no keys.
        call: message.channel == Channel::Voice && message.text.code.is_some(),
        paged: message.page.is_some(),
        call_out: message.page.is_none() && message.text.code.is_some(),
    }
}

/// Which messages a program wants, and how long it waits.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct After {
    #[serde(default)]
    after: u64,
    #[serde(default)]
    wait: u64,
}

#[derive(Serialize)]
pub(crate) struct Messages {
    messages: Vec<PhoneMessage>,
}

pub(crate) async fn messages(
    State(app): State<App>,
    Asked(After { after, wait }): Asked<After>,
) -> Result<Answer<Messages>, Refused> {
    let phone = phone(&app)?;
    if wait > limits::LONG_POLL.as_secs() {
        return Err(Refused::parameter("wait", format!("at most {} seconds", limits::LONG_POLL.as_secs())));
    }
    if wait > 0 && phone.messages(after).is_empty() {
        let _room = app.followers.try_acquire().map_err(|_| {
            let problem = Problem::new(Kind::Busy, "This node has as many followers as it takes.");
            Refused(problem.with_retry_after(limits::RETRY_BUSY_S))
        })?;
        phone.wait_beyond(after, Duration::from_secs(wait)).await;
    }
    let mut messages = phone.messages(after);
    messages.truncate(limits::PAGE_MESSAGES);
    Ok(Answer(Messages { messages }))
}

/// What somebody does with a message: exactly one of the three.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    text: Option<String>,
    digit: Option<char>,
    tap: Option<bool>,
}

#[derive(Serialize)]
struct Said {
    said: String,
}

pub(crate) async fn reply(State(app): State<App>, At(number): At<u64>, request: Request) -> Result<Response, Refused> {
    let phone = phone(&app)?;
    let form = is_form(&request);
    let reply =
        if form { of_form(&Fields::from_request(request, &app).await?)? } else { of_json(request, &app).await? };
    let found = phone.messages(number.saturating_sub(1)).into_iter().find(|message| message.number == number);
    let said = done(&app, &found.ok_or_else(Refused::not_found)?, reply).await?;
    if form {
        return Ok(shown(&app, &*phone, Some((number, said))).await);
    }
    Ok(Answer(Said { said }).into_response())
}

async fn of_json(request: Request, app: &App) -> Result<Reply, Refused> {
    let Json(reply) = Json::<Reply>::from_request(request, app).await?;
    Ok(reply)
}

fn of_form(fields: &Fields) -> Result<Reply, Refused> {
    fields.only(&["text", "digit", "tap"])?;
    Ok(Reply {
        text: fields.given("text"),
        digit: fields.maybe("digit")?,
        tap: fields.given("tap").map(|it| it == "true"),
    })
}

async fn done(app: &App, message: &PhoneMessage, reply: Reply) -> Result<String, Refused> {
    match (reply, message.channel) {
        (Reply { text: Some(text), digit: None, tap: None }, Channel::Sms) => texted(app, message, &text).await,
        (Reply { text: None, digit: Some(digit), tap: None }, Channel::Voice) => {
            inbound::dtmf(app, message.notification, digit).await.map(Heard::words)
        }
        (Reply { text: None, digit: None, tap: Some(true) }, _) if message.text.link.is_some() => {
            let state = app.engine.state();
            let (page, person) = asked(&state, message.notification).ok_or_else(Refused::not_found)?;
            inbound::answer(app, person, (page, message.notification), Says::Acknowledge(How::Link)).await
        }
        _ => Err(wrong("reply", "send `text` to a text message, `digit` to a call, or `tap: true` to what has a link")),
    }
}

/// As a provider would hand it on: STOP and START are the network's too, and it answers them.
async fn texted(app: &App, message: &PhoneMessage, text: &str) -> Result<String, Refused> {
    let said = inbound::sms(app, Sender::Person(message.person), text).await?;
    let Some(chose) = opted::opts(text) else { return Ok(said) };
    let holders = [Holder { person: message.person, contact: message.contact }];
    opted::record(app, &holders, chose).await?;
    Ok(match chose {
        Chose::Stop => "No more texts go to this number, until it sends START.",
        Chose::Start => "Texts go to this number again.",
    }
    .to_owned())
}
