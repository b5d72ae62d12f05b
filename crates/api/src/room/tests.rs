//! Every frame: pinned, read back, described in the AsyncAPI document; and what is no frame is refused by name.

use std::collections::{BTreeMap, BTreeSet};

use ctac_domain::call_out::{Answer, Can, Status, Why};
use ctac_domain::directory::{Channel, Role};
use ctac_domain::id::{ActionId, CallOutId, NotificationId, PageId};
use ctac_domain::incident::{Action, Category, Certainty, IncidentStatus, Level, Membership, RoomRole, Severity};
use ctac_domain::page::{How, PageStatus, Subject};
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::*;
use crate::call_outs::{CallOutView, CalledView, NeedView, Reach};

const PERSON: PersonId = PersonId(Uuid::from_u128(1));
const ORGANISATION: OrganisationId = OrganisationId(Uuid::from_u128(2));
const INCIDENT: IncidentId = IncidentId(Uuid::from_u128(3));
const CLIENT: ClientId = ClientId(Uuid::from_u128(4));

fn at() -> Timestamp {
    "2026-11-21T03:00:00Z".parse().unwrap()
}

fn raw(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.to_owned()).unwrap()
}

fn incident() -> IncidentView {
    IncidentView {
        id: INCIDENT,
        reference: "CTAC-2026-0001".to_owned(),
        title: "Ransomware".to_owned(),
        severity: Severity::S1,
        category: Some(Category { level: Level::C3, certainty: Certainty::Confirmed }),
        status: IncidentStatus::Open,
        marking: Marking::Amber,
        lead: Some(PERSON),
        declared_at: at(),
        head: 9,
    }
}

fn membership() -> Membership {
    Membership { role: RoomRole::Lead, organisation: ORGANISATION, from: at(), until: Some(at()), break_glass: false }
}

fn action() -> Action {
    let id = ActionId(Uuid::from_u128(5));
    Action { id, seq: 4, text: "Isolate ward 7".to_owned(), owner: PERSON, due: Some(at()), done: false }
}

fn page() -> PageView {
    let notification = NotificationView {
        id: NotificationId(Uuid::from_u128(6)),
        person: PERSON,
        channel: Channel::Sms,
        due: at(),
        status: "sent".to_owned(),
    };
    PageView {
        id: PageId(Uuid::from_u128(7)),
        subject: Subject::Incident { incident: INCIDENT },
        severity: Severity::S1,
        status: PageStatus::Active,
        step: 0,
        round: 0,
        escalates_at: Some(at()),
        notifications: vec![notification],
        raised_at: at(),
    }
}

fn run() -> crate::runs::RunView {
    let hash = "cd".repeat(32);
    crate::runs::RunView {
        id: ctac_domain::id::RunId(Uuid::from_u128(9)),
        incident: INCIDENT,
        runbook: "playbook--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c08".parse().unwrap(),
        version: ctac_runbook::run::plan::Hash(hash),
        title: "Ransomware in a member organisation".to_owned(),
        exercise: false,
        status: "finished".to_owned(),
        started_at: at(),
        ended_at: Some(at()),
        lead: Some(PERSON),
        over: 12,
        waiting: 2,
        late: 1,
    }
}

fn call_out() -> CallOutView {
    let answer = Answer { can: Can::Yes { minutes: 30 }, at: at(), how: How::Sms, late: false };
    let (channel, reach) = (Some(Channel::Sms), Reach::Asked);
    CallOutView {
        id: CallOutId(Uuid::from_u128(9)),
        incident: Some(INCIDENT),
        severity: Severity::S1,
        reason: Some("Convene the cell".to_owned()),
        by: PERSON,
        needs: vec![NeedView { role: Role::Responder, count: 2, people: vec![PERSON] }],
        within_min: 60,
        until: at(),
        again_at: Some(at()),
        join: true,
        status: Status::Ended { why: Why::Filled, at: at() },
        people: vec![CalledView { person: PERSON, asked: 1, channel, reach, answer: Some(answer) }],
        raised_at: at(),
    }
}

fn on_call() -> RotaOnCall {
    let rota = RotaId(Uuid::from_u128(8));
    RotaOnCall { rota, name: "Duty responder".to_owned(), people: vec![PERSON], until: Some(at()) }
}

fn entities() -> Vec<Entity> {
    vec![
        Entity::Incident(incident()),
        Entity::Member { person: PERSON, membership: Some(membership()) },
        Entity::Action(action()),
        Entity::Page(page()),
        Entity::Run(run()),
        Entity::CallOut(call_out()),
        Entity::Marked { seq: 2, struck_by: Some(3), erased: false },
    ]
}

/// Every frame of the server's, with every optional field.
fn server_frames() -> Vec<ServerFrame> {
    let state = RoomState {
        incident: incident(),
        members: BTreeMap::from([(PERSON, membership())]),
        actions: vec![action()],
        pages: vec![page()],
        runs: vec![run()],
        call_outs: vec![call_out()],
        marked: vec![Entity::Marked { seq: 2, struck_by: None, erased: true }],
        on_call: vec![on_call()],
    };
    let entry = EntryFrame {
        incident: INCIDENT,
        seq: 9,
        position: 90,
        kind: "entry.note".to_owned(),
        actor: format!("person:{PERSON}"),
        organisation: Some(ORGANISATION),
        marking: Marking::Red,
        named: vec![PERSON],
        recorded_at: at(),
        occurred_at: Some(at()),
        body: Some(raw(r#"{"text":"seen"}"#)),
        commitment: "ab".repeat(32),
        changed: entities(),
    };
    let state = raw(&serde_json::to_string(&state).unwrap());
    vec![
        ServerFrame::Welcome {
            you: You { person: PERSON, organisation: ORGANISATION, may_post: true },
            head: 9,
            state,
        },
        ServerFrame::Entry(Box::new(entry)),
        ServerFrame::Withheld {
            seq: 10,
            organisation: Some(ORGANISATION),
            marking: Marking::AmberStrict,
            recorded_at: at(),
            commitment: "cd".repeat(32),
        },
        ServerFrame::Posted { client_id: CLIENT, seq: 9 },
        ServerFrame::Refused { client_id: CLIENT, problem: raw(r#"{"type":"/problems/read-only"}"#) },
        ServerFrame::Presence { people: vec![Present { person: PERSON, seen: 9, doing: "writing".to_owned() }] },
        ServerFrame::OnCall { rotas: vec![on_call()] },
        ServerFrame::Beat { head: 9, checkpoint: Some("a note".to_owned()) },
        ServerFrame::Bye { reason: "revoked".to_owned() },
    ]
}

/// Every frame of a client's, with every optional field.
fn client_frames() -> Vec<ClientFrame> {
    vec![
        ClientFrame::Hello { protocol: PROTOCOL, incident: INCIDENT, after: 7 },
        ClientFrame::Post {
            client_id: CLIENT,
            post: Post::Note { text: "seen \"it\"".to_owned() },
            marking: Some(Marking::Red),
            named: vec![PERSON],
            occurred_at: Some(at()),
            late_reason: Some("no signal".to_owned()),
        },
        ClientFrame::Seen { seq: 9 },
        ClientFrame::Presence { doing: "writing".to_owned() },
    ]
}

#[test]
fn frames_are_pinned_and_read_back_as_they_were_written() {
    let mut lines = String::new();
    for frame in client_frames() {
        let json = serde_json::to_string(&frame).unwrap();
        assert_eq!(ClientFrame::parse(&json).unwrap(), frame);
        lines += &format!("> {json}\n");
    }
    for frame in server_frames() {
        let json = serde_json::to_string(&frame).unwrap();
        let again = serde_json::to_string(&ServerFrame::parse(&json).unwrap()).unwrap();
        assert_eq!(again, json);
        lines += &format!("< {json}\n");
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn what_is_no_frame_of_a_client_is_refused() {
    let hello = format!(r#"{{"type":"hello","protocol":1,"incident":"{INCIDENT}"}}"#);
    assert!(ClientFrame::parse(&hello).is_ok());
    let post = format!(r#"{{"type":"post","client_id":"{CLIENT}","kind":"entry.note","body":{{"text":"x"}}}}"#);
    assert!(ClientFrame::parse(&post).is_ok());
    let refused = [
        ("{", "EOF"),
        ("[]", "invalid"),
        (r#"{"type":"shout"}"#, "no frame of type \"shout\""),
        (r#"{"type":"seen","seq":-1}"#, "invalid value"),
        (r#"{"type":"seen","seq":1,"seq":2}"#, "duplicate field"),
        (&hello.replace("protocol\":1", "protocol\":1,\"extra\":2"), "unknown field `extra`"),
        (&post.replace("\"text\":\"x\"", "\"text\":\"x\",\"loud\":true"), "unknown field `loud`"),
        (&post.replace("entry.note", "incident.declared"), "unknown variant `incident.declared`"),
        (&post.replace("\"kind\"", "\"sort\""), "unknown field `sort`"),
    ];
    for (frame, why) in refused {
        let error = ClientFrame::parse(frame).unwrap_err().to_string();
        assert!(error.contains(why), "{frame}: {error}");
    }
}

/// The properties of a schema of the document, read from its indentation.
fn described(schema: &str) -> BTreeSet<String> {
    let schemas = ASYNCAPI.split_once("\n  schemas:\n").unwrap().1;
    let lines = schemas.lines().skip_while(|line| *line != format!("    {schema}:")).skip(1);
    let own = lines.take_while(|line| line.starts_with("     ")).skip_while(|line| *line != "      properties:");
    let names = own.skip(1).filter_map(|line| line.strip_prefix("        ")?.split_once(':'));
    names.map(|(name, _)| name).filter(|name| !name.starts_with(' ')).map(str::to_owned).collect()
}

fn fields(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn every_frame_and_field_is_in_the_document_and_nothing_else_is() {
    let values =
        |frames: Vec<Value>| frames.into_iter().map(|value| (value["type"].as_str().unwrap().to_owned(), value));
    let clients = values(client_frames().iter().map(|frame| serde_json::to_value(frame).unwrap()).collect());
    for (name, value) in clients {
        let name = if name == "presence" { "client-presence" } else { &name };
        assert_eq!(described(name), fields(&value), "{name}");
    }
    let servers = server_frames().iter().map(|frame| serde_json::to_value(frame).unwrap()).collect();
    let mut named = BTreeSet::new();
    for (name, value) in values(servers) {
        assert_eq!(described(&name), fields(&value), "{name}");
        named.insert(name);
    }
    assert_eq!(named.len(), 9);
    for entity in entities() {
        let value = serde_json::to_value(&entity).unwrap();
        let name = value["entity"].as_str().unwrap();
        assert_eq!(described(name), fields(&value), "{name}");
    }
    assert_eq!(described("membership"), fields(&serde_json::to_value(membership()).unwrap()));
}

#[test]
fn what_is_nested_is_in_the_document_too() {
    let welcome = serde_json::to_value(&server_frames()[0]).unwrap();
    let notification = serde_json::to_value(page().notifications).unwrap();
    let present = serde_json::to_value(Present { person: PERSON, seen: 1, doing: String::new() }).unwrap();
    let on_call = serde_json::to_value(on_call()).unwrap();
    for value in [&welcome["you"], &welcome["state"], &notification[0], &present, &on_call] {
        for field in fields(value) {
            assert!(ASYNCAPI.contains(&format!("  {field}:")), "{field}");
        }
    }
}
