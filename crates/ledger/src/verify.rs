//! Checks a bundle ([`crate::bundle`]) offline: no database, no socket, nothing but the files and what the reader trusts.
//!
//! The root is recomputed from *every* leaf of the log (proofs of a sample miss a changed entry), each entry of the
//! incident is opened against its leaf, and each receipt is checked. What is at fault is named: the first entry that does
//! not fit, or the file when it belongs to no entry.
//!
//! A bundle alone shows that it was not changed since the holder of the log's key made it. That the holder did not rewrite
//! the log shows against a checkpoint kept elsewhere, which is why there is [`Trust`].

use std::path::Path;

use crate::bundle::directory::{self, Files};
use crate::bundle::{FORMAT, Manifest, file, seal_text, sha256_hex};
use crate::checkpoint::Checkpoint;
use crate::cosignature;
use crate::merkle::{Frontier, Hash};
use crate::note::key::VerifyingKey;
use crate::note::{Note, Signature};

mod entries;
pub mod failure;
mod narrow;
pub mod report;

use failure::{Failure, FileFault, TrustFault};
use report::{Against, Report};

/// What the reader holds that did not come with the bundle. Everything is optional; the report says what it rests on.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// A checkpoint of the log kept elsewhere: the signed note.
    pub checkpoint: Option<String>,
    /// The log's key, had from elsewhere.
    pub key: Option<VerifyingKey>,
    /// Keys of witnesses whose cosignatures are to be checked.
    pub witnesses: Vec<VerifyingKey>,
}

/// Checks the bundle in a directory.
///
/// # Errors
/// The first thing that does not fit.
pub fn verify(bundle: &Path, trust: &Trust) -> Result<Report, Failure> {
    let files = directory::read(bundle)
        .map_err(|unreadable| Failure::file(&unreadable.file, FileFault::Read(unreadable.error)))?;
    verify_files(&files, trust)
}

fn verify_files(files: &Files, trust: &Trust) -> Result<Report, Failure> {
    let manifest_text = text(files, file::MANIFEST)?;
    let (manifest, key) = manifest(manifest_text)?;
    if trust.key.as_ref().is_some_and(|trusted| *trusted != key) {
        return Err(TrustFault::Key(key.to_string()).into());
    }
    let note = text(files, file::CHECKPOINT)?;
    let checkpoint = Checkpoint::open(note, &key).map_err(|error| Failure::file(file::CHECKPOINT, error.into()))?;
    let leaves = leaves(files, checkpoint.size)?;

    // Before the seal, so that a changed entry is named even if whoever changed it also touched the manifest.
    let tally = entries::check(files, note, &checkpoint, &leaves)?;
    seal(files, manifest_text, &key)?;
    let root = root_of(&leaves);
    if root != checkpoint.root {
        return Err(narrow::changed_leaf(files, &leaves, checkpoint.root, root));
    }
    claims(&manifest, &checkpoint, &tally)?;
    digests(files, &manifest)?;
    let against = against(trust, &key, &checkpoint, &leaves)?;
    let cosigned = cosignatures(files, note, &trust.witnesses)?;
    Ok(Report::new(manifest, &key, &checkpoint, tally, against, cosigned))
}

/// The text of a file that must be there.
fn text<'a>(files: &'a Files, name: &str) -> Result<&'a str, Failure> {
    let bytes = files.get(name).ok_or_else(|| Failure::file(name, FileFault::Missing))?;
    std::str::from_utf8(bytes).map_err(|_| Failure::file(name, FileFault::NotText))
}

fn manifest(text: &str) -> Result<(Manifest, VerifyingKey), Failure> {
    let failed = |fault| Failure::file(file::MANIFEST, fault);
    let manifest: Manifest = serde_json::from_str(text).map_err(|error| failed(FileFault::Json(error.to_string())))?;
    if manifest.format != FORMAT {
        return Err(failed(FileFault::Format(manifest.format)));
    }
    if manifest.to_json().ok().as_deref() != Some(text) {
        return Err(failed(FileFault::NotCanonical));
    }
    let key = VerifyingKey::parse(&manifest.key).map_err(|error| failed(FileFault::Key(error)))?;
    Ok((manifest, key))
}

/// Checks that the log's key signed this very manifest, and that nothing else stands in the file.
fn seal(files: &Files, manifest: &str, key: &VerifyingKey) -> Result<(), Failure> {
    let failed = |fault| Failure::file(file::SEAL, fault);
    let note = Note::parse(text(files, file::SEAL)?).map_err(|error| failed(error.into()))?;
    if note.signatures.len() != 1 {
        return Err(failed(FileFault::NotCanonical));
    }
    note.verify(key).map_err(|error| failed(error.into()))?;
    if note.text == seal_text(manifest) { Ok(()) } else { Err(Failure::file(file::MANIFEST, FileFault::Changed)) }
}

fn leaves(files: &Files, size: u64) -> Result<Vec<Hash>, Failure> {
    let bytes = files.get(file::LEAVES).ok_or_else(|| Failure::file(file::LEAVES, FileFault::Missing))?;
    let (hashes, rest) = bytes.as_chunks::<32>();
    if hashes.len() as u64 != size || !rest.is_empty() {
        let fault = FileFault::Leaves { bytes: bytes.len(), size };
        return Err(Failure::file(file::LEAVES, fault));
    }
    Ok(hashes.iter().copied().map(Hash).collect())
}

fn root_of(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    for (position, leaf) in (0..).zip(leaves) {
        frontier.append(position, *leaf, |_, _, _| {});
    }
    frontier.root()
}

/// Checks what the manifest says of the rest. Its signature holds, so a difference is its maker's mistake.
fn claims(manifest: &Manifest, checkpoint: &Checkpoint, tally: &entries::Tally) -> Result<(), Failure> {
    let claims = [
        ("origin", manifest.origin == checkpoint.origin),
        ("size", manifest.size == checkpoint.size),
        ("stream", tally.stream.as_ref().is_none_or(|stream| *stream == manifest.stream)),
        ("entries", manifest.entries == tally.entries),
        ("shown", manifest.shown == tally.shown),
        ("erased", manifest.erased == tally.erased),
        ("withheld", manifest.withheld == tally.withheld),
    ];
    match claims.into_iter().find(|(_, holds)| !holds) {
        Some((claim, _)) => Err(Failure::file(file::MANIFEST, FileFault::Claim(claim))),
        None => Ok(()),
    }
}

/// Checks that every file that belongs to no entry is as the manifest has it, and that there are no others.
fn digests(files: &Files, manifest: &Manifest) -> Result<(), Failure> {
    let bound = |name: &str| name != file::MANIFEST && name != file::SEAL && file::proof_seq(name).is_none();
    for (name, bytes) in files.iter().filter(|(name, _)| bound(name)) {
        match manifest.files.get(name) {
            None => return Err(Failure::file(name, FileFault::Unlisted)),
            Some(digest) if *digest != sha256_hex(bytes) => return Err(Failure::file(name, FileFault::Changed)),
            Some(_) => {}
        }
    }
    match manifest.files.keys().find(|name| !files.contains_key(*name)) {
        Some(name) => Err(Failure::file(name, FileFault::Missing)),
        None => Ok(()),
    }
}

/// Compares with what the reader held before.
fn against(trust: &Trust, key: &VerifyingKey, checkpoint: &Checkpoint, leaves: &[Hash]) -> Result<Against, Failure> {
    let Some(note) = &trust.checkpoint else {
        return Ok(if trust.key.is_some() { Against::Key } else { Against::Nothing });
    };
    let kept = Checkpoint::open(note, key).map_err(TrustFault::Checkpoint)?;
    if kept.size > checkpoint.size {
        return Err(TrustFault::Newer { kept: kept.size, bundle: checkpoint.size }.into());
    }
    let covered = usize::try_from(kept.size).ok().and_then(|size| leaves.get(..size)).unwrap_or(leaves);
    let root = root_of(covered);
    if root != kept.root {
        return Err(TrustFault::Rewritten { size: kept.size, kept: kept.root, root }.into());
    }
    Ok(Against::Checkpoint { size: kept.size, key: trust.key.is_some() })
}

/// Reads the cosignature lines, and checks those of the witnesses that the reader knows: who, and when.
fn cosignatures(files: &Files, note: &str, witnesses: &[VerifyingKey]) -> Result<Vec<(String, u64)>, Failure> {
    let failed = |fault| Failure::file(file::COSIGNATURES, fault);
    let checkpoint = Note::parse(note).map_err(|error| Failure::file(file::CHECKPOINT, error.into()))?;
    let mut lines = checkpoint.signatures;
    if files.contains_key(file::COSIGNATURES) {
        let text = text(files, file::COSIGNATURES)?;
        for line in text.strip_suffix('\n').ok_or_else(|| failed(FileFault::NotCanonical))?.split('\n') {
            lines.push(Signature::parse(line).ok_or_else(|| failed(FileFault::NotCanonical))?);
        }
    }
    let mut cosigned = Vec::new();
    for line in &lines {
        for witness in witnesses.iter().filter(|witness| witness.is_of(line)) {
            let seconds = cosignature::verify(&checkpoint.text, line, witness).map_err(|error| failed(error.into()))?;
            cosigned.push((witness.name().to_owned(), seconds));
        }
    }
    Ok(cosigned)
}

#[cfg(test)]
mod tests;
