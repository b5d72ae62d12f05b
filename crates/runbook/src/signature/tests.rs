//! Signatures made and checked: ours, the committee's own example, and what is refused.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use p256::ecdsa::signature::Signer as _;
use serde_json::{Value, json};

use super::*;
use crate::canonical::{content_hash, read};
use crate::condition;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn playbook() -> Value {
    json!({
        "type": "playbook", "spec_version": "cacao-2.0", "id": "playbook--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c08",
        "name": "Isolate a host", "modified": "2026-01-12T09:00:00.000Z", "severity": 50,
    })
}

fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

fn signer() -> Signer {
    Signer {
        signee: "Head of operations".to_owned(),
        at: at("2026-02-01T10:00:00Z"),
        until: Some(at("2027-02-01T10:00:00Z")),
    }
}

const NOW: &str = "2026-03-01T00:00:00Z";

fn outcome(playbook: &Value, trusted: &[PublicKey]) -> Result<Key, Invalid> {
    verify(playbook, trusted, at(NOW)).remove(0).outcome
}

#[test]
fn what_we_sign_is_good_and_pinned() {
    let signed = sign(&playbook(), &key(), &signer()).unwrap();
    let found = outcome(&signed, &[key().public()]).unwrap();
    assert!(found.is_trusted);
    assert_eq!((found.form, found.thumbprint), (Form::HexText, key().public().thumbprint()));
    assert!(!outcome(&signed, &[]).unwrap().is_trusted);
    insta::assert_json_snapshot!("signed", signed["signatures"][0]);
    assert_eq!(format!("{:?}", key()), format!("SigningKey({})", key().public().thumbprint()));
}

#[test]
fn signing_is_no_new_version_and_several_sign_each_for_themselves() {
    let once = sign(&playbook(), &key(), &signer()).unwrap();
    let other = SigningKey::from_seed(&[9; 32]);
    let twice = sign(&once, &other, &signer()).unwrap();
    assert_eq!(content_hash(&twice), content_hash(&playbook()));
    assert!(verify(&twice, &[], at(NOW)).iter().all(|checked| checked.outcome.is_ok()));
    let mut without_first = twice;
    without_first["signatures"].as_array_mut().unwrap().remove(0);
    assert!(outcome(&without_first, &[]).is_ok());
}

/// One space in a text is a change; the spaces of the file are none.
#[test]
fn one_space_is_refused() {
    let signed = sign(&playbook(), &key(), &signer()).unwrap();
    let spaced = serde_json::to_string_pretty(&signed).unwrap();
    assert!(outcome(&read(spaced.as_bytes()).unwrap(), &[]).is_ok());
    let edited = spaced.replace("Isolate a host", "Isolate a  host");
    assert_eq!(outcome(&read(edited.as_bytes()).unwrap(), &[]), Err(Invalid::Mismatch));
    assert_ne!(content_hash(&read(edited.as_bytes()).unwrap()), content_hash(&signed));
}

/// Every property of the signature but its value and its countersignature is signed with it.
#[test]
fn every_property_of_the_playbook_and_of_the_signature_counts() {
    let signed = sign(&playbook(), &key(), &signer()).unwrap();
    for name in signed.as_object().unwrap().keys().filter(|name| *name != "signatures") {
        let mut edited = signed.clone();
        edited[name] = json!("something else");
        assert!(outcome(&edited, &[]).is_err(), "{name}");
        edited.as_object_mut().unwrap().remove(name);
        assert!(outcome(&edited, &[]).is_err(), "{name}");
    }
    for name in signed["signatures"][0].as_object().unwrap().keys() {
        let mut edited = signed.clone();
        edited["signatures"][0][name] = json!("something else");
        assert!(outcome(&edited, &[]).is_err(), "{name}");
        edited["signatures"][0].as_object_mut().unwrap().remove(name);
        assert!(outcome(&edited, &[]).is_err(), "{name}");
    }
    let mut more = signed;
    more["signatures"][0]["revoked"] = json!(true);
    assert!(outcome(&more, &[]).is_err());
}

#[test]
fn a_signature_holds_in_its_time_only() {
    let signed = sign(&playbook(), &key(), &signer()).unwrap();
    let when = |text: &str| verify(&signed, &[], at(text)).remove(0).outcome.is_ok();
    let cases = ["2026-02-01T09:59:59Z", "2026-02-01T10:00:00Z", "2027-02-01T09:59:59Z", "2027-02-01T10:00:00Z"];
    assert_eq!(cases.map(when), [false, true, true, false]);
}

/// Signs with any key the way the specification says.
fn signed_by(algorithm: &str, key: &str, sign: impl Fn(&[u8]) -> Vec<u8>) -> Value {
    let mut playbook = playbook();
    let mut signature = json!({
        "type": "jss", "id": "jss--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c09", "signee": "Others",
        "related_to": playbook["id"], "related_version": playbook["modified"], "hash_algorithm": "sha-512",
        "algorithm": algorithm, "public_key": key,
    });
    let message = signed_text(Hash::Sha512, &signed_bytes(&playbook, &signature).unwrap());
    signature["value"] = json!(URL_SAFE_NO_PAD.encode(sign(message.as_bytes())));
    playbook["signatures"] = json!([signature]);
    playbook
}

#[test]
fn es256_is_checked() {
    let theirs = p256::ecdsa::SigningKey::from_slice(&[3; 32]).unwrap();
    // What stands before a point of P-256 in DER (RFC 5480).
    let prefix = condition::unhex("3059301306072a8648ce3d020106082a8648ce3d030107034200").unwrap();
    let point = theirs.verifying_key().to_sec1_point(false);
    let public = STANDARD.encode([prefix.as_slice(), point.as_bytes()].concat());
    let sign = |message: &[u8]| -> Vec<u8> {
        let signature: p256::ecdsa::Signature = theirs.sign(message);
        signature.to_bytes().to_vec()
    };
    let signed = signed_by("ES256", &public, sign);
    assert_eq!(outcome(&signed, &[]).unwrap().form, Form::HexText);
    let mut edited = signed.clone();
    edited["name"] = json!("Isolate a host ");
    assert_eq!(outcome(&edited, &[]), Err(Invalid::Mismatch));
    // The right key under another algorithm's name.
    assert_eq!(outcome(&signed_by("RS256", &public, sign), &[]), Err(Invalid::Mismatch));
}

/// A signature that OpenSSL made of the playbook above (`tests/rsa.md` says how).
#[test]
fn rs256_is_checked() {
    let (public, value) = (include_str!("tests/rsa.key").trim(), include_str!("tests/rsa.value").trim());
    let signed = signed_by("RS256", public, |_| URL_SAFE_NO_PAD.decode(value).unwrap());
    assert_eq!(outcome(&signed, &[]).unwrap().form, Form::HexText);
    let mut edited = signed;
    edited["severity"] = json!(51);
    assert_eq!(outcome(&edited, &[]), Err(Invalid::Mismatch));
}

#[test]
fn what_cannot_be_checked_is_never_good() {
    let signed = sign(&playbook(), &key(), &signer()).unwrap();
    let with = |name: &str, value: Value| {
        let mut edited = signed.clone();
        edited["signatures"][0][name] = value;
        outcome(&edited, &[]).unwrap_err().to_string()
    };
    let listed = [
        with("algorithm", json!("HS256")),
        with("algorithm", json!("RSA-SHA256")),
        with("hash_algorithm", json!("md5")),
        with("public_key", json!("AAAA")),
        with("public_key", json!("?")),
        with("cert_url", json!("https://example.org")),
        with("value", json!("not base64!")),
        with("related_version", json!("2025-01-12T09:00:00.000Z")),
        with("related_to", json!(7)),
        with("type", json!("jws")),
    ];
    insta::assert_snapshot!("refused", listed.join("\n"));
}

/// What a signature says that no reader knows is signed like the rest: it can be neither added nor taken away.
#[test]
fn fields_that_nobody_knows_are_signed_too() {
    let signed = sign(&playbook(), &key(), &signer()).unwrap();
    let mut more = signed.clone();
    more["signatures"][0]["x_note"] = json!("trust me");
    assert_eq!(outcome(&more, &[]), Err(Invalid::Mismatch));
    let mut more = signed.clone();
    more["x_note"] = json!("trust me");
    assert_eq!(outcome(&more, &[]), Err(Invalid::Mismatch));
    let mut step = signed;
    step["workflow"]["x"] = json!({});
    assert_eq!(outcome(&step, &[]), Err(Invalid::Mismatch));
}

/// A key twice would let two readers see two playbooks under one signature.
#[test]
fn a_key_twice_is_not_read_at_all() {
    let signed = sign(&playbook(), &key(), &signer()).unwrap().to_string();
    for (once, twice) in
        [("\"name\":", "\"name\":\"Wipe it\",\"name\":"), ("\"algorithm\":", "\"algorithm\":\"none\",\"algorithm\":")]
    {
        assert!(signed.contains(once));
        assert!(read(signed.replacen(once, twice, 1).as_bytes()).is_err(), "{once}");
    }
}

/// A point of small order would verify a signature of nobody over anything.
#[test]
fn a_weak_key_proves_nothing() {
    let prefix = condition::unhex("302a300506032b6570032100").unwrap();
    let weak = [1_u8].into_iter().chain([0; 31]);
    let public = STANDARD.encode(prefix.into_iter().chain(weak.clone()).collect::<Vec<u8>>());
    let empty: Vec<u8> = weak.chain([0; 32]).collect();
    assert!(outcome(&signed_by("Ed25519", &public, |_| empty.clone()), &[]).is_err());
}

#[test]
fn a_thumbprint_names_a_key_at_hand() {
    let mut playbook = playbook();
    let mut signature = json!({
        "type": "jss", "related_to": playbook["id"], "related_version": playbook["modified"],
        "hash_algorithm": "sha-256", "algorithm": "Ed25519", "thumbprint": key().public().thumbprint(),
    });
    let message = signed_text(Hash::Sha256, &signed_bytes(&playbook, &signature).unwrap());
    signature["value"] = json!(URL_SAFE_NO_PAD.encode(key().sign(message.as_bytes())));
    playbook["signatures"] = json!([signature]);
    assert_eq!(outcome(&playbook, &[]), Err(Invalid::NoKey));
    assert!(outcome(&playbook, &[key().public()]).unwrap().is_trusted);
}

/// The committee's own example (`signature-example-rsa.md`).
#[test]
fn the_committees_example_is_good() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["../../../shared/data", "../../../../shared/data"];
    let name = "cacao/examples/tc-signature-rsa-signed.json";
    let Some(text) = places.iter().find_map(|place| std::fs::read(here.join(place).join(name)).ok()) else {
        eprintln!("skipped: no conformance data");
        return;
    };
    let theirs = read(&text).unwrap();
    let at = at("2023-02-01T00:00:00Z");
    let found = verify(&theirs, &[], at).remove(0);
    assert_eq!(found.signee, "ACME Cyber Company");
    assert_eq!(found.outcome.unwrap().form, Form::HexText);
    let hash = signed_text(Hash::Sha256, &signed_bytes(&theirs, &theirs["signatures"][0]).unwrap());
    assert!(hash.starts_with("973bb649") && hash.ends_with("51b0a"), "{hash}");
    let edited = String::from_utf8(text).unwrap().replace("\"Playbook 1\"", "\"Playbook 1 \"");
    assert_eq!(verify(&read(edited.as_bytes()).unwrap(), &[], at).remove(0).outcome, Err(Invalid::Mismatch));
    // Its time is over.
    assert!(matches!(verify(&theirs, &[], self::at(NOW)).remove(0).outcome, Err(Invalid::Time(..))));
}

#[test]
fn short_rsa_keys_prove_nothing() {
    let short = include_str!("tests/rsa-1024.key").trim();
    assert!(matches!(PublicKey::read(short), Err(KeyError::Size(1024))));
    assert!(matches!(PublicKey::read(&"A".repeat(10_000)), Err(KeyError::Encoding)));
}

/// RFC 8410 section 10.3 has this key, and 10.1 its public half.
#[test]
fn a_key_is_read_as_openssl_writes_it() {
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
    let key = SigningKey::read(pem).unwrap();
    assert_eq!(key.public().thumbprint(), PublicKey::read(public).unwrap().thumbprint());
    assert!(matches!(SigningKey::read(public), Err(KeyError::Form)));
}
