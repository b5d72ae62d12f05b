//! A call-out over sockets: asked by text and by call, answered by text, key, link and API, and shown live in the room.

use ctac_cli::client::Client;
use ctac_cli::demo::phone::Phone;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::Wire;
use ctac_tests::member::{Member, declare};
use ctac_tests::node::Node;
use reqwest::Method;
use serde_json::{Value, json};

/// A running cell with its built-in phone, and an incident that Bramble leads.
struct Stage {
    cell: Cell,
    node: Node,
    phone: Phone,
    lead: Client,
    incident: String,
}

impl Stage {
    async fn set() -> Self {
        let cell = Cell::on_sqlite(600, Settings::default()).await;
        let node = cell.start("one").await;
        let lead = cell.sign_in(&node, "bramble").await;
        let (incident, _) = declare(&lead, "Imaging is down").await;
        let phone = Phone::of(&node.anyone());
        Self { cell, node, phone, lead, incident }
    }

    fn asks(&self, logins: &[&str]) -> Vec<Value> {
        logins.iter().map(|login| json!({ "kind": "person", "person": self.cell.person(login) })).collect()
    }

    /// Asks these people; two responders and communications are needed.
    async fn start(&self, logins: &[&str]) -> String {
        let needs = json!([{ "role": "responder", "count": 2 }, { "role": "communications", "count": 1 }]);
        let body = json!({ "ask": self.asks(logins), "needs": needs, "within_min": 60 });
        let path = format!("/api/v1/incidents/{}/call-outs", self.incident);
        let started = self.lead.post(&path, &body).await.expect("started");
        started["id"].as_str().expect("an id").to_owned()
    }

    /// The question that somebody was asked, whatever else came before it.
    async fn question(&self, login: &str, channel: &str) -> Value {
        let (mut phone, person) = (Phone::of(&self.node.anyone()), self.cell.person(login));
        loop {
            let message = phone.next(&person, channel).await.expect("a question");
            if message["text"]["code"].is_string() {
                return message;
            }
        }
    }

    async fn show(&self, id: &str) -> Value {
        self.lead.get(&format!("/api/v1/call-outs/{id}")).await.expect("a call-out")
    }

    async fn answer_of(&self, id: &str, login: &str) -> Value {
        let (it, person) = (self.show(id).await, self.cell.person(login));
        let people = it["people"].as_array().expect("people");
        people.iter().find(|called| called["person"] == person).expect("somebody asked")["answer"].clone()
    }
}

/// The table as an entry carries it into the room, once it holds.
async fn table(room: &mut Member, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let of = |frame: &Value| {
        let changed = frame["changed"].as_array()?;
        changed.iter().find(|entity| entity["entity"] == "call_out").cloned()
    };
    let frame = room.until(what, |frame| of(frame).is_some_and(|it| holds(&it))).await;
    of(&frame).expect("a call-out")
}

#[tokio::test]
async fn answers_by_text_key_link_and_api_fill_it_live_in_the_room() {
    let mut stage = Stage::set().await;
    let mut room = Member::inside(&stage.lead, &stage.incident).await;
    let id = stage.start(&["dahlia", "elder", "gorse", "hazel", "ivy", "larch"]).await;
    let shown = table(&mut room, "the table", |it| it["people"][0]["asked"] == 1).await;
    assert_eq!((&shown["id"], shown["people"].as_array().map(Vec::len)), (&json!(id), Some(6)));

    // By text: yes, but too late to count; then sooner, as people write it.
    let text = stage.question("dahlia", "sms").await;
    let code = text["text"]["code"].as_str().expect("a code").to_owned();
    let body = text["text"]["body"].as_str().expect("words");
    assert!(body.starts_with("CTAC call-out: S") && body.contains(&format!("Reply {code} and minutes")), "{body}");
    let asked = stage.phone.reply(&text, &json!({ "text": code })).await.expect("an answer");
    assert!(asked.starts_with("In how many minutes?"), "{asked}");
    assert_eq!(stage.answer_of(&id, "dahlia").await, Value::Null);
    stage.phone.reply(&text, &json!({ "text": format!("{code} 90") })).await.expect("an answer");
    let said = stage.phone.reply(&text, &json!({ "text": "yes, in 30 mins" })).await.expect("an answer");
    assert!(said.contains("Recorded that you attend in 30 minutes"), "{said}");
    let shown = table(&mut room, "Dahlia's answer", |it| it["people"][0]["answer"]["can"]["minutes"] == 30).await;
    assert_eq!(shown["needs"][0]["people"], json!([stage.cell.person("dahlia")]));

    // By a key: 3 says it again, 9 does nothing, 4 is in half an hour.
    let call = stage.question("hazel", "voice").await;
    for digit in ['3', '9'] {
        stage.phone.press(&call, digit).await.expect("words");
        assert_eq!(stage.answer_of(&id, "hazel").await, Value::Null);
    }
    stage.phone.press(&call, '4').await.expect("an answer");
    let answer = stage.answer_of(&id, "hazel").await;
    assert_eq!((&answer["can"]["minutes"], &answer["how"]), (&json!(30), &json!("dtmf")));

    // By the link: a look answers nothing.
    let text = stage.question("elder", "sms").await;
    let path =
        text["text"]["link"].as_str().and_then(|link| link.strip_prefix(&stage.node.url)).expect("a link").to_owned();
    let wire = Wire::to(&stage.node.url);
    for _ in 0..2 {
        let page = wire.text(&path).await;
        assert!(page.contains("can you attend?") && !page.contains("<script") && !page.contains("Imaging"), "{page}");
    }
    assert_eq!(stage.answer_of(&id, "elder").await, Value::Null);
    let form = async |body: &str| {
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", stage.node.url.as_str())];
        wire.send(Method::POST, &path, &headers, body.as_bytes().to_vec()).await
    };
    assert!(form("answer=perhaps").await.status.is_client_error());
    assert_eq!(form("answer=cannot").await.status, 200);
    assert_eq!(stage.answer_of(&id, "elder").await["can"]["is"], "no");
    assert_eq!(stage.show(&id).await["status"]["is"], "running");
    assert_eq!(form("answer=other&minutes=45").await.status, 200);

    // Two responders and communications: filled. Ivy was told and has not answered, and need not come.
    let shown = table(&mut room, "the end", |it| it["status"]["is"] == "ended").await;
    assert_eq!(shown["status"]["why"], "filled");
    let told = |message: &Value| {
        message["text"]["body"].as_str().is_some_and(|body| body.contains("enough people are coming"))
    };
    while !told(&stage.phone.next(&stage.cell.person("ivy"), "sms").await.expect("a notice")) {}

    // By the API, and late; the person asked sees their own part and no more.
    let larch = stage.cell.sign_in(&stage.node, "larch").await;
    let path = format!("/api/v1/call-outs/{id}");
    let own = larch.post(&format!("{path}/answer"), &json!({ "minutes": 20 })).await.expect("recorded");
    let people = own["people"].as_array().expect("people");
    assert_eq!((people.len(), &people[0]["answer"]["late"]), (1, &json!(true)), "{own}");
    let fern = Wire::to(&stage.node.url).signed_in(&stage.cell.sign_in(&stage.node, "fern").await);
    assert_eq!(fern.get(&path).await.status, 404, "she was not asked");
    assert_eq!(fern.post(&format!("{path}/stop"), json!({})).await.status, 404);
}

#[tokio::test]
async fn a_yes_makes_a_member_and_welcomes_show_the_table() {
    let stage = Stage::set().await;
    let id = stage.start(&["dahlia"]).await;
    let dahlia = stage.cell.sign_in(&stage.node, "dahlia").await;
    let path = format!("/api/v1/incidents/{}/entries", stage.incident);
    let outside = Wire::to(&stage.node.url).signed_in(&dahlia);
    assert!(outside.get(&path).await.status.is_client_error(), "not a member yet");
    let text = stage.question("dahlia", "sms").await;
    stage.phone.reply(&text, &json!({ "text": "30" })).await.expect("an answer");
    let mut member = Member::new(&dahlia, &stage.incident);
    let welcome = member.enter().await;
    let table = &welcome["state"]["call_outs"][0];
    assert_eq!((&table["id"], &table["people"][0]["answer"]["can"]["minutes"]), (&json!(id), &json!(30)));
    stage.lead.post(&format!("/api/v1/call-outs/{id}/stop"), &json!({})).await.expect("stopped");
    assert_eq!(stage.show(&id).await["status"]["why"], "stopped");
}

#[tokio::test]
async fn the_cell_is_convened_without_an_incident_by_whoever_may() {
    let stage = Stage::set().await;
    let body =
        json!({ "severity": "S2", "ask": [{ "kind": "role", "role": "incident-lead" }], "reason": "Supplier breach" });
    let dahlia = Wire::to(&stage.node.url).signed_in(&stage.cell.sign_in(&stage.node, "dahlia").await);
    assert_eq!(dahlia.post("/api/v1/call-outs", &body).await.status, 403);
    let aster = stage.cell.sign_in(&stage.node, "aster").await;
    let started = aster.post("/api/v1/call-outs", &body).await.expect("started");
    let id = started["id"].as_str().expect("an id");
    let gorse = stage.cell.sign_in(&stage.node, "gorse").await;
    gorse.post(&format!("/api/v1/call-outs/{id}/answer"), &json!({ "cannot": true })).await.expect("recorded");
    let table: Value = aster.get(&format!("/api/v1/call-outs/{id}")).await.expect("a call-out");
    assert_eq!((&table["incident"], &table["reason"]), (&Value::Null, &json!("Supplier breach")));
    let list: Value = gorse.get("/api/v1/call-outs?running=true").await.expect("a list");
    assert_eq!(list["items"][0]["id"], json!(id));
}
