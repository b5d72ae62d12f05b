//! Failover within one attempt, by providers that do as they are told.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use ctac_domain::id::PersonId;
use ctac_domain::page::Refused;
use uuid::Uuid;

use super::*;
use crate::breaker::Standing;
use crate::message::Address;
use crate::stand_in;

/// What a scripted provider does with a call.
#[derive(Clone, Copy)]
enum Does {
    Takes,
    Busy,
    Refuses,
    Vanishes,
    Slow,
    /// Takes it, a little later.
    Dawdles,
    Hangs,
}

/// A provider of one kind of address, each at a server of its person's own.
struct Own(&'static str, Arc<Scripted>);

#[async_trait]
impl Provider for Own {
    fn name(&self) -> &'static str {
        self.1.name
    }

    fn serves(&self, message: &Message) -> bool {
        message.address.0.starts_with(self.0)
    }

    fn is_shared(&self) -> bool {
        false
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        self.1.send(message).await
    }

    async fn look_up(&self, attempt: AttemptId) -> Option<AttemptOutcome> {
        self.1.look_up(attempt).await
    }
}

#[tokio::test(start_paused = true)]
async fn the_address_says_whose_it_is_and_nobody_is_put_aside_for_anothers_server() {
    let busy = || Scripted::new("webhook", [Does::Busy; 10]);
    let (ntfy, webhook) = (Scripted::new("ntfy", []), busy());
    let own = |kind, scripted: &Arc<Scripted>| Arc::new(Own(kind, scripted.clone())) as Arc<dyn Provider>;
    let notify =
        Notify::default().then(Channel::Push, own("ntfy:", &ntfy)).then(Channel::Push, own("webhook:", &webhook));
    let to = |address: &str| Message { address: Address(address.to_owned()), ..message(Channel::Push) };
    for _ in 0..2 * limits::FAILURES_IN_A_ROW {
        let outcome = notify.send(&to("webhook:x")).await;
        assert!(matches!(outcome, AttemptOutcome::Failed { provider, again: true, .. } if provider == "webhook"));
    }
    assert_eq!(ntfy.came(), 0, "offered to another kind");
    assert!(notify.health().iter().all(|(health, _)| health.standing == Standing::Taking));
    assert_eq!(notify.send(&to("ntfy:x")).await, sent("ntfy"));
    let nobodys = notify.send(&to("pigeon:x")).await;
    assert!(matches!(nobodys, AttemptOutcome::Failed { provider, again: false, .. } if provider == "none"));
}

/// A provider that takes nothing more today, and says so of each message.
struct Closed(Arc<Scripted>);

#[async_trait]
impl Provider for Closed {
    fn name(&self) -> &'static str {
        self.0.name
    }

    fn is_closed(&self, _: &Message) -> bool {
        true
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        self.0.send(message).await
    }

    async fn look_up(&self, attempt: AttemptId) -> Option<AttemptOutcome> {
        self.0.look_up(attempt).await
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_takes_nothing_for_now_is_put_aside_though_each_refusal_is_of_its_message() {
    let (closed, second) = (Scripted::new("closed", [Does::Refuses; 20]), Scripted::new("second", []));
    let notify = Notify::default().then(Channel::Sms, Arc::new(Closed(closed.clone()))).then(Channel::Sms, second);
    for _ in 0..10 {
        notify.send(&message(Channel::Sms)).await;
    }
    assert_eq!(closed.came(), limits::FAILURES_IN_A_ROW as usize, "and then the second goes first");
    assert_eq!(notify.health()[0].0.standing, Standing::Aside, "which operators are told of");
}

/// Browsers' push services cannot be reached from here, or refuse our key: each person's fails for itself.
#[tokio::test(start_paused = true)]
async fn what_fails_for_several_people_is_an_outage_and_still_tried_for_each() {
    let scripted = Scripted::new("web-push", [Does::Refuses, Does::Vanishes, Does::Busy, Does::Refuses, Does::Busy]);
    let own = Arc::new(Own("{", scripted.clone())) as Arc<dyn Provider>;
    let notify = Notify::default().then(Channel::Push, own);
    let to = |person: u128| Message {
        address: Address("{}".to_owned()),
        person: PersonId(Uuid::from_u128(person)),
        ..message(Channel::Push)
    };
    let aside = || notify.health()[0].0.aside_for;
    for person in [1, 1, 1, 2] {
        notify.send(&to(person)).await;
        assert_eq!(aside(), None, "two people's trouble is theirs");
    }
    tokio::time::advance(Duration::from_secs(60)).await;
    notify.send(&to(3)).await;
    assert_eq!(aside(), Some(Duration::from_secs(60)), "since the first of them");
    assert_eq!(notify.health()[0].0.standing, Standing::Aside);
    assert_eq!(notify.send(&to(4)).await, sent("web-push"));
    assert_eq!((aside(), notify.health()[0].0.standing), (None, Standing::Taking));
}

/// However many messages there are for a provider that hangs, only some of the calls that there may be wait for it.
#[tokio::test(start_paused = true)]
async fn a_provider_that_hangs_holds_up_only_so_many_calls() {
    let hung = Scripted::new("hung", [Does::Hangs; 500]);
    let notify = Notify::default().with(Channel::Sms, hung.clone());
    for _ in 0..limits::FAILURES_IN_A_ROW {
        assert_eq!(notify.send(&message(Channel::Sms)).await, AttemptOutcome::Unknown);
    }
    let before = hung.came();
    let text = message(Channel::Sms);
    let begun = Instant::now();
    let mut calls: Vec<_> = (0..100).map(|_| Box::pin(notify.send(&text))).collect();
    let mut waiting = 0;
    for call in &mut calls {
        match at_once(call.as_mut()).await {
            None => waiting += 1,
            Some(AttemptOutcome::Failed { again: true, reason, .. }) => assert!(reason.contains("as many"), "{reason}"),
            Some(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((waiting, hung.came() - before), (limits::INSISTED, limits::INSISTED));
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

/// A provider that hangs and is not yet known to: it holds its share of the calls, and the rest go to the next at once.
#[tokio::test(start_paused = true)]
async fn a_provider_that_has_its_share_of_calls_leaves_the_rest_to_the_next() {
    let (hung, second) = (Scripted::new("hung", [Does::Hangs; 500]), Scripted::new("second", []));
    let notify = in_order(Channel::Sms, &[&hung, &second]);
    let text = message(Channel::Sms);
    let mut calls: Vec<_> = (0..300).map(|_| Box::pin(notify.send(&text))).collect();
    let mut taken = 0;
    for call in &mut calls {
        taken += usize::from(at_once(call.as_mut()).await == Some(sent("second")));
    }
    assert_eq!((hung.came(), taken), (limits::SHARE, 300 - limits::SHARE));
    // What a dropped call held is free again.
    drop(calls);
    let alone = Scripted::new("alone", []);
    let notify = in_order(Channel::Sms, &[&alone]);
    for _ in 0..2 * limits::SHARE {
        assert_eq!(notify.send(&text).await, sent("alone"));
    }
}

/// Both have their share: what is more goes to whichever has the least to do, not to the one that hangs.
#[tokio::test(start_paused = true)]
async fn beyond_its_share_nobody_waits_for_the_one_that_hangs() {
    let hung = Scripted::new("hung", [Does::Hangs; 500]);
    let slow = Scripted::new("slow", [Does::Dawdles; 500]);
    let notify = in_order(Channel::Sms, &[&hung, &slow]);
    let text = message(Channel::Sms);
    let mut calls: Vec<_> = (0..4 * limits::SHARE).map(|_| Box::pin(notify.send(&text))).collect();
    for call in &mut calls {
        assert_eq!(at_once(call.as_mut()).await, None);
    }
    // As many again as both had together are shared by what each has to do; and as the slow one gets on, it gets more.
    assert_eq!((hung.came(), slow.came()), (2 * limits::SHARE, 2 * limits::SHARE));
    tokio::time::advance(Duration::from_millis(200)).await;
    let mut done = 0;
    for call in &mut calls {
        done += usize::from(at_once(call.as_mut()).await.is_some());
    }
    assert_eq!(done, 2 * limits::SHARE);
    let mut more: Vec<_> = (0..limits::SHARE).map(|_| Box::pin(notify.send(&text))).collect();
    for call in &mut more {
        assert_eq!(at_once(call.as_mut()).await, None);
    }
    assert_eq!((hung.came(), slow.came()), (2 * limits::SHARE, 3 * limits::SHARE));
}

/// A hundred people called at once are called: none of them gets a text because the others are being called.
#[tokio::test(start_paused = true)]
async fn a_provider_with_many_calls_is_no_reason_to_write_instead() {
    let (calls, texts) = (Scripted::new("calls", [Does::Dawdles; 500]), Scripted::new("texts", []));
    let notify = in_order(Channel::Voice, &[&calls]).then(Channel::Sms, texts.clone());
    let page = message(Channel::Voice);
    let all = (0..2 * limits::SHARE).map(|_| notify.send(&page));
    let outcomes = futures_util::future::join_all(all).await;
    assert!(outcomes.iter().all(|it| *it == sent("calls")), "{:?}", outcomes.last());
    assert_eq!((calls.came(), texts.came()), (2 * limits::SHARE, 0));
}

/// One kind of push that hangs, each person's server for itself, leaves the other kinds their part of the engine's permits.
#[tokio::test(start_paused = true)]
async fn a_kind_of_push_that_hangs_has_no_more_than_its_part() {
    let (teams, browsers) = (Scripted::new("teams", [Does::Hangs; 2_000]), Scripted::new("web-push", []));
    let own = |kind, scripted: &Arc<Scripted>| Arc::new(Own(kind, scripted.clone())) as Arc<dyn Provider>;
    let notify = Notify::default().then(Channel::Push, own("teams:", &teams)).then(Channel::Push, own("{", &browsers));
    let to = |address: &str, person: usize| Message {
        address: Address(address.to_owned()),
        person: PersonId(Uuid::from_u128(person as u128)),
        ..message(Channel::Push)
    };
    let messages: Vec<Message> = (0..3 * limits::PUSHES_OF_KIND).map(|person| to("teams:x", person)).collect();
    let mut calls: Vec<_> = messages.iter().map(|message| Box::pin(notify.send(message))).collect();
    let mut waiting = 0;
    for call in &mut calls {
        match at_once(call.as_mut()).await {
            None => waiting += 1,
            Some(AttemptOutcome::Failed { again: true, reason, .. }) => assert!(reason.contains("as many"), "{reason}"),
            Some(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((waiting, teams.came()), (limits::PUSHES_OF_KIND, limits::PUSHES_OF_KIND));
    assert_eq!(notify.send(&to("{}", 1)).await, sent("web-push"));
}

/// Alone, a provider is given whatever there is.
#[tokio::test(start_paused = true)]
async fn a_share_is_of_those_who_have_another() {
    let alone = Scripted::new("alone", [Does::Hangs; 500]);
    let notify = in_order(Channel::Sms, &[&alone]);
    let text = message(Channel::Sms);
    let mut calls: Vec<_> = (0..3 * limits::SHARE).map(|_| Box::pin(notify.send(&text))).collect();
    for call in &mut calls {
        assert_eq!(at_once(call.as_mut()).await, None);
    }
    assert_eq!(alone.came(), 3 * limits::SHARE);
}

#[tokio::test]
async fn once_nobody_needs_it_no_further_provider_is_called() {
    let (first, second) = (Scripted::new("first", [Does::Busy]), Scripted::new("second", []));
    let notify = in_order(Channel::Sms, &[&first, &second]);
    let wanted = || first.came() == 0;
    assert_eq!(notify.send_while(&message(Channel::Sms), &[], &wanted).await, None);
    assert_eq!((first.came(), second.came()), (1, 0));
    assert_eq!(notify.send_while(&message(Channel::Sms), &[], &|| false).await, None);
    assert_eq!(first.came(), 1);
    assert_eq!(notify.health()[0].0.failures_in_a_row, 1, "a call that was not made is no failure");
}

/// One person's server that hangs is waited for by one call, and others' servers are called as before.
#[tokio::test(start_paused = true)]
async fn a_persons_server_that_hangs_holds_up_their_messages_alone() {
    let scripted = Scripted::new("webhook", [Does::Hangs; 3 + 2]);
    let own = Arc::new(Own("webhook:", scripted.clone())) as Arc<dyn Provider>;
    let notify = Notify::default().then(Channel::Push, own);
    let to = |person: u128| Message {
        address: Address("webhook:x".to_owned()),
        person: PersonId(Uuid::from_u128(person)),
        ..message(Channel::Push)
    };
    for _ in 0..limits::FAILURES_IN_A_ROW {
        assert_eq!(notify.send(&to(1)).await, AttemptOutcome::Unknown);
    }
    let theirs = to(1);
    let mut calls: Vec<_> = (0..50).map(|_| Box::pin(notify.send(&theirs))).collect();
    let mut waiting = 0;
    for call in &mut calls {
        waiting += usize::from(at_once(call.as_mut()).await.is_none());
    }
    assert_eq!(waiting, limits::INSISTED_OF_PERSON);
    scripted.script.lock().unwrap().clear();
    assert_eq!(notify.send(&to(2)).await, sent("webhook"));
}

/// What a call comes to without waiting, if anything.
async fn at_once<T>(mut call: std::pin::Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Option<T> {
    std::future::poll_fn(|cx| match call.as_mut().poll(cx) {
        std::task::Poll::Ready(done) => std::task::Poll::Ready(Some(done)),
        std::task::Poll::Pending => std::task::Poll::Ready(None),
    })
    .await
}

/// A provider that keeps what came, and does as told; once nothing is told, it takes.
struct Scripted {
    name: &'static str,
    script: Mutex<VecDeque<Does>>,
    came: Mutex<Vec<(Channel, String)>>,
}

impl Scripted {
    fn new(name: &'static str, script: impl IntoIterator<Item = Does>) -> Arc<Self> {
        Arc::new(Self { name, script: Mutex::new(script.into_iter().collect()), came: Mutex::default() })
    }

    fn came(&self) -> usize {
        self.came.lock().unwrap().len()
    }

    fn said(&self, again: bool) -> AttemptOutcome {
        AttemptOutcome::failed(self.name, "no", again)
    }
}

#[async_trait]
impl Provider for Scripted {
    fn name(&self) -> &'static str {
        self.name
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        self.came.lock().unwrap().push((message.channel, message.text.body.clone()));
        let does = self.script.lock().unwrap().pop_front().unwrap_or(Does::Takes);
        match does {
            Does::Takes => sent(self.name),
            Does::Busy => self.said(true),
            Does::Refuses => self.said(false),
            Does::Vanishes => AttemptOutcome::Unknown,
            Does::Hangs => {
                tokio::time::sleep(limits::CALL).await;
                AttemptOutcome::Unknown
            }
            Does::Dawdles => {
                tokio::time::sleep(Duration::from_millis(200)).await;
                sent(self.name)
            }
            Does::Slow => {
                tokio::time::sleep(limits::FAILOVER).await;
                self.said(true)
            }
        }
    }

    async fn look_up(&self, _: AttemptId) -> Option<AttemptOutcome> {
        (self.came() > 0).then(|| sent(self.name))
    }

    async fn ask(&self, _: AttemptId, _: &str) -> Option<Delivery> {
        Some(Delivery::Delivered)
    }
}

fn sent(name: &str) -> AttemptOutcome {
    AttemptOutcome::sent(name, "1")
}

/// It says where it leads to nobody: a text that a call becomes is then its code alone.
fn message(channel: Channel) -> Message {
    let message = stand_in::message(channel, "+447700900123");
    Message { text: Text { link: None, ..message.text.clone() }, ..message }
}

fn in_order(channel: Channel, providers: &[&Arc<Scripted>]) -> Notify {
    providers.iter().fold(Notify::default(), |notify, provider| notify.then(channel, Arc::clone(provider) as _))
}

/// Taken by this one, after others had not.
fn sent_after(name: &str, before: &[&str]) -> AttemptOutcome {
    let refused = |name: &&str| Refused { provider: (*name).to_owned(), reason: "no".to_owned(), flag: None };
    let (provider, reference) = (name.to_owned(), "1".to_owned());
    AttemptOutcome::Sent { provider, reference, after: before.iter().map(refused).collect(), reports: false }
}

async fn avoiding(notify: &Notify, channel: Channel, avoid: &[String]) -> AttemptOutcome {
    notify.send_while(&message(channel), avoid, &|| true).await.unwrap()
}

#[tokio::test]
async fn whoever_took_it_and_did_not_deliver_is_not_called_again_by_the_same_attempt() {
    let (first, second) = (Scripted::new("first", []), Scripted::new("second", []));
    let notify = in_order(Channel::Sms, &[&first, &second]);
    let avoid = ["first".to_owned()];
    assert_eq!(avoiding(&notify, Channel::Sms, &avoid).await, sent("second"));
    let both = ["first".to_owned(), "second".to_owned()];
    let nobody = avoiding(&notify, Channel::Sms, &both).await;
    assert!(matches!(&nobody, AttemptOutcome::Failed { again: true, .. }), "{nobody:?}");
    assert_eq!((first.came(), second.came()), (0, 1));
    // A call that nobody answered is followed by a text to the same number.
    let (calls, texts) = (Scripted::new("calls", []), Scripted::new("texts", []));
    let notify = in_order(Channel::Voice, &[&calls]).then(Channel::Sms, texts.clone());
    assert_eq!(avoiding(&notify, Channel::Voice, &["calls".to_owned()]).await, sent("texts"));
}

#[tokio::test]
async fn who_took_it_is_who_is_asked() {
    let (first, second) = (Scripted::new("first", []), Scripted::new("second", []));
    let notify = in_order(Channel::Sms, &[&first, &second]);
    let ask = |name: &'static str| {
        let notify = notify.clone();
        async move { notify.ask(name, message(Channel::Sms).attempt, "1").await }
    };
    assert_eq!(ask("first").await, Some(Delivery::Delivered));
    assert_eq!(ask("third").await, None);
}

#[tokio::test]
async fn whoever_says_no_is_followed_by_the_next_at_once() {
    for no in [Does::Busy, Does::Refuses] {
        let (first, second) = (Scripted::new("first", [no]), Scripted::new("second", []));
        let notify = in_order(Channel::Sms, &[&first, &second]);
        assert_eq!(notify.send(&message(Channel::Sms)).await, sent_after("second", &["first"]));
        assert_eq!(notify.send(&message(Channel::Sms)).await, sent("first"), "the first again, once it takes");
    }
}

#[tokio::test]
async fn a_lost_answer_is_not_followed_by_another_call() {
    let (first, second) = (Scripted::new("first", [Does::Vanishes]), Scripted::new("second", []));
    let notify = in_order(Channel::Sms, &[&first, &second]);
    assert_eq!(notify.send(&message(Channel::Sms)).await, AttemptOutcome::Unknown);
    assert_eq!(second.came(), 0);
    assert_eq!(notify.look_up(message(Channel::Sms).attempt, Channel::Sms).await, Some(sent("first")));
    assert_eq!(
        notify.send(&message(Channel::Sms)).await,
        sent("second"),
        "when it is sent again, another is asked first"
    );
    assert_eq!(notify.send(&message(Channel::Sms)).await, sent("first"));
}

#[tokio::test]
async fn a_call_that_may_have_been_made_is_made_again_rather_than_written() {
    let (calls, texts) = (Scripted::new("calls", [Does::Vanishes]), Scripted::new("texts", []));
    let notify = in_order(Channel::Voice, &[&calls]).then(Channel::Sms, texts.clone());
    assert_eq!(notify.send(&message(Channel::Voice)).await, AttemptOutcome::Unknown);
    assert_eq!(notify.send(&message(Channel::Voice)).await, sent("calls"));
    assert_eq!(texts.came(), 0);
}

#[tokio::test]
async fn when_all_say_no_each_reason_is_kept_and_one_hope_is_enough() {
    let (first, second) = (Scripted::new("first", [Does::Busy]), Scripted::new("second", [Does::Refuses]));
    let outcome = in_order(Channel::Sms, &[&first, &second]).send(&message(Channel::Sms)).await;
    let expected = AttemptOutcome::failed("second", "first: no; second: no", true);
    assert_eq!(outcome, expected);
}

#[tokio::test]
async fn a_call_that_nobody_makes_is_a_text_to_the_same_number() {
    let (calls, texts) = (Scripted::new("calls", [Does::Refuses]), Scripted::new("texts", []));
    let notify = in_order(Channel::Voice, &[&calls]).then(Channel::Sms, texts.clone());
    assert_eq!(notify.send(&message(Channel::Voice)).await, sent_after("texts", &["calls"]));
    let text = "CTAC: S1 CTAC-2026-0001. Reply 4821 to acknowledge.".to_owned();
    assert_eq!(*texts.came.lock().unwrap(), [(Channel::Sms, text)]);
    let notify = Notify::default().then(Channel::Sms, texts.clone());
    assert_eq!(notify.send(&message(Channel::Voice)).await, sent("texts"), "nor need there be one");
    let all: Arc<dyn Provider> = Scripted::new("all", [Does::Refuses]);
    let outcome = Notify::by_one(&all).send(&message(Channel::Voice)).await;
    assert!(matches!(outcome, AttemptOutcome::Failed { again: false, .. }), "nobody is asked twice in one attempt");
}

/// A code that proves a telephone can be called proves nothing where it came as a text.
#[tokio::test]
async fn a_call_that_wants_no_reply_is_never_a_text() {
    let (calls, texts) = (Scripted::new("calls", [Does::Refuses]), Scripted::new("texts", []));
    let notify = in_order(Channel::Voice, &[&calls]).then(Channel::Sms, texts.clone());
    let mut code = message(Channel::Voice);
    code.text.code = None;
    assert!(matches!(notify.send(&code).await, AttemptOutcome::Failed { .. }));
    assert_eq!((calls.came(), texts.came()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn whoever_keeps_failing_is_put_aside_and_tried_again_later() {
    let tries = limits::FAILURES_IN_A_ROW as usize;
    let first = Scripted::new("first", [Does::Busy, Does::Vanishes, Does::Busy].into_iter().cycle().take(tries));
    let second = Scripted::new("second", []);
    let notify = in_order(Channel::Sms, &[&first, &second]);
    for _ in 0..tries + 4 {
        notify.send(&message(Channel::Sms)).await;
    }
    assert_eq!(first.came(), tries, "lost answers count too; then it is not called");
    let health = notify.health();
    assert_eq!((health[0].0.provider, health[0].0.standing), ("first", Standing::Aside));
    assert_eq!((health[1].0.standing, health[1].1.as_slice()), (Standing::Taking, [Channel::Sms].as_slice()));
    tokio::time::advance(limits::PUT_ASIDE).await;
    assert_eq!(notify.send(&message(Channel::Sms)).await, sent("first"));
    assert_eq!(notify.health()[0].0.standing, Standing::Taking);
}

#[tokio::test(start_paused = true)]
async fn when_all_are_put_aside_they_are_called_all_the_same() {
    let always = std::iter::repeat_n(Does::Busy, 10);
    let alone = Scripted::new("alone", always);
    let notify = in_order(Channel::Sms, &[&alone]);
    for call in 1..=10 {
        let outcome = notify.send(&message(Channel::Sms)).await;
        assert_eq!(outcome, alone.said(true));
        assert_eq!(alone.came(), call, "a page is not lost for a provider's bad name");
    }
    assert_eq!(notify.send(&message(Channel::Sms)).await, sent("alone"));
    assert_eq!(notify.health()[0].0.standing, Standing::Taking);
}

#[tokio::test(start_paused = true)]
async fn no_call_is_begun_when_the_lease_nears_its_end() {
    let (first, second) = (Scripted::new("first", [Does::Slow]), Scripted::new("second", []));
    let notify = in_order(Channel::Sms, &[&first, &second]);
    assert_eq!(notify.send(&message(Channel::Sms)).await, first.said(true));
    assert_eq!(second.came(), 0);
    let hasty = tokio::time::timeout(Duration::from_secs(1), notify.send(&message(Channel::Sms))).await;
    assert_eq!(hasty, Ok(sent("first")));
}

#[tokio::test]
async fn one_provider_in_several_channels_has_one_name_to_lose() {
    let both = Scripted::new("both", [Does::Busy, Does::Busy, Does::Busy]);
    let notify = in_order(Channel::Sms, &[&both]).then(Channel::Push, both.clone());
    for channel in [Channel::Sms, Channel::Push, Channel::Sms] {
        notify.send(&message(channel)).await;
    }
    let health = notify.health();
    assert_eq!(health.len(), 1);
    assert_eq!((health[0].0.tally.failed, health[0].1.as_slice()), (3, [Channel::Sms, Channel::Push].as_slice()));
}

#[test]
fn a_call_that_becomes_a_text_asks_what_the_call_asked() {
    let page = worded(&message(Channel::Voice), Channel::Sms).text.body;
    assert!(page.ends_with("Reply 4821 to acknowledge."), "{page}");
    let asks = Message { page: None, within_min: Some(60), ..message(Channel::Voice) };
    let call_out = worded(&asks, Channel::Sms).text.body;
    assert!(call_out.contains("Reply 4821 and minutes") && !call_out.contains("acknowledge"), "{call_out}");
}
