//! Against the Go reference implementation's published note, and against manglings of it.

use proptest::prelude::*;

use super::key::{KeyError, Kind, Signer, VerifyingKey};
use super::*;

/// golang.org/x/mod/sumdb/note's published example.
const VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SKEY: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNATURE: &str =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn note() -> String {
    format!("{TEXT}\n{SIGNATURE}")
}

fn key() -> VerifyingKey {
    VerifyingKey::parse(VKEY).unwrap()
}

#[test]
fn the_reference_note_opens_and_is_reproduced() {
    assert_eq!(open(&note(), &key()).unwrap(), TEXT);
    let signer = Signer::parse(SKEY).unwrap();
    assert_eq!(signer.verifying_key().to_string(), VKEY);
    assert_eq!(signer.to_secret_text().as_str(), SKEY);
    assert_eq!(signer.sign_note(TEXT).unwrap(), note());
    assert_eq!(Note::parse(&note()).unwrap().to_string(), note());
    assert!(!format!("{signer:?}").contains("AYEK"));
}

#[test]
fn unknown_signatures_are_ignored_and_known_ones_must_verify() {
    let other = Signer::from_seed("other.example", Kind::Note, &[7; 32]).unwrap();
    let line = other.signature(other.sign(TEXT.as_bytes()));
    let mut many = note();
    (0..16).for_each(|_| many.push_str(&format!("{line}\n")));
    assert_eq!(open(&many, &key()).unwrap(), TEXT);
    assert_eq!(open(&many, other.verifying_key()).unwrap(), TEXT);
    assert_eq!(open(&note(), other.verifying_key()), Err(NoteError::NotSigned("other.example".into())));

    let mut wrong = line.clone();
    wrong.bytes[0] ^= 1;
    let bad = format!("{}{line}\n{wrong}\n", note());
    assert_eq!(open(&bad, &key()).unwrap(), TEXT);
    assert_eq!(open(&bad, other.verifying_key()), Err(NoteError::BadSignature("other.example".into())));
}

#[test]
fn what_is_no_note_is_refused() {
    let cases = [
        "",
        "\n",
        "\n\n",
        TEXT,
        &format!("{TEXT}\n"),
        &format!("{TEXT}{SIGNATURE}"),
        &format!("{TEXT}\n{}", SIGNATURE.trim_end()),
        &format!("{TEXT}\n{SIGNATURE}\n"),
        &format!("{TEXT}\r\n\n{SIGNATURE}"),
        &format!("{TEXT}\n- PeterNeumann x08go/ZJ\n"),
        &format!("{TEXT}\n— Peter+Neumann x08go/ZJkuBS\n"),
        &format!("{TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/Sffcv\u{a0}\n"),
        &format!("{TEXT}\n— PeterNeumann x08gow==\n"),
        &format!("{TEXT}\n— PeterNeumann  x08go/ZJkuBS\n"),
    ];
    for case in cases {
        assert!(Note::parse(case).is_err(), "{case:?}");
    }
    let many = format!("{TEXT}\n{}", SIGNATURE.repeat(NOTE_SIGNATURES + 1));
    assert_eq!(Note::parse(&many), Err(NoteError::TooManySignatures));
    assert!(matches!(Note::parse(&"a".repeat(NOTE_BYTES + 1)), Err(NoteError::TooLarge(_))));
}

#[test]
fn the_last_empty_line_separates() {
    let signer = Signer::parse(SKEY).unwrap();
    let text = "first\n\nsecond\n";
    assert_eq!(open(&signer.sign_note(text).unwrap(), &key()).unwrap(), text);
    assert!(signer.sign_note("no newline").is_err());
    assert!(signer.sign_note("tab\t\n").is_err());
}

#[test]
fn mangled_keys_are_refused() {
    for at in 0..VKEY.len() {
        let mut bytes = VKEY.as_bytes().to_vec();
        bytes[at] += 1;
        assert!(VerifyingKey::parse(std::str::from_utf8(&bytes).unwrap()).is_err(), "byte {at}");
        assert!(VerifyingKey::parse(&VKEY[..at]).is_err());
    }
    assert_eq!(
        VerifyingKey::parse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
        Err(KeyError::Key)
    );
    assert_eq!(Signer::parse(VKEY).err(), Some(KeyError::Form));
    for name in ["", "a b", "a+b", "a\u{2003}b", &"a".repeat(256)] {
        assert_eq!(Signer::from_seed(name, Kind::Note, &[1; 32]).err(), Some(KeyError::Name));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = Note::parse(&text);
        let _ = VerifyingKey::parse(&text);
        let _ = Note::parse(&format!("{TEXT}\n— {text}\n"));
    }

    #[test]
    fn any_changed_byte_is_refused(at in 0usize..230, bit in 0u8..8) {
        let mut bytes = note().into_bytes();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert!(open(&text, &key()).is_err());
        }
    }
}
