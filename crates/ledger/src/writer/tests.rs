//! Batches against the whole tree, and what is refused.

use super::*;
use crate::merkle::{Frontier, Tree};

fn draft(stream: &str, seq: u64) -> Draft {
    let meta = Meta {
        stream: stream.into(),
        seq,
        kind: "entry.note".into(),
        schema: 1,
        event_id: Uuid::from_u128(u128::from(seq)),
        actor: "system".into(),
        organisation: None,
        marking: 2,
        named: vec![],
        recorded_us: 1_796_083_200_000_000,
        occurred_us: None,
    };
    let [meta_salt, body_salt] = [[1; 32], [2; 32]];
    Draft { meta, class: Class::Incident, owner: [0; 16], meta_salt, body_salt, body: b"{}".to_vec() }
}

fn empty() -> Head {
    Head { size: 0, frontier: Frontier::default() }
}

fn drafts(from: u64, count: u64) -> impl Iterator<Item = Draft> {
    (from..from + count).map(|seq| draft("incident/a", seq))
}

fn refused(change: impl FnOnce(&mut Draft)) -> WriteError {
    let mut draft = draft("incident/a", 1);
    change(&mut draft);
    batch(&empty(), [draft], vec![]).unwrap_err()
}

#[test]
fn batches_grow_one_log_however_it_is_cut() {
    let whole = batch(&empty(), drafts(1, 1_000), vec![]).unwrap();
    let mut head = empty();
    let (mut tree, mut nodes) = (Tree::new(), Vec::new());
    for (from, count) in [(1, 1), (2, 254), (256, 1), (257, 700), (957, 44)] {
        let part = batch(&head, drafts(from, count), vec![]).unwrap();
        assert_eq!(part.base, head.size);
        for entry in &part.entries {
            assert_eq!(entry.position, Position(tree.size()));
            assert!(entry::read(entry).is_ok());
            tree.push(entry.leaf_hash);
        }
        nodes.extend(part.nodes);
        head = part.head;
    }
    assert_eq!(head, whole.head);
    assert_eq!(Some(head.frontier.root()), tree.root_at(1_000));
    assert_eq!(nodes, whole.nodes);
    let expected: Vec<Node> =
        (0..3).map(|index| Node { level: 8, index, hash: tree.node(8, index).unwrap() }).collect();
    assert_eq!(nodes, expected);
}

#[test]
fn a_large_log_completes_higher_nodes() {
    let base = Head { size: 65_535, frontier: Frontier { hashes: vec![leaf_hash(b""); 16] } };
    let grown = batch(&base, drafts(1, 1), vec![]).unwrap();
    let levels: Vec<(u8, u64)> = grown.nodes.iter().map(|node| (node.level, node.index)).collect();
    assert_eq!(levels, [(8, 255), (16, 0)]);
}

#[test]
fn what_cannot_be_recorded_is_refused() {
    assert_eq!(batch(&empty(), [], vec![]).unwrap_err(), WriteError::Empty);
    let many = BATCH_ENTRIES as u64 + 1;
    assert_eq!(batch(&empty(), drafts(1, many), vec![]).unwrap_err(), WriteError::TooMany);
    let head = Head { size: 2, frontier: Frontier::default() };
    assert_eq!(batch(&head, drafts(1, 1), vec![]).unwrap_err(), WriteError::Head { size: 2, hashes: 0 });
    for stream in ["", "a b", "incident/é", &"a".repeat(STREAM_BYTES + 1)] {
        assert!(matches!(refused(|draft| draft.meta.stream = stream.into()), WriteError::Draft { .. }));
    }
    assert!(matches!(refused(|draft| draft.meta.seq = 0), WriteError::Draft { .. }));
    assert!(matches!(refused(|draft| draft.meta.marking = 5), WriteError::Draft { .. }));
    assert!(matches!(refused(|draft| draft.body = vec![0xff]), WriteError::Draft { .. }));
    let large = refused(|draft| draft.body = vec![b' '; PART_BYTES + 1]);
    assert!(matches!(large, WriteError::TooLarge { part: "body", .. }));
    let large = refused(|draft| draft.meta.actor = " ".repeat(PART_BYTES));
    assert!(matches!(large, WriteError::TooLarge { part: "meta", .. }));
}

#[test]
fn bodies_go_only_where_an_entry_says_so() {
    let first = batch(&empty(), drafts(1, 3), vec![]).unwrap();
    let erasing = |position: u64| {
        let mut erased = draft("incident/a", 4);
        erased.meta.kind = ERASED.into();
        erased.body = format!(r#"{{"position":{position},"seq":2}}"#).into_bytes();
        erased
    };
    let ok = batch(&first.head, [erasing(1)], vec![Position(1)]).unwrap();
    assert_eq!(ok.erase, [Position(1)]);
    let bad = |drafts: Vec<Draft>, erase: Vec<Position>| batch(&first.head, drafts, erase).unwrap_err();
    assert_eq!(bad(vec![draft("incident/a", 4)], vec![Position(1)]), WriteError::Erasure);
    assert_eq!(bad(vec![erasing(1)], vec![]), WriteError::Erasure);
    assert_eq!(bad(vec![erasing(1)], vec![Position(2)]), WriteError::Erasure);
    assert_eq!(bad(vec![erasing(3)], vec![Position(3)]), WriteError::Erasure);
    assert_eq!(bad(vec![erasing(1)], vec![Position(1), Position(1)]), WriteError::Erasure);
}
