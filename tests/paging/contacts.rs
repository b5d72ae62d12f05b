//! A contact is proved by what arrives at it: over sockets, with the built-in phone.

use ctac_cli::client::Client;
use ctac_cli::demo::phone::Phone;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::paging::page_once;
use serde_json::{Value, json};

/// Adds a contact of this channel, has a code sent, and reads it off the phone.
async fn proved(me: &Client, phone: &mut Phone, person: &str, channel: &str, address: &str) -> Value {
    let contacts = format!("/api/v1/people/{person}/contacts");
    let before = me.get::<Value>("/api/v1/me").await.expect("me")["contacts"].as_array().expect("contacts").len();
    me.post(&contacts, &json!({ "channel": channel, "address": address })).await.expect("added");
    let own: Value = me.get("/api/v1/me").await.expect("me");
    let added =
        own["contacts"].as_array().expect("contacts").iter().find(|it| it["verified"] == false).expect("the new one");
    assert_eq!(own["contacts"].as_array().map(Vec::len), Some(before + 1));
    let path = format!("{contacts}/{}", added["id"].as_str().expect("an id"));
    me.post(&format!("{path}/verification"), &json!({})).await.expect("a code is sent");
    let message = phone.next(person, channel).await.expect("it arrives");
    assert_eq!((message["contact"].clone(), message.get("page")), (added["id"].clone(), None));
    assert!(message["text"].get("code").is_none() && message["text"].get("link").is_none(), "nothing to reply with");
    let body = message["text"]["body"].as_str().expect("words");
    let digits: String = body.chars().filter(char::is_ascii_digit).take(6).collect();
    me.post(&format!("{path}/verify"), &json!({ "code": digits })).await.expect("verified");
    message
}

#[tokio::test]
async fn a_code_comes_by_the_contact_itself_and_a_test_page_goes_there() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let me = cell.sign_in(&node, "fern").await;
    let person = cell.person("fern");
    let mut phone = Phone::of(&node.anyone());
    let text = proved(&me, &mut phone, &person, "sms", "+447700900987").await;
    assert!(text["text"]["body"].as_str().expect("words").starts_with("CTAC: "));
    let call = proved(&me, &mut phone, &person, "voice", "+447700900987").await;
    assert!(call["text"]["body"].as_str().expect("words").contains(". Once more: "), "spoken twice, digit by digit");
    proved(&me, &mut phone, &person, "email", "fern@example.org").await;
    proved(&me, &mut phone, &person, "push", "ntfy:fern-example").await;

    let made: Value =
        me.post(&format!("/api/v1/people/{person}/test-page"), &json!({ "severity": "S1" })).await.expect("a test");
    // Their rules are for email alone.
    let test = phone.next(&person, "email").await.expect("the test");
    assert_eq!(test["page"], made["page"]);
    assert!(test["text"]["headline"].as_str().expect("words").starts_with("TEST S1"));
    phone.reply(&test, &json!({ "tap": true })).await.expect("answered by the link");
    let id = made["page"].as_str().expect("a page");
    page_once(&me, id, "the test is answered", |page| page["status"]["how"] == "link").await;
    let people: Value = me.get("/api/v1/people").await.expect("people");
    let own = people["items"].as_array().expect("people").iter().find(|it| it["id"] == json!(person)).expect("me");
    assert_eq!((own["not_proven"].as_bool(), own["proven_at"].is_string()), (Some(false), true));
}

#[tokio::test]
async fn who_texts_stop_at_the_built_in_phone_is_flagged_until_they_text_start() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let me = cell.sign_in(&node, "fern").await;
    let person = cell.person("fern");
    let mut phone = Phone::of(&node.anyone());
    let text = proved(&me, &mut phone, &person, "sms", "+447700900987").await;
    for (words, flag) in [("STOP", json!("opted-out")), ("start", Value::Null)] {
        phone.reply(&text, &json!({ "text": words })).await.expect("taken");
        let own: Value = me.get("/api/v1/me").await.expect("me");
        let theirs = own["contacts"].as_array().expect("contacts").iter().find(|it| it["id"] == text["contact"]);
        assert_eq!(theirs.map(|it| it["flag"].clone()), Some(flag), "{words}");
    }
}
