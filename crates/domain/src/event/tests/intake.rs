//! Samples of what people raise by hand, of changes, of the threshold, and of providers that fail.

use super::*;
use crate::change::ChangeLink;
use crate::threshold::Criterion;

pub(super) fn samples() -> Vec<Event> {
    let report = Report {
        reference: "R-2026-0001".into(),
        threshold: 3,
        criteria: vec!["ransomware".into()],
        unknown: vec!["worm".into()],
        severity: Some(Severity::S1),
        organisations: vec![id(1)],
        by: Some(id(2)),
    };
    let bare =
        Report { criteria: vec![], unknown: vec![], severity: None, organisations: vec![], by: None, ..report.clone() };
    let change = Change {
        summary: "Mail relay upgraded".into(),
        source: Some("mx1".into()),
        at: Some(at()),
        links: vec![ChangeLink { href: "https://deploy.example/7".into(), text: Some("Build 7".into()) }],
        details: [("build".to_owned(), "7".to_owned())].into(),
    };
    let criterion =
        Criterion { id: "ransomware".into(), text: "Ransomware on any host".into(), severity: Severity::S1 };
    let threshold = Threshold {
        version: 3,
        criteria: vec![criterion],
        guidance: "Do not wait for proof.".into(),
        policy: Some(id(4)),
        agreed: vec![id(1)],
        authority: "Cyber group, 3 March 2026".into(),
    };
    let outage = Outage {
        id: id(60),
        provider: "twilio-sms".into(),
        channels: vec![Channel::Sms, Channel::Voice],
        without: vec![Channel::Voice],
        why: "it answered 503".into(),
        node: id(14),
        since: at(),
        told: true,
    };
    let told = |about| Event::NoticeRaised { notice: id(18), person: id(2), about, notifications: vec![], until: at() };
    vec![
        Event::AlertReported { alert: id(10), report },
        Event::AlertReported { alert: id(10), report: bare },
        Event::ChangeRecorded { integration: id(5), change },
        Event::ThresholdSaved { threshold },
        Event::ProviderDown { outage },
        Event::ProviderBack { provider: "twilio-sms".into(), outage: id(60), node: id(14) },
        told(About::ProviderDown { outage: id(60) }),
        told(About::ProviderBack { outage: id(60) }),
        Event::IntegrationSaved { integration: Integration { kind: IntegrationKind::ByHand, ..integration() } },
        Event::IntegrationSaved { integration: Integration { kind: IntegrationKind::Email, ..integration() } },
    ]
}
