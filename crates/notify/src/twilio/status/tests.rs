//! Statuses: texts and calls are read, and each has its rank.

use std::collections::BTreeSet;

use ctac_domain::directory::Flag;

use super::*;

fn params(pairs: &[(&str, &str)]) -> Params {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), BTreeSet::from([(*value).to_owned()]))).collect()
}

const SID: &str = "SM00000000000000000000000000000001";

#[test]
fn texts_and_calls_are_read_and_new_fields_passed_over() {
    let text = [
        ("MessageSid", SID),
        ("MessageStatus", "undelivered"),
        ("ErrorCode", "30006"),
        ("RawDlrDoneDate", "2611212230"),
    ];
    let read = receipt(&params(&text), None).unwrap();
    assert_eq!((read.status, read.error, read.flag()), (Status::Undelivered, Some(30006), Some(Flag::NoTexts)));
    assert_eq!(read.reason(), "undelivered: a landline, or a network that takes no texts (30006)");
    let call = [("CallSid", "CA00000000000000000000000000000002"), ("CallStatus", "no-answer")];
    let call = receipt(&params(&call), None).unwrap();
    assert_eq!((read.provider, call.provider), ("twilio-sms", "twilio-voice"));
    assert_eq!(call.reason(), "no-answer: nobody answered");
    for (sid, status, expected) in [
        ("", "sent", NotAReceipt::Sid),
        ("SM1", "sent", NotAReceipt::Sid),
        (SID, "teleported", NotAReceipt::Status),
        (SID, "received", NotAReceipt::Status),
    ] {
        assert_eq!(receipt(&params(&[("MessageSid", sid), ("MessageStatus", status)]), None), Err(expected));
    }
    assert_eq!(receipt(&params(&[("MessageSid", SID)]), None), Err(NotAReceipt::Status));
}

proptest::proptest! {
    #[test]
    fn nothing_makes_it_fall_over(pairs in proptest::collection::vec(("\\PC{0,12}", "\\PC{0,40}"), 0..6), code in "\\PC{0,12}") {
        let mut given: Params =
            pairs.into_iter().map(|(name, value)| (name, BTreeSet::from([value]))).collect();
        given.insert("MessageSid".to_owned(), BTreeSet::from([SID.to_owned()]));
        given.insert("MessageStatus".to_owned(), BTreeSet::from(["failed".to_owned()]));
        given.insert("ErrorCode".to_owned(), BTreeSet::from([code]));
        let read = receipt(&given, None).unwrap();
        proptest::prop_assert!(!read.reason().is_empty());
    }
}
