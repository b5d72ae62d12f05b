//! The ledger for whoever wants to check it: checkpoints, tiles, proofs, and witnesses' cosignatures. None of it shows
//! what an entry says.

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ctac_api::ledger::{ConsistencyProof, Cosigned, InclusionProof, LogView, SignedCheckpoint};
use ctac_api::problem::Kind;
use ctac_domain::access::{Action, Object};
use ctac_ledger::merkle::{Hash, TILE_HEIGHT};
use ctac_ledger::tiles::{Of, Tile, write_entries};
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At, read};
use crate::limits;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/ledger", log)
            .says("The log: its key, its witnesses, the latest checkpoint's time and cosignatures")
            .answers::<LogView>(200, "As it is now"),
        Route::get("/api/v1/ledger/checkpoint", checkpoint)
            .says("The latest published checkpoint")
            .asks("fresh", false, "`true`: sign one now that covers everything recorded so far")
            .answers_as(200, "text/plain", "A C2SP signed note"),
        Route::get("/api/v1/ledger/tile/{*tile}", tile)
            .says("A tile of hashes, or of leaves")
            .note("C2SP tlog-tiles: `tile/L/N`, `tile/entries/N`, not full yet with `.p/W`. Leaves hold commitments only.")
            .answers_as(200, "application/octet-stream", "The tile"),
        Route::get("/api/v1/ledger/proof/inclusion", inclusion)
            .says("That the entry at a position is in the log of a size")
            .asks("position", true, "From 0")
            .asks("size", true, "The log's size")
            .answers::<InclusionProof>(200, "RFC 6962 §2.1.1"),
        Route::get("/api/v1/ledger/proof/consistency", consistency)
            .says("That the log of one size continues that of another")
            .asks("from", true, "The smaller size")
            .asks("to", true, "The larger size")
            .answers::<ConsistencyProof>(200, "RFC 6962 §2.1.2"),
        Route::post("/api/v1/ledger/cosignatures", cosign)
            .says("Hand in a witness's cosignature of a published checkpoint")
            .takes_text("text/plain")
            .answers::<Cosigned>(200, "Kept"),
    ]
}

fn may(app: &App, caller: Caller, action: Action) -> Result<(), Refused> {
    caller.may(&app.engine.state(), action, Object::Cell)
}

async fn log(State(app): State<App>, caller: Caller) -> Result<Answer<LogView>, Refused> {
    may(&app, caller, Action::ReadCheckpoint)?;
    let key = app.engine.verifying_key();
    let latest = match app.engine.latest_checkpoint().await? {
        None => None,
        Some((size, signed_at)) => {
            let cosignatures = app.engine.cosignatures(size).await?.iter().map(ToString::to_string).collect();
            Some(SignedCheckpoint { size, signed_at, cosignatures })
        }
    };
    let witnesses = app.engine.witnesses().iter().map(ToString::to_string).collect();
    Ok(Answer(LogView { origin: key.name().to_owned(), key: key.to_string(), witnesses, latest }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default)]
    fresh: bool,
}

async fn checkpoint(
    State(app): State<App>,
    caller: Caller,
    Asked(Which { fresh }): Asked<Which>,
) -> Result<Response, Refused> {
    may(&app, caller, Action::ReadCheckpoint)?;
    let published = if fresh { None } else { app.engine.checkpoint() };
    let note = match published {
        Some(note) => note,
        None => app.engine.checkpoint_now().await?,
    };
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note.to_string()).into_response())
}

async fn tile(State(app): State<App>, caller: Caller, At(path): At<String>) -> Result<Response, Refused> {
    may(&app, caller, Action::ReadLedger)?;
    let tile = Tile::parse(&format!("tile/{path}")).ok_or_else(Refused::not_found)?;
    let bytes = match tile.of {
        Of::Hashes(level) => hashes(&app, tile, level).ok_or_else(Refused::not_found)?,
        Of::Entries => leaves(&app, tile).await?,
    };
    let kind = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        // A tile never changes; it is shown only to whoever may read the ledger.
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ];
    Ok((kind, bytes).into_response())
}

fn hashes(app: &App, tile: Tile, level: u8) -> Option<Vec<u8>> {
    let (first, height) = (tile.first()?, level.checked_mul(TILE_HEIGHT)?);
    let nodes = (0..u64::from(tile.width)).map(|at| app.engine.node(height, first.checked_add(at)?));
    let nodes: Vec<Hash> = nodes.collect::<Option<_>>()?;
    Some(nodes.iter().flat_map(|hash| hash.0).collect())
}

async fn leaves(app: &App, tile: Tile) -> Result<Vec<u8>, Refused> {
    let first = tile.first().ok_or_else(Refused::not_found)?;
    let width = usize::from(tile.width);
    let entries = app.engine.stored(first, width).await?;
    if entries.len() < width {
        return Err(Refused::not_found());
    }
    write_entries(entries.iter().map(|entry| entry.leaf.as_slice()))
        .ok_or_else(|| Refused::new(Kind::Internal, "A leaf is longer than a leaf can be; it has been logged."))
}

fn hex(path: &[Hash]) -> Vec<String> {
    path.iter().map(ToString::to_string).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    position: u64,
    size: u64,
}

async fn inclusion(
    State(app): State<App>,
    caller: Caller,
    Asked(Place { position, size }): Asked<Place>,
) -> Result<Answer<InclusionProof>, Refused> {
    may(&app, caller, Action::ReadLedger)?;
    let path = app.engine.inclusion(position, size);
    let path = path.ok_or_else(|| Refused::parameter("size", "the log is not so long, or ends before the position"))?;
    let leaf_hash = app.engine.leaf_hash(position).ok_or_else(Refused::not_found)?.to_string();
    Ok(Answer(InclusionProof { position, size, leaf_hash, path: hex(&path) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sizes {
    from: u64,
    to: u64,
}

async fn consistency(
    State(app): State<App>,
    caller: Caller,
    Asked(Sizes { from, to }): Asked<Sizes>,
) -> Result<Answer<ConsistencyProof>, Refused> {
    may(&app, caller, Action::ReadLedger)?;
    let path = app.engine.consistency(from, to);
    let path = path.ok_or_else(|| Refused::parameter("to", "the log is not so long, or `from` is larger"))?;
    Ok(Answer(ConsistencyProof { from, to, path: hex(&path) }))
}

async fn cosign(State(app): State<App>, caller: Caller, request: Request) -> Result<Answer<Cosigned>, Refused> {
    caller.may(&app.engine.state(), Action::Cosign, Object::Cell)?;
    let body = read(request, limits::NOTE_BODY).await?;
    let note = std::str::from_utf8(&body).map_err(|_| Refused::new(Kind::InvalidBody, "A signed note is UTF-8."))?;
    let kept = app.engine.add_cosignature(note).await?;
    Ok(Answer(Cosigned { kept }))
}
