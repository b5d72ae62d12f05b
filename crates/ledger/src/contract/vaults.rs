//! The vault's records.

use futures_util::future::join_all;

use super::{Subject, pass};
use crate::limits::{VAULT_NAME_BYTES, VAULT_RECORDS, VAULT_VALUE_BYTES};
use crate::vault::{Expect, Record, Vault, VaultError};

async fn put(vault: &dyn Vault, key: &str, value: &str) {
    vault.put("space", key, value.as_bytes(), None, Expect::Any).await.expect("a put");
}

async fn keys(vault: &dyn Vault, prefix: &str, after: &str, limit: usize) -> Vec<String> {
    let records = vault.scan("space", prefix, after, limit).await.expect("a scan");
    records.into_iter().map(|record| record.key).collect()
}

/// A record comes back as it was written, at both nodes.
pub async fn puts_and_gets(subject: Subject) {
    let value = vec![0, 255, b'\''];
    let put = subject.vault.put("space", "a key/é", &value, Some(-7), Expect::Any).await;
    assert_eq!(put.expect("a put"), 1);
    let record = Record { key: "a key/é".to_owned(), value, version: 1, expires_us: Some(-7) };
    for vault in [&subject.vault, &subject.other_vault] {
        assert_eq!(vault.get("space", "a key/é").await.expect("an answer"), Some(record.clone()));
        assert_eq!(vault.get("space", "a key").await.expect("an answer"), None);
        assert_eq!(vault.get("space", "nul\0").await.expect("an answer"), None);
    }
    subject.vault.put("space", "empty", &[], None, Expect::Absent).await.expect("an empty value");
    assert_eq!(
        subject.vault.get("space", "empty").await.expect("an answer").expect("a record").value,
        Vec::<u8>::new()
    );
}

/// Every write makes one more, whoever writes, and replaces all of the record.
pub async fn versions_count_writes(subject: Subject) {
    for (wanted, vault) in [(1, &subject.vault), (2, &subject.other_vault), (3, &subject.vault)] {
        let version = vault.put("space", "key", &[wanted], Some(i64::from(wanted)), Expect::Any).await;
        assert_eq!(version.expect("a put"), u64::from(wanted));
    }
    let record = subject.vault.get("space", "key").await.expect("an answer").expect("a record");
    assert_eq!((record.value, record.version, record.expires_us), (vec![3], 3, Some(3)));
    subject.vault.put("space", "key", &[4], None, Expect::Version(3)).await.expect("a put");
    let record = subject.vault.get("space", "key").await.expect("an answer").expect("a record");
    assert_eq!((record.value, record.version, record.expires_us), (vec![4], 4, None));
}

/// What must be absent is not overwritten.
pub async fn absent_means_absent(subject: Subject) {
    assert_eq!(subject.vault.put("space", "key", b"first", None, Expect::Absent).await.expect("a put"), 1);
    let outcome = subject.other_vault.put("space", "key", b"second", None, Expect::Absent).await;
    assert!(matches!(outcome, Err(VaultError::Conflict)), "{outcome:?}");
    assert_eq!(subject.vault.get("space", "key").await.expect("an answer").expect("a record").value, b"first");
}

/// A write that expects a version that no longer stands, or never did, changes nothing.
pub async fn a_version_is_expected(subject: Subject) {
    put(&*subject.vault, "key", "one").await;
    assert_eq!(subject.vault.put("space", "key", b"two", None, Expect::Version(1)).await.expect("a put"), 2);
    for (key, version) in [("key", 1), ("key", 3), ("key", u64::MAX), ("none", 0), ("none", 1)] {
        let outcome = subject.other_vault.put("space", key, b"late", None, Expect::Version(version)).await;
        assert!(matches!(outcome, Err(VaultError::Conflict)), "{key} {version}: {outcome:?}");
    }
    assert_eq!(subject.vault.get("space", "key").await.expect("an answer").expect("a record").value, b"two");
    assert_eq!(subject.vault.get("space", "none").await.expect("an answer"), None);
}

/// The same key in two spaces is two records.
pub async fn spaces_are_apart(subject: Subject) {
    put(&*subject.vault, "key", "one").await;
    assert_eq!(subject.vault.put("other", "key", b"two", None, Expect::Absent).await.expect("a put"), 1);
    assert_eq!(subject.vault.scan("space", "", "", 10).await.expect("a scan").len(), 1);
    assert!(subject.vault.delete("other", "key").await.expect("an answer"));
    assert!(subject.vault.get("space", "key").await.expect("an answer").is_some());
}

/// A removed record is gone, and says whether it was there.
pub async fn deletes(subject: Subject) {
    put(&*subject.vault, "key", "one").await;
    assert!(subject.other_vault.delete("space", "key").await.expect("an answer"));
    assert!(!subject.vault.delete("space", "key").await.expect("an answer"));
    assert!(!subject.vault.delete("space", "nul\0").await.expect("an answer"));
    assert_eq!(subject.vault.get("space", "key").await.expect("an answer"), None);
    assert_eq!(subject.vault.put("space", "key", b"anew", None, Expect::Absent).await.expect("a put"), 1);
}

/// A scan goes by the bytes of the keys, in pages.
pub async fn scans_in_order(subject: Subject) {
    let vault = &*subject.vault;
    for key in ["b", "a", "B", "a/2", "a/10", "a-", "é", "z"] {
        put(vault, key, key).await;
    }
    assert_eq!(keys(vault, "", "", 100).await, ["B", "a", "a-", "a/10", "a/2", "b", "z", "é"]);
    assert_eq!(keys(vault, "", "a-", 2).await, ["a/10", "a/2"]);
    assert_eq!(keys(vault, "a", "", 100).await, ["a", "a-", "a/10", "a/2"]);
    assert_eq!(keys(vault, "a/", "a/10", 100).await, ["a/2"]);
    assert_eq!(keys(vault, "a/", "b", 100).await, [""; 0]);
    assert_eq!(keys(vault, "b", "a", 100).await, ["b"]);
    assert_eq!(keys(vault, "", "", 0).await, [""; 0]);
}

/// A prefix is text like any other: no wildcard, no character that has no successor ends it wrongly.
pub async fn scans_any_prefix(subject: Subject) {
    let vault = &*subject.vault;
    for key in ["%x", "_x", "x", "\u{d7ff}1", "\u{e000}1", "\u{10ffff}1", "\u{10ffff}\u{10ffff}"] {
        put(vault, key, key).await;
    }
    assert_eq!(keys(vault, "%", "", 10).await, ["%x"]);
    assert_eq!(keys(vault, "_", "", 10).await, ["_x"]);
    assert_eq!(keys(vault, "\u{d7ff}", "", 10).await, ["\u{d7ff}1"]);
    assert_eq!(keys(vault, "\u{10ffff}", "", 10).await, ["\u{10ffff}1", "\u{10ffff}\u{10ffff}"]);
    assert_eq!(keys(vault, "nul\0", "", 10).await, [""; 0]);
    assert_eq!(keys(vault, "", "x\0", 1).await, ["\u{d7ff}1"]);
}

/// What expired before now goes, at most so many; what expires now, later or never stays.
pub async fn sweeps_what_expired(subject: Subject) {
    let vault = &*subject.vault;
    for (key, expires_us) in [("a", Some(1)), ("b", Some(2)), ("c", Some(9)), ("d", Some(10)), ("e", None)] {
        vault.put("space", key, b"", expires_us, Expect::Any).await.expect("a put");
    }
    vault.put("other", "f", b"", Some(3), Expect::Any).await.expect("a put");
    assert!(vault.get("space", "a").await.expect("an answer").is_some(), "it reads until swept");
    assert_eq!(vault.sweep(10, 0).await.expect("a sweep"), 0);
    assert_eq!(vault.sweep(10, 2).await.expect("a sweep"), 2);
    assert_eq!(vault.sweep(10, usize::MAX).await.expect("a sweep"), 2);
    assert_eq!(vault.sweep(10, 100).await.expect("a sweep"), 0);
    assert_eq!(keys(vault, "", "", 10).await, ["d", "e"]);
    assert_eq!(vault.get("other", "f").await.expect("an answer"), None);
}

/// What is as large as it may be is kept; one more is refused, and a scan is bounded.
pub async fn records_beyond_a_limit(subject: Subject) {
    let vault = &*subject.vault;
    let (name, value) = ("n".repeat(VAULT_NAME_BYTES), vec![1; VAULT_VALUE_BYTES]);
    vault.put(&name, &name, &value, None, Expect::Any).await.expect("the largest record");
    assert_eq!(vault.get(&name, &name).await.expect("an answer").expect("a record").value, value);
    let (long, large) = ("n".repeat(VAULT_NAME_BYTES + 1), vec![1; VAULT_VALUE_BYTES + 1]);
    for (space, key, value) in [
        (long.as_str(), "key", &b""[..]),
        ("space", &long, b""),
        ("space", "", b""),
        ("space", "k\0", b""),
        ("space", "key", &large),
    ] {
        let outcome = vault.put(space, key, value, None, Expect::Any).await;
        assert!(matches!(outcome, Err(VaultError::Refused(_))), "{outcome:?}");
    }
    join_all((0..=VAULT_RECORDS).map(async |n| put(vault, &format!("{n:05}"), "").await)).await;
    assert_eq!(keys(vault, "", "", usize::MAX).await.len(), VAULT_RECORDS);
}

/// Two nodes counting in one record, each expecting the version it read, lose no count.
pub async fn no_lost_update(subject: Subject) {
    const COUNTERS: u64 = 8;
    const COUNTS: u64 = 10;
    put(&*subject.vault, "counter", "0").await;
    let vaults = [&*subject.vault, &*subject.other_vault];
    let counters = (0..COUNTERS).map(async |counter| {
        let vault = vaults[usize::from(counter % 2 == 1)];
        let mut counted = 0;
        while counted < COUNTS {
            let record = vault.get("space", "counter").await.expect("an answer").expect("a record");
            pass().await;
            let text = String::from_utf8(record.value).expect("a number in text");
            let next = (text.parse::<u64>().expect("a number") + 1).to_string();
            match vault.put("space", "counter", next.as_bytes(), None, Expect::Version(record.version)).await {
                Ok(version) => {
                    assert_eq!(version, record.version + 1);
                    counted += 1;
                }
                Err(VaultError::Conflict) => {}
                Err(other) => panic!("counter {counter}: {other}"),
            }
        }
    });
    join_all(counters).await;
    let record = subject.other_vault.get("space", "counter").await.expect("an answer").expect("a record");
    assert_eq!(record.value, (COUNTERS * COUNTS).to_string().into_bytes());
    assert_eq!(record.version, COUNTERS * COUNTS + 1);
}
