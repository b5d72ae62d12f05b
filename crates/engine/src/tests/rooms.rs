//! Rooms over the whole engine: members catch up, follow, post, lag, are shown stubs, and are sent away.

use ctac_api::room::{Entity, ServerFrame};
use ctac_domain::command::{Actor, Command};
use ctac_domain::id::{PersonId, SessionId};
use ctac_domain::marking::Marking;
use proptest::prelude::*;
use uuid::Uuid;

use super::world::{self, ADMIN, FIRST, INCIDENT, SECOND, World, soon};
use crate::member::{Member, Out, PostRefused};
use crate::room::{Bye, Viewer};
use crate::{Engine, limits};

const SESSION: SessionId = SessionId(Uuid::from_u128(77));

/// A client on a wire without a socket.
pub(crate) struct Client {
    member: Member,
    pub(super) frames: Vec<ServerFrame>,
    refused: Vec<PostRefused>,
}

impl Client {
    fn new(engine: &Engine, person: PersonId) -> Self {
        let viewer = Viewer { person, session: Some(SESSION), token: None, until: None };
        Self { member: Member::new(engine.clone(), viewer), frames: Vec::new(), refused: Vec::new() }
    }

    pub(super) async fn enter(engine: &Engine, person: PersonId, after: u64) -> Result<Self, Bye> {
        let mut client = Self::new(engine, person);
        client.say(&format!(r#"{{"type":"hello","protocol":1,"incident":"{INCIDENT}","after":{after}}}"#)).await?;
        client.pull().await?;
        Ok(client)
    }

    async fn say(&mut self, frame: &str) -> Result<(), Bye> {
        let mut out = Vec::new();
        let heard = soon(self.member.on_frame(frame, &mut out)).await;
        self.take(out);
        heard
    }

    /// Takes what there is.
    async fn pull(&mut self) -> Result<(), Bye> {
        loop {
            let mut out = Vec::new();
            let more = soon(self.member.drain(&mut out)).await?;
            self.take(out);
            if !more {
                return Ok(());
            }
        }
    }

    /// Takes what comes until something is as asked.
    pub(super) async fn until(&mut self, holds: impl Fn(&Self) -> bool) -> Result<(), Bye> {
        self.pull().await?;
        while !holds(self) {
            soon(self.member.woken()).await;
            self.pull().await?;
        }
        Ok(())
    }

    async fn until_seq(&mut self, seq: u64) -> Result<(), Bye> {
        self.until(|client| client.seqs().last() >= Some(&seq)).await
    }

    fn take(&mut self, out: Vec<Out>) {
        for out in out {
            match out {
                Out::Long(pieces) => {
                    let json = pieces.concat();
                    self.frames.push(ServerFrame::parse(std::str::from_utf8(&json).unwrap()).unwrap());
                }
                Out::Frame(json) => self.frames.push(ServerFrame::parse(std::str::from_utf8(&json).unwrap()).unwrap()),
                Out::Refused { why, .. } => self.refused.push(why),
                Out::Ping => {}
            }
        }
    }

    fn seqs(&self) -> Vec<u64> {
        let entries = self.frames.iter().filter_map(|frame| match frame {
            ServerFrame::Entry(entry) => Some(entry.seq),
            ServerFrame::Withheld { seq, .. } => Some(*seq),
            _ => None,
        });
        entries.collect()
    }

    fn withheld(&self) -> Vec<u64> {
        let stubs = self.frames.iter().filter_map(|frame| match frame {
            ServerFrame::Withheld { seq, .. } => Some(*seq),
            _ => None,
        });
        stubs.collect()
    }
}

async fn room() -> (World, Engine) {
    let world = World::new();
    let engine = world.set_up().await;
    world::declare(&engine).await;
    (world, engine)
}

fn head(engine: &Engine) -> u64 {
    engine.state().incidents[&INCIDENT].head()
}

#[tokio::test]
async fn a_member_catches_up_and_then_follows() {
    let (_world, engine) = room().await;
    for n in 0..10 {
        world::post(&engine, FIRST, world::note(n, "before")).await;
    }
    let before = head(&engine);
    let mut client = Client::enter(&engine, SECOND, 3).await.unwrap();
    let ServerFrame::Welcome { you, head: at, .. } = &client.frames[0] else { panic!("{:?}", client.frames) };
    assert_eq!((you.person, you.may_post, *at), (SECOND, true, before));
    client.until_seq(before).await.unwrap();
    let last = world::post(&engine, FIRST, world::note(50, "live")).await;
    client.until_seq(last).await.unwrap();
    assert_eq!(client.seqs(), (4..=last).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_is_behind_the_ring_catches_up_from_the_ledger() {
    let (_world, engine) = room().await;
    let many = limits::RING_FILL as u128 + 700;
    let waiting: Vec<_> =
        (0..many).map(|n| engine.submit(Actor::Person(FIRST), world::note(n, "many")).unwrap()).collect();
    for answer in waiting {
        soon(answer).await.unwrap();
    }
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    let last = head(&engine);
    client.until_seq(last).await.unwrap();
    assert_eq!(client.seqs(), (1..=head(&engine)).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_post_is_answered_with_its_number_however_often_it_comes() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    let id = Uuid::from_u128(5);
    let frame = format!(r#"{{"type":"post","client_id":"{id}","kind":"entry.note","body":{{"text":"seen"}}}}"#);
    client.say(&frame).await.unwrap();
    client.say(&frame).await.unwrap();
    let posted = |client: &Client| {
        let posted = client.frames.iter().filter_map(|frame| match frame {
            ServerFrame::Posted { client_id, seq } if client_id.0 == id => Some(*seq),
            _ => None,
        });
        posted.collect::<Vec<_>>()
    };
    client.until(|client| posted(client).len() == 2).await.unwrap();
    let seqs = posted(&client);
    assert_eq!(seqs[0], seqs[1]);
    client.until_seq(seqs[0]).await.unwrap();
    let entries = engine.entries(INCIDENT, 0, 100).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.kind == "entry.note").count(), 1);
}

#[tokio::test]
async fn what_is_marked_red_is_a_stub_for_the_others() {
    let (_world, engine) = room().await;
    let mut first = Client::enter(&engine, FIRST, 0).await.unwrap();
    let mut second = Client::enter(&engine, SECOND, 0).await.unwrap();
    let red = world::marked_note(1, "for one pair of eyes", Some(Marking::Red), vec![FIRST]);
    let seq = world::post(&engine, FIRST, red).await;
    first.until_seq(seq).await.unwrap();
    second.until_seq(seq).await.unwrap();
    assert_eq!(second.withheld(), [seq]);
    assert!(first.withheld().is_empty());
    // The same after a return, from the ledger and the ring alike; and over plain HTTP.
    let mut again = Client::enter(&engine, SECOND, 0).await.unwrap();
    again.until_seq(seq).await.unwrap();
    assert_eq!(again.withheld(), [seq]);
    let shown = engine.frames(Actor::Person(SECOND), INCIDENT, 0).await.unwrap();
    let text = shown.iter().map(|shown| String::from_utf8_lossy(&shown.json)).collect::<String>();
    assert!(!text.contains("eyes"));
    assert_eq!(shown.last().unwrap().seq, seq);
}

#[tokio::test]
async fn what_is_open_to_every_member_is_so_by_the_rules() {
    let (_world, engine) = room().await;
    let markings = [Marking::Clear, Marking::Green, Marking::Amber, Marking::AmberStrict, Marking::Red];
    for (n, marking) in (0..).zip(markings) {
        let named = if marking == Marking::Red { vec![FIRST] } else { Vec::new() };
        let seq = world::post(&engine, FIRST, world::marked_note(n, "x", Some(marking), named)).await;
        let frame = crate::catch_up::page(&engine, INCIDENT, seq - 1).await.unwrap().remove(0);
        let state = engine.state();
        // The second is a member of another organisation, and named nowhere.
        let reads = ctac_domain::access::readable(&state, Actor::Person(SECOND), INCIDENT, seq);
        assert_eq!(frame.open, reads, "{marking:?}");
    }
}

#[test]
fn a_member_is_small() {
    assert!(size_of::<Member>() <= 384, "{}", size_of::<Member>());
}

#[tokio::test]
async fn an_entry_carries_what_it_changed() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    client.until_seq(head(&engine)).await.unwrap();
    let id = Uuid::from_u128(6);
    let reason = r#"{"to":"S3","reason":"contained to one ward"}"#;
    let frame = format!(r#"{{"type":"post","client_id":"{id}","kind":"incident.severity_changed","body":{reason}}}"#);
    let mut lead = Client::enter(&engine, FIRST, head(&engine)).await.unwrap();
    lead.say(&frame).await.unwrap();
    let changed = |client: &Client| {
        client.frames.iter().rev().find_map(|frame| match frame {
            ServerFrame::Entry(entry) if entry.kind == "incident.severity_changed" => Some(entry.changed.clone()),
            _ => None,
        })
    };
    client.until(|client| changed(client).is_some()).await.unwrap();
    let entities = changed(&client).unwrap();
    assert!(matches!(&entities[..], [Entity::Incident(incident)]
        if incident.severity == ctac_domain::incident::Severity::S3));
}

#[tokio::test]
async fn whoever_may_not_be_there_is_sent_away() {
    let (_world, engine) = room().await;
    assert_eq!(Client::enter(&engine, ADMIN, 0).await.err(), Some(Bye::Revoked));
    let revoke = Command::RevokeMembership { incident: INCIDENT, person: SECOND, reason: None };
    let deactivate = Command::DeactivatePerson { person: SECOND, reason: "left".to_owned() };
    let sign_out = Command::EndSession { person: SECOND, session: SESSION };
    let cases = [
        (sign_out, Actor::Person(SECOND), Bye::SignedOut),
        (revoke, Actor::Person(FIRST), Bye::Revoked),
        (deactivate, Actor::Person(ADMIN), Bye::Revoked),
    ];
    for (command, actor, expected) in cases {
        let (_world, engine) = room().await;
        let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
        soon(engine.execute(actor, command)).await.unwrap();
        assert_eq!(client.until(|_| false).await.err(), Some(expected));
    }
}

#[tokio::test]
async fn a_session_that_ended_while_its_socket_opened_does_not_get_in() {
    let (_world, engine) = room().await;
    // The hub is not there yet: nobody else tells it.
    let sign_out = Command::EndSession { person: SECOND, session: SESSION };
    soon(engine.execute(Actor::Person(SECOND), sign_out)).await.unwrap();
    assert_eq!(Client::enter(&engine, SECOND, 0).await.err(), Some(Bye::SignedOut));
}

#[tokio::test]
async fn what_is_no_frame_ends_the_connection() {
    let (_world, engine) = room().await;
    let hello = format!(r#"{{"type":"hello","protocol":1,"incident":"{INCIDENT}"}}"#);
    let other = format!(r#"{{"type":"hello","protocol":2,"incident":"{INCIDENT}"}}"#);
    for bad in ["", "{}", r#"{"type":"seen","seq":1}"#, &other, &hello.replace('}', r#","extra":1}"#)] {
        assert_eq!(Client::new(&engine, SECOND).say(bad).await, Err(Bye::Protocol), "{bad}");
    }
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    assert_eq!(client.say(&hello).await, Err(Bye::Protocol), "twice");
}

#[tokio::test]
async fn too_many_posts_at_once_are_refused_one_by_one() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    for n in 0..u128::from(limits::POSTS_BURST) + 5 {
        let id = Uuid::from_u128(n);
        let frame = format!(r#"{{"type":"post","client_id":"{id}","kind":"entry.note","body":{{"text":"x"}}}}"#);
        client.say(&frame).await.unwrap();
    }
    assert!(client.refused.iter().any(|why| matches!(why, PostRefused::TooFast)));
}

#[tokio::test]
async fn presence_is_shared_and_leaving_is_coarse() {
    let (world, engine) = room().await;
    let mut first = Client::enter(&engine, FIRST, 0).await.unwrap();
    let mut second = Client::enter(&engine, SECOND, 0).await.unwrap();
    second.say(r#"{"type":"presence","doing":"writing"}"#).await.unwrap();
    let sees = |client: &Client| {
        client.frames.iter().any(|frame| {
            matches!(frame, ServerFrame::Presence { people }
                if people.iter().any(|present| present.person == SECOND && present.doing == "writing"))
        })
    };
    first.until(sees).await.unwrap();
    world::until(&engine, |state| state.incidents[&INCIDENT].present.len() == 2).await;
    // A drop-out that comes back is no leaving.
    let cursor = second.seqs().last().copied().unwrap();
    drop(second);
    world.clock.advance(5);
    let second = Client::enter(&engine, SECOND, cursor).await.unwrap();
    drop(second);
    let joined = engine.entries(INCIDENT, 0, 100).await.unwrap();
    assert_eq!(joined.iter().filter(|entry| entry.kind == "room.joined").count(), 2);
    world.clock.advance(31);
    world::until(&engine, |state| state.incidents[&INCIDENT].present.len() == 1).await;
}

#[tokio::test]
async fn a_new_checkpoint_rides_on_a_beat() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    world::post(&engine, FIRST, world::note(1, "something to cover")).await;
    let note = soon(engine.checkpoint_now()).await.unwrap();
    let carries = |client: &Client| {
        client.frames.iter().any(
            |frame| matches!(frame, ServerFrame::Beat { checkpoint: Some(checkpoint), .. } if **checkpoint == *note),
        )
    };
    client.until(carries).await.unwrap();
}

#[tokio::test]
async fn an_erased_text_goes_out_no_more() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, FIRST, 0).await.unwrap();
    let seq = world::post(&engine, SECOND, world::note(1, "patient 943 476 5919")).await;
    client.until_seq(seq).await.unwrap();
    let request = Command::RequestErasure { incident: INCIDENT, seq, reason: "a patient's number".to_owned() };
    soon(engine.execute(Actor::Person(FIRST), request)).await.unwrap();
    let approve = Command::ApproveErasure { incident: INCIDENT, seq };
    if soon(engine.execute(Actor::Person(SECOND), approve.clone())).await.is_err() {
        // Only who steers may approve: let the second steer.
        let grant = Command::Post {
            incident: INCIDENT,
            client_id: ctac_domain::id::ClientId(Uuid::from_u128(9_999)),
            post: ctac_domain::command::Post::Lead { to: SECOND, reason: None },
            marking: None,
            named: Vec::new(),
            occurred_at: None,
            late_reason: None,
        };
        soon(engine.execute(Actor::Person(FIRST), grant)).await.unwrap();
        soon(engine.execute(Actor::Person(SECOND), approve)).await.unwrap();
    }
    let mut again = Client::enter(&engine, FIRST, 0).await.unwrap();
    again.until_seq(head(&engine)).await.unwrap();
    let body = again.frames.iter().find_map(|frame| match frame {
        ServerFrame::Entry(entry) if entry.seq == seq => Some(entry.body.is_none()),
        _ => None,
    });
    assert_eq!(body, Some(true));
    assert_eq!(again.seqs(), (1..=head(&engine)).collect::<Vec<_>>());
}

#[tokio::test]
async fn members_on_two_nodes_have_one_timeline() {
    let world = World::new();
    let one = world.set_up().await;
    world::declare(&one).await;
    let two = world.node(2).await;
    let mut here = Client::enter(&one, FIRST, 0).await.unwrap();
    let mut there = Client::enter(&two, SECOND, 0).await.unwrap();
    for n in 0..40 {
        let (engine, person) = if n % 2 == 0 { (&one, FIRST) } else { (&two, SECOND) };
        world::post(engine, person, world::note(n, "to and fro")).await;
    }
    let last = head(&one).max(head(&two));
    here.until_seq(last).await.unwrap();
    there.until_seq(last).await.unwrap();
    assert!(here.seqs().iter().zip(1..).all(|(seq, expected)| *seq == expected));
    assert!(there.seqs().iter().zip(1..).all(|(seq, expected)| *seq == expected));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is posted and however often a member's connection drops: it has seen each entry exactly once, in order.
    #[test]
    fn a_member_that_keeps_dropping_sees_each_entry_once(steps in prop::collection::vec(0_u8..6, 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (_world, engine) = room().await;
            let (mut seen, mut client) = (Vec::new(), None::<Client>);
            for (n, step) in steps.into_iter().enumerate() {
                match step {
                    0 => {
                        if let Some(client) = client.take() {
                            seen.extend(client.seqs());
                        }
                    }
                    1 if client.is_none() => {
                        let after = seen.last().copied().unwrap_or(0);
                        client = Some(Client::enter(&engine, SECOND, after).await.unwrap());
                    }
                    1 | 2 => {
                        if let Some(client) = &mut client {
                            client.pull().await.unwrap();
                        }
                    }
                    _ => {
                        world::post(&engine, FIRST, world::note(n as u128, "x")).await;
                    }
                }
            }
            if let Some(client) = client.take() {
                seen.extend(client.seqs());
            }
            let mut last = Client::enter(&engine, SECOND, seen.last().copied().unwrap_or(0)).await.unwrap();
            let head = head(&engine);
            if seen.last() < Some(&head) {
                last.until_seq(head).await.unwrap();
            }
            seen.extend(last.seqs());
            assert!(seen.iter().zip(1..).all(|(seq, expected)| *seq == expected), "{seen:?}");
            assert!(seen.len() as u64 >= head);
        });
    }
}

#[tokio::test]
async fn a_session_that_ended_closes_here_before_any_entry_says_so() {
    let (_world, engine) = room().await;
    let mut client = Client::enter(&engine, SECOND, 0).await.unwrap();
    let mut other = Client::enter(&engine, FIRST, 0).await.unwrap();
    engine.close_connections(SECOND, SESSION.0);
    assert_eq!(client.pull().await, Err(Bye::SignedOut));
    assert_eq!(other.pull().await, Ok(()), "another person's, whatever its number");
    assert_eq!(Client::enter(&engine, SECOND, 0).await.err(), Some(Bye::SignedOut));
}

#[tokio::test]
async fn nobody_takes_every_place() {
    let (_world, engine) = room().await;
    let mut clients = Vec::new();
    for _ in 0..limits::CONNECTIONS {
        clients.push(Client::enter(&engine, SECOND, 0).await.unwrap());
    }
    assert_eq!(Client::enter(&engine, SECOND, 0).await.err(), Some(Bye::Restart));
    assert!(Client::enter(&engine, FIRST, 0).await.is_ok());
    clients.pop();
    assert!(Client::enter(&engine, SECOND, 0).await.is_ok());
}
