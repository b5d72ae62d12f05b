//! Against RFC 6962's published roots, the public proof vectors, another implementation, and properties.

use ct_merkle::{ConsistencyProof, InclusionProof, mem_backed_tree::MemoryBackedTree};
use proptest::prelude::*;

use super::*;

/// The eight leaves of the Certificate Transparency test vectors, and the roots of their prefixes.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn leaf(index: u64) -> Hash {
    leaf_hash(&index.to_be_bytes())
}

fn grown(size: u64) -> Tree {
    let mut tree = Tree::new();
    (0..size).for_each(|index| tree.push(leaf(index)));
    tree
}

#[test]
fn the_published_roots_come_out() {
    let (mut tree, mut frontier) = (Tree::new(), Frontier::default());
    for (size, (data, root)) in (0u64..).zip(LEAVES.iter().zip(ROOTS)) {
        assert_eq!(tree.root_at(size).unwrap().to_string(), root);
        assert_eq!(frontier.root().to_string(), root);
        tree.push(leaf_hash(data));
        frontier.append(size, leaf_hash(data), |_, _, _| {});
    }
    assert_eq!(tree.root_at(8).unwrap().to_string(), ROOTS[8]);
    assert_eq!(frontier.root(), tree.root_at(8).unwrap());
    assert_eq!(tree.root_at(9), None);
}

#[test]
fn every_proof_up_to_130_verifies_here_and_elsewhere_and_equals_theirs() {
    let mut theirs = MemoryBackedTree::<Sha256, [u8; 8]>::new();
    let (mut tree, mut frontier) = (Tree::new(), Frontier::default());
    for size in 1..=130u64 {
        let data = (size - 1).to_be_bytes();
        theirs.push(data);
        tree.push(leaf_hash(&data));
        frontier.append(size - 1, leaf_hash(&data), |height, index, hash| {
            assert_eq!(tree.node(height, index), Some(hash));
        });
        assert!(frontier.fits(size));
        let root = tree.root_at(size).unwrap();
        assert_eq!(frontier.root(), root);
        assert_eq!(theirs.root().as_bytes().as_slice(), root.0);
        for index in 0..size {
            let path = tree.inclusion(index, size).unwrap();
            verify::inclusion(index, size, &leaf(index), &path, &root).unwrap();
            let flat: Vec<u8> = path.iter().flat_map(|hash| hash.0).collect();
            assert_eq!(theirs.prove_inclusion(usize::try_from(index).unwrap()).as_bytes(), flat);
            theirs.root().verify_inclusion(&index.to_be_bytes(), index, &InclusionProof::from_bytes(flat)).unwrap();
        }
        for from in 1..size {
            let path = tree.consistency(from, size).unwrap();
            verify::consistency(from, &tree.root_at(from).unwrap(), size, &root, &path).unwrap();
            let flat: Vec<u8> = path.iter().flat_map(|hash| hash.0).collect();
            let proof: ConsistencyProof<Sha256> = theirs.prove_consistency(usize::try_from(size - from).unwrap());
            assert_eq!(proof.as_bytes(), flat);
        }
    }
}

#[test]
fn the_public_inclusion_vectors_are_judged_as_published() {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Vector {
        leaf_idx: u64,
        tree_size: u64,
        root: String,
        leaf_hash: String,
        proof: Option<Vec<String>>,
        want_err: bool,
    }
    let roots = ["../../../shared/data", "../../../../shared/data"];
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(top) = roots.iter().map(|root| here.join(root).join("ledger/inclusion")).find(|dir| dir.is_dir()) else {
        eprintln!("skipped: no conformance data");
        return;
    };
    let (mut waiting, mut judged) = (vec![top], 0);
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let vector: Vector = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let proof: Option<Vec<Hash>> =
            vector.proof.unwrap_or_default().iter().map(|hash| Hash::from_base64(hash)).collect();
        let judgement = match (Hash::from_base64(&vector.root), Hash::from_base64(&vector.leaf_hash), proof) {
            (Some(root), Some(leaf), Some(proof)) => {
                verify::inclusion(vector.leaf_idx, vector.tree_size, &leaf, &proof, &root).is_ok()
            }
            _ => false,
        };
        assert_eq!(judgement, !vector.want_err, "{}", path.display());
        judged += 1;
    }
    assert!(judged > 50);
}

#[test]
fn proofs_that_cannot_be_are_refused() {
    let tree = grown(5);
    assert_eq!(tree.inclusion(5, 5), None);
    assert_eq!(tree.inclusion(0, 6), None);
    assert_eq!(tree.consistency(3, 6), None);
    assert_eq!(tree.consistency(4, 3), None);
    let root = tree.root_at(5).unwrap();
    assert_eq!(verify::inclusion(5, 5, &leaf(4), &[], &root), Err(verify::ProofError::OutOfRange));
    assert_eq!(verify::consistency(6, &root, 5, &root, &[]), Err(verify::ProofError::OutOfRange));
    assert_eq!(verify::consistency(5, &root, 5, &root, &[root]), Err(verify::ProofError::Length));
    assert_eq!(verify::consistency(0, &root, 5, &root, &[]), Err(verify::ProofError::Root));
    assert_eq!(verify::consistency(0, &EMPTY_ROOT, 5, &root, &[]), Ok(()));
    assert_eq!(verify::consistency(5, &EMPTY_ROOT, 5, &root, &[]), Err(verify::ProofError::Root));
    assert_eq!(verify::consistency(4, &tree.root_at(4).unwrap(), 5, &root, &[]), Err(verify::ProofError::Length));
}

#[test]
fn base64_has_one_writing() {
    let text = EMPTY_ROOT.to_base64();
    assert_eq!(Hash::from_base64(&text), Some(EMPTY_ROOT));
    let loose = text.replace("FU=", "FV=");
    assert_ne!(loose, text);
    assert_eq!(Hash::from_base64(&loose), None);
    assert_eq!(Hash::from_base64(text.trim_end_matches('=')), None);
}

proptest! {
    #[test]
    fn any_flipped_bit_breaks_a_proof(size in 2u64..600, pick in any::<[u64; 3]>(), bit in 0usize..256) {
        let tree = grown(size);
        let root = tree.root_at(size).unwrap();
        let index = pick[0] % size;
        let mut path = tree.inclusion(index, size).unwrap();
        prop_assert!(verify::inclusion(index, size, &leaf(index), &path, &root).is_ok());
        let at = usize::try_from(pick[1] % path.len() as u64).unwrap();
        path[at].0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify::inclusion(index, size, &leaf(index), &path, &root).is_err());

        let from = 1 + pick[2] % (size - 1);
        let old = tree.root_at(from).unwrap();
        let mut path = tree.consistency(from, size).unwrap();
        prop_assert!(verify::consistency(from, &old, size, &root, &path).is_ok());
        let at = usize::try_from(pick[1] % path.len() as u64).unwrap();
        path[at].0[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify::consistency(from, &old, size, &root, &path).is_err());
    }
}
