//! RFC 8785's own vectors, and what is refused.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn written(text: &str) -> String {
    String::from_utf8(canonical(&read(text.as_bytes()).unwrap()).unwrap()).unwrap()
}

/// RFC 8785 section 3.2.2: the sample document and its canonical form.
#[test]
fn the_sample_of_section_3_2_2() {
    let sample = r#"{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }"#;
    let expected = "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
                    \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
    assert_eq!(written(sample), expected);
}

/// RFC 8785 section 3.2.3: keys are sorted by their UTF-16 units, not by their UTF-8 bytes.
#[test]
fn the_keys_of_section_3_2_3() {
    let sample = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
        "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
    let value = read(written(sample).as_bytes()).unwrap();
    let order = ["Carriage Return", "One", "Control", "Latin Small", "Euro Sign", "Emoji", "Hebrew"];
    let text = written(&value.to_string());
    let places: Vec<usize> = order.iter().map(|name| text.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
}

/// RFC 8785 appendix B, those that are numbers.
#[test]
fn the_numbers_of_appendix_b() {
    let vectors: [(u64, &str); 22] = [
        (0x0000000000000000, "0"),
        (0x8000000000000000, "0"),
        (0x0000000000000001, "5e-324"),
        (0x8000000000000001, "-5e-324"),
        (0x7fefffffffffffff, "1.7976931348623157e+308"),
        (0xffefffffffffffff, "-1.7976931348623157e+308"),
        (0x4340000000000000, "9007199254740992"),
        (0xc340000000000000, "-9007199254740992"),
        (0x4430000000000000, "295147905179352830000"),
        (0x44b52d02c7e14af5, "9.999999999999997e+22"),
        (0x44b52d02c7e14af6, "1e+23"),
        (0x44b52d02c7e14af7, "1.0000000000000001e+23"),
        (0x444b1ae4d6e2ef4e, "999999999999999700000"),
        (0x444b1ae4d6e2ef4f, "999999999999999900000"),
        (0x444b1ae4d6e2ef50, "1e+21"),
        (0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
        (0x3eb0c6f7a0b5ed8d, "0.000001"),
        (0x41b3de4355555553, "333333333.3333332"),
        (0x41b3de4355555554, "333333333.33333325"),
        (0x41b3de4355555555, "333333333.3333333"),
        (0x41b3de4355555556, "333333333.3333334"),
        (0xbecbf647612f3696, "-0.0000033333333333333333"),
    ];
    for (bits, expected) in vectors {
        let number = Value::Number(Number::from_f64(f64::from_bits(bits)).unwrap());
        assert_eq!(canonical(&number).unwrap(), expected.as_bytes(), "{bits:016x}");
    }
}

#[test]
fn numbers_that_no_double_holds_are_refused() {
    assert_eq!(written("9007199254740992"), "9007199254740992");
    for text in ["9007199254740993", "-9007199254740993", "18446744073709551615"] {
        let read = read(text.as_bytes()).unwrap();
        assert_eq!(canonical(&read), Err(JsonError::InexactNumber(text.to_owned())));
    }
    assert!(read(b"1e400").is_err());
}

#[test]
fn odd_numbers_and_odd_texts_have_one_form_or_none() {
    for (text, expected) in
        [("-0", "0"), ("-0.0", "0"), ("1.0", "1"), ("10e-1", "1"), ("0.1e1", "1"), ("1E+2", "100"), ("1e21", "1e+21")]
    {
        assert_eq!(written(text), expected, "{text}");
    }
    for refused in [
        "01",
        "+1",
        "1.",
        ".5",
        "0x10",
        "NaN",
        "Infinity",
        "-",
        "1e",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\u{1}\"",
        "'a'",
        "[1,]",
        "{\"a\":1,}",
        "/**/1",
        "",
    ] {
        assert!(read(refused.as_bytes()).is_err(), "{refused}");
    }
    assert!(read(b"\"\xff\"").is_err(), "not UTF-8");
    assert!(read("\u{feff}{}".as_bytes()).is_err(), "a byte order mark");
}

#[test]
fn a_key_that_stands_twice_is_refused_with_its_place() {
    let error = read(b"{\"a\": 1,\n \"b\": {\"c\": 1, \"c\": 2}}").unwrap_err();
    let JsonError::Malformed { line: 2, reason, .. } = &error else { panic!("{error}") };
    assert_eq!(reason, "the key `c` stands twice in one object; keep one");
    // The same key, written another way.
    assert!(read(br#"{"a":1,"\u0061":2}"#).is_err());
}

#[test]
fn limits_hold() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(deep(limits::CACAO_DEPTH).as_bytes()).is_ok());
    assert!(read(deep(limits::CACAO_DEPTH + 1).as_bytes()).unwrap_err().to_string().contains("deep"));
    let wide = |values: usize| format!("[{}]", vec!["0"; values].join(","));
    assert!(read(wide(limits::CACAO_VALUES - 1).as_bytes()).is_ok());
    assert!(read(wide(limits::CACAO_VALUES).as_bytes()).unwrap_err().to_string().contains("values"));
    let long = format!("\"{}\"", "a".repeat(limits::CACAO_BYTES));
    assert_eq!(read(long.as_bytes()), Err(JsonError::TooLarge(long.len())));
    assert!(read(b"{} x").is_err());
}

#[test]
fn the_hash_names_the_content_and_not_its_signatures() {
    let one = json!({"name": "a", "signatures": [{"value": "x"}]});
    let other = json!({"signatures": [{"value": "y"}, {"value": "z"}], "name": "a"});
    let bare = json!({"name": "a"});
    let edited = json!({"name": "a "});
    let hash = content_hash(&bare).unwrap();
    assert_eq!([content_hash(&one).unwrap(), content_hash(&other).unwrap()], [hash.clone(), hash.clone()]);
    assert_ne!(content_hash(&edited).unwrap(), hash);
    assert_eq!(hash.len(), 64);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (-(1i64 << 53)..=(1i64 << 53)).prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |number| Number::from_f64(number).map(Value::Number)),
        any::<String>().prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What is canonical stays so, and is read as what it was written from.
    #[test]
    fn canonical_is_a_fixed_point(value in any_json()) {
        let once = canonical(&value).unwrap();
        let again = canonical(&read(&once).unwrap()).unwrap();
        prop_assert_eq!(once, again);
    }

    /// The body of the fuzz target: no bytes make the reader or the writer fail otherwise than by saying so.
    #[test]
    fn no_bytes_break_the_reader(text in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(value) = read(&text) {
            let _ = canonical(&value);
        }
    }
}
