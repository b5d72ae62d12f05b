//! Ids out of names: the same runbook has the same ids for ever, with no file that remembers them.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use crate::model::PlaybookId;

/// Makes the ids of one playbook.
pub(crate) struct Ids {
    playbook: PlaybookId,
}

impl Ids {
    pub(crate) fn new(playbook: PlaybookId) -> Self {
        Self { playbook }
    }

    /// The id of something: of a kind, and called so. Version 4 in its form, which is all that the specification lets
    /// steps have: its bits are of SHA-256 over the playbook's id, the kind and the names.
    pub(crate) fn of(&self, kind: &str, names: &[&str]) -> String {
        let mut hash = Sha256::new();
        let playbook = self.playbook.to_string();
        for part in ["ctac-runbook/cacao/v1", &playbook, kind].into_iter().chain(names.iter().copied()) {
            // No name has a zero byte in it: the parts cannot run into each other.
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let digest = hash.finalize();
        let bytes = digest.first_chunk::<16>().copied().unwrap_or_default();
        let uuid: Uuid = Builder::from_random_bytes(bytes).into_uuid();
        format!("{kind}--{uuid}")
    }
}
