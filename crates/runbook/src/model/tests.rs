//! The small types: what they take, what they refuse, what they come to.

use crate::model::{
    Condition, Duration, Facts, HttpUrl, JsonTemplate, Name, Occasion, PlaybookId, Severity, Slug, Template, Text,
    Title, Trigger, Truth, Value, VariableType,
};

fn value(text: &str) -> Value {
    text.parse().unwrap()
}

#[test]
fn words_are_what_they_say() {
    for good in ["a", "open-log", "ico-72h", "a1"] {
        good.parse::<Slug>().unwrap();
    }
    for bad in ["", "-a", "a-", "a--b", "A", "1a", "a_b", "ä", "a b", &"a".repeat(65)] {
        bad.parse::<Slug>().unwrap_err();
    }
    "patient_care".parse::<Name>().unwrap();
    "patient-care".parse::<Name>().unwrap_err();
    for bad in ["", " a", "a ", "a\nb", "a {b}", "a #", "<b>", "a\u{202e}b", &"a".repeat(201)] {
        bad.parse::<Title>().unwrap_err();
    }
    "5 < 6 & \"this\"".parse::<Title>().unwrap();
    "playbook--0197c6a2-7c1f-7a52-90d4-4e0b8f352a6b".parse::<PlaybookId>().unwrap_err();
    "playbook--7C1F5A52-90D4-4E0B-8F35-2A6B0DE1C9F4".parse::<PlaybookId>().unwrap_err();
}

#[test]
fn durations_stay_as_they_are_written() {
    let hours: Duration = "72h".parse().unwrap();
    assert_eq!(
        (hours.to_string(), hours.seconds(), hours.in_words()),
        ("72h".to_owned(), 259_200, "72 hours".to_owned())
    );
    for bad in ["", "h", "0m", "05m", "-5m", "5", "5w", "5 m", "401d", "99999999999s", "५m", "+5m"] {
        bad.parse::<Duration>().unwrap_err();
    }
}

#[test]
fn what_stands_in_a_value_is_never_read_as_a_template() {
    let template: Template = "{org} says {{org}} {org}".parse().unwrap();
    let filled = template.fill(|_| Some("{org} \"} __org__:value")).unwrap();
    assert_eq!(filled, "{org} \"} __org__:value says {org} {org} \"} __org__:value");
    template.fill(|_| None).unwrap_err();
    let body = JsonTemplate::Text(template);
    assert_eq!(body.fill(&|_: &Name| Some("\",\"x\":\"")).unwrap().as_str().unwrap().matches("\",\"x\":\"").count(), 2);
    let url: HttpUrl = "https://a.example.org/v1/{org}/x".parse().unwrap();
    assert_eq!(
        url.fill(|_| Some("../a b?c#d/%é")).unwrap(),
        "https://a.example.org/v1/%2E%2E%2Fa%20b%3Fc%23d%2F%25%C3%A9/x"
    );
    for bad in [
        "http://a.example.org/",
        "https://{org}/",
        "https://a@b/",
        "https://a.example.org",
        "https:///x",
        "https://a/#b",
        "https://A.example.org/",
    ] {
        bad.parse::<HttpUrl>().unwrap_err();
    }
}

#[test]
fn conditions_have_three_values() {
    let number = VariableType::Integer;
    let text = VariableType::String(None);
    let evaluate = |condition: &str, count: Option<&str>, word: Option<&str>| {
        let (count, word) = (count.map(value), word.map(value));
        condition.parse::<Condition>().unwrap().evaluate(|name| match name.as_str() {
            "count" => Some((&number, count.as_ref())),
            "word" => Some((&text, word.as_ref())),
            _ => None,
        })
    };
    assert_eq!(evaluate("count > 3", Some("10"), None), Truth::True, "numbers are no texts: 10 is more than 3");
    assert_eq!(evaluate("count != 3", None, None), Truth::Unknown, "what is not known is not another number");
    assert_eq!(evaluate("count > 3 and word = a", Some("1"), None), Truth::False, "one that does not hold is enough");
    assert_eq!(evaluate("count > 3 or word = a", Some("9"), None), Truth::True);
    assert_eq!(evaluate("count > 3 or word = a", Some("1"), None), Truth::Unknown);
    assert_eq!(evaluate("count > 3 and word = a", Some("9"), Some("a")), Truth::True);
    assert_eq!(evaluate("word < b", None, Some("a")), Truth::Unknown, "texts have no order");
    assert_eq!(evaluate("word = 'it''s a; \"b\"'", None, Some("it's a; \"b\"")), Truth::True);
    let many = ["count = 1"; 11].join(" and ");
    for bad in [
        "",
        "count",
        "count =",
        "count = a or",
        "count == 1",
        "count = 'a",
        "a = b c = d",
        "count = a&b",
        many.as_str(),
    ] {
        bad.parse::<Condition>().unwrap_err();
    }
}

#[test]
fn decimals_are_compared_exactly() {
    let evaluate = |found: &str, condition: &str| {
        let found = value(found);
        condition.parse::<Condition>().unwrap().evaluate(|_| Some((&VariableType::Float, Some(&found))))
    };
    assert_eq!(evaluate("0.3", "x = 0.30"), Truth::True);
    assert_eq!(evaluate("-0.000000001", "x < 0"), Truth::True);
    assert_eq!(evaluate("1e3", "x = 1000"), Truth::Unknown);
}

#[test]
fn values_fit_their_types() {
    use VariableType::{Bool, Date, Float, Hexstring, Integer, Ipv6Addr, MacAddr, Sha256Hash, Timestamp, Uri};
    let sha = "ab".repeat(32);
    let fits = [
        (Bool, "true", "yes"),
        (Integer, "-5", "05"),
        (Float, "2.5", "2,5"),
        (Date, "2026-02-28", "2026-02-30"),
        (Timestamp, "2026-01-12T09:00:00Z", "2026-01-12"),
        (Uri, "urn:x", "no scheme"),
        (Ipv6Addr, "::1", "1.2.3.4"),
        (MacAddr, "00:1b:44:11:3a:b7", "00:1b"),
        (Sha256Hash, sha.as_str(), "abcd"),
        (Hexstring, "0aF1", "0aF"),
    ];
    for (kind, good, bad) in fits {
        kind.check(&value(good)).unwrap();
        kind.check(&value(bad)).unwrap_err();
    }
}

#[test]
fn prose_keeps_every_byte_and_lists_what_is_to_be_ticked() {
    let text = Text::new("    code\n\n- [ ] Call **back**\n  - [x] again\n- no check\n- [ ] Tell\n  both").unwrap();
    let checks: Vec<(String, usize)> = text.checks().into_iter().map(|check| (check.text, check.depth)).collect();
    assert_eq!(checks, [("Call **back**".to_owned(), 0), ("again".to_owned(), 1), ("Tell\n  both".to_owned(), 0)]);
    for bad in ["\na", "a\n", "a ", "## a", "a\n===", "```step\n```", "> ```step\n> ```", "<b>", "```\na", "a\u{0}"] {
        Text::new(bad).unwrap_err();
    }
}

#[test]
fn a_trigger_matches_whole_words_whatever_their_case() {
    let trigger = Trigger {
        on: vec![Occasion::Declared].try_into().unwrap(),
        severity: Some(Severity::S2),
        category: None,
        words: vec!["leak site".parse().unwrap(), "ransom".parse().unwrap()],
        pattern: None,
    };
    let matches = |occasion, severity, words: &str| {
        trigger.matches(&Facts { occasion, severity, category: None, words: &[words] })
    };
    assert!(matches(Occasion::Declared, Severity::S1, "Seen on a LEAK SITE, twice"));
    assert!(!matches(Occasion::Declared, Severity::S3, "ransom"));
    assert!(!matches(Occasion::Changed, Severity::S1, "ransom"));
    assert!(!matches(Occasion::Declared, Severity::S1, "ransomware"), "part of a word is not the word");
}
