//! The leaf's bytes pinned, and everything that must not open.

use super::leaf::{LEAF_BYTES, seal};
use super::*;
use crate::merkle::Hash;
use crate::store::Body;

fn meta() -> Meta {
    Meta {
        stream: "incident/018f0000-0000-7000-8000-000000000001".into(),
        seq: 142,
        kind: "entry.note".into(),
        schema: 1,
        event_id: Uuid::from_u128(0x018f_0000_0000_7000_8000_0000_0000_0002),
        actor: "person/018f0000-0000-7000-8000-000000000003".into(),
        organisation: Some("018f0000-0000-7000-8000-000000000004".into()),
        marking: 4,
        named: vec!["018f0000-0000-7000-8000-000000000003".into()],
        recorded_us: 1_796_083_200_123_456,
        occurred_us: Some(1_796_083_000_000_000),
    }
}

fn sealed(meta: &Meta, header: &Header) -> (Vec<u8>, Payload) {
    let meta = serde_json::to_vec(meta).unwrap();
    let body = br#"{"text":"printers down"}"#.to_vec();
    let leaf = seal(header, (&[1; 32], &meta), (&[2; 32], &body));
    (leaf, Payload { meta_salt: [1; 32], meta, body: Some(Body { salt: [2; 32], bytes: body }) })
}

fn fitting() -> (Vec<u8>, Payload) {
    let owner = pseudonym(&[9; 32], "018f0000-0000-7000-8000-000000000004");
    let header = Header { recorded_us: 1_796_083_200_123_456, marking: 4, class: Class::Incident, owner };
    sealed(&meta(), &header)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_stored_bytes_are_pinned() {
    let (leaf, payload) = fitting();
    assert_eq!(leaf.len(), LEAF_BYTES);
    insta::assert_snapshot!(hex(&leaf), @"4354414331001b010006618735216240040689c64d730718beff059047ac89ab7bbc793ef715db8a3329f3061c993d953aad56a01255577c6c3976d2f3da41f110ee2d5341a2763f948aa0c0605b59fdf20c80329b84099996c752520a3a60f94340");
    insta::assert_snapshot!(String::from_utf8(payload.meta).unwrap(), @r#"{"stream":"incident/018f0000-0000-7000-8000-000000000001","seq":142,"kind":"entry.note","schema":1,"event_id":"018f0000-0000-7000-8000-000000000002","actor":"person/018f0000-0000-7000-8000-000000000003","organisation":"018f0000-0000-7000-8000-000000000004","marking":4,"named":["018f0000-0000-7000-8000-000000000003"],"recorded_us":1796083200123456,"occurred_us":1796083000000000}"#);
    let plain = Meta { organisation: None, named: vec![], occurred_us: None, ..meta() };
    insta::assert_snapshot!(serde_json::to_string(&plain).unwrap(), @r#"{"stream":"incident/018f0000-0000-7000-8000-000000000001","seq":142,"kind":"entry.note","schema":1,"event_id":"018f0000-0000-7000-8000-000000000002","actor":"person/018f0000-0000-7000-8000-000000000003","marking":4,"recorded_us":1796083200123456}"#);
}

#[test]
fn it_opens_whole_and_without_its_body() {
    let (leaf, mut payload) = fitting();
    let opened = open(&leaf, &payload).unwrap();
    assert_eq!(opened.meta, meta());
    assert_eq!(opened.header, header(&leaf).unwrap());
    payload.body = None;
    assert_eq!(open(&leaf, &payload).unwrap().meta, meta());
}

#[test]
fn no_changed_byte_opens() {
    let (leaf, payload) = fitting();
    for at in 0..leaf.len() {
        let mut changed = leaf.clone();
        changed[at] ^= 1;
        // Class and owner, at 17 to 33, are bound by the leaf's hash alone; every other byte by the payload too.
        if !(17..34).contains(&at) {
            assert!(open(&changed, &payload).is_err(), "byte {at}");
        }
        assert_eq!(open(&leaf[..at], &payload), Err(OpenError::Leaf));
    }
    for at in 0..payload.meta.len() {
        let mut changed = payload.clone();
        changed.meta[at] ^= 1;
        assert_eq!(open(&leaf, &changed), Err(OpenError::Meta));
    }
    let mut changed = payload.clone();
    changed.meta_salt[31] ^= 1;
    assert_eq!(open(&leaf, &changed), Err(OpenError::Meta));
    let mut changed = payload.clone();
    changed.body.as_mut().unwrap().salt[0] ^= 1;
    assert_eq!(open(&leaf, &changed), Err(OpenError::Body));
    let mut longer = leaf;
    longer.push(0);
    assert_eq!(open(&longer, &payload), Err(OpenError::Leaf));
}

#[test]
fn a_header_that_disagrees_with_the_meta_is_refused() {
    let header = Header { recorded_us: 1, marking: 4, class: Class::Incident, owner: [0; 16] };
    let (leaf, payload) = sealed(&meta(), &header);
    assert_eq!(open(&leaf, &payload), Err(OpenError::Header("the time")));
    let (leaf, payload) = sealed(&meta(), &Header { recorded_us: meta().recorded_us, marking: 0, ..header });
    assert_eq!(open(&leaf, &payload), Err(OpenError::Header("the marking")));
}

#[test]
fn a_meta_with_unknown_fields_is_refused() {
    let (_, mut payload) = fitting();
    payload.meta = String::from_utf8(payload.meta).unwrap().replacen('{', r#"{"more":1,"#, 1).into_bytes();
    let owner = [0; 16];
    let header = Header { recorded_us: meta().recorded_us, marking: 4, class: Class::Incident, owner };
    let leaf = seal(&header, (&[1; 32], &payload.meta), (&[2; 32], &payload.body.as_ref().unwrap().bytes));
    assert!(matches!(open(&leaf, &payload), Err(OpenError::MetaForm(_))));
}

#[test]
fn columns_are_held_to_the_leaf() {
    let (leaf, payload) = fitting();
    let meta = meta();
    let good = StoredEntry {
        position: crate::store::Position(7),
        event_id: meta.event_id,
        stream: meta.stream,
        seq: meta.seq,
        marking: meta.marking,
        recorded_us: meta.recorded_us,
        leaf_hash: leaf_hash(&leaf),
        leaf,
        payload,
    };
    assert!(read(&good).is_ok());
    let bad = |change: fn(&mut StoredEntry)| {
        let mut entry = good.clone();
        change(&mut entry);
        read(&entry).unwrap_err()
    };
    assert_eq!(bad(|entry| entry.leaf_hash = Hash([0; 32])), OpenError::Column("leaf hash"));
    assert_eq!(bad(|entry| entry.event_id = Uuid::nil()), OpenError::Column("event id"));
    assert_eq!(bad(|entry| entry.stream.push('x')), OpenError::Column("stream"));
    assert_eq!(bad(|entry| entry.seq = 143), OpenError::Column("number"));
    assert_eq!(bad(|entry| entry.marking = 0), OpenError::Column("marking"));
    assert_eq!(bad(|entry| entry.recorded_us = 0), OpenError::Column("time"));
    // What the columns do not repeat, the leaf's hash binds.
    assert_eq!(bad(|entry| entry.leaf[18] ^= 1), OpenError::Column("leaf hash"));
}

#[test]
fn pseudonyms_differ_by_key_and_organisation() {
    let one = pseudonym(&[1; 32], "a");
    assert_eq!(one, pseudonym(&[1; 32], "a"));
    assert_ne!(one, pseudonym(&[2; 32], "a"));
    assert_ne!(one, pseudonym(&[1; 32], "b"));
}

#[test]
fn an_erasure_names_a_position() {
    assert_eq!(erased_position(br#"{"position":9,"seq":1,"reason":"court order"}"#), Some(9));
    assert_eq!(erased_position(br#"{"position":-9}"#), None);
    assert_eq!(erased_position(b"[]"), None);
}
