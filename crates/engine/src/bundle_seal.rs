//! What an exported bundle needs of the log: witnesses' lines, and its seal. The signing key stays in here.

use std::io;

use ctac_ledger::bundle::Manifest;
use ctac_ledger::bundle::build_error::BuildError;
use ctac_ledger::bundle::builder::Builder;
use ctac_ledger::note::key::VerifyingKey;
use ctac_ledger::note::{NoteError, Signature};
use ctac_ledger::store::StoreError;
use jiff::Timestamp;

use crate::decision_loop::within;
use crate::{Engine, limits, restore};

impl Engine {
    /// The cosignatures kept for the checkpoint of this size.
    ///
    /// # Errors
    /// The ledger could not be read.
    pub async fn cosignatures(&self, size: u64) -> Result<Vec<Signature>, StoreError> {
        let lines = within(limits::READ, self.shared.ports.store.cosignatures(size)).await?;
        Ok(lines.iter().filter_map(|line| Signature::parse(line)).collect())
    }

    /// How many entries the latest checkpoint covers, and when it was signed; none: there is none yet.
    ///
    /// # Errors
    /// The ledger could not be read.
    pub async fn latest_checkpoint(&self) -> Result<Option<(u64, Timestamp)>, StoreError> {
        let latest = within(limits::READ, self.shared.ports.store.latest_checkpoint()).await?;
        Ok(latest.and_then(|it| Some((it.size, Timestamp::from_microsecond(it.signed_us).ok()?))))
    }

    /// Keys of the witnesses whose cosignatures count.
    #[must_use]
    pub fn witnesses(&self) -> &[VerifyingKey] {
        &self.shared.options.witnesses
    }

    /// Writes the rest of a bundle, and seals it with the log's key.
    ///
    /// # Errors
    /// See [`BuildError`].
    pub fn finish_bundle<S: FnMut(&str, &[u8]) -> io::Result<()>>(
        &self,
        bundle: Builder<S>,
        cosignatures: &[Signature],
        people: Option<&str>,
    ) -> Result<Manifest, BuildError> {
        let signer = restore::signer(self.verifying_key().name(), &self.shared.ports.signing_seed)
            .map_err(|_| NoteError::WrongKind(self.verifying_key().name().to_owned()))?;
        bundle.finish(cosignatures, people, &signer)
    }
}
