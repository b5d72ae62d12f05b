//! Working an incident by its page's forms.

use super::browser::{Service, client_id};
use crate::cell::{LEAD, OUTSIDER, RESPONDER, id};

#[tokio::test]
async fn a_form_sent_twice_is_recorded_once() {
    let service = Service::new(false).await;
    let path = format!("/incidents/{}", service.incident("Encrypted shares").await);
    let lead = service.signed_in(LEAD, "lead").await;
    let form = client_id(&lead.get(&path).await.must(200).text, "note");
    let text = "Two file servers <script>alert(1)</script>\r\nand a printer";
    let fields = [("form", "note"), ("client_id", form.as_str()), ("text", text), ("marking", "")];
    let size = service.cell.app.engine.size();
    let first = lead.post(&format!("{path}/entries"), &fields).await.must(303);
    let second = lead.post(&format!("{path}/entries"), &fields).await.must(303);
    assert_eq!(first.headers["location"], second.headers["location"]);
    assert_eq!(service.cell.app.engine.size(), size + 1);
    let page = lead.get(first.headers["location"].to_str().unwrap().split('#').next().unwrap()).await.must(200);
    assert!(page.text.contains("Two file servers &#60;script&#62;alert(1)&#60;/script&#62;\nand a printer"));
    assert!(!page.text.contains("<script"));
    // The same form with other words in it would lose them: they are given back, under a fresh id.
    let changed = [("form", "note"), ("client_id", form.as_str()), ("text", "Three, not two")];
    let again = lead.post(&format!("{path}/entries"), &changed).await.must(409);
    assert!(again.text.contains("before you changed it") && again.text.contains(">Three, not two</textarea>"));
    assert_ne!(client_id(&again.text, "note"), form);
    assert_eq!(service.cell.app.engine.size(), size + 1);
    lead.post_from("cross-site", &format!("{path}/entries"), &fields).await.must(403);
}

#[tokio::test]
async fn what_is_refused_is_given_back_as_typed() {
    let service = Service::new(false).await;
    let path = format!("/incidents/{}", service.incident("Encrypted shares").await);
    let lead = service.signed_in(LEAD, "lead").await;
    let form = id(300).to_string();
    let typed = "Isolate ward 7 \"now\"";
    let fields = [
        ("form", "decision"),
        ("client_id", form.as_str()),
        ("decision", typed),
        ("reason", "It spreads"),
        ("marking", "red"),
    ];
    let size = service.cell.app.engine.size();
    let came = lead.post(&format!("{path}/entries"), &fields).await.must(422);
    assert!(came.text.contains("There is a problem") && came.text.contains("names whom it is for"));
    assert!(came.text.contains("Isolate ward 7 &#34;now&#34;</textarea>"));
    assert!(came.text.contains("It spreads</textarea>"));
    assert!(came.text.contains("<option value=\"red\" selected>"));
    assert_eq!(client_id(&came.text, "decision"), form);
    let late = [("form", "note"), ("client_id", form.as_str()), ("text", "t"), ("occurred_at", "2020-01-01T03:00")];
    let came = lead.post(&format!("{path}/entries"), &late).await.must(422);
    assert!(came.text.contains("entered late") && came.text.contains("value=\"2020-01-01T03:00\""));
    for wrong in [[("form", "poem"), ("client_id", "x")], [("form", "note"), ("colour", "red")]] {
        assert!(lead.post(&format!("{path}/entries"), &wrong).await.status.is_client_error());
    }
    let no_entry = [("form", "correct:99"), ("client_id", form.as_str()), ("reason", "r")];
    lead.post(&format!("{path}/entries"), &no_entry).await.must(404);
    assert_eq!(service.cell.app.engine.size(), size);
}

#[tokio::test]
async fn every_form_of_the_composer_records_its_kind() {
    let service = Service::new(false).await;
    let path = format!("/incidents/{}", service.incident("Encrypted shares").await);
    let lead = service.signed_in(LEAD, "lead").await;
    let owner = id(RESPONDER).to_string();
    let forms: [&[(&str, &str)]; 6] = [
        &[("form", "note"), ("text", "Seen"), ("occurred_at", "2026-01-01T03:00"), ("late_reason", "No signal")],
        &[("form", "decision"), ("decision", "Cut the link"), ("reason", "It spreads"), ("marking", "amber")],
        &[("form", "action"), ("text", "Cut it"), ("owner", &owner), ("due", "2030-01-01T09:30")],
        &[("form", "severity"), ("to", "S2"), ("reason", "Contained")],
        &[("form", "status"), ("to", "contained"), ("reason", "No more hosts")],
        &[("form", "correct:5"), ("text", "Seen twice"), ("reason", "Misheard")],
    ];
    let first = 4;
    for (at, form) in (first..).zip(forms) {
        let own = id(400 + at).to_string();
        let form: Vec<_> = form
            .iter()
            .map(|(name, value)| (*name, if *value == "correct:5" { "correct:4" } else { *value }))
            .chain([("client_id", own.as_str())])
            .collect();
        let came = lead.post(&format!("{path}/entries"), &form).await.must(303);
        assert!(came.headers["location"].to_str().unwrap().ends_with(&format!("#entry-{at}")), "{form:?}");
    }
    let page = lead.get(&path).await.must(200).text;
    assert!(page.contains("Late entry") && page.contains("Entered late because: No signal"));
    assert!(page.contains("happened <time datetime=\"2026-01-01T03:00:00Z\""));
    assert!(page.contains("S1 critical to S2 serious") && page.contains("Open to Contained"));
    assert!(page.contains("1 January 2030, 9:30am"));
    // Struck through, readable, and it says by what.
    let struck = page.split("id=\"entry-4\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(struck.contains("<del>") && struck.contains("Seen") && struck.contains("#entry-9\">#9</a>"));
    let action = service.cell.app.engine.state().incidents.values().next().unwrap().actions.keys().next().copied();
    let done = format!("done:{}", action.unwrap());
    let responder = service.signed_in(RESPONDER, "responder").await;
    let own = id(500).to_string();
    let fields = [("form", done.as_str()), ("client_id", own.as_str()), ("outcome", "Cut at 4am")];
    responder.post(&format!("{path}/entries"), &fields).await.must(303);
    assert!(responder.get(&path).await.text.contains("Outcome:</strong> Cut at 4am"));
    // Whoever does not steer is offered no steering.
    let page = responder.get(&path).await.must(200).text;
    assert!(!page.contains("Change the severity") && !page.contains("Bring somebody in"));
    let steer = [("form", "severity"), ("client_id", own.as_str()), ("to", "S1"), ("reason", "r")];
    responder.post(&format!("{path}/entries"), &steer).await.must(403);
}

#[tokio::test]
async fn a_withheld_entry_is_a_stub_and_its_originator_can_be_asked() {
    let service = Service::new(false).await;
    let path = format!("/incidents/{}", service.incident("Encrypted shares").await);
    let (lead, responder) = (service.signed_in(LEAD, "lead").await, service.signed_in(RESPONDER, "responder").await);
    let (own, me) = (id(300).to_string(), id(LEAD).to_string());
    let secret =
        [("form", "note"), ("client_id", &own), ("text", "The source is X"), ("marking", "red"), ("named", &me)];
    lead.post(&format!("{path}/entries"), &secret).await.must(303);
    let mine = lead.get(&path).await.text;
    assert!(mine.contains("The source is X") && mine.contains("For Demo lead only"));
    let theirs = responder.get(&path).await.must(200).text;
    assert!(!theirs.contains("The source is X") && !theirs.contains("For Demo lead only"));
    let stub = theirs.split("id=\"entry-4\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(
        stub.contains("Withheld") && stub.contains("Ask the originator, Northmoor Acute") && !stub.contains("Note")
    );
    assert!(stub.contains("TLP:RED") && !stub.contains("Demo lead"));
    let own = client_id(&theirs, "ask:4");
    let ask = [("form", "ask:4"), ("client_id", own.as_str()), ("reason", "We may have it too")];
    responder.post(&format!("{path}/entries"), &ask).await.must(303);
    assert!(lead.get(&path).await.text.contains("Asks to be shown entry 4"));
}

#[tokio::test]
async fn the_lead_brings_people_in_and_takes_them_out() {
    let service = Service::new(false).await;
    let path = format!("/incidents/{}", service.incident("Encrypted shares").await);
    let (lead, outsider) = (service.signed_in(LEAD, "lead").await, service.signed_in(OUTSIDER, "outsider").await);
    let person = id(OUTSIDER).to_string();
    assert!(lead.get(&path).await.text.contains("Demo outsider (Eastvale)</option>"));
    outsider.get(&path).await.must(404);
    let bad = [("do", "grant"), ("person", person.as_str()), ("role", "lead")];
    assert!(lead.post(&format!("{path}/members"), &bad).await.must(422).text.contains("There is a problem"));
    let grant = [("do", "grant"), ("person", person.as_str()), ("role", "responder"), ("reason", "Knows the backups")];
    assert_eq!(lead.post(&format!("{path}/members"), &grant).await.must(303).headers["location"], path);
    assert!(outsider.get(&path).await.must(200).text.contains("Knows the backups"));
    let revoke = [("do", "revoke"), ("person", person.as_str())];
    lead.post(&format!("{path}/members"), &revoke).await.must(303);
    outsider.get(&path).await.must(404);
}

#[tokio::test]
async fn the_door_shows_no_more_than_one_may_know_and_the_glass_can_be_broken() {
    let service = Service::new(false).await;
    // Declared with a policy; the lead knows of it, the responder was paged for it and is no member.
    let page = service.page(&[RESPONDER]).await;
    let state = service.cell.app.engine.state();
    let reference = state.references.keys().next().unwrap().clone();
    let path = format!("/incidents/{reference}");
    let responder = service.signed_in(RESPONDER, "responder").await;
    let door = responder.get(&path).await.must(200).text;
    assert!(
        door.contains("You are not a member") && door.contains(&reference) && door.contains("is waiting for an answer")
    );
    assert!(!door.contains("Paged for") && !door.contains("Demo lead") && !door.contains("Break the glass"));
    responder.post(&format!("{path}/break-glass"), &[("reason", "x")]).await.must(403);
    responder.post(&format!("/pages/{page}/acknowledge"), &[]).await.must(303);
    assert!(responder.get(&path).await.must(200).text.contains("Paged for"), "who takes the page is a member");
}

#[tokio::test]
async fn declaring_twice_with_one_form_declares_once() {
    let service = Service::new(false).await;
    let lead = service.signed_in(LEAD, "lead").await;
    let form = lead.get("/declare").await.must(200).text;
    let own = form.split("name=\"incident\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let empty = [("incident", own.as_str()), ("title", "Encrypted shares"), ("marking", "green")];
    let again = lead.post("/declare", &empty).await.must(422).text;
    assert!(again.contains("choose a severity") && again.contains("value=\"Encrypted shares\""));
    assert!(again.contains("value=\"green\" checked") && again.contains(&own));
    let whole = [("incident", own.as_str()), ("title", "Encrypted shares"), ("severity", "S1"), ("marking", "green")];
    let first = lead.post("/declare", &whole).await.must(303);
    let second = lead.post("/declare", &whole).await.must(303);
    assert_eq!(first.headers["location"], second.headers["location"]);
    assert_eq!(service.cell.app.engine.state().incidents.len(), 1);
    lead.get(first.headers["location"].to_str().unwrap()).await.must(200);
}

#[tokio::test]
async fn a_long_timeline_is_paged_either_way_and_says_what_is_new() {
    let service = Service::new(false).await;
    let path = format!("/incidents/{}", service.incident("Encrypted shares").await);
    let lead = service.signed_in(LEAD, "lead").await;
    for n in 0..60_u128 {
        let (own, text) = (id(600 + n).to_string(), format!("Line {n}."));
        let note = [("form", "note"), ("client_id", own.as_str()), ("text", text.as_str())];
        lead.post(&format!("{path}/entries"), &note).await.must(303);
    }
    let newest = lead.get(&path).await.must(200).text;
    assert!(newest.contains("Line 59.") && !newest.contains("Line 0.") && newest.contains("Older entries"));
    assert!(newest.find("Line 59.").unwrap() < newest.find("Line 40.").unwrap());
    let oldest = lead.get(&format!("{path}?order=oldest")).await.must(200).text;
    assert!(oldest.contains("Line 0.") && !oldest.contains("Line 59.") && oldest.contains("Newer entries"));
    assert!(oldest.find("Line 0.").unwrap() < oldest.find("Line 20.").unwrap());
    assert!(lead.get(&format!("{path}?entry=4")).await.must(200).text.contains("id=\"entry-4\""));
    let seen = lead.get(&format!("{path}?seen=61&at=1")).await.must(200).text;
    assert!(seen.contains("2 new entries.") && seen.matches("entry-new").count() == 2);
    assert!(lead.get(&format!("{path}?seen=63")).await.must(200).text.contains("Nothing new."));
    lead.get(&format!("{path}?order=sideways")).await.must(400);
    lead.get(&format!("{path}?before=x")).await.must(400);
}
