//! Bundles written to disk, and what their builder and their directory refuse.

use std::collections::BTreeMap;

use super::*;
use crate::bundle::directory::Directory;

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
