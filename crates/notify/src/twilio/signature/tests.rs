//! Signatures: the official vectors where they are at hand, our own made with OpenSSL, and forgeries.

use super::*;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const ORIGIN: &str = "https://ctac.example";

fn params(pairs: &[(&str, &str)]) -> Params {
    let mut params = Params::new();
    for (name, value) in pairs {
        params.entry((*name).to_owned()).or_default().insert((*value).to_owned());
    }
    params
}

/// Splits a URL as a request comes in: what is configured, and what the request line says.
fn split(url: &str) -> (&str, &str) {
    url.split_at(url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at))
}

#[test]
fn the_official_vectors() {
    let roots = ["../../../shared/data", "../../../../shared/data"];
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = roots.iter().map(|root| here.join(root).join("providers/vectors.json")).find(|path| path.exists());
    let Some(file) = file else {
        eprintln!("skipped: no conformance data");
        return;
    };
    let vectors: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let vectors = &vectors["twilio_signature"];
    let cases = vectors["cases"].as_array().unwrap();
    assert!(cases.len() >= 3);
    for case in cases {
        let (origin, path) = split(case["url"].as_str().unwrap());
        let validator = Validator::new(vectors["auth_token"].as_str().unwrap(), origin);
        let mut given = Params::new();
        for (name, value) in case["params"].as_object().unwrap() {
            let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            given.insert(name.clone(), values.iter().map(|it| it.as_str().unwrap().to_owned()).collect());
        }
        let body = case["raw_body"].as_str().unwrap_or_default();
        let signature = case["signature"].as_str().unwrap();
        assert!(validator.holds(path, &given, body.as_bytes(), signature), "{case}");
        assert!(!validator.holds(&format!("{path}&x=1"), &given, body.as_bytes(), signature), "{case}");
        if !body.is_empty() {
            assert!(!validator.holds(path, &given, b"{}", signature), "another body");
        }
    }
}

/// Each made by `printf %s TEXT | openssl dgst -sha1 -hmac TOKEN -binary | base64`.
#[test]
fn our_own_fixtures() {
    let validator = Validator::new(TOKEN, ORIGIN);
    let pairs = params(&[("Digits", "1"), ("CallSid", "CA1"), ("To", "+447700900123")]);
    let path = "/hooks/twilio/voice/abc";
    for (what, path, pairs, signature) in [
        ("as it stands", path, &pairs, "C93brzgDyQnoQ0t7OTdpiFBe4MY="),
        ("with the standard port", path, &pairs, "IrOi8RpF3I53QxV7GpvyeDGG858="),
        (
            "values that stand twice count once, sorted",
            path,
            &params(&[("A", "2"), ("A", "1"), ("A", "2")]),
            "Tpwvng2qqXkMreGR3hDHEU0vqgY=",
        ),
        ("an empty value is signed", path, &params(&[("Digits", "")]), "tL2s6Ie1e7b8h4O7ue6a2DcrDEE="),
        ("the query as received", "/q?Body=It's+amazing", &Params::new(), "t7eIXEDnNpCRMa3q22xYvnVFamU="),
        ("the query as browsers write it", "/q?Body=It's+amazing", &Params::new(), "x61pXIHBrSuYPv6JR8Pup8/t8pw="),
        ("the query as old libraries wrote it", "/q?Body=It's+amazing", &Params::new(), "zKYhymuvhgCvBMP95j+WzyVMgI8="),
    ] {
        assert!(validator.holds(path, pairs, b"", signature), "{what}");
        let other = Validator::new("another token", ORIGIN);
        assert!(!other.holds(path, pairs, b"", signature), "{what}: another account");
        let elsewhere = Validator::new(TOKEN, "https://elsewhere.example");
        assert!(!elsewhere.holds(path, pairs, b"", signature), "{what}: another host");
    }
    let odd = Validator::new(TOKEN, "https://ctac.example:8443");
    assert!(odd.holds(path, &pairs, b"", "C93brzgDyQnoQ0t7OTdpiFBe4MY="), "Twilio leaves the port out");
    assert!(odd.holds(path, &pairs, b"", "khybTmEEknsu+BYC8V/8PzVjkI0="), "or in");
}

#[test]
fn what_is_no_signature_holds_for_nothing() {
    let validator = Validator::new(TOKEN, ORIGIN);
    let pairs = params(&[("Digits", "1")]);
    let right = validator.sign("https://ctac.example/x", &pairs);
    assert!(validator.holds("/x", &pairs, b"", &right));
    for wrong in ["", "x", "AAAA", &right[..20], &format!("{right}="), &right.to_lowercase(), &"A".repeat(100_000)] {
        assert!(!validator.holds("/x", &pairs, b"", wrong), "{wrong:.40}");
    }
    for (path, pairs) in [("/y", &pairs), ("/x", &params(&[("Digits", "9")])), ("/x", &Params::new()), ("//x", &pairs)]
    {
        assert!(!validator.holds(path, pairs, b"", &right), "{path}");
    }
    let more = params(&[("Digits", "1"), ("New", "field")]);
    assert!(!validator.holds("/x", &more, b"", &right), "a field that Twilio did not sign");
    assert!(!format!("{validator:?}").contains(TOKEN));
}

#[test]
fn a_hash_in_the_query_binds_the_body() {
    let validator = Validator::new(TOKEN, ORIGIN);
    let body = br#"{"a":1}"#;
    let sum = digest::digest(&digest::SHA256, body);
    let hex: String = sum.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
    let path = format!("/x?bodySHA256={hex}");
    let signature = validator.sign(&format!("{ORIGIN}{path}"), &Params::new());
    assert!(validator.holds(&path, &Params::new(), body, &signature));
    assert!(validator.holds(&path, &params(&[("Digits", "1")]), body, &signature), "the body is what counts");
    assert!(!validator.holds(&path, &Params::new(), b"", &signature));
    assert!(!validator.holds(
        "/x?bodySHA256=",
        &Params::new(),
        b"",
        &validator.sign("https://ctac.example/x?bodySHA256=", &Params::new())
    ));
}

proptest::proptest! {
    #[test]
    fn nothing_makes_it_fall_over(path in "\\PC{0,60}", signature in "\\PC{0,60}", body: Vec<u8>) {
        proptest::prop_assert!(!Validator::new(TOKEN, ORIGIN).holds(&path, &Params::new(), &body, &signature));
    }
}
