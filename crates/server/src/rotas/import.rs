//! A calendar file as overrides of a rota: looked at first, or recorded, all of it or nothing.
//!
//! Each event says who is on call, and nobody else, while it lasts. By mail address an event's person is whoever has it
//! as sign-in name or as verified email contact; by name, whoever has it as sign-in name or as name, letter case aside.
//! Two people who would both do, or nobody, and the event is passed over.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::header;
use ctac_api::problem::{Kind, Problem};
use ctac_api::rota::{Imported, ImportedOverride, PassedOver};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::{Command, Planned};
use ctac_domain::duty::CellOverride;
use ctac_domain::id::{PersonId, RotaId};
use ctac_domain::limits::OVERRIDES_AT_ONCE;
use ctac_rota::calendar::{ImportRefused, Preview, Window, import};
use ctac_rota::{Member, OverrideKind};
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At, read};
use crate::limits;
use crate::mint::Mint;
use crate::refused::Refused;
use crate::resolve::{days_after, resolved};
use crate::route::Route;

mod whom;

use whom::{Found, Whom};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/rotas/{id}/overrides/import", import_file)
            .says("A calendar file as overrides")
            .note(
                "The coming 400 days of an iCalendar file (RFC 5545) of at most 1 MiB. Each event becomes an override: whom \
                 it names is on call and nobody else. By mail address (ATTENDEE, ORGANIZER) that is whoever has it as \
                 sign-in name or verified email contact; else by sign-in name or name in SUMMARY. At most 200 overrides, \
                 all or nothing; what is passed over is said, with its line.",
            )
            .asks("preview", false, "`true`: nothing is recorded")
            .idempotent()
            .takes_text("text/calendar")
            .answers::<Imported>(200, "What became of the file, or would"),
    ]
}

/// A calendar file's bytes, bounded.
struct File(Bytes);

impl FromRequest<App> for File {
    type Rejection = Refused;

    async fn from_request(request: Request, _: &App) -> Result<Self, Refused> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let calendar = kind
            .and_then(|kind| kind.split(';').next())
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/calendar"));
        if !calendar {
            let detail = "Send an iCalendar file with `Content-Type: text/calendar`.";
            return Err(Refused::new(Kind::UnsupportedMediaType, detail));
        }
        read(request, limits::CALENDAR_BODY).await.map(Self)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct How {
    #[serde(default)]
    preview: bool,
}

async fn import_file(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    At(rota): At<RotaId>,
    Asked(How { preview }): Asked<How>,
    request: Request,
) -> Result<Answer<Imported>, Refused> {
    // Asked before the body is read.
    let state = app.engine.state();
    caller.may(&state, Action::ArrangeDuty, Object::Cell)?;
    let kept = state.rotas.get(&rota).filter(|kept| kept.retired.is_none()).ok_or_else(Refused::not_found)?;
    let zone = kept.saved.rota.time_zone.clone();
    let File(bytes) = File::from_request(request, &app).await?;
    let now = app.clock.now();
    let read = resolved(&app, caller.person, move || {
        let window = Window { from: now, to: days_after(now, limits::SHIFT_DAYS), time_zone: &zone };
        import(&bytes, &window).map_err(|error| refused(&error))
    });
    let mut imported = matched(&app, read.await?).await?;
    pass_over_standing(&app, rota, &mut imported);
    check_number(&imported)?;
    if preview {
        return Ok(Answer(imported));
    }
    let overrides = imported.overrides.iter().enumerate().map(|(index, it)| Planned {
        id: mint.id(&format!("override {index}")),
        from: it.from,
        to: it.to,
        kind: OverrideKind::Temporary { members: vec![Member(it.person.to_string())] },
    });
    let command =
        Command::AddOverrides { rota, overrides: overrides.collect(), reason: "From a calendar file".to_owned() };
    app.engine.execute(caller.actor(), command).await?;
    Ok(Answer(Imported { recorded: true, ..imported }))
}

fn refused(error: &ImportRefused) -> Refused {
    let place = match error {
        ImportRefused::File { line, .. } => format!("line {line}"),
        ImportRefused::Asked(_) | ImportRefused::TooLong(_) => "body".to_owned(),
    };
    let problem = match error {
        ImportRefused::File { why, .. } => why.to_string(),
        ImportRefused::Asked(_) | ImportRefused::TooLong(_) => error.to_string(),
    };
    Refused(Problem::new(Kind::InvalidField, format!("{place}: {problem}.")).with_field(place, problem))
}

/// Each event with its person, if it can be told who that is.
async fn matched(app: &App, Preview { proposed, passed_over }: Preview) -> Result<Imported, Refused> {
    let passed =
        passed_over.into_iter().map(|it| PassedOver { line: it.line, summary: it.what, why: it.why.to_string() });
    let mut imported = Imported { recorded: false, overrides: Vec::new(), passed_over: passed.collect() };
    let mut whom = Whom::of(app).await?;
    let mut known: BTreeMap<String, Found> = BTreeMap::new();
    for event in proposed {
        let key = format!("{:?}", event.who);
        let found = match known.get(&key) {
            Some(found) => found.clone(),
            None => whom.find(&event.who).await?,
        };
        known.insert(key, found.clone());
        match found {
            Ok((person, matched_by)) => imported.overrides.push(ImportedOverride {
                line: event.line,
                summary: event.summary,
                from: event.from,
                to: event.to,
                person,
                matched_by: matched_by.to_owned(),
            }),
            Err(why) => imported.passed_over.push(PassedOver { line: event.line, summary: event.summary, why }),
        }
    }
    Ok(imported)
}

/// A file sent again, or a longer one with what came before in it, adds what is new.
fn pass_over_standing(app: &App, rota: RotaId, imported: &mut Imported) {
    let state = app.engine.state();
    let standing: BTreeSet<_> =
        state.rotas.get(&rota).into_iter().flat_map(|kept| &kept.overrides).filter_map(only).collect();
    let (there, new): (Vec<_>, Vec<_>) = std::mem::take(&mut imported.overrides)
        .into_iter()
        .partition(|it| standing.contains(&(it.from, it.to, it.person)));
    imported.overrides = new;
    imported.passed_over.extend(there.into_iter().map(|it| PassedOver {
        line: it.line,
        summary: it.summary,
        why: format!("an override of {} to {} says so already", it.from, it.to),
    }));
    imported.passed_over.sort_by_key(|it| it.line);
}

/// When an override puts one person on and nobody else.
fn only(one: &CellOverride) -> Option<(Timestamp, Timestamp, PersonId)> {
    match &one.kind {
        OverrideKind::Temporary { members } => match members.as_slice() {
            [member] => member.0.parse().ok().map(|person| (one.from, one.to, person)),
            _ => None,
        },
        OverrideKind::Add { .. } | OverrideKind::Remove { .. } | OverrideKind::Replace { .. } => None,
    }
}

fn check_number(imported: &Imported) -> Result<(), Refused> {
    if imported.overrides.len() > OVERRIDES_AT_ONCE {
        let detail = format!(
            "The file has {} overrides in the coming {} days; at most {OVERRIDES_AT_ONCE} are taken at once: split it.",
            imported.overrides.len(),
            limits::SHIFT_DAYS
        );
        return Err(Refused(Problem::new(Kind::LimitReached, detail)));
    }
    Ok(())
}

/// Who: an active person, and by what they were found.
type Match = (PersonId, &'static str);
