//! A small log with one incident, exported and then harmed in every way.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::failure::EntryFault;
use super::*;
use crate::bundle::builder::{About, BuildError, Builder, Disclosure};
use crate::bundle::directory::Directory;
use crate::bundle::{Content, Line, line_digest};
use crate::cosignature::cosign;
use crate::entry::{Class, ERASED, Meta};
use crate::note::key::{Kind, Signer};
use crate::proof::Receipt;
use crate::store::{Head, StoredEntry};
use crate::writer::{Draft, batch};

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

#[test]
fn every_changed_byte_of_every_file_is_refused() {
    let files = bundle();
    let mut changed = files.clone();
    let mut refused = 0;
    for (name, bytes) in &files {
        for at in 0..bytes.len() {
            // Another digit, another letter's case, another bit of a hash: whatever stands there.
            let bit = [0x01, 0x20, 0x80][at % 3];
            changed.get_mut(name).unwrap()[at] ^= bit;
            let failure = failure(&changed);
            changed.get_mut(name).unwrap()[at] ^= bit;
            let seq = crate::bundle::file::proof_seq(name);
            if let Some(seq) = seq {
                assert!(failure.starts_with(&format!("entry {seq} ")), "{name} byte {at}: {failure}");
            } else if name == file::ENTRIES {
                let seq = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
                let last = at + 1 == bytes.len();
                assert!(last || failure.starts_with(&format!("entry {seq}")), "{name} byte {at}: {failure}");
            } else if name == file::LEAVES {
                let own = PLACES.iter().position(|place| *place == at / 32);
                let named = own.map_or_else(|| "leaves.bin: ".into(), |own| format!("entry {} (position ", own + 1));
                assert!(failure.starts_with(&named), "{name} byte {at}: {failure}");
            } else {
                assert!(failure.starts_with(name) || name == file::MANIFEST, "{name} byte {at}: {failure}");
            }
            refused += 1;
        }
    }
    assert!(refused > 5_000);
}

#[test]
fn every_missing_cut_or_longer_file_is_refused() {
    let files = bundle();
    for (name, bytes) in &files {
        let mut without = files.clone();
        without.remove(name);
        assert!(verify_files(&without, &Trust::default()).is_err(), "without {name}");
        for changed in
            [&bytes[..bytes.len() - 1], &[bytes.as_slice(), b"\n"].concat(), &[bytes.as_slice(), b" "].concat()]
        {
            let mut other = files.clone();
            other.insert(name.clone(), changed.to_vec());
            assert!(verify_files(&other, &Trust::default()).is_err(), "{name}");
        }
    }
    let mut more = files.clone();
    more.insert("proofs/7.tlog-proof".into(), files["proofs/6.tlog-proof"].clone());
    assert_eq!(failure(&more), "proofs/7.tlog-proof: the receipt belongs to no entry of the bundle");
}

#[test]
fn failures_name_the_entry_and_what_is_wrong() {
    let harmed = |change: &dyn Fn(&mut Files)| {
        let mut files = bundle();
        change(&mut files);
        failure(&files)
    };
    let body = harmed(&|files| {
        edit(files, 3, |line| {
            if let Content::Shown { body, .. } = &mut line.content {
                *body = body.replace("note", "vote");
            }
        });
    });
    assert_eq!(body, "entry 3 (position 11): the body does not match its commitment");
    let meta = harmed(&|files| {
        edit(files, 1, |line| {
            if let Content::Shown { meta, .. } = &mut line.content {
                *meta = meta.replace("person/", "Person/");
            }
        });
    });
    assert_eq!(meta, "entry 1 (position 3): the meta does not match its commitment");
    let leaf = harmed(&|files| edit(files, 4, |line| line.position = 18));
    assert_eq!(leaf, "entry 4 (position 18): its leaf is not the one that the log has at this position");
    let marking = harmed(&|files| {
        edit(files, 4, |line| {
            if let Content::Withheld { marking, .. } = &mut line.content {
                *marking = 2;
            }
        });
    });
    assert_eq!(marking, "entry 4 (position 17): its line says another marking than its leaf");
    let other = harmed(&|files| files.get_mut(file::LEAVES).unwrap()[32 * 10] ^= 1);
    assert!(other.ends_with("a leaf hash at position 10 was changed"), "{other}");
    let other = harmed(&|files| files.get_mut(file::LEAVES).unwrap()[32 * 21] ^= 1);
    assert!(other.ends_with("a leaf hash between positions 20 and 23 was changed"), "{other}");
    let stub = harmed(&|files| {
        edit(files, 4, |line| line.content = Content::Withheld { marking: 4, organisation: Some("council".into()) });
    });
    assert_eq!(stub, "entry 4 (position 17): its line in entries.jsonl, or what its receipt says of it, was changed");
    let spaced = harmed(&|files| {
        let text = String::from_utf8(files[file::ENTRIES].clone()).unwrap().replacen("\"seq\":5", "\"seq\": 5", 1);
        files.insert(file::ENTRIES.into(), text.into_bytes());
    });
    assert_eq!(spaced, "entry 5: its line in entries.jsonl is not written as it was exported");
    let doubled = harmed(&|files| {
        let text = String::from_utf8(files[file::ENTRIES].clone()).unwrap();
        let twice = text.replacen("{\"seq\":5", "{\"seq\":9,\"seq\":5", 1);
        files.insert(file::ENTRIES.into(), twice.into_bytes());
    });
    assert!(doubled.starts_with("entry 5: its line in entries.jsonl cannot be read: duplicate field"), "{doubled}");
}

#[test]
fn a_changed_entry_is_named_even_under_a_manifest_made_to_fit() {
    let mut files = bundle();
    edit(&mut files, 5, |line| {
        if let Content::Shown { body, .. } = &mut line.content {
            body.push(' ');
        }
    });
    let digest = sha256_hex(&files[file::ENTRIES]);
    let mut manifest: Manifest = serde_json::from_slice(&files[file::MANIFEST]).unwrap();
    manifest.files.insert(file::ENTRIES.into(), digest);
    files.insert(file::MANIFEST.into(), manifest.to_json().unwrap().into_bytes());
    assert_eq!(failure(&files), "entry 5 (position 30): the body does not match its commitment");
    let untouched = bundle()[file::ENTRIES].clone();
    files.insert(file::ENTRIES.into(), untouched);
    assert_eq!(failure(&files), "manifest.json: the file was changed after the bundle was sealed");
}

#[test]
fn a_dropped_or_swapped_line_is_named() {
    for (gone, expected) in [(1, "entry 2"), (5, "proofs/6.tlog-proof")] {
        let mut files = bundle();
        let text = String::from_utf8(files[file::ENTRIES].clone()).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.remove(gone);
        files.insert(file::ENTRIES.into(), (lines.join("\n") + "\n").into_bytes());
        assert!(failure(&files).starts_with(expected), "{}", failure(&files));
    }
    let mut files = bundle();
    let text = String::from_utf8(files[file::ENTRIES].clone()).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(2, 3);
    files.insert(file::ENTRIES.into(), (lines.join("\n") + "\n").into_bytes());
    assert_eq!(failure(&files), "entry 3: its line has the number 4: an entry is missing, doubled or moved");
}

#[test]
fn a_body_may_be_missing_only_where_an_erasure_says_so() {
    // The holder of the key takes out entry 3's body, and seals it again.
    let strip = |files: &mut Files| {
        edit(files, 3, |line| {
            if let Content::Shown { meta_salt, meta, .. } = line.content.clone() {
                line.content = Content::Erased { meta_salt, meta };
            }
        });
        reseal(files, |manifest| (manifest.shown, manifest.erased) = (3, 2));
    };
    let mut files = bundle();
    strip(&mut files);
    // Entry 4 is withheld, so that the erasure may stand there.
    let report = verify_files(&files, &Trust::default()).unwrap();
    assert_eq!(report.unexplained, [3]);
    assert!(
        report.to_string().contains("entry 3: its body was erased; the entry that says so may be among those withheld")
    );

    // With nothing withheld, it cannot.
    let (entries, head) = log(|_, draft| draft.meta.marking = 2);
    let mut files = files_of(&(entries, head));
    strip(&mut files);
    reseal(&mut files, |manifest| (manifest.shown, manifest.erased, manifest.withheld) = (4, 2, 0));
    let failed = verify_files(&files, &Trust::default()).unwrap_err();
    assert!(matches!(failed, Failure::Entry { seq: 3, position: Some(11), fault: EntryFault::Erased }), "{failed}");
}

#[test]
fn a_manifest_that_contradicts_its_bundle_is_refused_though_sealed() {
    for claim in ["origin", "size", "stream", "entries", "shown", "erased", "withheld"] {
        let mut files = bundle();
        reseal(&mut files, |manifest| match claim {
            "origin" => manifest.origin = "other".into(),
            "size" => manifest.size = 41,
            "stream" => manifest.stream = "incident/other".into(),
            "entries" => manifest.entries = 5,
            "shown" => manifest.shown = 9,
            "erased" => manifest.erased = 0,
            _ => manifest.withheld = 0,
        });
        assert_eq!(failure(&files), format!("manifest.json: its {claim} is not what the rest of the bundle shows"));
    }
    let mut files = bundle();
    reseal(&mut files, |manifest| drop(manifest.files.remove(file::PEOPLE)));
    assert_eq!(failure(&files), "people.json: the manifest does not list this file");
    let mut files = bundle();
    reseal(&mut files, |manifest| drop(manifest.files.insert("more".into(), String::new())));
    assert_eq!(failure(&files), "more: the file is missing");
    let mut files = bundle();
    reseal(&mut files, |manifest| manifest.format = "ctac-bundle@v2".into());
    assert!(failure(&files).contains("this program reads ctac-bundle@v1"));
}

#[test]
fn an_operator_who_rewrites_the_log_is_found_by_a_kept_checkpoint() {
    let honest = log(|_, _| {});
    let kept = |size| Checkpoint { size, ..checkpoint_of(&half(&honest.0, size)) }.sign(&signer()).unwrap();
    let rewritten = files_of(&log(|place, draft| {
        if place == 11 {
            draft.body = br#"{"text":"nothing to see"}"#.to_vec();
        }
    }));
    assert!(verify_files(&rewritten, &Trust::default()).is_ok());
    let against = |size| verify_files(&rewritten, &Trust { checkpoint: Some(kept(size)), ..Trust::default() });
    assert!(against(11).is_ok());
    let failed = against(12).unwrap_err();
    assert!(matches!(failed, Failure::Trust(TrustFault::Rewritten { size: 12, .. })), "{failed}");
    assert!(against(40).is_err());
}

#[test]
fn what_is_trusted_must_be_of_this_log() {
    let files = bundle();
    let other = Signer::from_seed(ORIGIN, Kind::Note, &[5; 32]).unwrap();
    let trust = Trust { key: Some(other.verifying_key().clone()), ..Trust::default() };
    assert!(verify_files(&files, &trust).unwrap_err().to_string().starts_with("the bundle is signed by another key"));
    let (entries, head) = log(|_, _| {});
    let note = checkpoint_of(&head).sign(&other).unwrap();
    let failed = verify_files(&files, &Trust { checkpoint: Some(note), ..Trust::default() }).unwrap_err();
    assert_eq!(
        failed.to_string(),
        "the trusted checkpoint is not one of this log: the note is not signed by ctac.example/cell"
    );
    let later = Checkpoint { size: 41, ..checkpoint_of(&half(&entries, 40)) }.sign(&signer()).unwrap();
    let failed = verify_files(&files, &Trust { checkpoint: Some(later), ..Trust::default() }).unwrap_err();
    assert!(failed.to_string().ends_with("export it again, later than the checkpoint"));
    // A key that the bundle brings is not enough when another made the whole of it.
    let empty = Trust { checkpoint: Some("not a note".into()), ..Trust::default() };
    assert!(verify_files(&files, &empty).is_err());
}

#[test]
fn the_builder_refuses_what_would_not_verify() {
    let (entries, head) = log(|_, _| {});
    let note = checkpoint_of(&head).sign(&signer()).unwrap();
    let begin = || Builder::new(about(), &note, signer().verifying_key(), |_: &str, _: &[u8]| Ok(())).unwrap();
    let hashes: Vec<Hash> = entries.iter().map(|entry| entry.leaf_hash).collect();
    assert!(matches!(begin().entry(&entries[3], Disclosure::Shown), Err(BuildError::Order(_))));
    let mut changed = hashes.clone();
    changed[9].0[0] ^= 1;
    assert!(matches!(begin().leaf_hashes(&changed), Err(BuildError::Root)));
    let ready = || {
        let mut builder = begin();
        assert_eq!(builder.leaf_hashes(&[hashes.clone(), vec![Hash([0; 32])]].concat()).unwrap(), 0);
        builder
    };
    for place in [4, 5] {
        let refused = ready().entry(&entries[place], Disclosure::Shown);
        assert!(matches!(refused, Err(BuildError::Entry { .. })));
    }
    let mut harmed = entries[3].clone();
    harmed.payload.meta_salt[0] ^= 1;
    assert!(matches!(ready().entry(&harmed, Disclosure::Shown), Err(BuildError::Open { seq: 1, .. })));
    assert!(matches!(ready().finish(&[], None, &signer()), Err(BuildError::Order(_))));
}

#[test]
fn a_directory_is_written_and_read_back_and_nothing_else_may_lie_in_it() {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("bundle");
    let mut directory = Directory::create(&path).unwrap();
    export(&log(|_, _| {}), |name, bytes| directory.piece(name, bytes)).unwrap();
    assert!(Directory::create(&path).is_err());
    assert_eq!(directory::read(&path).unwrap(), bundle());
    assert_eq!(verify(&path, &Trust::default()).unwrap().entries, 6);

    let failed = |name: &str| {
        let failed = verify(&path, &Trust::default()).unwrap_err().to_string();
        assert!(failed.starts_with(&format!("{name}: ")), "{failed}");
    };
    for name in ["notes.txt", "proofs/x", "proofs/01.tlog-proof", "Manifest.json"] {
        std::fs::write(path.join(name), b"x").unwrap();
        failed(name);
        std::fs::remove_file(path.join(name)).unwrap();
    }
    std::fs::write(path.join(file::SEAL), vec![b'x'; 70_000]).unwrap();
    failed(file::SEAL);
    std::fs::remove_file(path.join(file::SEAL)).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(path.join(file::CHECKPOINT), path.join(file::SEAL)).unwrap();
        failed(file::SEAL);
    }
    assert!(verify(&temporary.path().join("none"), &Trust::default()).is_err());
}

#[test]
fn pieces_from_elsewhere_are_not_trusted() {
    let temporary = tempfile::tempdir().unwrap();
    let mut directory = Directory::create(&temporary.path().join("bundle")).unwrap();
    for name in
        ["../checkpoint", "/tmp/checkpoint", "proofs/../checkpoint", "other", "", "proofs/1", "proofs/0.tlog-proof"]
    {
        assert!(directory.piece(name, b"x").is_err(), "{name}");
    }
    directory.piece(file::CHECKPOINT, b"a").unwrap();
    directory.piece(file::CHECKPOINT, b"b").unwrap();
    directory.piece(file::LEAVES, b"c").unwrap();
    assert!(directory.piece(file::CHECKPOINT, b"d").is_err());
    let read = directory::read(&temporary.path().join("bundle")).unwrap();
    assert_eq!(read, BTreeMap::from([("checkpoint".into(), b"ab".to_vec()), ("leaves.bin".into(), b"c".to_vec())]));
}
