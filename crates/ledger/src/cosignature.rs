//! Cosignatures (C2SP tlog-cosignature v1, Ed25519): a witness says that it saw a checkpoint, and when, and that it is
//! consistent with every other one of that log that it saw.
//!
//! A cosignature is a further signature line of the checkpoint's note. Its bytes after the key id are the time as an
//! eight-byte big-endian number of seconds since the Unix epoch and the 64-byte signature, made over
//! `cosignature/v1\ntime SECONDS\n` and the note's whole text. The key's type is 0x04.

use crate::note::key::{Kind, Signer, VerifyingKey};
use crate::note::{Note, NoteError, Signature};

fn message(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// Cosigns a checkpoint's text; `seconds` since the Unix epoch.
///
/// Whoever calls this has checked that the checkpoint is signed by its log and consistent with the last one it cosigned.
///
/// # Errors
/// The key is a log's, not a witness's.
pub fn cosign(text: &str, seconds: u64, witness: &Signer) -> Result<Signature, NoteError> {
    if witness.verifying_key().kind() != Kind::Cosignature {
        return Err(NoteError::WrongKind(witness.verifying_key().name().to_owned()));
    }
    let mut bytes = seconds.to_be_bytes().to_vec();
    bytes.extend(witness.sign(message(text, seconds).as_bytes()));
    Ok(witness.signature(bytes))
}

/// Checks one cosignature of a checkpoint's text, and tells when it was made, in seconds since the Unix epoch.
///
/// # Errors
/// It is not by this witness, or not of this text.
pub fn verify(text: &str, cosignature: &Signature, witness: &VerifyingKey) -> Result<u64, NoteError> {
    if witness.kind() != Kind::Cosignature {
        return Err(NoteError::WrongKind(witness.name().to_owned()));
    }
    if !witness.is_of(cosignature) {
        return Err(NoteError::NotSigned(witness.name().to_owned()));
    }
    let (time, signature) =
        cosignature.bytes.split_first_chunk::<8>().ok_or_else(|| NoteError::BadSignature(witness.name().to_owned()))?;
    let seconds = u64::from_be_bytes(*time);
    witness.verify_bytes(message(text, seconds).as_bytes(), signature)?;
    Ok(seconds)
}

/// The checkpoint's note with cosignature lines added to it, as independent tools read it. Lines already there stay once.
#[must_use]
pub fn attach(note: &Note, cosignatures: &[Signature]) -> Note {
    let mut whole = note.clone();
    for cosignature in cosignatures {
        if !whole.signatures.contains(cosignature) {
            whole.signatures.push(cosignature.clone());
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::Checkpoint;
    use crate::merkle::EMPTY_ROOT;

    #[test]
    fn a_cosignature_holds_for_its_text_time_and_witness_only() {
        let log = Signer::from_seed("ctac.example/cell", Kind::Note, &[3; 32]).unwrap();
        let witness = Signer::from_seed("trust.example/witness", Kind::Cosignature, &[4; 32]).unwrap();
        let checkpoint = Checkpoint { origin: "ctac.example/cell".into(), size: 7, root: EMPTY_ROOT };
        let note = Note::parse(&checkpoint.sign(&log).unwrap()).unwrap();

        let line = cosign(&note.text, 1_796_083_200, &witness).unwrap();
        insta::assert_snapshot!(line, @"— trust.example/witness v8DangAAAABrDg4AJuYPO31F4A4w0fukBYt9dWrBwfdhWu8GQ7CK8xRSPMFpoMuRw2IRdzEMALzU3XsdeaSqCbFGsP/gpgi/9VnNBA==");
        assert_eq!(line.bytes.len() + line.id.len(), 76);
        assert_eq!(verify(&note.text, &line, witness.verifying_key()), Ok(1_796_083_200));

        let whole = attach(&attach(&note, std::slice::from_ref(&line)), std::slice::from_ref(&line));
        assert_eq!(whole.signatures.len(), 2);
        assert_eq!(Checkpoint::open(&whole.to_string(), log.verifying_key()), Ok(checkpoint));

        let bad = |line: &Signature| verify(&note.text, line, witness.verifying_key()).unwrap_err();
        for at in 0..line.bytes.len() {
            let mut changed = line.clone();
            changed.bytes[at] ^= 1;
            assert_eq!(bad(&changed), NoteError::BadSignature("trust.example/witness".into()), "byte {at}");
        }
        assert!(verify("ctac.example/cell\n8\n", &line, witness.verifying_key()).is_err());
        let short = Signature { bytes: vec![1; 7], ..line.clone() };
        assert_eq!(bad(&short), NoteError::BadSignature("trust.example/witness".into()));
        assert!(matches!(verify(&note.text, &line, log.verifying_key()), Err(NoteError::WrongKind(_))));
        assert!(matches!(cosign(&note.text, 1, &log), Err(NoteError::WrongKind(_))));
        assert!(matches!(witness.sign_note(&note.text), Err(NoteError::WrongKind(_))));
    }
}
