//! The forms of a rota's page: each becomes one command, and leads back to the page.

use axum::extract::State;
use axum::response::Response;
use ctac_domain::command::Command;
use ctac_domain::id::{OverrideId, PersonId, RotaId};
use ctac_domain::swap::Stretch;
use ctac_rota::{Member, OverrideKind};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Typed, show};
use crate::app::App;
use crate::caller::Caller;
use crate::json::At;
use crate::mint::fresh;
use crate::pages::form::{Fields, wrong};
use crate::pages::frame::{see_other, status_of};
use crate::pages::on_call::zone_of;
use crate::refused::Refused;

/// What came of a form, as the next page's address says it. No words of a caller's get here.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Said {
    Overridden,
    Removed,
    Covered,
    Offered,
    Taken,
    Declined,
    Withdrawn,
    Away,
    Back,
    Noted,
}

impl Said {
    const fn word(self) -> &'static str {
        match self {
            Self::Overridden => "overridden",
            Self::Removed => "removed",
            Self::Covered => "covered",
            Self::Offered => "offered",
            Self::Taken => "taken",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Away => "away",
            Self::Back => "back",
            Self::Noted => "noted",
        }
    }
}

pub(crate) const fn words_of(said: Said) -> &'static str {
    match said {
        Said::Overridden => "The override was added.",
        Said::Removed => "The override was taken away. What it did until now stays what was.",
        Said::Covered => "You are on call for that time too.",
        Said::Offered => "Your shift is on offer. You are on call until somebody takes it.",
        Said::Taken => "You have taken the shift.",
        Said::Declined => "Recorded that you do not take the shift.",
        Said::Withdrawn => "The offer was taken back.",
        Said::Away => "The absence was recorded. The next in the rota's order stand in.",
        Said::Back => "The absence was taken away.",
        Said::Noted => "The note waits for whoever comes on call next.",
    }
}

/// One form sent: what is asked of the rules, and what is said when it is done.
type Asked = Result<(Command, Said), Refused>;

/// Who sent it, of which rota, in which zone its times are meant.
struct Sent<'a> {
    app: &'a App,
    caller: Caller,
    rota: RotaId,
    zone: TimeZone,
    fields: &'a Fields,
}

pub(crate) async fn overrides(
    State(app): State<App>,
    caller: Caller,
    At(rota): At<RotaId>,
    fields: Fields,
) -> Result<Response, Refused> {
    done(&app, caller, rota, fields, "override", override_of).await
}

pub(crate) async fn swaps(
    State(app): State<App>,
    caller: Caller,
    At(rota): At<RotaId>,
    fields: Fields,
) -> Result<Response, Refused> {
    done(&app, caller, rota, fields, "swap", swap_of).await
}

pub(crate) async fn absences(
    State(app): State<App>,
    caller: Caller,
    At(rota): At<RotaId>,
    fields: Fields,
) -> Result<Response, Refused> {
    done(&app, caller, rota, fields, "absence", |sent| {
        let (command, added) = absence_of(sent.app, sent.caller, sent.fields, &sent.zone)?;
        Ok((command, if added { Said::Away } else { Said::Back }))
    })
    .await
}

pub(crate) async fn note(
    State(app): State<App>,
    caller: Caller,
    At(rota): At<RotaId>,
    fields: Fields,
) -> Result<Response, Refused> {
    done(&app, caller, rota, fields, "note", |sent| {
        sent.fields.only(&["text"])?;
        Ok((
            Command::LeaveHandoffNote { rota: sent.rota, text: sent.fields.text("text").trim().to_owned() },
            Said::Noted,
        ))
    })
    .await
}

async fn done(
    app: &App,
    caller: Caller,
    rota: RotaId,
    fields: Fields,
    form: &'static str,
    of: impl FnOnce(&Sent<'_>) -> Asked + Send,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    let zone = zone_of(state.rotas.get(&rota).ok_or_else(Refused::not_found)?);
    let asked = of(&Sent { app, caller, rota, zone, fields: &fields });
    let result = match asked {
        Ok((command, said)) => match app.engine.execute(caller.actor(), command).await {
            Ok(_) => Ok(said),
            Err(error) => Err(Refused::from(error)),
        },
        Err(refused) => Err(refused),
    };
    match result {
        Ok(said) => Ok(see_other(&format!("/on-call/{rota}?said={}", said.word()))),
        Err(refused) if refused.0.status == 404 => Err(refused),
        Err(refused) => {
            let status = status_of(&refused);
            let problem = Some(crate::pages::post::words(&refused));
            show(app, caller, rota, None, Typed { form, fields, problem }, status).await
        }
    }
}

impl Sent<'_> {
    fn stretch(&self) -> Result<Stretch, Refused> {
        let from = self.fields.instant_in("from", &self.zone)?.ok_or_else(|| wrong("from", "say from when"))?;
        let to = self.fields.instant_in("to", &self.zone)?.ok_or_else(|| wrong("to_time", "say until when"))?;
        Ok(Stretch { from, to })
    }

    /// The id that the form had from the beginning, so that sending it twice does one thing.
    fn id<T: From<uuid::Uuid> + std::str::FromStr>(&self) -> T {
        let kept = self.fields.text("id").parse::<T>().ok();
        kept.unwrap_or_else(|| T::from(fresh(&*self.app.clock, &*self.app.random)))
    }
}

fn member(person: PersonId) -> Member {
    Member(person.to_string())
}

fn override_of(sent: &Sent<'_>) -> Asked {
    let (rota, fields) = (sent.rota, sent.fields);
    fields.only(&["do", "id", "from", "to", "what", "person", "other", "reason", "exact"])?;
    let reason = fields.text("reason").trim().to_owned();
    match fields.text("do") {
        "add" => {
            let Stretch { from, to } = sent.stretch()?;
            let person = || fields.word::<PersonId>("person", "choose who").map(member);
            let other = || fields.word::<PersonId>("other", "choose whom they replace").map(member);
            let kind = match fields.text("what") {
                "replace" => OverrideKind::Replace { member: other()?, by: person()? },
                "add" => OverrideKind::Add { member: person()? },
                "remove" => OverrideKind::Remove { member: person()? },
                "temporary" => OverrideKind::Temporary { members: vec![person()?] },
                _ => return Err(wrong("what", "choose what it does")),
            };
            Ok((Command::AddOverride { rota, id: sent.id(), from, to, kind, reason }, Said::Overridden))
        }
        "take" => {
            let Stretch { from, to } = match fields.given("exact") {
                Some(exact) => stretch_of(&exact).ok_or_else(|| wrong("exact", "load the page again"))?,
                None => sent.stretch()?,
            };
            let kind = OverrideKind::Add { member: member(sent.caller.person) };
            let reason = if reason.is_empty() { "Covers a gap".to_owned() } else { reason };
            Ok((Command::AddOverride { rota, id: sent.id(), from, to, kind, reason }, Said::Covered))
        }
        "remove" => {
            let id: OverrideId = fields.word("id", "load the page again")?;
            let reason = if reason.is_empty() { "No longer needed".to_owned() } else { reason };
            Ok((Command::RemoveOverride { rota, id, reason }, Said::Removed))
        }
        _ => Err(wrong("do", "add an override, or take one away")),
    }
}

/// `FROM/TO`, as a choice among one's shifts sends it.
fn stretch_of(text: &str) -> Option<Stretch> {
    let (from, to) = text.split_once('/')?;
    let (from, to): (Timestamp, Timestamp) = (from.parse().ok()?, to.parse().ok()?);
    Some(Stretch { from, to })
}

fn swap_of(sent: &Sent<'_>) -> Asked {
    let fields = sent.fields;
    fields.only(&["do", "id", "shift", "from", "to", "person", "reason"])?;
    let swap = || fields.word("id", "load the page again");
    let part = || -> Result<Option<Stretch>, Refused> {
        let given = fields.given("from").is_some() || fields.given("to").is_some();
        given.then(|| sent.stretch()).transpose()
    };
    let by = sent.caller.person;
    match fields.text("do") {
        "offer" => {
            let whole = stretch_of(fields.text("shift")).ok_or_else(|| wrong("shift", "choose one of your shifts"))?;
            let Stretch { from, to } = part()?.unwrap_or(whole);
            let command = Command::OfferSwap {
                swap: sent.id(),
                rota: sent.rota,
                person: by,
                from,
                to,
                to_person: fields.maybe("person")?,
                in_return: None,
                reason: fields.given("reason"),
            };
            Ok((command, Said::Offered))
        }
        "accept" => Ok((Command::AcceptSwap { swap: swap()?, by, part: part()? }, Said::Taken)),
        "decline" => Ok((Command::DeclineSwap { swap: swap()?, by }, Said::Declined)),
        "withdraw" => Ok((Command::WithdrawSwap { swap: swap()? }, Said::Withdrawn)),
        _ => Err(wrong("do", "offer a shift, take one, or take an offer back")),
    }
}

/// An absence recorded, or taken away; whether it is the first.
pub(crate) fn absence_of(
    app: &App,
    caller: Caller,
    fields: &Fields,
    zone: &TimeZone,
) -> Result<(Command, bool), Refused> {
    fields.only(&["do", "id", "from", "to"])?;
    match fields.text("do") {
        "add" => {
            let sent = Sent { app, caller, rota: RotaId(uuid::Uuid::nil()), zone: zone.clone(), fields };
            let Stretch { from, to } = sent.stretch()?;
            Ok((Command::AddAbsence { absence: sent.id(), person: caller.person, from, to }, true))
        }
        "remove" => Ok((Command::RemoveAbsence { absence: fields.word("id", "load the page again")? }, false)),
        _ => Err(wrong("do", "record an absence, or take one away")),
    }
}
