//! The restore rule: before anything is written, the log is held against the highest checkpoint that was ever published
//! and the latest that the database keeps. A log that contradicts one is only read, until a new origin is started whose
//! first entry cites what was published.

use ctac_ledger::checkpoint::Checkpoint;
use ctac_ledger::guard;
use ctac_ledger::merkle::Tree;
use ctac_ledger::note::Note;
use ctac_ledger::note::key::{Kind, Signer};

use crate::replay::Replayed;
use crate::{Options, StartError};

/// What the checkpoints say of the log.
pub(crate) enum Verdict {
    /// It continues everything that was published.
    Continues,
    /// It contradicts `published`.
    Contradicts {
        /// The checkpoint, whole.
        published: String,
        /// How, in a sentence that says what to do.
        why: String,
    },
}

/// The key under which a log of this origin signs.
pub(crate) fn signer(origin: &str, seed: &[u8; 32]) -> Result<Signer, StartError> {
    Signer::from_seed(origin, Kind::Note, seed).map_err(|error| StartError::Origin(error.to_string()))
}

/// Which origin the log has or is to have: the one recorded, and the one configured must be the same.
pub(crate) fn origin(options: &Options, replayed: &Replayed) -> Result<String, StartError> {
    match &replayed.state.origin {
        None => Ok(options.origin.clone()),
        Some(recorded) if *recorded == options.origin || Some(recorded) == options.new_origin.as_ref() => {
            Ok(recorded.clone())
        }
        Some(recorded) => Err(StartError::Origin(format!(
            "the ledger's origin is {recorded:?}, the configured one {:?}: configure the ledger's",
            options.origin
        ))),
    }
}

/// Holds the log against checkpoints read *before* it was replayed, so that what another node published since cannot be
/// taken for a loss.
pub(crate) fn judge(checkpoints: &[String], replayed: &Replayed, origin: &str, seed: &[u8; 32]) -> Verdict {
    for note in checkpoints {
        let cited = replayed.continues.as_ref() == Some(note);
        match contradiction(note, &replayed.tree, origin, seed) {
            Some(why) if !cited => return Verdict::Contradicts { published: note.clone(), why },
            _ => {}
        }
    }
    Verdict::Continues
}

fn contradiction(note: &str, tree: &Tree, origin: &str, seed: &[u8; 32]) -> Option<String> {
    // An earlier origin of the same log signed with the same secret under its own name.
    let signed_by = Note::parse(note).ok().and_then(|note| Checkpoint::parse(&note.text).ok());
    let name = signed_by.map_or_else(|| origin.to_owned(), |checkpoint| checkpoint.origin);
    let opened = signer(&name, seed)
        .map_err(|error| error.to_string())
        .and_then(|key| Checkpoint::open(note, key.verifying_key()).map_err(|error| error.to_string()));
    match opened {
        Ok(checkpoint) => guard::check(&checkpoint, tree).err().map(|forked| forked.to_string()),
        Err(why) => Some(format!("the published checkpoint cannot be opened with this log's key: {why}")),
    }
}
