//! Receipts (C2SP tlog-proof v1): everything that proves one entry's place in the log, offline, in one text.
//!
//! Lines: `c2sp.org/tlog-proof@v1`; optionally `extra BASE64` (never authenticated: nothing may be concluded from it);
//! `index N`, the entry's position; the audit path, one base64 hash a line, the leaf's sibling first; an empty line; the
//! signed checkpoint as it is. Whoever holds the leaf (or its hash) and the log's key checks it alone.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::{Checkpoint, CheckpointError, decimal};
use crate::limits::{PROOF_HASHES, RECEIPT_BYTES};
use crate::merkle::Hash;
use crate::merkle::verify::{self, ProofError};
use crate::note::key::VerifyingKey;
use crate::store::Position;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A receipt as read: whether it proves anything is [`Receipt::verify`]'s to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Opaque, unauthenticated.
    pub extra: Option<Vec<u8>>,
    /// The entry's place.
    pub position: Position,
    /// Its audit path, the leaf's sibling first; at most [`PROOF_HASHES`].
    pub path: Vec<Hash>,
    /// The signed note.
    pub checkpoint: String,
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not a receipt, not in its canonical writing, or larger than [`RECEIPT_BYTES`].
    #[error("this is not a tlog-proof: {0}")]
    Malformed(&'static str),
    /// See [`CheckpointError`].
    #[error("its checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// See [`ProofError`].
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.position.0)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{}", hash.to_base64()))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

impl Receipt {
    /// Reads a receipt.
    ///
    /// # Errors
    /// [`ReceiptError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        let bad = ReceiptError::Malformed;
        if text.len() > RECEIPT_BYTES {
            return Err(bad("it is too large"));
        }
        let (head, checkpoint) = text.split_once("\n\n").ok_or(bad("it has no checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(bad("its first line is another"));
        }
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => Some(STANDARD.decode(line.trim_start_matches("extra ")).map_err(|_| bad("its extra data"))?),
            None => None,
        };
        let index = lines.next().and_then(|line| decimal(line.strip_prefix("index ")?)).ok_or(bad("its index line"))?;
        let mut path = Vec::new();
        for line in lines {
            if path.len() == PROOF_HASHES {
                return Err(bad("it has too many hashes"));
            }
            path.push(Hash::from_base64(line).ok_or(bad("a hash is not one"))?);
        }
        Ok(Self { extra, position: Position(index), path, checkpoint: checkpoint.to_owned() })
    }

    /// Checks that an entry with this leaf hash stands at [`Receipt::position`] of the log whose key this is, and gives
    /// the checkpoint that says so.
    ///
    /// # Errors
    /// It does not show that.
    pub fn verify(&self, leaf: &Hash, key: &VerifyingKey) -> Result<Checkpoint, ReceiptError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, key)?;
        verify::inclusion(self.position.0, checkpoint.size, leaf, &self.path, &checkpoint.root)?;
        Ok(checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::{Tree, leaf_hash};
    use crate::note::key::{Kind, Signer};

    fn receipt() -> (Receipt, Hash, Signer) {
        let signer = Signer::from_seed("ctac.example/cell", Kind::Note, &[3; 32]).unwrap();
        let mut tree = Tree::new();
        (0u8..6).for_each(|n| tree.push(leaf_hash(&[n])));
        let checkpoint = Checkpoint { origin: "ctac.example/cell".into(), size: 6, root: tree.root_at(6).unwrap() };
        let path = tree.inclusion(3, 6).unwrap();
        let checkpoint = checkpoint.sign(&signer).unwrap();
        (Receipt { extra: None, position: Position(3), path, checkpoint }, leaf_hash(&[3]), signer)
    }

    #[test]
    fn a_receipt_is_pinned_read_back_and_proves() {
        let (receipt, leaf, signer) = receipt();
        insta::assert_snapshot!(receipt, @r"
        c2sp.org/tlog-proof@v1
        index 3
        /PCmxwDdE+J0tvuo3uqN2bJuTu3eNJVxfKyECMnFF38=
        ogv5p8wtyKCPX0FacbGfasQnurVNJO7IaLXTEDRJlTo=
        S4wSntFMziwIz8Z2bbf4zbEztfaYuN49WJDqf/fwqNE=

        ctac.example/cell
        6
        uzbn09TO5XIMvTI9AvqxWWLiuh2t9fj8bu70/WrQVqg=

        — ctac.example/cell eOG/0DvknCElOzQg7KCHglqghD9Wk0QjdnKJO8o/24H7mTfRR7eAVKin9y3Dt7A0m7mK1rEzFKOBpAVyKk3JGl0vPQc=
        ");
        assert_eq!(Receipt::parse(&receipt.to_string()), Ok(receipt.clone()));
        assert_eq!(receipt.verify(&leaf, signer.verifying_key()).unwrap().size, 6);
        let with_extra = Receipt { extra: Some(b"more".to_vec()), ..receipt };
        assert_eq!(Receipt::parse(&with_extra.to_string()), Ok(with_extra));
    }

    #[test]
    fn any_changed_byte_is_refused() {
        let (receipt, leaf, signer) = receipt();
        let text = receipt.to_string().into_bytes();
        for at in 0..text.len() {
            let mut changed = text.clone();
            changed[at] ^= 1;
            let Ok(changed) = String::from_utf8(changed) else { continue };
            let judged = Receipt::parse(&changed).and_then(|read| read.verify(&leaf, signer.verifying_key()));
            assert!(judged.is_err(), "byte {at}");
        }
        assert_eq!(
            receipt.verify(&leaf_hash(&[4]), signer.verifying_key()),
            Err(ReceiptError::Proof(ProofError::Root))
        );
    }

    #[test]
    fn what_is_no_receipt_is_refused() {
        for text in ["", "\n\n", "c2sp.org/tlog-proof@v1\n\nx", "c2sp.org/tlog-proof@v1\nindex 00\n\nx"] {
            assert!(matches!(Receipt::parse(text), Err(ReceiptError::Malformed(_))), "{text:?}");
        }
        let long = format!("{HEADER}\nindex 0\n{}\nx", format!("{}\n", Hash([0; 32]).to_base64()).repeat(65));
        assert_eq!(Receipt::parse(&long), Err(ReceiptError::Malformed("it has too many hashes")));
    }
}
