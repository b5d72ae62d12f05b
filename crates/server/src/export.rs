//! An incident's timeline exported: a bundle (`ctac_ledger::bundle`) in pieces, each entry by its own marking for whoever
//! asks. The export is recorded first, so that the bundle holds the entry that says so.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use ctac_api::export::ExportLine;
use ctac_api::problem::{Kind, Problem};
use ctac_domain::access::{Action, Object, readable};
use ctac_domain::command::Command;
use ctac_domain::incident::Incident;
use ctac_domain::state::{State as CellState, Stream};
use ctac_ledger::bundle::build_error::BuildError;
use ctac_ledger::bundle::builder::{About, Builder, Disclosure};
use ctac_ledger::checkpoint::Checkpoint;
use ctac_ledger::note::Signature;
use ctac_ledger::store::{StoreError, StoredEntry};
use futures_util::stream;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::timeout;

use crate::answers::visible;
use crate::app::App;
use crate::caller::Caller;
use crate::guard::not_led_here;
use crate::json::At;
use crate::limits;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/incidents/{id}/export", export)
            .says("Export the timeline as a bundle that anybody can verify offline")
            .note(
                "JSON Lines: pieces of the bundle's files in order, then `end`; without `end` it was cut off. Entries \
                 that the caller may not read are in it as stubs that verify. The export is on the timeline.",
            )
            .answers_as(200, "application/jsonl", "`{type: piece, file, data}` …, `{type: end, files}`"),
    ]
}

/// What is exported, for whom, as of when.
struct Export {
    app: App,
    caller: Caller,
    state: Arc<CellState>,
    incident: Arc<Incident>,
    checkpoint: Arc<str>,
    /// How many entries the checkpoint covers.
    size: u64,
    cosignatures: Vec<Signature>,
    people: String,
    _room: OwnedSemaphorePermit,
}

async fn export(
    State(app): State<App>,
    caller: Caller,
    At(named): At<String>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    not_led_here(caller, &headers)?;
    let state = app.engine.state();
    let id = visible(&state, caller, &named)?.id;
    caller.may(&state, Action::Export, Object::Incident(id))?;
    let room = app.exports.clone().try_acquire_owned().map_err(|_| {
        let problem = Problem::new(Kind::Busy, "Other exports are under way on this node.");
        Refused(problem.with_retry_after(limits::RETRY_UNAVAILABLE_S))
    })?;
    app.engine.execute(caller.actor(), Command::RecordExport { incident: id }).await?;
    let checkpoint = app.engine.checkpoint_now().await?;
    let size = Checkpoint::open(&checkpoint, app.engine.verifying_key()).map(|opened| opened.size);
    let size = size.map_err(|error| {
        tracing::error!(%error, "our own checkpoint does not open");
        Refused::new(Kind::Internal, "The log's checkpoint cannot be read; it has been logged.")
    })?;
    let cosignatures = app.engine.cosignatures(size).await?;
    // Not older than the checkpoint: who may read which entry is known for all of them.
    let state = app.engine.state();
    let incident = visible(&state, caller, &named)?;
    let people = people(&app, &state, &incident).await?;
    let file = format!("attachment; filename=\"{}.jsonl\"", incident.reference);
    let export = Export { app, caller, state, incident, checkpoint, size, cosignatures, people, _room: room };

    let (lines, queue) = mpsc::channel(limits::EXPORT_QUEUE);
    let handle = Handle::current();
    // Hashing and encoding a whole log is no work for a thread that others wait for.
    tokio::task::spawn_blocking(move || {
        if let Err(error) = export.write(&handle, &lines) {
            // Without its last line the export counts for nothing, which its reader sees.
            tracing::warn!(%error, "an export was cut off");
        }
    });
    let body = stream::unfold(queue, |mut queue| async move {
        queue.recv().await.map(|line| (Ok::<_, std::convert::Infallible>(line), queue))
    });
    let headers = [(header::CONTENT_TYPE, "application/jsonl".to_owned()), (header::CONTENT_DISPOSITION, file)];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// Names of the people and organisations of an incident as they stand now; the ledger proves none of them.
async fn people(app: &App, state: &CellState, incident: &Incident) -> Result<String, Refused> {
    let authors = incident.entries.iter().filter_map(|entry| entry.author);
    let people: BTreeSet<_> = authors.chain(incident.members.keys().copied()).collect();
    let people: Vec<_> = people.into_iter().collect();
    let names: BTreeMap<_, _> = app.auth.names(&people).await?;
    let organisations = people.iter().filter_map(|id| state.people.get(id)).map(|person| person.organisation);
    let organisations: BTreeMap<_, _> = organisations
        .filter_map(|id| state.organisations.get(&id))
        .map(|organisation| (organisation.id, organisation.name.clone()))
        .collect();
    let named = serde_json::json!({ "organisations": organisations, "people": names });
    Ok(named.to_string() + "\n")
}

/// Why an export was cut off.
#[derive(Debug, thiserror::Error)]
enum CutOff {
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("its reader has gone, or reads too slowly")]
    Reader,
    #[error("the log ends before its checkpoint")]
    Short,
    #[error("a line cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}

impl Export {
    fn write(&self, handle: &Handle, lines: &mpsc::Sender<Bytes>) -> Result<(), CutOff> {
        let engine = &self.app.engine;
        let stream = Stream::Incident(self.incident.id).to_string();
        let about = About {
            stream,
            reference: Some(self.incident.reference.clone()),
            exported_us: self.app.clock.now().as_microsecond(),
        };
        let mut files = BTreeSet::new();
        let sink = |file: &str, bytes: &[u8]| {
            files.insert(file.to_owned());
            bytes.chunks(limits::EXPORT_PIECE).try_for_each(|piece| {
                let line = ExportLine::Piece { file: file.to_owned(), data: STANDARD.encode(piece) };
                send(handle, lines, &line).map_err(|error| io::Error::other(error.to_string()))
            })
        };
        let mut bundle = Builder::new(about, &self.checkpoint, engine.verifying_key(), sink)?;
        let mut from = 0;
        loop {
            let hashes = engine.leaf_hashes(from, limits::EXPORT_HASHES);
            from += hashes.len() as u64;
            match bundle.leaf_hashes(&hashes)? {
                0 => break,
                _ if hashes.is_empty() => return Err(CutOff::Short),
                _ => {}
            }
        }
        self.entries(handle, &mut bundle)?;
        engine.finish_bundle(bundle, &self.cosignatures, Some(&self.people))?;
        let files = u32::try_from(files.len()).unwrap_or(u32::MAX);
        send(handle, lines, &ExportLine::End { files })
    }

    fn entries<S: FnMut(&str, &[u8]) -> io::Result<()>>(
        &self,
        handle: &Handle,
        bundle: &mut Builder<S>,
    ) -> Result<(), CutOff> {
        let mut after = 0;
        loop {
            let read = self.app.engine.stored_stream(self.incident.id, after, limits::EXPORT_ENTRIES);
            let entries = handle.block_on(read)?;
            for entry in &entries {
                // What came after the checkpoint is for the next export.
                if entry.position.0 >= self.size || entry.seq > self.incident.head() {
                    return Ok(());
                }
                bundle.entry(entry, self.disclosure(entry))?;
                after = entry.seq;
            }
            if entries.is_empty() {
                return Ok(());
            }
        }
    }

    fn disclosure(&self, entry: &StoredEntry) -> Disclosure {
        if readable(&self.state, self.caller.actor(), self.incident.id, entry.seq) {
            return Disclosure::Shown;
        }
        let index = self.incident.entry(entry.seq);
        Disclosure::Withheld { organisation: index.and_then(|entry| entry.organisation).map(|id| id.to_string()) }
    }
}

fn send(handle: &Handle, lines: &mpsc::Sender<Bytes>, line: &ExportLine) -> Result<(), CutOff> {
    let mut json = serde_json::to_vec(line)?;
    json.push(b'\n');
    let sent = handle.block_on(async { timeout(limits::EXPORT_STALL, lines.send(json.into())).await });
    sent.map_err(|_| CutOff::Reader)?.map_err(|_| CutOff::Reader)
}
