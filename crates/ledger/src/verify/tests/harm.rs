//! A bundle changed by somebody who has not the log's key.

use proptest::prelude::*;

use super::*;

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

proptest! {
    #[test]
    fn whatever_is_written_over_a_part_is_refused(
        file in any::<proptest::sample::Index>(),
        at in any::<proptest::sample::Index>(),
        gone in 0usize..60,
        written in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut files = bundle();
        let name = file.get(&files.keys().cloned().collect::<Vec<_>>()).clone();
        let bytes = files.get_mut(&name).unwrap();
        let at = at.index(bytes.len());
        let end = bytes.len().min(at + gone);
        let before = bytes.clone();
        bytes.splice(at..end, written);
        prop_assume!(*bytes != before);
        prop_assert!(verify_files(&files, &Trust::default()).is_err());
    }
}
