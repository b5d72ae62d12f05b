//! The story of one incident, played against a running service by its own clients: an alert wakes the right person, who
//! works it in a live room, and the timeline proves it. Every step that does not come out as told is a failure.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::client::Client;
use crate::demo::phone::Phone;
use crate::demo::players::Player;
use crate::failure::Failure;
use crate::out;
use crate::say::Names;

/// What the story needs to know of the service it is played on.
#[derive(Debug)]
pub struct Stage<'a> {
    /// The service.
    pub anyone: Client,
    /// The password of everybody in the fictional cell.
    pub password: &'a str,
    /// Fires the alert, whichever way.
    pub alert: &'a dyn Alarm,
    /// Where bundles are written.
    pub folder: &'a Path,
}

/// How the alert is fired: by the documented event, or through a real Alertmanager.
#[async_trait::async_trait]
pub trait Alarm: std::fmt::Debug + Send + Sync {
    /// Fires it.
    async fn fire(&self) -> Result<(), Failure>;
    /// Its cause is gone.
    async fn resolve(&self) -> Result<(), Failure>;
}

/// Plays the whole story.
///
/// # Errors
/// The first step that did not come out as told.
pub async fn play(stage: &Stage<'_>) -> Result<(), Failure> {
    let mut cast = Cast::sign_in(stage).await?;
    let alert = woken(stage, &cast).await?;
    let incident = declared(&cast, &alert).await?;
    let kept = checkpoint_kept(stage, &cast).await?;
    worked(&mut cast, &incident).await?;
    stage.alert.resolve().await?;
    resolved(&cast, &alert).await?;
    proved(stage, &cast, &incident, &kept).await
}

/// The source's word that its cause is gone arrives: a real Alertmanager takes a moment to say so.
async fn resolved(cast: &Cast, alert: &str) -> Result<(), Failure> {
    /// Attempts, a fifth of a second apart: there is no stream of alerts to follow.
    const ATTEMPTS: u32 = 150;
    for _ in 0..ATTEMPTS {
        let view: Value = cast.council.client.get(&format!("/api/v1/alerts/{alert}")).await?;
        if out::text(&view, "status") == "resolved" {
            return out::line("\n-- The monitoring resolves its alert.");
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    Err(Failure::NotRight("the alert was not resolved within 30 seconds".to_owned()))
}

/// Three people from three organisations.
struct Cast {
    trust: Player,
    council: Player,
    board: Player,
    names: Names,
}

impl Cast {
    async fn sign_in(stage: &Stage<'_>) -> Result<Self, Failure> {
        let trust = Player::sign_in(&stage.anyone, "dahlia", stage.password).await?;
        let council = Player::sign_in(&stage.anyone, "gorse", stage.password).await?;
        let board = Player::sign_in(&stage.anyone, "bramble", stage.password).await?;
        let names = crate::commands::names(&board.client).await?;
        Ok(Self { trust, council, board, names })
    }
}

/// The alert fires; the trust's responder is texted and does not answer; the council's is called and presses 1.
async fn woken(stage: &Stage<'_>, cast: &Cast) -> Result<String, Failure> {
    let mut phone = Phone::of(&stage.anyone);
    out::line("\n-- 03:00. The monitoring raises an alert.")?;
    stage.alert.fire().await?;
    let sms = phone.next_page(&cast.trust.id, "sms").await?;
    cast.trust.says(&format!("gets a text: {:?} … and sleeps on", said(&sms)))?;
    let call = phone.next_page(&cast.council.id, "voice").await?;
    cast.council.says(&format!("is called: {:?}", said(&call)))?;
    let heard = phone.press(&call, '1').await?;
    cast.council.says(&format!("presses 1 and hears: {heard:?}"))?;
    let page: Value = cast.council.client.get(&format!("/api/v1/pages/{}", out::text(&call, "page"))).await?;
    let status = page.get("status").unwrap_or(&Value::Null);
    expect(out::text(status, "is") == "acknowledged", &format!("the page is acknowledged, not {status}"))?;
    let alert = page.get("subject").map(|subject| out::text(subject, "alert").to_owned()).unwrap_or_default();
    expect(!alert.is_empty(), "the page is for the alert")?;
    Ok(alert)
}

/// The council's responder declares an incident from the alert and brings two others in.
async fn declared(cast: &Cast, alert: &str) -> Result<Incident, Failure> {
    out::line("\n-- An incident is declared.")?;
    let declaration = json!({ "title": "Unusual encryption on the imaging archive", "severity": "S1",
                              "marking": "amber", "alert": alert });
    let answer = cast.council.client.post("/api/v1/incidents", &declaration).await?;
    let incident =
        Incident { id: out::text(&answer, "id").to_owned(), reference: out::text(&answer, "reference").to_owned() };
    cast.council.says(&format!("declares {}", incident.reference))?;
    for player in [&cast.trust, &cast.board] {
        let path = format!("/api/v1/incidents/{}/members/{}", incident.id, player.id);
        let body = json!({ "role": "responder", "reason": "their services are affected" });
        cast.council.client.send_json(reqwest::Method::PUT, &path, &body).await?;
    }
    Ok(incident)
}

/// The trust keeps a checkpoint of its own, outside the service: what the whole log is held against later.
async fn checkpoint_kept(stage: &Stage<'_>, cast: &Cast) -> Result<PathBuf, Failure> {
    let response = cast.trust.client.stream("/api/v1/ledger/checkpoint?fresh=true").await?;
    let note = response.text().await.map_err(|error| Failure::Unavailable(format!("no checkpoint: {error}")))?;
    let path = stage.folder.join("kept.checkpoint");
    std::fs::write(&path, &note).map_err(|error| Failure::io(&path, &error))?;
    let size = note.lines().nth(1).unwrap_or("?");
    cast.trust.says(&format!("keeps the log's signed checkpoint of {size} entries"))?;
    Ok(path)
}

/// The incident of the story.
struct Incident {
    id: String,
    reference: String,
}

/// Three people work it; one drops off the network and comes back; one entry is not for everybody.
async fn worked(cast: &mut Cast, incident: &Incident) -> Result<(), Failure> {
    let Cast { trust, council, board, names } = cast;
    out::line("\n-- Three people from three organisations are in the room.")?;
    for player in [&mut *council, &mut *trust, &mut *board] {
        player.enter(&incident.id).await?;
    }
    let owner = board.id.clone();
    council
        .posts(
            json!({ "kind": "entry.note", "body": { "text": "Imaging viewers fail at all three sites since 02:50." } }),
            names,
        )
        .await?;
    let decided = council
        .posts(
            json!({ "kind": "entry.decision", "body": {
        "decision": "Disconnect the imaging network from the council's link.",
        "reason": "It may spread; no care depends on that link." } }),
            names,
        )
        .await?;
    trust.sees_up_to(decided, names).await?;
    trust.drops_off()?;
    board
        .posts(json!({ "kind": "action.set", "body": { "text": "Tell the regional lead.", "owner": owner } }), names)
        .await?;
    let missed = council.posts(json!({ "kind": "entry.note", "body": { "text": "The link is down." } }), names).await?;
    trust.enter(&incident.id).await?;
    trust.sees_up_to(missed, names).await?;
    trust.says("has missed nothing and seen nothing twice")?;

    let secret = "The affected account belongs to a named member of staff.";
    let red = council
        .posts(
            json!({ "kind": "entry.note", "marking": "red", "named": [board.id],
                                    "body": { "text": secret } }),
            names,
        )
        .await?;
    for player in [&mut *trust, &mut *board] {
        player.sees_up_to(red, names).await?;
    }
    expect(board.line(red).contains(secret), "who is named reads the RED entry")?;
    expect(!trust.line(red).contains(secret) && trust.line(red).contains("withheld"), "who is not is shown a stub")?;

    out::line("\n-- It is over.")?;
    for (to, reason) in [
        ("contained", "No new machine for an hour."),
        ("recovering", "Restored from clean backups."),
        ("stood-down", "All three sites read images again."),
        ("closed", "Lessons are set for Thursday."),
    ] {
        council
            .posts(json!({ "kind": "incident.status_changed", "body": { "to": to, "reason": reason } }), names)
            .await?;
    }
    Ok(())
}

/// The timeline is exported by somebody from whom one entry was withheld, and verified; one byte changed, it is refused.
async fn proved(stage: &Stage<'_>, cast: &Cast, incident: &Incident, kept: &Path) -> Result<(), Failure> {
    out::line("\n-- The timeline proves it.")?;
    let bundle = stage.folder.join(&incident.reference);
    crate::commands::export::export(&cast.trust.client, &incident.reference, &bundle).await?;
    let report = crate::commands::verify::check(&bundle, Some(kept), None)?;
    cast.trust.says(&format!("exports and verifies it: {report}"))?;
    expect(report.withheld == 1, "one entry is withheld from the trust's responder")?;

    let entries = bundle.join("entries.jsonl");
    let mut bytes = std::fs::read(&entries).map_err(|error| Failure::io(&entries, &error))?;
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
    std::fs::write(&entries, bytes).map_err(|error| Failure::io(&entries, &error))?;
    match crate::commands::verify::check(&bundle, Some(kept), None) {
        Ok(_) => Err(Failure::NotRight("a changed byte went unnoticed".to_owned())),
        Err(refusal) => cast.trust.says(&format!("changes one byte, and is refused: {refusal}")),
    }
}

/// What a message on the phone says.
fn said(message: &Value) -> &str {
    message.get("text").map_or("", |text| out::text(text, "body"))
}

fn expect(holds: bool, what: &str) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(Failure::NotRight(format!("this does not hold: {what}"))) }
}
