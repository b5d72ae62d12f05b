//! A small log with one incident, exported and then harmed in every way.

use uuid::Uuid;

use super::*;
use crate::bundle::build_error::BuildError;
use crate::bundle::builder::{About, Builder, Disclosure};
use crate::bundle::{Content, Line, line_digest};
use crate::cosignature::cosign;
use crate::entry::{Class, ERASED, Meta};
use crate::note::key::{Kind, Signer};
use crate::proof::Receipt;
use crate::store::{Head, StoredEntry};
use crate::writer::{Draft, batch};

mod browser;
mod disk;
mod harm;
mod operator;

const ORIGIN: &str = "ctac.example/cell";
const INCIDENT: &str = "incident/018f0000-0000-7000-8000-000000000001";
const NOW: i64 = 1_796_083_200_000_000;
/// Where the incident's entries stand in the log of 40: its numbers 1 to 6.
const PLACES: [usize; 6] = [3, 4, 11, 17, 30, 31];
const SIZE: u64 = 40;

fn signer() -> Signer {
    Signer::from_seed(ORIGIN, Kind::Note, &[3; 32]).unwrap()
}

fn witness() -> Signer {
    Signer::from_seed("trust.example/witness", Kind::Cosignature, &[4; 32]).unwrap()
}

/// Entry 4 is red; entry 2's body is erased by entry 6.
fn draft(place: usize) -> Draft {
    let seq = PLACES.iter().position(|at| *at == place).map(|at| at as u64 + 1);
    let stream = seq.map_or_else(|| format!("rota/{}", place % 2), |_| INCIDENT.to_owned());
    let red = seq == Some(4);
    let (kind, body) = match seq {
        Some(1) => ("incident.declared", r#"{"title":"Pathology results late"}"#.to_owned()),
        Some(6) => (ERASED, r#"{"position":4,"seq":2,"reason":"named a patient","approvers":["a","b"]}"#.to_owned()),
        _ => ("entry.note", format!(r#"{{"text":"note \"{place}\" é"}}"#)),
    };
    let mut salt = [place as u8; 32];
    salt[0] = 0xa0;
    let meta = Meta {
        stream,
        seq: seq.unwrap_or(place as u64 / 2 + 1),
        kind: kind.into(),
        schema: 1,
        event_id: Uuid::from_u128(place as u128),
        actor: "person/018f0000-0000-7000-8000-000000000003".into(),
        organisation: Some("trust".into()),
        marking: if red { 4 } else { 2 },
        named: if red { vec!["018f0000-0000-7000-8000-000000000003".into()] } else { vec![] },
        recorded_us: NOW + place as i64,
        occurred_us: None,
    };
    Draft {
        meta,
        class: Class::Incident,
        owner: [7; 16],
        meta_salt: salt,
        body_salt: [place as u8; 32],
        body: body.into(),
    }
}

/// The log's entries and head, each draft passed through `change` first.
fn log(change: impl Fn(usize, &mut Draft)) -> (Vec<StoredEntry>, Head) {
    let mut head = Head { size: 0, frontier: Frontier::default() };
    let mut entries = Vec::new();
    for place in 0..SIZE as usize {
        let mut draft = draft(place);
        change(place, &mut draft);
        let erase = if draft.meta.kind == ERASED { vec![crate::store::Position(4)] } else { vec![] };
        let mut written = batch(&head, [draft], erase).unwrap();
        head = written.head;
        entries.append(&mut written.entries);
    }
    entries[4].payload.body = None;
    (entries, head)
}

fn checkpoint_of(head: &Head) -> Checkpoint {
    Checkpoint { origin: ORIGIN.into(), size: head.size, root: head.frontier.root() }
}

fn disclosure(entry: &StoredEntry) -> Disclosure {
    if entry.marking == 4 { Disclosure::Withheld { organisation: Some("trust".into()) } } else { Disclosure::Shown }
}

fn about() -> About {
    About { stream: INCIDENT.into(), reference: Some("CTAC-2026-0001".into()), exported_us: NOW + 1_000_000 }
}

fn export(
    (entries, head): &(Vec<StoredEntry>, Head),
    sink: impl FnMut(&str, &[u8]) -> std::io::Result<()>,
) -> Result<Manifest, BuildError> {
    let checkpoint = checkpoint_of(head);
    let note = checkpoint.sign(&signer()).unwrap();
    let mut builder = Builder::new(about(), &note, signer().verifying_key(), sink)?;
    let hashes: Vec<Hash> = entries.iter().map(|entry| entry.leaf_hash).collect();
    assert_eq!(builder.leaf_hashes(&hashes[..25])?, 15);
    assert_eq!(builder.leaf_hashes(&hashes[25..])?, 0);
    for place in PLACES {
        builder.entry(&entries[place], disclosure(&entries[place]))?;
    }
    let cosignature = cosign(&checkpoint.to_string(), 1_796_083_260, &witness()).unwrap();
    builder.finish(&[cosignature], Some(r#"{"018f":"Sam Example"}"#), &signer())
}

fn files_of(log: &(Vec<StoredEntry>, Head)) -> Files {
    let mut files = Files::new();
    export(log, |name, bytes| {
        files.entry(name.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    })
    .unwrap();
    files
}

fn bundle() -> Files {
    files_of(&log(|_, _| {}))
}

fn failure(files: &Files) -> String {
    verify_files(files, &Trust::default()).unwrap_err().to_string()
}

/// Changes one line's text.
fn edit(files: &mut Files, seq: usize, change: impl Fn(&mut Line)) {
    let text = String::from_utf8(files[file::ENTRIES].clone()).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut line: Line = serde_json::from_str(&lines[seq - 1]).unwrap();
    change(&mut line);
    lines[seq - 1] = serde_json::to_string(&line).unwrap();
    files.insert(file::ENTRIES.into(), (lines.join("\n") + "\n").into_bytes());
}

/// Seals the files again, as only the holder of the log's key can.
fn reseal(files: &mut Files, change: impl Fn(&mut Manifest)) {
    let lines = files[file::ENTRIES].clone();
    for (seq, line) in (1..=6).zip(lines.split(|byte| *byte == b'\n')) {
        let receipt = String::from_utf8(files[&file::proof(seq)].clone()).unwrap();
        let receipt = Receipt { extra: Some(line_digest(line)), ..Receipt::parse(&receipt).unwrap() };
        files.insert(file::proof(seq), receipt.to_string().into_bytes());
    }
    let mut manifest: Manifest = serde_json::from_slice(&files[file::MANIFEST]).unwrap();
    for (name, digest) in &mut manifest.files {
        *digest = sha256_hex(&files[name]);
    }
    change(&mut manifest);
    let json = manifest.to_json().unwrap();
    files.insert(file::SEAL.into(), signer().sign_note(&seal_text(&json)).unwrap().into_bytes());
    files.insert(file::MANIFEST.into(), json.into_bytes());
}

#[test]
fn the_formats_are_pinned() {
    let files = bundle();
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    insta::assert_snapshot!("manifest", text(file::MANIFEST));
    insta::assert_snapshot!("seal", text(file::SEAL));
    insta::assert_snapshot!("entries", text(file::ENTRIES));
    insta::assert_snapshot!("receipt", text("proofs/4.tlog-proof"));
    insta::assert_snapshot!("cosignatures", text(file::COSIGNATURES));
    assert_eq!(files[file::LEAVES].len(), 40 * 32);
}

#[test]
fn an_untouched_bundle_verifies_and_says_what_it_rests_on() {
    let log = log(|_, _| {});
    let files = files_of(&log);
    let report = verify_files(&files, &Trust::default()).unwrap();
    let counts = (report.entries, report.matching, report.erased, report.withheld, report.size);
    assert_eq!(counts, (6, 4, 1, 1, 40));
    assert_eq!(report.against, Against::Nothing);
    insta::assert_snapshot!("report", report);

    let early = Checkpoint { size: 20, ..checkpoint_of(&half(&log.0, 20)) }.sign(&signer()).unwrap();
    let trust = Trust {
        checkpoint: Some(early),
        key: Some(signer().verifying_key().clone()),
        witnesses: vec![witness().verifying_key().clone()],
    };
    let report = verify_files(&files, &trust).unwrap();
    assert_eq!(report.against, Against::Checkpoint { size: 20, key: true });
    assert_eq!(report.cosigned, [("trust.example/witness".to_owned(), 1_796_083_260)]);
    assert!(report.to_string().contains("the first 20 entries"));
}

/// The head after the first entries.
fn half(entries: &[StoredEntry], size: u64) -> Head {
    let mut frontier = Frontier::default();
    for entry in &entries[..size as usize] {
        frontier.append(entry.position.0, entry.leaf_hash, |_, _, _| {});
    }
    Head { size, frontier }
}
